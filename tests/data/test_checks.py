"""Checks: every row gets one status, and what is wrong is told with row, column, value, code and suggestion."""

from datetime import date

import pandas as pd
import pytest
from conftest import template
from hypothesis import given, settings
from hypothesis import strategies as st

from data.agencies import load_agencies
from data.checking.checks import REFUSING, Checked, Checker, Rules, check
from data.geography.places import load_gazetteer
from data.vocabulary import REFERENCE, load_vocabulary

RULES = Rules(load_vocabulary(), load_gazetteer(REFERENCE), load_agencies(), date(2026, 6, 1), "agency", "test-1")
COLON = {"place": "Colón"}
INSIDE = {"latitude": "8.43", "longitude": "-82.43"}  # David, Panama


def checked(*rows: dict[str, str]) -> Checked:
    return check(template(*(COLON | row for row in rows)), RULES)


def told(outcome: Checked) -> list[tuple[str, str]]:
    return list(zip(outcome.remarks["column"], outcome.remarks["code"], strict=True))


def test_a_good_row_is_accepted_without_remarks():
    outcome = checked({"qty_pistol": "2"})
    assert list(outcome.status) == ["accepted"] and outcome.remarks.empty
    seizure = outcome.records.seizures.iloc[0]
    assert (seizure["dataset"], seizure["sensitivity"], seizure["import_id"]) == ("agency", "public", "test-1")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"seizure_id": ""}, "seizure_id", "id_missing"),
        ({"date": ""}, "date", "date_missing"),
        ({"date": "5/3/2024"}, "date", "date_unreadable"),
        ({"date": "2024-02-30"}, "date", "date_unreadable"),
        ({"date": "2026-06-02"}, "date", "date_future"),
        ({"country": ""}, "country", "country_missing"),
        ({"country": "Panamá"}, "country", "country_unknown"),
        ({"event": "sized"}, "event", "event_unknown"),
        ({"event": ""}, "event", "event_unknown"),
        ({"qty_pistol": "many"}, "qty_pistol", "quantity_not_a_number"),
        ({"qty_pistol": "-1"}, "qty_pistol", "quantity_not_a_number"),
        ({"qty_pistol": "inf"}, "qty_pistol", "quantity_not_a_number"),
        ({"firearms_total": "1,5"}, "firearms_total", "quantity_not_a_number"),
    ],
)
def test_what_refuses_a_row(row, column, code):
    outcome = checked({}, row)
    assert list(outcome.status) == ["accepted", "refused"]
    assert (column, code) in told(outcome)
    assert len(outcome.records) == 1


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"transport_mode": "balloon"}, "transport_mode", "code_unknown"),
        ({"concealment": "wrapping;wraping"}, "concealment", "code_unknown"),
        ({"sensitivity": "secret"}, "sensitivity", "code_unknown"),
        ({"qty_pistola": "1"}, "qty_pistola", "column_unknown"),
        ({"qty_pistol": "4", "firearms_total": "3"}, "firearms_total", "total_below_parts"),
        ({"qty_pistol": "10001"}, "qty_pistol", "quantity_implausible"),
        ({"firearms_total": "20000"}, "firearms_total", "quantity_implausible"),
        ({"qty_rifle": "1.5"}, "qty_rifle", "count_fractional"),
        ({"date": "1900-01-01"}, "date", "date_very_old"),
        ({"source_date": "2024-03-04"}, "source_date", "reported_before_date"),
        ({"report_date": "2024-02"}, "report_date", "reported_before_date"),
        ({"report_date": "soon"}, "report_date", "report_date_unreadable"),
        ({"date": "2024-03", "date_precision": "day"}, "date_precision", "precision_contradicts_date"),
        ({"date": "2024-03-17", "date_precision": "month"}, "date_precision", "precision_contradicts_date"),
        ({"admin1": "Atlantis"}, "admin1", "admin1_unknown"),
        ({"latitude": "95", "longitude": "-79"}, "latitude", "coordinates_invalid"),
        ({"latitude": "9.9", "longitude": "-84.1"}, "latitude", "point_outside_country"),  # San José, Costa Rica
        ({"latitude": "6.5", "longitude": "-82"}, "latitude", "point_at_sea_or_abroad"),
        ({"latitude": "-82.43", "longitude": "8.43"}, "latitude", "coordinates_swapped"),
        ({"latitude": "8.43", "longitude": "82.43"}, "latitude", "coordinates_sign"),
        ({"latitude": "-75", "longitude": "-82"}, "latitude", "point_outside_country"),  # Antarctica
        (
            {"admin1": "PA-8", "place": "", "latitude": "8.43", "longitude": "-82.43"},
            "latitude",
            "point_outside_admin1",
        ),
        ({"admin1": "PA-8"}, "place", "place_outside_admin1"),
    ],
)
def test_what_flags_a_row_that_is_taken_in(row, column, code):
    outcome = checked(row)
    assert list(outcome.status) == ["flagged"]
    assert told(outcome) == [(column, code)]
    assert len(outcome.records) == 1


@pytest.mark.parametrize(
    "row",
    [
        {"qty_explosive": "1.5"},
        {"qty_pistol": "10000"},
        {"source_date": "2024"},
        {"source_date": "2024-03"},
        {"date": "2024-03-01", "date_precision": "month"},
        {"date": "2026-06-01"},
        {"date": "1950"},
        INSIDE,
    ],
)
def test_what_is_near_a_limit_is_accepted(row):
    assert list(checked(row).status) == ["accepted"]


def test_a_place_that_the_gazetteer_lacks_is_noted_without_a_flag():
    outcome = checked({"place": "Finca de nadie"}, {"place": ""})
    assert list(outcome.status) == ["accepted"] * 2
    assert told(outcome) == [("place", "place_unknown"), ("place", "place_not_stated")]


@pytest.mark.parametrize(
    ("row", "suggestion"),
    [
        ({"country": "Panamá"}, "PA"),
        ({"event": "sized"}, "seized"),
        ({"concealment": "wraping"}, "wrapping"),
        ({"transport_mode": "sea contaner"}, "sea_container"),
        ({"qty_pistola": "1"}, "qty_pistol"),
        ({"latitude": "-82.43", "longitude": "8.43"}, "8.43, -82.43"),
    ],
)
def test_the_closest_is_suggested_first(row, suggestion):
    assert checked(row).remarks["suggestion"].iloc[0].split(";")[0] == suggestion


def test_nothing_is_suggested_for_what_resembles_nothing():
    assert list(checked({"transport_mode": "xyzzy"}).remarks["suggestion"]) == [""]


def test_what_is_flagged_is_left_out_or_kept_as_the_code_says():
    outcome = checked(
        {"transport_mode": "balloon", "qty_unicorn": "1", "qty_pistol": "2"},
        {"latitude": "95", "longitude": "-79", "place": ""},
        {"latitude": "8.43", "longitude": "82.43", "sensitivity": "secret"},
    )
    seizures = outcome.records.seizures
    assert pd.isna(seizures.loc[0, "transport_mode"])
    assert list(outcome.records.items["item_type"]) == ["pistol"]
    assert seizures.loc[1, "place_precision"] == "country"
    assert list(seizures["sensitivity"]) == ["public", "public", "restricted"]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("8.43", "82.43"), ("-82.43", "8.43"), ("9.9", "-84.1"), ("-75", "-82"), ("95", "-79")],
)
def test_a_point_outside_its_country_is_never_stored_as_one(latitude, longitude):
    outcome = checked({"latitude": latitude, "longitude": longitude, "place": "David"}, {"place": "David"})
    wrong, named = (outcome.records.seizures.loc[row, ["latitude", "longitude", "place_precision"]] for row in (0, 1))
    assert list(wrong) == list(named) and wrong["place_precision"] == "place"
    assert outcome.remarks["value"].iloc[0] == f"{latitude},{longitude}"


def test_a_point_at_sea_off_its_country_or_in_another_province_is_kept_and_flagged():
    sea = {"latitude": "6.5", "longitude": "-82"}
    other = {"admin1": "PA-8", "place": "", "latitude": "8.43", "longitude": "-82.43"}
    outcome = checked(sea, other)
    assert list(outcome.records.seizures["place_precision"]) == ["point", "point"]
    assert list(outcome.records.seizures["admin1"])[1] == "PA-8"
    assert list(outcome.status) == ["flagged", "flagged"] and outcome.remarks["suggestion"].iloc[1] == "PA-4"


def test_a_month_written_as_its_first_day_keeps_the_stated_precision():
    outcome = checked({"date": "2024-03-01", "date_precision": "month"}, {"date": "2024-03", "date_precision": "day"})
    assert list(outcome.records.seizures["date_precision"]) == ["month", "month"]


def test_ids_stay_with_the_first_row_that_bears_them_in_whichever_chunk():
    rows = template(*({"seizure_id": name} for name in ("A", "B", "A", "C", "B", "A")))
    whole = check(rows, RULES)
    checker = Checker(RULES)
    chunks = [checker.check(rows.iloc[start : start + 2]) for start in (0, 2, 4)]
    assert list(whole.status == "refused") == [False, False, True, False, True, True]
    pd.testing.assert_series_equal(pd.concat([chunk.status for chunk in chunks]), whole.status)
    pd.testing.assert_frame_equal(pd.concat([chunk.remarks for chunk in chunks], ignore_index=True), whole.remarks)


def test_rows_are_named_by_the_labels_of_the_template():
    rows = template(COLON, {"date": "x"}, {"transport_mode": "balloon"} | COLON).set_axis([12, 17, 40])
    outcome = check(rows, RULES)
    assert list(outcome.status.index) == [12, 17, 40] and list(outcome.ids.index) == [12, 17, 40]
    assert list(outcome.remarks["row"]) == [17, 40]


def test_the_template_is_not_changed_and_may_lack_columns():
    rows = template({})[["seizure_id", "date", "country", "event"]]
    before = rows.copy()
    assert list(check(rows, RULES).status) == ["accepted"]
    pd.testing.assert_frame_equal(rows, before)
    with pytest.raises(KeyError, match="country"):
        check(rows.drop(columns="country"), RULES)


def test_a_template_without_rows_gives_nothing():
    outcome = check(template({}).iloc[:0], RULES)
    assert len(outcome.records) == len(outcome.status) == len(outcome.remarks) == 0


CELLS = st.sampled_from(["", "1", "-1", "2024", "2024-03-05", "PA", "seized", "x;y", "nan", "9e9", "é\n", "None", " "])
COLUMNS = ["seizure_id", "date", "country", "event", "place", "latitude", "longitude", "qty_pistol", "concealment"]


@settings(max_examples=8)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), min_size=1, max_size=6))
def test_every_row_of_any_file_gets_exactly_one_status(rows):
    outcome = check(template(*rows), RULES)
    assert len(outcome.status) == len(rows)
    assert set(outcome.status) <= {"accepted", "flagged", "refused"}
    assert len(outcome.records) == (outcome.status != "refused").sum()
    reasoned = set(outcome.remarks.loc[outcome.remarks["code"].isin(REFUSING), "row"])
    assert reasoned == set(outcome.status.index[outcome.status == "refused"])


@pytest.mark.slow
def test_a_large_file_is_checked_in_bounded_time(incidents):
    from time import perf_counter

    rows = pd.concat([incidents] * 1353, ignore_index=True)
    rows = rows.assign(
        seizure_id=[f"R-{number}" for number in range(len(rows))],
        place=[f"{place} {number % 70}" for number, place in enumerate(rows["place"])],
    )
    checker, begin = Checker(RULES), perf_counter()
    states = pd.concat([checker.check(rows.iloc[at : at + 50_000]).status for at in range(0, len(rows), 50_000)])
    assert len(states) == len(rows) > 311_038
    assert perf_counter() - begin < 60
