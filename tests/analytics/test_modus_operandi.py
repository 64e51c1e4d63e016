"""Methods crossed, their mix and the profile of one, on records a reader can count in the head."""

import math

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st

from analytics.frequency import OTHER, known
from analytics.intervals import MINIMUM_BASE
from analytics.modus_operandi import Stated, crossed, crossing, mix, periods_with_enough, profile, stated
from analytics.selection import Selection
from data.dimensions import UNKNOWN

ALL = Selection()
BUS = {"transport_mode": "road_bus", "concealment": "wrapping;baggage"}
SHIP = {"transport_mode": "sea_container", "concealment": "wrapping"}


@pytest.fixture(scope="module")
def view():
    rows = [BUS] * 6 + [SHIP] * 5 + [{"concealment": "wrapping"}] * 2 + [{"transport_mode": "road_bus"}] * 3
    return engine(*rows, {**BUS, "event": "diverted"}).view(ALL)


def test_a_seizure_with_two_methods_counts_under_both_and_unknown_is_kept_apart(view):
    table = crossed(view, "concealment", "transport_mode").set_index(["row", "column"])
    wrapped = table.loc["wrapping"]
    assert wrapped["seizures"].to_dict() == {"road_bus": 6, "sea_container": 5}
    assert (wrapped["known"] == 11).all() and (wrapped["unknown"] == 2).all() and (wrapped["n"] == 13).all()
    assert wrapped.loc["road_bus", "share"] == pytest.approx(6 / 11)
    assert wrapped.loc["road_bus", "low"] < 6 / 11 < wrapped.loc["road_bus", "high"]
    assert table.loc[("baggage", "sea_container"), "seizures"] == 0


def test_no_share_on_a_base_under_ten_but_the_count_is_given(view):
    row = crossed(view, "concealment", "transport_mode").set_index(["row", "column"]).loc[("baggage", "road_bus")]
    assert row["seizures"] == row["known"] == 6
    assert np.isnan(row[["share", "low", "high"]].astype(float)).all()


def test_the_rest_is_one_row_in_which_a_seizure_counts_once():
    rows = (
        [{"concealment": "wrapping"}] * 3 + [{"concealment": "food;baggage"}] * 2 + [{"concealment": "box;machinery"}]
    )
    found = stated(engine(*rows).view(ALL), "concealment", top=1)
    assert found.values == ("wrapping", OTHER)
    assert np.bincount(found.codes).tolist() == [3, 3]


def test_a_dimension_is_not_crossed_with_itself_or_its_family(view):
    with pytest.raises(ValueError, match="same values"):
        crossed(view, "concealment", "concealment_family")


def test_the_same_numbers_as_the_engine(reference_engine):
    view = reference_engine.view(ALL)
    for names in (("concealment", "transport_mode"), ("concealment", "item_type"), ("country", "year")):
        table = crossed(view, *names, top=10_000).set_index(["row", "column"])["seizures"]
        counted = view.by(*names)
        counted = counted[~counted[names[0]].isin(UNKNOWN) & ~counted[names[1]].isin(UNKNOWN)]
        assert table[table > 0].sort_index().to_dict() == counted.set_index([*names])["seizures"].to_dict()


@given(st.sampled_from(["concealment", "transport_mode", "country", "item_type_family"]), st.integers(1, 8))
def test_gathering_loses_no_category_and_no_record(reference_engine, name, top):
    view = reference_engine.view(ALL)
    whole, gathered = stated(view, name), stated(view, name, top=top)
    assert (whole.known == gathered.known).all() and whole.known.sum() == known(view, name)
    assert gathered.values == whole.values or gathered.values[:-1] == whole.values[:top]
    assert not (set(whole.values) & UNKNOWN)


def test_an_item_filter_counts_those_items_only():
    view = engine({"qty_pistol": "1", "qty_rifle": "2"}).view(ALL.with_values("item_type", ["pistol"]))
    assert stated(view, "item_type").values == ("pistol",) and stated(view, "item_type_family").values == ("handgun",)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10, 10], ["2000", "2001"]),
        ([4, 6, 10], ["2000/2001", "2000/2001", "2002"]),
        ([10, 0, 3], ["2000/2002"] * 3),
        ([10, 9, 1, 2], ["2000", "2001/2003", "2001/2003", "2001/2003"]),
        ([1, 2], ["2000/2001"] * 2),
        ([3], ["2000"]),
    ],
)
def test_years_are_joined_until_there_are_enough(counts, expected):
    years = [str(2000 + place) for place in range(len(counts))]
    assert periods_with_enough(pd.Series(counts, index=years)).tolist() == expected


@given(st.lists(st.integers(0, 25), min_size=1, max_size=30))
def test_every_group_of_years_has_enough_where_that_is_possible(counts):
    series = pd.Series(counts, index=[str(2000 + place) for place in range(len(counts))])
    groups = periods_with_enough(series)
    summed = series.groupby(groups, sort=False).sum()
    assert summed.sum() == sum(counts) and groups.is_monotonic_increasing
    assert (summed >= MINIMUM_BASE).all() or len(summed) == 1


def test_the_mix_has_every_period_and_withholds_shares_of_few():
    rows = [{"date": "2020-02-01", **BUS}] * 7 + [{"date": "2020-03-01", **SHIP}] * 3 + [{"date": "2022", **SHIP}, {}]
    view = engine(*rows).view(ALL)
    table = mix(view, "concealment", "year").set_index(["period", "code"])
    assert table.loc[("2020", "baggage"), "share"] == 0.7 and table.loc[("2020", "wrapping"), "share"] == 1
    assert table.loc[("2021", "wrapping"), "seizures"] == 0 and table.loc["2022", "share"].isna().all()
    assert table.loc[("2024", "wrapping"), "unknown"] == 1
    joined = mix(view, "concealment", "enough")
    assert joined["period"].unique().tolist() == ["2020/2024"] and joined["n"].tolist() == [12, 12]


@given(st.sampled_from(["year", "quarter", "enough"]))
def test_the_mix_conserves_the_total(reference_engine, grain):
    view = reference_engine.view(ALL)
    table = mix(view, "transport_mode", grain)
    dated = view.known("year" if grain == "enough" else grain) & view.known("transport_mode") & view.counted()
    assert table["seizures"].sum() == dated.sum()


def test_a_profile_tells_one_method():
    rows = [{"date": f"20{place}", **BUS, "qty_pistol": "4", "source_reliability": "low"} for place in range(10, 20)]
    best = {"date": "2012", **BUS, "source_reliability": "court", "origin": "US:"}
    told = profile(engine(*rows, best, *[SHIP] * 9, {}).view(ALL), "concealment", "baggage")
    assert (told.seizures, told.known, told.share, told.years) == (11, 20, 0.55, ("2010", "2019"))
    assert told.median == (4, 4, 4) and told.stated == 10 and told.reason == ""
    assert told.tables["transport_mode"]["code"].tolist() == ["road_bus"]
    assert told.tables["transport_mode"]["share"].tolist() == [1.0]
    assert told.corridors[["origin", "country", "seizures"]].to_numpy().tolist() == [["US", "PA", 1]]
    assert told.examples[:3].tolist() == [10, 9, 8]


def test_a_profile_keeps_to_the_filters_of_its_view(view):
    filtered = engine(BUS, SHIP).view(ALL.with_values("concealment", ["baggage"]))
    assert profile(filtered, "concealment", "wrapping").seizures == 1
    assert profile(view, "concealment", "wrapping").seizures == 13


@pytest.mark.parametrize("rows", [(), ({},), ({"concealment": "unknown"}, {"concealment": "unknown"})])
def test_nothing_known_is_told_as_nothing(rows):
    crossfilter = engine(*(rows or ({},)))
    view = crossfilter.view(ALL if rows else ALL.with_values("country", ["CR"]))
    assert crossed(view, "concealment", "transport_mode").empty
    assert mix(view, "concealment", "year").empty and mix(view, "concealment", "enough").empty
    told = profile(view, "concealment", "wrapping")
    assert told.seizures == 0 and math.isnan(told.share) and told.reason == "few_records" and told.years == ()
    assert len(told.examples) == 0 and told.corridors.empty


def test_one_record_is_counted_without_a_share():
    table = crossed(engine(BUS).view(ALL), "concealment", "transport_mode")
    assert table["seizures"].tolist() == [1, 1] and table["share"].isna().all()


def test_records_that_state_one_dimension_are_in_the_row_but_not_in_the_base():
    rows = Stated(3, np.array([0, 1, 2]), np.array([0, 0, 0]), ("a",))
    columns = Stated(3, np.array([1]), np.array([0]), ("b",))
    assert crossing(rows, columns)[["seizures", "known", "unknown", "n"]].to_numpy().tolist() == [[1, 1, 2, 3]]
