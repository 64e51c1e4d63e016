"""Killed, starved of disk or set against each other: the store opens at a whole version and keeps what it confirmed."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from data.store import Store, StoreError
from tests.data.kill_target import OWN, batches, bring

TARGET = Path(__file__).parent / "kill_target.py"


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(TARGET), *arguments]
    environment = os.environ | {"RUST_BACKTRACE": "0"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def held(store: Store) -> "pd.Series[int]":
    """Import → how many of its own records are held; fails if any is held in part or twice."""
    seizures = store.read().seizures
    assert seizures["seizure_id"].is_unique
    own = seizures.loc[seizures["seizure_id"] != "shared", "import_id"].value_counts()
    assert set(own) <= {OWN}
    return own


def last(store: Store) -> str:
    seizures = store.read().seizures.set_index("seizure_id")
    return str(seizures.loc["shared", "place"])


def kill_once(store: Store, name: str, confirmed: int, delay: float) -> set[str]:
    """Start importing, kill −9 a while after so many were confirmed; return all that were."""
    process = start("import", store.uri, name, "1000")
    assert process.stdout is not None
    told = "".join(process.stdout.readline() for _ in range(confirmed + 1)).removeprefix("ready\n")
    time.sleep(delay)
    process.kill()
    told += process.communicate()[0]
    return {line.split()[0] for line in told.splitlines(keepends=True) if line.endswith("\n")}


def kills(place: Path, count: int) -> int:
    store, chance, acknowledged = Store(str(place / "store")), random.Random(7), set()
    bring(store, "first")
    for number in range(count):
        before = store.version()
        new = kill_once(store, f"k{number}-", number % 3, chance.uniform(0, 0.2))
        acknowledged |= new
        assert acknowledged <= set(held(store).index)
        assert store.version() - before - len(new) in (0, 1)  # the one that was killed is in wholly, or not at all
        newest = store.versions()["import_id"].iloc[0]
        assert last(store) == newest and bring(store, f"after{number}") == store.version()
    return len(acknowledged)


def test_four_kills_lose_nothing_and_leave_no_half_version(tmp_path):
    kills(tmp_path, 4)


@pytest.mark.slow
def test_sixty_kills_lose_nothing_and_leave_no_half_version(tmp_path):
    assert kills(tmp_path, 60) >= 60  # else they were killed before they began


def test_two_processes_at_once_both_get_in(tmp_path):
    store = Store(str(tmp_path / "store"))
    both = [start("import", store.uri, name, "5") for name in ("a", "b")]
    for process in both:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
    assert set(held(store).index) == {f"{name}{number}" for name in "ab" for number in range(5)}
    assert last(store) == store.versions()["import_id"].iloc[0]
    assert store.version() == 9


def test_restoring_and_reading_while_an_import_runs(tmp_path):
    store = Store(str(tmp_path / "store"))
    bring(store, "first")
    process = start("import", store.uri, "a", "12")
    restored = 0
    while process.poll() is None:
        held(store)  # a reader sees whole imports only
        if store.version() > 2 and restored < 3:
            restored += store.restore(0) > 0
    _, told = process.communicate()
    assert process.returncode == 0, told
    versions = store.versions()
    since = versions[: int((versions["action"] == "restore").argmax())]["import_id"]
    assert restored and set(held(store).index) == {"first", *since}
    assert versions["version"].tolist() == list(range(len(versions)))[::-1]


def told_by_full(process: subprocess.Popen[str]) -> None:
    told, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    code, before, after, rows, expected = told.split()[1:]
    assert code == "disk_full" and before == after and rows == expected


def test_files_that_may_not_grow_leave_the_version_before(tmp_path):
    told_by_full(start("fill", str(tmp_path / "store"), "600000"))


def test_a_full_disk_leaves_the_version_before(tmp_path):
    """The disk is mounted in a namespace of its own, which nobody else sees and which ends with the process."""
    folder = tmp_path / "disk"
    folder.mkdir()
    script = f'mount -t tmpfs -o size=4m tmpfs "{folder}" && exec "{sys.executable}" "{TARGET}" fill "{folder}/store"'
    probe = f'mount -t tmpfs -o size=4m tmpfs "{folder}"'
    alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*alone, probe], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here; the test of files that may not grow stands for it")
    told_by_full(subprocess.Popen([*alone, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))


def test_what_a_kill_leaves_behind_is_not_read(tmp_path):
    store = Store(str(tmp_path / "store"))
    bring(store, "first")
    part = next((tmp_path / "store").glob("*.parquet"))
    shutil.copy(part, part.with_name("part-00001-orphan.parquet"))
    (tmp_path / "store" / "_delta_log" / "00000000000000000001.json#1").write_text('{"half')
    assert set(held(store).index) == {"first"}
    assert bring(store, "second") == 1


def test_no_commit_between_is_ever_overlooked(tmp_path, monkeypatch):
    """A write whose version was overtaken gives up after a few attempts and says so."""
    store = Store(str(tmp_path / "store"))
    bring(store, "first")
    monkeypatch.setattr("data.versions.commits.time.sleep", lambda seconds: None)
    monkeypatch.setattr("data.versions.commits.ATTEMPTS", 2)
    monkeypatch.setattr("data.versions.commits.stored", overtaking(store))
    with pytest.raises(StoreError, match="store_busy"):
        bring(store, "second")
    monkeypatch.undo()
    assert not store.read().seizures["import_id"].isin(["second"]).any()


def overtaking(store: Store):
    """Before every reading of rows, have somebody else commit."""
    from data.versions.streams import stored

    def reading(table, schema):
        other = batches([{"seizure_id": f"other {store.version()}"}], "other")
        write_deltalake(store.uri, pa.Table.from_batches(other), mode="append")
        return stored(table, schema)

    return reading
