"""`bwcmeta policy list`."""

from __future__ import annotations

from bwcmeta.cli.options import Format, FormatOption
from bwcmeta.cli.output import Section, columns, show


def command(*, output_format: FormatOption = Format.TABLE) -> None:
    """List the policies that ship with the program."""
    from bwcmeta.api.documents import load_policy, shipped_policies

    rows = []
    for policy_id in shipped_policies():
        policy = load_policy(policy_id)
        rows.append(
            {
                "policy": policy.id,
                "kind": policy.kind,
                "rules": len(policy.rules),
                "notes": len(policy.notes),
                "jurisdiction": policy.jurisdiction,
                "title": policy.title,
            }
        )
    shown = columns("policy", "kind", "rules", "notes", "jurisdiction", "title")
    show(output_format, Section("policies", "Shipped policies", shown, rows))
