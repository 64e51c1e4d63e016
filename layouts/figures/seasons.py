"""The year round: an index for each month, and a series taken apart into trend, season and rest."""

from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout
from layouts.theme import Look

GAP = 0.05
"""Room between the parts of a series, as a share of the height."""


def year_round(table: pd.DataFrame, *, look: Look, unit: str) -> Figure:
    """Draw the index of each month of the year with its interval around 1.

    Parameters
    ----------
    table : twelve rows: `label`, `index`, `index_low`, `index_high`, `hover`.
    """
    middle = table["index"].astype("float64")
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": table["label"].tolist(),
        "y": [None if pd.isna(value) else value for value in middle],
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "customdata": [None] * len(table),
        "marker": {"size": 10, "color": look.accent},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (table["index_high"] - middle).fillna(0).tolist(),
            "arrayminus": (middle - table["index_low"]).fillna(0).tolist(),
            "color": look.muted,
            "thickness": 2,
            "width": 5,
        },
    }
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1}
    return {
        "data": [dots],
        "layout": layout(
            look,
            margin={"l": 48, "r": 12, "t": 10, "b": 32},
            hovermode="closest",
            shapes=[line | {"line": {"color": look.muted, "width": 1.5, "dash": "dot"}}],
            xaxis=axis(look, type="category", showgrid=False, tickangle=0),
            yaxis=axis(look, rangemode="tozero", title={"text": unit, "font": {"size": 12, "color": look.muted}}),
        ),
    }


def parts(table: pd.DataFrame, *, look: Look, titles: dict[str, str]) -> Figure:
    """Draw the parts of a series one above the other over the same periods.

    Parameters
    ----------
    table : `period` (label, in order) and a column for each part.
    titles : column → what is written above it, from the top down.
    """
    drawn = layout(look, margin={"l": 44, "r": 12, "t": 20, "b": 30}, hovermode="closest")
    share = (1 - GAP * 2 * (len(titles) - 1)) / len(titles)
    traces: list[dict[str, Any]] = []
    notes = []
    for place, (name, title) in enumerate(titles.items()):
        top = 1 - place * (share + 2 * GAP)
        mark = str(place + 1) if place else ""
        low = max(top - share, 0.0)
        drawn[f"yaxis{mark}"] = axis(look, domain=[low, top], nticks=4, anchor="x", tickformat="~g")
        words = table["period"] + f"<br>{title}: " + table[name].map("{:.1f}".format)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": table["period"].tolist(),
                "y": table[name].tolist(),
                "yaxis": f"y{mark}",
                "hovertext": words.tolist(),
                "hoverinfo": "text",
                "line": {"color": look.accent if place else look.text, "width": 2},
            }
        )
        ends = {"xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom"}
        notes.append(ends | {"text": title, "showarrow": False, "font": {"size": 12, "color": look.text}})
    last = f"y{len(titles)}"
    drawn["xaxis"] = axis(look, type="category", nticks=8, tickangle=0, showgrid=False, anchor=last)
    return {"data": traces, "layout": drawn | {"annotations": notes}}
