"""Overview: how much, where, when, how, along which routes, and what is not known."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.dimensions import base
from layouts import ids
from layouts.cards import chart_card
from layouts.drawing import TREND_SPLITS
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page


def grain_choice(say: Speech) -> Any:
    """Return the choice of year, quarter or month."""
    names = {"year": say("Year"), "quarter": say("Quarter"), "month": say("Month")}
    return dmc.SegmentedControl(
        id=ids.option("grain"),
        data=[{"value": value, "label": label} for value, label in names.items()],
        value="year",
        size="xs",
        **{"aria-label": say("Period")},
    )


def split_choice(say: Speech) -> Any:
    """Return the choice of what the trend is split by."""
    return dmc.Select(
        id=ids.option("by"),
        data=[{"value": name, "label": say.name(base(name))} for name in TREND_SPLITS],
        value=TREND_SPLITS[0],
        size="xs",
        w=170,
        allowDeselect=False,
        **{"aria-label": say("Split by")},
    )


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    newest = html.Section(
        [
            html.Div(html.H2(say("Newest records"), className="card-title"), className="card-head"),
            html.Div([], id=ids.panel("newest"), className="lines"),
        ],
        className="card",
    )
    return [
        html.H1(say("Seizures of firearms and ammunition in Central America"), className="visually-hidden"),
        html.Div([], id=ids.panel("totals"), className="tiles"),
        html.Div(
            [
                html.Div(chart_card("areas", say), className="span-6"),
                html.Div(chart_card("trend", say, controls=[split_choice(say), grain_choice(say)]), className="span-6"),
                html.Div(chart_card("findings", say), className="span-12"),
                html.Div(chart_card("concealment", say), className="span-4"),
                html.Div(chart_card("transport", say), className="span-4"),
                html.Div(chart_card("items", say), className="span-4"),
                html.Div(chart_card("routes", say), className="span-4"),
                html.Div(chart_card("completeness", say), className="span-4"),
                html.Div(newest, className="span-4"),
            ],
            className="grid",
        ),
    ]


PAGE = Page(path="/", title=mark("Overview"), order=10, body=body)
