"""Routes: which ways the records state, where they converge, and what is not known of them."""

from typing import Any

from dash import html

from layouts.cards import chart_card
from layouts.controls import choice, segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    halves = ("route-matrix", "route-sankey", "corridor-years", "in-out", "chokepoints", "link-chokepoints")
    cards = [html.Div(chart_card(name, say), className="span-6") for name in halves]
    whole = [html.Div(chart_card(name, say), className="span-12") for name in ("corridors", "cut-sets")]
    return [
        html.H1(say("Routes"), className="visually-hidden"),
        html.Div(_choices(say), className="options"),
        chart_card("flow-map", say, zoomable=True),
        html.Div(chart_card("findings-routes", say), className="below"),
        html.Div([*cards[:2], whole[0], *cards[2:4], whole[1], *cards[4:]], className="grid below"),
    ]


def _choices(say: Speech) -> list[Any]:
    nodes = {"country": say("Between countries"), "place": say("Between places")}
    top = {count: say("{n} strongest", n=count) for count in ("20", "60", "150", "300")}
    least = {"1": say("1 seizure or more")} | {count: say("{n} seizures or more", n=count) for count in ("2", "3", "5")}
    return [
        segments("nodes", nodes, say("Level")),
        choice("top", top, "60", say("Flows shown")),
        choice("least", least, "1", say("Least seizures of a flow")),
    ]


PAGE = Page(path="/routes", title=mark("Routes"), order=22, body=body)
