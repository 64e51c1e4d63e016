"""What a native chart is: one that PowerPoint draws and a person can edit there, read from the parts of a figure."""

import math
from dataclasses import dataclass
from typing import Any

from layouts.slides.plain import line, plain


@dataclass(frozen=True)
class Series:
    """One series.

    Attributes
    ----------
    name : as in the key; blank for one that only carries labels.
    values : heights, or lengths of bars; None leaves a gap.
    across : where the points stand, for charts of two numbers.
    colours : one colour for all, or one for each point.
    texts : what is written at each point; empty for nothing.
    where : side of a point its text stands on: `end`, `left`, `right` or `above`.
    more, less : lengths of the interval up and down; empty for none.
    line : whether points are joined; `dotted` for a line of reference.
    marks : size of the points in points; 0 for none.
    """

    name: str
    values: tuple[float | None, ...]
    across: tuple[float | None, ...] = ()
    colours: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    where: str = "end"
    more: tuple[float, ...] = ()
    less: tuple[float, ...] = ()
    line: str = ""
    marks: float = 0


@dataclass(frozen=True)
class Scale:
    """One axis: its title, ends, number format, base if it is logarithmic, whether it is seen, and its marks' step."""

    title: str = ""
    low: float | None = None
    high: float | None = None
    form: str = "General"
    base: float | None = None
    visible: bool = True
    step: float | None = None


@dataclass(frozen=True)
class Native:
    """A chart for PowerPoint.

    Attributes
    ----------
    kind : `bar`, `bar_stacked`, `column`, `column_stacked`, `line` or `scatter`.
    categories : names of the places of all series; empty for `scatter`.
    series : what is drawn.
    across, up : the axes.
    rows : whether the places of a scatter's points are labelled rows.
    intervals : whether lines tell how sure the values are.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    across: Scale
    up: Scale
    rows: bool = False
    intervals: bool = False

    @property
    def named(self) -> int:
        """How many series the key would name."""
        return sum(bool(series.name) for series in self.series)


def scale(axis: dict[str, Any]) -> Scale:
    """Return an axis of a figure."""
    title = axis.get("title")
    base = 10.0 if axis.get("type") == "log" else None
    ends: Any = axis.get("range") or [None, None]
    low, high = (None if end is None else base**end if base else float(end) for end in ends)
    named = line(title.get("text") if isinstance(title, dict) else title)
    shown = axis.get("visible", True) and axis.get("showticklabels", True)
    return Scale(named, low, high, number_format(axis.get("tickformat", "")), base, shown)


def number_format(form: str) -> str:
    """Return the spreadsheet format of a d3 format."""
    if form.endswith("%"):
        digits = form.removesuffix("%").removeprefix(".")
        return "0." + "0" * int(digits) + "%" if digits.isdigit() and int(digits) else "0%"
    return "#,##0" if form.startswith(",") else "General"


def number(value: Any) -> float | None:
    """Return a value as a finite number, or None."""
    try:
        told = float(value)
    except (TypeError, ValueError):
        return None
    return told if math.isfinite(told) else None


def colours(value: Any, count: int) -> tuple[str, ...]:
    """Return one colour, or one for each of a trace's points."""
    if isinstance(value, str):
        return (value,)
    told = [colour for colour in value or () if isinstance(colour, str)]
    if len(set(told)) == 1:
        return (told[0],)
    return tuple(told) if len(told) == count else ()


def texts(value: Any, count: int) -> tuple[str, ...]:
    """Return what is written at a trace's points."""
    if isinstance(value, str):
        return (plain(value),) * count
    told = [plain(text) for text in value or ()]
    return tuple(told) if len(told) == count and any(told) else ()


def ticks(axis: dict[str, Any]) -> dict[float, str]:
    """Return place → label of an axis whose labels are given."""
    given = zip(axis.get("tickvals") or (), axis.get("ticktext") or (), strict=False)
    return {place: plain(text) for value, text in given if (place := number(value)) is not None}


def beside(layout: dict[str, Any]) -> dict[float, str]:
    """Return row → what is written beside it, outside its marks."""
    notes = layout.get("annotations") or []
    return {
        row: plain(note.get("text"))
        for note in notes
        if not note.get("showarrow", True)
        and note.get("yref", "y") == "y"
        and note.get("xanchor") == "left"
        and (row := number(note.get("y"))) is not None
    }


def remarks(layout: dict[str, Any]) -> list[str]:
    """Return what is written on a figure and explained only when pointed at."""
    notes = [note for note in layout.get("annotations") or [] if note.get("hovertext")]
    return [f"{line(note.get('text'))}  {line(note['hovertext'])}".strip() for note in notes]
