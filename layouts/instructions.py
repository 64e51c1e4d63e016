"""The instructions that go with the template: what to write and what not, in every language, with two examples."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.codebook import EXAMPLES, Column, columns
from data.vocabulary import LANGUAGES
from layouts.codebook import EXAMPLE_TEXTS, meaning, written
from layouts.i18n import Speech, mark, speech
from layouts.shell import LANGUAGE_NAMES

FONT = "Calibri"
INK, RULE, LIGHT, ACCENT = "#1f2933", "#cbd2d9", "#eef1f4", "#0b5c7d"

TITLE = mark("How to fill in the template")
INSTRUCTIONS = (
    mark("Fill in the sheet “{sheet}”: one row a seizure, its goods side by side in the columns qty_…"),
    mark(
        "Leave the first row as it is: Istmo knows the columns by those names. Point at a name to read what the column "
        "means. Columns that you don't need may stay blank or be deleted, and their order doesn't matter."
    ),
    mark(
        "The dark columns seizure_id, date, event and country can't be blank: a row without them is refused and comes "
        "back to you with the reason."
    ),
    mark(
        "Write dates as 2025-03-07 (year-month-day). If you know the month only, write 2025-03; if you know the year "
        "only, write 2025."
    ),
    mark(
        "A blank means “not stated”. 0 means zero: write it only where there was none. Don't write 99, N/A or a dash."
    ),
    mark(
        "Columns with a drop-down list take its codes; the sheet “{lists}” tells what each code means. If there are "
        "several, divide them with a semicolon (parcel;food): Excel warns you, answer yes."
    ),
    mark(
        "Write where a route starts and ends as country code, colon, place: US:Miami. If you know the country only, "
        "write US: with its colon. Transit places stand in order, divided by > (GT:>HN:Puerto Cortés). Leave blank "
        "what isn't known: don't guess."
    ),
    mark(
        "Quantities are plain numbers: ammunition in rounds, explosives in kilograms, all else in pieces. If only the "
        "total of the firearms is known, write it in firearms_total."
    ),
    mark(
        "No personal data, in any column: no names of persons, identity documents, phone numbers, vehicle plates or "
        "serial numbers of firearms."
    ),
    mark(
        "Save the file and load it on Istmo's page “Data”, or with: python app.py import FILE. You see what was "
        "accepted, flagged and refused before anything is kept, and you can undo it."
    ),
)
HEADINGS = (mark("Column"), mark("What is written"), mark("Example 1"), mark("Example 2"))


def sheet_names(say: Speech) -> tuple[str, str, str]:
    """Return the names of the sheets: to fill in, instructions, lists."""
    return say("Seizures"), say("Instructions"), say("Lists")


def languages(say: Speech) -> tuple[str, str]:
    """Return the asked language and the other one."""
    return say.language, next(code for code in LANGUAGES if code != say.language)


def style(book: Workbook, **more: Any) -> Format:
    """Return a format of the workbook in its one typeface, with more properties of xlsxwriter's."""
    return book.add_format({"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"} | more)


def filled_in(say: Speech) -> list[Column]:
    """Return the columns that contributors fill in, in reading order."""
    return [column for column in columns(say.vocabulary) if column.in_template]


def write_guide(book: Workbook, sheet: Worksheet, say: Speech) -> None:
    """Write the instructions side by side in both languages, then the columns with two examples."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 64)
    sheet.set_column(3, 5, 34)
    speakers = [speech(language) for language in languages(say)]
    title, bold = style(book, bold=True, font_size=16), style(book, bold=True, bottom=1, border_color=RULE)
    plain = style(book, text_wrap=True)
    for place, speaker in enumerate(speakers, start=1):
        sheet.write_string(0, place, speaker(TITLE), title)
        for row, instruction in enumerate(INSTRUCTIONS, start=2):
            sheet.write_string(row, place, speaker(instruction, **_names(say)), plain)
    for row in range(2, len(INSTRUCTIONS) + 2):
        sheet.write_number(row, 0, row - 1, plain)
    _write_columns(sheet, say, speakers, len(INSTRUCTIONS) + 3, (bold, plain))


def _names(say: Speech) -> dict[str, str]:
    """Return the names of the sheets of this workbook: the same in both languages, as they stand in it."""
    sheet, _, lists = sheet_names(say)
    return {"sheet": sheet, "lists": lists}


def _write_columns(
    sheet: Worksheet, say: Speech, speakers: list[Speech], top: int, styles: tuple[Format, Format]
) -> None:
    bold, plain = styles
    first, *others = (say(heading) for heading in HEADINGS)
    headings = [first, *(LANGUAGE_NAMES[speaker.language] for speaker in speakers), *others]
    sheet.write_row(top, 0, headings, bold)
    for row, column in enumerate(filled_in(say), start=top + 1):
        told = [meaning(column, speaker) for speaker in speakers]
        cells = [column.name, *told, written(column, say), *_examples(column, say)]
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, plain)


def _examples(column: Column, say: Speech) -> list[str]:
    if column.name in EXAMPLE_TEXTS:
        return [say(EXAMPLE_TEXTS[column.name]), ""]
    return [row.get(column.name, "") for row in EXAMPLES]
