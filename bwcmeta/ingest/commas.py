"""Numbers written with commas: `3,5` and `1,234.5`. The number, the profile or the file tells what a mark means.

A number is read only where it can mean one thing. `1,234` is a thousand in Boston and little more than one in Berlin:
it is emptied, and the reason says what the profile would have to state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bwcmeta.profiles.resolve import Layout

if TYPE_CHECKING:
    import polars as pl

_DECIMAL = r"^[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+)?,\d+$"
_GROUPED = r"^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$"
_EITHER = r"^[-+]?[1-9]\d{0,2},\d{3}$"
_POINTED = r"^[-+]?[1-9]\d{0,2}(?:\.\d{3})+$"

SWAPPED = "read with a decimal comma: the cells of the file are parted by semicolons"
UNGROUPED = "read without the commas between its thousands"
NO_DECIMAL = "a decimal comma; state `decimal: ','` in the profile if all its numbers are written so"
NO_EITHER = "a comma that may part decimals or thousands; state `decimal: ','` or `decimal: '.'` in the profile"
NOT_POINT = "a decimal comma where the profile states a decimal point"
NOT_COMMA = "a decimal point or commas between thousands where the profile states a decimal comma"


def without_commas(
    text: pl.Series, layout: Layout
) -> tuple[pl.Series, list[tuple[str, pl.Series]], list[tuple[str, pl.Series, bool]]]:
    """Write numbers with a decimal point and nothing between thousands.

    Returns:
        The text, null where a comma makes it unreadable; what was mended, with its rows; why others were emptied.
    """
    import polars as pl

    cell = pl.col("cell")
    stated = layout.profile.decimal
    looked_at = text.str.contains("," if stated != "," else r"[.,]").fill_null(value=False)
    if not looked_at.any():
        return text, [], []
    kinds = text.to_frame("cell").select(
        decimal=cell.str.contains(_DECIMAL),
        grouped=cell.str.contains(_GROUPED),
        either=cell.str.contains(_EITHER),
        pointed=cell.str.contains(_POINTED),
        point=cell.str.contains(r"^[-+]?[\d,]*\.\d*$"),
    )
    kinds = kinds.fill_null(value=False)
    decimal, grouped, either = kinds["decimal"], kinds["grouped"], kinds["either"]
    mended: list[tuple[str, pl.Series]] = []
    emptied: list[tuple[str, pl.Series, bool]] = []
    if stated == ",":
        swapped, ungrouped = decimal | kinds["pointed"], decimal & ~decimal
        emptied.append((NOT_COMMA, (grouped | kinds["point"]) & ~swapped, True))
    elif stated == ".":
        swapped, ungrouped = decimal & ~decimal, grouped
        emptied.append((NOT_POINT, decimal & ~grouped, True))
    else:
        sure = decimal & ~either
        swapped = sure if layout.semicolons else decimal & ~decimal
        ungrouped = grouped & ~either
        mended += [(SWAPPED, swapped), (UNGROUPED, ungrouped)]
        emptied += [(NO_EITHER, either, True), (NO_DECIMAL, sure & ~swapped, True)]
    bare = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    whole = text.str.replace_all(",", "", literal=True)
    lost = emptied[0][1]
    for _, rows, _ in emptied[1:]:
        lost = lost | rows
    written = pl.select(
        pl.when(lost).then(None).when(swapped).then(bare).when(ungrouped).then(whole).otherwise(text)
    ).to_series()
    return written, [m for m in mended if m[1].any()], [e for e in emptied if e[1].any()]
