"""Sizes of consignments, on numbers a reader can sum."""

import numpy as np
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st

from analytics.consignments import BINS, bin_names, consignments, consignments_by_period, gini, histogram, size_bins
from analytics.selection import Selection

ALL = Selection()
BUS, SHIP = {"transport_mode": "road_bus"}, {"transport_mode": "sea_container"}


def sized(mode, *sizes, **shared):
    return [{**mode, **shared, "qty_pistol": str(size)} for size in sizes]


def mean_difference(values):
    """Return half the relative mean absolute difference of all pairs of different records: Gini's own definition."""
    seen = np.asarray(values, dtype=float)
    pairs = np.abs(seen[:, None] - seen[None, :]).sum() / (len(seen) * (len(seen) - 1))
    return pairs / (2 * seen.mean())


def test_gini_by_hand_and_by_its_definition():
    # 1 and 3: the one pair differs by 2, over twice the mean of 2
    assert gini([1, 3])[0] == 0.5
    assert gini([4, 4, 4, 4, 4]) == (0, 0, 0) and gini([0, 0, 0, 9])[0] == 1
    values = [1, 1, 2, 3, 3, 3, 8, 40]
    assert gini(values)[0] == pytest.approx(mean_difference(values))


@given(st.lists(st.integers(1, 300), min_size=2, max_size=40))
def test_gini_is_the_relative_mean_difference(values):
    found, low, high = gini(values)
    assert found == pytest.approx(mean_difference(values), abs=1e-12)
    assert np.isnan(low) if len(values) < 5 else 0 <= low <= high <= 1


def test_gini_of_resamples_drawn_by_distinct_values_is_that_of_resampled_values():
    generator = np.random.default_rng(5)
    values = generator.lognormal(1, 1, 60).round() + 1
    _, low, high = gini(values)
    slow = [mean_difference(generator.choice(values, 60)) for _ in range(2_000)]
    assert [low, high] == pytest.approx(list(np.quantile(slow, [0.025, 0.975])), abs=0.03)


def test_gini_without_enough_is_not_told():
    assert np.isnan(gini([])).all() and np.isnan(gini([5])).all() and np.isnan(gini([0, 0])).all()
    assert np.isnan(gini([1, 3])[1:]).all()


def test_bins_are_the_ones_named():
    assert bin_names() == ["1", "2", "3_5", "6_10", "11_25", "26_50", "51_100", "101_250", "251_up"]
    sizes = np.array([1, 2, 3, 5, 6, 10, 11, 25, 26, 50, 51, 100, 101, 250, 251, 9_000])
    assert size_bins(sizes).tolist() == [0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]


def test_a_histogram_is_of_one_mode_at_a_time():
    rows = [*sized(BUS, 1, 1, 4, 5, 6, 7, 8, 9, 10, 300), *sized(SHIP, 12, 12), {**BUS, "qty_pistol": "0"}, BUS]
    table = histogram(engine(*rows, *sized({}, 7)).view(ALL)).set_index(["mode", "bin"])
    road = table.loc["road"]
    assert road["seizures"].tolist() == [2, 0, 2, 5, 0, 0, 0, 0, 1] and (road["known"] == 10).all()
    assert road.loc["6_10", "share"] == 0.5 and table.loc["sea", "share"].isna().all()
    assert table["seizures"].sum() == 12 and len(table) == 2 * len(BINS)


def test_each_mode_is_told_alone_and_unknown_modes_are_counted_only():
    parts, both = {**BUS, "qty_magazine": "50"}, {**BUS, "qty_magazine": "5", "qty_ammunition": "100"}
    rows = [*sized(BUS, 1, 2, 3, 3, 3, 3, 3, 3, 4, 4), parts, both, *sized(SHIP, 1, 2, 3), *sized({}, *[2] * 12)]
    table = consignments(engine(*rows).view(ALL)).set_index("mode")
    assert table.index.tolist() == ["road", "sea", "not_recorded"]
    road = table.loc["road"]
    assert (road["seizures"], road["stated"], road["median"]) == (12, 10, 3.0)
    assert (road["small"], road["small_base"], road["small_share"]) == (3, 11, pytest.approx(3 / 11))
    assert road["gini"] == pytest.approx(mean_difference([1, 2, 3, 3, 3, 3, 3, 3, 4, 4])) and road["reason"] == ""
    assert road["small_low"] < 3 / 11 < road["small_high"]
    sea, unknown = table.loc["sea"], table.loc["not_recorded"]
    assert (sea["reason"], sea["small"]) == ("few_records", 2) and np.isnan(sea["small_share"])
    assert (unknown["reason"], unknown["stated"], unknown["small"]) == ("mode_unknown", 12, 12)
    assert table.loc[["sea", "not_recorded"], ["median", "gini", "small_share"]].isna().all(axis=None)


def test_one_mode_by_period():
    rows = [*sized(BUS, *[1] * 6, *[5] * 6, date="2020-01-01"), *sized(BUS, 9, 9, date="2022-01-01")]
    rows += sized(SHIP, *[100] * 15, date="2022-01-01")
    view = engine(*rows).view(ALL)
    table = consignments_by_period(view, "road", "year").set_index("period")
    assert table["stated"].to_dict() == {"2020": 12, "2021": 0, "2022": 2}
    assert table["reason"].to_dict() == {"2020": "", "2021": "few_records", "2022": "few_records"}
    assert table.loc["2020", "median"] == 3 and table.loc["2020", "small_share"] == 0.5
    assert consignments_by_period(view, "road", "enough")["period"].tolist() == ["2020/2022"]
    assert consignments_by_period(view, "road", "enough")["stated"].tolist() == [14]


def test_an_item_filter_sizes_those_items_only():
    rows = [{**BUS, "qty_pistol": "1", "qty_rifle": "90"}] * 10
    view = engine(*rows).view(ALL.with_values("item_type", ["pistol"]))
    assert consignments(view)["median"].tolist() == [1.0]


def test_modes_conserve_the_total(reference_engine):
    view = reference_engine.view(ALL)
    table = consignments(view)
    assert table["seizures"].sum() == view.seizures
    assert table["stated"].sum() == (view.amounts("firearms")[view.rows] > 0).sum()
    known = table[table["mode"] != "not_recorded"].set_index("mode")["stated"]
    assert histogram(view).groupby("mode")["seizures"].sum().to_dict() == known.to_dict()
    road = consignments_by_period(view, "road", "enough")
    assert road["stated"].sum() == known["road"] and (road["stated"] >= 10).all()


@pytest.mark.parametrize("rows", [(), ({},), ({"concealment": "unknown", "date": "2020"},), sized(BUS, 3)])
def test_few_or_no_records_say_so(rows):
    view = engine(*(rows or ({},))).view(ALL if rows else ALL.with_values("country", ["CR"]))
    table = consignments(view)
    assert len(table) == len(rows) and table["reason"].isin(["few_records", "mode_unknown"]).all()
    assert table[["median", "gini", "small_share"]].isna().all(axis=None)
    assert histogram(view)["seizures"].sum() == (rows == sized(BUS, 3))
    assert consignments_by_period(view, "sea", "enough")["stated"].sum() == 0
