"""Method: the profile of one method of concealment, reached by links."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.dimensions import UNKNOWN
from layouts import ids
from layouts.cards import chart_card
from layouts.i18n import Speech
from layouts.library import Library
from layouts.page import Page
from layouts.topics.ways import METHOD

CARDS = (
    *("method-countries", "method-goods", "method-transport"),
    *("method-locations", "method-detection", "method-company"),
)


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page; without a method the list to choose from stands instead of the charts."""
    examples = html.Section(
        [
            html.Div(
                html.H2(say("Cases, the best sourced and newest first"), className="card-title"), className="card-head"
            ),
            html.Div([], id=ids.panel("method-examples"), className="lines"),
        ],
        className="card",
    )
    cards = [html.Div(chart_card(name, say), className="span-4") for name in CARDS]
    wide = [chart_card(name, say) for name in ("method-years", "method-routes", "method-sizes")]
    halves = [html.Div(card, className="span-6") for card in (*wide, examples)]
    return [
        html.Div([_picker(say)], className="options"),
        html.Div([], id=ids.panel("method")),
        html.Div(chart_card("method-list", say), className="choose-method"),
        html.Div([*cards, *halves], className="grid method-profile"),
    ]


def _picker(say: Speech) -> Any:
    vocabulary = say.vocabulary
    codes = [code for code in vocabulary.codes(METHOD) if code not in UNKNOWN]
    families: dict[str, list[str]] = {}
    for code in codes:
        families.setdefault(vocabulary.parent(METHOD, code) or "other", []).append(code)
    groups = [
        {
            "group": say.label(f"{METHOD}_family", family),
            "items": [{"value": code, "label": say.label(METHOD, code)} for code in members],
        }
        for family, members in families.items()
    ]
    return dmc.Select(
        id=ids.option("method"),
        data=groups,
        value="",
        searchable=True,
        clearable=True,
        placeholder=say("A method of concealment…"),
        size="sm",
        w=340,
        nothingFoundMessage=say("No such method"),
        **{"aria-label": say("Method of concealment")},
    )


PAGE = Page(path="/method", title="", order=27, body=body, needs="method")
