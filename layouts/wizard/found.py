"""Step 2 of the wizard, "What was found": the form of the file, each part of which can be overruled, and its rows."""

from typing import Any

from dash import html

from data.plans import Plan
from data.reading.source import Shape, UnreadableFile
from layouts.i18n import Speech, mark
from layouts.sentences import unreadable
from layouts.wizard.draft import DELIMITERS, ENCODINGS, LAST_HEADER, Draft
from layouts.wizard.files import Upload
from layouts.wizard.head import shown_head
from layouts.wizard.parts import Options, alert, button, card, choose, rows_of, table

PREVIEWED = 8
MOST_COLUMNS = 24

KINDS = {
    "csv": mark("a text table (CSV)"),
    "xlsx": mark("an Excel workbook"),
    "xls": mark("an Excel workbook (old form)"),
    "ods": mark("a LibreOffice sheet"),
    "parquet": mark("a Parquet table"),
    "json": mark("JSON"),
    "geojson": mark("a GeoJSON map layer"),
    "gpkg": mark("a GeoPackage map layer"),
    "shp": mark("a Shapefile map layer"),
}
DELIMITER_NAMES = {
    ",": mark("commas (,)"),
    ";": mark("semicolons (;)"),
    "\t": mark("tabulators"),
    "|": mark("pipes"),
}
AGAIN = {
    "seizures": mark(
        "This very file was imported before, in version {version}, and is in force. Importing it again changes only "
        "what you map differently: no record is taken twice."
    ),
    "published": mark(
        "This very file was imported before, in version {version} of the published figures, and is in force. Importing "
        "it again changes only what you state differently: no figure is taken twice."
    ),
}
"""Target of a profile → what is said of a file that was imported before."""


def found(upload: Upload, draft: Draft, plan: Plan, known: int | None, say: Speech) -> Any:
    """Return the step of a file that can be read.

    Parameters
    ----------
    plan : how the file is read; its columns of personal data are not shown.
    known : the version that took in the very same file, None if none did.
    """
    shape = plan.source.shape
    head = shown_head(plan).head(PREVIEWED)
    stated = [name for name in head.columns if (head[name] != "").any()]
    shown = head[stated[:MOST_COLUMNS]]
    again = [alert(say(AGAIN[plan.profile.target], version=known))] if known is not None else []
    title = say("First rows of {file}", file=upload.name)
    parts = [
        *again,
        html.P(sentence(upload, shape, say), className="found"),
        _controls(draft, shape, say),
        table([say("Row"), *shown.columns], rows_of(shown), name=title, row_heads=True),
        *_left(len(shape.columns) - len(stated), len(stated) - MOST_COLUMNS, say),
    ]
    return card(
        "2",
        say("What was found"),
        parts,
        note=say("Is this your table? The first row below must be your first record, the heading your column names."),
    )


def broken(draft: Draft, error: UnreadableFile, say: Speech) -> Any:
    """Return the step of a file that can't be read: why, and what to do."""
    again = [button("reset", say("Read it as it was found at first"))] if draft.shape or draft.profile else []
    acts = html.Div([*again, button("discard", say("Choose another file"))], className="doing")
    parts = [alert(unreadable(error, say), "red"), acts]
    return card("2", say("What was found"), parts)


def sentence(upload: Upload, shape: Shape, say: Speech) -> str:
    """Return the form of a file in one sentence."""
    told = [say("{file} is {kind}", file=upload.name, kind=say(KINDS[shape.kind]))]
    if shape.sheet:
        told.append(say("sheet “{sheet}”", sheet=shape.sheet))
    if shape.kind == "csv":
        told.append(say("encoding {encoding}", encoding=shape.encoding))
        told.append(say("columns separated by {delimiter}", delimiter=_delimiter(shape.delimiter, say)))
    if shape.header:
        told.append(say("column names in row {row}", row=say.number(shape.header)))
    told.append(say.plural("1 column", "{n} columns", len(shape.columns)))
    return ", ".join(told) + "."


def _delimiter(sign: str, say: Speech) -> str:
    return say(DELIMITER_NAMES[sign]) if sign in DELIMITER_NAMES else f"“{sign}”"


def _controls(draft: Draft, shape: Shape, say: Speech) -> Any:
    """Return what overrules the form found; closed until it is needed."""
    as_found = ("", say("as found"))
    asked = []
    if len(shape.sheets) > 1:
        sheets: Options = [(name, name) for name in shape.sheets]
        asked.append(choose("shape", say("Sheet"), sheets, shape.sheet, name="sheet"))
    if shape.kind == "csv":
        letters = [as_found, *((name, name) for name in ENCODINGS)]
        signs = [as_found, *((sign, _delimiter(sign, say)) for sign in DELIMITERS)]
        asked.append(choose("shape", say("Encoding of letters"), letters, draft.encoding, name="encoding"))
        asked.append(choose("shape", say("Columns separated by"), signs, draft.delimiter, name="delimiter"))
    if shape.header:
        rows = [as_found, *((str(row), str(row)) for row in range(1, LAST_HEADER + 1))]
        asked.append(choose("shape", say("Row of the column names"), rows, draft.header, name="header"))
    if not asked:
        return None
    handle = html.Summary(say("Something is wrong? Change how it is read"))
    is_open = bool(draft.shape) or len(shape.sheets) > 1
    return html.Details([handle, html.Div(asked, className="asks")], open=is_open, className="overrule")


def _left(blank: int, more: int, say: Speech) -> list[Any]:
    """Return how many columns are not shown, because these rows of them are blank or because they are too many."""
    told = []
    if blank > 0:
        told.append(say.plural("1 column is blank in these rows.", "{n} columns are blank in these rows.", blank))
    if more > 0:
        told.append(say.plural("1 more column is not shown.", "{n} more columns are not shown.", more))
    return [html.P(" ".join(told), className="card-note")] if told else []
