"""Records that don't fit their table: too few cells, too many, bytes of another encoding."""

import numpy as np

from data.reading.encodings import without_strays
from data.reading.headers import NUMBER, filled_width

FREE = 20
"""Characters that more than half of the cells of a column of free text exceed."""

Noted = tuple[str, str, str]
"""Column, value, code."""


def is_free(rows: list[list[str]], width: int) -> bool:
    """Tell whether the last of `width` columns, with any surplus joined to it, holds long texts."""
    lengths = sorted(sum(map(len, cells[width - 1 :])) for cells in rows if any(cells[width - 1 :]))
    return bool(lengths) and lengths[len(lengths) // 2] > FREE


def fitted(cells: list[str], columns: tuple[str, ...], delimiter: str, free: bool) -> tuple[list[str], Noted | None]:
    """Return a record with as many cells as there are columns, and what was done to it.

    Missing cells are blank (`cells_missing`, value: how many there were). A surplus is joined to the last cell (value:
    the surplus): as `cells_joined` where that begins a free text, else as `cells_surplus`.
    """
    width = len(columns)
    if len(cells) < width:
        missing = (columns[len(cells)], str(len(cells)), "cells_missing")
        return cells + [""] * (width - len(cells)), missing
    surplus = cells[width : max(width, filled_width(cells))]
    if not surplus:
        return cells[:width], None
    joined = delimiter.join([cells[width - 1], *surplus])
    code = "cells_joined" if free and _begins_text(cells[width - 1]) else "cells_surplus"
    return [*cells[: width - 1], joined], (columns[-1], without_strays(delimiter.join(surplus)), code)


def readable(
    numbers: np.ndarray, records: list[list[str]], columns: tuple[str, ...]
) -> tuple[list[list[str]], list[tuple[int, str, str, str]]]:
    """Return the records with bytes that could not be decoded made readable, and a note for each cell of theirs."""
    mended = [[without_strays(cell) for cell in cells] for cells in records]
    notes = [
        (int(number), column, new, "bytes_foreign")
        for number, before, after in zip(numbers, records, mended, strict=True)
        if before != after
        for column, old, new in zip(columns, before, after, strict=True)
        if old != new
    ]
    return mended, notes


def _begins_text(cell: str) -> bool:
    """Tell a text from a number, unit or code that an unquoted decimal comma moved to the last column."""
    return len(cell.strip()) > FREE // 2 and not NUMBER.fullmatch(cell.strip())
