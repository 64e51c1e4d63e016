"""Text with delimiters → chunks of rows, streaming: nothing is held but one chunk."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from data.reading.encodings import without_strays
from data.reading.headers import column_names, filled_width, find_header
from data.reading.limits import MAX_CELL, MAX_COLUMNS, MAX_RECORD_CELLS, UnreadableFile
from data.reading.ragged import fitted, is_free, readable

DELIMITERS = (",", ";", "\t", "|")
BATCH = 5_000
SAMPLE_ROWS = 250
ALONE = 0.7
"""Taken off the rating of a cut into one column, half of it for two: nearly all tables have several."""
END = "\x1eend of file\x1e"
"""Fed after the last line: if it doesn't come back as a record of its own, a quote was never closed."""

NOTE_COLUMNS = ["row", "column", "value", "code"]


@dataclass(frozen=True)
class Part:
    """Some rows of a file.

    Attributes
    ----------
    frame : all columns text, missing = ""; indexed by the row number a person sees.
    notes : `row`, `column`, `value`, `code`: what had to be mended to read them.
    done : share of the file read with them, 0 to 1.
    """

    frame: pd.DataFrame
    notes: pd.DataFrame
    done: float


@dataclass(frozen=True)
class Delimited:
    """How a text file is laid out.

    Attributes
    ----------
    path : the text.
    name : what the file is called in messages.
    encoding, delimiter : as Python knows them.
    header : line of the header, 1 = first; 0 if there is none.
    columns : names of the columns.
    by_record : rows are numbered by the record, not by the line it starts on.
    free : the last column is free text, in which an unquoted delimiter may be a mere comma.
    """

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: int
    columns: tuple[str, ...]
    by_record: bool = False
    free: bool = False


def find_layout(
    path: Path,
    name: str,
    encoding: str,
    delimiter: str | None = None,
    header: int | None = None,
    *,
    by_record: bool = False,
    width: int = 0,
) -> Delimited:
    """Return the layout of a text file of at least `width` columns; what is given is taken, the rest found.

    Raises
    ------
    UnreadableFile
        `header_missing`, `header_only`, `columns_too_many`, `file_empty`, or as `read` does.
    """
    found = _samples(path, name, encoding, (delimiter,) if delimiter else DELIMITERS, by_record)
    best = max(found, key=lambda each: _rate(found[each]))
    rows = found[best]
    line = _header_line(rows, header, name)
    names = _names(rows, line, width, name)
    if not any(filled_width(cells) for number, cells in rows.items() if number > line):
        raise UnreadableFile("header_only", file=name, header=line)
    below = [cells for number, cells in rows.items() if number > line]
    return Delimited(path, name, encoding, best, line, names, by_record, is_free(below, len(names)))


def _samples(
    path: Path, name: str, encoding: str, delimiters: tuple[str, ...], by_record: bool
) -> dict[str, dict[int, list[str]]]:
    """Return the first rows that aren't blank by line, for each delimiter with which the text can be read at all."""
    found, failed = {}, None
    for delimiter in delimiters:
        layout = Delimited(path, name, encoding, delimiter, 0, (), by_record)
        try:
            with _opened(path, name, encoding) as handle:
                numbers, records = next(_records(handle, layout, SAMPLE_ROWS), (np.arange(0), []))
        except UnreadableFile as error:
            failed = error
            continue
        found[delimiter] = {
            int(number): cells for number, cells in zip(numbers, records, strict=True) if filled_width(cells)
        }
    if failed and all(len(cells) < 2 for rows in found.values() for cells in rows.values()):
        raise failed
    if not all(found.values()):  # whichever delimiter leaves nothing: that was all there is
        raise UnreadableFile("file_empty", file=name)
    return found


def _rate(rows: dict[int, list[str]]) -> float:
    """Return how likely these rows were cut rightly: a good header, rows below as long as it, several columns."""
    cut = list(rows.values())
    if not cut:
        return 0.0
    header = find_header(cut)
    length = len(cut[header.position])
    below = cut[header.position + 1 :]
    alike = [min(length, len(cells)) / max(length, len(cells)) for cells in below] or [1.0]
    return header.score * sum(alike) / len(alike) * (1 - ALONE / length)


def _header_line(rows: dict[int, list[str]], given: int | None, name: str) -> int:
    if given is None:
        return list(rows)[find_header(list(rows.values())).position]
    if given and given not in rows:
        raise UnreadableFile("header_missing", file=name, header=given)
    return given


def _names(rows: dict[int, list[str]], line: int, width: int, name: str) -> tuple[str, ...]:
    """Return the names of the columns: those of the header, blank ones too if half of the rows fill them.

    What rows have beyond the header's cells is no column: most often an unquoted decimal comma moved it there.
    """
    header = [without_strays(cell) for cell in rows.get(line, [])]
    widths = sorted(filled_width(cells) for number, cells in rows.items() if number > line) or [0]
    usual = min(widths[len(widths) // 2], len(header)) if line else widths[-1]
    wide = max(filled_width(header), usual, width)
    if wide > MAX_COLUMNS:
        raise UnreadableFile("columns_too_many", file=name, columns=wide, limit=MAX_COLUMNS)
    return column_names(header[: filled_width(header)], wide)


def read(layout: Delimited, rows: int) -> Iterator[Part]:
    """Yield the rows below the header, `rows` at a time; blank ones are no rows.

    A row with too few cells is filled with blanks, which is noted (`cells_missing`), as are bytes not in the file's
    encoding (`bytes_foreign`). The surplus of one with too many is joined to its last cell. If that begins a free text,
    this is noted as `cells_joined`; else as `cells_surplus`: any of its columns may hold what belongs to another.

    Raises
    ------
    UnreadableFile
        `quote_not_closed`, `cell_too_long`, `columns_too_many` or `encoding_wrong`.
    """
    size = max(1, layout.path.stat().st_size)
    with _opened(layout.path, layout.name, layout.encoding) as handle:
        tables: list[pa.Table] = []
        notes: list[pd.DataFrame] = []
        for numbers, records in _records(handle, layout, BATCH):
            table, noted = _table(numbers, records, layout)
            tables.append(table)
            notes.append(noted)
            while sum(map(len, tables)) >= rows:
                joined = pa.concat_tables(tables)
                yield Part(_frame(joined[:rows]), _joined(notes), min(1.0, _position(handle) / size))
                tables, notes = [joined[rows:]] if len(joined) > rows else [], []
        if tables and sum(map(len, tables)):
            yield Part(_frame(pa.concat_tables(tables)), _joined(notes), 1.0)


def _position(handle: io.TextIOWrapper) -> int:
    return handle.buffer.tell()  # type: ignore[attr-defined]


@contextmanager
def _opened(path: Path, name: str, encoding: str) -> Iterator[io.TextIOWrapper]:
    errors = "replace" if encoding.lower().startswith(("utf-16", "utf-32")) else "surrogateescape"
    try:
        with path.open(encoding=encoding, errors=errors, newline="") as handle:
            yield handle
    except (ValueError, LookupError) as error:
        raise UnreadableFile("encoding_wrong", file=name, encoding=encoding) from error


def _records(handle: io.TextIOWrapper, layout: Delimited, size: int) -> Iterator[tuple[np.ndarray, list[list[str]]]]:
    """Yield (row numbers, records), at most `size` at a time; blank lines are empty records."""
    reader = csv.reader(chain(handle, [END]), delimiter=layout.delimiter)
    first = 1
    while True:
        records: list[list[str]] = []
        try:
            records.extend(map(_bounded, islice(reader, size)))
        except csv.Error as error:
            line = first + len(records) + sum(sum(map(_breaks, cells)) for cells in records)
            raise UnreadableFile("cell_too_long", file=layout.name, line=line, limit=MAX_CELL) from error
        except _TooWide as error:
            raise UnreadableFile("columns_too_many", file=layout.name, columns=error, limit=MAX_COLUMNS) from error
        if not records:
            return
        after = first + len(records) if layout.by_record else reader.line_num + 1
        numbers = _numbers(first, records, after)
        if records[-1] and records[-1][-1].endswith(END):
            if records[-1] != [END]:
                raise UnreadableFile("quote_not_closed", file=layout.name, line=int(numbers[-1]))
            numbers, records = numbers[:-1], records[:-1]
        yield numbers, records
        first = after


class _TooWide(Exception):
    """A record of more cells than can be held for thousands of rows."""


def _bounded(cells: list[str]) -> list[str]:
    if len(cells) <= MAX_RECORD_CELLS:
        return cells
    width = filled_width(cells)
    if width > MAX_RECORD_CELLS:
        raise _TooWide(width)
    return cells[:width]


def _numbers(first: int, records: list[list[str]], after: int) -> np.ndarray:
    """Return the line each record starts on: one after the other unless cells hold line breaks."""
    if after - first == len(records):
        return np.arange(first, after)
    spans = [1 + sum(map(_breaks, cells)) for cells in records]
    return first + np.concatenate([[0], np.cumsum(spans[:-1])]).astype(np.int64)


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _table(numbers: np.ndarray, records: list[list[str]], layout: Delimited) -> tuple[pa.Table, pd.DataFrame]:
    kept = np.fromiter(map(any, records), bool, len(records)) & (numbers > layout.header)
    if not kept.all():
        numbers, records = numbers[kept], [cells for cells, keep in zip(records, kept, strict=True) if keep]
    notes: list[tuple[int, str, str, str]] = []
    lengths = np.fromiter(map(len, records), np.int64, len(records))
    for place in np.flatnonzero(lengths != len(layout.columns)):
        records[place], note = fitted(records[place], layout.columns, layout.delimiter, layout.free)
        notes += [(int(numbers[place]), *note)] if note else []
    try:
        columns = _columns(records, layout)
    except UnicodeEncodeError:
        records, strays = readable(numbers, records, layout.columns)
        notes += strays
        columns = _columns(records, layout)
    return pa.table([pa.array(numbers), *columns], names=["", *layout.columns]), _notes(notes)


def _columns(records: list[list[str]], layout: Delimited) -> list[pa.Array]:
    cells = zip(*records, strict=True) if records else ([] for _ in layout.columns)
    return [pa.array(column, pa.large_string()) for column in cells]


def _notes(rows: list[tuple[int, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NOTE_COLUMNS).astype(dict.fromkeys(NOTE_COLUMNS[1:], "str"))


def _joined(notes: list[pd.DataFrame]) -> pd.DataFrame:
    some = [note for note in notes if len(note)]
    return pd.concat(some, ignore_index=True) if some else _notes([])


def _frame(table: pa.Table) -> pd.DataFrame:
    names = table.column_names[1:]
    index = pd.Index(table.column(0).to_numpy())
    columns = {name: pd.array(table.column(name), dtype="str") for name in names}
    return pd.DataFrame(columns, index=index)
