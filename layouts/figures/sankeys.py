"""Sankey diagrams: what flows from column to column."""

from typing import Any

import pandas as pd

from layouts.figures.base import Figure, layout, message
from layouts.figures.lines import faint
from layouts.theme import Look


def sankey(nodes: pd.DataFrame, links: pd.DataFrame, *, look: Look, empty: str) -> Figure:
    """Draw columns of nodes joined by links as wide as their value.

    Parameters
    ----------
    nodes : `label`, `muted` (drawn grey).
    links : `source` and `target` (positions in `nodes`), `value`, `hover`, `custom`, `muted`.
    """
    if links.empty:
        return message(empty, look)
    colours = [look.other if muted else look.accent for muted in nodes["muted"]]
    drawn: dict[str, Any] = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": nodes["label"].tolist(),
            "color": colours,
            "thickness": 14,
            "pad": 10,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,}<extra></extra>",
        },
        "link": {
            "source": links["source"].tolist(),
            "target": links["target"].tolist(),
            "value": links["value"].tolist(),
            "customdata": links["hover"].tolist(),
            "hovertemplate": "%{customdata}<extra></extra>",
            "color": [faint(look.other if muted else look.accent, 0.35) for muted in links["muted"]],
        },
        "textfont": {"size": 12.5, "color": look.text},
    }
    return {"data": [drawn], "layout": layout(look, margin={"l": 8, "r": 8, "t": 12, "b": 12})}
