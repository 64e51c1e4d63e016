"""What each commit says of itself: which file, whose, how many rows; and which imports are in force."""

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

REFERENCE_IMPORT = "reference"
"""`import_id` of the records that ship with Istmo."""

LOAD_REFERENCE, REMOVE, RESTORE = "load reference", "remove", "restore"
"""Actions of Istmo's own; any other is an import's or a correction's."""

PREFIX = "istmo_"
COUNTS = ("read", "accepted", "flagged", "refused", "duplicates", "replaced", "added", "changed", "removed")
TEXTS = ("action", "user", "note", "import_id", "file", "sha256", "profile", "dataset")
VERSION_COLUMNS = ("version", "time", *TEXTS, *COUNTS)
IMPORT_COLUMNS = ("import_id", "file", "sha256", "profile", "dataset", "action", "version", "time", "user", "records")


@dataclass(frozen=True)
class Entry:
    """What a commit says of itself.

    Attributes
    ----------
    import_id : names the import; its records bear it.
    file : name of the file, without its folder.
    sha256 : hash of the file.
    profile : name of the mapping it was read by.
    dataset : code of the dataset the records belong to.
    read, accepted, flagged, refused : rows of the file; read is the sum of the others.
    duplicates : rows that may be recorded twice.
    user : who; blank for the account the program runs under.
    action : `import`, `correct` …
    note : free text.
    replaced : records held whose place the file's take, as the check found them.
    """

    import_id: str
    file: str = ""
    sha256: str = ""
    profile: str = ""
    dataset: str = ""
    read: int = 0
    accepted: int = 0
    flagged: int = 0
    refused: int = 0
    duplicates: int = 0
    user: str = ""
    action: str = "import"
    note: str = ""
    replaced: int = 0

    def metadata(self, *, added: int = 0, changed: int = 0, removed: int = 0) -> dict[str, str]:
        """Return the entry as a commit carries it, with what it did to the records."""
        own = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        done = {"added": str(added), "changed": str(changed), "removed": str(removed)}
        named = own | done | {"user": self.user or account()}
        return {PREFIX + name: value for name, value in named.items()}


def account() -> str:
    """Return the name of the account the program runs under; blank if it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


def versions_table(history: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the commits of a table's history, newest first, with the columns `VERSION_COLUMNS`.

    Texts are blank and counts NaN where a commit doesn't tell them.
    """
    rows = [_row(commit) for commit in history]
    table = pd.DataFrame(rows, columns=list(VERSION_COLUMNS))
    return table.astype(dict.fromkeys(COUNTS, "float64"))


def _row(commit: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: commit.get(PREFIX + name, "") for name in TEXTS}
    told["action"] = told["action"] or commit.get("operation", "")
    if told["action"] == LOAD_REFERENCE:  # the first versions of Istmo didn't tell the import
        told["import_id"] = REFERENCE_IMPORT
    counts = {name: float(commit.get(PREFIX + name, np.nan)) for name in COUNTS}
    when = datetime.fromtimestamp(commit["timestamp"] / 1000, UTC)
    return {"version": commit["version"], "time": when, **told, **counts}


def imports_table(versions: pd.DataFrame, held: Mapping[str, int]) -> pd.DataFrame:
    """Return the imports that records are held of, newest first, with the columns `IMPORT_COLUMNS`.

    Parameters
    ----------
    versions : as `versions_table` returns it.
    held : import → how many records of it the newest version holds.
    """
    brought = versions[~versions["action"].isin([REMOVE, RESTORE]) & versions["import_id"].isin(list(held))]
    newest = brought.drop_duplicates("import_id")
    records = newest["import_id"].map(dict(held)).astype("int64")
    return newest.assign(records=records)[list(IMPORT_COLUMNS)].reset_index(drop=True)
