"""The only module that touches storage: a Delta table of records, with versions.

A store is a folder or an object-store URI. Every write is one atomic commit; every version stays readable.
"""

import getpass
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, QueryBuilder, write_deltalake

from data.agencies import load_agencies
from data.importing import Imported, import_template
from data.places import load_gazetteer
from data.schema import Records, from_arrow, to_arrow
from data.vocabulary import REFERENCE, load_vocabulary

REFERENCE_IMPORT = "reference"
"""`import_id` of the records that ship with Istmo."""


class StoreError(Exception):
    """The store can't be read or written; the message says what to do. `code` names the sentence to translate."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Store:
    """A record table at a place.

    Attributes
    ----------
    uri : folder or object-store URI of the Delta table.
    """

    uri: str

    def exists(self) -> bool:
        """Tell whether a table was ever written here."""
        with _speaking(self.uri):
            return DeltaTable.is_deltatable(self.uri)

    def version(self) -> int:
        """Return the number of the newest version.

        Raises
        ------
        StoreError
            If there is no store or it can't be opened.
        """
        return self._table().version()

    def read(self, version: int | None = None) -> Records:
        """Return the records of a version, the newest by default.

        Raises
        ------
        StoreError
            If the version does not exist, or its files are missing or damaged.
        """
        table = self._table(version)
        with _speaking(self.uri):
            found = QueryBuilder().register("records", table).execute("select * from records order by seizure_id")
            rows = pa.table(found.read_all())
        return from_arrow(rows)

    def versions(self) -> pd.DataFrame:
        """Return `version`, `time` (UTC), `action`, `user`, `note`, newest first."""
        history = self._table().history()
        rows = [
            {
                "version": entry["version"],
                "time": datetime.fromtimestamp(entry["timestamp"] / 1000, UTC),
                "action": entry.get("istmo_action", entry.get("operation", "")),
                "user": entry.get("istmo_user", ""),
                "note": entry.get("istmo_note", ""),
            }
            for entry in history
        ]
        return pd.DataFrame(rows, columns=["version", "time", "action", "user", "note"])

    def replace(self, records: Records, import_id: str, *, action: str, note: str = "") -> int:
        """Put the records of one import in place of what it brought before, in one commit; return the version.

        Raises
        ------
        StoreError
            If the place can't be written.
        """
        rows = to_arrow(records)
        with _speaking(self.uri):
            write_deltalake(
                self.uri,
                rows,
                mode="overwrite",
                predicate=f"import_id = '{import_id}'" if self.exists() else None,
                commit_properties=_who(action, note),
            )
        return self.version()

    def restore(self, version: int) -> int:
        """Make an earlier version the newest again, as a new version; return its number.

        Raises
        ------
        StoreError
            If that version does not exist.
        """
        table = self._table(version)
        newest = self._table()
        if table.version() == newest.version():
            return version
        with _speaking(self.uri):
            newest.restore(table.version(), commit_properties=_who("restore", f"version {version}"))
        return self.version()

    def _table(self, version: int | None = None) -> DeltaTable:
        if not self.exists():
            raise StoreError("store_missing", place=self.uri)
        newest = _open(self.uri)
        if version is not None and not 0 <= version <= newest.version():
            raise StoreError("version_missing", version=str(version), newest=str(newest.version()))
        return newest if version is None else _open(self.uri, version)


def _open(uri: str, version: int | None = None) -> DeltaTable:
    with _speaking(uri):
        return DeltaTable(uri, version=version)


def _who(action: str, note: str) -> CommitProperties:
    return CommitProperties(custom_metadata={"istmo_action": action, "istmo_user": _user(), "istmo_note": note})


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


@contextmanager
def _speaking(uri: str) -> Iterator[None]:
    """Turn what the storage library raises into a `StoreError` that says what to do."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # the storage library raises plain Exception for damaged files
        code = "store_not_writable" if _denied(error) else "store_damaged"
        raise StoreError(code, place=uri, detail=str(error)) from error


def _denied(error: Exception) -> bool:
    denials = ("permission denied", "read-only", "access is denied", "not a directory")
    return isinstance(error, PermissionError) or any(words in str(error).lower() for words in denials)


def reference_fingerprint(folder: Path = REFERENCE) -> str:
    """Return the SHA-256 of the files that the reference records are built from."""
    digest = hashlib.sha256()
    for name in ("incidents.csv", "vocabulary.csv", "agencies.csv", "admin1.csv", "places.csv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def read_reference(folder: Path = REFERENCE) -> Imported:
    """Return the records of the incidents that ship with Istmo, and the remarks on them."""
    raw = pd.read_csv(folder / "incidents.csv", dtype=str, keep_default_na=False)
    return import_template(
        raw,
        load_vocabulary(folder),
        load_gazetteer(folder),
        load_agencies(folder),
        dataset="public",
        import_id=REFERENCE_IMPORT,
    )


def prepare(store: Store, folder: Path = REFERENCE) -> int:
    """Bring the shipped records in at first start and again only when they changed; return the version."""
    fingerprint = reference_fingerprint(folder)
    if store.exists():
        versions = store.versions()
        loaded = versions.loc[versions["action"] == "load reference", "note"]
        if fingerprint in set(loaded.head(1)):
            return store.version()
    records = read_reference(folder).records
    return store.replace(records, REFERENCE_IMPORT, action="load reference", note=fingerprint)


def default_place() -> str:
    """Return where the store lies: `ISTMO_STORE`, or the folder `store` beside the program."""
    return os.environ.get("ISTMO_STORE") or str(Path(__file__).parent.parent / "store")
