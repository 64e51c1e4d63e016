"""The codebook says what the program does: the template is what is read, the exported table what is written."""

import re

import numpy as np
import pandas as pd
import pytest
from conftest import imported, template

from data.checking.recording import TEMPLATE_COLUMNS
from data.codebook import EXAMPLES, REQUIRED, codebook_table, columns, table_schema, template_columns, value_lists
from data.flat import flat_table
from data.mapping.mapper import Mapper
from data.mapping.profiles import load_profiles
from data.schema import to_arrow


@pytest.fixture(scope="module")
def book(vocabulary):
    return {column.name: column for column in columns(vocabulary)}


@pytest.fixture(scope="module")
def flat(reference, vocabulary):
    return flat_table(reference.records, np.arange(len(reference.records)), vocabulary)


def wrong(table, schema):
    """Return what a table holds that its schema doesn't allow: field and value."""
    fields = {field["name"]: field["constraints"] for field in schema["fields"]}
    return [
        (name, value)
        for name in table
        for value in table[name].dropna().astype(str).unique()
        if value != "" and not allowed(value, fields[name])
    ]


def allowed(value, limits):
    is_number = "minimum" in limits
    return (
        value in limits.get("enum", [value])
        and re.fullmatch(limits.get("pattern", ".*"), value, re.S) is not None
        and (not is_number or limits["minimum"] <= float(value) <= limits.get("maximum", float("inf")))
    )


def test_the_template_is_what_the_import_reads(vocabulary, incidents):
    held = template_columns(vocabulary)
    quantities = {f"qty_{code}" for code in vocabulary.listed("item_type")}
    assert len(set(held)) == len(held) and set(held) == {*TEMPLATE_COLUMNS} | quantities
    assert set(incidents) <= set(held)


def test_every_template_column_changes_the_record(vocabulary):
    """Import one full row, and the same row once for each column with another value in it."""
    names = template_columns(vocabulary)
    filled = {name: "3" for name in names if name.startswith("qty_")} | full_row()
    rows = [filled | {name: other(name), "seizure_id": name} for name in names]
    first, *others = as_read([filled | {"seizure_id": "first"}, *rows])
    assert [name for name, record in zip(names, others, strict=True) if record == first] == ["seizure_id"]


def full_row():
    more = {"other_goods": "cash", "summary": "text", "source_url_2": "https://example.org/b"}
    more |= {"firearms_total": "999", "sensitivity": "restricted", "admin1": "Panamá", "place": ""}
    more |= {"date_precision": "reported", "report_date": "2025-04-01"}
    return dict(EXAMPLES[0]) | more


def other(name):
    """Return another value for a column: a blank unless that is refused or means the same."""
    return {
        "date": "2025-03-06",
        "event": "found",
        "country": "CR",
        "qty_firearm_unspecified": "9999",
        "place": "Ancón",
    }.get(name, "")


def as_read(rows):
    outcome = imported(*rows)
    assert outcome.refused.empty
    return [{**record, "seizure_id": ""} for record in to_arrow(outcome.records).to_pylist()]


def test_a_row_is_refused_without_what_is_required_and_only_then(vocabulary):
    names = [name for name in template_columns(vocabulary) if name != "seizure_id"]
    full = dict(EXAMPLES[0])
    refused = imported(*[full | {"seizure_id": name} | {name: ""} for name in names]).refused
    assert set(refused["seizure_id"]) == REQUIRED


def test_the_exported_table_has_the_codebooks_columns_in_its_order(book, flat):
    exported = [name for name, column in book.items() if column.in_export]
    quantities = {name for name in exported if name.startswith("qty_")}
    assert set(flat) <= set(exported) and set(exported) - set(flat) <= quantities
    assert [name for name in exported if name not in quantities] == [name for name in flat if name not in quantities]


def test_every_item_type_has_one_quantity_with_its_unit(book, vocabulary):
    units = {column.item_type: column.unit for column in book.values() if column.item_type}
    assert set(units) == set(vocabulary.listed("item_type"))
    assert (units["ammunition"], units["explosive"], units["pistol"]) == ("rounds", "kg", "pieces")


def test_what_is_exported_and_what_ships_satisfies_the_schema(flat, incidents, vocabulary):
    schema = table_schema(vocabulary, dict.fromkeys((column.name for column in columns(vocabulary)), "text"))
    assert not wrong(flat, schema)
    assert not wrong(incidents, schema)


def test_the_schema_refuses_what_the_import_does(vocabulary):
    schema = table_schema(vocabulary, dict.fromkeys((column.name for column in columns(vocabulary)), "text"))
    bad = {"date": "5/3/2024", "country": "Panama", "event": "sized", "qty_pistol": "-1", "concealment": "parcel,food"}
    assert {name for name, _ in wrong(pd.DataFrame([bad]), schema)} == set(bad)


def test_the_examples_are_records_without_a_remark():
    outcome = imported(*EXAMPLES)
    assert len(outcome.records) == len(EXAMPLES) and outcome.remarks[outcome.remarks["value"] != ""].empty


def test_every_code_has_labels_in_both_languages_and_a_source(vocabulary, book):
    lists = value_lists(vocabulary)
    assert not lists[["label_en", "label_es", "source"]].eq("").any(axis=None)
    assert {column.values for column in book.values() if column.values} | {"item_type"} == set(lists["list"])
    assert not lists.duplicated(["list", "code"]).any()


def test_the_region_comes_first_among_countries(vocabulary):
    countries = value_lists(vocabulary).query("list == 'country'")["code"].tolist()
    assert countries[0] == "BZ" and countries.index("PA") < countries.index("AD")


def test_an_id_left_blank_is_made_as_the_codebook_says(vocabulary, book):
    rows = template({"seizure_id": ""}, {"seizure_id": "", "country": "CR"})
    made = Mapper(load_profiles()["istmo_template"], vocabulary).map(rows).template["seizure_id"]
    assert book["seizure_id"].blank == "made" and not book["seizure_id"].required
    assert made.is_unique and (made != "").all()


def test_the_table_has_one_row_a_column(vocabulary, book):
    table = codebook_table(vocabulary)
    assert list(table["name"]) == list(book) and table["name"].is_unique
    assert set(table["blank"]) == {"refused", "made", "not_stated", "not_known", "as_written", "public"}
