"""Versions: atomic, kept, restorable; and one clear error for whatever is wrong with the place."""

import shutil

import pytest
from conftest import imported

from data.store import Store, StoreError, prepare


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(str(tmp_path / "store"))


def test_first_start_loads_the_reference_and_later_starts_do_not(store):
    assert prepare(store) == 0
    assert prepare(store) == 0
    assert len(store.read()) == 230


def test_replacing_one_import_keeps_the_others(store):
    first, second = imported({"seizure_id": "A"}).records, imported({"seizure_id": "B"}).records
    store.replace(_named(first, "one"), "one", action="import")
    store.replace(_named(second, "two"), "two", action="import")
    store.replace(_named(first, "one"), "one", action="import")
    assert list(store.read().seizures["seizure_id"]) == ["A", "B"]


def test_old_versions_stay_readable_and_restore_makes_a_new_one(store):
    store.replace(_named(imported({"seizure_id": "A"}).records, "one"), "one", action="import")
    store.replace(_named(imported({"seizure_id": "B"}).records, "two"), "two", action="import")
    assert list(store.read(0).seizures["seizure_id"]) == ["A"]
    assert store.restore(0) == 2
    assert list(store.read().seizures["seizure_id"]) == ["A"]
    assert list(store.versions()["version"]) == [2, 1, 0]


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


def _named(records, name):
    seizures = records.seizures.assign(import_id=name)
    return type(records)(seizures, records.lists, records.items, records.waypoints)
