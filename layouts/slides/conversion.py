"""Figures → native charts; None for what PowerPoint has no type for."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from layouts.figures.base import Figure
from layouts.slides import bars, points
from layouts.slides.native import Native, number
from layouts.slides.plain import line

MOST_SERIES = 10
MOST_POINTS = 400
"""More than these would not be read on a slide: it shows a picture."""


def native(figure: Figure) -> Native | None:
    """Return a figure as a native chart, or None where a picture must stand for it."""
    traces, layout = figure["data"], figure["layout"]
    if not traces or not _is_plain(traces, layout):
        return None
    kinds = {trace.get("type") for trace in traces}
    if kinds == {"bar"}:
        return bars.chart(traces, layout)
    if kinds == {"scatter"}:
        return points.chart(traces, layout)
    return None


def message_of(figure: Figure) -> str:
    """Return what a figure says instead of drawing; blank if it draws."""
    if figure["data"]:
        return ""
    return " ".join(line(note.get("text")) for note in figure["layout"].get("annotations", []))


def _is_plain(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> bool:
    """Tell whether there is one pair of axes and no more than a slide can hold."""
    axes = {(trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in traces}
    seen = [trace for trace in traces if trace.get("showlegend", True) and trace.get("hoverinfo") != "skip"]
    points = max(len(trace.get("x") or trace.get("y") or []) for trace in traces)
    overlaid = any(key.startswith(("xaxis", "yaxis")) and key[5:] for key in layout)
    return axes == {("x", "y")} and not overlaid and len(seen) <= MOST_SERIES and points <= MOST_POINTS


def dated(figure: Figure) -> list[str]:
    """Return what a figure writes at single periods, each behind the name of its period."""
    axis = figure["layout"].get("xaxis") or {}
    order = axis.get("categoryarray") or []
    found = []
    for note in figure["layout"].get("annotations") or []:
        text, at = line(note.get("text")), number(note.get("x"))
        if at is None or note.get("xref", "x") != "x" or not any(letter.isalpha() for letter in text):
            continue
        if 0 <= (place := ceil(at)) < len(order):
            found.append(f"{line(order[place])}: {text}")
    return found
