"""Place: one crossing, port or airport, and what the records say of it."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from layouts import ids
from layouts.cards import chart_card
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    kinds = {"land_crossing": say("Land crossings"), "seaport": say("Seaports"), "airport": say("Airports")}
    places = library.reference.places.sort_values(["name", "country"])
    groups = [
        {
            "group": title,
            "items": [
                {"value": row.place_id, "label": f"{row.name}, {say.label('country', row.country)}"}
                for row in places[places["kind"] == kind].itertuples(index=False)
            ],
        }
        for kind, title in kinds.items()
    ]
    picker = dmc.Select(
        id=ids.option("place"),
        data=groups,
        value="",
        searchable=True,
        clearable=True,
        limit=80,
        placeholder=say("A crossing, port or airport…"),
        size="sm",
        w=380,
        nothingFoundMessage=say("No such place"),
        **{"aria-label": say("Place")},
    )
    names = ("busiest-places", "place-relations", "place-years", "place-goods", "place-concealment", "place-transport")
    return [
        html.H1(say("One place"), className="visually-hidden"),
        html.Div([picker, html.Div([], id=ids.panel("place"))], className="options"),
        html.Div([html.Div(chart_card(name, say), className="span-6") for name in names], className="grid"),
    ]


PAGE = Page(path="/place", title=mark("Place"), order=23, body=body, needs="place")
