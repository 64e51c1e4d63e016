"""Corridors over time, on routes a reader can count in the head."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from analytics.crossfilter import View
from analytics.intervals import wilson
from analytics.routes import comparison, corridor_table, corridor_years, corridors, legs, route_ends
from analytics.selection import Selection
from data.dimensions import NOT_RECORDED

ALL = Selection()


def route(origin, destination, year, country="PA"):
    ends = {"origin": f"{origin}:" if origin else "", "destination": f"{destination}:" if destination else ""}
    return {**ends, "country": country, "date": str(year)}


def view_of(*routes):
    return engine(*(route(*one) for one in routes)).view(ALL)


def test_each_counted_record_has_one_route_and_blank_codes_are_not_recorded():
    rows = (
        {"origin": "US:>MX:", "destination": "CO:"},
        {"origin": "somewhere"},
        {"event": "diverted", "origin": "BZ:"},
    )
    table = route_ends(engine(*rows).view(ALL))
    assert table.to_dict("list") == {
        "country": ["PA", "PA"], "origin": ["US", NOT_RECORDED], "destination": ["CO", NOT_RECORDED]
    }  # fmt: skip


def test_shares_are_of_seizures_that_state_an_end_and_need_ten():
    few = corridor_table(view_of(*[("US", "PA", 2020)] * 9, ("", "", 2020)))
    assert few["seizures"].tolist() == [9] and few[["share", "low", "high"]].isna().all(axis=None)
    table = corridor_table(view_of(*[("US", "PA", 2020)] * 8, *[("CR", "", 2021)] * 2, ("", "", 2021)))
    assert table["share"].tolist() == [0.8, 0.2]
    assert table.loc[0, "high"] == pytest.approx(wilson(8, 10)["high"][0])


def test_a_corridor_enters_leaves_or_is_present_when_chance_does_not_explain_it():
    rows = [("US", "PA", year) for year in (2001, 2010)] * 10 + [("CR", "PA", 2001)] * 10 + [("NI", "PA", 2010)] * 10
    table = corridor_table(view_of(*rows, ("GT", "PA", 2010))).set_index("origin")
    assert table["status"].to_dict() == {
        "US": "present", "CR": "left", "NI": "entered", "GT": "cannot_be_determined"
    }  # fmt: skip
    assert table.loc["GT", "reason"] == "chance" and table.loc["CR", ["before", "after"]].tolist() == [10, 0]
    assert table.loc["CR", ["first", "last"]].tolist() == [2001, 2001]


def test_a_corridors_p_is_fishers():
    rows = [("US", "PA", 2001)] * 11 + [("US", "PA", 2010)] * 9 + [("CR", "PA", 2010)] * 8
    table = corridor_table(view_of(*rows)).set_index("origin")
    expected = fisher_exact([[0, 8], [11, 9]], alternative="less").pvalue * 2
    # both corridors are the same 2 x 2 table, so adjusting over two of them changes nothing
    assert table["chance"].tolist() == pytest.approx([expected, expected])


def test_no_coming_or_going_is_told_under_ten_routes_in_either_period():
    rows = [("US", "PA", 2001)] * 9 + [("CR", "PA", 2010)] * 30
    view = view_of(*rows)
    assert comparison(view).reason == "few_records" and comparison(view).before == 9
    assert set(corridor_table(view)["status"]) == {"cannot_be_determined"}
    assert set(corridor_table(view)["reason"]) == {"few_records"}


@pytest.mark.parametrize(("recent", "cut"), [(None, 2005), (3, 2007)])
def test_periods_are_halves_or_the_last_years(recent, cut):
    found = comparison(view_of(("US", "", 2000), ("US", "", 2009), ("", "", 2015)), recent=recent)
    assert (found.first, found.cut, found.last) == (2000, cut, 2009)


def test_corridor_years_hold_every_year_and_conserve():
    table = corridor_years(view_of(("US", "", 2001), ("US", "", 2003), ("CR", "", 2003)), top=1)
    assert dict(zip(table["year"], table["seizures"], strict=True)) == {"2001": 1, "2002": 0, "2003": 1}


POOL = tuple((origin, end, year) for origin in ("", "US", "CR") for end in ("", "PA") for year in range(2000, 2006))


@pytest.fixture(scope="module")
def pool():
    return engine(*(route(*one) for one in POOL * 2))


def part(crossfilter, rows):
    """Return the view of some records of an engine: importing anew for each example takes long."""
    view = View(crossfilter, ALL)
    view.__dict__["rows"] = np.array(sorted(rows), dtype=np.int64)
    return view


@settings(max_examples=15)
@given(st.sets(st.integers(0, 2 * len(POOL) - 1)))
def test_nothing_is_lost(pool, chosen):
    view = part(pool, chosen)
    stated = sum(1 for row in chosen if POOL[row % len(POOL)][:2] != ("", ""))
    table = corridor_table(view)
    assert len(route_ends(view)) == len(chosen) and table["seizures"].sum() == stated
    assert corridor_years(view)["seizures"].sum() == stated
    assert (table["before"] + table["after"]).sum() == stated - comparison(view).undated


@pytest.mark.parametrize("rows", [(), ({},), ({"origin": "US:"},)])
def test_nothing_and_one_record_give_tables(rows):
    view = engine(*rows).view(ALL)
    table = corridor_table(view)
    assert len(table) == (1 if rows and rows[0] else 0) and {"status", "reason", "chance", "share"} <= set(table)
    assert corridor_years(view)["seizures"].sum() == len(table) and comparison(view).reason == "few_records"
    assert len(legs(view)) == len(table)


UNCHANGING = tuple(
    (name, "", year) for name in ("US", "CR", "NI", "GT", "SV", "MX", "CO", "HN") for year in range(2001, 2011)
)


def wrongly_told(runs, seed):
    """Share of runs of 60 routes without any change in which some corridor is said to have come or gone."""
    generator = np.random.default_rng(seed)
    chances = np.repeat([0.3, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05, 0.05], 10) / 10
    copies = 8
    crossfilter = engine(*(route(*one) for one in UNCHANGING * copies))
    told = 0
    for _ in range(runs):
        times = np.minimum(generator.multinomial(60, chances), copies)
        rows = [kind + copy * len(UNCHANGING) for kind, count in enumerate(times) for copy in range(count)]
        found = corridor_table(part(crossfilter, rows))
        told += bool(found["status"].isin(["entered", "left"]).any())
    return told / runs


def test_without_change_corridors_rarely_come_or_go():
    assert wrongly_told(15, seed=1) <= 0.2


@pytest.mark.slow
def test_without_change_corridors_come_or_go_in_at_most_five_percent_of_runs():
    assert wrongly_told(400, seed=2) <= 0.05


def test_shipped_corridors_are_the_file(reference_engine, incidents):
    rows = incidents[
        (incidents["event"] != "diverted") & ((incidents["origin"] != "") | (incidents["destination"] != ""))
    ]
    view = reference_engine.view(ALL)
    assert corridors(view)["seizures"].sum() == len(rows)
    assert pd.api.types.is_integer_dtype(corridor_table(view)["first"])
