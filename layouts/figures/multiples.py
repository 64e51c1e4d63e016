"""Small multiples: one panel a series, each estimate with its interval, all on one scale."""

from typing import Any

import numpy as np
import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look

ACROSS = 3
"""Panels side by side, unless asked otherwise."""

MOST_TICKS = 8
"""Periods named under a panel; of more, every second or third is."""

GAP_ACROSS, GAP_DOWN = 0.035, 0.1
"""Room between panels, as a share of the figure."""


def intervals(table: pd.DataFrame, *, look: Look, empty: str, form: str = ".0%", across: int = ACROSS) -> Figure:
    """Draw a panel for each series: a dot with its interval at every period; the lowest panels name the periods.

    Parameters
    ----------
    table : `series` (label, in order), `period` (label, in order, up to three lines), `value`, `low`, `high`, `hover`,
        `custom` (what a click selects, or None), `muted` (drawn grey).
    form : d3 format of the value axis.
    across : panels side by side.
    """
    if table.empty:
        return message(empty, look)
    series = list(dict.fromkeys(table["series"]))
    periods = list(dict.fromkeys(table["period"]))
    down = -(-len(series) // across)
    most = min(1.0, float(table["high"].max()) * 1.05)
    drawn = layout(look, margin={"l": 44, "r": 8, "t": 24, "b": 54}, hovermode="closest")
    traces, titles = [], []
    for place, name in enumerate(series):
        mark = "" if place == 0 else str(place + 1)
        box = _box(place, across, down)
        lowest = place + across >= len(series)
        below = _periods_axis(periods, look) | {"domain": box[0], "anchor": f"y{mark}"}
        drawn["xaxis" + mark] = below | {"showticklabels": lowest}
        first = place % across == 0
        values = axis(look, range=[0, most], tickformat=form, nticks=4, showticklabels=first, zeroline=False)
        drawn["yaxis" + mark] = values | {"domain": box[1], "anchor": f"x{mark}"}
        traces.append(_dots(table[table["series"] == name], periods, mark, look))
        titles.append(_title(name, box, look))
    return {"data": traces, "layout": drawn | {"annotations": titles}}


def _box(place: int, across: int, down: int) -> tuple[list[float], list[float]]:
    """Return the shares of the figure's width and height that a panel takes."""
    row, column = divmod(place, across)
    wide, high = (1 - GAP_ACROSS * (across - 1)) / across, (1 - GAP_DOWN * (down - 1)) / down
    left, top = column * (wide + GAP_ACROSS), 1 - row * (high + GAP_DOWN)
    return [left, left + wide], [max(top - high, 0.0), top]


def _periods_axis(periods: list[str], look: Look) -> dict[str, Any]:
    step = -(-len(periods) // MOST_TICKS)
    return axis(
        look,
        range=[-0.6, len(periods) - 0.4],
        tickmode="array",
        tickvals=list(range(len(periods)))[::step],
        ticktext=periods[::step],
        tickfont={"color": look.muted, "size": 11},
        tickangle=0,
        showgrid=False,
        zeroline=False,
    )


def _dots(rows: pd.DataFrame, periods: list[str], mark: str, look: Look) -> dict[str, Any]:
    middle = rows["value"].to_numpy(np.float64)
    colour = look.other if rows["muted"].iloc[0] else look.accent
    bounds = {
        "type": "data",
        "symmetric": False,
        "array": (rows["high"] - middle).clip(lower=0).tolist(),
        "arrayminus": (middle - rows["low"]).clip(lower=0).tolist(),
        "color": look.muted,
        "thickness": 1.5,
        "width": 3,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [periods.index(period) for period in rows["period"]],
        "y": middle.tolist(),
        "xaxis": f"x{mark}",
        "yaxis": f"y{mark}",
        "customdata": [custom if isinstance(custom, str) else None for custom in rows["custom"]],
        "hovertext": rows["hover"].tolist(),
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"size": 9, "color": colour},
        "error_y": bounds,
    }


def _title(name: str, box: tuple[list[float], list[float]], look: Look) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": box[0][0], "y": box[1][1], "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": name, "showarrow": False, "font": {"size": 13, "color": look.text}}
