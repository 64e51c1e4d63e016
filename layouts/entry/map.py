"""The map of the form: a click on it sets the coordinates (assets/entry.js), a mark shows them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html

from data.geography.gazetteer import Gazetteer
from layouts.cards import config, empty_figure
from layouts.entry.fields import FORM, NEAREST, part
from layouts.figures import webmaps
from layouts.figures.base import Figure, message
from layouts.i18n import Speech
from layouts.theme import Look

CLOSE_UP = 9.0
"""Zoom at a place that is known."""

ZOOM = {"BZ": 6.6, "CR": 6.4, "SV": 7.2, "GT": 6.0, "HN": 5.8, "NI": 5.9, "PA": 5.9, "DO": 6.4, "US": 2.6, "MX": 3.8}
OTHER_ZOOM = 4.2
CLEAREST = 250
"""Towns shown to find one's way by: the largest of the region."""


def picker(say: Speech) -> Any:
    """Return the place of the map."""
    graph = dcc.Graph(
        id=part("map"),
        figure=empty_figure(),
        config=config(say.language, zoomable=True) | {"displayModeBar": False},
        style={"position": "absolute", "inset": 0},
        responsive=True,
    )
    return html.Div(graph, className="entry-map card-body", **{"data-entry-map": FORM})


def figure(
    point: tuple[float, float] | None,
    country: str | None,
    gazetteer: Gazetteer,
    look: Look,
    say: Speech,
    *,
    webgl: bool,
) -> Figure:
    """Return the map, looking at the point, else at the country, else at the region.

    Parameters
    ----------
    point : latitude and longitude of the mark; None for none.
    """
    if not webgl:
        return message(say("This browser can't draw the map (no WebGL 2): type the latitude and longitude."), look)
    mark = {"lat": [point[0]] if point else [], "lon": [point[1]] if point else []}
    drawn = webmaps.explorer([_towns(gazetteer, look), _mark(mark, look)], look, seen=_seen(point, country, gazetteer))
    drawn["layout"]["uirevision"] = f"{FORM}"
    return drawn


def centres(gazetteer: Gazetteer) -> Mapping[str, tuple[float, float, float]]:
    """Return country → latitude, longitude and zoom at which all of it is seen."""
    known = {code: gazetteer.points[code] for code in gazetteer.countries["country"] if code in gazetteer.points}
    return {code: (*point, ZOOM.get(code, OTHER_ZOOM)) for code, point in known.items()}


def _seen(point: tuple[float, float] | None, country: str | None, gazetteer: Gazetteer) -> Mapping[str, Any]:
    if point:
        return {"center": {"lat": point[0], "lon": point[1]}, "zoom": CLOSE_UP}
    found = centres(gazetteer).get(country or "")
    return {"center": {"lat": found[0], "lon": found[1]}, "zoom": found[2]} if found else webmaps.REGION


def _towns(gazetteer: Gazetteer, look: Look) -> dict[str, Any]:
    places = gazetteer.places
    near = places[places["country"].isin(NEAREST[:7])]
    towns = near[near["kind"] == "town"].nlargest(CLEAREST, "population")
    shown = pd.concat([towns, near[near["kind"] != "town"]])
    table = shown[["longitude", "latitude"]].assign(hover=shown["name"], custom=None)
    return webmaps.pointer(table) | {"marker": {"size": 5, "color": look.other}}


def _mark(at: Mapping[str, list[float]], look: Look) -> dict[str, Any]:
    return {
        "type": "scattermap",
        "mode": "markers",
        **at,
        "hoverinfo": "skip",
        "marker": {"size": 17, "color": look.accent},
    }
