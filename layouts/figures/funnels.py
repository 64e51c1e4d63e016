"""Funnel plots: places by size against the limits of chance; names only where chance doesn't explain a place."""

from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout
from layouts.theme import Look

DASHES = {"95": "dash", "99_8": "solid"}
NAMES = {"95": "95%", "99_8": "99.8%"}


def funnel(
    points: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    overall: float,
    look: Look,
    titles: tuple[str, str],
    form: str,
    logarithmic: bool,
) -> Figure:
    """Draw places, the limits around the overall rate, and the rate.

    Parameters
    ----------
    points : `base`, `rate`, `name` (empty where it isn't written), `strong` (outside the wider limits), `outside`,
        `hover`, `custom`.
    limits : `base`, `low_95`, `high_95`, `low_99_8`, `high_99_8`.
    overall : rate of all places together.
    titles : what the two axes count.
    form : d3 format of the rate.
    logarithmic : whether bases span orders of magnitude.
    """
    curves = [_curve(limits, end, level, look) for level in DASHES for end in ("low", "high")]
    middle = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": overall, "y1": overall}
    line = {"line": {"color": look.muted, "width": 1.5, "dash": "dot"}, "layer": "below"}
    scale = _logarithmic(limits["base"]) if logarithmic else {"rangemode": "tozero", "nticks": 7}
    title = {"font": {"size": 12, "color": look.muted}}
    return {
        "data": [*curves, _places(points, look)],
        "layout": layout(
            look,
            margin={"l": 58, "r": 50, "t": 14, "b": 46},
            shapes=[middle | line],
            annotations=[_name(limits, level, look) for level in DASHES],
            xaxis=axis(look, title=title | {"text": titles[0]}, showgrid=False, **scale),
            yaxis=axis(look, title=title | {"text": titles[1]}, tickformat=form, rangemode="tozero"),
        ),
    }


def _logarithmic(bases: pd.Series) -> dict[str, Any]:
    """Return a logarithmic axis with each tick written in full: 0.5, 1, 2, 5 …"""
    ticks = [digit * 10.0**power for power in range(-3, 10) for digit in (1, 2, 5)]
    kept = [tick for tick in ticks if bases.min() <= tick <= bases.max()]
    return {"type": "log", "tickmode": "array", "tickvals": kept, "ticktext": [f"{tick:g}" for tick in kept]}


def _curve(limits: pd.DataFrame, end: str, level: str, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": limits["base"].tolist(),
        "y": limits[f"{end}_{level}"].tolist(),
        "line": {"color": look.other, "width": 1.5, "dash": DASHES[level]},
        "hoverinfo": "skip",
    }


def _name(limits: pd.DataFrame, level: str, look: Look) -> dict[str, Any]:
    """Return the level of a pair of limits, written at the right end of the upper one."""
    last = limits.iloc[-1]
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 4, "y": float(last[f"high_{level}"])}
    place["yanchor"] = "top" if level == "95" else "bottom"
    return place | {"text": NAMES[level], "showarrow": False, "font": {"size": 11.5, "color": look.muted}}


def _places(points: pd.DataFrame, look: Look) -> dict[str, Any]:
    colours = [
        look.accent if strong else look.text if outside else look.other
        for strong, outside in zip(points["strong"], points["outside"], strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": points["base"].tolist(),
        "y": points["rate"].tolist(),
        "text": points["name"].tolist(),
        "textposition": "middle right",
        "textfont": {"size": 12, "color": look.text},
        "cliponaxis": False,
        "customdata": [custom if isinstance(custom, str) else None for custom in points["custom"]],
        "hovertext": points["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {"size": 11, "color": colours},
    }
