"""Sentences for what an import met: files that can't be read, rows that are refused or remarked on."""

import pandas as pd

from data.reading.source import UnreadableFile
from layouts.i18n import Speech, mark

UNREADABLE = {
    "file_missing": mark("There is no file {file}. Check the name and the folder."),
    "file_empty": mark("{file} is empty. Choose a file that holds a table."),
    "format_other": mark("{file} is not a table but {format}. Save it as XLSX or as CSV UTF-8 and choose that."),
    "binary": mark("{file} is not text that can be read. Save it as XLSX or as CSV UTF-8 and choose that."),
    "damaged": mark("{file} is damaged or cut off ({format}). Open it, save it anew and choose that."),
    "encrypted": mark("{file} is protected by a password. Save it without one and choose that."),
    "encoding_wrong": mark("{file} is not written in {encoding}. Choose another encoding."),
    "quote_not_closed": mark("{file}: the quotation mark opened in line {line} is never closed. Close it there."),
    "cell_too_long": mark("{file}: a cell in line {line} is longer than {limit} characters. Shorten it."),
    "line_too_long": mark("{file} holds a line of more than {limit} characters: it is no table. Save it as CSV UTF-8."),
    "record_too_long": mark("{file}: record {row} is longer than {limit} characters. Shorten it."),
    "record_not_json": mark("{file}: record {row} is not valid JSON. Mend it there."),
    "columns_too_many": mark("{file} has {columns} columns; at most {limit} are read. Take out those not needed."),
    "rows_too_many": mark("{file} has {rows} rows; at most {limit} are read. Split it."),
    "cells_too_many": mark(
        "{file}: the sheet {sheet} spans {rows} rows and {columns} columns; at most {limit} cells are read. Delete the "
        "empty rows and columns after the table, or save the sheet as CSV UTF-8."
    ),
    "sheet_too_large": mark("{file}: the sheet {sheet} takes {size}; at most {limit} are read. Save it as CSV UTF-8."),
    "workbook_too_large": mark("{file} is larger than the {limit} that a workbook may have. Save it as CSV UTF-8."),
    "unpacked_too_large": mark("{file} unpacks to {size}; at most {limit} are read. Split it."),
    "unpacked_ratio": mark("{file} unpacks to {ratio} times its size: it was not opened. Send the table unpacked."),
    "archive_without_table": mark("{file} holds no table, but: {members}. Choose an archive with one table in it."),
    "archive_with_several": mark("{file} holds several tables: {members}. Unpack it and choose one."),
    "part_missing": mark("{file} lacks its parts {parts}. Put all parts of the shapefile in one ZIP."),
    "sheet_missing": mark("{file} has no sheet {sheet}, but: {sheets}. Choose one of these."),
    "sheet_empty": mark("{file}: the sheet {sheet} is empty. Choose another sheet."),
    "header_missing": mark("{file}: row {header} is empty or beyond the end. Choose the row with the column names."),
    "header_only": mark("{file} has column names in row {header} and no row below them. There is nothing to read."),
    "projection_missing": mark("{file}: the layer {sheet} doesn't say its projection. Save it in WGS 84 (EPSG:4326)."),
    "layer_computed": mark("{file}: the layer {sheet} is computed, not stored. Export it alone to a new GeoPackage."),
    "delimiter_wrong": mark("{file}: “{delimiter}” can't separate columns. Give one character, such as ; or ,."),
}
"""Codes of `UnreadableFile` → sentence."""

PICTURE, PACKED = mark("a picture"), mark("a packed archive")
FORMATS = {
    "pdf": mark("a PDF"),
    **dict.fromkeys(("png", "jpeg", "gif", "tiff"), PICTURE),
    **dict.fromkeys(("gzip", "7z", "rar", "bzip2", "xz"), PACKED),
    **dict.fromkeys(("docx", "doc", "odt", "rtf"), mark("a text document")),
    "pptx": mark("a presentation"),
    "html": mark("a web page"),
    "program": mark("a program"),
    "zip_empty": mark("an empty archive"),
}
"""Kinds of files that are no table → what people call them; others by their ending."""

REMARKS = {
    "id_missing": mark("every row needs its own id"),
    "id_repeated": mark("an earlier row of the file has this id: give this one another"),
    "date_missing": mark("every row needs a date: write 2024, 2024-03 or 2024-03-15"),
    "date_unreadable": mark("this is not a date: write 2024, 2024-03 or 2024-03-15"),
    "date_future": mark("this date has not come yet: correct it"),
    "date_ambiguous": mark("day and month can't be told apart in this column: it was read day first"),
    "date_order_differs": mark("this date is written in another order than the others of its column: check it"),
    "date_very_old": mark("this date is before 1950: check it"),
    "report_date_unreadable": mark("this is not a date: it was left out"),
    "report_date_future": mark("this date has not come yet: check it"),
    "reported_before_date": mark("it was reported before it happened: check both dates"),
    "precision_contradicts_date": mark("the stated precision contradicts the date: that of the date was kept"),
    "country_missing": mark("every row needs a country: write its two-letter code, such as PA"),
    "country_unknown": mark("this is not a country: write its two-letter code, such as PA"),
    "country_not_in_gazetteer": mark("no places of this country are known: the stated ones were kept"),
    "event_unknown": mark("this is not a kind of event"),
    "quantity_not_a_number": mark("this is not a quantity: write a plain number, such as 12 or 0.5"),
    "quantity_not_stated": mark("goods are named without a quantity: none was assumed"),
    "quantity_implausible": mark("this quantity is unusually large: check it"),
    "count_fractional": mark("pieces are counted in whole numbers: check it"),
    "number_unreadable": mark("this is not a number: write a plain number, such as 12 or 0.5"),
    "number_ambiguous": mark("it can't be told whether the point or comma separates thousands: check it"),
    "number_format_differs": mark("this number is written otherwise than the rest of its column: check it"),
    "code_unknown": mark("this is not one of the values known: it was left out"),
    "column_unknown": mark("no goods of this name are known: the column was left out"),
    "value_corrected": mark("a misspelling was corrected"),
    "value_assumed": mark("more or less is written than our list tells apart: the closest value was taken, check it"),
    "stop_without_country": mark("it isn't said in which country this place lies: write it as US:Miami"),
    "quantity_perhaps_unknown": mark("this number often stands for “not known”: leave the cell blank if it does"),
    "date_year_short": mark("a month and two digits: they were taken for the year, check it"),
    "value_left_out": mark("this value has no counterpart in Istmo: it was left out"),
    "admin1_unknown": mark("this is not a province or department of the country: it was left out"),
    "admin1_not_in_gazetteer": mark("no provinces of this country are known: the stated one was kept"),
    "place_not_stated": mark("no place is stated"),
    "place_unknown": mark("the gazetteer doesn't know this place"),
    "place_ambiguous": mark("this name could mean several places: none was guessed"),
    "place_several": mark("several places are named: what they share was kept"),
    "place_relative": mark("a distance from a place is named, not a place"),
    "place_outside_admin1": mark("the gazetteer knows this place only in another province: the stated one was kept"),
    "coordinates_invalid": mark("these are no coordinates: they were left out"),
    "coordinates_swapped": mark(
        "latitude and longitude seem to be exchanged: the point was left out, place or province were kept"
    ),
    "coordinates_sign": mark(
        "a minus sign seems to be missing, longitudes of the Americas are negative: the point was left out, place or "
        "province were kept"
    ),
    "coordinates_swapped_and_sign": mark(
        "latitude and longitude seem to be exchanged, and a minus sign missing: the point was left out, place or "
        "province were kept"
    ),
    "point_outside_country": mark("this point lies outside the country: it was left out, place or province were kept"),
    "point_outside_admin1": mark("this point lies in another province than the stated one: check both"),
    "point_at_sea_or_abroad": mark("this point lies at sea, or in a country without borders in Istmo: check it"),
    "total_below_parts": mark("the stated total is less than the sum of its parts: the parts were kept"),
    "incident_split": mark("rows of this incident stand apart: put them one below the other"),
    "incident_too_long": mark(
        "more than 10,000 rows bear this incident: choose the column that tells one incident from another"
    ),
    "row_of_sums": mark("this is a sum of other rows: leave it out"),
    "differs_within_incident": mark("rows of one incident say different things: the first was kept"),
    "personal_masked": mark("personal data in a text were masked"),
    "cells_missing": mark("the row has fewer cells than there are columns: the missing ones are blank"),
    "cells_surplus": mark(
        "the row has more cells than there are columns: put texts and decimal commas in quotation marks"
    ),
    "cells_joined": mark("the row has more cells than there are columns: the surplus was joined to the last text"),
    "merged_number": mark("a number merged over several rows counts for the first only: write it in each it holds for"),
    "bytes_foreign": mark("some letters could not be read in this encoding: check the text"),
    "figure_missing": mark("the row holds no figure"),
    "number_negative": mark("a total can't be negative: correct it"),
    "period_unreadable": mark("it isn't stated which year or month this figure is of: add a column with the year"),
    "figure_place_unknown": mark("this is not a country or one of its provinces: a sum over them is left out"),
    "figure_repeated": mark("another row gives the same figure: place, period, type and source are the same"),
}
"""Codes of remarks → what is the matter, and what to do."""


def unreadable(error: UnreadableFile, say: Speech) -> str:
    """Return why a file can't be read, and what to do."""
    details = {name: _told(name, value, say) for name, value in error.details.items()}
    return say(UNREADABLE[error.code]).format(**details)


def _told(name: str, value: object, say: Speech) -> object:
    return say(FORMATS[str(value)]) if name == "format" and str(value) in FORMATS else value


def describe(remarks: pd.DataFrame, say: Speech) -> pd.Series:
    """Return a sentence for each remark, with its index.

    Parameters
    ----------
    remarks : `column`, `value`, `code`, `suggestion`; any but the code may be blank.
    """
    columns = ["column", "value", "code", "suggestion"]
    parts = remarks.reindex(columns=columns).astype("object").fillna("").astype("str")
    distinct = parts.drop_duplicates()
    rows = distinct.itertuples(index=False)
    told = distinct.assign(told=[sentence(row.column, row.value, row.code, row.suggestion, say) for row in rows])
    return parts.merge(told, on=columns, how="left")["told"].set_axis(remarks.index)


def sentence(column: str, value: str, code: str, suggestion: str, say: Speech) -> str:
    """Return one remark as a sentence."""
    what = say(REMARKS[code])
    if column and value:
        text = say("“{column}”, “{value}”: {what}.", column=column, value=value[:80], what=what)
    elif column:
        text = say("“{column}”: {what}.", column=column, what=what)
    else:
        text = what[:1].upper() + what[1:] + "."
    if not suggestion or code == "personal_masked":
        return text
    near = " / ".join(suggestion.split(";"))
    return text + " " + say("Close to it: {values}.", values=near)
