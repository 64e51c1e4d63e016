"""Map: where, at every level, over time, with crossings, ports and airports beside it."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from data.dimensions import MEASURES, NOT_RECORDED
from layouts import ids
from layouts.cards import chart_card
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
    scales = {"count": say("Count"), "rate": say("Per 100,000"), "share": say("Share")}
    layers = {"land_crossing": say("Land crossings"), "seaport": say("Seaports"), "airport": say("Airports")}
    measures = {name: say.measure(name) for name in MEASURES}
    return [
        dmc.SegmentedControl(
            id=ids.option("level"), data=_data(levels), value="admin1", size="xs", **_named(say("Level"))
        ),
        dmc.Select(
            id=ids.option("measure"),
            data=_data(measures),
            value="seizures",
            size="xs",
            w=176,
            allowDeselect=False,
            **_named(say("Measure")),
        ),
        dmc.SegmentedControl(
            id=ids.option("scale"), data=_data(scales), value="count", size="xs", **_named(say("Scale"))
        ),
        dmc.ChipGroup(
            [dmc.Chip(label, value=value, size="xs", variant="outline") for value, label in layers.items()],
            id=ids.option("layers"),
            multiple=True,
            value=[],
        ),
    ]


def _data(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in names.items()]


def _named(name: str) -> dict[str, str]:
    return {"aria-label": name}


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
