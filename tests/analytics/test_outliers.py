"""Unusual quantities and dates, and records against themselves."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import engine, imported
from scipy import stats

from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.outliers import contradictions, date_outliers, last_report_day, quantity_outliers
from analytics.selection import Selection
from data.vocabulary import load_vocabulary

ALL = Selection()


def view_with(*rows, **changed):
    """Return the view of rows with columns of their seizures changed: what the template can't say."""
    records = imported(*rows).records
    seizures = records.seizures.assign(**changed)
    return Crossfilter(build_columns(replace(records, seizures=seizures), load_vocabulary())).view(ALL)


def pistols(*numbers, mode="road_bus"):
    return [{"qty_pistol": str(number), "transport_mode": mode} for number in numbers]


def test_the_score_is_iglewicz_and_hoaglins_of_the_logarithm():
    values = [1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 5000]
    found = quantity_outliers(engine(*pistols(*values)).view(ALL))
    logs = np.log(values)
    # scipy's median_abs_deviation is the reference of the MAD
    expected = 0.6745 * (logs - np.median(logs)) / stats.median_abs_deviation(logs)
    assert found.table["row"].tolist() == list(np.flatnonzero(np.abs(expected) > 3.5)) == [10]
    assert found.table["score"].iloc[0] == pytest.approx(expected[10])
    assert found.table["share"].iloc[0] == pytest.approx(5000 / sum(values))
    group = found.groups.set_index("measure").loc["firearms"]
    assert (group["seizures"], group["median"], group["outliers"], group["reason"]) == (11, 5, 1, "")


def test_a_small_one_is_unusual_too_and_modes_are_apart():
    rows = pistols(*[90, 95, 100, 105, 110] * 2, 1) + pistols(*[1, 1, 2, 2, 3] * 2, mode="postal")
    table = quantity_outliers(engine(*rows).view(ALL)).table
    assert table["row"].tolist() == [10] and table["score"].iloc[0] < -3.5


@pytest.mark.parametrize(("values", "reason"), [([1, 2, 3, 9000], "few_records"), ([1] * 12 + [2, 900], "no_spread")])
def test_where_unusual_cannot_be_told_it_says_why(values, reason):
    found = quantity_outliers(engine(*pistols(*values)).view(ALL))
    assert found.table.empty and found.groups["reason"].tolist() == [reason]


def test_lognormal_quantities_are_seldom_called_unusual():
    # P(|z| > 3.5) is 0.05% of a normal variable; estimated median and MAD at n = 100 leave it near 0.1%
    values = np.exp(np.random.default_rng(0).normal(3, 1.3, 1000))
    rows = [{"qty_pistol": f"{value:.6f}", "transport_mode": "road_bus"} for value in values]
    assert len(quantity_outliers(engine(*rows).view(ALL)).table) <= 4


def test_dates_after_the_newest_source_and_before_1990():
    rows = [{"date": day, "source_date": "2024-03"} for day in ("2024-03-31", "2024-04", "1989", "1990", "2024")]
    found = date_outliers(engine(*rows).view(ALL))
    assert found.newest == pd.Timestamp("2024-03-31") and found.reason == ""
    assert found.table[["row", "code"]].to_numpy().tolist() == [[1, "after_newest_source"], [2, "before_1990"]]


def test_without_source_dates_the_future_is_not_looked_for():
    found = date_outliers(engine({"date": "2090"}, {"date": "1890"}).view(ALL))
    assert found.reason == "no_source_dates" and found.table["code"].tolist() == ["before_1990"]


def test_a_report_dated_to_the_month_may_be_of_its_last_day():
    table = pd.DataFrame(
        {
            "source_date": ["2024", "2024-02", "2024-02-01", None, "2024-03"],
            "report_date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-01", None, "2024-02-01"]),
        }
    )
    days = last_report_day(table).dt.strftime("%Y-%m-%d").fillna("")
    assert days.tolist() == ["2024-12-31", "2024-02-29", "2024-02-01", "", "2024-02-01"]
    assert table["report_date"].iloc[0] == pd.Timestamp("2024-01-01")


@pytest.mark.parametrize(
    ("row", "code", "values"),
    [
        ({"firearms_total": "3", "qty_pistol": "5"}, "total_below_parts", "3 / 5"),
        ({"source_date": "2024-03-04"}, "event_after_report", "2024-03-05 / 2024-03-04"),
        ({"origin": "PA:Colón", "destination": "PA:Colón"}, "route_ends_equal", "PA:Colón / PA:Colón"),
        ({"origin": "PA:", "destination": "PA:"}, "route_ends_equal", "PA: / PA:"),
        ({"concealment": "none_open;wrapping"}, "open_and_concealed", "none_open / wrapping"),
    ],
)
def test_a_record_against_itself(row, code, values):
    table = contradictions(engine({}, row).view(ALL))
    assert table.to_dict("records") == [{"row": 1, "code": code, "values": values}]


def test_what_only_looks_like_a_contradiction_is_none():
    rows = [
        {"firearms_total": "5", "qty_pistol": "3"},
        {"date": "2024-03-05", "source_date": "2024-03"},
        {"date": "2024-03", "source_date": "2024-03-01"},
        {"origin": "PA:Colón", "destination": "PA:Penonomé"},
        {"origin": "PA:", "destination": "CR:"},
        {"concealment": "unknown;wrapping"},
        {"firearms_total": "1", "qty_pistol": "2", "event": "diverted"},
    ]
    assert contradictions(engine(*rows).view(ALL)).empty


def test_a_point_in_another_country_is_told_and_one_at_sea_is_not():
    rows = [{}, {}, {"location_type": "coast_open_sea"}]
    san_jose, panama = (9.93, -84.08), (8.98, -79.52)
    where = [san_jose, panama, san_jose]
    latitude, longitude = zip(*where, strict=True)
    view = view_with(*rows, place_precision="point", latitude=latitude, longitude=longitude, admin1="PA-8")
    table = contradictions(view)
    assert table.to_dict("records") == [{"row": 0, "code": "point_outside_country", "values": "PA / 9.93,-84.08"}]


def test_a_province_of_another_country_is_told():
    table = contradictions(view_with({}, admin1="CR-SJ"))
    assert table[["code", "values"]].iloc[0].tolist() == ["province_of_other_country", "PA / CR-SJ"]


def test_none_one_and_all_unknown():
    for view in (engine({"event": "diverted"}).view(ALL), engine({}).view(ALL), engine(*[{}] * 12).view(ALL)):
        found = quantity_outliers(view)
        assert found.table.empty and found.groups.empty
        assert contradictions(view).empty and date_outliers(view).table.empty


def test_the_shipped_records(reference_engine):
    view = reference_engine.view(ALL)
    assert contradictions(view).empty and date_outliers(view).table.empty
    assert (quantity_outliers(view).table["score"].abs() > 3.5).all()
