"""Coverage: who reports when, what records leave unsaid, which to read again, and what is known to be wrong."""

from typing import Any

from dash import html

from layouts.cards import chart_card
from layouts.controls import segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.pages.overview import grain_choice


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    pairs = [("route-known", "interdiction"), ("contradictions", "outliers")]
    halves = [[html.Div(chart_card(name, say), className="span-6") for name in both] for both in pairs]
    return [
        html.H1(say("Coverage"), className="visually-hidden"),
        html.Div([_who(say), grain_choice(say)], className="options"),
        chart_card("reporting", say),
        chart_card("field-completeness", say, controls=[_quality(say)]),
        html.Div(halves[0], className="grid below"),
        html.Div(chart_card("possible-duplicates", say), className="below"),
        html.Div(halves[1], className="grid below"),
        html.Div(chart_card("biases", say, fixed=library.scene("", say)), className="below"),
    ]


def _who(say: Speech) -> Any:
    names = {
        "country": say("By country"),
        "agency_type": say("By type of agency"),
        "agency": say("By agency"),
        "source_publisher": say("By publisher"),
    }
    return segments("who", names, say("Who"))


def _quality(say: Speech) -> Any:
    names = {
        "country": say("By country"),
        "year": say("By year"),
        "agency_type": say("By type of agency"),
        "source_reliability": say("By kind of source"),
    }
    return segments("quality", names, say("Split by"))


PAGE = Page(path="/coverage", title=mark("Coverage"), order=29, body=body)
