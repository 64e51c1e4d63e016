"""Matrices: one value for each pair of rows and columns."""

from typing import Any

import numpy as np
import pandas as pd

from layouts.figures.base import Figure, axis, layout, message, wrapped
from layouts.theme import Look, colour_scale

LEFT = 150
"""Pixels kept for the labels of rows."""

MOST_WRITTEN = 320
"""Cells in which the value is written; with more of them it would not be read."""


MOST_LABELS = 6
"""Short labels of columns that stand side by side; of more, every second or third is written."""


def matrix(
    table: pd.DataFrame,
    *,
    rows: list[str],
    columns: list[str],
    look: Look,
    empty: str,
    most: float,
    names: tuple[str, str] = ("", ""),
    left: int = LEFT,
) -> Figure:
    """Draw a shaded table, the first row on top.

    Parameters
    ----------
    table : `row`, `column` (labels), `value` (NaN where there is none: the cell stays empty), `text` (written in the
        cell), `hover`, `custom` (what a click selects, or None).
    rows, columns : labels in the order drawn; no label twice.
    most : top of the colour scale.
    names : what rows and columns are, written at the axes.
    left : pixels kept for the labels of rows.
    """
    if table.empty or not rows or not columns:
        return message(empty, look)
    shape = (len(rows), len(columns))
    where = (
        table["row"].map({label: place for place, label in enumerate(rows)}).to_numpy(),
        table["column"].map({label: place for place, label in enumerate(columns)}).to_numpy(),
    )
    cells = {name: _grid(table[name], where, shape) for name in ("value", "text", "hover", "custom")}
    heat = {
        "type": "heatmap",
        "z": [[None if value is None or not np.isfinite(value) else value for value in row] for row in cells["value"]],
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "customdata": cells["custom"],
        "hovertext": cells["hover"],
        "hoverinfo": "text",
        "hoverongaps": False,
        "zmin": 0,
        "zmax": most or 1,
        "colorscale": colour_scale(look.magnitude),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
    }
    if len(rows) * len(columns) <= MOST_WRITTEN:
        heat |= {"text": [[text or "" for text in row] for row in cells["text"]], "texttemplate": "%{text}"}
        heat |= {"textfont": {"size": 12}}
    return {"data": [heat], "layout": _layout(rows, columns, names, left, look)}


def _grid(values: pd.Series, where: tuple[Any, Any], shape: tuple[int, int]) -> list[list[Any]]:
    cells = np.full(shape, None, dtype=object)
    cells[where] = [None if isinstance(value, float) and np.isnan(value) else value for value in values.tolist()]
    return cells.tolist()


def _layout(rows: list[str], columns: list[str], names: tuple[str, str], left: int, look: Look) -> dict[str, Any]:
    deepest = max(len(label) for label in columns)
    slanted = deepest > 4 and len(columns) > 6
    step = 1 if slanted else -(-len(columns) // MOST_LABELS)
    title = {"font": {"size": 12, "color": look.muted}, "standoff": 6}
    across = axis(
        look,
        side="top",
        tickmode="array",
        tickvals=list(range(len(columns)))[::step],
        ticktext=[label if slanted else wrapped(label, 12) for label in columns][::step],
        tickangle=-40 if slanted else 0,
        showgrid=False,
        zeroline=False,
        title={"text": names[1]} | title,
    )
    down = axis(
        look,
        autorange="reversed",
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[label if "<" in label else wrapped(label, 22) for label in rows],
        showgrid=False,
        zeroline=False,
        tickfont={"color": look.text, "size": 12.5},
    )
    top = (min(28 + 4.4 * deepest, 130) if slanted else 44) + (20 if names[1] else 0)
    right = 8 + 5 * len(columns[-1]) if slanted else 12
    return layout(look, margin={"l": left, "r": right, "t": top, "b": 8}, xaxis=across, yaxis=down)
