"""Estimates with their intervals: a dot and a line a row."""

from typing import Any

import numpy as np
import pandas as pd

from layouts.figures.bars import LABELS, MINIMUM_BARS
from layouts.figures.base import Figure, axis, layout, message, wrapped
from layouts.theme import Look


def dots(
    table: pd.DataFrame,
    *,
    look: Look,
    empty: str,
    unit: str,
    reference: float | None = None,
    logarithmic: bool = False,
    form: str = "",
) -> Figure:
    """Draw a dot with its interval for each row, the first row on top.

    Parameters
    ----------
    table : `label`, `value`, `low`, `high` (NaN where there is none: the row says `text` only), `text` (written at the
        right edge), `hover`, `custom`, `strong` (drawn in the accent colour, else grey).
    unit : what the axis counts.
    reference : where a line of no difference stands.
    logarithmic : for ratios; values must be above zero.
    form : d3 format of the axis, such as `.0%`.
    """
    if table.empty:
        return message(empty, look)
    places = list(range(len(table)))
    shapes = [_upright(reference, look)] if reference is not None else []
    last = max(len(table), MINIMUM_BARS)
    scale = {"type": "log", "dtick": "D2"} if logarithmic else {"zeroline": False}
    labels = [wrapped(label) for label in table["label"]]
    return {
        "data": [_points(table, places, look)],
        "layout": layout(
            look,
            margin={"l": LABELS, "r": 12 + 7 * _longest(table["text"]), "t": 8, "b": 46},
            shapes=shapes,
            annotations=_texts(table, places, look),
            xaxis=axis(look, tickformat=form, title={"text": unit, "font": {"size": 12, "color": look.muted}}, **scale),
            yaxis=axis(
                look,
                range=[last - 0.5, -0.5],
                tickmode="array",
                tickvals=places,
                ticktext=labels,
                tickfont={"color": look.text, "size": 12.5},
                showgrid=False,
                zeroline=False,
            ),
        ),
    }


def _points(table: pd.DataFrame, places: list[int], look: Look) -> dict[str, Any]:
    colours = [look.accent if strong else look.other for strong in table["strong"]]
    middle = table["value"].to_numpy(np.float64)

    def length(end: pd.Series) -> list[float]:
        return np.nan_to_num(np.abs(end.to_numpy(np.float64) - middle)).tolist()

    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None if not np.isfinite(value) else value for value in middle],
        "y": places,
        "customdata": [custom if isinstance(custom, str) else None for custom in table["custom"]],
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {"size": 10, "color": colours},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": length(table["high"]),
            "arrayminus": length(table["low"]),
            "color": look.muted,
            "thickness": 2,
            "width": 5,
        },
    }


def _texts(table: pd.DataFrame, places: list[int], look: Look) -> list[dict[str, Any]]:
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "align": "left"}
    font = {"font": {"size": 12, "color": look.muted}}
    return [common | font | {"y": place, "text": text} for place, text in zip(places, table["text"], strict=True)]


def _longest(texts: pd.Series) -> int:
    """Return the letters of the longest line of any text; lines are parted by `<br>`."""
    return max(len(line) for text in texts for line in text.split("<br>"))


def _upright(reference: float, look: Look) -> dict[str, Any]:
    line = {"color": look.muted, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": reference, "x1": reference, "y0": 0, "y1": 1, "yref": "paper", "line": line}
