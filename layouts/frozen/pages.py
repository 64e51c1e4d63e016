"""One page of the frozen site: the page's own components, its charts and tables put in their places."""

import json
from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.captions import caption
from layouts.cards import config
from layouts.charts import CHARTS
from layouts.details import listing, table_view
from layouts.frozen.markup import Raw
from layouts.grid import column_definitions, rows
from layouts.library import Library
from layouts.page import Page
from layouts.panels import PANELS
from layouts.redraw import draw, made
from layouts.scene import Scene
from layouts.tasks import Outcome

MOST_RECORDS = 1_000
"""Rows of the table of records; the files hold all."""

DROPPED = frozenset({"working", "option", "years", "player", "ticker", "opener", "sides"})
"""Kinds of parts that only answer a press."""


def name_of(page: Page) -> str:
    """Return the name of a page's file, without its ending."""
    return page.path.strip("/").replace("/", "-") or "index"


class Frozen:
    """Fills one page.

    Parameters
    ----------
    scene : what every chart is drawn from.
    pages : the pages of the site: links to others are plain words.
    """

    def __init__(self, scene: Scene, pages: tuple[Page, ...]) -> None:
        self.scene = scene
        self._paths = {page.path: f"{name_of(page)}.html" for page in pages}
        self._outcomes: dict[str, Outcome] = {}

    def body(self, page: Page, library: Library) -> list[Any]:
        """Return the page's components."""
        return page.body(self.scene.say, library)

    def fill(self, part: Component) -> Any:
        """Return what stands in the place of a component."""
        name = getattr(part, "id", None)
        if isinstance(name, dict) and "type" in name:
            return self._part(name, part)
        kind = str(getattr(part, "_type", ""))
        if kind in {"Link", "Anchor", "A"} and isinstance(getattr(part, "href", None), str):
            return self._link(part)
        classes = str(getattr(part, "className", "") or "").split()
        return self._tools(part, classes)

    def _tools(self, part: Component, classes: list[str]) -> Any:
        """Leave out what only a server answers; put files and tables in the place of menus."""
        if {"card-choices", "options", "hint", "menu"} & {*classes}:
            return None
        chart = str(getattr(part, "data-chart", ""))
        if "card" in classes and chart in CHARTS:
            return html.Section([part.children, self._below(chart)], className=part.className, id=f"chart-{chart}")
        return part

    def _part(self, name: dict[str, str], part: Component) -> Any:
        kind, of = name["type"], name.get("name", "")
        scene = self.scene
        if kind in DROPPED:
            return None
        if kind == "chart":
            return self._graph(of)
        if kind == "note":
            note = CHARTS[of].note(scene, self._outcome(of).result)
            return html.P(note, className="card-note")
        if kind == "listing":
            return html.Div(self._listing(of), className="listing", tabIndex=0, style=getattr(part, "style", None))
        if kind == "panel" and of in PANELS:
            return html.Div(PANELS[of](scene, "/"), className=getattr(part, "className", None) or "")
        if kind == "grid":
            return self._records()
        return None if kind not in {"link"} else part

    def _outcome(self, name: str) -> Outcome:
        if name not in self._outcomes:
            self._outcomes[name] = made(CHARTS[name], self.scene)
        return self._outcomes[name]

    def _listing(self, name: str) -> Any:
        outcome = self._outcome(name)
        return listing(CHARTS[name], outcome.result, self.scene) if outcome.state == "done" else None

    def _graph(self, name: str) -> Raw:
        """Return the place of a chart, with what it is drawn from beside it."""
        chart = CHARTS[name]
        figure = draw(chart, self._outcome(name), self.scene)
        settings = config(self.scene.say.language, zoomable=chart.map) | {"topojsonURL": ""}
        told = json.dumps({"figure": figure, "config": settings}, ensure_ascii=False).replace("<", "\\u003c")
        label = escape(self.scene.say(chart.title))
        return Raw(
            f'<div class="frozen-chart" role="figure" aria-label="{label}" data-figure="{name}"></div>'
            f'<script type="application/json" data-of="{name}">{told}</script>'
        )

    def _below(self, name: str) -> Any:
        """Return a chart's table, its file and what goes with it."""
        scene, chart, outcome = self.scene, CHARTS[name], self._outcome(name)
        say = scene.say
        words = caption(chart, scene, outcome.result if outcome.state == "done" else None)
        parts: list[Any] = []
        if outcome.state == "done" and not chart.listing:
            parts.append(html.Details([html.Summary(say("Show as table")), self._table(name)]))
        parts.append(html.Details([html.Summary(say("How was this computed?")), html.P(say(chart.method))]))
        link = html.A(say("Numbers of this chart (CSV)"), href=f"../data/charts/{name}.csv", download="")
        parts.append(html.P([link, " · ", words.source, " · ", words.licence], className="card-foot"))
        return html.Div(parts, className="frozen-below")

    def _table(self, name: str) -> Any:
        chart = CHARTS[name]
        return table_view(chart, chart.numbers(self._outcome(name).result), self.scene)

    def _records(self) -> Any:
        """Return the records as a table, each with its place in the page."""
        scene = self.scene
        shown = [column for column in column_definitions(scene.say) if not column["hide"]]
        held = rows(scene, {"startRow": 0, "endRow": 500})
        data = list(held["rowData"])
        while len(data) < min(held["rowCount"], MOST_RECORDS):
            data += rows(scene, {"startRow": len(data), "endRow": len(data) + 500})["rowData"]
        left = held["rowCount"] - len(data)
        head = html.Tr([html.Th(column["headerName"], scope="col") for column in shown])
        lines = [html.Tr([html.Td(row[column["field"]]) for column in shown], id=row["seizure_id"]) for row in data]
        more = scene.say("{n} more records are in the files.", n=scene.say.number(left))
        table = html.Table([html.Thead(head), html.Tbody(lines)], className="table")
        return html.Div([table, html.P(more) if left > 0 else None], className="listing", tabIndex=0)

    def _link(self, part: Component) -> Any:
        """Return a link within the site, or to a source; a link that only a server could follow is plain words."""
        path, _, _ = str(part.href).partition("?")
        record = path.removeprefix("/records/")
        if path.startswith(("http", "#", "../data/")):
            where = str(part.href)
        elif record != path and "/records" in self._paths:
            where = f"{self._paths['/records']}#{record}"
        elif path in self._paths:
            where = self._paths[path]
        else:
            return html.Span(part.children, className=getattr(part, "className", None))
        return html.A(part.children, href=where, className=getattr(part, "className", None))
