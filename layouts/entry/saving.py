"""One seizure typed in or corrected → one commit: what the form and the command line have in common."""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pyarrow.parquet as pq

from data.drafts import Draft, Original, draft
from data.entering import Row, next_id, position_of, row_in
from data.schema import Records, to_arrow
from data.versions.ledger import Entry
from layouts.library import Library

PROFILE = "form"
"""Name of the way in, where an import names its profile."""

UNNUMBERED = "new"
"""Id of a row that can't be numbered yet: its country or date is missing."""

_SAVING = Lock()


@dataclass(frozen=True)
class Saved:
    """What was saved.

    Attributes
    ----------
    seizure_id : the record.
    version : the version it is in.
    again : whether it had been saved before, by the same press.
    """

    seizure_id: str
    version: int
    again: bool = False


class Overtaken(Exception):
    """The record was changed by someone else since it was opened."""


def records_now(library: Library) -> Records:
    """Return the records of the newest version."""
    return library.engine()[1].columns.records


def original_of(library: Library, seizure_id: str, dataset: str | None = None) -> Original | None:
    """Return the record of an id in the newest version; None if there is none."""
    records = records_now(library)
    position = position_of(records, seizure_id, dataset)
    if position is None:
        return None
    return Original(records, position, row_in(records, position, library.vocabulary))


def dataset_of(original: Original) -> str:
    """Return the dataset of a record."""
    return str(original.records.seizures["dataset"].iloc[original.position])


def print_of(row: Row) -> str:
    """Return what tells one state of a record from another."""
    return hashlib.sha256(json.dumps(dict(sorted(row.items()))).encode()).hexdigest()


def prepare(library: Library, row: Row, dataset: str, original: Original | None, token: str = "") -> Draft:
    """Return what becomes of a row: one that names no record gets the next id of its country and year."""
    records = records_now(library)
    named = {"seizure_id": _free_id(records, row), **row}
    if original:
        named |= {name: original.row[name] for name in _untold(row, original)}
    return draft(named, library.rules(dataset, f"{PROFILE}-{token}"), records, original)


def _untold(row: Row, original: Original) -> list[str]:
    """Return the columns that the form has no field for and that still hold: how a date is known goes with it."""
    kept = ["report_date"] if row.get("source_date") == original.row.get("source_date") else []
    kept += ["date_precision"] if row.get("date") == original.row.get("date") else []
    return [name for name in ("seizure_id", *kept) if name in original.row]


def _free_id(records: Records, row: Row) -> str:
    country, day = row.get("country", ""), row.get("date", "")
    if not country or not day[:4].isdigit():
        return UNNUMBERED
    ids = records.seizures["seizure_id"]
    return next_id(ids[ids.str.startswith(f"{country}-{day[:4]}-")], country, day)


def save(library: Library, row: Row, dataset: str, token: str, opened: str | None = None) -> tuple[Draft, Saved | None]:
    """Check a row again and commit it, once for a token; nothing is saved if it is refused.

    Parameters
    ----------
    token : of the form as it was opened; the same form is saved once, however often its button is pressed.
    opened : for a correction, the `print_of` the record's row when the form was opened.

    Raises
    ------
    Overtaken
        If the record was changed since.
    StoreError
        If the store can't be read or written.
    """
    with _SAVING:
        original = original_of(library, row["seizure_id"], dataset) if opened else None
        checked = prepare(library, row, dataset, original, token)
        known = library.store.known(_key(token))
        if known is not None:
            return checked, Saved(_id_saved(library, token, checked), known, again=True)
        if opened and (original is None or print_of(original.row) != opened):
            raise Overtaken
        if checked.status == "refused":
            return checked, None
        return checked, Saved(checked.row["seizure_id"], _commit(library, checked, dataset, token, original))


def _key(token: str) -> str:
    """Return what the store knows a saved form by, where an import has the hash of its file."""
    return hashlib.sha256(f"{PROFILE} {token}".encode()).hexdigest()


def _id_saved(library: Library, token: str, checked: Draft) -> str:
    """Return the id under which a form was saved."""
    seizures = records_now(library).seizures
    mine = seizures.loc[seizures["import_id"] == f"{PROFILE}-{token}", "seizure_id"]
    return str(mine.iloc[0]) if len(mine) else checked.row["seizure_id"]


def _commit(library: Library, checked: Draft, dataset: str, token: str, original: Original | None) -> int:
    is_doubtful = checked.status == "flagged"
    entry = Entry(
        import_id=f"{PROFILE}-{token}",
        sha256=_key(token),
        profile=PROFILE,
        dataset=dataset,
        read=1,
        accepted=int(not is_doubtful),
        flagged=int(is_doubtful),
        refused=0,
        duplicates=int(len(checked.twins) > 0),
        action="correct" if original else "enter",
        note=checked.row["seizure_id"],
    )
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "staged.parquet"
        pq.write_table(to_arrow(checked.records), staged)
        return library.store.commit(staged, entry)
