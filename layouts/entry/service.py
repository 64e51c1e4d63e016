"""What answers the form for one seizure: it is filled in, checked and saved."""

from collections.abc import Sequence
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from data.store import StoreError
from layouts import ids
from layouts.entry.answer import Told, answer, read_form
from layouts.entry.fields import part, province_options
from layouts.entry.form import form
from layouts.entry.lines import PARTS, changed, read, rows, text_of
from layouts.entry.map import figure
from layouts.entry.typed import plainly
from layouts.i18n import Speech
from layouts.library import Library
from layouts.shell import requested_speech
from layouts.theme import look
from layouts.wording import sentence_of


def register(app: Dash, library: Library) -> None:
    """Add what answers the form."""
    _register_filling(app, library)
    _register_keeping(app)
    _register_lines(app)
    _register_map(app, library)
    _register_saving(app, library)


def _matched(kind: str, **more: Any) -> dict[str, Any]:
    return part(kind, **more) | {"form": MATCH}


def _speech(search: str | None) -> Speech:
    found = [text.removeprefix("lang=") for text in (search or "").lstrip("?").split("&") if text.startswith("lang=")]
    return requested_speech(found[-1] if found else None)


def _register_filling(app: Dash, library: Library) -> None:
    @app.callback(
        Output(_matched("holder"), "children"),
        Input(_matched("asked"), "data"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
    )
    def fill(kept: Any, path: str | None, search: str | None) -> Any:
        if kept is None:
            raise PreventUpdate
        say = _speech(search)
        try:
            return form(library, path or "", say, kept)
        except StoreError as error:
            return [sentence_of(error, say)]

    @app.callback(
        Output(_matched("", name="admin1"), "data"),
        Output(_matched("", name="admin1"), "value"),
        Output(_matched("", name="agencies"), "data"),
        Input(_matched("", name="country"), "value"),
        State(_matched("", name="admin1"), "value"),
        State(ids.URL, "search"),
    )
    def belonging(country: Any, province: Any, search: str | None) -> tuple[Any, ...]:
        """Offer the provinces and the agencies of the country."""
        provinces = province_options(text_of(country), library.vocabulary, _speech(search))
        known = {entry["value"] for entry in provinces}
        agencies = library.agencies
        near = agencies[agencies["country"].isin(["", text_of(country)])]
        return provinces, province if province in known else None, sorted(set(near["name"]))


def _register_keeping(app: Dash) -> None:
    """Have the browser keep what is typed until it is saved: a reload or another language loses nothing."""
    app.clientside_callback(
        ClientsideFunction("istmoEntry", "kept"),
        Output(_matched("asked"), "data"),
        Input(_matched("holder"), "id"),
        State(ids.URL, "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("istmoEntry", "keep"),
        Output(_matched("kept"), "data"),
        Input(_matched("", name=ALL), "value"),
        Input(_matched("line", of=ALL, row=ALL, part=ALL), "value"),
        Input(_matched("check"), "disabled"),
        State(_matched("", name=ALL), "id"),
        State(_matched("line", of=ALL, row=ALL, part=ALL), "id"),
        State(_matched("of"), "data"),
        State(ids.URL, "pathname"),
    )


def _register_lines(app: Dash) -> None:
    line = {"form": MATCH, "of": MATCH}

    @app.callback(
        Output(part("lines") | line, "children"),
        Input(part("add") | line, "n_clicks"),
        Input(part("remove", row=ALL) | line, "n_clicks"),
        State(part("line", row=ALL, part=ALL) | line, "value"),
        State(part("line", row=ALL, part=ALL) | line, "id"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def change(add: int | None, removes: Any, values: Sequence[Any], names: Sequence[Any], search: str | None) -> Any:
        asked = ctx.triggered_id
        if not asked or not ctx.triggered[0]["value"] or asked.get("of") not in PARTS:
            raise PreventUpdate
        held = read(names, values).get(asked["of"], {})
        row = asked.get("row")
        return rows(asked["of"], changed(held, add=row is None, remove=row), _speech(search))


def _register_map(app: Dash, library: Library) -> None:
    @app.callback(
        Output(_matched("map"), "figure"),
        Input(ids.THEME, "data"),
        Input(ids.WEBGL, "data"),
        Input(_matched("map"), "id"),
        State(_matched("", name="latitude"), "value"),
        State(_matched("", name="longitude"), "value"),
        State(_matched("", name="country"), "value"),
        State(ids.URL, "search"),
    )
    def draw(
        theme: str | None, webgl: Any, _: Any, latitude: Any, longitude: Any, country: Any, search: str | None
    ) -> Any:
        if theme is None:
            raise PreventUpdate
        point = _point(latitude, longitude)
        return figure(point, text_of(country), library.gazetteer, look(theme), _speech(search), webgl=bool(webgl))

    app.clientside_callback(
        ClientsideFunction("istmoEntry", "mark"),
        Output(_matched("centres"), "modified_timestamp"),
        Input(_matched("", name="latitude"), "value"),
        Input(_matched("", name="longitude"), "value"),
        Input(_matched("", name="country"), "value"),
        State(_matched("centres"), "data"),
        State(_matched("map"), "id"),
    )


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    try:
        point = float(plainly("latitude", text_of(latitude))), float(plainly("longitude", text_of(longitude)))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def _register_saving(app: Dash, library: Library) -> None:
    field = _matched("", name=ALL)
    line = _matched("line", of=ALL, row=ALL, part=ALL)
    outputs = (
        Output(field, "error"),
        Output(line, "error"),
        Output(_matched("outcome"), "children"),
        Output(_matched("save"), "disabled"),
        Output(_matched("check"), "disabled"),
        Output(_matched("checked"), "data"),
    )

    @app.callback(
        *outputs,
        Input(_matched("check"), "n_clicks"),
        Input(_matched("save"), "n_clicks"),
        State(field, "value"),
        State(field, "id"),
        State(line, "value"),
        State(line, "id"),
        State(_matched("of"), "data"),
        State(_matched("checked"), "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def press(
        check: int | None,
        pressed: int | None,
        values: list[Any],
        names: list[Any],
        line_values: list[Any],
        line_names: list[Any],
        of: Any,
        checked: Any,
        search: str | None,
    ) -> Any:
        if not ctx.triggered_id or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        say = _speech(search)
        sent = read_form(names, values, line_names, line_values, of)
        wants_saving = ctx.triggered_id.get("type") == "entry-save"
        try:
            told = answer(library, sent, say, str(checked or "") if wants_saving else None)
        except StoreError as error:
            told = Told([sentence_of(error, say)])
        columns = [told.errors.get(str(name["name"])) for name in names]
        lines = [told.lines.get((name["of"], name["row"], name["part"])) for name in line_names]
        return columns, lines, told.outcome, not told.checked, told.is_saved, told.checked
