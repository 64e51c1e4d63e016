"""Series named where they end, instead of in a key: at most six of them."""

from textwrap import wrap
from typing import Any

from layouts.figures.base import Figure
from layouts.i18n import Speech
from layouts.theme import Look

MOST_SERIES = 6
NAME_WIDTH = 22
"""Letters of a series' name in one line."""

SIZE = 14
LETTER = 7.4
"""Pixels a letter of a name takes."""

ROW = 18
"""Pixels a line of a name takes."""

HEADROOM = 1.06

Traces = list[dict[str, Any]]


def name_series(figure: Figure, height: int, look: Look, say: Speech) -> None:
    """Write the names of stacked columns and of lines at the right, where the last of each is, and take the key away.

    Figures of other types, and those whose axis isn't an amount, keep their key.
    """
    layout, named = figure["layout"], _named(figure)
    if len(named) < 2 or not layout.get("showlegend") or "yaxis2" in layout:
        return
    if layout.get("barmode") == "stack" and all(trace["type"] == "bar" for trace in figure["data"]):
        figure["data"] = named = _at_most_six(named, look, say)
        ends, top = _stack_ends(named)
        _write(figure, named, ends, (0.0, top), height, look)
    elif all(trace["type"] == "scatter" and "lines" in trace.get("mode", "") for trace in named):
        if layout.get("yaxis", {}).get("type") == "log" or len(named) > MOST_SERIES:
            return
        _write(figure, named, [_last(trace) for trace in named], _span(figure), height, look)


def _named(figure: Figure) -> Traces:
    return [trace for trace in figure["data"] if trace.get("name") and trace.get("showlegend") is not False]


def _at_most_six(traces: Traces, look: Look, say: Speech) -> Traces:
    """Return the largest series and the others as one: nothing is lost of the whole."""
    if len(traces) <= MOST_SERIES:
        return traces
    ranked = sorted(traces, key=lambda trace: -sum(value or 0 for value in trace["y"]))
    largest = [trace for trace in traces if trace in ranked[: MOST_SERIES - 1]]
    rest = [trace for trace in traces if trace not in largest]
    amounts: dict[Any, float] = {}
    for trace in rest:
        for place, value in zip(trace["x"], trace["y"], strict=True):
            amounts[place] = amounts.get(place, 0) + (value or 0)
    others = {"type": "bar", "name": say("All others"), "marker": {"color": look.other}}
    return [*largest, others | {"x": list(amounts), "y": list(amounts.values())}]


def _stack_ends(traces: Traces) -> tuple[list[float], float]:
    """Return the middle of each series in the last column, and the height of the highest column."""
    heights: dict[Any, float] = {}
    for trace in traces:
        for place, value in zip(trace["x"], trace["y"], strict=True):
            heights[place] = heights.get(place, 0.0) + (value or 0)
    ends, below = [], 0.0
    for trace in traces:
        value = (trace["y"] or [0])[-1] or 0
        ends.append(below + value / 2)
        below += value
    return ends, (max(heights.values(), default=1.0) or 1.0) * HEADROOM


def _last(trace: dict[str, Any]) -> float:
    return float(next((value for value in reversed(trace["y"]) if value is not None), 0.0))


def _span(figure: Figure) -> tuple[float, float]:
    values = [value for trace in figure["data"] for value in trace.get("y") or () if isinstance(value, int | float)]
    low = 0.0 if figure["layout"].get("yaxis", {}).get("rangemode") == "tozero" else min(values, default=0.0)
    high = max(values, default=1.0)
    return min(low, 0.0) if low == 0.0 else low - (high - low) * 0.05, high + (high - min(low, high)) * 0.06 or 1.0


def _write(
    figure: Figure, traces: Traces, ends: list[float], span: tuple[float, float], height: int, look: Look
) -> None:
    layout = figure["layout"]
    names = [wrap(trace["name"], NAME_WIDTH) for trace in traces]
    layout["showlegend"] = False
    widest = max(len(line) for lines in names for line in lines)
    layout["margin"] |= {"r": round(widest * LETTER) + 34, "t": 14}
    layout["yaxis"] |= {"range": [*span]}
    room = height - 14 - layout["margin"]["b"]
    wanted = [room * (end - span[0]) / (span[1] - span[0]) for end in ends]
    placed = spread(wanted, [ROW * len(lines) for lines in names], room)
    told = zip(names, placed, traces, strict=True)
    labels = [_name(lines, place / room, _colour(trace), look) for lines, place, trace in told]
    layout["annotations"] = [*layout.get("annotations", []), *labels]


def spread(wanted: list[float], heights: list[int], room: float) -> list[float]:
    """Return where names stand, each as near to where it belongs as the others let it, none over another.

    Parameters
    ----------
    wanted : the middle each would have, in pixels from below.
    heights : pixels each takes.
    room : pixels there are.
    """
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed = [*wanted]
    floor = 0.0
    for number in order:
        placed[number] = max(placed[number], floor + heights[number] / 2)
        floor = placed[number] + heights[number] / 2
    ceiling = room
    for number in reversed(order):
        placed[number] = min(placed[number], ceiling - heights[number] / 2)
        ceiling = placed[number] - heights[number] / 2
    return placed


def _colour(trace: dict[str, Any]) -> str:
    colour = trace.get("marker", {}).get("color") or trace.get("line", {}).get("color")
    return colour if isinstance(colour, str) else ""


def _name(lines: list[str], place: float, colour: str, look: Look) -> dict[str, Any]:
    swatch = f"<span style='color:{colour or look.muted}'>■</span> "
    return {
        "text": swatch + "<br>    ".join(lines),
        "showarrow": False,
        "align": "left",
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": place,
        "yref": "paper",
        "yanchor": "middle",
        "font": {"size": SIZE, "color": look.text},
    }
