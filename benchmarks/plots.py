"""`python -m benchmarks.plots`: the pictures of docs/performance.md, drawn from baseline.json as plain SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.board import committed
from benchmarks.measure import ROOT

FOLDER = ROOT / "docs" / "performance"
WIDTH, LEFT, RIGHT, ROW, TOP = 760, 210, 110, 26, 46
INK, LINE, OURS, THEIRS = "#1b1f24", "#d0d7de", "#0b6bcb", "#8c959f"


def pictures(document: Mapping[str, Any]) -> dict[str, str]:
    """File name -> SVG, for every group that was measured."""
    groups: Mapping[str, Any] = document["groups"]
    made = {}
    for group, title in (
        ("audit-1000000", "Eight rules, 1 million recordings: processor seconds"),
        ("device-log-1000000", "One response rule and five row checks, 1 million rows, from CSV: processor seconds"),
        ("kinds-100000", "One rule of each kind, 100,000 recordings: processor seconds"),
    ):
        if group in groups:
            made[f"{group}.svg"] = _bars(title, [(n, r["cpu_s"]) for n, r in groups[group]["results"].items()])
    sizes = sorted(int(g.removeprefix("audit-")) for g in groups if g.startswith("audit-"))
    lines: dict[str, list[tuple[float, float]]] = {}
    for size in sizes:
        for name, result in groups[f"audit-{size}"]["results"].items():
            lines.setdefault(name, []).append((size, result["cpu_s"]))
    if len(sizes) > 1:
        several = {n: p for n, p in lines.items() if len(p) > 1}
        made["growth.svg"] = _curves(
            "Growth: processor seconds by recordings (both scales logarithmic)", several, log_x=True
        )
    counts = [("1", 1), ("5", 5), ("one of each kind", 9), ("20", 20), ("50", 50)]
    for size in sorted(int(g.removeprefix("rules-")) for g in groups if g.removeprefix("rules-").isdigit()):
        curves = {}
        for name, group in (("bwcmeta", f"rules-{size}"), ("one district each", f"rules-bound-{size}")):
            results = groups.get(group, {}).get("results", {})
            if points := [(float(n), results[c]["cpu_s"]) for c, n in counts if c in results]:
                curves[name] = points
        made[f"rules-{size}.svg"] = _curves(
            f"Number of rules, {size:,} recordings: processor seconds", curves, log_x=False
        )
    return made


def _bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    ordered = sorted(rows, key=lambda row: (row[1], row[0]))
    most = max(value for _, value in ordered) or 1
    height = TOP + ROW * len(ordered) + 10
    parts = [_text(12, 24, title, bold=True)]
    for place, (name, value) in enumerate(ordered):
        y = TOP + ROW * place
        width = max(2.0, (WIDTH - LEFT - RIGHT) * value / most)
        colour = OURS if name == "bwcmeta" else THEIRS
        parts += [
            _text(LEFT - 10, y + 15, name, end=True),
            f'<rect x="{LEFT}" y="{y + 2}" width="{width:.1f}" height="{ROW - 8}" rx="2" fill="{colour}"/>',
            _text(LEFT + width + 8, y + 15, f"{value:,.1f} s"),
        ]
    return _svg(title, height, parts)


def _curves(title: str, lines: Mapping[str, Sequence[tuple[float, float]]], *, log_x: bool) -> str:
    height, bottom, top = 380, 330, 50
    xs = [x for points in lines.values() for x, _ in points]
    ys = [y for points in lines.values() for _, y in points]
    scale = math.log10 if log_x else float
    low_x, high_x = scale(min(xs)), scale(max(xs))
    low_y, high_y = (math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))) if log_x else (0.0, max(ys) * 1.1)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (scale(x) - low_x) / ((high_x - low_x) or 1)
        up = ((math.log10(y) if log_x else y) - low_y) / ((high_y - low_y) or 1)
        return 70 + across * (WIDTH - 70 - 150), bottom - up * (bottom - top)

    parts = [
        _text(12, 24, title, bold=True),
        f'<path d="M70 {top}V{bottom}H{WIDTH - 150}" fill="none" stroke="{LINE}"/>',
    ]
    for x in sorted(set(xs)):
        parts.append(_text(at(x, min(ys))[0], bottom + 20, f"{x:,.0f}", middle=True))
    marks = (
        [10.0**e for e in range(int(low_y), int(high_y) + 1)] if log_x else [high_y * f for f in (0.25, 0.5, 0.75, 1)]
    )
    for y in marks:
        parts.append(_text(62, at(min(xs), y)[1] + 4, f"{y:,.3g} s", end=True))
    ends: list[float] = []
    for name, points in sorted(lines.items(), key=lambda item: -item[1][-1][1]):
        colour = OURS if name == "bwcmeta" else THEIRS
        path = " ".join(f"{'M' if not i else 'L'}{at(*p)[0]:.1f} {at(*p)[1]:.1f}" for i, p in enumerate(points))
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{at(*p)[0]:.1f}" cy="{at(*p)[1]:.1f}" r="3" fill="{colour}"/>' for p in points]
        x, y = at(*points[-1])
        y = max([y, *(e + 14 for e in ends if abs(e - y) < 14)])
        ends.append(y)
        parts.append(_text(x + 8, y + 4, f"{name}{_slope(points) if log_x else ''}"))
    return _svg(title, height, parts)


def _slope(points: Sequence[tuple[float, float]]) -> str:
    """Between the two largest: 1 means ten times the rows cost ten times the seconds."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    return f" ({math.log10(y1 / y0) / math.log10(x1 / x0):.2f})"


def _text(x: float, y: float, text: str, *, bold: bool = False, end: bool = False, middle: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if middle else ""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{anchor}{weight}>{escape(text)}</text>'


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"'
    style = f' font-family="system-ui, sans-serif" font-size="13" fill="{INK}">'
    return (
        "\n".join([head + style, f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>', *parts, "</svg>"]) + "\n"
    )


def main() -> None:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pictures(committed()).items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
