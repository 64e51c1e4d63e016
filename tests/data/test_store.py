"""Versions: atomic, kept, restorable, comparable; what is imported replaces by key; one clear error for the rest."""

import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import imported

from data.replacing import moved, replaced
from data.schema import ARROW_SCHEMA, to_arrow
from data.store import Store, StoreError, figures_to_arrow, prepare
from data.versions.ledger import Entry


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(str(tmp_path / "store"))


def test_first_start_loads_the_reference_and_later_starts_do_not(store):
    assert prepare(store) == 0
    assert prepare(store) == 0
    assert len(store.read()) == 230


def test_replacing_one_import_keeps_the_others(store):
    first, second = (imported({"seizure_id": name}).records for name in "AB")
    store.replace_import(to_arrow(_named(first, "one")).to_batches(), Entry("one"))
    store.replace_import(to_arrow(_named(second, "two")).to_batches(), Entry("two"))
    store.replace_import(to_arrow(_named(first, "one")).to_batches(), Entry("one"))
    assert list(store.read().seizures["seizure_id"]) == ["A", "B"]


def test_old_versions_stay_readable_and_restore_makes_a_new_one(store):
    bring(store, "one", {"seizure_id": "A"})
    bring(store, "two", {"seizure_id": "B"})
    assert list(store.read(0).seizures["seizure_id"]) == ["A"]
    assert store.restore(0) == 2
    assert list(store.read().seizures["seizure_id"]) == ["A"]
    assert list(store.versions()["version"]) == [2, 1, 0]


def test_a_commit_replaces_by_key_adds_and_keeps_the_rest(store):
    bring(store, "one", {"seizure_id": "A"}, {"seizure_id": "B", "place": "Colón"}, {"seizure_id": "C"})
    bring(store, "two", {"seizure_id": "B", "place": "David"}, {"seizure_id": "C"}, {"seizure_id": "D"})
    seizures = store.read().seizures.set_index("seizure_id")
    assert dict(seizures["import_id"]) == {"A": "one", "B": "two", "C": "two", "D": "two"}
    assert seizures.loc["B", "place"] == "David"
    newest = store.versions().iloc[0]
    assert (newest["added"], newest["changed"], newest["removed"]) == (1, 1, 0)


def test_the_same_id_of_another_dataset_is_another_record(store):
    bring(store, "one", {"seizure_id": "A"})
    bring(store, "two", {"seizure_id": "A", "dataset": "agency"})
    assert sorted(store.read().seizures["dataset"]) == ["agency", "public"]


def test_a_staged_file_is_committed_as_batches_are(store, tmp_path):
    table = pa.Table.from_batches(rows("one", {"seizure_id": "A", "items": items(3)}))
    pq.write_table(table, tmp_path / "staged.parquet")
    assert store.commit(tmp_path / "staged.parquet", Entry("one")) == 0
    assert store.read().items["quantity"].tolist() == [3.0]


def test_a_key_twice_in_one_import_is_refused_and_nothing_is_written(store):
    batches = rows("one", {"seizure_id": "A"})
    with pytest.raises(StoreError, match="keys_repeated"):
        store.commit(batches * 2, Entry("one"))
    assert not store.exists()


def test_a_staged_file_that_is_none_says_so(store, tmp_path):
    (tmp_path / "staged.parquet").write_text("no parquet")
    with pytest.raises(StoreError, match="staged_unreadable"):
        store.commit(tmp_path / "staged.parquet", Entry("one"))


def test_an_import_without_rows_is_a_version_of_its_own(store):
    bring(store, "one", {"seizure_id": "A"})
    assert store.commit([], Entry("two")) == 1
    assert len(store.read()) == 1


def test_the_versions_tell_what_the_entry_says(store):
    prepare(store)
    entry = Entry("one", "a.xlsx", "ab12", "ncen", "agency", 9, 5, 2, 2, 1, "ana", "import", "May")
    store.commit([], entry)
    newest, oldest = (store.versions().iloc[row] for row in (0, 1))
    for name in Entry.__dataclass_fields__:
        assert newest[name] == getattr(entry, name)
    assert oldest["action"] == "load reference" and oldest["import_id"] == "reference"


def test_changes_name_the_records_and_their_columns(store):
    bring(store, "one", {"seizure_id": "A"}, {"seizure_id": "B", "items": items(1)}, {"seizure_id": "C"})
    bring(store, "two", {"seizure_id": "B", "items": items(2), "event": "found"}, {"seizure_id": "D"})
    store.remove("one")
    changes = store.changes(0, 2)
    assert changes.values.tolist() == [
        ["A", "public", "removed", ""],
        ["B", "public", "changed", "event;items"],
        ["C", "public", "removed", ""],
        ["D", "public", "added", ""],
    ]
    back = store.changes(2, 0).set_index("seizure_id")["change"]
    assert dict(back) == {"A": "added", "B": "changed", "C": "added", "D": "removed"}
    assert store.changes(1, 1).empty


def test_what_a_removed_import_had_replaced_comes_back_as_it_was(store):
    bring(store, "one", {"seizure_id": "A", "place": "Colón", "items": items(1)}, {"seizure_id": "B"})
    bring(store, "two", {"seizure_id": "A", "place": "David", "items": items(2)}, {"seizure_id": "C"})
    bring(store, "three", {"seizure_id": "B", "place": "Aguadulce"})
    assert store.remove("two") == 3
    seizures = store.read().seizures.set_index("seizure_id")
    assert dict(seizures["import_id"]) == {"A": "one", "B": "three"} and seizures.loc["A", "place"] == "Colón"
    newest = store.versions().iloc[0]
    assert (newest["added"], newest["changed"], newest["removed"]) == (0, 1, 1)
    assert store.changes(0, 3)["seizure_id"].tolist() == ["B"]
    store.remove("three")
    assert store.changes(0, 4).empty


def test_what_another_import_changed_since_stays_and_what_was_taken_out_does_not_come_back(store):
    bring(store, "one", {"seizure_id": "A", "place": "Colón"})
    bring(store, "two", {"seizure_id": "A", "place": "David"}, {"seizure_id": "B"}, {"seizure_id": "C"})
    bring(store, "three", {"seizure_id": "A", "place": "Aguadulce"}, {"seizure_id": "B", "place": "Boquete"})
    store.remove("two")
    assert dict(store.read().seizures.set_index("seizure_id")["import_id"]) == {"A": "three", "B": "three"}
    store.remove("three")
    assert dict(store.read().seizures.set_index("seizure_id")["import_id"]) == {"A": "one"}
    store.restore(2)
    store.remove("three")  # now two is in force again
    assert dict(store.read().seizures.set_index("seizure_id")["import_id"]) == {"A": "two", "B": "two", "C": "two"}


def test_what_a_file_would_replace_is_told_before_it_is_committed(store, tmp_path):
    staged = tmp_path / "staged.parquet"
    told = ({"seizure_id": "A"}, {"seizure_id": "B", "place": "David", "items": items(2)}, {"seizure_id": "D"})
    pq.write_table(pa.Table.from_batches(rows("two", *told)), staged)
    assert replaced(store, staged).empty
    bring(store, "one", {"seizure_id": "A"}, {"seizure_id": "B"}, {"seizure_id": "C"})
    bring(store, "other", {"seizure_id": "D", "dataset": "agency"})
    found = replaced(store, staged)
    assert found[["seizure_id", "columns"]].values.tolist() == [["A", ""], ["B", "place;items"]]
    assert moved(found)["seizure_id"].tolist() == ["B"]


def test_imports_in_force_are_those_that_records_are_held_of(store):
    bring(store, "one", {"seizure_id": "A"}, {"seizure_id": "B"})
    bring(store, "two", {"seizure_id": "B"})
    assert dict(store.imports().set_index("import_id")["records"]) == {"one": 1, "two": 1}
    bring(store, "three", {"seizure_id": "A"})
    assert set(store.imports()["import_id"]) == {"two", "three"}


def test_a_removed_import_is_gone_and_its_file_no_longer_known(store):
    bring(store, "one", {"seizure_id": "A"})
    bring(store, "two", {"seizure_id": "B"})
    assert (store.known("hash of two"), store.known("other"), store.known("")) == (1, None, None)
    assert store.remove("two", user="ana") == 2
    assert list(store.read().seizures["seizure_id"]) == ["A"]
    assert store.known("hash of two") is None
    newest = store.versions().iloc[0]
    assert (newest["action"], newest["user"], newest["removed"]) == ("remove", "ana", 1)
    store.restore(1)
    assert store.known("hash of two") == 1


def test_removing_what_is_not_there_says_so(store):
    bring(store, "it's", {"seizure_id": "A"})
    with pytest.raises(StoreError, match="import_missing"):
        store.remove("two")
    assert store.remove("it's") == 1 and len(store.read()) == 0


def test_removed_shipped_records_stay_away_even_when_a_new_release_changes_them(store, monkeypatch):
    prepare(store)
    store.remove("reference")
    assert prepare(store) == 1 and len(store.read()) == 0
    monkeypatch.setattr("data.store.fingerprint", lambda names, folder: "new release")
    assert prepare(store) == 1 and len(store.read()) == 0


def test_a_new_release_keeps_the_corrections_of_users(store, monkeypatch):
    prepare(store)
    wrong = store.read().seizures["seizure_id"].iloc[0]
    bring(store, "mended", {"seizure_id": wrong, "place": "David"})
    monkeypatch.setattr("data.store.fingerprint", lambda names, folder: "new release")
    assert prepare(store) == 2
    seizures = store.read().seizures.set_index("seizure_id")
    assert seizures.index.is_unique and len(seizures) == 230
    assert seizures.loc[wrong, "import_id"] == "mended"


def test_published_figures_lie_beside_and_have_versions_of_their_own(store):
    figures = pd.DataFrame([FIGURE | {"value": "3"}, FIGURE | {"value": "4", "category": "rifle"}])
    assert store.published.read().empty and store.published.known("x") is None
    store.published.commit(figures_to_arrow(figures, "one").to_batches(), Entry("one"))
    mended = figures_to_arrow(figures.head(1).assign(value="5"), "two")
    assert store.published.commit(mended.to_batches(), Entry("two")) == 1
    assert store.published.read()["value"].tolist() == [5, 4]
    assert store.published.changes(0, 1)[["category", "change", "columns"]].values.tolist() == [
        ["all", "changed", "value"]
    ]
    assert store.published.restore(0) == 2
    assert store.published.read()["value"].tolist() == [3, 4]
    assert not store.exists() and store.published.uri == f"{store.uri}-published"


def test_a_missing_store_says_so(store):
    with pytest.raises(StoreError, match="store_missing"):
        store.read()


def test_a_version_that_never_was_says_so(store):
    prepare(store)
    with pytest.raises(StoreError, match="version_missing"):
        store.read(7)


def test_a_damaged_store_says_so(store, tmp_path):
    prepare(store)
    for part in (tmp_path / "store").glob("*.parquet"):
        part.write_bytes(b"not parquet")
    with pytest.raises(StoreError, match="store_damaged"):
        store.read()


def test_a_store_whose_files_are_gone_says_so(store, tmp_path):
    prepare(store)
    for part in (tmp_path / "store").glob("*.parquet"):
        part.unlink()
    with pytest.raises(StoreError, match="store_damaged"):
        store.read()


def test_a_store_whose_log_is_broken_says_so(store, tmp_path):
    prepare(store)
    log = tmp_path / "store" / "_delta_log"
    next(log.glob("*.json")).write_text("{broken")
    with pytest.raises(StoreError):
        store.read()
    shutil.rmtree(log)
    with pytest.raises(StoreError, match="store_missing"):
        store.read()


def test_a_place_that_is_a_file_says_so(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError):
        prepare(Store(str(tmp_path / "store")))


FIGURE = {
    "place": "PA",
    "period": "2024",
    "series": "seizures",
    "measure": "firearms",
    "category": "all",
    "unit": "firearms",
    "source_title": "Bulletin",
    "source_url": "",
    "note": "",
}


def rows(import_id, *told):
    return pa.Table.from_pylist(
        [{"dataset": "public", "import_id": import_id} | row for row in told], schema=ARROW_SCHEMA
    ).to_batches()


def bring(store, import_id, *told):
    return store.commit(rows(import_id, *told), Entry(import_id, sha256=f"hash of {import_id}"))


def items(quantity):
    return [{"item_type": "pistol", "quantity": quantity}]


def _named(records, name):
    seizures = records.seizures.assign(import_id=name)
    return type(records)(seizures, records.lists, records.items, records.waypoints)
