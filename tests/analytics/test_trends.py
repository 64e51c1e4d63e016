"""Periods counted with their uncertainty, on records a reader can count in the head."""

import math

import numpy as np
import pytest
from conftest import engine
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.selection import Selection
from analytics.trends import PER_YEAR, counted, counts, cut, series, undated
from data.dimensions import NOT_RECORDED, UNKNOWN

ALL = Selection()
RECORDS = (
    {"date": "2020-01-05", "qty_pistol": "2", "transport_mode": "road_bus"},
    {"date": "2020-02", "qty_pistol": "30", "qty_rifle": "8", "transport_mode": "road_bus"},
    {"date": "2020", "transport_mode": "rail"},
    {"date": "2022-05-09", "qty_rifle": "4"},
    {"date": "2021-05-09", "qty_rifle": "90", "event": "diverted"},
)


@pytest.fixture(scope="module")
def view():
    return engine(*RECORDS).view(ALL)


def test_a_year_has_its_count_interval_units_and_largest_case(view):
    table = counted(view, "year").set_index("period")
    assert list(table.index) == ["2020", "2021", "2022"]
    assert table["seizures"].tolist() == [3, 0, 1] and table["firearms"].tolist() == [40, 0, 4]
    assert table["stated"].tolist() == [2, 0, 1]
    assert table.loc["2020", ["low", "high"]].round(2).tolist() == [0.62, 8.77]  # Garwood (1936): 3
    assert table.loc["2020", "median"] == 20 and table.loc["2020", "largest"] == 38
    assert table.loc["2020", "largest_share"] == pytest.approx(38 / 40)
    assert math.isnan(table.loc["2022", "largest_share"])  # four firearms are no base for a share
    assert table.loc["2021", ["median", "largest", "largest_share"]].isna().all()
    assert table["median_low"].isna().all()  # under five consignments


def test_every_month_between_is_there_and_the_undated_are_told(view):
    table = counted(view, "month")
    assert len(table) == 29 and table["seizures"].sum() == 3 and undated(view, "month") == 1
    assert counts(view, "month").tolist() == table["seizures"].tolist()
    assert list(counted(view, "quarter")["period"])[:2] == ["2020-Q1", "2020-Q2"]


def test_units_are_split_by_what_they_are(view):
    table = counted(view, "year", "item_type_family").set_index(["period", "code"])
    assert table.loc[("2020", "handgun"), "firearms"] == 32 and table.loc[("2020", "handgun"), "largest"] == 30
    assert table.loc[("2020", "long_gun"), "firearms"] == 8 and table.loc[("2022", "long_gun"), "firearms"] == 4
    assert table.loc[("2020", NOT_RECORDED), "seizures"] == 1


def test_what_answers_nothing_is_one_row(view):
    table = counted(view, "year", "transport_mode")
    assert table.groupby("code")["seizures"].sum().to_dict() == {"rail": 1, "road_bus": 2, NOT_RECORDED: 1}


def test_five_consignments_have_a_median_with_its_interval():
    rows = ({"date": "2020", "qty_pistol": str(number)} for number in (1, 1, 2, 3, 9))
    row = counted(engine(*rows).view(ALL), "year").iloc[0]
    assert row["median"] == 2 and 1 <= row["median_low"] <= 2 <= row["median_high"] <= 9


@pytest.mark.parametrize("rows", [(), ({"date": "2024", "event": "diverted"},), ({"date": "2024"},)])
def test_nothing_or_one_unknown(rows):
    view = engine({"country": "HN", "event": "diverted"}, *rows).view(Selection(filters=(("country", ("PA",)),)))
    table = counted(view, "year", "transport_mode")
    assert table["seizures"].sum() == view.seizures and set(table["code"]) <= {NOT_RECORDED}
    assert counted(view, "month").empty and counts(view, "month").empty


@given(countries=st.sets(st.sampled_from(["PA", "GT", "HN", "NI", "BR"])), grain=st.sampled_from(list(PER_YEAR)))
@settings(max_examples=20)
def test_totals_are_conserved(reference_engine, countries, grain):
    view = reference_engine.view(ALL.with_values("country", countries))
    dated = view.rows[view.columns.held[grain].codes[view.rows] > 0]
    table, split = counted(view, grain), counted(view, grain, "country")
    assert table["seizures"].sum() == split["seizures"].sum() == len(dated)
    assert table["firearms"].sum() == split["firearms"].sum() == np.nansum(view.amounts("firearms")[dated])
    assert (table["low"] <= table["seizures"]).all() and (table["seizures"] <= table["high"]).all()


def test_no_value_is_lost(reference_engine):
    view = reference_engine.view(ALL)
    table = counted(view, "year", "concealment")
    shown = view.by("concealment").set_index("concealment")["seizures"]
    known = shown[~shown.index.isin(UNKNOWN)]
    assert table.groupby("code")["seizures"].sum()[known.index].to_dict() == known.to_dict()


def test_a_method_last_seen_years_ago_has_had_none_since():
    rows = [{"date": "2020-05-01", "concealment": "food"}, {"date": "2023-05-01"}, {"date": "2018", "country": "GT"}]
    held = engine(*rows)
    food = held.view(Selection(filters=(("concealment", ("food",)), ("country", ("PA",)))))
    assert counts(food, "year").to_dict() == {"2020": 1, "2021": 0, "2022": 0, "2023": 0}
    assert list(series(food, "year")["period"]) == ["2020", "2021", "2022", "2023"]
    within = held.view(Selection(filters=(("concealment", ("food",)),), start="2020", end="2021"))
    assert counts(within, "year").to_dict() == {"2020": 1, "2021": 0}


@pytest.mark.parametrize(
    ("start", "end", "grain", "expected"),
    [
        ("2015", "2024-06", "year", ("2024",)),
        ("2015-03", "2024", "year", ("2015",)),
        ("2015", "2024", "year", ()),
        ("", "2024-06-15", "month", ("2024-06",)),
        ("2024-02", "2024-02", "quarter", ("2024-Q1",)),
        ("", "", "year", ()),
    ],
)
def test_a_period_the_selection_cuts_is_named(start, end, grain, expected):
    assert cut(engine({"date": "2024-05-01"}).view(Selection(start=start, end=end)), grain) == expected
