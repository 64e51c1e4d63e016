"""Every analysis works on nothing, on one record, on records that say nothing, on 20,000 and on a million.

The analyses are found by listing: a public function of `analytics` whose first argument is a view, or the counts by
month of one, is tested here without being named. One that needs an argument nobody has named yet fails until it is
given in `ARGUMENTS`.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import template

import analytics
from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter, View
from analytics.selection import Selection
from analytics.trends import counts
from data.agencies import load_agencies
from data.dimensions import DIMENSIONS, MEASURES
from data.geography.places import load_gazetteer
from data.importing import import_template
from data.schema import Records
from data.synthetic.records import synthetic
from data.vocabulary import REFERENCE, load_vocabulary

VOCABULARY, GAZETTEER = load_vocabulary(), load_gazetteer(REFERENCE)
MIDDLE = date(2018, 7, 1)
MILLION = 1_000_000

LIGHT, LIGHT_MANY = 0.5, 0.5
"""Seconds of processor time that what a page asks for per request may take on 20,000 and on a million records."""

HEAVY: Mapping[str, tuple[float, float]] = {
    **{"areas.hexagons": (0.5, 1.5), "chokepoints.chokepoints": (2, 6), "chokepoints.link_chokepoints": (2, 6)},
    **{
        "cuts.cut_set": (0.5, 4),
        "comparison.differences": (1.5, 5),
        "findings.unlike_the_rest": (1.5, 6),
        "consignments.consignments": (0.5, 3),
    },
    **{"consignments.consignments_by_period": (0.5, 3), "consignments.histogram": (0.5, 1.5)},
    **{"coverage.completeness_by": (0.5, 2), "coverage.reporting": (0.5, 4), "duplicates.duplicates": (1, 35)},
    **{"density.density": (0.5, 1), "flows.flows": (0.5, 4), "flows.stubs": (0.5, 6), "flows.node_totals": (0.5, 5)},
    **{"hotspots.local_concentration": (1, 1), "interdiction.interdiction": (0.5, 1.5)},
    **{"frequency.frequency": (0.5, 0.8), "trends.series": (0.5, 0.8), "areas.areas": (0.5, 0.8)},
    **{"comparison.overall": (0.5, 0.8), "routes.corridors": (0.5, 0.8), "headline.headline": (0.5, 0.8)},
    **{"networks.network": (0.5, 4), "outliers.quantity_outliers": (0.5, 3), "outliers.date_outliers": (0.5, 1.5)},
    **{"outliers.contradictions": (1, 5), "passage.passage": (0.5, 5), "passage.busiest": (1, 7)},
    **{"itineraries.itineraries": (0.5, 3), "modus_operandi.crossed": (0.5, 2), "modus_operandi.mix": (0.5, 2)},
    **{"anomalies.anomalies": (0.5, 4), "cooccurrence.pairs": (0.5, 3), "delays.delays": (0.5, 3)},
    **{"delays.incomplete_from": (0.5, 2), "trends.counted": (0.5, 6)},
    **{"modus_operandi.stated": (0.5, 0.8), "modus_operandi.period_groups": (0.5, 1.5)},
    **{
        "modus_operandi.profile": (0.5, 0.8),
        "routes.corridor_table": (0.5, 3),
        "routes.comparison": (0.5, 1.5),
        "routes.corridor_years": (0.5, 1.5),
    },
    **{"shifts.shift": (0.5, 2.5), "shifts.shift_at": (0.5, 1.5), "shifts.shift_series": (2.5, 20)},
}
"""What takes longer as it is now, and how long it may take: on 20,000 and on a million records.

The limits are about half as much again as was measured, so that a change that makes one slower is told. A page may ask
for none of those above `LIGHT_MANY` in a request without keeping the answer.
"""


@dataclasses.dataclass(frozen=True)
class Views:
    """One set of records as a view of all, of those before a day, and of those since; `size` of them."""

    size: int
    whole: View
    before: View
    since: View


def views(records: Records) -> Views:
    engine = Crossfilter(build_columns(records, VOCABULARY))
    halves = Selection(end="2018-06-30"), Selection(start="2018-07-01")
    return Views(len(records), engine.view(Selection()), *(engine.view(half) for half in halves))


def silent() -> Records:
    """Return records that state a date and a country: half leave all else blank, half say it is unknown."""
    unknown = dict.fromkeys(("location_type", "detection", "concealment", "diversion_source"), "unknown")
    dates = [{"date": f"{2015 + number // 12}-{number % 12 + 1:02}"} for number in range(60)]
    rows = [day | (unknown if number % 2 else {"transport_mode": ""}) for number, day in enumerate(dates)]
    tables = VOCABULARY, GAZETTEER, load_agencies()
    return import_template(template(*rows), *tables, dataset="public", import_id="test").records


def made(rows: int) -> Callable[[], Records]:
    return lambda: synthetic(rows, 7, vocabulary=VOCABULARY, gazetteer=GAZETTEER)


SETS: Mapping[str, Callable[[], Records]] = {
    "none": made(0),
    "one": made(1),
    "silent": silent,
    "some": made(300),
    "many": made(20_000),
    "million": made(MILLION),
}


@cache
def views_of(name: str) -> Views:
    """Return the views of a set of records, built once a session."""
    return views(SETS[name]())


def population(found: Views) -> pd.Series:
    return pd.Series(4_000_000.0, index=["BZ", "CR", "GT", "HN", "NI", "PA", "SV"])


def place(found: Views) -> pd.Series:
    return GAZETTEER.places[GAZETTEER.places["kind"] == "seaport"].iloc[0]


def places(found: Views) -> pd.DataFrame:
    return GAZETTEER.places[GAZETTEER.places["kind"] != "town"]


ARGUMENTS: Mapping[str, Any] = {
    **{"level": "country", "grain": "month", "by": "year", "dimension": "concealment", "resolution": 4, "row": 0},
    **{"rows_dimension": "transport_mode", "columns_dimension": "concealment", "code": "wrapping"},
    **{"mode": "road_private_vehicle", "share": "concealed", "day": MIDDLE, "sources": ("US",), "target": "PA"},
    **{"b": lambda found: found.since, "second": lambda found: found.since, "place": place, "places": places},
    **{"told": lambda found: np.ones(found.size, dtype=bool), "population": population},
    **{"rows": lambda found: found.whole.rows[::2], "everything": lambda found: found.whole},
}
"""Arguments that have no default, by name; what is callable is given the views."""

OWN: Mapping[str, Mapping[str, Any]] = {
    "slopes.slopes": {"by": "country"},
    "displacement.displacement_of": {"target": ("GT",), "buffer": ("HN", "SV"), "control": ("PA", "CR")},
}
"""Arguments of one analysis where its name means something else."""

MORE: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "areas.areas": (
        *(
            {"level": level, "scale": scale, "population": population}
            for level in ("country", "admin1")
            for scale in ("rate", "share")
        ),
        *({"level": "admin1", "measure": measure} for measure in ("firearms", "median_consignment")),
    ),
    "frequency.frequency": (
        *({"dimension": name} for name in DIMENSIONS),
        *({"dimension": "transport_mode", "measure": measure} for measure in MEASURES),
    ),
    "trends.series": (
        *({"grain": grain} for grain in ("year", "quarter")),
        *({"grain": "month", "by": name} for name in ("transport_mode", "concealment", "item_type")),
        {"grain": "month", "measure": "firearms"},
    ),
}
"""Further ways to call an analysis, beside the one with its defaults."""

ON_MONTHS = {"anomalies.bounds", "breaks.breaks", "seasonality.decomposition", "slopes.slope"}
"""Analyses of a series: they are given the counts by month of the view."""

NEEDS_A_RECORD = {"similarity.similar"}
"""Analyses of one record: there is nothing to ask of no records."""


@dataclasses.dataclass(frozen=True)
class Case:
    """One way to call one analysis."""

    name: str
    function: Callable[..., Any]
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        told = [f"{value}" for value in self.arguments.values() if isinstance(value, str)]
        return "-".join([self.name, *told])

    def run(self, found: Views) -> Any:
        given = {name: value(found) if callable(value) else value for name, value in self.arguments.items()}
        view = found.before if {"b", "second"} & set(given) else found.whole
        return self.function(view if takes_a_view(self.function) else counts(view, "month"), **given)


def analyses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """List the public functions of `analytics` that take a view or counts by period first, by `module.function`."""
    for module in pkgutil.iter_modules(analytics.__path__):
        members = vars(importlib.import_module(f"analytics.{module.name}"))
        for name, function in members.items():
            own = inspect.isfunction(function) and function.__module__ == f"analytics.{module.name}"
            if own and not name.startswith("_") and (takes_a_view(function) or f"{module.name}.{name}" in ON_MONTHS):
                yield f"{module.name}.{name}", function


def takes_a_view(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and "View" in str(first.annotation)


def required(function: Callable[..., Any]) -> list[str]:
    rest = list(inspect.signature(function).parameters.values())[1:]
    return [parameter.name for parameter in rest if parameter.default is parameter.empty]


def cases() -> Iterator[Case]:
    """List every way to call every analysis whose arguments are known."""
    for name, function in analyses():
        given = {wanted: OWN.get(name, {}).get(wanted, ARGUMENTS.get(wanted)) for wanted in required(function)}
        yield Case(name, function, given)
        yield from (Case(name, function, given | dict(more)) for more in MORE.get(name, ()))


CASES = list(cases())


def seconds(case: Case, found: Views) -> float:
    """Return the processor time of a call, what every page has asked for before (which records count) left out."""
    case.run(views_of("some"))  # what is imported or read once a process is no part of it
    for view in (found.whole, found.before, found.since):
        assert view.seizures <= found.size
    start = time.process_time()
    case.run(found)
    return time.process_time() - start


def tables(result: Any) -> dict[str, pd.DataFrame]:
    """Return the tables in a result: itself, or the fields of a dataclass."""
    if isinstance(result, pd.DataFrame):
        return {"": result}
    if dataclasses.is_dataclass(result):
        fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
        return {name: value for name, value in fields.items() if isinstance(value, pd.DataFrame)}
    return {}


def test_every_argument_is_known():
    known = {name: {*ARGUMENTS, *OWN.get(name, ())} for name, _ in analyses()}
    assert not {name: set(required(f)) - known[name] for name, f in analyses() if set(required(f)) - known[name]}


def test_the_listing_finds_analyses_and_the_tables_above_name_no_other():
    found = {name for name, _ in analyses()}
    assert {"frequency.frequency", "trends.series", "routes.legs", "headline.headline", "areas.hexagons"} <= found
    assert {*OWN, *MORE, *ON_MONTHS, *NEEDS_A_RECORD, *HEAVY} <= found


@pytest.mark.parametrize("name", ["none", "one", "silent"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_works_where_there_is_little(case, name):
    if name == "none" and case.name in NEEDS_A_RECORD:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # a mean of nothing, a division by zero
        case.run(views_of(name))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_twenty_thousand_records_in_time(case):
    assert seconds(case, views_of("many")) < HEAVY.get(case.name, (LIGHT, LIGHT_MANY))[0]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_million_records_in_time(case):
    assert seconds(case, views_of("million")) < HEAVY.get(case.name, (LIGHT, LIGHT_MANY))[1]


WIDE = frozenset({"flows.matrix"})
"""Analyses whose columns are values, so that they depend on the records."""


@pytest.mark.parametrize("case", [case for case in CASES if case.name not in WIDE], ids=str)
def test_a_table_has_the_same_columns_however_many_records_there_are(case):
    usual = {name: list(table) for name, table in tables(case.run(views_of("some"))).items()}
    for size in ("none", "silent"):
        if size == "none" and case.name in NEEDS_A_RECORD:
            continue
        found = {name: list(table) for name, table in tables(case.run(views_of(size))).items()}
        assert found == usual


def test_no_analysis_changes_the_records():
    found = views_of("some")
    records = found.whole.columns.records
    kept = [table.copy() for table in (records.seizures, records.items, records.waypoints, *records.lists.values())]
    for case in CASES:
        case.run(found)
    now = [records.seizures, records.items, records.waypoints, *records.lists.values()]
    for before, after in zip(kept, now, strict=True):
        pd.testing.assert_frame_equal(before, after)
