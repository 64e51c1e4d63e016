"""Any agency's file → chunks of raw text rows. Encoding, delimiter, sheet and header are found, told and can be set."""

import csv
import hashlib
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa

from data.reading.contents import kind_of, unpack
from data.reading.delimited import NOTE_COLUMNS, Delimited, Part, find_layout, read
from data.reading.encodings import find_encoding
from data.reading.headers import column_names
from data.reading.limits import DETAILS, MAX_COLUMNS, UnreadableFile
from data.reading.records import write_records
from data.reading.sheets import Sheet, read_sheet
from data.reading.spatial import find_layer, read_layer
from data.reading.tabular import parquet_columns, read_parquet, text_frame

__all__ = ["DETAILS", "Shape", "Source", "UnreadableFile", "open_source"]

FORBIDDEN = '"\r\n\x00\x1e'
"""What can't separate columns: a quote, the end of a line, the mark of the end."""
HOSTILE = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError, RuntimeError, MemoryError),
    *(EOFError, csv.Error, zipfile.BadZipFile, zlib.error, sqlite3.Error, pa.ArrowException),
)
"""What a damaged or hostile file may make a library raise."""
Reader = Callable[[int], Iterator[Part]]
Batches = Iterator[tuple[pa.RecordBatch, float]]


@dataclass(frozen=True)
class Shape:
    """How a file is laid out: found, or as it was asked for.

    Attributes
    ----------
    kind : `csv`, `xlsx`, `xls`, `ods`, `parquet`, `json`, `geojson`, `gpkg` or `shp`, by content and not by name.
    encoding, delimiter : of a text; "" for other kinds.
    sheet, sheets : the sheet (or layer) read, that with the largest table unless told; those there are to choose from.
    header : row of the header, 1 = first; 0 where there is none.
    columns : unique names, stripped; a blank one is `column 3`.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header: int = 0
    columns: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The sheets (or layers) that are not read."""
        return tuple(name for name in self.sheets if name != self.sheet)


@dataclass
class Source:
    """A readable file.

    Attributes
    ----------
    path : the file as it came.
    shape : how it is laid out.
    size : its bytes.
    """

    path: Path
    shape: Shape
    size: int
    _reader: Reader
    _folder: TemporaryDirectory[str]
    _done: float = 0.0
    _notes: list[pd.DataFrame] = field(default_factory=list)

    def chunks(self, rows: int = 50_000) -> Iterator[pd.DataFrame]:
        """Yield the rows from the first on, `rows` at a time: text columns, missing = "", no row wholly blank.

        The index is the row number a person sees: the sheet's row, the line a CSV record starts on, the number of a
        JSON record, Parquet row or feature, from 1.

        Raises
        ------
        UnreadableFile
            For what shows only further down: `quote_not_closed`, `cell_too_long`, `columns_too_many`, `damaged`,
            `encoding_wrong`.
        """
        self._done, self._notes = 0.0, []
        for part in _told(self._reader(rows), self.path.name, self.shape.kind):
            self._done = part.done
            if len(part.notes):
                self._notes.append(part.notes)
            yield part.frame
        self._done = 1.0

    def notes(self) -> pd.DataFrame:
        """Return `row`, `column`, `value`, `code` for all that was mended in the chunks read so far.

        Codes: `cells_missing` (value: how many cells the row had), `cells_joined` (value: what was joined to the last
        column), `cells_surplus` (the same, but the row can't be trusted: no cell need belong to its column),
        `merged_number` (value: the number that merged over this row and stands in the first one only), `bytes_foreign`
        (value: the cell as it was made readable).
        """
        return pd.concat([pd.DataFrame(columns=NOTE_COLUMNS), *self._notes], ignore_index=True)

    def done(self) -> float:
        """Return the share of the file read so far, 0 to 1."""
        return self._done

    def head(self, rows: int = 200) -> pd.DataFrame:
        """Return the first rows, as `chunks` does; the progress stays as it is."""
        return next((part.frame for part in self._reader(rows)), pd.DataFrame(columns=list(self.shape.columns)))

    def close(self) -> None:
        """Remove what was unpacked to read the file; it can't be read any more."""
        self._folder.cleanup()

    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the file as it came."""
        with self.path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()


def open_source(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
) -> Source:
    """Open a table in any of the kinds of `Shape`, or a .zip with exactly one of them; find what isn't given.

    `header=0` says that there is none. Layers of a GeoPackage are its sheets.

    Raises
    ------
    UnreadableFile
        With a code of `DETAILS`.
    """
    path = Path(path)
    if delimiter and (len(delimiter) > 1 or delimiter in FORBIDDEN):
        raise UnreadableFile("delimiter_wrong", file=path.name, delimiter=delimiter)
    try:
        return _opened(path, sheet, encoding, delimiter, header)
    except HOSTILE as error:
        raise UnreadableFile("damaged", file=path.name, format=path.suffix.lstrip(".")) from error


def _told(parts: Iterator[Part], name: str, kind: str) -> Iterator[Part]:
    """Yield the parts; whatever a damaged or hostile file makes a library raise is told as `damaged`."""
    try:
        yield from parts
    except HOSTILE as error:
        raise UnreadableFile("damaged", file=name, format=kind) from error


def _opened(path: Path, sheet: str | None, encoding: str | None, delimiter: str | None, header: int | None) -> Source:
    folder = TemporaryDirectory(prefix="istmo-", ignore_cleanup_errors=True)
    kind, plain = kind_of(path, path.name), path
    if kind in ("zip", "shp_zip"):
        plain = unpack(path, Path(folder.name), path.name)
        kind = "shp" if kind == "shp_zip" else kind_of(plain, path.name)
    openers: dict[str, Callable[[], tuple[Shape, Reader]]] = {
        "text": lambda: _text(plain, path.name, encoding, delimiter, header),
        "json": lambda: _json(plain, path.name, Path(folder.name)),
        "parquet": lambda: _parquet(plain, path.name),
        "gpkg": lambda: _spatial(plain, path.name, Path(folder.name), "gpkg", sheet),
        "shp": lambda: _spatial(plain, path.name, Path(folder.name), "shp", sheet),
    }
    workbook = (plain, path.name, Path(folder.name), kind, sheet, header)
    shape, reader = openers[kind]() if kind in openers else _workbook(*workbook)
    if len(shape.columns) > MAX_COLUMNS:
        raise UnreadableFile("columns_too_many", file=path.name, columns=len(shape.columns), limit=MAX_COLUMNS)
    if not shape.columns or next(reader(1), None) is None:
        raise UnreadableFile("file_empty", file=path.name)
    return Source(path, shape, path.stat().st_size, reader, folder)


def _text(
    path: Path, name: str, encoding: str | None, delimiter: str | None, header: int | None
) -> tuple[Shape, Reader]:
    found = encoding or _renamed(find_encoding, path, name)
    layout = find_layout(path, name, found, delimiter, header)
    shape = Shape("csv", found, layout.delimiter, header=layout.header, columns=layout.columns)
    return shape, lambda rows: read(layout, rows)


def _renamed(find: Callable[[Path], str], path: Path, name: str) -> str:
    """Call what names a file by its path, for a file that people know by another name."""
    try:
        return find(path)
    except UnreadableFile as error:
        raise UnreadableFile(error.code, **{**error.details, "file": name}) from error


def _workbook(
    path: Path, name: str, folder: Path, kind: str, sheet: str | None, header: int | None
) -> tuple[Shape, Reader]:
    written = read_sheet(path, folder, kind, name, sheet)
    layout = find_layout(written.path, name, "utf-8", ",", header, by_record=True, width=written.width)
    shape = Shape(kind, sheet=written.name, sheets=written.names, header=layout.header, columns=layout.columns)
    return shape, lambda rows: _with_merged(read(layout, rows), written, layout.columns)


def _with_merged(parts: Iterator[Part], sheet: Sheet, columns: tuple[str, ...]) -> Iterator[Part]:
    """Yield the parts, each with a note for every number that merged over a row of it and stands further up."""
    found = [(row, columns[at - 1], value, "merged_number") for row, at, value in sheet.merged if at <= len(columns)]
    merged = pd.DataFrame(found, columns=NOTE_COLUMNS)
    for part in parts:
        own = merged[merged["row"].isin(part.frame.index)]
        yield Part(part.frame, pd.concat([part.notes, own], ignore_index=True) if len(own) else part.notes, part.done)


def _json(path: Path, name: str, folder: Path) -> tuple[Shape, Reader]:
    out = folder / "records.csv"
    spatial = write_records(path, out, name)
    layout = find_layout(out, name, "utf-8", ",", 1, by_record=True)
    kind = "geojson" if spatial else "json"
    return Shape(kind, encoding="utf-8", columns=layout.columns), lambda rows: _shifted(layout, rows)


def _shifted(layout: Delimited, rows: int) -> Iterator[Part]:
    """Yield the rows numbered without the header, which the file itself doesn't have."""
    for part in read(layout, rows):
        yield Part(part.frame.set_axis(part.frame.index - 1), part.notes, part.done)


def _parquet(path: Path, name: str) -> tuple[Shape, Reader]:
    columns = column_names(parquet_columns(path, name), 0)
    return Shape("parquet", columns=columns), lambda rows: _parts(read_parquet(path, name, rows), columns)


def _spatial(path: Path, name: str, folder: Path, kind: str, sheet: str | None) -> tuple[Shape, Reader]:
    layer = find_layer(path, folder, kind, name, sheet)
    columns = column_names(layer.columns, 0)
    shape = Shape(kind, sheet=layer.name, sheets=layer.names, columns=columns)
    return shape, lambda rows: _parts(read_layer(layer, rows), columns)


def _parts(batches: Batches, columns: tuple[str, ...]) -> Iterator[Part]:
    first = 1
    for batch, done in batches:
        yield Part(text_frame(batch, columns, first), pd.DataFrame(columns=NOTE_COLUMNS), done)
        first += len(batch)
