"""Dated events that may explain a change in the records: laws, operations, changes in what is recorded.

The shipped list is `reference/events.csv`; a user's own file of the same columns extends it. Nothing is repaired: a
file with a bad cell is refused as a whole, with every bad cell named.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pandas as pd

from data.vocabulary import REFERENCE, load_vocabulary

EVENT_COLUMNS = ("event_id", "date", "country", "kind", "title_en", "title_es", "source_title", "source_url")
KINDS = ("recording_change", "law", "operation", "institution", "context")
"""What an event is; in this order they are offered as an explanation: how we count comes before what happened."""

PRECISIONS: Mapping[int, tuple[str, str]] = {4: ("year", "Y"), 7: ("month", "M"), 10: ("day", "D")}
"""Length of a date text → its precision, and the frequency of its period."""

_DATE = re.compile(r"(?:19|20)\d{2}(-\d{2}(-\d{2})?)?", re.ASCII)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True)
class BadCell:
    """One cell that can't be read.

    Attributes
    ----------
    file : name of the file.
    row : line of the table, as a spreadsheet counts: the header is 1; 0 for the file as a whole.
    column : name of the column, empty for the whole row.
    value : what is written there.
    remedy : code of what to do about it.
    """

    file: str
    row: int
    column: str
    value: str
    remedy: str


class BadTable(ValueError):
    """A file that is refused; `cells` names everything that is wrong with it."""

    def __init__(self, cells: Sequence[BadCell]) -> None:
        super().__init__("; ".join(f"{cell.file}:{cell.row}:{cell.column}: {cell.remedy}" for cell in cells))
        self.cells = tuple(cells)


Check = Callable[[str], str | None]
"""Takes the text of a cell; returns the code of a remedy, or None if there is nothing wrong."""


def load_events(paths: Sequence[Path] = (REFERENCE / "events.csv",)) -> pd.DataFrame:
    """Read lists of events; later files extend the earlier ones.

    Parameters
    ----------
    paths : files with the columns `EVENT_COLUMNS`; `date` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, `country` ISO 3166-1
        alpha-2 or blank for the region.

    Returns
    -------
    The columns of the file with `date` as written, and `start`, `end` (first and last day it may mean) and
    `precision` (`year`, `month`, `day`); sorted by date.

    Raises
    ------
    BadTable
        If any cell can't be read or an id is repeated, within a file or over several.
    FileNotFoundError
        If a file isn't there.
    """
    seen: set[str] = set()
    rows: list[dict[str, str]] = []
    for path in paths:
        found = read_cells(path, EVENT_COLUMNS, _checks())
        refuse_repeats(path, {line: row["event_id"] for line, row in found.items()}, "event_id", seen)
        rows += found.values()
    table = pd.DataFrame(rows, columns=list(EVENT_COLUMNS), dtype="str")
    spans = [pd.Period(text, PRECISIONS[len(text)][1]) for text in table["date"]]
    table["start"] = pd.to_datetime([span.start_time for span in spans]).astype("datetime64[s]")
    table["end"] = pd.to_datetime([span.end_time.normalize() for span in spans]).astype("datetime64[s]")
    table["precision"] = pd.Series([PRECISIONS[len(text)][0] for text in table["date"]], dtype="str")
    return table.sort_values(["start", "event_id"], ignore_index=True)


def relevant(events: pd.DataFrame, countries: Iterable[str]) -> pd.DataFrame:
    """Return the events of these countries and of the region; all of them if no country is named."""
    chosen = set(countries)
    if not chosen:
        return events.copy()
    return events[events["country"].isin({*chosen, ""})].reset_index(drop=True)


def read_cells(path: Path, columns: Sequence[str], checks: Mapping[str, Check]) -> dict[int, dict[str, str]]:
    """Return the rows of a CSV file by their line in a spreadsheet; blank lines are skipped, cells are stripped.

    Raises
    ------
    BadTable
        With the remedies `save_as_utf8`, `save_as_csv`, `add_column`, `remove_column`, `match_header` (a row has
        more or fewer cells than the header) or those of the checks.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = {row: [cell.strip() for cell in line] for row, line in enumerate(csv.reader(file), start=1)}
    except UnicodeDecodeError:
        _raise([BadCell(path.name, 0, "", "", "save_as_utf8")])
    except csv.Error:
        _raise([BadCell(path.name, 0, "", "", "save_as_csv")])
    header = lines.pop(1, [])
    filled = {row: line for row, line in lines.items() if any(line)}
    refuse(*_bad_header(path, header, columns))
    refuse(
        *(
            BadCell(path.name, row, "", str(len(line)), "match_header")
            for row, line in filled.items()
            if len(line) != len(header)
        )
    )
    rows = {row: dict(zip(header, line, strict=True)) for row, line in filled.items()}
    refuse(*_bad_cells(path, rows, checks))
    return rows


def refuse_repeats(path: Path, keys: Mapping[int, str], column: str, seen: set[str]) -> None:
    """Refuse keys (by line) that stand twice, here or in `seen`, to which they are added."""
    wrong = []
    for row, key in keys.items():
        if key in seen:
            wrong.append(BadCell(path.name, row, column, key, "make_unique"))
        seen.add(key)
    refuse(*wrong)


def refuse(*cells: BadCell) -> None:
    """Raise `BadTable` if there is any bad cell."""
    if cells:
        _raise(cells)


def is_date(text: str) -> bool:
    """Tell whether a text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` and that day exists."""
    if not _DATE.fullmatch(text):
        return False
    return not pd.isna(pd.to_datetime(f"{text}-01-01"[:10], format="%Y-%m-%d", errors="coerce"))


def is_country(text: str) -> bool:
    """Tell whether a text is a country's ISO 3166-1 alpha-2 code, or blank for the region."""
    return text in {"", *load_vocabulary().codes("country")}


def _raise(cells: Sequence[BadCell]) -> NoReturn:
    raise BadTable(cells)


def _bad_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> list[BadCell]:
    missing = [BadCell(path.name, 1, name, "", "add_column") for name in columns if name not in header]
    extra = [name for place, name in enumerate(header) if name not in columns or name in header[:place]]
    return missing + [BadCell(path.name, 1, name, name, "remove_column") for name in extra]


def _bad_cells(path: Path, rows: Mapping[int, dict[str, str]], checks: Mapping[str, Check]) -> list[BadCell]:
    return [
        BadCell(path.name, line, column, row[column], remedy)
        for line, row in rows.items()
        for column, check in checks.items()
        if (remedy := check(row[column])) is not None
    ]


def _checks() -> dict[str, Check]:
    def unless(passes: Callable[[str], object], remedy: str) -> Check:
        return lambda text: None if passes(text) else remedy

    texts = {name: unless(bool, "fill_in") for name in ("title_en", "title_es", "source_title")}
    return texts | {
        "event_id": unless(_NAME.fullmatch, "use_lower_case_and_hyphens"),
        "date": unless(is_date, "use_iso_date"),
        "country": unless(is_country, "use_country_code_or_blank"),
        "kind": unless(KINDS.__contains__, "use_known_kind"),
        "source_url": unless(_ADDRESS.fullmatch, "use_web_address"),
    }
