"""Records: every row of the selection, sortable, with its downloads."""

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from layouts import ids
from layouts.grid import column_definitions
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    downloads = {
        "csv": say("CSV"),
        "csv-excel": say("CSV for Excel"),
        "xlsx": say("Excel (XLSX)"),
    }
    buttons = [
        dmc.Button(label, size="xs", variant="light", **{"data-download": f"/api/v1/seizures.{form}"})
        for form, label in downloads.items()
    ]
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
        html.Div([_column_choice(say), *buttons], className="card-tools"),
    ]
    return [
        html.H1(say("Records"), className="page-title"),
        html.Section([html.Div(head, className="card-head"), grid], className="card"),
    ]


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
