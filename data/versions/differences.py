"""What differs between two streams of rows: which keys came, went or hold something else, and in which columns."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from data.versions import fingerprints
from data.versions.fingerprints import Numbers, within

UNCOMPARED = frozenset({"import_id"})
"""Which import a record came with is no change of the record."""

Stream = Callable[[], Iterable[pa.Table]]


def compared(schema: pa.Schema, key: Sequence[str]) -> list[str]:
    """Return the columns in which rows of the same key may differ."""
    return [name for name in schema.names if name not in {*key, *UNCOMPARED}]


def contents(rows: Iterable[pa.Table], schema: pa.Schema, key: Sequence[str]) -> "pd.Series[int]":
    """Return key → content, both as numbers."""
    keys, found = [np.array([], np.uint64)], [np.array([], np.uint64)]
    for batch in rows:
        keys.append(fingerprints.keys(batch, key))
        found.append(fingerprints.keys(batch, compared(schema, key)))
    return pd.Series(np.concatenate(found), index=np.concatenate(keys))


def differences(older: Stream, newer: Stream, schema: pa.Schema, key: Sequence[str]) -> pd.DataFrame:
    """Return the key, `change` (`added`, `changed`, `removed`) and `columns` (changed; joined by `;`), sorted by key.

    Parameters
    ----------
    older, newer : give the rows anew each time they are called; each is read twice.
    """
    old, new = (contents(stream(), schema, key) for stream in (older, newer))
    both = old.index.intersection(new.index)
    changed = both[(old.loc[both] != new.loc[both]).to_numpy()]
    gone, come = old.index.difference(new.index), new.index.difference(old.index)
    first = _numbered(older(), schema, key, np.sort(np.concatenate([changed, gone])))
    second = _numbered(newer(), schema, key, np.sort(np.concatenate([changed, come])))
    names = compared(schema, key)
    labels = np.array(names)
    differ = (first.loc[changed, names] != second.loc[changed, names]).to_numpy(bool)
    parts = [
        second.loc[come, list(key)].assign(change="added", columns=""),
        second.loc[changed, list(key)].assign(change="changed", columns=[";".join(labels[row]) for row in differ]),
        first.loc[gone, list(key)].assign(change="removed", columns=""),
    ]
    return pd.concat(parts).astype("str").sort_values(list(key), ignore_index=True)


def _numbered(rows: Iterable[pa.Table], schema: pa.Schema, key: Sequence[str], among: Numbers) -> pd.DataFrame:
    """Return key and numbers of every column of the rows with these keys, indexed by the key's number."""
    names = compared(schema, key)
    parts = [pd.DataFrame(columns=[*key, *names], index=pd.Index([], dtype="uint64"))]
    for batch in rows:
        numbers = fingerprints.keys(batch, key)
        wanted = within(numbers, among)
        if wanted.any():
            kept = batch.filter(pa.array(wanted))
            named = kept.select(list(key)).to_pandas().fillna("")
            told = fingerprints.columns(kept, names).astype("uint32")  # half the memory, and enough to name a column
            parts.append(named.join(told).set_index(numbers[wanted]))
    return pd.concat(parts[1:] or parts)
