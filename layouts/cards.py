"""The chart card: title, n and share known, the chart, and a menu with its table, files and method."""

from typing import Any

from dash import dcc, html

from layouts import ids
from layouts.cautions import cautions
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.details import listing
from layouts.figures.base import Figure
from layouts.i18n import Speech, mark
from layouts.scene import Scene

ADDED = mark("Added to your deck as slide {n}.")
FULL = mark("A deck takes 200 slides at most: delete one first.")
BOUNDARIES = mark("Boundaries are indicative and imply no position on their legal status.")


def config(language: str, *, zoomable: bool) -> dict[str, Any]:
    """Return the settings of every chart: nothing is fetched from, or sent to, anyone else."""
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "topojsonURL": "/assets/topojson/",
        "locale": "es-419" if language == "es" else "en",
        "displayModeBar": "hover" if zoomable else False,
        "modeBarButtonsToRemove": ["toImage", "lasso2d", "autoScale2d"],
        "scrollZoom": zoomable,
        "responsive": True,
        "doubleClick": "reset",
    }


def empty_figure() -> Figure:
    """Return what a chart is before its first drawing."""
    hidden = {"visible": False}
    ground = "rgba(0,0,0,0)"
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "paper_bgcolor": ground, "plot_bgcolor": ground}}


def chart_card(
    name: str,
    say: Speech,
    *,
    controls: list[Any] | None = None,
    zoomable: bool = False,
    fixed: Scene | None = None,
) -> Any:
    """Return the card of a chart.

    Parameters
    ----------
    controls : view options shown under the title.
    zoomable : whether the chart answers wheel and drag (maps to explore).
    fixed : for a listing that no filter changes: what it is laid out from, once, with the page.
    """
    chart = CHARTS[name]
    heading = html.Div(
        [
            html.Div(
                [
                    html.H2(say(chart.title), className="card-title"),
                    *([] if fixed else [html.P("", id=ids.note(name), className="card-note")]),
                ],
                className="card-heading",
            ),
            html.Div(_menu(chart, say), className="card-tools"),
        ],
        className="card-head",
    )
    choices = [html.Div(controls, className="card-choices")] if controls else []
    feet = [text for text in (chart.foot, BOUNDARIES if chart.map else "") if text]
    foot = [html.P(say(text), className="card-foot") for text in feet]
    working = [html.Div([], id=ids.working(name))] if chart.background else []
    caution = html.Div(cautions(chart.touched, say), className="caution")
    body = _listing(chart, fixed) if chart.listing else _graph(chart, say, zoomable)
    return html.Section(
        [heading, *choices, *working, body, *foot, caution],
        className="card",
        **{"data-chart": name, "aria-label": say(chart.title)},
    )


def _graph(chart: Chart, say: Speech, zoomable: bool) -> Any:
    graph = dcc.Graph(
        id=ids.chart(chart.name),
        figure=empty_figure(),
        config=config(say.language, zoomable=zoomable),
        style={"position": "absolute", "inset": 0},
        responsive=True,
    )
    return html.Div(graph, className="card-body", style={"minHeight": f"{chart.height}px"})


def _listing(chart: Chart, fixed: Scene | None) -> Any:
    """Return the place of a table; it scrolls, so that it can be reached by keyboard."""
    shown = {"className": "listing", "tabIndex": 0, "style": {"maxHeight": f"{chart.height}px"}}
    if fixed:
        return html.Div(listing(chart, chart.make(fixed), fixed), **shown)
    return html.Div([], id=ids.listing(chart.name), **shown)


def _menu(chart: Chart, say: Speech) -> Any:
    """Return the menu as a disclosure: native, so that it needs no script to be used by keyboard or read aloud."""
    drawn = [
        _pressed(say("Picture (PNG)"), image="png", of=chart.name),
        _pressed(say("Picture (SVG)"), image="svg", of=chart.name),
    ]
    as_table = html.Button(say("Show as table"), id=ids.opener(chart.name, "table"), type="button")
    entries = [
        *([] if chart.listing else [as_table]),
        html.Button(say("How was this computed?"), id=ids.opener(chart.name, "method"), type="button"),
        _pressed(say("Copy citation"), cite=chart.name),
        _pressed(say("Present from here (P)"), present=chart.name),
        _pressed(say("Add to deck"), add=chart.name, told=say(ADDED), full=say(FULL), open=say("Open the deck")),
        _pressed(say("Numbers of this chart (CSV)"), download=f"/api/v1/charts/{chart.name}.csv"),
        *([] if chart.listing else drawn),
    ]
    title = say("More on “{title}”", title=say(chart.title))
    handle = html.Summary("⋯", title=title, **{"aria-label": title})
    return html.Details([handle, html.Div(entries, className="menu-entries")], className="menu")


def _pressed(label: str, **data: str) -> Any:
    """Return a button whose press is answered in the browser, by its data."""
    return html.Button(label, type="button", **{f"data-{name}": value for name, value in data.items()})
