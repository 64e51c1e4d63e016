"""The records and the published figures that users import, with versions; and the records that ship with Istmo.

A store is a folder or an object-store URI. Every write is one atomic commit; every version stays readable.
"""

import hashlib
import os
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyarrow as pa
from deltalake import QueryBuilder

from data.agencies import load_agencies
from data.commits import Versioned
from data.faults import StoreError, speaking
from data.importing import Imported, import_template
from data.ledger import LOAD_REFERENCE, REFERENCE_IMPORT, Entry
from data.places import load_gazetteer
from data.schema import ARROW_SCHEMA, Records, from_arrow, to_arrow
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
    """The published figures that users imported: the columns of `reference/published.csv` and `import_id`."""

    schema: ClassVar[pa.Schema] = PUBLISHED_SCHEMA
    key: ClassVar[tuple[str, ...]] = ("place", "period", "series", "measure", "category", "source_title")

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
            found = QueryBuilder().register("records", table).execute("select * from records order by seizure_id")
            rows = pa.table(found.read_all())
        return from_arrow(rows)

    def replace(self, records: Records, import_id: str, *, action: str, note: str = "") -> int:
        """Put the records of one import in place of what it brought before, in one commit; return the version.

        A record that another import has replaced since stays as that import left it.

        Raises
        ------
        StoreError
            If the place can't be written.
        """
        count = len(records)
        entry = Entry(import_id, read=count, accepted=count, action=action, note=note)
        return self.replace_import(to_arrow(records).to_batches(), entry)


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
    """Bring the shipped records in at first start and again only when they changed; return the version.

    Shipped records that were removed stay away.
    """
    fingerprint = reference_fingerprint(folder)
    if store.exists():
        versions = store.versions()
        loaded = versions.loc[versions["action"] == LOAD_REFERENCE, "note"]
        if fingerprint in set(loaded.head(1)):
            return store.version()
        if len(loaded) and REFERENCE_IMPORT not in set(store.imports()["import_id"]):
            return store.version()
    records = read_reference(folder).records
    return store.replace(records, REFERENCE_IMPORT, action=LOAD_REFERENCE, note=fingerprint)


def default_place() -> str:
    """Return where the store lies: `ISTMO_STORE`, or the folder `store` beside the program."""
    return os.environ.get("ISTMO_STORE") or str(Path(__file__).parent.parent / "store")
