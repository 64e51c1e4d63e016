"""One sheet of a workbook → CSV. Run as a process of its own and of limited memory: what breaks it breaks nothing else.

`python -m data.reading.workbook WORKBOOK OUT.csv BYTES [SHEET]` prints a JSON object: what was written, or why not.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from data.reading.headers import Header, filled_width, find_header
from data.reading.numbers import float_text
from data.reading.opendocument import Area, merged_areas

LOOKED_AT = 100
NUMBER = re.compile(r"[-+]?\d[\d.,]*")
PERIOD = re.compile(r"\b(?:a[ñn]o|mes|d[ií]a|per[ií]odo|trimestre|gesti[óo]n|year|month|day|period|quarter)s?\b", re.I)
MAX_MERGED = 100_000
"""Cells that merged areas may spread their value to."""


def cell_text(value: object) -> str:
    """Return what a person sees in a cell: ISO dates, no time at midnight, numbers as `float_text` does."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        return _clock(value)
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def write_sheet(workbook: Any, path: Path, out: Path, wanted: str | None) -> dict[str, object]:
    """Write a sheet, the wanted one or that with the largest table, as CSV, one line a row from row 1.

    `merged` tells of numbers merged over several rows, which stand in the first only: row, column (from 1) and value.
    """
    sheets = [sheet.name for sheet in workbook.sheets_metadata if _usable(sheet)]
    if wanted is not None and wanted not in workbook.sheet_names:
        return {"code": "sheet_missing", "sheet": wanted, "sheets": ", ".join(workbook.sheet_names)}
    if wanted is None and not sheets:
        return {"code": "sheet_missing", "sheet": "", "sheets": ""}
    name = wanted or _largest(workbook, sheets)
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return {"code": "sheet_empty", "sheet": name}
    width = 0
    merged: list[tuple[int, int, str]] = []
    areas = sheet.merged_cell_ranges
    areas = merged_areas(path, name) if areas is None and zipfile.is_zipfile(path) else areas or []
    header = _header(sheet, areas)
    with out.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        for row in _rows(sheet, areas, header.position if header else -1, merged):
            width = max(width, filled_width(row))
            writer.writerow(row)
    return {"sheet": name, "sheets": sheets if name in sheets else [*sheets, name], "width": width, "merged": merged}


def _clock(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _usable(sheet: Any) -> bool:
    return "WorkSheet" in str(sheet.typ) and str(sheet.visible).endswith(".Visible")


def _largest(workbook: Any, names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    sizes = {name: _size(workbook.get_sheet_by_name(name)) for name in names}
    return max(sizes, key=lambda name: sizes[name])


def _size(sheet: Any) -> int:
    """Return how large a sheet's table is; its columns count twice: lists of places or codes are long but narrow."""
    areas = sheet.merged_cell_ranges or []
    header = _header(sheet, areas)
    if header is None:
        return 0
    first = list(islice(_rows(sheet, areas, LOOKED_AT), LOOKED_AT))
    below = any(filled_width(row) for row in first[header.position + 1 :])
    columns = sum(bool(cell.strip()) for cell in first[header.position])
    return columns**2 * (sheet.total_height - header.position) if below else 0


def _header(sheet: Any, areas: Sequence[Area]) -> Header | None:
    rows = list(islice(_rows(sheet, areas, LOOKED_AT), LOOKED_AT)) if sheet.start else []
    return find_header(rows) if rows else None


def _rows(
    sheet: Any, areas: Sequence[Area], header: int, merged: list[tuple[int, int, str]] | None = None
) -> Iterator[list[str]]:
    """Yield all rows from the sheet's first, a merged area's value in each of its rows.

    Only a number below the row of the header stands in the first: it would be counted once for each. `merged` is told.
    One of a column of years or months is no quantity and holds for each row.
    """
    names: Sequence[str] = ()
    spread = _merged(sheet, areas)
    above: dict[tuple[int, int], tuple[str, bool]] = {}
    for number, values in enumerate(sheet.iter_rows()):
        row = [cell_text(value) for value in values]
        names = names if number > header else row
        for column, origin in spread.get(number, ()):
            if origin == number:
                above[origin, column] = row[column], origin > header and _counts(values[column], names[column:])
            elif not row[column]:
                text, once = above[origin, column]
                row[column] = "" if once else text
                if once and merged is not None:
                    merged.append((number + 1, column + 1, text))
        yield row


def _counts(value: object, names: Sequence[str]) -> bool:
    """Tell whether a cell holds a number, and not that of a year, month or day as the name of its column says."""
    if names and PERIOD.search(names[0]):
        return False
    counted = isinstance(value, (int, float)) and not isinstance(value, bool)
    return counted or (isinstance(value, str) and bool(NUMBER.fullmatch(value.strip())))


def _merged(sheet: Any, areas: Sequence[Area]) -> dict[int, list[tuple[int, int]]]:
    """Return for each row (column, first row) of the areas merged over several rows."""
    spread: dict[int, list[tuple[int, int]]] = {}
    offset, budget = sheet.start[1], MAX_MERGED
    for (top, left), (bottom, _) in areas:
        budget -= bottom - top
        if bottom > top and 0 <= left - offset < sheet.width and budget > 0:
            for number in range(top, bottom + 1):
                spread.setdefault(number, []).append((left - offset, top))
    return spread


def _limit(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> dict[str, object]:
    """Read the workbook and write the sheet; return what `write_sheet` does or a code."""
    from python_calamine import CalamineWorkbook, PasswordError

    path, out, size, *wanted = arguments
    _limit(int(size))
    try:
        workbook = CalamineWorkbook.from_path(path)
        return write_sheet(workbook, Path(path), Path(out), wanted[0] if wanted else None)
    except PasswordError:
        return {"code": "encrypted"}
    except MemoryError:
        return {"code": "workbook_too_large"}
    except BaseException as error:  # calamine's panics are no Exception
        code = "workbook_too_large" if "limit exceeded" in str(error) else "damaged"
        return {"code": code, "error": str(error)}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
