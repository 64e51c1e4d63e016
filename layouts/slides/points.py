"""Lines and points of a figure as a native chart."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from layouts.slides.native import Native, Scale, Series, beside, colours, number, scale, texts, ticks
from layouts.slides.plain import line, plain
from layouts.theme import LOOKS

MUTED = LOOKS["light"].muted
MARK = 0.75
"""Points of print for one pixel."""

LONGEST_NAME = 34
"""Letters of a row's name that stand on one line."""

WIDEST = 3.0
"""Powers of ten from which a logarithmic axis is marked in tens."""


def chart(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Native | None:
    """Return lines over categories, or points of two numbers."""
    across = [value for trace in traces for value in trace.get("x") or () if value is not None]
    if not across:
        return None
    if all(isinstance(value, str) for value in across):
        return _lines(traces, layout)
    if any(isinstance(value, str) for trace in traces for value in [*(trace.get("x") or ()), *(trace.get("y") or ())]):
        return None
    return _points(traces, layout)


def _lines(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Native:
    order = _order(traces, layout.get("xaxis", {}))
    series: list[Series] = []
    band: dict[Any, list[float]] = {}
    for trace in traces:
        if _is_band(trace):
            for place, value in zip(trace["x"], trace["y"], strict=True):
                band.setdefault(place, []).append(value)
            continue
        series.append(_line(trace, order, band))
        band = {}
    names = tuple(line(place) for place in order)
    levels = [replace(each, values=(each.values[0],) * len(order)) for each in _levels(layout, "y")]
    up = _heights(scale(layout.get("yaxis", {})), layout.get("yaxis", {}), [*series, *levels])
    sure = any(any(each.more) or any(each.less) for each in series)
    return Native("line", names, (*series, *levels), scale(layout.get("xaxis", {})), up, intervals=sure)


def _heights(axis: Scale, given: dict[str, Any], series: Sequence[Series]) -> Scale:
    """Return the axis of the values, with room for the intervals too."""
    if axis.base is not None:
        return axis
    reached: list[float] = [0.0] if given.get("rangemode") == "tozero" else []
    for each in series:
        ends = [lengths or (0.0,) * len(each.values) for lengths in (each.more, each.less)]
        told = zip(each.values, *ends, strict=True)
        reached += [end for value, up, down in told if value is not None for end in (value - down, value + up)]
    return rounded(axis, min(reached), max(reached)) if reached else axis


def _is_band(trace: dict[str, Any]) -> bool:
    return trace.get("hoverinfo") == "skip" and trace.get("showlegend") is False and "lines" in trace.get("mode", "")


def _order(traces: Sequence[dict[str, Any]], axis: dict[str, Any]) -> list[Any]:
    given = axis.get("categoryarray")
    return list(given or dict.fromkeys(place for trace in traces for place in trace.get("x") or ()))


def _line(trace: dict[str, Any], order: list[Any], band: dict[Any, list[float]]) -> Series:
    values = {place: number(value) for place, value in zip(trace["x"], trace["y"], strict=True)}
    mode = trace.get("mode", "lines")
    shade = colours((trace.get("line") or {}).get("color") or (trace.get("marker") or {}).get("color"), len(values))
    more, less = _lengths(trace, order, values, band)
    drawn = trace.get("line") or {}
    return Series(
        name=plain(trace.get("name")) if trace.get("showlegend", True) else "",
        values=tuple(values.get(place) for place in order),
        colours=shade[:1],
        more=more,
        less=less,
        line=("dotted" if drawn.get("dash") else "solid") if "lines" in mode else "",
        marks=_size(trace) if "markers" in mode else 0,
    )


def _lengths(
    trace: dict[str, Any], order: list[Any], values: dict[Any, float | None], band: dict[Any, list[float]]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how far the intervals reach up and down, from the band around a line or from a trace's own bars."""
    if band:
        bounds = [(values.get(place), band.get(place)) for place in order]
        more = tuple(max(ends) - middle if ends and middle is not None else 0.0 for middle, ends in bounds)
        less = tuple(middle - min(ends) if ends and middle is not None else 0.0 for middle, ends in bounds)
        return more, less
    error = trace.get("error_y") or {}
    if not error.get("array"):
        return (), ()
    sides = (error["array"], error.get("arrayminus") or error["array"])
    held = [dict(zip(trace["x"], side, strict=True)) for side in sides]
    more, less = (tuple(number(side.get(place)) or 0.0 for place in order) for side in held)
    return more, less


def _size(trace: dict[str, Any]) -> float:
    size = (trace.get("marker") or {}).get("size", 8)
    told = max(size) if isinstance(size, list) and size else size
    return float(told) * MARK if isinstance(told, int | float) else 8 * MARK


def _points(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Native:
    rows = ticks(layout.get("yaxis", {}))
    is_rows = bool(rows) and all(
        value is None or number(value) in rows for trace in traces for value in trace.get("y") or ()
    )
    turned = max(rows, default=0.0) if is_rows else None
    drawn = [_point(trace, turned) for trace in traces]
    intervals = [held for each in drawn if (held := _intervals(each)) is not None]
    series = [*intervals, *(replace(each, more=(), less=()) for each in drawn)]
    across = _ends(scale(layout.get("xaxis", {})), layout.get("xaxis", {}), series)
    if not is_rows:
        up = scale(layout.get("yaxis", {}))
        return Native("scatter", (), (*series, *_notes(layout, across, up)), across, up, intervals=bool(intervals))
    last = float(turned or 0)
    up = Scale("", -0.5, last + 0.5, visible=False)
    level = [
        Series("", (-0.5, last + 0.5), (each.values[0],) * 2, each.colours, line="dotted")
        for each in _levels(layout, "x")
    ]
    return Native(
        "scatter", (), (*series, *level, *_labels(rows, layout, last, across)), across, up, True, bool(intervals)
    )


def _intervals(series: Series) -> Series | None:
    """Return the intervals of points as lines with gaps between them: error bars across aren't drawn everywhere."""
    across: list[float | None] = []
    heights: list[float | None] = []
    for at, height, more, less in zip(series.across, series.values, series.more, series.less, strict=False):
        if at is not None and height is not None and (more or less):
            across += [at - less, at + more, None]
            heights += [height, height, None]
    return Series("", tuple(heights[:-1]), tuple(across[:-1]), (MUTED,), line="solid") if across else None


def _point(trace: dict[str, Any], turned: float | None) -> Series:
    """Return a trace; rows are counted from below, where figures count them from above."""
    heights = [number(value) for value in trace["y"]]
    mode = trace.get("mode", "markers")
    marker, drawn = trace.get("marker") or {}, trace.get("line") or {}
    error = trace.get("error_x") or {}
    return Series(
        name=plain(trace.get("name")) if trace.get("name") and trace.get("showlegend", True) else "",
        values=tuple(value if turned is None or value is None else turned - value for value in heights),
        across=tuple(number(value) for value in trace["x"]),
        colours=colours(marker.get("color") if "markers" in mode else drawn.get("color"), len(heights)),
        texts=texts(trace.get("text"), len(heights)) if "text" in mode else (),
        where="right" if "right" in str(trace.get("textposition")) else "above",
        more=tuple(number(value) or 0.0 for value in error.get("array") or ()),
        less=tuple(number(value) or 0.0 for value in error.get("arrayminus") or error.get("array") or ()),
        line=("dotted" if drawn.get("dash") else "solid") if "lines" in mode else "",
        marks=_size(trace) if "markers" in mode else 0,
    )


def _labels(rows: dict[float, str], layout: dict[str, Any], last: float, across: Scale) -> list[Series]:
    """Return unseen points that bear the names of the rows and what is written beside them."""
    aside = beside(layout)
    rows = {row: line(name) if len(line(name)) <= LONGEST_NAME else name for row, name in rows.items()}
    sides = (("left", across.low, rows), ("right", across.high, aside))
    return [
        Series("", tuple(last - row for row in told), (end,) * len(told), texts=tuple(told.values()), where=side)
        for side, end, told in sides
        if told
    ]


def _notes(layout: dict[str, Any], across: Scale, up: Scale) -> list[Series]:
    """Return what is written beside points or lines of the plot, as unseen points."""
    found = []
    for note in layout.get("annotations") or []:
        ends = [
            _data(note.get(name), note.get(f"{name}ref", name) == name, axis)
            for name, axis in (("x", across), ("y", up))
        ]
        if None not in ends and note.get("text"):
            side = "left" if note.get("xanchor") == "right" else "right"
            found.append(Series("", (ends[1],), (ends[0],), texts=(plain(note["text"]),), where=side))
    return found


def _data(value: Any, is_data: bool, axis: Scale) -> float | None:
    """Return where a note stands; figures name places on logarithmic axes by their power of ten."""
    told = number(value) if is_data else None
    return 10.0**told if told is not None and axis.base else told


def _levels(layout: dict[str, Any], axis: str) -> list[Series]:
    """Return the lines of reference that cross the whole plot at one value of an axis."""
    found = []
    for shape in layout.get("shapes") or []:
        first, last = (number(shape.get(f"{axis}{end}")) for end in "01")
        own = shape.get(f"{axis}ref", axis) == axis
        if shape.get("type") == "line" and own and first is not None and first == last:
            shade = (shape.get("line") or {}).get("color")
            found.append(Series("", (first,), colours=(shade,) if isinstance(shade, str) else (), line="dotted"))
    return found


def _ends(axis: Scale, given: dict[str, Any], series: Sequence[Series]) -> Scale:
    """Return an axis with round ends around all points and their intervals."""
    reached = [value for each in series for value in each.across if value is not None]
    kept = [value for value in reached if value > 0] if axis.base else reached
    if not kept:
        return replace(axis, low=0.0, high=1.0, base=None)
    if axis.base:
        wide = math.log10(max(kept) / min(kept)) >= WIDEST
        return _powers(axis, min(kept), max(kept), 10.0 if wide else 2.0)
    low, high = min(kept), max(kept)
    if given.get("rangemode") == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    return rounded(axis, low, high)


def rounded(axis: Scale, low: float, high: float) -> Scale:
    """Return an axis whose ends and marks are round numbers, from low to high or a little more."""
    if axis.low is not None and axis.high is not None:
        low, high = min(low, max(axis.low, 0.0)), max(high, min(axis.high, high))
    step = _step(high - low or abs(high) or 1.0)
    first, last = math.floor(low / step + 1e-6), math.ceil(high / step - 1e-6)
    return replace(axis, low=first * step, high=max(last, first + 1) * step, step=step)


def _powers(axis: Scale, low: float, high: float, base: float) -> Scale:
    first, last = math.floor(math.log(low, base) + 1e-9), math.ceil(math.log(high, base) - 1e-9)
    return replace(axis, low=base**first, high=base ** max(last, first + 1), base=base, step=base)


def _step(width: float) -> float:
    """Return a round step that parts a width in about six."""
    rough = width / 6
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
