"""Data: a file in, checked and confirmed; the versions of records and published figures; the template, the codebook."""

from typing import Any

from dash import dcc, html

from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.wizard.files import MOST_BYTES
from layouts.wizard.history import section
from layouts.wizard.parts import card
from layouts.wizard.service import COLUMNS, COMMAND, FOUND, POLL, POLL_EVERY, PROBLEM, REPORT, STALE, TOKEN

FORMS = "CSV, TSV, TXT, XLSX, XLS, ODS, Parquet, JSON, GeoJSON, GeoPackage, Shapefile (ZIP)"

ENDINGS = ".csv,.tsv,.txt,.xlsx,.xls,.xlsm,.ods,.parquet,.json,.geojson,.gpkg,.zip,.shp"
"""What the list of files shows first."""


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    return [
        html.H1(say("Data"), className="page-title"),
        html.P(
            say(
                "Take your own table in: Istmo reads it as it is, shows what it understood, and changes nothing before "
                "you confirm."
            ),
            className="lead",
        ),
        html.Div(_upload(say), className="first-step"),
        html.Div([], id=PROBLEM, **{"aria-live": "polite"}),
        html.Div([], id=FOUND),
        html.Div([], id=COLUMNS),
        html.Div([], id=REPORT, **{"aria-live": "polite"}),
        section(library.store, say),
        section(library.store.published, say),
        dcc.Store(id=STALE),
        dcc.Store(id=TOKEN, storage_type="session"),
        dcc.Store(id=COMMAND),
        dcc.Interval(id=POLL, interval=POLL_EVERY, max_intervals=0),
    ]


def _upload(say: Speech) -> list[Any]:
    """Return the step that takes a file; `assets/upload.js` brings it to life."""
    limit = say.number(MOST_BYTES // 1024**2)
    choose = html.Button(
        say("Choose a file"), type="button", className="do do-main", **{"data-upload": "choose", "data-accept": ENDINGS}
    )
    marks = {
        "data-upload": "zone",
        "data-limit": str(MOST_BYTES),
        "data-large": say(
            "This file is too large: at most {limit} MB are taken. Split it, or use the command line.", limit=limit
        ),
        "data-empty": say("This file is empty: there is nothing to read. Choose a file that holds a table."),
    }
    texts = [
        html.P([html.B(say("Drop a file here")), " ", say("or"), " ", choose]),
        html.P(
            say(
                "{forms}; up to {limit} MB. It stays on this computer or your server, and is deleted once its rows are "
                "taken in or thrown away, at the latest an hour after nobody looks at it any more.",
                forms=FORMS,
                limit=limit,
            ),
            className="card-note",
        ),
    ]
    cancel = html.Button(say("Cancel"), type="button", className="do", **{"data-upload": "stop"})
    bar = html.Progress(value="0", max="1", **{"data-upload": "bar", "aria-label": say("Progress of the upload")})
    name = html.B("", **{"data-upload": "name"})
    size = html.Span("", **{"data-upload": "done"})
    progress = html.Div(
        [name, bar, size, cancel], className="uploading", hidden=True, role="status", **{"data-upload": "progress"}
    )
    failed = say("The upload was interrupted. Look whether Istmo is still running, then choose the file again.")
    problem = html.P(
        "", className="upload-problem", hidden=True, role="alert", **{"data-upload": "problem", "data-failed": failed}
    )
    parts = [html.Div(texts, className="drop", **marks), progress, problem, _files(say)]
    return [card("1", say("Your file"), parts)]


def _files(say: Speech) -> Any:
    """Return the files that help to write such a table."""
    links = {
        "template.xlsx": say("Template (Excel)"),
        "template.csv": say("Template (CSV)"),
        "codebook.md": say("Codebook"),
    }
    shown = [
        html.A(label, href=f"/api/v1/{name}?lang={say.language}", download="", className="file-link")
        for name, label in links.items()
    ]
    by_hand = html.A(say("Enter one seizure by hand"), href=f"/enter?lang={say.language}", className="file-link")
    return html.P([say("No table yet? Fill in the template:"), *shown, by_hand], className="doing helps")


PAGE = Page(path="/data", title=mark("Data"), order=80, body=body, has_filters=False, frozen=False)
