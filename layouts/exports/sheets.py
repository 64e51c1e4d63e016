"""XLSX: the records with typed cells, what the columns mean, what the codes mean, and what the file is."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from data.codebook import columns, value_lists
from data.vocabulary import LANGUAGES
from layouts import captions
from layouts.citing import of_file
from layouts.codebook import BLANKS, meaning, written
from layouts.exports.formats import TooManyRows
from layouts.exports.spooling import spooled
from layouts.i18n import Speech, mark
from layouts.rows import blocks, selected_rows
from layouts.scene import Scene

MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet of Excel holds."""
LONGEST = 32_767
"""Characters that a cell of Excel holds."""
MADE = datetime(2025, 1, 1)
"""The date each copy bears: the same selection is the same file."""
DATE_STYLE = "yyyy-mm-dd"
DATES = ("date", "report_date")
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text: what begins with `=` is no formula here, so that nothing is put before it as in a CSV."""
DATES_TOLD = mark(
    "Dates known to the day are dates of Excel; those known only to the month or year are text, such as 2024-03: no "
    "day was made up for them."
)
BLANKS_TOLD = mark("A blank is not zero: a blank quantity was not stated, 0 was stated to be none.")


def refusal(scene: Scene) -> str:
    """Return why Excel can't hold the selection; empty where it can."""
    rows = selected_rows(scene.view)
    if len(rows) > MOST_ROWS:
        return scene.say(
            "Excel holds {most} rows at most and this selection has {n}: choose CSV or Parquet, or filter.",
            most=scene.say.number(MOST_ROWS),
            n=scene.say.number(len(rows)),
        )
    texts = scene.view.columns.records.seizures[["summary", "other_goods", "place"]].iloc[rows]
    if any((column.str.len() > LONGEST).any() for _, column in texts.items()):
        return scene.say("A text is longer than a cell of Excel holds: choose CSV or Parquet.")
    return ""


def xlsx_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the workbook.

    Raises
    ------
    TooManyRows
        If Excel can't hold the selection.
    """
    if told := refusal(scene):
        raise TooManyRows(told)
    return spooled(lambda file: _write(scene, file), "xlsx")


def _write(scene: Scene, file: Path) -> None:
    say = scene.say
    book = Workbook(str(file), SAFE | {"constant_memory": True, "default_date_format": DATE_STYLE})
    book.set_properties({"title": of_file(scene).title, "created": MADE})
    heading = book.add_format({"bold": True, "bottom": 1})
    wide = book.add_format({"text_wrap": True, "valign": "top"})
    _write_records(book.add_worksheet("seizures"), scene, heading)
    _write_grid(book.add_worksheet(say("read me")), _about(scene), heading, wide, (28, 110))
    _write_grid(book.add_worksheet(say("codebook")), _codebook(say), heading, wide, (24, 70, 44, 24))
    _write_grid(book.add_worksheet(say("codes")), _codes(say), heading, wide, (24, 26, 24, 32, 32, 60))
    book.close()


def _write_records(sheet: Worksheet, scene: Scene, heading: Any) -> None:
    sheet.freeze_panes(1, 1)
    row = 0
    for table in blocks(scene.view):
        if not row:
            sheet.set_column(0, len(table.columns) - 1, 16)
            sheet.autofilter(0, 0, max(len(selected_rows(scene.view)), 1), len(table.columns) - 1)
            sheet.write_row(0, 0, list(table.columns), heading)
        for values in _typed(table):
            row += 1
            for place, value in enumerate(values):
                _cell(sheet, row, place, value)


def _typed(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Return the rows with dates as dates where they are known to the day."""
    days = {name: table[name].map(_day, na_action="ignore").astype(object) for name in DATES}
    return table.astype(object).assign(**days).itertuples(index=False, name=None)


def _day(text: str) -> date | str:
    whole = len(text) == len("2024-03-05") and text >= "1900-03-01"
    return date.fromisoformat(text) if whole else text


def _cell(sheet: Worksheet, row: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise TooManyRows(value[:40])
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value)
    elif value == value and value is not None:
        sheet.write_number(row, place, value)


def _write_grid(sheet: Worksheet, rows: list[list[str]], heading: Any, wide: Any, widths: tuple[int, ...]) -> None:
    """Write texts row by row, the first as a heading."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, heading if number == 0 else wide)


def _about(scene: Scene) -> list[list[str]]:
    """Return what the file is, as pairs."""
    say, told = scene.say, of_file(scene)
    selection = scene.view.selection
    pairs = [
        (say("Warning"), say(captions.SYNTHETIC) if scene.is_synthetic else ""),
        (say("Filters"), selection.describe(say.language, say.vocabulary)),
        (say("Query"), told.query),
        (say("Records"), say.number(told.records)),
        (say("Data version"), str(scene.version)),
        (say("Source"), captions.source(scene)),
        (say("Licence"), captions.licence(scene)),
        (say("How to cite"), told.full),
        (say("SHA-256 of the table as CSV"), told.digest),
        (say("Blanks"), say(BLANKS_TOLD)),
        (say("Dates"), say(DATES_TOLD)),
    ]
    return [[told.title, ""], *([name, text] for name, text in pairs if text)]


def _codebook(say: Speech) -> list[list[str]]:
    heads = [say("Column"), say("Meaning"), say("What is written"), say("A blank means")]
    held = [column for column in columns(say.vocabulary) if column.in_export]
    told = [[column.name, meaning(column, say), written(column, say), say(BLANKS[column.blank])] for column in held]
    return [heads, *told]


def _codes(say: Speech) -> list[list[str]]:
    names = ["list", "code", "family", *(f"label_{code}" for code in LANGUAGES), f"definition_{say.language}"]
    heads = [say("List"), say("Code"), say("Group"), "English", "Español", say("Definition")]
    return [heads, *value_lists(say.vocabulary)[names].astype(str).to_numpy().tolist()]
