"""Sentences for cells of a user's own files that can't be read: where, and what to write instead."""

from collections.abc import Sequence

from data.events import BadCell
from layouts.i18n import Speech, mark

MOST = 5
"""Cells that are told; the rest is counted."""

REMEDIES = {
    "save_as_utf8": mark("save it as “CSV UTF-8”"),
    "save_as_csv": mark("save it as plain CSV, without line breaks in cells"),
    "add_column": mark("add this column"),
    "remove_column": mark("take this column out"),
    "match_header": mark("give the row as many cells as the header has"),
    "make_unique": mark("it stands twice: write each only once"),
    "fill_in": mark("fill it in"),
    "use_lower_case_and_hyphens": mark("write a name in lower case with hyphens, such as pa-law-2024"),
    "use_iso_date": mark("write a date as 2024, 2024-03 or 2024-03-15"),
    "use_country_code_or_blank": mark(
        "write a country's two-letter code, such as PA, or leave it blank for the region"
    ),
    "use_known_kind": mark("write recording_change, law, operation, institution or context"),
    "use_web_address": mark("write an address that begins with https://"),
    "use_lower_case_and_underscores": mark("write a name in lower case with underscores, such as inspections"),
    "use_year_or_month": mark("write a year or month, such as 2024 or 2024-03"),
    "use_plain_number": mark("write a plain number, such as 1250 or 0.5, without separators of thousands"),
    "name_the_source": mark("name where the figure comes from"),
}


def sentences(cells: Sequence[BadCell], say: Speech) -> list[str]:
    """Return a sentence for each bad cell, as far as there are few; the last one counts those not told."""
    told = [sentence(cell, say) for cell in cells[:MOST]]
    left = len(cells) - MOST
    more = [say.plural("1 more cell can't be read.", "{n} more cells can't be read.", left)] if left > 0 else []
    return told + more


def sentence(cell: BadCell, say: Speech) -> str:
    """Return where a cell is, what it holds, what to do, and that its file is left out."""
    remedy = say(REMEDIES[cell.remedy])
    if not cell.row:
        return say("{file} was left out: {remedy}.", file=cell.file, remedy=remedy)
    if not cell.column:
        return say("{file} was left out: row {row}: {remedy}.", file=cell.file, row=cell.row, remedy=remedy)
    return say(
        "{file} was left out: row {row}, column “{column}” (“{value}”): {remedy}.",
        file=cell.file,
        row=cell.row,
        column=cell.column,
        value=cell.value[:60],
        remedy=remedy,
    )
