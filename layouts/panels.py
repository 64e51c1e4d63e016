"""Parts of a page that are redrawn with its charts but are not charts: totals, newest records, versions."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from dash import dcc, html

from analytics.headline import headline
from layouts.api.snippets import snippets
from layouts.lines import lines, record_path
from layouts.record import record
from layouts.scene import Scene
from layouts.sides import sides
from layouts.topics.displacement import displaced
from layouts.topics.passage import chosen
from layouts.topics.profile import examples, heading

NEWEST = 8


def totals(scene: Scene, path: str) -> Any:
    """Return the totals of the selection, with the largest case named."""
    say, told = scene.say, headline(scene.view)
    seizures = (
        say.plural("1 loss from a lawful holder kept apart", "{n} losses from lawful holders kept apart", told.losses)
        if told.losses
        else ""
    )
    tiles = [_tile(say.measure("seizures"), say.compact(told.seizures), seizures)]
    for measure, total in told.totals.items():
        stated = told.stated[measure]
        base = (
            say.plural("stated in 1 seizure", "stated in {n} seizures", stated)
            if stated
            else say("stated in no seizure")
        )
        tiles.append(_tile(say.measure(measure), say.compact(total) if stated else "–", base))
    tiles.append(_largest(scene, told.largest, told.largest_firearms))
    return tiles


def _tile(name: str, number: str, note: Any) -> Any:
    parts = [html.Div(name, className="tile-name"), html.Div(number, className="tile-number")]
    return html.Div([*parts, html.Div(note, className="tile-note")], className="tile")


def _largest(scene: Scene, case: Any, firearms: float) -> Any:
    say = scene.say
    if case is None:
        return _tile(say("Largest case, firearms"), "–", say("no seizure states firearms"))
    where = case["place"] if isinstance(case["place"], str) else say.label("country", case["country"])
    when = say.date(case["date"], case["date_precision"])
    link = dcc.Link(f"{where}, {when}", href=record_path(scene, case["seizure_id"]))
    return _tile(say("Largest case, firearms"), say.number(firearms), link)


def newest(scene: Scene, path: str) -> Any:
    """Return the newest records of the selection as short lines that link to them."""
    say = scene.say
    rows = np.flatnonzero(scene.view.records())
    days = scene.view.columns.first_day[rows]
    order = rows[np.argsort(-days.astype(np.int64), kind="stable")][:NEWEST]
    if not len(order):
        return html.P(say("No record matches these filters."), className="empty")
    return lines(scene, order)


def version(scene: Scene, path: str) -> Any:
    """Return which data are shown."""
    say, columns = scene.say, scene.view.columns
    names = [value for value in columns.held["dataset"].values if value != "not_recorded"]
    datasets = ", ".join(say.label("dataset", name) for name in names) or say("No data")
    whole = say("Version {version} · {datasets}", datasets=datasets, version=scene.version)
    number, dot, names_told = whole.partition(" · ")
    # a narrow window shows the number only, and the whole when somebody points at it
    return html.Span([number, html.Span(dot + names_told, className="version-data")], title=whole)


def record_count(scene: Scene, path: str) -> Any:
    """Return how many records the grid and the downloads hold."""
    say, records = scene.say, int(scene.view.records().sum())
    apart = records - scene.view.seizures
    text = say.plural("1 record", "{n} records", records)
    if not apart:
        return text
    seizures = say.plural("1 seizure", "{n} seizures", scene.view.seizures)
    return f"{text}: {seizures} + " + say.plural("1 loss", "{n} losses", apart)


def years_shown(scene: Scene, path: str) -> Any:
    """Return the years the period filter leaves."""
    say, selection = scene.say, scene.view.selection
    if not selection.start and not selection.end:
        return say("All years")
    return " – ".join(part for part in (selection.start, selection.end) if part) or say("All years")


def place(scene: Scene, path: str) -> Any:
    """Return a mark where no place is chosen: the style sheet then leaves out the charts of a place."""
    return html.Span(className="place-unset") if chosen(scene) is None else None


PANELS: Mapping[str, Callable[[Scene, str], Any]] = MappingProxyType(
    {
        "totals": totals,
        "newest": newest,
        "version": version,
        "record-count": record_count,
        "years-shown": years_shown,
        "record": record,
        "place": place,
        "method": heading,
        "method-examples": examples,
        "sides": sides,
        "displaced": displaced,
        "snippets": snippets,
    }
)
