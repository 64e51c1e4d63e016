"""What comes back when an import is taken out: the rows it had replaced, as they were in the version before it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from deltalake import DeltaTable

from data.versions import fingerprints
from data.versions.fingerprints import Numbers
from data.versions.ledger import REMOVE, RESTORE
from data.versions.streams import chosen, stored

RESTORED = "version "
"""What the note of a restoring commit begins with; the number of the version follows."""


@dataclass(frozen=True)
class Former:
    """Rows that come back.

    Attributes
    ----------
    table : a version that holds them.
    keys : numbers of their keys, sorted.
    """

    table: DeltaTable
    keys: Numbers

    def rows(self, schema: pa.Schema, key: Sequence[str]) -> Iterator[pa.Table]:
        """Stream the rows."""
        return chosen(stored(self.table, schema), key, self.keys)


def former(
    uri: str, versions: pd.DataFrame, import_id: str, gone: Numbers, schema: pa.Schema, key: Sequence[str]
) -> list[Former]:
    """Return the rows that an import had replaced, without those of imports that were themselves taken out since.

    Where the row before was such an import's, the one before that is sought, and so on.

    Parameters
    ----------
    versions : as `versions_table` returns it.
    gone : numbers of the keys whose rows are the import's, sorted.
    """
    out, found, seeking = taken_out(versions) | {import_id}, [], [(import_id, gone)]
    while seeking:
        name, keys = seeking.pop()
        version = before(versions, name)
        if version is None or not len(keys):
            continue
        table = DeltaTable(uri, version=version)
        owners = _owners(table, keys, schema, key)
        dropped = owners.isin(list(out))
        found.append(Former(table, np.sort(owners.index[~dropped].to_numpy(np.uint64))))
        further: defaultdict[str, list[int]] = defaultdict(list)
        for number, owner in owners[dropped].items():
            further[owner].append(int(str(number)))
        seeking += [(owner, np.sort(np.array(own, np.uint64))) for owner, own in further.items() if owner != name]
    return [each for each in found if len(each.keys)]


def before(versions: pd.DataFrame, import_id: str) -> int | None:
    """Return the version just before the first commit of an import; None if there was none."""
    brought = versions[~versions["action"].isin([REMOVE, RESTORE]) & (versions["import_id"] == import_id)]
    first = int(brought["version"].min()) if len(brought) else 0
    return first - 1 if first else None


def taken_out(versions: pd.DataFrame) -> frozenset[str]:
    """Return the imports that were taken out and not brought back since, by a restored version or by a new commit."""
    states: dict[int, frozenset[str]] = {}
    out: frozenset[str] = frozenset()
    for row in versions.sort_values("version").to_dict("records"):
        if row["action"] == REMOVE:
            out |= {row["import_id"]}
        elif row["action"] == RESTORE:
            out = states.get(int(row["note"].removeprefix(RESTORED) or -1), out)
        else:
            out -= {row["import_id"]}
        states[int(row["version"])] = out
    return out


def _owners(table: DeltaTable, keys: Numbers, schema: pa.Schema, key: Sequence[str]) -> "pd.Series[str]":
    """Return number of the key → import, for those of these keys that a version holds."""
    narrow = pa.schema([schema.field(name) for name in (*key, "import_id")])
    parts = [pd.Series(dtype="str", index=pd.Index([], dtype="uint64"))]
    for batch in chosen(stored(table, narrow), key, keys):
        parts.append(pd.Series(batch["import_id"].to_pandas().to_numpy(), index=fingerprints.keys(batch, key)))
    return pd.concat(parts).astype("str")
