"""What commits say of themselves, and the fingerprints that tell whether a row is still the same."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.versions import fingerprints
from data.versions.ledger import COUNTS, Entry, imports_table, versions_table


def commit(version, **told):
    return {"version": version, "timestamp": 0, "operation": "WRITE", **told}


def test_an_entry_comes_back_from_the_metadata_it_becomes():
    entry = Entry("one", "a.csv", "ab", "p", "public", 3, 1, 1, 1, 0, "ana", "import", "note")
    row = versions_table([commit(4, **entry.metadata(added=2, changed=1))]).iloc[0]
    assert all(row[name] == getattr(entry, name) for name in Entry.__dataclass_fields__)
    assert (row["version"], row["added"], row["changed"], row["removed"]) == (4, 2, 1, 0)


def test_metadata_is_text_and_names_somebody():
    told = Entry("one").metadata()
    assert all(isinstance(value, str) for value in told.values()) and told["istmo_user"]


def test_an_older_commit_has_blanks_and_no_counts():
    row = versions_table([commit(0)]).iloc[0]
    assert (row["action"], row["file"]) == ("WRITE", "") and row[list(COUNTS)].isna().all()


def test_a_removal_is_no_import_and_an_import_made_twice_is_listed_once():
    history = [
        commit(3, **Entry("two", action="remove").metadata()),
        commit(2, **Entry("one", file="b.csv").metadata()),
        commit(1, **Entry("two").metadata()),
        commit(0, **Entry("one", file="a.csv").metadata()),
    ]
    table = imports_table(versions_table(history), {"one": 7})
    assert table[["import_id", "file", "version", "records"]].values.tolist() == [["one", "b.csv", 2, 7]]


VALUE = st.none() | st.text(max_size=3)
ROW = st.fixed_dictionaries(
    {
        "text": VALUE,
        "number": st.none() | st.sampled_from([0.0, 1.0, 2.5]),
        "codes": st.lists(st.sampled_from(["a", "b"]), max_size=3),
        "items": st.lists(st.fixed_dictionaries({"kind": VALUE, "pieces": st.sampled_from([1.0, 2.0])}), max_size=3),
    }
)
ITEM = pa.struct([("kind", pa.string()), ("pieces", pa.float64())])
SCHEMA = pa.schema(
    [("text", pa.string()), ("number", pa.float64()), ("codes", pa.list_(pa.string())), ("items", pa.list_(ITEM))]
)


@given(st.lists(ROW, min_size=1, max_size=8), st.integers(0, 7))
def test_rows_have_the_same_number_exactly_if_they_are_the_same(rows, start):
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    numbers = fingerprints.keys(table, SCHEMA.names)
    for first, number in zip(rows, numbers, strict=True):
        assert [other == number for other in numbers] == [first == other for other in rows]
    assert fingerprints.keys(table.slice(start), SCHEMA.names).tolist() == numbers[start:].tolist()


@pytest.mark.parametrize(("first", "second"), [(["a", "b"], ["b", "a"]), (["a"], ["a", "a"]), ([], [None])])
def test_order_and_length_of_a_list_matter(first, second):
    table = pa.table({"codes": pa.array([first, second], pa.list_(pa.string()))})
    assert fingerprints.columns(table, ["codes"])["codes"].nunique() == 2


def test_numbers_found_among_sorted_ones():
    ordered = pd.Series([2, 5], dtype="uint64").to_numpy()
    asked = pd.Series([1, 2, 5, 9], dtype="uint64").to_numpy()
    assert fingerprints.within(asked, ordered).tolist() == [False, True, True, False]
    assert not fingerprints.within(asked, ordered[:0]).any()
