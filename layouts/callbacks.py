"""What answers the browser: one callback redraws everything on a page from one view."""

from collections.abc import Collection, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from data.store import StoreError
from layouts import ids
from layouts.charts import CHARTS
from layouts.details import method_text, table_view
from layouts.figures.base import message
from layouts.grid import rows
from layouts.library import Library
from layouts.redraw import TOLD, Redraw, job_of, told
from layouts.scene import Scene
from layouts.shell import requested_speech
from layouts.tasks import Tasks
from layouts.theme import look
from layouts.wording import sentence_of

PARTS = {"chart": "figure"} | dict.fromkeys(("note", "listing", "working", "panel", "facet", "status"), "children")
"""Kinds of parts of a page → the property that holds them."""

_ALL_CHARTS = {"type": "chart", "name": ALL}


def register(app: Dash, library: Library) -> None:
    """Add every callback to an app."""
    _register_browser_side(app)
    _register_redraw(app, library)
    _register_details(app, library)
    _register_grid(app, library)


def _register_browser_side(app: Dash) -> None:
    """Add what runs in the browser: the address and the controls, the theme, playing the years."""
    field = {"type": "field", "name": ALL}
    option = {"type": "option", "name": ALL}
    years = {"type": "years", "name": ALL}
    app.clientside_callback(
        ClientsideFunction("istmo", "sync"),
        Output(ids.URL, "search"),
        Output(field, "value"),
        Output(option, "value"),
        Output(years, "value"),
        Output({"type": "facet-count", "name": ALL}, "children"),
        Output({"type": "link", "path": ALL}, "href"),
        Output({"type": "language", "name": ALL}, "href"),
        Input(ids.URL, "search"),
        Input(field, "value"),
        Input(option, "value"),
        Input(years, "value"),
        Input({"type": "clear", "name": ALL}, "n_clicks"),
        Input(_ALL_CHARTS, "clickData"),
        Input(_ALL_CHARTS, "selectedData"),
        Input({"type": "ticker", "name": ALL}, "n_intervals"),
        State({"type": "facet-count", "name": ALL}, "children"),
        State(ids.TREES, "data"),
        State(ids.URL, "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("istmo", "theme"),
        Output(ids.THEME, "data"),
        Output(ids.PROVIDER, "forceColorScheme"),
        Input({"type": "theme-switch", "name": ALL}, "n_clicks"),
        State(ids.THEME, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("istmo", "playing"),
        Output({"type": "ticker", "name": ALL}, "disabled"),
        Input({"type": "player", "name": ALL}, "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("istmo", "follow"), Output(ids.MOVES, "data"), Input(_ALL_CHARTS, "relayoutData")
    )
    app.clientside_callback(ClientsideFunction("istmo", "webgl"), Output(ids.WEBGL, "data"), Input(ids.PROVIDER, "id"))


def _register_redraw(app: Dash, library: Library) -> None:
    @app.callback(
        *(Output({"type": kind, "name": ALL}, held) for kind, held in PARTS.items()),
        Output(ids.POLL, "max_intervals"),
        Output(ids.DRAWN, "data"),
        Input(ids.URL, "search"),
        Input(ids.THEME, "data"),
        Input(ids.WEBGL, "data"),
        Input({"type": "facets", "name": ALL}, "value"),
        Input({"type": "facet-find", "name": ALL}, "value"),
        Input(ids.POLL, "n_intervals"),
        Input(ids.COMMAND, "data"),
        State(ids.URL, "pathname"),
        State(ids.DRAWN, "data"),
    )
    def redraw(
        search: str | None,
        theme: str | None,
        webgl: bool,
        opened: list[list[str] | None],
        found: list[str | None],
        polls: int | None,
        command: dict[str, str] | None,
        path: str | None,
        drawn: dict[str, Any] | None,
    ) -> tuple[Any, ...]:
        if theme is None:
            raise PreventUpdate  # the browser is about to say light or dark: it would all be drawn twice
        names = dict(zip(PARTS, (_names(outputs) for outputs in ctx.outputs_list), strict=False))
        say = requested_speech(_language(search))
        try:
            scene = library.scene(search or "", say, theme=theme, webgl=bool(webgl))
        except StoreError as error:
            return _unreadable(names, sentence_of(error, say), theme)
        page = Redraw(
            scene=scene,
            tasks=library.tasks,
            path=path or "/",
            searched=dict(zip(names["facet"], found, strict=True)),
            opened=frozenset(name for values in opened for name in values or []),
        )
        causes = _causes(ctx.triggered_prop_ids)
        if ids.COMMAND in causes:
            obey(command, scene, library.tasks)
        wanted = f"{path} {search} {theme} {webgl}"
        if not drawn or drawn["of"] != wanted:
            causes = set()
        parts, is_waiting = _answer(page, names, causes, drawn["done"] if drawn else [])
        return *parts, (polls or 0) + 1 if is_waiting else 0, {"of": wanted, "done": page.done()}


def _answer(
    page: Redraw, names: dict[str, list[str]], causes: set[str], stands: Collection[str]
) -> tuple[list[list[Any]], bool]:
    """Return the parts of a page, by kind, and whether any is awaited; those that can't have changed stay.

    Parameters
    ----------
    causes : what happened since all was drawn; nothing: all is asked for, also where an answer was overtaken by a
        later request and never arrived.
    stands : charts that are drawn with their numbers.
    """
    slow = _slow(names)
    page.begin(slow)
    if causes and causes <= {"facets", "facet-find", ids.POLL, ids.COMMAND}:
        due = {*slow} - {*stands}
        parts = [
            [
                page.part(kind, name) if kind == "facet" or (kind in TOLD and name in due) else no_update
                for name in named
            ]
            for kind, named in names.items()
        ]
    else:
        parts = [[page.part(kind, name) for name in named] for kind, named in names.items()]
    return parts, page.go_on()


def _slow(names: dict[str, list[str]]) -> list[str]:
    """Return the charts of a page whose numbers take long, as they follow each other on the page."""
    return [name for name in (*names["chart"], *names["listing"]) if CHARTS[name].background]


def _unreadable(names: dict[str, list[str]], text: str, theme: str | None) -> tuple[Any, ...]:
    """Return what a page shows whose records can't be read."""
    failed = message(text, look(theme))
    alert = [dmc.Alert(text, color="red", variant="light")]
    parts: dict[str, list[Any]] = {kind: _same(named) for kind, named in names.items()}
    parts["chart"] = [failed for _ in names["chart"]]
    parts["status"] = [alert if name == "notices" else no_update for name in names["status"]]
    return *parts.values(), 0, None


def obey(command: dict[str, str] | None, scene: Scene, tasks: Tasks) -> None:
    """Stop or start the long computation of a chart; anything else that is asked is left alone."""
    chart = CHARTS.get(str((command or {}).get("of")))
    if chart is None or not chart.background:
        return
    act = tasks.cancel if command and command.get("what") == "cancel" else tasks.forget
    act(job_of(chart, scene).key)


def _register_details(app: Dash, library: Library) -> None:
    @app.callback(
        Output({"type": "drawer-frame", "name": ALL}, "opened"),
        Output({"type": "drawer-frame", "name": ALL}, "title"),
        Output({"type": "drawer-content", "name": ALL}, "children"),
        Input({"type": "open", "name": ALL, "what": ALL}, "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def open_details(clicks: list[int | None], search: str | None) -> tuple[list[Any], list[Any], list[Any]]:
        asked = ctx.triggered_id
        chart = CHARTS.get(asked["name"]) if asked and ctx.triggered[0]["value"] else None
        if chart is None:
            return tuple(_same(outputs) for outputs in ctx.outputs_list)  # type: ignore[return-value]
        say = requested_speech(_language(search))
        try:
            scene = library.scene(search or "", say)
        except StoreError as error:
            return [True], [say(chart.title)], [sentence_of(error, say)]
        if asked["what"] != "table":
            return [True], [say(chart.title)], [method_text(chart, scene)]
        page = Redraw(scene, library.tasks)
        page.begin([chart.name] if chart.background else [])
        outcome = page.outcome(chart.name)
        page.go_on()
        body = (
            told(outcome, scene) if outcome.state != "done" else table_view(chart, chart.numbers(outcome.result), scene)
        )
        return [True], [say(chart.title)], [body]


def _register_grid(app: Dash, library: Library) -> None:
    """Add the table of records: its rows, its memory of them, its columns."""
    grid = {"type": "grid", "name": MATCH}

    @app.callback(
        Output(grid, "getRowsResponse"),
        Input(grid, "getRowsRequest"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def rows_wanted(request: dict[str, Any] | None, search: str | None) -> Any:
        if not request:
            return no_update
        try:
            scene = library.scene(search or "", requested_speech(_language(search)))
        except StoreError:
            return {"rowData": [], "rowCount": 0}
        return rows(scene, request)

    grids = {"type": "grid", "name": ALL}
    app.clientside_callback(
        ClientsideFunction("istmo", "purgeGrid"),
        Output(grids, "className"),
        Input(ids.URL, "search"),
        State(grids, "id"),
    )


def _names(outputs: Any) -> list[str]:
    return [output["id"]["name"] for output in outputs]


def _same(names: Sequence[Any]) -> list[Any]:
    return [no_update for _ in names]


def _causes(triggered: dict[str, Any]) -> set[str]:
    """Return the kinds or ids of what changed; empty when the page is new."""
    return {value["type"] if isinstance(value, dict) else prop.rpartition(".")[0] for prop, value in triggered.items()}


def _language(search: str | None) -> str | None:
    found = [part.removeprefix("lang=") for part in (search or "").lstrip("?").split("&") if part.startswith("lang=")]
    return found[-1] if found else None
