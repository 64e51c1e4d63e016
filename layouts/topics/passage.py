"""One place: what was seized at a crossing, port or airport, what passed it, how it was hidden, and when."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
from dash import dcc

from analytics.crossfilter import View
from analytics.frequency import known
from analytics.parts import Part, of_rows
from analytics.passage import BOUND, MAY_HAVE_PASSED, NEARBY, PASSED, SEIZED, busiest, passage
from analytics.trends import series, undated
from data.dimensions import base as root
from layouts import drawing
from layouts.chart import Chart
from layouts.drawing import nothing
from layouts.figures import bars
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.reference import Reference
from layouts.scene import Scene

STATED = (SEIZED, PASSED, BOUND)
"""What ties a record to a place by what it states: what the charts count."""

RELATIONS = {
    SEIZED: mark("Seized there"),
    PASSED: mark("Passed there"),
    BOUND: mark("Bound for it"),
    NEARBY: mark("Nearby"),
    MAY_HAVE_PASSED: mark("May have passed"),
}
MOST_PLACES = 40

BESIDE = 0.1
"""Degrees between two entries of one port: what is tied to both is one set of records."""


def chosen(scene: Scene) -> pd.Series | None:
    """Return the place the address names, None where it names none that is known."""
    places = scene.reference.places
    found = places[places["place_id"] == scene.option("place")]
    return found.iloc[0] if len(found) else None


def relations(scene: Scene) -> pd.DataFrame:
    """Return how many records are tied to the place in each way."""
    counts = _ties(scene.view, scene.reference, scene.option("place"))["relation"].value_counts()
    table = pd.DataFrame({"relation": list(RELATIONS)})
    return table.assign(seizures=table["relation"].map(counts).fillna(0).astype("int64"))


def at_place(scene: Scene) -> Scene:
    """Return the scene with only the records that state the place."""
    ties = _ties(scene.view, scene.reference, scene.option("place"))
    rows = ties.loc[ties["relation"].isin(STATED), "row"].to_numpy()
    return replace(scene, view=of_rows(scene.view, rows))


def busiest_places(scene: Scene) -> pd.DataFrame:
    """Return the places that any record is tied to, those most stated first."""
    table = busiest(scene.view, scene.reference.places)
    table = table[(table["stated"] > 0) | (table[MAY_HAVE_PASSED] > 0)]
    table = table.merge(scene.reference.places[["place_id", "longitude", "latitude"]], on="place_id")
    return _apart(table.reset_index(drop=True)).drop(columns=["longitude", "latitude"])


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return the places without those that stand for the same records as one just beside them."""
    counts = ["kind", *RELATIONS]
    kept: list[int] = []
    for place, row in enumerate(table.itertuples()):
        twins = [other for other in kept if (table.loc[other, counts] == table.loc[place, counts]).all()]
        near = [
            abs(table.at[other, "longitude"] - row.longitude) + abs(table.at[other, "latitude"] - row.latitude)
            for other in twins
        ]
        if not near or min(near) > BESIDE:
            kept.append(place)
    return table.loc[kept].reset_index(drop=True)


def places_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return places as a person reads them, each a link that chooses it."""
    say = scene.say
    shown = table.head(MOST_PLACES)
    links = [
        dcc.Link(name, href=_choosing(scene, code)) for name, code in zip(shown["name"], shown["place_id"], strict=True)
    ]
    counts = {say(title): [say.number(count) for count in shown[name]] for name, title in RELATIONS.items()}
    countries = [say.label("country", code) for code in shown["country"]]
    return pd.DataFrame({say("Place"): links, say.name("country"): countries, **counts})


def relation_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw how records are tied to the place; what isn't stated is grey."""
    say = scene.say
    if chosen(scene) is None:
        return message(say("Choose a crossing, port or airport above, or in the list."), scene.look)
    labels = [say(RELATIONS[name]) for name in table["relation"]]
    counts = [say.number(count) for count in table["seizures"]]
    shown = pd.DataFrame(
        {
            "label": labels,
            "detail": "",
            "value": table["seizures"],
            "text": counts,
            "hover": [f"{label}: {count}" for label, count in zip(labels, counts, strict=True)],
            "custom": None,
            "muted": ~table["relation"].isin(STATED),
        }
    )
    return bars.ranked(shown, look=scene.look, empty=nothing(scene))


def years(scene: Scene) -> pd.DataFrame:
    """Return the records that state the place by year."""
    return series(scene.view, "year")


def year_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the records that state the place by year."""
    unit = scene.say.measure("seizures")
    shown = table.assign(label="", colour=scene.look.accent)
    return bars.stacked(shown, say=scene.say, look=scene.look, empty=nothing_there(scene), unit=unit)


def nothing_there(scene: Scene) -> str:
    """Return what a chart of a place without records says."""
    if chosen(scene) is None:
        return scene.say("No place is chosen.")
    return scene.say("No record in this selection states this place.")


def base(scene: Scene) -> str:
    """Return which place is shown, and how many of its records have no year."""
    place = chosen(scene)
    if place is None:
        return scene.say("no place chosen")
    gone = undated(scene.view, "year")
    return place["name"] + (" · " + scene.say("{n} without a year", n=gone) if gone else "")


def _base_with(dimension: str) -> Callable[[Scene], str]:
    def told(scene: Scene) -> str:
        say, count = scene.say, scene.view.seizures
        share = say.percent(known(scene.view, dimension), count) if count else "–"
        return base(scene) + " · " + say("{field} known in {share}", field=say.name(root(dimension)), share=share)

    return told


@lru_cache(maxsize=16)
def _ties(view: View, reference: Reference, place_id: str) -> pd.DataFrame:
    places = reference.places
    found = places[places["place_id"] == place_id]
    if found.empty:
        return pd.DataFrame({"row": pd.Series(dtype="int64"), "relation": pd.Series(dtype="str")})
    return passage(view, found.iloc[0])


def _choosing(scene: Scene, place_id: str) -> str:
    """Return the address of this page with a place chosen."""
    options = tuple(sorted({**dict(scene.query.options), "place": place_id}.items()))
    return "/place?" + replace(scene.query, options=options).to_query()


def _frequency(name: str, dimension: str, title: str) -> Chart:
    def draw(table: pd.DataFrame, scene: Scene) -> Figure:
        if not isinstance(scene.view, Part) or not scene.view.seizures:
            return message(nothing_there(scene), scene.look)
        return drawing.frequency_figure(table, scene, dimension)

    def result(scene: Scene) -> pd.DataFrame:
        return drawing.frequency_table(scene, dimension)

    return _chart(name, title, result, draw, dimension, STATED_METHOD)


def _chart(
    name: str,
    title: str,
    result: Callable[[Scene], Any],
    draw: Callable[[Any, Scene], Figure],
    dimension: str,
    method: str,
) -> Chart:
    return Chart(
        name=name,
        title=title,
        seen=at_place,
        result=result,
        draw=draw,
        background=True,
        base=base if dimension == "year" else _base_with(dimension),
        touches=("seizures", dimension),
        height=280,
        method=method,
    )


STATED_METHOD = mark(
    "Counts the seizures that state the place: made there, having passed there, or bound for it. A stop within 10 km "
    "lies there; at a port or airport the type of location or the transport must say so too."
)

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="place-relations",
        title=mark("How are records tied to this place?"),
        result=relations,
        draw=relation_figure,
        background=True,
        base=base,
        touches=("seizures", "origin", "via"),
        height=280,
        foot=mark("Grey: not stated by the record; the charts beside leave these out."),
        method=mark(
            "A record is tied to a place by the strongest thing it states, once: seized there, a travelled stop there, "
            "or bound for it. “Nearby” lies within 10 km of a port or airport without word of it. “May have passed” "
            "went by land between the two countries of a crossing without saying where."
        ),
    ),
    _frequency("place-goods", "item_type_family", mark("What was it?")),
    _frequency("place-concealment", "concealment", mark("How was it hidden there?")),
    _frequency("place-transport", "transport_mode", mark("How was it moved there?")),
    _chart("place-years", mark("When?"), years, year_figure, "year", STATED_METHOD),
    Chart(
        name="busiest-places",
        title=mark("Which crossings, ports and airports do records name?"),
        result=busiest_places,
        words=places_in_words,
        listing=True,
        background=True,
        touches=("seizures", "country"),
        height=420,
        method=mark(
            "Records tied to each crossing, port and airport of the gazetteer. Of entries beside "
            "each other with the same records one is listed. It isn't a ranking of traffic: where scanners and "
            "officers stand, more is found."
        ),
    ),
)
