"""Records: every row of the selection, sortable, with its downloads."""

from typing import Any

import dash_ag_grid as dag
from dash import html

from layouts import ids
from layouts.exports import FORMATS
from layouts.grid import column_definitions
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    grid = dag.AgGrid(
        id=ids.grid("records"),
        columnDefs=column_definitions(say),
        rowModelType="infinite",
        defaultColDef={"sortable": True, "resizable": True, "filter": False, "minWidth": 90},
        dashGridOptions={
            "rowBuffer": 0,
            "cacheBlockSize": 100,
            "maxBlocksInCache": 10,
            "infiniteInitialRowCount": 1,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "suppressCellFocus": False,
            "ensureDomOrder": True,
        },
        getRowId="params.data.seizure_id",
        className="ag-theme-quartz records-grid",
        style={"height": "calc(100vh - 250px)", "minHeight": "420px"},
    )
    head = [
        html.P("", id=ids.panel("record-count"), className="record-count"),
        html.Div([_column_choice(say), _downloads(say)], className="card-tools"),
    ]
    return [
        html.H1(say("Records"), className="page-title"),
        html.Section([html.Div(head, className="card-head"), grid], className="card"),
    ]


def _downloads(say: Speech) -> Any:
    """Return the menu of files: each format with what it is for."""
    entries = [
        html.Button(
            [html.Span(say(kind.title), className="entry-name"), html.Span(say(kind.use), className="entry-use")],
            type="button",
            **{"data-download": address(name)},
        )
        for name, kind in FORMATS.items()
    ]
    told = html.P(say("Every record that the filters select; none is left out."))
    scripts = html.P(html.A(say("From a script: the API"), id=ids.link("/api"), href="/api"))
    handle = html.Summary(say("Download"), className="menu-button")
    return html.Details(
        [handle, html.Div([told, *entries, scripts], className="menu-entries")], className="menu", id="downloads"
    )


def address(form: str) -> str:
    """Return where a file of records lies."""
    return "/api/v1/package.zip" if form == "package" else f"/api/v1/seizures.{form}"


def _column_choice(say: Speech) -> Any:
    """Return the boxes that show and hide columns; the first column always stays."""
    boxes = [
        html.Button(
            [html.Span(className="facet-box", **{"aria-hidden": "true"}), html.Span(str(column["headerName"]))],
            type="button",
            role="checkbox",
            className="facet-row",
            **{"data-column": str(column["field"]), "aria-checked": "false" if column["hide"] else "true"},
        )
        for column in column_definitions(say)[1:]
    ]
    handle = html.Summary(say("Columns"), className="menu-button")
    return html.Details([handle, html.Div(boxes, className="menu-entries")], className="menu", id="column-choice")


PAGE = Page(path="/records", title=mark("Records"), order=30, body=body)
