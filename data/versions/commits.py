"""A Delta table with versions: upsert, remove, replace, restore and compare, each write one atomic commit.

Writes build on the version they read: where another commit came between, nothing is written and the work is done
again on the new state, so that two imports at once both get in. The table is rewritten as a stream instead of by
`MERGE`, which holds both sides in memory: 0.9 GB against 4.2 GB for a million rows into a million. What a killed
process leaves behind is named by no version: it is never read, and stays until somebody deletes it.
"""

import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, write_deltalake

from data.versions import fingerprints
from data.versions.differences import contents, differences
from data.versions.faults import StoreError, speaking
from data.versions.fingerprints import Numbers, within
from data.versions.ledger import REMOVE, RESTORE, Entry, imports_table, versions_table
from data.versions.streams import Staged, chosen, query, spooled, stored
from data.versions.streams import staged as staged_rows
from data.versions.undoing import RESTORED, former

ATTEMPTS = 12
"""How often a write is begun again because another one came between."""

CHECKPOINT = 100
"""Versions between two summaries of the log, which make opening quick."""

KEEP_LOG = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""By default the library drops versions older than 30 days; ours stay. A summary that fails must not fail a commit."""


@dataclass(frozen=True)
class Versioned:
    """A table with versions at a place.

    Attributes
    ----------
    uri : folder or object-store URI of the Delta table.
    """

    uri: str

    schema: ClassVar[pa.Schema]
    key: ClassVar[tuple[str, ...]]

    def exists(self) -> bool:
        """Tell whether a table was ever written here."""
        with speaking(self.uri):
            return DeltaTable.is_deltatable(self.uri)

    def version(self) -> int:
        """Return the number of the newest version.

        Raises
        ------
        StoreError
            If there is no store or it can't be opened.
        """
        return self._table().version()

    def versions(self) -> pd.DataFrame:
        """Return `version`, `time` (UTC), `action`, `user`, `note`, what the commit's `Entry` says, newest first.

        `added`, `changed` and `removed` count records. What a version doesn't tell is blank, or NaN for a count.
        """
        table = self._table()
        with speaking(self.uri):
            return versions_table(table.history())

    def imports(self) -> pd.DataFrame:
        """Return the imports in force, newest first: those that the newest version holds records of.

        Columns: `import_id`, `file`, `sha256`, `profile`, `dataset`, `action`, `version`, `time` (UTC), `user`,
        `records` (held now).
        """
        table = self._table()
        with speaking(self.uri):
            counted = query(table, "select import_id, count(*) as records from held group by import_id").to_pandas()
            history = table.history()
        held = dict(zip(counted["import_id"], counted["records"].astype(int), strict=True))
        return imports_table(versions_table(history), held)

    def known(self, sha256: str) -> int | None:
        """Return the version that a file came in with, if its import is in force."""
        if not self.exists():
            return None
        imports = self.imports()
        found = imports.loc[imports["sha256"] == sha256, "version"]
        return int(found.iloc[0]) if sha256 and len(found) else None

    def commit(self, staged: Staged, entry: Entry) -> int:
        """Bring records in by one atomic commit; return its version.

        Records held under the same key are replaced, whichever import brought them; new ones are added and the others
        stay.

        Parameters
        ----------
        staged : a Parquet file, or record batches, of the table's schema.
        entry : what the commit says of itself.

        Raises
        ------
        StoreError
            `disk_full`, `store_not_writable`, `store_busy`; `keys_repeated` if the staged records hold a key twice;
            `staged_unreadable`. The table then stays as it was.
        """
        with spooled(staged, self.schema) as file:
            incoming = self._incoming(file)
            return self._retried(lambda: self._put(self._newest(), file, incoming, incoming, entry))

    def replace_import(self, staged: Staged, entry: Entry) -> int:
        """Put records in place of all that this import brought before; what another import has changed since stays."""
        with spooled(staged, self.schema) as file:
            incoming = self._incoming(file)

            def put() -> int:
                table = self._newest()
                held, own = (np.array([], np.uint64), np.array([], bool))
                if table is not None:
                    held, own = self._held(table, entry.import_id)
                return self._put(table, file, np.sort(held[own]), np.setdiff1d(incoming, held[~own]), entry)

            return self._retried(put)

    def remove(self, import_id: str, *, user: str = "", note: str = "") -> int:
        """Take an import out, by one commit; return its version.

        Records that it added go. One that it had replaced comes back as it was in the version before the import, or
        before that if the import it was of has been taken out too. Records that a later import has replaced belong to
        that import and stay. The versions tell the records that went as `removed`, those put back as `changed`.

        Raises
        ------
        StoreError
            `import_missing` if no record of it is held.
        """
        return self._retried(lambda: self._remove(Entry(import_id, action=REMOVE, user=user, note=note)))

    def restore(self, version: int, *, user: str = "") -> int:
        """Make an earlier version the newest again, as a new version; return its number.

        Raises
        ------
        StoreError
            If that version does not exist.
        """
        return self._retried(lambda: self._restore(version, user))

    def changes(self, older: int, newer: int) -> pd.DataFrame:
        """Compare two versions: the key, `change` (`added`, `changed`, `removed`), `columns` (changed; joined by `;`).

        Which import a record came with is no change. Sorted by key.
        """
        before, after = self._table(older), self._table(newer)
        streams = (lambda: stored(before, self.schema), lambda: stored(after, self.schema))
        with speaking(self.uri):
            return differences(*streams, self.schema, self.key)

    def _put(self, table: DeltaTable | None, file: Path, gone: Numbers, taken: Numbers, entry: Entry) -> int:
        """Write: the rows held without those `gone` and `taken`, then the rows of the file that are `taken`."""
        fresh = staged_rows(file, self.schema)
        if gone is not taken:  # else all of the file is taken
            fresh = chosen(fresh, self.key, taken)
        if table is None:
            return self._write(None, fresh, entry.metadata(added=len(taken)))
        held, _ = self._held(table)
        leaving = np.union1d(gone, taken)
        met = np.sort(held[within(held, leaving)])
        if not len(met):
            return self._write(table, fresh, entry.metadata(added=len(taken)))
        again = np.intersect1d(met, taken)
        counts = {"added": len(taken) - len(again), "removed": len(met) - len(again)}
        metadata = entry.metadata(**counts, changed=self._changed(table, file, again))
        kept = chosen(stored(table, self.schema), self.key, leaving, without=True)
        return self._write(table, chain(kept, fresh), metadata, mode="overwrite")

    def _changed(self, table: DeltaTable, file: Path, again: Numbers) -> int:
        """Count the records that are replaced by something else than what they were."""
        with speaking(self.uri):
            old = contents(chosen(stored(table, self.schema), self.key, again), self.schema, self.key)
        new = contents(chosen(staged_rows(file, self.schema), self.key, again), self.schema, self.key)
        return int((old != new.loc[old.index]).sum())

    def _write(
        self, table: DeltaTable | None, rows: Iterable[pa.Table], metadata: dict[str, str], mode: str = "append"
    ) -> int:
        batches = (batch for part in rows for batch in part.to_batches())
        reader = pa.RecordBatchReader.from_batches(self.schema, batches)
        with speaking(self.uri):
            write_deltalake(
                self.uri if table is None else table,
                reader,
                mode="error" if table is None else mode,
                commit_properties=_strictly(metadata),
                post_commithook_properties=KEEP_LOG,
            )
        return 0 if table is None else table.version()

    def _remove(self, entry: Entry) -> int:
        table = self._table()
        with speaking(self.uri):
            held, own = self._held(table, entry.import_id)
            if not own.any():
                raise StoreError("import_missing", import_id=entry.import_id)
            gone, versions = np.sort(held[own]), versions_table(table.history())
            back = former(self.uri, versions, entry.import_id, gone, self.schema, self.key)
            count = sum(len(each.keys) for each in back)
            metadata = entry.metadata(removed=len(gone) - count, changed=count)
            if count:
                kept = chosen(stored(table, self.schema), self.key, gone, without=True)
                again = (each.rows(self.schema, self.key) for each in back)
                return self._write(table, chain(kept, *again), metadata, mode="overwrite")
            quoted = entry.import_id.replace("'", "''")
            properties = _strictly(metadata)
            table.delete(f"import_id = '{quoted}'", commit_properties=properties, post_commithook_properties=KEEP_LOG)
        return table.version()

    def _restore(self, version: int, user: str) -> int:
        newest, target = self._table(), self._table(version).version()
        if target == newest.version():
            return version
        with speaking(self.uri):
            metadata = Entry("", action=RESTORE, user=user, note=f"{RESTORED}{version}").metadata()
            newest.restore(target, commit_properties=_strictly(metadata), post_commithook_properties=KEEP_LOG)
        return newest.version()

    def _held(self, table: DeltaTable, import_id: str = "") -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """Return the numbers of the keys held, and whether each came with this import."""
        keys, own = [np.array([], np.uint64)], [np.array([], bool)]
        names = [*self.key, "import_id"]
        schema = pa.schema([self.schema.field(name) for name in names])
        with speaking(self.uri):
            for batch in stored(table, schema):
                keys.append(fingerprints.keys(batch, self.key))
                own.append((batch["import_id"].to_pandas() == import_id).to_numpy(bool))
        return np.concatenate(keys), np.concatenate(own)

    def _incoming(self, file: Path) -> Numbers:
        """Return the keys of a staged file, sorted."""
        parts = [fingerprints.keys(batch, self.key) for batch in staged_rows(file, self.schema, self.key)]
        keys = np.sort(np.concatenate([np.array([], np.uint64), *parts]))
        repeated = int((keys[1:] == keys[:-1]).sum())
        if repeated:
            raise StoreError("keys_repeated", count=str(repeated))
        return keys

    def _retried(self, attempt: Callable[[], int]) -> int:
        """Try until no other commit comes between; waiting a random while lets the other one finish."""
        for count in range(1, ATTEMPTS + 1):
            try:
                number = attempt()
            except StoreError as error:
                if error.code != "store_busy" or count == ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.05 * 2 ** min(count, 5)))
            else:
                self._summarise(number)
                return number
        raise StoreError("store_busy", place=self.uri)

    def _summarise(self, version: int) -> None:
        """Write a summary of the log now and then; the commit stands without it."""
        if version and version % CHECKPOINT == 0:
            with suppress(Exception):
                DeltaTable(self.uri, version=version).create_checkpoint()

    def _newest(self) -> DeltaTable | None:
        return self._table() if self.exists() else None

    def _table(self, version: int | None = None) -> DeltaTable:
        if not self.exists():
            raise StoreError("store_missing", place=self.uri)
        with speaking(self.uri):
            newest = DeltaTable(self.uri)
            if version is None:
                return newest
            if not 0 <= version <= newest.version():
                raise StoreError("version_missing", version=str(version), newest=str(newest.version()))
            return DeltaTable(self.uri, version=version)


def _strictly(metadata: dict[str, str]) -> CommitProperties:
    """Refuse to commit on any other version than the one that was read.

    Left to itself the library lets two appends pass, and both could bring the same key.
    """
    return CommitProperties(custom_metadata=metadata, max_commit_retries=0)
