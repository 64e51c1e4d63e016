"""Three panels side by side on the same periods: how many, how much, how large."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import CATEGORIES, Look

DOMAINS = ([0.0, 0.3], [0.35, 0.65], [0.7, 1.0])
MOST_REACHES = 60
"""Of more periods than this, intervals would hide what they belong to: they are left to the hover text."""

LARGEST = CATEGORIES[1]
"""Colour of the largest case."""


def panels(
    table: pd.DataFrame,
    *,
    look: Look,
    empty: str,
    titles: tuple[str, str, str],
    none: str,
    shaded: Sequence[str] = (),
) -> Figure:
    """Draw seizures with their interval, firearms with the largest case of each, and the median with its interval.

    Parameters
    ----------
    table : `period` (label, in order), `seizures`, `low`, `high`, `largest`, `others` (firearms of the other cases),
        `median`, `median_low`, `median_high` (NaN where not known), `hover_seizures`, `hover_firearms`,
        `hover_median`, `custom` (what a click selects, or None).
    none : what a panel without any number says.
    shaded : periods whose ground is shaded.
    """
    if table.empty:
        return message(empty, look)
    order = table["period"].tolist()
    small = look.muted
    seizures = _bars(table, "seizures", "hover_seizures", "", look.accent) | {"error_y": _reach(table, "", small)}
    middle = _dots(table, look)
    traces = [
        seizures,
        _bars(table, "others", "hover_firearms", "2", look.accent),
        _bars(table, "largest", "hover_firearms", "2", LARGEST),
        middle,
    ]
    drawn = layout(look, margin={"l": 44, "r": 8, "t": 28, "b": 30}, barmode="stack", bargap=0.2, hovermode="closest")
    ticks = 6 if max(map(len, order)) < 5 else 3
    for place, domain in enumerate(DOMAINS):
        mark = str(place + 1) if place else ""
        ends = {"type": "category", "categoryorder": "array", "categoryarray": order, "tickangle": 0, "nticks": ticks}
        drawn[f"xaxis{mark}"] = axis(look, domain=domain, anchor=f"y{mark}", showgrid=False, **ends)
        drawn[f"yaxis{mark}"] = axis(look, rangemode="tozero", anchor=f"x{mark}", nticks=6)
    blank = [place for place, name in enumerate(("seizures", "firearms", "median")) if not table[name].gt(0).any()]
    return {
        "data": traces,
        "layout": drawn
        | {
            "annotations": [
                *(_title(title, place, look) for place, title in enumerate(titles)),
                *(_nothing(none, place, look) for place in blank),
            ],
            "shapes": [_shade(order.index(period), place, look) for period in shaded for place in range(3)],
        },
    }


def _bars(table: pd.DataFrame, name: str, hover: str, mark: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": table["period"].tolist(),
        "y": table[name].fillna(0).tolist(),
        "xaxis": f"x{mark}",
        "yaxis": f"y{mark}",
        "hovertext": table[hover].tolist(),
        "hoverinfo": "text",
        "customdata": _custom(table),
        "marker": {"color": colour},
    }


def _dots(table: pd.DataFrame, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": table["period"].tolist(),
        "y": [None if pd.isna(value) else value for value in table["median"]],
        "xaxis": "x3",
        "yaxis": "y3",
        "hovertext": table["hover_median"].tolist(),
        "hoverinfo": "text",
        "customdata": _custom(table),
        "marker": {"size": 8 if len(table) <= MOST_REACHES else 5, "color": look.accent},
        "error_y": _reach(table, "median", look.muted),
    }


def _custom(table: pd.DataFrame) -> list[str | None]:
    return [custom if isinstance(custom, str) else None for custom in table["custom"]]


def _reach(table: pd.DataFrame, name: str, colour: str) -> dict[str, Any]:
    """Return the interval around a value; none where there is none."""
    if len(table) > MOST_REACHES:
        return {"visible": False}
    prefix, value = (f"{name}_", name) if name else ("", "seizures")
    above = (table[f"{prefix}high"] - table[value]).astype("float64").fillna(0)
    below = (table[value] - table[f"{prefix}low"]).astype("float64").fillna(0)
    ends = {"type": "data", "symmetric": False, "array": above.tolist(), "arrayminus": below.tolist()}
    return ends | {"color": colour, "thickness": 1.5, "width": 3}


def _title(text: str, place: int, look: Look) -> dict[str, Any]:
    ends = {"xref": "paper", "yref": "paper", "x": DOMAINS[place][0], "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return ends | {"yshift": 6, "text": text, "showarrow": False, "font": {"size": 13, "color": look.text}}


def _nothing(text: str, place: int, look: Look) -> dict[str, Any]:
    middle = sum(DOMAINS[place]) / 2
    font = {"text": text, "showarrow": False, "font": {"size": 13, "color": look.muted}}
    return {"xref": "paper", "yref": "paper", "x": middle, "y": 0.5} | font


def _shade(position: int, place: int, look: Look) -> dict[str, Any]:
    mark = str(place + 1) if place else ""
    ends = {"xref": f"x{mark}", "yref": f"y{mark} domain", "y0": 0, "y1": 1}
    ground = {"fillcolor": look.absent, "opacity": 0.45, "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "x0": position - 0.5, "x1": position + 0.5} | ends | ground
