"""Trends: how many over time, whether that changes, and what else changed then."""

from typing import Any

from dash import html

from data.dimensions import base
from layouts.cards import chart_card
from layouts.controls import choice, segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.topics import rates
from layouts.topics.timing import SPLITS


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    halves = ("seasonality", "decomposition", "anomalies", "reporting-delay")
    return [
        html.H1(say("Trends"), className="visually-hidden"),
        html.Div(_choices(say, library), className="options"),
        html.P(
            say(
                "Everything here is of records. A rise, a break or an unusual month may come from how hard the press "
                "was searched, from controls or from reporting, as well as from trafficking."
            ),
            className="hint",
        ),
        chart_card("trend-counts", say),
        html.Div(chart_card("trend-events", say), className="below"),
        html.Div(chart_card("findings-trends", say), className="below"),
        html.Div(chart_card("trend-sizes", say), className="below"),
        html.Div(chart_card("trend-slopes", say), className="below"),
        html.Div(chart_card("breaks", say), className="below"),
        html.Div([html.Div(chart_card(name, say), className="span-6") for name in halves], className="grid below"),
        html.Div(chart_card("events", say, fixed=library.scene("", say)), className="below"),
    ]


def _choices(say: Speech, library: Library) -> list[Any]:
    grains = {"year": say("Year"), "quarter": say("Quarter"), "month": say("Month")}
    splits = {"": say("All together")} | {
        name: say("By {dimension}").format(dimension=say.name(base(name))) for name in SPLITS
    }
    own = {name: say("Per 1,000 of {series}").format(series=name) for name in rates.names(library.reference)}
    per = {"": say("Counts"), rates.POPULATION: say("Per 100,000 people")} | own
    return [
        segments("grain", grains, say("Period")),
        choice("by", splits, "", say("Split by"), width=230),
        choice("per", per, "", say("Set against"), width=230),
    ]


PAGE = Page(path="/trends", title=mark("Trends"), order=24, body=body)
