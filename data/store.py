"""The records and the published figures that users import, with versions; and the records that ship with Istmo.

A store is a folder or an object-store URI. Every write is one atomic commit; every version stays readable.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyarrow as pa
from deltalake import QueryBuilder

from data.agencies import load_agencies
from data.geography.places import load_gazetteer
from data.importing import Imported, import_template
from data.schema import ARROW_SCHEMA, Records, from_arrow, to_arrow
from data.versions.commits import Versioned
from data.versions.faults import StoreError, speaking
from data.versions.ledger import LOAD_REFERENCE, REFERENCE_IMPORT, Entry
from data.vocabulary import REFERENCE, load_vocabulary

__all__ = ["REFERENCE_IMPORT", "Entry", "Published", "Store", "StoreError", "default_place", "prepare"]

PUBLISHED_TEXTS = (
    "place",
    "period",
    "series",
    "measure",
    "category",
    "unit",
    "source_title",
    "source_url",
    "note",
    "import_id",
)
PUBLISHED_SCHEMA = pa.schema([*((name, pa.string()) for name in PUBLISHED_TEXTS), ("value", pa.float64())])


class Published(Versioned):
    """The published figures, shipped and imported: the columns of `reference/published.csv` and `import_id`."""

    schema: ClassVar[pa.Schema] = PUBLISHED_SCHEMA
    key: ClassVar[tuple[str, ...]] = (
        *("place", "period", "series", "measure", "category", "source_title"),
        "source_url",
    )

    def read(self, version: int | None = None) -> pd.DataFrame:
        """Return the figures of a version, the newest by default; none where nothing was ever imported.

        Columns: texts (blank = not stated) and `value`, a number; sorted by key.
        """
        if version is None and not self.exists():
            return _figures(PUBLISHED_SCHEMA.empty_table())
        table = self._table(version)
        with speaking(self.uri):
            order = ", ".join(self.key)
            found = QueryBuilder().register("held", table).execute(f"select * from held order by {order}").read_all()
            return _figures(pa.table(found).select(PUBLISHED_SCHEMA.names).cast(PUBLISHED_SCHEMA))


def figures_to_arrow(figures: pd.DataFrame, import_id: str) -> pa.Table:
    """Return published figures (columns of `reference/published.csv`) in the stored form.

    Raises
    ------
    ValueError
        If a `value` is not a number.
    """
    whole = figures.assign(import_id=import_id, value=pd.to_numeric(figures["value"]).astype("float64"))
    return pa.Table.from_pandas(whole[PUBLISHED_SCHEMA.names], schema=PUBLISHED_SCHEMA, preserve_index=False)


def _figures(table: pa.Table) -> pd.DataFrame:
    frame = table.to_pandas()
    return frame.fillna(dict.fromkeys(PUBLISHED_TEXTS, "")).astype(dict.fromkeys(PUBLISHED_TEXTS, "str"))


class Store(Versioned):
    """The records at a place; the published figures lie beside them."""

    schema: ClassVar[pa.Schema] = ARROW_SCHEMA
    key: ClassVar[tuple[str, ...]] = ("seizure_id", "dataset")

    @property
    def published(self) -> Published:
        """The published figures that users imported."""
        return Published(f"{self.uri.rstrip('/')}-published")

    def read(self, version: int | None = None) -> Records:
        """Return the records of a version, the newest by default.

        Raises
        ------
        StoreError
            If the version does not exist, or its files are missing or damaged.
        """
        table = self._table(version)
        with speaking(self.uri):
            ordered = "select * from records order by seizure_id, dataset"
            found = QueryBuilder().register("records", table).execute(ordered)
            rows = pa.table(found.read_all())
        return from_arrow(rows)


SHIPPED = ("incidents.csv", "vocabulary.csv", "agencies.csv", "admin1.csv", "places.csv")
"""Files that the reference records are built from."""


def fingerprint(names: tuple[str, ...], folder: Path = REFERENCE) -> str:
    """Return the SHA-256 of reference files."""
    digest = hashlib.sha256()
    for name in names:
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


def read_published(folder: Path = REFERENCE) -> pd.DataFrame:
    """Return the published figures that ship with Istmo, all text: the columns of `reference/published.csv`."""
    return pd.read_csv(folder / "published.csv", dtype=str, keep_default_na=False)


def prepare(store: Store, folder: Path = REFERENCE) -> int:
    """Bring what ships with Istmo in at first start and again only when it changed; return the records' version.

    What was removed stays away.
    """
    files = ("published.csv",)
    _bring(
        store.published, fingerprint(files, folder), lambda: figures_to_arrow(read_published(folder), REFERENCE_IMPORT)
    )
    return _bring(store, fingerprint(SHIPPED, folder), lambda: to_arrow(read_reference(folder).records))


def _bring(table: Versioned, note: str, rows: Callable[[], pa.Table]) -> int:
    if table.exists():
        versions = table.versions()
        loaded = versions.loc[versions["action"] == LOAD_REFERENCE, "note"]
        if note in set(loaded.head(1)):
            return table.version()
        if len(loaded) and REFERENCE_IMPORT not in set(table.imports()["import_id"]):
            return table.version()
    found = rows()
    entry = Entry(REFERENCE_IMPORT, read=len(found), accepted=len(found), action=LOAD_REFERENCE, note=note)
    return table.replace_import(found.to_batches(), entry)


def default_place() -> str:
    """Return where the store lies: `ISTMO_STORE`, or the folder `store` beside the program."""
    return os.environ.get("ISTMO_STORE") or str(Path(__file__).parent.parent / "store")
