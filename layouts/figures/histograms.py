"""Histograms: one column a bin."""

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look


def columns(table: pd.DataFrame, *, look: Look, empty: str, unit: str, counted: str) -> Figure:
    """Draw a column for each bin, with its count above.

    Parameters
    ----------
    table : `label` (of the bin, in order), `value`, `text` (above the column), `hover`, `custom` (what a click
        selects, or None).
    unit : what is binned, for the axis.
    counted : what the columns count.
    """
    if table.empty or not table["value"].any():
        return message(empty, look)
    most = float(table["value"].max())
    bars = {
        "type": "bar",
        "x": list(range(len(table))),
        "y": table["value"].tolist(),
        "text": table["text"].tolist(),
        "textposition": "outside",
        "textfont": {"color": look.muted, "size": 12},
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "customdata": [custom if isinstance(custom, str) else None for custom in table["custom"]],
        "marker": {"color": look.accent},
        "cliponaxis": False,
    }
    title = {"font": {"size": 12, "color": look.muted}}
    ticks = {"tickmode": "array", "tickvals": bars["x"], "ticktext": table["label"].tolist(), "tickangle": 0}
    return {
        "data": [bars],
        "layout": layout(
            look,
            bargap=0.06,
            margin={"l": 48, "r": 8, "t": 14, "b": 46},
            xaxis=axis(look, showgrid=False, zeroline=False, title={"text": unit} | title, **ticks),
            yaxis=axis(look, range=[0, most * 1.15], nticks=6, title={"text": counted} | title)
            | ({"dtick": 1} if most <= 5 else {}),
        ),
    }
