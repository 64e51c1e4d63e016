"""Compare: one selection beside another, places beside each other, one place beside its neighbours."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from analytics.columns import Columns
from analytics.neighbours import CORE
from data.dimensions import NOT_RECORDED, UNKNOWN, base
from layouts import ids
from layouts.cards import chart_card
from layouts.controls import choice, segments
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.topics.contrasts import SPLITS
from layouts.topics.funnel import NAMES as FUNNELS


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    columns = library.engine()[1].columns
    grain = segments("grain", {"year": say("Year"), "quarter": say("Quarter"), "month": say("Month")}, say("Period"))
    by = choice("by", {name: say.name(base(name)) for name in SPLITS}, SPLITS[0], say("Field"), width=220)
    kinds = choice(
        "funnel", {name: say(title) for name, title in FUNNELS.items()}, "rate", say("Compared by"), width=300
    )
    halves = (
        chart_card("compare-overall", say),
        chart_card("compare-trend", say, controls=[grain]),
        chart_card("funnel", say, controls=[kinds]),
        chart_card("displacement", say, controls=_areas(say, columns)),
    )
    first, second = halves[:2], halves[2:]
    return [
        html.H1(say("Compare"), className="visually-hidden"),
        html.Div([], id=ids.panel("sides"), className="sides"),
        chart_card("compare-maps", say, zoomable=True),
        html.Div([html.Div(card, className="span-6") for card in first], className="grid below"),
        html.Div(chart_card("compare-shares", say, controls=[by]), className="below"),
        html.Div(chart_card("compare-differences", say), className="below"),
        html.Div([html.Div(card, className="span-6") for card in second], className="grid below"),
    ]


def _areas(say: Speech, columns: Columns) -> list[Any]:
    """Return what chooses date, window and areas of a displacement, and the sentences that answer."""
    places = _places(say, columns)
    day = dmc.TextInput(
        id=ids.option("around"),
        label=say("Date of the measure"),
        placeholder=say("e.g. 2019-03"),
        value="",
        debounce=500,
        size="xs",
        w=150,
    )
    window = dmc.Select(
        id=ids.option("months"),
        label=say("Before and after"),
        data=[{"value": n, "label": say("{n} months", n=n)} for n in ("6", "12", "24", "36")],
        value="12",
        allowDeselect=False,
        size="xs",
        w=130,
    )
    sets = {
        "target": (say("Target"), say("Choose")),
        "buffer": (say("Beside it"), say("Suggested: its neighbours")),
        "control": (say("Control areas"), say("Suggested: all others")),
    }
    chosen = [_several(name, *texts, say("Clear “{title}”", title=texts[0]), places) for name, texts in sets.items()]
    answer = html.Div([], id=ids.panel("displaced"), className="displaced", **{"aria-live": "polite"})
    return [day, window, *chosen, answer]


def _several(name: str, title: str, hint: str, clear: str, places: list[Any]) -> Any:
    return dmc.MultiSelect(
        id=ids.option(name),
        label=title,
        placeholder=hint,
        data=places,
        value=[],
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        maxDropdownHeight=260,
        size="xs",
        className="displaced-areas",
        clearButtonProps={"aria-label": clear},
    )


def _places(say: Speech, columns: Columns) -> list[Any]:
    """Return countries and provinces that any record names, in groups by country."""
    provinces = [code for code in columns.held["admin1"].values if code not in UNKNOWN]
    countries = sorted({*CORE, *columns.held["country"].values} - {NOT_RECORDED}, key=lambda code: _label(say, code))
    groups = [{"group": say("Countries"), "items": [_item(say, code) for code in countries]}]
    for country in countries:
        mine = [code for code in provinces if code.partition("-")[0] == country]
        items = sorted((_item(say, code) for code in mine), key=lambda item: item["label"])
        groups += [{"group": _label(say, country), "items": items}] if items else []
    return groups


def _item(say: Speech, code: str) -> dict[str, str]:
    return {"value": code, "label": _label(say, code)}


def _label(say: Speech, code: str) -> str:
    return say.label("admin1" if "-" in code else "country", code)


PAGE = Page(path="/compare", title=mark("Compare"), order=28, body=body, needs="compare")
