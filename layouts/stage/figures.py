"""A figure made fit for a shared screen: larger type, stronger lines, names beside the series, no row too many.

The stage is 960 × 540 pixels and is scaled to the screen: 12 pixels of type on it are 24 at 1920 × 1080, lines of 1.5
are 3.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from layouts.figures.base import Figure
from layouts.i18n import Speech
from layouts.stage import labels as stage_labels
from layouts.stage import maps as stage_maps
from layouts.theme import Look

WIDTH, HEIGHT = 960, 540

SMALLEST_TYPE = 12.0
THINNEST_LINE = 1.5
LARGER = 1.1
"""How much larger than on a page the type of a figure is."""

LINE = 1.22
"""Height of a line of type, for its size."""

WIDEST_LABELS = 320
"""Pixels that labels of rows may take."""

SIDES = {"l": 1.12, "r": 1.12, "t": 1.1, "b": 1.12}
"""How much more room the margins of a figure take for larger type."""


@dataclass(frozen=True)
class Staged:
    """A figure on the stage.

    Attributes
    ----------
    figure : a plotly figure of fixed size that answers no mouse.
    shown, rows : how many of how many rows are drawn; equal where all are.
    """

    figure: Figure
    shown: int = 0
    rows: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether rows were left out."""
        return self.shown < self.rows


def staged(figure: Figure, *, width: int, height: int, look: Look, say: Speech) -> Staged:
    """Return a figure made fit for the stage.

    Parameters
    ----------
    width, height : its size in pixels of the stage.
    """
    drawn = _copied(figure)
    layout = drawn["layout"]
    layout |= {"width": width, "height": height, "autosize": False, "hovermode": False, "dragmode": False}
    _enlarge(drawn)
    layout["margin"] = {side: round(room * SIDES.get(side, 1.0)) for side, room in layout.get("margin", {}).items()}
    _drop_numbers(drawn)
    stage_maps.drop_stubs(drawn)
    stage_maps.widen(drawn, width, height)
    shown, rows = _cut_rows(drawn, height)
    stage_labels.name_series(drawn, height, look, say)
    _strengthen(drawn)
    return Staged(drawn, shown, rows)


def _copied(part: Any) -> Any:
    """Return a copy in which nothing is shared: what is made larger is made so once."""
    if isinstance(part, dict):
        return {name: _copied(value) for name, value in part.items()}
    return [_copied(value) for value in part] if isinstance(part, list) else part


def _walk(part: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every dictionary of a figure with the name it is held by; data and borders are passed over."""
    if isinstance(part, dict):
        yield key, part
        for name, value in part.items():
            if name not in {"geojson", "customdata"}:
                yield from _walk(value, name)
    elif isinstance(part, list) and part and isinstance(part[0], dict):
        for value in part:
            yield from _walk(value, key)


def _enlarge(figure: Figure) -> None:
    """Make type larger, none of it smaller than the smallest that can be read."""
    figure["layout"].setdefault("font", {}).setdefault("size", 13)
    for key, part in _walk(figure):
        if key.endswith("font") and isinstance(part.get("size"), int | float):
            part["size"] = larger(part["size"])
        for name in ("text", "ticktext", "label"):
            if name in part:
                part[name] = _each(part[name], _enlarge_spans)


def larger(size: float) -> float:
    """Return the size of type on the stage."""
    return max(round(size * LARGER, 1), SMALLEST_TYPE + 0.5)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    return [_each(part, change) for part in value] if isinstance(value, list) else value


def _enlarge_spans(text: str) -> str:
    return re.sub(r"font-size:\s*([\d.]+)px", lambda found: f"font-size:{larger(float(found[1]))}px", text)


def _strengthen(figure: Figure) -> None:
    """Make lines thicker, those that are there."""
    for key, part in _walk(figure):
        for name in ("width", "thickness"):
            if (key == "line" and name == "width") or (key.startswith("error_") and name == "thickness"):
                part[name] = _thick(part.get(name, 0 if key == "line" and "color" not in part else THINNEST_LINE))
        if re.fullmatch(r"[xy]axis\d*", key):
            part |= {"gridwidth": THINNEST_LINE, "zerolinewidth": THINNEST_LINE}
    for trace in figure["data"]:
        trace["hoverinfo"] = "skip"
        if trace.get("type") == "scatter" and "lines" in trace.get("mode", ""):
            trace.setdefault("line", {}).setdefault("width", 2.5)


def _thick(width: Any) -> Any:
    if isinstance(width, list):
        return [_thick(each) for each in width]
    return max(width, THINNEST_LINE) if isinstance(width, int | float) and width > 0 else width


def _drop_numbers(figure: Figure) -> None:
    """Leave out marks that are mere numbers: what they stand for is told by the mouse only."""
    layout = figure["layout"]
    notes = layout.get("annotations", [])
    kept = [note for note in notes if not (note.get("hovertext") and str(note.get("text", "")).strip().isdigit())]
    if len(kept) < len(notes):
        layout["annotations"] = kept
        layout["margin"]["t"] = min(layout["margin"]["t"], 16)


def _cut_rows(figure: Figure, height: int) -> tuple[int, int]:
    """Leave out the rows for whose labels there is no room; return how many of how many stay."""
    layout = figure["layout"]
    axis = layout.get("yaxis", {})
    labels, places = axis.get("ticktext") or [], axis.get("tickvals") or []
    if len(labels) < 2 or not _from_top(axis) or list(places) != list(range(len(labels))) or "yaxis2" in layout:
        return 0, 0
    size = axis.get("tickfont", {}).get("size", larger(12))
    fitting = _fitting(labels, layout, height, size)
    if fitting < len(labels) and any("<br>" in label for label in labels):
        labels = axis["ticktext"] = [label if "<span" in label else label.replace("<br>", " ") for label in labels]
        longest = max(len(re.sub(r"<[^>]*>", "", label)) for label in labels)
        layout["margin"]["l"] = max(layout["margin"]["l"], min(round(longest * size * 0.54) + 12, WIDEST_LABELS))
        fitting = _fitting(labels, layout, height, size)
    if fitting >= len(labels):
        return len(labels), len(labels)
    axis |= {"ticktext": labels[:fitting], "tickvals": places[:fitting], "range": [fitting - 0.5, -0.5]}
    axis.pop("autorange", None)
    figure["data"] = [_head(trace, fitting) for trace in figure["data"]]
    layout["annotations"] = [note for note in layout.get("annotations", []) if _is_above(note, fitting)]
    layout["shapes"] = [shape for shape in layout.get("shapes", []) if _is_above(shape, fitting, "y0")]
    return fitting, len(labels)


def _fitting(labels: list[str], layout: dict[str, Any], height: int, size: float) -> int:
    """Return how many rows have room for their labels: two that follow each other must not touch."""
    lines = [label.count("<br>") + 1 for label in labels]
    for note in layout.get("annotations", []):
        place = note.get("y")
        if note.get("yref", "y") == "y" and isinstance(place, int) and 0 <= place < len(lines):
            lines[place] = max(lines[place], str(note.get("text", "")).count("<br>") + 1)
    needed = max((above + below) / 2 for above, below in pairwise(lines))
    margin = layout.get("margin", {})
    room = height - margin.get("t", 0) - margin.get("b", 0)
    return max(int(room // (needed * size * LINE + 1)), 3)


def _from_top(axis: dict[str, Any]) -> bool:
    bounds = axis.get("range") or [0, 1]
    return axis.get("autorange") == "reversed" or bounds[0] > bounds[1]


def _is_above(part: dict[str, Any], rows: int, key: str = "y") -> bool:
    if part.get("yref", "y") != "y" or not isinstance(part.get(key), int | float):
        return True
    return bool(part[key] < rows - 0.5)


def _head(trace: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return a trace with the points of the first rows."""
    if trace["type"] == "heatmap":
        kept = {name: trace[name][:rows] for name in ("z", "text", "y") if isinstance(trace.get(name), list)}
        return trace | kept
    places = trace.get("y")
    if not isinstance(places, list):
        return trace
    stay = [number for number, place in enumerate(places) if not isinstance(place, int | float) or place < rows - 0.5]
    return {name: _chosen(value, stay, len(places)) for name, value in trace.items()}


def _chosen(value: Any, stay: list[int], count: int) -> Any:
    if isinstance(value, list) and len(value) == count:
        return [value[place] for place in stay]
    return {name: _chosen(part, stay, count) for name, part in value.items()} if isinstance(value, dict) else value


def smallest(figure: Figure) -> tuple[float, float]:
    """Return the smallest type and the thinnest line of a figure: what a shared screen must still show."""
    sizes, widths = [float(figure["layout"]["font"]["size"])], [THINNEST_LINE]
    for key, part in _walk(figure):
        if key.endswith("font") and isinstance(part.get("size"), int | float):
            sizes.append(part["size"])
        for name in ("text", "ticktext"):
            sizes += _spans(str(part.get(name, "")))
        line = part.get("width") if key == "line" else part.get("thickness") if key.startswith("error_") else None
        widths += [each for each in (line if isinstance(line, list) else [line]) if each]
    return min(sizes), min(widths)


def _spans(text: str) -> list[float]:
    return [float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", text)]
