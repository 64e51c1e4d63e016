"""Modus operandi: how goods are hidden, with what, whether that changes, and how large consignments are."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from analytics.consignments import MODE
from data.dimensions import UNKNOWN
from layouts import ids
from layouts.cards import chart_card
from layouts.controls import segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.topics.ways import ACROSS


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    return [
        html.H1(say("Modus operandi"), className="visually-hidden"),
        _pair(chart_card("methods-frequency", say), chart_card("methods-matrix", say, controls=[_across(say)])),
        html.Div(chart_card("findings-methods", say), className="below"),
        html.Div(chart_card("methods-mix", say), className="below"),
        html.Div(_pair(chart_card("methods-shift", say), chart_card("method-list", say)), className="below"),
        html.Div(chart_card("methods-pairs", say), className="below"),
        html.H2(say("Sizes of consignments, within one mode of transport"), className="section-title"),
        html.Div([html.Span(say("Mode of transport")), _mode(say)], className="options"),
        chart_card("consignment-sizes", say),
        html.Div(
            _pair(chart_card("consignment-medians", say), chart_card("small-consignments", say)), className="below"
        ),
        html.Div(chart_card("consignments", say), className="below"),
    ]


def _pair(*cards: Any) -> Any:
    return html.Div([html.Div(card, className="span-6") for card in cards], className="grid")


def _across(say: Speech) -> Any:
    return segments("across", {name: say.name(name) for name in ACROSS}, say("Crossed with"))


def _mode(say: Speech) -> Any:
    """Return the choice of the mode; by itself it is the one of most seizures in the selection."""
    modes = [code for code in say.vocabulary.codes(MODE) if code not in UNKNOWN]
    return dmc.Select(
        id=ids.option("mode"),
        data=[{"value": code, "label": say.label(MODE, code)} for code in modes],
        value="",
        clearable=True,
        placeholder=say("That of most seizures in transit"),
        size="xs",
        w=260,
        **{"aria-label": say("Mode of transport")},
    )


PAGE = Page(path="/methods", title=mark("Modus operandi"), order=26, body=body)
