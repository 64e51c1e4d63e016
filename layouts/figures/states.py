"""Tables whose cells are shaded by a number, or are of a kind that has none, each kind with its colour and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look, colour_scale

SHADED = "shaded"
"""The kind of cells that are shaded by their value."""

UNSURE: Mapping[str, str] = {"light": "#f3d9a4", "dark": "#6b5420"}
"""Colour of what is not certain, by look: a hue that neither greys nor shades have."""

MOST_WRITTEN = 45
"""Columns up to which cells are written in."""

STRONG = 2
"""Where shades begin in the look's scale if a paler one would look like the grey of what is not known."""

CONTRAST = 3
"""Where in the look's scale letters turn from the colour of text to that of the ground."""

LONGEST = 31
"""Letters of the label of a row; the whole of it is in the hover text."""

LEGEND_ROW, LEGEND_WIDTH = 19, 120
"""Pixels of a row of the legend, and letters that one row holds."""


@dataclass(frozen=True)
class Kind:
    """One kind of cell: its colour, and what it says, in words."""

    colour: str
    words: str


def cells(
    table: pd.DataFrame,
    *,
    rows: Sequence[str],
    ticks: Mapping[int, str],
    kinds: Mapping[str, Kind],
    look: Look,
    empty: str,
    most: float,
    left: int = 204,
    palest: int = 0,
    slanted: bool = False,
    written: int = 12,
) -> Figure:
    """Draw a table of cells of several kinds, the first row on top.

    Parameters
    ----------
    table : `row`, `column` (places in the table), `kind` (one of `kinds`), `value` (of those that are `SHADED`),
        `text`, `hover`, `custom` (what a click selects, or None); every cell is there.
    rows : label of each row.
    ticks : place → label of the columns that are labelled.
    kinds : in the order of the legend; the colour of `SHADED` is that of its swatch.
    most : top of the colour scale.
    left : pixels kept for the labels of rows.
    palest : where the shades begin in the look's scale.
    slanted : whether the labels of columns are written at an angle.
    written : size of what is written in the cells.
    """
    if table.empty:
        return message(empty, look)
    grid = {
        name: table.pivot(index="row", columns="column", values=name).astype(object)
        for name in ("kind", "value", "text", "hover", "custom")
    }
    swatches = [_swatch(kind, look) for kind in kinds.values()]
    below = 14 + LEGEND_ROW * (1 if sum(len(kind.words) for kind in kinds.values()) < LEGEND_WIDTH else 2)
    parts = [_flat(grid, kinds, look, written), *_shades(grid, most, palest, look, written)]
    return {
        "data": [*parts, *swatches],
        "layout": _layout(rows, ticks, left=left, below=below, slanted=slanted, look=look),
    }


def _flat(grid: Mapping[str, pd.DataFrame], kinds: Mapping[str, Kind], look: Look, written: int) -> dict[str, Any]:
    """Return the cells that have no shade, each kind in its colour."""
    flat = [name for name in kinds if name != SHADED]
    places = {name: place for place, name in enumerate(flat)}
    colours = tuple(kinds[name].colour for name in flat)
    scale = colour_scale(colours if len(colours) > 1 else colours * 2)
    shown = _part(grid, grid["kind"].map(places.get), written=written, letters=look.text)
    return shown | {"zmax": max(len(flat) - 1, 1), "colorscale": scale}


def _shades(
    grid: Mapping[str, pd.DataFrame], most: float, palest: int, look: Look, written: int
) -> list[dict[str, Any]]:
    """Return the shaded cells, the pale and the strong ones apart: letters on each are readable."""
    scale = {"zmax": most or 1, "colorscale": colour_scale(look.magnitude[palest:])}
    value = grid["value"].where(grid["kind"] == SHADED).astype("float64")
    cut = (most or 1) * (CONTRAST - palest) / (len(look.magnitude) - 1 - palest)
    parts = ((value < cut, look.text), (value >= cut, look.surface))
    return [_part(grid, value.where(kept), written=written, letters=colour) | scale for kept, colour in parts]


def _part(grid: Mapping[str, pd.DataFrame], values: pd.DataFrame, *, written: int, letters: str) -> dict[str, Any]:
    """Return the cells that have a value here; only these answer the pointer and are written in."""
    is_written = len(values.columns) <= MOST_WRITTEN
    texts = grid["text"].where(values.notna(), "").to_numpy().tolist()
    text = {"text": texts, "texttemplate": "%{text}", "textfont": {"size": written, "color": letters}}
    return {
        "type": "heatmap",
        "z": _values(values),
        "customdata": _values(grid["custom"]),
        "hovertext": grid["hover"].to_numpy().tolist(),
        "hoverinfo": "text",
        "hoverongaps": False,
        "zmin": 0,
        "showscale": False,
        "showlegend": False,
        "xgap": 1 if is_written else 0,
        "ygap": 1,
    } | (text if is_written else {})


def _values(grid: pd.DataFrame) -> list[list[Any]]:
    """Return a grid as lists, None where it holds nothing."""
    return grid.astype(object).where(grid.notna(), None).to_numpy().tolist()


def _swatch(kind: Kind, look: Look) -> dict[str, Any]:
    """Return a mark that is nowhere but in the legend."""
    marker = {"symbol": "square", "size": 13, "color": kind.colour, "line": {"color": look.other, "width": 1}}
    common = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "hoverinfo": "skip", "showlegend": True}
    return common | {"name": kind.words, "marker": marker}


def _layout(
    rows: Sequence[str], ticks: Mapping[int, str], *, left: int, below: int, slanted: bool, look: Look
) -> dict[str, Any]:
    labels = list(ticks.values())
    lines = 1 + max((label.count("<br>") for label in labels), default=0)
    deepest = max((len(label) for label in labels), default=0)
    quiet = {"showgrid": False, "zeroline": False, "tickmode": "array", "ticks": ""}
    across = axis(
        look,
        side="top",
        tickvals=list(ticks),
        ticktext=labels,
        tickangle=-40 if slanted else 0,
        **quiet | {"tickfont": {"color": look.muted, "size": 11}},
    )
    names = [label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…" for label in rows]
    down = axis(look, range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))), ticktext=names, **quiet)
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "xref": "container", "y": 0, "yref": "container"}
    legend |= {"yanchor": "bottom", "font": {"size": 12}, "itemclick": False, "itemdoubleclick": False}
    top = min(28 + 4.2 * deepest, 130) if slanted else 16 + 16 * lines
    right = 12 + (4 * len(labels[-1]) if slanted and labels else 0)
    return layout(
        look,
        margin={"l": left, "r": right, "t": top, "b": below},
        xaxis=across,
        yaxis=down | {"tickfont": {"color": look.text, "size": 12}},
        showlegend=True,
        legend=legend,
    )
