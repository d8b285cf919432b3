"""Every command, listed by hand in the order of `--help`. A new command is one file and one line here."""

from __future__ import annotations

from bwcmeta.cli.lazy import Entry

COMMANDS: tuple[Entry, ...] = (
    Entry("demo", "Read the sample logs, audit them with the model policy, show the result.", "bwcmeta.cli.demo"),
    Entry("audit", "Test exports or a lake against a policy.", "bwcmeta.cli.audit"),
    Entry("at-risk", "Show footage that is to be deleted soon although a rule wants it kept.", "bwcmeta.cli.at_risk"),
    Entry(
        "sensitivity",
        "Show how sure the matches are, and how the rates hang on the tolerances.",
        "bwcmeta.cli.sensitivity",
    ),
    Entry("explain", "Show one finding: its time line, the clause, the source rows.", "bwcmeta.cli.explain"),
    Entry("diff", "Say what changed from one run to a later one, and why.", "bwcmeta.cli.diff"),
    Entry("verify", "Check that a run is as it was written.", "bwcmeta.cli.verify"),
    Entry(
        "sample",
        "Draw at random with a certificate, and draw again.",
        inside=(
            Entry(
                "draw",
                "Draw at random from the rows that a rule binds, with a certificate.",
                "bwcmeta.cli.sample_draw",
            ),
            Entry("verify", "Draw again from the frame of a certificate and compare.", "bwcmeta.cli.sample_verify"),
        ),
    ),
    Entry("ingest", "Read exports into a lake.", "bwcmeta.cli.ingest"),
    Entry("generate", "Write the exports of an invented agency.", "bwcmeta.cli.generate"),
    Entry(
        "policy",
        "Check, show, test and list policies.",
        inside=(
            Entry("check", "Check a policy file and print every problem with its place.", "bwcmeta.cli.policy_check"),
            Entry("show", "Print a policy as a page for a reader who does not program.", "bwcmeta.cli.policy_show"),
            Entry("test", "Run the cases that stand inside a policy.", "bwcmeta.cli.policy_test"),
            Entry(
                "explain",
                "Print the compiled steps of a rule: a sentence each, and the SQL under it.",
                "bwcmeta.cli.policy_explain",
            ),
            Entry("compare", "Hold policies against a model, topic by topic.", "bwcmeta.cli.policy_compare"),
            Entry(
                "score",
                "Score a folder of agencies' policies: who has what, how it is set, how alike they are.",
                "bwcmeta.cli.policy_score",
            ),
            Entry(
                "diff",
                "Say what became stricter, laxer, new or gone from one policy to another.",
                "bwcmeta.cli.policy_diff",
            ),
            Entry("lint", "Hold a policy against every rule of a law.", "bwcmeta.cli.policy_lint"),
            Entry(
                "samples",
                "Write the policies of 65 invented agencies, with the shares that the 2018 report found.",
                "bwcmeta.cli.policy_samples",
            ),
            Entry("kinds", "List the rule kinds: what each decides, its keys, an example.", "bwcmeta.cli.policy_kinds"),
            Entry("list", "List the policies that ship with the program.", "bwcmeta.cli.policy_list"),
        ),
    ),
    Entry(
        "compile",
        "Write the plan of an audit as SQL for another engine: a file a step, and a manifest.",
        "bwcmeta.cli.compile",
    ),
    Entry(
        "doctor",
        "Check that an engine means what a plan takes for granted, before its results are trusted.",
        "bwcmeta.cli.doctor",
    ),
    Entry(
        "dispositions",
        "Bring in what people decided about findings.",
        inside=(
            Entry("import", "Read what people decided about findings into a lake.", "bwcmeta.cli.dispositions_import"),
        ),
    ),
    Entry(
        "lake",
        "Look into a lake and tidy it.",
        inside=(
            Entry("status", "Show what a lake holds: imports, tables, versions.", "bwcmeta.cli.lake_status"),
            Entry("compact", "Make one file of the small ones that nightly imports leave.", "bwcmeta.cli.lake_compact"),
        ),
    ),
    Entry(
        "profile",
        "List, try, draft and check the profiles that map exports to tables.",
        inside=(
            Entry("list", "List the profiles that ship with the program.", "bwcmeta.cli.profile_list"),
            Entry("detect", "Say which profile fits a file, and how well.", "bwcmeta.cli.profile_detect"),
            Entry("draft", "Write a first mapping for an export that no profile fits.", "bwcmeta.cli.profile_draft"),
            Entry(
                "check",
                "Check a profile and, with a file, say what would become of every row.",
                "bwcmeta.cli.profile_check",
            ),
            Entry("show", "Print a profile as a page for a reader who does not program.", "bwcmeta.cli.profile_show"),
        ),
    ),
)
