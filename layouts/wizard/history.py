"""The versions of the records and of the published figures: who brought what in; restore, compare, take out."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, quote

import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, set_props

from data.replacing import undone
from data.store import Published, Store, StoreError
from layouts import ids
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.panels import version as version_in_force
from layouts.shell import requested_speech
from layouts.wizard.listings import FIGURES, Listing, listing_of
from layouts.wizard.parts import alert, bare_choice, button, short
from layouts.wizard.parts import table as grid
from layouts.wizard.service import STALE
from layouts.wizard.totals import category_of, name_of_figure, period_of, place_of
from layouts.wording import sentence_of

MOST_VERSIONS = 50
MOST_CHANGES = 200

CHANGES = {"added": mark("added"), "changed": mark("changed"), "removed": mark("removed")}
COUNTED = {
    "added": (mark("1 added"), mark("{n} added")),
    "changed": (mark("1 changed"), mark("{n} changed")),
    "removed": (mark("1 removed"), mark("{n} removed")),
}
"""How a row differs between two versions, and how many do."""

Table = Store | Published


def register(app: Dash, library: Library) -> None:
    """Add the callbacks of the lists of versions to an app."""
    for table in (library.store, library.store.published):
        _register(app, library, table)


def _register(app: Dash, library: Library, table: Table) -> None:
    listing = listing_of(table)

    @app.callback(
        Output(listing.versions, "children"),
        Output(listing.answer, "children"),
        Input(STALE, "data"),
        Input(listing.command, "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def act(stale: Any, command: dict[str, Any] | None, search: str | None) -> tuple[Any, Any]:
        say = requested_speech(parse_qs((search or "").lstrip("?")).get("lang", [""])[-1])
        is_command = listing.command in {prop.rpartition(".")[0] for prop in ctx.triggered_prop_ids}
        try:
            told = answer(table, (is_command and command) or {}, say)
            set_props(ids.panel("version"), {"children": version_in_force(library.scene("", say), "/data")})
            return versions(table, say), told
        except StoreError as error:
            return versions(table, say), alert(sentence_of(error, say), "red")


def answer(table: Table, command: dict[str, Any], say: Speech) -> Any:
    """Return what is shown of a command: a question before anything is changed, then what was done."""
    what, value = str(command.get("what") or ""), str(command.get("value") or "")
    if what == "compare":
        return _compared(table, value, say)
    if what in {"restore", "restore-now"} and value.isdigit():
        return _restored(table, int(value), what == "restore-now", say)
    if what in {"remove", "remove-now"} and value:
        return _removed(table, value, what == "remove-now", say)
    return None


def _restored(table: Table, version: int, is_sure: bool, say: Speech) -> Any:
    listing = listing_of(table)
    if is_sure:
        new = table.restore(version)
        return alert(say(listing.restored, old=version, new=new), "green")
    label = say("Restore version {n}", n=version)
    return _question(listing, say(listing.ask_restore, old=version), "restore-now", label, str(version), say)


def _removed(table: Table, import_id: str, is_sure: bool, say: Speech) -> Any:
    listing, imports = listing_of(table), table.imports()
    found = imports[imports["import_id"] == import_id]
    if found.empty:
        return alert(say("This import is no longer in force: there is nothing to take out."))
    file = str(found["file"].iloc[0])
    if is_sure:
        new = table.remove(import_id)
        return alert(say(listing.removed, file=file, new=new), "green")
    label = say("Take {file} out", file=file)
    going, returning = undone(table, import_id)
    told = [say(listing.ask_remove, file=file), say.plural(*listing.going, going)]
    told += [say.plural(*listing.returning, returning)] if returning else []
    told.append(say("The present version stays in the list."))
    return _question(listing, " ".join(told), "remove-now", label, import_id, say)


def _question(listing: Listing, text: str, what: str, label: str, value: str, say: Speech) -> Any:
    """Return a question and its two answers; the keyboard goes there."""
    yes = button(what, label, value=value, sends=listing.command, main=True, autoFocus=True)
    no = button("leave", say("Leave it"), sends=listing.command)
    return alert([html.P(text), html.Div([yes, no], className="doing")])


def _compared(table: Table, value: str, say: Speech) -> Any:
    parts = value.split(",")
    if len(parts) != 2 or not all(part.isdigit() for part in parts) or parts[0] == parts[1]:
        return alert(say("Choose two different versions to compare."))
    older, newer = sorted(map(int, parts))
    changes = table.changes(older, newer)
    listing = listing_of(table)
    title = say("From version {older} to version {newer}", older=older, newer=newer)
    if changes.empty:
        return html.Div([html.H3(title, className="sub"), html.P(say(listing.same))])
    counts = changes["change"].value_counts()
    told = ", ".join(say.plural(*words, int(counts.get(code, 0))) for code, words in COUNTED.items())
    line = _figure if listing is FIGURES else partial(_record, newer=newer)
    rows = [line(row, say=say) for row in changes.head(MOST_CHANGES).to_dict("records")]
    left = len(changes) - MOST_CHANGES
    more = [html.P(say.plural(listing.one_more, listing.many_more, left))] if left > 0 else []
    lines = grid([*map(say, listing.heads)], rows, name=title)
    return html.Div([html.H3(title, className="sub"), html.P(told), lines, *more])


def _record(row: dict[Any, Any], newer: int, say: Speech) -> list[Any]:
    name = str(row["seizure_id"])
    link = html.A(name, href=f"/records/{quote(name, safe='')}?version={newer}&lang={say.language}")
    columns = row["columns"] if isinstance(row["columns"], str) else ", ".join(row["columns"])
    return [link, say.label("dataset", str(row["dataset"])), say(CHANGES[row["change"]]), columns or "–"]


def _figure(row: dict[Any, Any], say: Speech) -> list[Any]:
    columns = ", ".join(name_of_figure(name, say) for name in str(row["columns"]).split(";") if name)
    words = (place_of(row["place"], say), period_of(row["period"], say), category_of(row["category"], say))
    return [*words, short(row["source_title"]), say(CHANGES[row["change"]]), columns or "–"]


def versions(table: Table, say: Speech) -> list[Any]:
    """Return the list of versions, newest first, and the choice of two to compare."""
    listing = listing_of(table)
    if not table.exists():
        return [html.P(say("There is none yet."))]
    held = table.versions()
    in_force = set(table.imports()["import_id"])
    newest = int(held["version"].max())
    heads = [say("Version"), say("When"), say("Who"), say("What"), say("Rows"), say("Changed"), say("Do")]
    rows = [_line(listing, row, newest, in_force, say) for row in held.head(MOST_VERSIONS).to_dict("records")]
    title = say(listing.title)
    return [_chooser(listing, held, say), grid(heads, rows, name=title, row_heads=True)]


def _chooser(listing: Listing, held: pd.DataFrame, say: Speech) -> Any:
    numbers = [(str(version), str(version)) for version in held["version"]]
    if len(numbers) < 2:
        return None
    older = bare_choice("", say("Older version"), numbers, numbers[1][0])
    newer = bare_choice("", say("Newer version"), numbers, numbers[0][0])
    go = button("compare", say("Compare"), sends=listing.command)
    parts = [html.Span(say("Compare version")), older, html.Span(say("with")), newer, go]
    return html.Div(parts, className="doing pair")


def _line(listing: Listing, row: dict[Any, Any], newest: int, in_force: set[str], say: Speech) -> list[Any]:
    version, import_id = int(row["version"]), _text(row.get("import_id"))
    acts: list[Any] = []
    if listing.see:
        query = f"?version={version}&lang={say.language}"
        acts.append(html.A(say("See"), href=f"/records{query}", **{"aria-label": say(listing.see, n=version)}))
    if version != newest:
        spoken = say(listing.restore, n=version)
        acts.append(button("restore", say("Restore"), value=str(version), sends=listing.command, spoken=spoken))
    if import_id in in_force and row.get("action") == "import":
        spoken = say(listing.remove, n=version)
        acts.append(button("remove", say("Take out"), value=import_id, sends=listing.command, spoken=spoken))
    number = [str(version), html.Span(say("in force"), className="force")] if version == newest else str(version)
    return [
        number,
        say.time(row["time"]),
        _text(row["user"]) or "–",
        _what(listing, row, say),
        _rows(row, say),
        _changed(row, say),
        html.Div(acts, className="acts"),
    ]


def _what(listing: Listing, row: dict[Any, Any], say: Speech) -> str:
    action = str(row["action"])
    told = say(listing.actions.get(action, action))
    note = _text(row.get("note"))
    if action == "restore":
        note = say("version {n}", n=note.removeprefix("version "))
    more = [_text(row.get("file")), note if action in {"restore", "remove"} else ""]
    return ": ".join([told, *filter(None, more)][:2])


def _rows(row: dict[Any, Any], say: Speech) -> str:
    """Return how many rows of the file were taken in, of how many."""
    if not _number(row.get("read")):
        return "–"
    taken = _number(row.get("accepted")) + _number(row.get("flagged"))
    return say("{n} of {total}", n=say.number(taken), total=say.number(_number(row.get("read"))))


def _changed(row: dict[Any, Any], say: Speech) -> str:
    counts: Sequence[tuple[str, int]] = [
        (sign, _number(row.get(name))) for sign, name in (("+", "added"), ("~", "changed"), ("−", "removed"))
    ]
    return " ".join(f"{sign}{say.number(count)}" for sign, count in counts if count) or "–"


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> int:
    return 0 if value is None or pd.isna(value) else int(value)


def section(table: Table, say: Speech) -> Any:
    """Return the part of the page with the versions of a table."""
    listing = listing_of(table)
    parts = [
        html.H2(say(listing.title), className="card-title"),
        html.P(say(listing.note), className="card-note"),
        html.Div([], id=listing.answer, **{"aria-live": "polite"}),
        html.Div(versions(table, say), id=listing.versions),
        dcc.Store(id=listing.command),
    ]
    return html.Section(parts, className="card step", **{"aria-label": say(listing.title)})
