"""One sheet of a workbook → CSV. Run as a process of its own and of limited memory: what breaks it breaks nothing else.

`python -m data.reading.workbook WORKBOOK OUT.csv BYTES [SHEET]` prints a JSON object: what was written, or why not.
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from data.reading.headers import filled_width, find_header

LOOKED_AT = 100
MAX_EXACT = 1e15
MAX_MERGED = 100_000
"""Cells that merged areas may spread their value to."""


def cell_text(value: object) -> str:
    """Return what a person sees in a cell: ISO dates, no time at midnight, 5 and not 5.0, 7.62 as 7.62."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < MAX_EXACT * 10 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        return _clock(value)
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def write_sheet(workbook: Any, out: Path, wanted: str | None) -> dict[str, object]:
    """Write a sheet, the wanted one or the first of those with the widest table, as CSV, one line a row from row 1."""
    sheets = [sheet.name for sheet in workbook.sheets_metadata if _usable(sheet)]
    if wanted is not None and wanted not in workbook.sheet_names:
        return {"code": "sheet_missing", "sheet": wanted, "sheets": ", ".join(workbook.sheet_names)}
    if wanted is None and not sheets:
        return {"code": "sheet_missing", "sheet": "", "sheets": ""}
    name = wanted or _widest(workbook, sheets)
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return {"code": "sheet_empty", "sheet": name}
    width = 0
    with out.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        for row in _rows(sheet):
            width = max(width, filled_width(row))
            writer.writerow(row)
    return {"sheet": name, "sheets": sheets if name in sheets else [*sheets, name], "width": width}


def _clock(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _usable(sheet: Any) -> bool:
    return "WorkSheet" in str(sheet.typ) and str(sheet.visible).endswith(".Visible")


def _widest(workbook: Any, names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    widths = {name: _header_width(workbook.get_sheet_by_name(name)) for name in names}
    return max(widths, key=lambda name: widths[name])


def _header_width(sheet: Any) -> int:
    rows = list(islice(_rows(sheet), LOOKED_AT)) if sheet.start else []
    if not rows:
        return 0
    found = find_header(rows)
    below = any(filled_width(row) for row in rows[found.position + 1 :])
    return sum(bool(cell.strip()) for cell in rows[found.position]) if below else 0


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Yield all rows from the sheet's first, a merged area's value in each of its rows."""
    spread = _merged(sheet)
    above: dict[tuple[int, int], str] = {}
    for number, values in enumerate(sheet.iter_rows()):
        row = [cell_text(value) for value in values]
        for column, origin in spread.get(number, ()):
            if origin == number:
                above[origin, column] = row[column]
            elif not row[column]:
                row[column] = above[origin, column]
        yield row


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Return for each row (column, first row) of the areas merged over several rows."""
    spread: dict[int, list[tuple[int, int]]] = {}
    offset, budget = sheet.start[1], MAX_MERGED
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
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
        return write_sheet(workbook, Path(out), wanted[0] if wanted else None)
    except PasswordError:
        return {"code": "encrypted"}
    except MemoryError:
        return {"code": "workbook_too_large"}
    except BaseException as error:  # calamine's panics are no Exception
        code = "workbook_too_large" if "limit exceeded" in str(error) else "damaged"
        return {"code": code, "error": str(error)}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
