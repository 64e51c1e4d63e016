"""Possible twins: told, with whom, and never two that differ."""

import pandas as pd
from conftest import imported

from data.checking.twins import possible_twins

PLACE = {"date": "2024-03-05", "country": "PA", "place": "Colón", "qty_pistol": "3", "summary": "one"}


def records(*rows):
    return imported(*rows).records


def others(twins: pd.DataFrame) -> list[tuple[int, str, str]]:
    return list(zip(twins["row"], twins["other_id"], twins["kind"], strict=True))


def test_a_row_written_twice_is_an_exact_twin():
    assert others(possible_twins(records(PLACE, PLACE))) == [(1, "T-1", "exact")]


def test_the_next_day_at_the_same_place_with_the_same_items_is_a_possible_twin():
    twins = possible_twins(records(PLACE, PLACE | {"date": "2024-03-06", "summary": "two"}))
    assert others(twins) == [(1, "T-1", "possible")] and list(twins["other_row"]) == [0]
    assert list(twins["days"]) == [1] and list(twins["kilometres"]) == [0]


def test_what_differs_in_date_place_country_or_goods_is_no_twin():
    different = ({"date": "2024-03-07"}, {"place": "David"}, {"country": "CR"}, {"qty_pistol": "4"})
    for change in different:
        assert possible_twins(records(PLACE, PLACE | {"summary": "two"} | change)).empty, change


def test_the_same_number_of_firearms_of_other_types_is_a_possible_twin():
    other = PLACE | {"qty_pistol": "", "qty_rifle": "3", "summary": "two"}
    assert others(possible_twins(records(PLACE, other))) == [(1, "T-1", "possible")]


def test_points_within_five_kilometres_are_one_place_under_any_name():
    here = {"latitude": "9.35", "longitude": "-79.90", "place": "Zona Libre"}
    near = {"latitude": "9.36", "longitude": "-79.899", "place": "Muelle"}  # 1.1 km, across a cell's edge
    far = {"latitude": "9.45", "longitude": "-79.90", "place": "Muelle"}  # 11 km
    assert others(possible_twins(records(PLACE | here, PLACE | near))) == [(1, "T-1", "possible")]
    assert possible_twins(records(PLACE | here, PLACE | far)).empty


def test_dates_known_to_the_month_are_not_compared():
    assert possible_twins(records(PLACE | {"date": "2024-03"}, PLACE | {"date": "2024-03", "summary": "two"})).empty


def test_records_without_goods_are_not_compared():
    bare = PLACE | {"qty_pistol": ""}
    assert possible_twins(records(bare, bare | {"summary": "two"})).empty


def test_a_stored_record_is_told_but_not_the_one_that_is_replaced():
    old = records(PLACE | {"seizure_id": "OLD"}, PLACE | {"seizure_id": "SAME", "place": "David", "summary": "x"})
    new = records(PLACE | {"seizure_id": "NEW"}, PLACE | {"seizure_id": "SAME", "place": "David", "summary": "y"})
    twins = possible_twins(new, old)
    assert others(twins) == [(0, "OLD", "exact")] and list(twins["other_row"]) == [-1]


def test_many_alike_are_bounded():
    twins = possible_twins(records(*[PLACE | {"summary": str(number)} for number in range(40)]))
    assert twins.groupby("row").size().max() <= 10
    assert set(twins["row"]) >= set(range(1, 40))


def test_nothing_new_has_no_twins():
    empty = records(PLACE | {"date": "never"})
    assert len(empty) == 0 and possible_twins(empty, records(PLACE)).empty
