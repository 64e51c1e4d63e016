"""Tables whose cells are shaded by a number, or are of a kind that has none, each kind with its colour and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look, colour_scale

Grid = npt.NDArray[Any]
NOTHING = np.array(None, dtype=object)

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

LEAST = 8
"""Room for at least this many rows and columns: one cell alone isn't drawn as a block."""

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
    grid = _grids(table)
    swatches = [_swatch(kind, look) for kind in kinds.values()]
    below = 14 + LEGEND_ROW * (1 if sum(len(kind.words) for kind in kinds.values()) < LEGEND_WIDTH else 2)
    parts = [_flat(grid, kinds, look, written), *_shades(grid, most, palest, look, written)]
    return {
        "data": [*parts, *swatches],
        "layout": _layout(rows, grid["kind"].shape[1], ticks, left=left, below=below, slanted=slanted, look=look),
    }


def _grids(table: pd.DataFrame) -> dict[str, Grid]:
    """Return each property of the cells as an array: a table with a column for every month would be slow."""
    where = table["row"].to_numpy(), table["column"].to_numpy()
    shape = tuple(int(places.max()) + 1 for places in where)
    grids = {}
    for name in ("kind", "value", "text", "hover", "custom"):
        grids[name] = np.full(shape, None, dtype=object)
        grids[name][where] = table[name].to_numpy(object)
    grids["custom"][pd.isna(grids["custom"])] = None
    return grids


def _flat(grid: Mapping[str, Grid], kinds: Mapping[str, Kind], look: Look, written: int) -> dict[str, Any]:
    """Return the cells that have no shade, each kind in its colour."""
    flat = [name for name in kinds if name != SHADED]
    colours = tuple(kinds[name].colour for name in flat)
    scale = colour_scale(colours if len(colours) > 1 else colours * 2)
    places = np.select([grid["kind"] == name for name in flat], range(len(flat)), -1)
    shown = _part(grid, places, places >= 0, written=written, letters=look.text)
    return shown | {"zmax": max(len(flat) - 1, 1), "colorscale": scale}


def _shades(grid: Mapping[str, Grid], most: float, palest: int, look: Look, written: int) -> list[dict[str, Any]]:
    """Return the shaded cells, the pale and the strong ones apart: letters on each are readable."""
    scale = {"zmax": most or 1, "colorscale": colour_scale(look.magnitude[palest:])}
    shaded, values = grid["kind"] == SHADED, grid["value"].astype(np.float64)
    cut = (most or 1) * (CONTRAST - palest) / (len(look.magnitude) - 1 - palest)
    parts = ((shaded & (values < cut), look.text), (shaded & (values >= cut), look.surface))
    return [_part(grid, values, kept, written=written, letters=colour) | scale for kept, colour in parts]


def _part(grid: Mapping[str, Grid], values: Grid, kept: Grid, *, written: int, letters: str) -> dict[str, Any]:
    """Return some of the cells; only these answer the pointer and are written in."""
    is_written = kept.shape[1] <= MOST_WRITTEN
    texts = np.where(kept, grid["text"], "").tolist()
    text = {"text": texts, "texttemplate": "%{text}", "textfont": {"size": written, "color": letters}}
    return {
        "type": "heatmap",
        "z": np.where(kept, values.astype(object), NOTHING).tolist(),
        "customdata": np.where(kept, grid["custom"], NOTHING).tolist(),
        "hovertext": np.where(kept, grid["hover"], "").tolist(),
        "hoverinfo": "text",
        "hoverongaps": False,
        "zmin": 0,
        "showscale": False,
        "showlegend": False,
        "xgap": 1 if is_written else 0,
        "ygap": 1,
    } | (text if is_written else {})


def _swatch(kind: Kind, look: Look) -> dict[str, Any]:
    """Return a mark that is nowhere but in the legend."""
    marker = {"symbol": "square", "size": 13, "color": kind.colour, "line": {"color": look.other, "width": 1}}
    common = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "hoverinfo": "skip", "showlegend": True}
    return common | {"name": kind.words, "marker": marker}


def _layout(
    rows: Sequence[str], columns: int, ticks: Mapping[int, str], *, left: int, below: int, slanted: bool, look: Look
) -> dict[str, Any]:
    labels = list(ticks.values())
    lines = 1 + max((label.count("<br>") for label in labels), default=0)
    deepest = max((len(label) for label in labels), default=0)
    quiet = {"showgrid": False, "zeroline": False, "tickmode": "array", "ticks": ""}
    across = axis(
        look,
        side="top",
        range=[-0.5, max(columns, LEAST) - 0.5],
        tickvals=list(ticks),
        ticktext=labels,
        tickangle=-40 if slanted else 0,
        ticklabelstandoff=5 if lines > 1 else 0,
        **quiet | {"tickfont": {"color": look.muted, "size": 11}},
    )
    names = [label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…" for label in rows]
    down = axis(
        look, range=[max(len(rows), LEAST) - 0.5, -0.5], tickvals=list(range(len(rows))), ticktext=names, **quiet
    )
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "xref": "container", "y": 0, "yref": "container"}
    legend |= {"yanchor": "bottom", "font": {"size": 12}, "itemclick": False, "itemdoubleclick": False}
    top = min(28 + 4.2 * deepest, 130) if slanted else 20 + 17 * lines
    right = 12 + (4 * len(labels[-1]) if slanted and labels else 0)
    return layout(
        look,
        margin={"l": left, "r": right, "t": top, "b": below},
        xaxis=across,
        yaxis=down | {"tickfont": {"color": look.text, "size": 12}},
        showlegend=True,
        legend=legend,
    )
