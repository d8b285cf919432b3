"""A score of many policies as one HTML page with a map of topics by agencies. Nothing is fetched when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SIGNS = {"absent": "", "note": "n", "advice": "a", "weaker": "−", "equal": "=", "stronger": "+", "different": "≠"}
"""What stands in a square: the map can be read without its colours."""

_STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --quiet: #595959; --line: #c9c9c9; --paper: #fff; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 86rem; padding: 0 1.5rem; color: var(--ink); background: var(--paper);
       font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p, li { max-width: 46rem; } .quiet { color: var(--quiet); }
table { border-collapse: collapse; font-size: .9rem; } caption { text-align: left; padding-bottom: .5rem; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } .scroll:focus { outline: 2px solid #1f5fa8; }
.map { border-collapse: separate; border-spacing: 1px; } .map th, .map td { border: 0; padding: 0; }
.map tbody th { padding-right: .6rem; white-space: nowrap; font-weight: 400; position: sticky; left: 0;
                background: var(--paper); }
.map thead th { height: 10.5rem; vertical-align: bottom; font-weight: 400; font-size: .72rem; }
.map thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.map td { width: .95rem; min-width: .95rem; height: 1.25rem; text-align: center; font-size: .75rem;
          line-height: 1.25rem; }
.absent { background: #ececec; } .note { background: #ececec; color: #595959; } .advice { background: #d9e2ec; }
.weaker { background: #f3b58a; } .equal { background: #ffffff; box-shadow: inset 0 0 0 1px #767676; }
.stronger { background: #7fb2e5; } .different { background: #e3d36b; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; }
.legend b { display: inline-block; width: 1.2rem; height: 1.25rem; text-align: center; font-weight: 400;
            margin-right: .4rem; font-size: .8rem; line-height: 1.25rem; }
.bar { display: inline-block; height: .7rem; background: #1f5fa8; } .track { display: inline-block; width: 6rem;
       background: #ececec; height: .7rem; margin-right: .4rem; vertical-align: baseline; }
@media print { .scroll { overflow: visible; } body { max-width: none; margin: 0; }
               * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ agencies | length }} policies against {{ model.policy }}</title>
<style>{{ style | safe }}</style>
</head>
<body>
<main>
<h1>{{ agencies | length }} policies on body-worn cameras, held against {{ model.title }}</h1>
<p>Each policy was read as rules, and each rule was held against the model's rule of the same topic. A policy is
<em>weaker</em> in a topic when it binds less in something and more in nothing, and <em>different</em> when each binds
something that the other leaves free.</p>

<h2>The five findings of 2018</h2>
<table>
<caption class="quiet">In January 2018 the ACLU of Mississippi read 65 policies by hand. The same questions, asked of
these {{ agencies | length }}:</caption>
<thead><tr><th scope="col">A policy …</th><th scope="col" class="n">Policies</th><th scope="col" class="n">Share</th>
<th scope="col">2018 found</th><th scope="col">As in 2018</th></tr></thead>
<tbody>
{% for row in findings -%}
<tr><th scope="row">{{ row.asks }}</th><td class="n">{{ row.yes }} of {{ row.of }}</td>
<td class="n">{{ row.share | percent }}</td><td>{{ row.published }}</td>
<td>{{ {true: "yes", false: "no"}.get(row.as_published, "–") }}</td></tr>
{% endfor -%}
</tbody>
</table>

<h2>The map</h2>
<ul class="legend">
{% for status, says in statuses.items() -%}
<li><b class="{{ status }}" aria-hidden="true">{{ signs[status] }}</b>{{ status }}: {{ says }}</li>
{% endfor -%}
</ul>
<div class="scroll" tabindex="0" role="region" aria-label="Map of topics by agencies">
<table class="map">
<caption class="quiet">Topics by agencies. Rest the pointer on a square to read what the policy says.</caption>
<thead><tr><td></td>
{% for agency in agencies -%}
<th scope="col"><span title="{{ agency.title }}">{{ agency.policy }}</span></th>
{% endfor -%}
</tr></thead>
<tbody>
{% for topic in topics -%}
<tr><th scope="row">{{ topic.topic | spaced }}</th>
{% for cell in cells[topic.topic] -%}
<td class="{{ cell.status }}" title="{{ cell.policy }}, {{ topic.topic | spaced }}: {{ cell.status }}
{%- if cell.says %} ({{ (cell.decides or cell.says) | join('; ') }}){% endif %}"
 aria-label="{{ cell.status }}">{{ signs[cell.status] }}</td>
{% endfor -%}
</tr>
{% endfor -%}
</tbody>
</table>
</div>

<h2>Topic by topic</h2>
<p>Uniformity: let the policies fall into groups that say the same of a topic, no rule at all being a group too, with
shares <i>p</i>. Uniformity is 1 − (sum of −<i>p</i> ln <i>p</i>) / ln <i>N</i> for <i>N</i> policies: 1 where all say
the same, or nothing; 0 where no two do. The last column is the same figure among those that have a rule.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Figures topic by topic">
<table>
<thead><tr><th scope="col">Topic</th><th scope="col">The model</th><th scope="col">Have a rule</th>
{% for status in statuses if status not in ("absent", "note", "advice") -%}
<th scope="col" class="n">{{ status }}</th>
{% endfor -%}
<th scope="col" class="n">Only advise</th><th scope="col" class="n">Ways to say it</th>
<th scope="col" class="n">Uniformity</th><th scope="col" class="n">With a rule</th></tr></thead>
<tbody>
{% for row in topics -%}
<tr><th scope="row">{{ row.topic | spaced }}</th><td>{{ row.model | join("; ") or "–" }}</td>
<td style="white-space: nowrap"><span class="track" aria-hidden="true"><span class="bar"
 style="width: {{ '%.1f' | format(6 * (row.share or 0)) }}rem"></span></span>{{ row.has }} of {{ row.of }}
({{ row.share | percent }})</td>
{% for status in statuses if status not in ("absent", "note", "advice") -%}
<td class="n">{{ row[status] }}</td>
{% endfor -%}
<td class="n">{{ row.advises }}</td><td class="n">{{ row.distinct }}</td>
<td class="n">{{ row.uniformity | figure }}</td>
<td class="n">{{ row.alike | figure }}</td></tr>
{% endfor -%}
</tbody>
</table>
</div>
<p class="quiet">* a setting of the auditor: the policy gives no number.</p>

<h2>How numbers are set</h2>
<table>
<thead><tr><th scope="col">Topic</th><th scope="col">What is limited</th><th scope="col" class="n">Policies</th>
<th scope="col" class="n">Least</th><th scope="col" class="n">Median</th>
<th scope="col" class="n">Greatest</th></tr></thead>
<tbody>
{% for row in spreads -%}
<tr><th scope="row">{{ row.topic | spaced }}</th><td>{{ row.parameter }}</td><td class="n">{{ row.n }}</td>
<td class="n">{{ row.min }}</td><td class="n">{{ row.median }}</td><td class="n">{{ row.max }}</td></tr>
{% endfor -%}
</tbody>
</table>
</main>
</body>
</html>
"""


def score_page(score: Mapping[str, Any]) -> str:
    """Return the page.

    Args:
        score: as `bwcmeta.compare.score_rows.score_dict` makes it. Its texts come from policies and are escaped.
    """
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True)
    page.filters["percent"] = _percent
    page.filters["figure"] = _figure
    page.filters["spaced"] = lambda word: str(word).replace("_", " ")
    cells: dict[str, list[Mapping[str, Any]]] = {row["topic"]: [] for row in score["topics"]}
    for standing in score["standings"]:
        cells[standing["topic"]].append(standing)
    return page.from_string(_PAGE).render(**score, cells=cells, signs=_SIGNS, style=_STYLE).rstrip() + "\n"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
