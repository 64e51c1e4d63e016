"""What a file would replace of the records or figures held, and what taking it out would: told before it is done."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from data.versions import fingerprints
from data.versions.commits import Versioned
from data.versions.differences import differences
from data.versions.faults import speaking
from data.versions.fingerprints import Numbers
from data.versions.ledger import versions_table
from data.versions.streams import chosen, stored
from data.versions.streams import staged as staged_rows
from data.versions.undoing import former

MOVING = frozenset({"date", "country", "place"})
"""Columns in which a record and its correction rarely differ, but two seizures of the same number do."""


def replaced(table: Versioned, staged: Path) -> pd.DataFrame:
    """Return what is held under a key that staged rows bear; nothing is changed.

    Parameters
    ----------
    table : the records, or the published figures.
    staged : a Parquet file of the table's schema, as `Outcome.staged`.

    Returns
    -------
    The key of the table (of the records: `seizure_id`, `dataset`) and `columns`: in which the two differ, joined by
    `;`; blank where they say the same. Sorted by key.

    Raises
    ------
    StoreError
        If the table or the file can't be read.
    """
    names = list(table.key)
    if not table.exists():
        return pd.DataFrame(columns=[*names, "columns"], dtype="str")
    incoming = _numbers(staged_rows(staged, table.schema, table.key), table)
    with speaking(table.uri):
        held = DeltaTable(table.uri)
        keyed = pa.schema([table.schema.field(name) for name in names])
        met = [batch.to_pandas() for batch in chosen(stored(held, keyed), table.key, incoming)]
        found = pd.concat([pd.DataFrame(columns=names), *met]).fillna("").astype("str")
        known = _numbers([pa.Table.from_pandas(found, schema=keyed, preserve_index=False)], table)
        changed = differences(
            lambda: chosen(stored(held, table.schema), table.key, known),
            lambda: chosen(staged_rows(staged, table.schema), table.key, known),
            table.schema,
            table.key,
        )
    told = found.merge(changed[[*names, "columns"]], on=names, how="left").fillna({"columns": ""})
    return told.sort_values(names, ignore_index=True)


def moved(found: pd.DataFrame) -> pd.DataFrame:
    """Return those of the replaced records that differ in date or place: rather another seizure than a correction."""
    return found[[not MOVING.isdisjoint(columns.split(";")) for columns in found["columns"]]]


def _numbers(rows: object, table: Versioned) -> Numbers:
    parts = [fingerprints.keys(batch, table.key) for batch in rows]  # type: ignore[attr-defined]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *parts]))


def undone(table: Versioned, import_id: str) -> tuple[int, int]:
    """Return how many rows would go, and how many come back as they were, if an import were taken out; change nothing.

    Raises
    ------
    StoreError
        If the table can't be read.
    """
    with speaking(table.uri):
        held = DeltaTable(table.uri)
        names = pa.schema([table.schema.field(name) for name in (*table.key, "import_id")])
        own = [batch.filter(pc.equal(batch["import_id"], import_id)) for batch in stored(held, names)]
        gone = _numbers(own, table)
        back = former(table.uri, versions_table(held.history()), import_id, gone, table.schema, table.key)
    returning = sum(len(each.keys) for each in back)
    return len(gone) - returning, returning
