"""Two maps beside each other on one scale; the browser moves both together."""

from typing import Any

import pandas as pd

from layouts.figures import maps, webmaps
from layouts.figures.base import Figure, layout
from layouts.theme import Look

SEEN = {"center": dict(webmaps.REGION["center"]), "zoom": 4.2}
"""What both maps show at first: the seven countries in half the width."""

HALVES = {"map": (0.0, 0.496), "map2": (0.504, 1.0)}
TOP = 0.93
"""Share of the height below the titles."""

Side = tuple[str, pd.DataFrame]


def twin_maps(sides: tuple[Side, Side], *, level: str, most: float, look: Look, unit: str) -> Figure:
    """Draw two explorable maps; a click selects on the first only, since the filters are its own.

    Parameters
    ----------
    sides : title and table (`code`, `shown`, `hover`) of each.
    level : `country` or `admin1`.
    most : top of the colour scale of both.
    unit : what the scale counts.
    """
    traces, frames, titles = [], {}, []
    for place, (frame, (title, table)) in enumerate(zip(HALVES, sides, strict=True)):
        trace = webmaps.areas(table, level=level, most=most, look=look, unit=unit) | {"subplot": frame}
        traces.append(trace if place == 0 else _quiet(trace))
        domain = {"x": list(HALVES[frame]), "y": [0, TOP]}
        frames[frame] = {"style": webmaps.style(look, None), **SEEN, "domain": domain}
        titles.append(_title(title, HALVES[frame][0], look))
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    more = {"uirevision": "map", "dragmode": "pan", "annotations": titles, **frames}
    return {"data": traces, "layout": layout(look, margin=margin, **more)}


def twin_drawings(sides: tuple[Side, Side], *, level: str, most: float, look: Look, unit: str) -> Figure:
    """Draw the same as vectors, for browsers without WebGL 2."""
    figure = maps.small_multiples(sides, level=level, most=most, look=look, columns=2)
    areas = [place for place, trace in enumerate(figure["data"]) if "customdata" in trace]
    key = {"showscale": True, "colorbar": maps.colour_bar(unit, look)}
    figure["data"] = [
        trace | key if place == areas[0] else _quiet(trace) if place in areas else trace
        for place, trace in enumerate(figure["data"])
    ]
    return figure


def _quiet(trace: dict[str, Any]) -> dict[str, Any]:
    """Return a trace whose marks select nothing and whose scale isn't repeated."""
    return trace | {"customdata": [None] * len(trace["locations"]), "showscale": False}


def _title(text: str, left: float, look: Look) -> dict[str, Any]:
    place = {"x": left, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "top"}
    return place | {"text": text, "showarrow": False, "font": {"size": 13.5, "color": look.text}}
