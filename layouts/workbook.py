"""The contributors' template as a workbook: a sheet to fill in, instructions in every language, the lists of codes.

The sheet to fill in has one heading of technical names, so that it is read again as it is; what a column means stands
in a note on its heading.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from data.codebook import RANGES, Column, value_lists
from layouts.codebook import BLANKS, UNIT_NAMES, example, meaning, written
from layouts.i18n import Speech
from layouts.instructions import (
    ACCENT,
    LIGHT,
    RULE,
    filled_in,
    languages,
    sheet_names,
    style,
    write_guide,
)
from layouts.shell import LANGUAGE_NAMES

MADE = datetime(2025, 1, 1)
"""The date each copy bears: the same template is the same file, to the byte."""
LAST_ROW = 1_048_575
WIDTHS: Mapping[str, int] = MappingProxyType(
    {"seizure_id": 18, "agencies": 34, "place": 24, "summary": 60, "other_goods": 28, "source_url": 34}
)
KIND_WIDTHS: Mapping[str, int] = MappingProxyType({"date": 14, "code": 24, "route": 24, "number": 12, "text": 20})
HEADING_MARGIN = 3
CODES, LABELS, FAMILIES = "B", "C", "E"
"""Columns of the sheet of lists."""
FIRST_ROW = 2


@dataclass(frozen=True)
class Block:
    """Where a list of codes stands on the sheet of lists.

    Attributes
    ----------
    offered : range of the cells that a drop-down list offers.
    families : range of the cells beside them that name the family; for provinces, the country.
    first : first cell of what is offered.
    """

    offered: str
    families: str
    first: str


def template_workbook(say: Speech) -> bytes:
    """Return the template as an XLSX workbook, in the asked language.

    Sheets: the one to fill in (first, so that any reader finds it), instructions in every language, lists of codes.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, options)
    book.set_properties({"title": say("Istmo template for seizures"), "created": MADE})
    form, guide, lists = (book.add_worksheet(name) for name in sheet_names(say))
    blocks = _write_lists(book, lists, say)
    _write_form(book, form, say, blocks)
    write_guide(book, guide, say)
    book.close()
    return buffer.getvalue()


def _write_form(book: Workbook, sheet: Worksheet, say: Speech, blocks: Mapping[str, Block]) -> None:
    edge = {"bold": True, "bottom": 1, "border_color": RULE}
    plain = style(book, bg_color=LIGHT, **edge)
    needed = style(book, **edge | {"bg_color": ACCENT, "font_color": "#ffffff"})
    text, number = style(book, num_format="@"), style(book, num_format="General")
    held = filled_in(say)
    letters = {column.name: xl_col_to_name(place) for place, column in enumerate(held)}
    for place, column in enumerate(held):
        sheet.set_column(place, place, _width(column), number if column.kind == "number" else text)
        sheet.write_string(0, place, column.name, needed if column.required else plain)
        sheet.write_comment(0, place, _note(column, say), {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10})
        rule = _validation(column, say, blocks, letters)
        if rule:
            sheet.data_validation(1, place, LAST_ROW, place, {"ignore_blank": True} | rule)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 20)


def _width(column: Column) -> int:
    return max(WIDTHS.get(column.name, KIND_WIDTHS[column.kind]), len(column.name) + HEADING_MARGIN)


def _note(column: Column, say: Speech) -> str:
    """Return the note on a heading: what the column means, how it is written, whether it may be blank."""
    blank = say("Required.") if column.required else say("Blank: {meaning}.", meaning=say(BLANKS[column.blank]))
    told = say("Example: {example}", example=example(column, say))
    return "\n".join([meaning(column, say), f"{written(column, say)}.", blank, told])


def _validation(
    column: Column, say: Speech, blocks: Mapping[str, Block], letters: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what Excel checks in a column, if anything; provinces are offered for the row's country only."""
    if column.kind == "number":
        return _number_rule(column, say)
    if column.kind == "date":
        return _date_rule(letters[column.name], say)
    if column.kind == "route":
        message = say("Country code, colon, place: US:Miami. The country alone: US:")
        return {"validate": "any", "input_title": column.name, "input_message": message}
    if column.kind != "code":
        return None
    block = blocks[column.values]
    if column.values == "admin1":
        return _list_rule(_in_country(block, letters["country"])) | _warning(say("It is not on the list: keep it?"))
    if column.separator:
        hint = say("Several codes: divide them with a semicolon, and answer yes when Excel asks.")
        rule = _list_rule(block.offered) | _warning(say("It is not one code of the list: keep it?"))
        return rule | {"input_title": column.name, "input_message": hint}
    wrong = say("Take a code from the list, or leave the cell blank.")
    return _list_rule(block.offered) | {"error_title": column.name, "error_message": wrong}


def _list_rule(source: str) -> dict[str, Any]:
    return {"validate": "list", "source": f"={source}"}


def _warning(message: str) -> dict[str, Any]:
    return {"error_type": "warning", "error_title": "Istmo", "error_message": message}


def _in_country(block: Block, country: str) -> str:
    """Return the part of a list, sorted by country, that belongs to the country of the same row."""
    own = f"${country}2"
    return f"OFFSET({block.first},MATCH({own},{block.families},0)-1,0,COUNTIF({block.families},{own}),1)"


def _number_rule(column: Column, say: Speech) -> dict[str, Any]:
    title = {"validate": "decimal", "error_title": column.name[:32]}
    if column.name in RANGES:
        low, high = RANGES[column.name]
        wrong = say("Write degrees with decimals, from {low} to {high}.", low=low, high=high)
        return title | {"criteria": "between", "minimum": low, "maximum": high, "error_message": wrong}
    wrong = say("Write a number, 0 or more, without words ({unit}).", unit=say(UNIT_NAMES[column.unit]))
    return title | {"criteria": ">=", "value": 0, "error_message": wrong}


def _date_rule(letter: str, say: Speech) -> dict[str, Any]:
    """Return a check of the length and the digits of a date: 2025, 2025-03 or 2025-03-07."""
    cell = f"{letter}2"
    digits = f'ISNUMBER(--SUBSTITUTE({cell},"-",""))'
    form = f"OR(LEN({cell})=4,LEN({cell})=7,LEN({cell})=10)"
    hint = say("Write 2025-03-07, 2025-03 or 2025: as exactly as it is known.")
    rule = {"validate": "custom", "value": f"=AND({form},{digits})", "input_title": "YYYY-MM-DD"}
    return rule | {"input_message": hint} | _warning(say("It doesn't look like 2025-03-07, 2025-03 or 2025: keep it?"))


def _write_lists(book: Workbook, sheet: Worksheet, say: Speech) -> dict[str, Block]:
    """Write the lists one below the other, labels beside codes; return where each stands.

    The sheet is narrow: a reader that takes the widest table of a workbook takes the one that was filled in.
    """
    bold, plain = style(book, bold=True, bottom=1, border_color=RULE), style(book, num_format="@")
    own, other = languages(say)
    used = {column.values for column in filled_in(say)} - {""}
    lists = value_lists(say.vocabulary)
    lists = lists[lists["list"].isin(used)].reset_index(drop=True)
    titles = {
        **{"list": say("List"), "code": say("Code"), f"label_{own}": LANGUAGE_NAMES[own]},
        **{f"label_{other}": LANGUAGE_NAMES[other], "family": say("Group")},
    }
    for place, (name, heading) in enumerate(titles.items()):
        sheet.write_string(0, place, heading, bold)
        sheet.write_column(1, place, lists[name], plain)
    sheet.set_column(0, len(titles) - 1, 30)
    sheet.autofilter(0, 0, len(lists), len(titles) - 1)
    sheet.freeze_panes(1, 0)
    rows = lists.index.to_series().groupby(lists["list"]).agg(["min", "max"]) + FIRST_ROW
    return {str(name): _block(sheet.get_name(), str(name), *ends) for name, *ends in rows.itertuples()}


def _block(sheet: str, name: str, first: int, last: int) -> Block:
    """Return where a list stands: codes are offered, of provinces the names in the asked language."""
    column = LABELS if name == "admin1" else CODES
    return Block(
        offered=f"'{sheet}'!${column}${first}:${column}${last}",
        families=f"'{sheet}'!${FAMILIES}${first}:${FAMILIES}${last}",
        first=f"'{sheet}'!${column}${first}",
    )
