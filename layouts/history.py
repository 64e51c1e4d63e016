"""The versions of the records: who brought what in, what it changed; restore, compare, take an import out."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, quote

import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, set_props

from data.store import Store, StoreError
from layouts import ids
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.panels import version as version_in_force
from layouts.shell import requested_speech
from layouts.wizard import STALE
from layouts.wizard_parts import alert, bare_choice, button, table
from layouts.wording import sentence_of

COMMAND, VERSIONS, ANSWER = "history-command", "history-versions", "history-answer"
MOST_VERSIONS = 50
MOST_CHANGES = 200

ACTIONS = {
    "load reference": mark("Records that ship with Istmo"),
    "import": mark("Import"),
    "restore": mark("Restored"),
    "remove": mark("Import taken out"),
    "enter": mark("Entered by hand"),
    "correct": mark("Corrected by hand"),
}
CHANGES = {"added": mark("added"), "changed": mark("changed"), "removed": mark("removed")}


def register(app: Dash, library: Library) -> None:
    """Add the callback of the list of versions to an app."""

    @app.callback(
        Output(VERSIONS, "children"),
        Output(ANSWER, "children"),
        Input(STALE, "data"),
        Input(COMMAND, "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def act(stale: Any, command: dict[str, Any] | None, search: str | None) -> tuple[Any, Any]:
        say = requested_speech(parse_qs((search or "").lstrip("?")).get("lang", [""])[-1])
        is_command = COMMAND in {prop.rpartition(".")[0] for prop in ctx.triggered_prop_ids}
        try:
            told = answer(library.store, (is_command and command) or {}, say)
            set_props(ids.panel("version"), {"children": version_in_force(library.scene("", say), "/data")})
            return versions(library.store, say), told
        except StoreError as error:
            return versions(library.store, say), alert(sentence_of(error, say), "red")


def answer(store: Store, command: dict[str, Any], say: Speech) -> Any:
    """Return what is shown of a command: a question before anything is changed, then what was done."""
    what, value = str(command.get("what") or ""), str(command.get("value") or "")
    if what == "compare":
        return _compared(store, value, say)
    if what in {"restore", "restore-now"} and value.isdigit():
        return _restored(store, int(value), what == "restore-now", say)
    if what in {"remove", "remove-now"} and value:
        return _removed(store, value, what == "remove-now", say)
    return None


def _restored(store: Store, version: int, is_sure: bool, say: Speech) -> Any:
    if is_sure:
        new = store.restore(version)
        return alert(say("Version {old} is in force again, as version {new}.", old=version, new=new), "green")
    text = say(
        "Bring version {old} back? Its records become the newest version; the present ones stay in the list and can be "
        "brought back the same way.",
        old=version,
    )
    return _question(text, "restore-now", say("Restore version {n}", n=version), str(version), say)


def _removed(store: Store, import_id: str, is_sure: bool, say: Speech) -> Any:
    imports = store.imports()
    found = imports[imports["import_id"] == import_id]
    if found.empty:
        return alert(say("This import is no longer in force: there is nothing to take out."))
    file = str(found["file"].iloc[0])
    if is_sure:
        new = store.remove(import_id)
        return alert(say("The records of {file} were taken out: this is version {new}.", file=file, new=new), "green")
    text = say("Take out every record that came with {file}? The present version stays in the list.", file=file)
    return _question(text, "remove-now", say("Take {file} out", file=file), import_id, say)


def _question(text: str, what: str, label: str, value: str, say: Speech) -> Any:
    """Return a question and its two answers; the keyboard goes there."""
    yes = button(what, label, value=value, sends=COMMAND, main=True, autoFocus=True)
    no = button("leave", say("Leave it"), sends=COMMAND)
    return alert([html.P(text), html.Div([yes, no], className="doing")])


def _compared(store: Store, value: str, say: Speech) -> Any:
    parts = value.split(",")
    if len(parts) != 2 or not all(part.isdigit() for part in parts) or parts[0] == parts[1]:
        return alert(say("Choose two different versions to compare."))
    older, newer = sorted(map(int, parts))
    changes = store.changes(older, newer)
    title = say("From version {older} to version {newer}", older=older, newer=newer)
    if changes.empty:
        return html.Div([html.H3(title, className="sub"), html.P(say("The two hold the same records."))])
    counts = changes["change"].value_counts()
    told = ", ".join(f"{say(name)}: {say.number(int(counts.get(code, 0)))}" for code, name in CHANGES.items())
    rows = [_change(row, newer, say) for row in changes.head(MOST_CHANGES).to_dict("records")]
    heads = [say("Record"), say("Dataset"), say("Change"), say("Columns that differ")]
    left = len(changes) - MOST_CHANGES
    more = [html.P(say.plural("1 more record differs.", "{n} more records differ.", left))] if left > 0 else []
    return html.Div([html.H3(title, className="sub"), html.P(told), table(heads, rows, name=title), *more])


def _change(row: dict[Any, Any], newer: int, say: Speech) -> list[Any]:
    name = str(row["seizure_id"])
    link: Any = name
    if row["change"] != "removed":
        link = html.A(name, href=f"/records/{quote(name, safe='')}?version={newer}&lang={say.language}")
    columns = row["columns"] if isinstance(row["columns"], str) else ", ".join(row["columns"])
    return [link, say.label("dataset", str(row["dataset"])), say(CHANGES[row["change"]]), columns or "–"]


def versions(store: Store, say: Speech) -> list[Any]:
    """Return the list of versions, newest first, and the choice of two to compare."""
    held = store.versions()
    in_force = set(store.imports()["import_id"])
    newest = int(held["version"].max())
    heads = [say("Version"), say("When"), say("Who"), say("What"), say("Rows"), say("Changed"), say("Do")]
    rows = [_line(row, newest, in_force, say) for row in held.head(MOST_VERSIONS).to_dict("records")]
    title = say("Versions")
    return [_chooser(held, say), table(heads, rows, name=title, row_heads=True)]


def _chooser(held: pd.DataFrame, say: Speech) -> Any:
    numbers = [(str(version), str(version)) for version in held["version"]]
    if len(numbers) < 2:
        return None
    older = bare_choice("", say("Older version"), numbers, numbers[1][0])
    newer = bare_choice("", say("Newer version"), numbers, numbers[0][0])
    go = button("compare", say("Compare"), sends=COMMAND)
    parts = [html.Span(say("Compare version")), older, html.Span(say("with")), newer, go]
    return html.Div(parts, className="doing pair")


def _line(row: dict[Any, Any], newest: int, in_force: set[str], say: Speech) -> list[Any]:
    version, import_id = int(row["version"]), _text(row.get("import_id"))
    query = f"?version={version}&lang={say.language}"
    acts: list[Any] = [
        html.A(say("See"), href=f"/records{query}", **{"aria-label": say("See the records of version {n}", n=version)})
    ]
    if version != newest:
        spoken = say("Restore version {n}", n=version)
        acts.append(button("restore", say("Restore"), value=str(version), sends=COMMAND, spoken=spoken))
    if import_id in in_force and row.get("action") == "import":
        spoken = say("Take out the import of version {n}", n=version)
        acts.append(button("remove", say("Take out"), value=import_id, sends=COMMAND, spoken=spoken))
    number = [str(version), html.Span(say("in force"), className="force")] if version == newest else str(version)
    return [
        number,
        say.time(row["time"]),
        _text(row["user"]) or "–",
        _what(row, say),
        _rows(row, say),
        _changed(row, say),
        html.Div(acts, className="acts"),
    ]


def _what(row: dict[Any, Any], say: Speech) -> str:
    action = str(row["action"])
    told = say(ACTIONS.get(action, action))
    more = [_text(row.get("file")), _text(row.get("note")) if action in {"restore", "remove"} else ""]
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


def section(store: Store, say: Speech) -> list[Any]:
    """Return the part of the page."""
    note = say("Every import is a version of its own; none is ever lost. + added, ~ changed, − removed.")
    return [
        html.H2(say("Versions"), className="card-title"),
        html.P(note, className="card-note"),
        html.Div([], id=ANSWER, **{"aria-live": "polite"}),
        html.Div(versions(store, say), id=VERSIONS),
        dcc.Store(id=COMMAND),
        dcc.Store(id=STALE),
    ]
