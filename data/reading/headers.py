"""Where the header of a sheet is, below titles and blank rows, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(r"[-+$€ ]*\d[\d.,:/\- %]*(?:T[\d:.+Z]*)?")
YEAR = re.compile(r"(?:19|20)\d\d")
LONG = 60
LOOKED_AT = 60
WIDE = 12
FOLLOWING = 20
NEARLY = 0.75
"""A later row must beat an earlier one clearly: rows of data can be as full of texts as their header."""


@dataclass(frozen=True)
class Header:
    """A header as it was found.

    Attributes
    ----------
    position : index of its row among those looked at.
    score : 0 to 1: the share of the table's width that it fills with distinct short texts.
    width : number of columns of the table.
    """

    position: int
    score: float
    width: int


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the first row that is nearly as good a header as the best: most cells distinct short texts, data below.

    `rows` are the first of the table, at least one, as texts; blank ones are kept so that positions hold.
    """
    looked_at = rows[:LOOKED_AT]
    width = max(1, table_width(rows))
    scores = [_score(row, width) * _followed(rows, position) for position, row in enumerate(looked_at)]
    best = max(scores)
    position = next((place for place, score in enumerate(scores) if score >= NEARLY * best and score > 0), 0)
    return Header(position, scores[position], width)


def table_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows fill, the last filled cell counting; 0 if none does.

    Of the usual widths the greatest is taken, for the last columns of a sheet are often blank.
    """
    widths = Counter(filled_width(row) for row in rows)
    del widths[0]
    if not widths:
        return 0
    usual = max(2, 0.15 * widths.total())
    return max((width for width, rows_so in widths.items() if rows_so >= usual), default=max(widths))


def filled_width(row: Sequence[str]) -> int:
    """Return the position of the last cell that isn't blank, from 1; 0 if all are."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def column_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Return `width` or more unique names: stripped; a blank one is `column 3`, the second `Date` is `Date (2)`."""
    cells = [*header, *[""] * (width - len(header))]
    names: dict[str, None] = {}
    for place, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("\ufeff", "").split()) or f"column {place}"
        name, repeated = plain, 1
        while name in names:
            repeated += 1
            name = f"{plain} ({repeated})"
        names[name] = None
    return tuple(names)


def _score(row: Sequence[str], width: int) -> float:
    worth = {cell.strip().casefold(): _worth(cell.strip()) for cell in row if cell.strip()}
    return min(1.0, sum(worth.values()) / width)


def _worth(cell: str) -> float:
    if YEAR.fullmatch(cell):
        return 0.9
    return 0.2 if len(cell) > LONG or NUMBER.fullmatch(cell) else 1.0


def _followed(rows: Sequence[Sequence[str]], position: int) -> float:
    """Return how well the next rows fill the cells: a title is followed by a wider header, a note by nothing."""
    filled = sum(bool(cell.strip()) for cell in rows[position])
    below = [sum(bool(cell.strip()) for cell in row) for row in rows[position + 1 : position + 1 + FOLLOWING]]
    below = [count for count in below if count]
    return sum(count * 3 >= min(filled, WIDE) for count in below) / len(below) if below else 0.5
