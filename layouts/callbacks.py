"""What answers the browser: one callback redraws everything on a page from one view."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from data.store import StoreError
from layouts import ids
from layouts.charts import CHARTS, Chart
from layouts.controls import facet_values
from layouts.details import method_text, table_view
from layouts.figures.base import Figure, message
from layouts.grid import rows
from layouts.library import Library
from layouts.panels import PANELS
from layouts.scene import Scene
from layouts.shell import requested_speech
from layouts.theme import look
from layouts.wording import sentence_about, sentence_of

LOG = logging.getLogger(__name__)
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
    app.clientside_callback(ClientsideFunction("istmo", "webgl"), Output(ids.WEBGL, "data"), Input(ids.PROVIDER, "id"))


def _register_redraw(app: Dash, library: Library) -> None:
    @app.callback(
        Output(_ALL_CHARTS, "figure"),
        Output({"type": "note", "name": ALL}, "children"),
        Output({"type": "panel", "name": ALL}, "children"),
        Output({"type": "facet", "name": ALL}, "children"),
        Output({"type": "status", "name": ALL}, "children"),
        Input(ids.URL, "search"),
        Input(ids.THEME, "data"),
        Input(ids.WEBGL, "data"),
        Input({"type": "facets", "name": ALL}, "value"),
        Input({"type": "facet-find", "name": ALL}, "value"),
        State(ids.URL, "pathname"),
    )
    def redraw(
        search: str | None,
        theme: str | None,
        webgl: bool,
        opened: list[list[str] | None],
        found: list[str | None],
        path: str | None,
    ) -> tuple[list[Any], list[Any], list[Any], list[Any], list[Any]]:
        charts, notes, panels, facets, status = (_names(outputs) for outputs in ctx.outputs_list)
        say = requested_speech(_language(search))
        try:
            scene = library.scene(search or "", say, theme=theme, webgl=bool(webgl))
        except StoreError as error:
            failed = message(sentence_of(error, say), look(theme))
            alert = [dmc.Alert(sentence_of(error, say), color="red", variant="light")]
            keep = [no_update for _ in range(len(notes))]
            told = [alert if name == "notices" else no_update for name in status]
            return [failed for _ in charts], keep, [no_update for _ in panels], [no_update for _ in facets], told
        shown = {name for names in opened for name in names or []}
        searched = dict(zip(facets, found, strict=True))
        trees = [facet_values(scene, name, searched[name] or "") if name in shown else no_update for name in facets]
        if _only_rail(ctx.triggered_prop_ids):
            return _same(charts), _same(notes), _same(panels), trees, _same(status)
        return (
            [draw(CHARTS[name], scene) for name in charts],
            [_safely(CHARTS[name].note, scene) for name in notes],
            [_safely(PANELS[name], scene, path or "/") for name in panels],
            trees,
            [_status(name, scene) for name in status],
        )


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
        body = table_view(chart, scene) if asked["what"] == "table" else method_text(chart, scene)
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


def draw(chart: Chart, scene: Scene) -> Figure:
    """Return a chart's figure; a chart that fails says so and leaves the others alone."""
    try:
        return chart.draw(chart.table(scene), scene)
    except Exception:
        LOG.exception("chart %s failed for %r", chart.name, scene.view.selection)
        return message(scene.say("This chart could not be drawn. The others are not affected."), scene.look)


def _safely(part: Callable[..., Any], scene: Scene, *more: str) -> Any:
    """Return a part of the page; one that fails says so and leaves the others alone."""
    try:
        return part(scene, *more)
    except Exception:
        LOG.exception("%r failed for %r", part, scene.view.selection)
        return scene.say("This part could not be drawn. The others are not affected.")


def _names(outputs: Any) -> list[str]:
    return [output["id"]["name"] for output in outputs]


def _same(names: Sequence[Any]) -> list[Any]:
    return [no_update for _ in names]


def _only_rail(triggered: dict[str, Any]) -> bool:
    """Tell whether only the rail changed: a section opened, or its values searched."""
    kinds = [value["type"] if isinstance(value, dict) else value for value in triggered.values()]
    return bool(kinds) and all(kind in {"facets", "facet-find"} for kind in kinds)


def _language(search: str | None) -> str | None:
    found = [part.removeprefix("lang=") for part in (search or "").lstrip("?").split("&") if part.startswith("lang=")]
    return found[-1] if found else None


def _status(name: str, scene: Scene) -> Any:
    say = scene.say
    if name == "notices":
        said = [sentence_about(problem, say) for problem in scene.problems]
        synthetic = [say("These records are synthetic: made for training, calibrated to nothing real.")]
        lines = said + (synthetic if scene.is_synthetic else [])
        return [dmc.Alert(line, color="yellow", variant="light", className="notice") for line in lines]
    return scene.view.selection.describe(say.language, say.vocabulary)
