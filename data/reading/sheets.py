"""Workbooks (XLSX, XLS, ODS): weighed before they are loaded, then read in a process of limited memory."""

import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.reading.limits import (
    MAX_COLUMNS,
    MAX_SHEET,
    MAX_SHEET_CELLS,
    MAX_SHEET_MEMORY,
    MAX_SHEET_SECONDS,
    UnreadableFile,
)

BLOCK = 1024**2
ROOT = Path(__file__).parents[2]
CELL = re.compile(rb"""<(?:\w+:)?(c|row)(?=[\s/>])(?:[^<>]*?\sr=["']([A-Za-z]{0,3})(\d{1,9})["'])?[^<>]*?(/?)>""")
PLACED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>')
BLANK = re.compile(rb'<c r="[A-Z]+\d+"[^<>]*/>')
ANY = re.compile(rb"<(?:\w+:)?c[\s/>]")


@dataclass(frozen=True)
class Sheet:
    """A sheet written out as CSV (UTF-8, commas, one record a row from the sheet's first).

    Attributes
    ----------
    path : the CSV.
    name, names : of the sheet; of all that can be chosen.
    width : position of its last filled column.
    merged : row and column, from 1, and value: cells left blank because a number merged over them counts once.
    """

    path: Path
    name: str
    names: tuple[str, ...]
    width: int
    merged: tuple[tuple[int, int, str], ...]


def read_sheet(path: Path, folder: Path, kind: str, name: str, wanted: str | None) -> Sheet:
    """Write the wanted sheet, or the one with the largest table, as CSV into a folder.

    Raises
    ------
    UnreadableFile
        `sheet_too_large`, `cells_too_many`, `workbook_too_large`, `encrypted`, `damaged`, `sheet_missing` or
        `sheet_empty`.
    """
    if kind in ("xlsx", "ods"):
        _weigh(path, name)
    out = folder / "sheet.csv"
    told = _run(path, out, name, kind, wanted)
    if code := told.get("code"):
        details: dict[str, dict[str, object]] = {
            "damaged": {"format": kind},
            "workbook_too_large": {"limit": MAX_SHEET_MEMORY},
            "sheet_missing": {"sheet": told.get("sheet"), "sheets": told.get("sheets")},
            "sheet_empty": {"sheet": told.get("sheet")},
        }
        raise UnreadableFile(str(code), file=name, **details.get(str(code), {}))
    merged = tuple((int(row), int(column), str(value)) for row, column, value in told["merged"])
    return Sheet(out, str(told["sheet"]), tuple(told["sheets"]), min(int(told["width"]), MAX_COLUMNS + 1), merged)


def _run(path: Path, out: Path, name: str, kind: str, wanted: str | None) -> dict[str, Any]:
    size = str(MAX_SHEET_MEMORY)
    command = [sys.executable, "-m", "data.reading.workbook", str(path.resolve()), str(out), size]
    command += [wanted] if wanted is not None else []
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=MAX_SHEET_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("workbook_too_large", file=name, limit=MAX_SHEET_MEMORY) from error
    if ended.returncode < 0:  # ended by a signal: what it asked for was not to be had
        raise UnreadableFile("workbook_too_large", file=name, limit=MAX_SHEET_MEMORY)
    try:
        return json.loads(ended.stdout)
    except ValueError as error:
        raise UnreadableFile("damaged", file=name, format=kind) from error


def _weigh(path: Path, name: str) -> None:
    """Raise if a sheet's XML is too large, or the rectangle around its cells, whatever it says of itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.filename.endswith(".xml") and member.file_size > MAX_SHEET:
                    told = {"sheet": member.filename, "size": str(member.file_size), "limit": str(MAX_SHEET)}
                    raise UnreadableFile("sheet_too_large", file=name, **told)
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename, re.IGNORECASE):
                    _check_extent(archive, member, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise UnreadableFile("damaged", file=name, format="xlsx") from error


def _check_extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    rows, columns = _extent(archive, member)
    if rows * columns > MAX_SHEET_CELLS:
        details = {"sheet": member.filename, "rows": rows, "columns": columns, "limit": MAX_SHEET_CELLS}
        raise UnreadableFile("cells_too_many", file=name, **details)


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and column with a cell that holds something."""
    row, columns, named = 0, set(), True
    for block in _blocks(archive, member):
        found = PLACED.findall(block)
        columns.update({letters for letters, _ in found})
        row = max(row, max((int(number) for _, number in found), default=0))
        named = named and len(found) == len(ANY.findall(block)) - len(BLANK.findall(block))
    if not named:
        return _walked(archive, member)
    return row, max((_column(letters) for letters in columns), default=0)


def _walked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the same for cells that need not say where they are: then they follow each other."""
    row = column = last_row = last_column = 0
    for block in _blocks(archive, member):
        for tag, letters, number, closed in CELL.findall(block):
            if tag == b"row":
                row, column = int(number) if number else row + 1, 0
                continue
            column = _column(letters) if letters else column + 1
            if not closed:
                last_row, last_column = max(last_row, int(number or row)), max(last_column, column)
    return last_row, last_column


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the member's content in blocks that end between tags."""
    rest = b""
    with archive.open(member) as handle:
        while block := handle.read(BLOCK):
            block = rest + block
            cut = block.rfind(b"<")
            cut = cut if cut > 0 and len(block) - cut < BLOCK else len(block)
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
