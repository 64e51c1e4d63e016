"""Form values, rows of the template and records say the same of one seizure."""

from datetime import date

import pandas as pd
import pytest
from conftest import imported
from hypothesis import given
from hypothesis import strategies as st

from data.agencies import load_agencies
from data.checking.checks import Rules
from data.drafts import Original, draft
from data.entering import Form, Line, Stop, form_of, next_id, position_of, row_in, row_of, table_of
from data.geography.places import load_gazetteer
from data.schema import to_arrow
from data.vocabulary import REFERENCE, load_vocabulary

VOCABULARY = load_vocabulary()
WORDS = st.text("abcdeñ 12", min_size=1, max_size=8).map(str.strip).filter(bool)
STOPS = st.lists(
    st.builds(Stop, st.sampled_from(["PA", "CR", "US"]), st.one_of(st.just(""), WORDS)), min_size=1, max_size=3
)
FORMS = st.builds(
    Form,
    st.fixed_dictionaries(
        {"date": st.just("2024-03"), "country": st.just("PA")},
        optional={
            "place": WORDS,
            "summary": WORDS,
            "concealment": st.lists(st.sampled_from(["parcel", "vehicle_tyre", "wrapped"]), min_size=1, unique=True),
            "agencies": st.lists(WORDS, min_size=1, max_size=3),
            "source_url": st.lists(
                st.sampled_from(["https://a.example/1;2", "https://b.example"]), min_size=1, unique=True
            ),
        },
    ),
    st.lists(
        st.builds(Line, st.sampled_from(["pistol", "rifle", "ammunition"]), st.integers(0, 9999).map(str)),
        max_size=3,
        unique_by=lambda line: line.item_type,
    ),
    st.dictionaries(st.sampled_from(["origin", "transit", "destination"]), STOPS),
)


@pytest.fixture(scope="module")
def rules():
    tables = (VOCABULARY, load_gazetteer(REFERENCE), load_agencies())
    return Rules(*tables, today=date(2026, 1, 1), dataset="public", import_id="form")


def looked_at(row, rules, records=None, original=None):
    return draft(row, rules, records or imported().records, original)


@given(FORMS)
def test_a_row_fills_in_the_form_it_came_from(form):
    assert form_of(row_of(form)) == form


def test_a_form_is_written_as_the_template_writes_it():
    form = Form(
        {
            "date": " 2024-03-05 ",
            "concealment": ["parcel", "wrapped"],
            "source_url": "https://a.example\n\nhttps://b.example",
        },
        [Line("pistol", "2"), Line("rifle", "1"), Line("pistol", "3"), Line("", "")],
        {"origin": [Stop("US", "Miami")], "transit": [Stop("CR", ""), Stop("", ""), Stop("NI", "Rivas > Peñas")]},
    )
    assert row_of(form) == {
        "date": "2024-03-05",
        "concealment": "parcel;wrapped",
        "source_url": "https://a.example",
        "source_url_2": "https://b.example",
        "origin": "US:Miami",
        "transit": "CR:>NI:Rivas   Peñas",
        "qty_pistol": "5",
        "qty_rifle": "1",
    }


def test_a_quantity_that_is_no_number_is_refused_not_dropped(rules):
    row = row_of(Form({}, [Line("pistol", "two"), Line("pistol", "3")]))
    assert row == {"qty_pistol": "two+3"}
    told = looked_at({"seizure_id": "A", "date": "2024", "country": "PA", "event": "seized", **row}, rules)
    assert told.status == "refused" and list(told.remarks["code"]) == ["quantity_not_a_number"]
    assert len(told.records) == 0


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [("PA", "2024-03", "PA-2024-012"), ("PA", "2025", "PA-2025-001"), ("CR", "2024", "CR-2024-001")],
)
def test_ids_go_on_where_the_store_stops(country, day, expected):
    known = ["PA-2024-001", "PA-2024-011", "PA-2024-x99", "XPA-2024-040", "PA-2023-050"]
    assert next_id(known, country, day) == expected


def test_a_record_is_found_in_its_dataset():
    records = imported({}, {}).records
    assert position_of(records, "T-2") == 1 and position_of(records, "T-2", "public") == 1
    assert position_of(records, "T-2", "agency") is None and position_of(records, "T-9") is None


def test_coordinates_are_told_only_where_they_were_stated():
    records = imported({"place": "Colón"}, {"place": "Colón", "latitude": "9.35", "longitude": "-79.9"}).records
    assert "latitude" not in row_in(records, 0, VOCABULARY)
    assert row_in(records, 1, VOCABULARY)["longitude"] == "-79.9"


def test_a_correction_that_changes_nothing_leaves_every_record_as_it_is(reference, rules):
    """Some of the shipped records, those with the longest routes among them."""
    records = reference.records
    stored = to_arrow(records).drop_columns("import_id")
    busy = records.waypoints["row"].value_counts().index[:4]
    for position in sorted({*range(0, len(records), 29), *(int(row) for row in busy)}):
        row = row_in(records, position, VOCABULARY)
        told = draft(row, rules, records, Original(records, position, row))
        kept = to_arrow(told.records).drop_columns("import_id")
        assert kept.to_pylist() == stored.slice(position, 1).to_pylist(), row["seizure_id"]


def test_a_correction_keeps_what_the_template_can_not_say(rules):
    records = imported({"qty_pistol": "2", "qty_rifle": "1"}).records
    records.items["calibre"] = pd.Series(["9 mm", "5.56"], dtype="str")
    row = row_in(records, 0, VOCABULARY)
    told = looked_at({**row, "qty_rifle": "4"}, rules, records, Original(records, 0, row))
    items = told.records.items.set_index("item_type")
    assert items.loc["pistol", "calibre"] == "9 mm" and items.loc["rifle", "quantity"] == 4
    assert pd.isna(items.loc["rifle", "calibre"])


def test_personal_data_are_masked_and_told(rules):
    text = "Driver with cédula 8-123-4567 held"
    told = looked_at({"seizure_id": "A", "date": "2024", "country": "PA", "event": "seized", "summary": text}, rules)
    assert "8-123-4567" not in str(told.row) + str(told.remarks) + str(told.records.seizures["summary"].iloc[0])
    assert "personal_masked" in set(told.remarks["code"]) and told.status == "flagged"


def test_what_may_be_recorded_already_is_told_but_not_the_record_itself(rules):
    stated = {"place": "Colón", "qty_pistol": "3", "date": "2024-03-05"}
    records = imported(stated, {"country": "CR"}).records
    row = {**row_in(records, 0, VOCABULARY)}
    again = looked_at({**row, "seizure_id": "T-9", "date": "2024-03-06"}, rules, records)
    assert list(again.twins["other_id"]) == ["T-1"]
    itself = looked_at(row, rules, records, Original(records, 0, row))
    assert itself.twins.empty


def test_a_table_of_a_row_has_every_column_as_text():
    table = table_of({"country": "PA", "qty_pistol": "1"})
    assert len(table) == 1 and table["qty_pistol"].iloc[0] == "1" and table["place"].iloc[0] == ""
