"""Scores beside what chance alone gives: a band and a dot a row."""

from typing import Any

import numpy as np
import pandas as pd

from layouts.figures.bars import LABELS, MINIMUM_BARS
from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look

HALF = 0.26
"""Half the height of a band, in rows."""


def scores(table: pd.DataFrame, *, look: Look, empty: str, unit: str) -> Figure:
    """Draw each score inside the band of scores that chance gives, the first row on top.

    Parameters
    ----------
    table : `label` (at most two lines), `value`, `low`, `middle`, `high` (NaN where there is no score), `text` (written
        at the right edge), `hover`, `strong` (beyond the band: drawn in the accent colour, else grey).
    unit : what the axis measures.
    """
    if table.empty:
        return message(empty, look)
    places = list(range(len(table)))
    most = float(np.nanmax(table[["value", "high"]].to_numpy(np.float64), initial=0.0)) or 1.0
    rows = {
        "tickvals": places,
        "ticktext": table["label"].tolist(),
        "range": [max(len(table), MINIMUM_BARS) - 0.5, -0.5],
    }
    quiet = {"showgrid": False, "zeroline": False, "tickmode": "array"}
    return {
        "data": [_points(table, places, look)],
        "layout": layout(
            look,
            margin={"l": LABELS, "r": 12 + 7 * max(len(text) for text in table["text"]), "t": 8, "b": 46},
            shapes=[
                shape
                for place, row in zip(places, table.itertuples(), strict=True)
                for shape in _band(place, row, look)
            ],
            annotations=[_text(place, text, look) for place, text in zip(places, table["text"], strict=True)],
            xaxis=axis(
                look,
                range=[0, most * 1.05],
                zeroline=False,
                title={"text": unit, "font": {"size": 12, "color": look.muted}},
            ),
            yaxis=axis(look, tickfont={"color": look.text, "size": 12.5}, **rows, **quiet),
        ),
    }


def _band(place: int, row: Any, look: Look) -> list[dict[str, Any]]:
    """Return the band of one row, with a tick at its middle."""
    if not np.isfinite(row.low):
        return []
    common = {"y0": place - HALF, "y1": place + HALF, "layer": "below"}
    ground = {"type": "rect", "x0": row.low, "x1": row.high, "fillcolor": look.absent, "line": {"width": 0}}
    tick = {"type": "line", "x0": row.middle, "x1": row.middle, "line": {"color": look.muted, "width": 1.5}}
    return [common | ground, common | tick]


def _points(table: pd.DataFrame, places: list[int], look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value if np.isfinite(value) else None for value in table["value"].to_numpy(np.float64)],
        "y": places,
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {
            "size": 12,
            "color": [look.accent if strong else look.muted for strong in table["strong"]],
            "line": {"color": look.surface, "width": 1.5},
        },
    }


def _text(place: int, text: str, look: Look) -> dict[str, Any]:
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False}
    return common | {"y": place, "text": text, "font": {"size": 12, "color": look.muted}}
