"""Blocks of the table of records, asked for by anyone."""

import pandas as pd
import pytest

from layouts.grid import COLUMNS, rows


def ids(answer):
    return [row["seizure_id"] for row in answer["rowData"]]


def test_blocks_together_are_all_records_once(scene, incidents):
    blocks = [rows(scene(), {"startRow": start, "endRow": start + 100}) for start in range(0, 300, 100)]
    found = [name for block in blocks for name in ids(block)]
    assert sorted(found) == sorted(incidents["seizure_id"]) and blocks[0]["rowCount"] == len(incidents)


@pytest.mark.parametrize("field", [field for field, *_ in COLUMNS])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_sorting_by_any_column_loses_nothing(scene, field, direction):
    request = {"startRow": 0, "endRow": 500, "sortModel": [{"colId": field, "sort": direction}]}
    assert len(set(ids(rows(scene("country=PA"), request)))) == scene("country=PA").view.records().sum()


def test_the_most_firearms_first(scene, incidents):
    request = {"startRow": 0, "endRow": 1, "sortModel": [{"colId": "firearms", "sort": "desc"}]}
    stated = pd.to_numeric(incidents.set_index("seizure_id")["firearms_total"])
    assert ids(rows(scene(), request)) == [stated.idxmax()]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"startRow": -5, "endRow": 10**9},
        {"startRow": "a", "endRow": None},
        {"startRow": 10, "endRow": 3},
        {"startRow": 0, "endRow": 5, "sortModel": [{"colId": "__class__"}]},
        {"startRow": 0, "endRow": 5, "sortModel": "firearms"},
        {"startRow": True, "endRow": 5},
    ],
)
def test_a_strange_request_gets_a_bounded_answer(scene, request_):
    answer = rows(scene(), request_)
    assert len(answer["rowData"]) <= 500 and answer["rowCount"] == 230


def test_words_not_codes_in_the_language(scene):
    row = rows(scene("country=PA", "es"), {"startRow": 0, "endRow": 1})["rowData"][0]
    assert row["country"] == "Panamá" and row["event"] == "Incautada"
