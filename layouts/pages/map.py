"""Map: where, at every level, over time, with crossings, ports and airports beside it."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from data.dimensions import MEASURES, NOT_RECORDED
from layouts import ids
from layouts.cards import chart_card
from layouts.controls import choice, segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page

STEP = 1500
"""Milliseconds between two steps while playing."""


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    _, engine = library.engine()
    years = [int(year) for year in engine.columns.held["year"].values if year != NOT_RECORDED]
    return [
        html.H1(say("Map of recorded seizures"), className="visually-hidden"),
        html.Div(_choices(say), className="options"),
        html.Div(_timeline(say, min(years, default=2000), max(years, default=2000)), className="options timeline"),
        chart_card("explore-map", say, zoomable=True),
        html.P(
            say(
                "Click an area or a place to filter by it, again to undo. Draw a box with the rectangle tool to "
                "select it. Hollow circles are known only to the province or country."
            ),
            className="hint",
        ),
        chart_card("concentration", say, controls=_methods(say), zoomable=True),
        chart_card("map-by-period", say),
    ]


def _choices(say: Speech) -> list[Any]:
    levels = {
        "admin1": say("Provinces"),
        "country": say("Countries"),
        "point": say("Places"),
        "cluster": say("Clusters"),
        "hexagon": say("Hexagons"),
    }
    layers = {"land_crossing": say("Land crossings"), "seaport": say("Seaports"), "airport": say("Airports")}
    chips = [dmc.Chip(label, value=value, size="xs", variant="outline") for value, label in layers.items()]
    measures = {name: say.measure(name) for name in MEASURES}
    return [
        segments("level", levels, say("Level")),
        choice("measure", measures, "seizures", say("Measure"), width=176),
        _scales(say),
        html.Div(dmc.ChipGroup(chips, id=ids.option("layers"), multiple=True, value=[]), className="chips"),
    ]


def _scales(say: Speech) -> Any:
    """Return the choice of scale; the browser offers those that the level chosen can be told on."""
    scales = {"count": say("Count"), "rate": say("Per 100,000"), "share": say("Share")}
    control = segments("scale", scales, say("Scale"))
    control.data = [entry | {"disabled": entry["value"] == "rate"} for entry in control.data]
    return control


def _methods(say: Speech) -> list[Any]:
    methods = {
        "none": say("Off"),
        "gi": say("Concentration (Gi*)"),
        "moran": say("Clusters and outliers (Moran)"),
        "density": say("Density"),
    }
    return [segments("hotspots", methods, say("Method"))]


def _timeline(say: Speech, first: int, last: int) -> list[Any]:
    slider = dmc.RangeSlider(
        id=ids.years("map"),
        min=first,
        max=last,
        value=[first, last],
        minRange=0,
        step=1,
        size="sm",
        marks=[{"value": year, "label": str(year)} for year in range(first, last + 1) if year % 5 == 0],
        thumbFromLabel=say("First year"),
        thumbToLabel=say("Last year"),
        updatemode="mouseup",
        flex=1,
    )
    button = dmc.Button(say("Play / pause"), id=ids.player("map"), size="compact-sm", variant="light")
    clock = dcc.Interval(id=ids.ticker("map"), interval=STEP, disabled=True)
    return [button, html.Span("", id=ids.panel("years-shown"), className="years-shown"), slider, clock]


PAGE = Page(path="/map", title=mark("Map"), order=20, body=body)
