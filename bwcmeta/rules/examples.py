"""One rule of each kind as people write it. Printed by `policy kinds`; a test loads every one."""

from __future__ import annotations

EXAMPLES: dict[str, str] = {
    "recorded_throughout": """\
- id: encounter-not-recorded-throughout
  title: The officer's camera records the whole encounter
  topic: activation
  clause: "41.3(a)"
  kind: recorded_throughout
  from: arrived_at
  until: cleared_at
  start_within: {tolerance: late_start}
  longest_gap: 10s
  muted_at_most: 0s
  unless:
    - {fact: immediate_danger, standing: documented, then: "start as soon as it ends"}
""",
    "not_recorded": """\
- id: recording-in-school
  title: No recording in an elementary or secondary school
  topic: school
  clause: "41.5(d)"
  kind: not_recorded
  while: "location_type = 'school_elementary_secondary'"
  unless:
    - {fact: imminent_threat, standing: claimed}
""",
    "stops_after": """\
- id: camera-left-on-in-private-home
  title: The camera stops in a private home when the resident asks
  topic: private_residence
  clause: "41.5(b)"
  kind: stops_after
  trigger: {fact: resident_asked_off}
  when: "location_type = 'residence'"
  within: 30s
  stays_off_until: leaves_place
  unless:
    - {fact: exigent, standing: documented}
    - {fact: warrant_service, standing: documented}
""",
    "followed_by": """\
- id: people-not-told-of-recording
  title: People are told that they are recorded
  topic: notice
  clause: "41.4"
  kind: followed_by
  anchor: recording_start
  then: {fact: notice_given}
  within: 60s
  missing: undetermined
  unless:
    - {fact: notice_impractical, standing: documented}
""",
    "preceded_by": """\
- id: resident-not-asked-before-entry
  title: The resident is asked before the officer enters with a camera on
  topic: private_residence
  clause: "41.5(a)"
  kind: preceded_by
  anchor: {fact: entered_residence}
  first: {fact: asked_before_entry}
  within: 10m
""",
    "not_before": """\
- id: viewed-before-statement
  title: No viewing before the statement after force
  topic: viewing
  clause: "41.12"
  kind: not_before
  what: {action: viewed, by: involved_officer}
  before: {fact: statement_given}
  when: "has_fact('use_of_force')"
""",
    "kept": """\
- id: deleted-too-early-or-kept-too-long
  title: Footage is kept as long as its class demands, and no longer
  topic: retention
  clause: "41.9"
  kind: kept
  from: recorded_at
  classes:
    - {when: "has_fact('use_of_force') or has_fact('complaint')", at_least: 3y}
    - {when: "category = 'arrest'", at_least: 2y}
    - {otherwise: true, at_least: 6mo, at_most: 6mo, grace: 7d}
  held_by: [{fact: litigation_hold}, {fact: case_open}]
""",
    "holds": """\
- id: arrest-filed-as-training
  title: Footage of an arrest is not filed as training
  topic: tagging
  clause: "41.8"
  kind: holds
  over: recordings
  when: "has_fact('arrest')"
  holds: "not category = 'training'"
""",
    "rate": """\
- id: too-few-encounters-recorded
  title: Nineteen encounters in twenty are recorded throughout
  topic: activation
  clause: "41.14"
  kind: rate
  of: encounter-not-recorded-throughout
  at_least: 95%
  by: [officer]
  at_least_n: 20
""",
}
"""Kind -> a rule of that kind, as YAML."""
