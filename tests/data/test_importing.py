"""The template in: nothing guessed, nothing dropped."""

import pandas as pd
import pytest
from conftest import imported

from data.schema import from_arrow, to_arrow


def test_every_row_is_accepted_or_refused(reference, incidents):
    assert len(reference.records) + len(reference.refused) == len(incidents) == 230
    assert set(reference.records.seizures["seizure_id"]) == set(incidents["seizure_id"])


def test_every_incident_has_a_country(reference):
    assert reference.records.seizures["country"].notna().all()


def test_a_refused_row_comes_back_as_it_was_with_its_reasons():
    result = imported({}, {"date": "5/3/2024", "qty_pistol": "many", "qty_rifle": "-1"})
    assert len(result.records) == 1
    assert list(result.refused["reason"]) == ["date_unreadable;quantity_not_a_number"]
    assert list(result.refused["date"]) == ["5/3/2024"]


def test_only_the_remarks_on_accepted_rows_are_told():
    result = imported({"place": "Colón"}, {"date": "x", "transport_mode": "balloon"})
    assert result.remarks.empty


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [("2024", "2024-01-01", "year"), ("2024-03", "2024-03-01", "month"), ("2024-02-29", "2024-02-29", "day")],
)
def test_dates_keep_their_precision(text, day, precision):
    seizure = imported({"date": text}).records.seizures.iloc[0]
    assert (str(seizure["date"].date()), seizure["date_precision"]) == (day, precision)


def test_a_stated_total_beyond_its_parts_is_firearms_of_unspecified_type():
    items = imported({"qty_pistol": "2", "firearms_total": "5"}).records.items
    assert dict(zip(items["item_type"], items["quantity"], strict=True)) == {"pistol": 2, "firearm_unspecified": 3}


def test_a_stated_total_below_its_parts_is_remarked_on_not_changed():
    result = imported({"qty_pistol": "4", "firearms_total": "3"})
    assert list(result.records.items["quantity"]) == [4]
    assert "total_below_parts" in set(result.remarks["code"])


def test_blank_is_not_stated_and_zero_is_zero():
    items = imported({"qty_pistol": "0"}).records.items
    assert list(items["item_type"]) == ["pistol"] and list(items["quantity"]) == [0]


def test_ammunition_counts_rounds_and_explosives_kilograms():
    items = imported({"qty_ammunition": "50", "qty_explosive": "2", "qty_pistol": "1"}).records.items
    assert dict(zip(items["item_type"], items["unit"], strict=True)) == {
        "ammunition": "rounds",
        "explosive": "kg",
        "pistol": "pieces",
    }


def test_route_ends_become_waypoints_in_order_and_unknown_ends_stay_unknown():
    result = imported({"origin": "US:Miami, Florida", "transit": "GT:>HN:Puerto Cortés", "place": "Balboa"}, {})
    stops = result.records.waypoints
    assert list(stops["role"]) == ["origin", "transit", "transit", "seizure"]
    assert list(stops["country"]) == ["US", "GT", "HN", "PA"]
    assert set(stops["row"]) == {0}


def test_a_code_outside_the_vocabulary_is_left_out_and_remarked_on():
    result = imported({"concealment": "wrapping;wraping", "transport_mode": "balloon"})
    assert list(result.records.lists["concealment"]["code"]) == ["wrapping"]
    assert result.records.seizures["transport_mode"].isna().all()
    assert set(result.remarks.loc[result.remarks["code"] == "code_unknown", "value"]) == {"wraping", "balloon"}


def test_records_survive_storage_unchanged(reference):
    back = from_arrow(to_arrow(reference.records))
    pd.testing.assert_frame_equal(back.seizures, reference.records.seizures, check_dtype=False)
    pd.testing.assert_frame_equal(back.items, reference.records.items, check_dtype=False)
    pd.testing.assert_frame_equal(back.waypoints, reference.records.waypoints, check_dtype=False)
    for name, table in reference.records.lists.items():
        pd.testing.assert_frame_equal(back.lists[name], table, check_dtype=False)
