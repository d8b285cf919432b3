"""A policy as one HTML page for a reader who does not program. Nothing is fetched when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bwcmeta.policies.topics import TOPICS
from bwcmeta.report.policy_page import PARTLY_READS, said_of
from bwcmeta.report.rule_sentence import rule_sentence

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy, Rule

_DECIDES = {
    "full": "Logs can decide this.",
    "partial": "Logs can decide this in part.",
    "none": "Logs cannot decide this.",
}

_STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --quiet: #595959; --line: #c9c9c9; }
* { box-sizing: border-box; }
body { margin: 2.5rem auto; max-width: 50rem; padding: 0 1.5rem; color: var(--ink); background: #fff;
       font: 1.05rem/1.55 Georgia, 'Times New Roman', serif; }
h1, h2, h3, nav, dl, .tag { font-family: system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin: 3rem 0 .3rem; }
h2::first-letter, nav a::first-letter { text-transform: uppercase; }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .3rem; line-height: 1.35; }
.quiet { color: var(--quiet); } a { color: #1f4f8a; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; font-size: .86rem; margin: .6rem 0; }
dt { color: var(--quiet); } dd { margin: 0; } dd p { margin: 0; }
.tag { font-size: .78rem; border: 1px solid var(--line); border-radius: .2rem; padding: .05rem .4rem; }
.doubt { border-left: .25rem solid #a0401a; padding-left: .7rem; }
nav ol { columns: 2; font-size: .92rem; padding-left: 1.3rem; } nav li { break-inside: avoid; }
article { border-top: 1px solid var(--line); } article:first-of-type { border-top: 0; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } nav { display: none; }
               article { break-inside: avoid; } }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ policy.title }}</title>
<style>{{ style | safe }}</style>
</head>
<body>
<main>
<h1>{{ policy.title }}</h1>
{% if policy.binds == "policy" -%}
<p class="doubt">It binds what the agency's written policy says, not the officer.</p>
{% endif -%}
<dl>
<dt>Kind</dt><dd>{{ policy.kind }}{% if policy.jurisdiction %}, {{ policy.jurisdiction }}{% endif %}</dd>
<dt>In force</dt><dd>{{ force }}; days are counted in {{ policy.timezone }}</dd>
{% if policy.parents -%}
<dt>Builds on</dt><dd>{{ policy.parents | join(", ") }}</dd>
{% endif -%}
{% if policy.source -%}
<dt>Read in</dt><dd>{{ policy.source.title }}
{%- if policy.source.read %} ({{ policy.source.read }}){% endif %} {{ link(policy.source.address) }}</dd>
{% endif -%}
<dt>Id</dt><dd>{{ policy.id }}</dd>
</dl>

<h2>How to read this page</h2>
<p>Each rule stands first as its clause, then in words that say exactly what is tested. Numbers marked <em>the auditor's
setting</em> are no law's: no policy gives them, and whoever audits chose them. A miss is a <em>candidate</em> until a
person has decided. Where the records do not say, the answer is that it cannot be told.</p>

{% if partly -%}
<p>{{ partly }}</p>
{% endif -%}
<nav aria-label="Topics"><h2>Topics</h2><ol>
{% for topic, rules in topics.items() -%}
<li><a href="#{{ topic }}">{{ topic | spaced }}</a>
<span class="quiet">({{ rules | length }} {{ "rule" if rules | length == 1 else "rules" }})</span></li>
{% endfor -%}
{% if notes -%}
<li><a href="#not-judged">not judged</a> <span class="quiet">({{ notes | length }})</span></li>
{% endif -%}
</ol></nav>

{% for topic, rules in topics.items() -%}
<section aria-labelledby="{{ topic }}">
<h2 id="{{ topic }}">{{ topic | spaced }}</h2>
<p class="quiet">{{ about[topic] }}</p>
{% for rule in rules -%}
<article>
<h3>{{ rule.title }} <span class="tag">{{ rule.clause }}</span>
{%- if rule.advisory %} <span class="tag">advice</span>{% endif %}</h3>
<p>{{ rule.sentence }}</p>
<dl>
{% for name, values in rule.details -%}
<dt>{{ name }}</dt><dd>{% for value in values %}<p>{{ value }}</p>{% endfor %}</dd>
{% endfor -%}
<dt>read in</dt><dd>{{ rule.read }} {{ link(rule.address) }}</dd>
</dl>
{% if rule.memory -%}
<p class="doubt">{{ rule.memory }}</p>
{% endif -%}
</article>
{% endfor -%}
</section>
{% endfor -%}

{% if notes -%}
<section aria-labelledby="not-judged">
<h2 id="not-judged">Not judged</h2>
<p class="quiet">What the policy also says, and no log decides.</p>
{% for note in notes -%}
<p{% if note.verified == "memory" %} class="doubt"{% endif %}>
<span class="tag">{{ note.topic | spaced }}{% if note.clause %}, {{ note.clause }}{% endif %}</span> {{ note.text }}
{%- if note.because %} <span class="quiet">Not judged because {{ note.because }}.</span>{% endif %}
{%- if note.verified == "memory" %} <strong>Nobody has read this in the source.</strong>{% endif %}</p>
{% endfor -%}
</section>
{% endif -%}

<section aria-labelledby="settings">
<h2 id="settings">The auditor's settings</h2>
<dl>
{% for name, length in policy.tolerances.items() -%}
<dt>{{ name | spaced }}</dt><dd>{{ length.words }}</dd>
{% endfor -%}
</dl>
{% for name, frame in policy.frames.items() -%}
<p>{{ name | spaced | capitalize }}: every row of {{ frame.over | spaced }} is looked at, except
{{ frame.exclude | map(attribute="reason") | join("; ") or "none" }}.</p>
{% endfor -%}
</section>
</main>
</body>
</html>
"""

_LINK = """{% macro link(address) -%}
{% if address and (address.startswith("https://") or address.startswith("http://")) -%}
<a href="{{ address }}" rel="noreferrer">{{ address }}</a>
{%- else %}{{ address or "" }}{% endif %}
{%- endmacro %}"""


def policy_html(policy: Policy) -> str:
    """Return the page. Every text of the policy is escaped; only http and https addresses become links."""
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True)
    page.filters["spaced"] = lambda word: str(word).replace("_", " ")
    topics = {t: [_rule(policy, r) for r in policy.rules if r.topic == t] for t in TOPICS}
    text = page.from_string(_LINK + _PAGE).render(
        policy=policy,
        topics={topic: rules for topic, rules in topics.items() if rules},
        about=TOPICS,
        notes=policy.notes,
        style=_STYLE,
        force=_force(policy),
        partly=PARTLY_READS.get(policy.partly, ""),
    )
    return text.strip() + "\n"


def _force(policy: Policy) -> str:
    if policy.effective_from is None and policy.effective_to is None:
        return "on every day"
    return f"{policy.effective_from or 'always'} to {policy.effective_to or 'further notice'}"


def _rule(policy: Policy, rule: Rule) -> dict[str, Any]:
    head = rule.head
    details = [(key, list(values)) for key, values in said_of(policy, rule)]
    details.append(("decided by logs", [_DECIDES[head.executability]]))
    if head.blind_spots:
        details.append(("cannot see", list(head.blind_spots)))
    if head.note:
        details.append(("note", [head.note]))
    details.append(("fault", [f"{rule.id} ({rule.severity})"]))
    memory = f"Only remembered, and read by nobody: {head.memory_part}." if head.memory_part else ""
    if head.verified == "memory":
        memory = "Nobody has read this in the source."
    return {
        "title": rule.title,
        "clause": rule.clause,
        "advisory": rule.advisory,
        "sentence": rule_sentence(policy, rule),
        "details": details,
        "read": _read(rule),
        "address": head.address,
        "memory": memory,
    }


def _read(rule: Rule) -> str:
    head = rule.head
    if head.verified is None:
        return "not stated"
    kind = f"{head.source_kind} text" if head.source_kind else "text"
    return ", ".join(str(part) for part in (kind, head.read, head.source) if part)
