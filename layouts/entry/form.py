"""The form for one seizure: its sections, its map, its buttons."""

import secrets
from typing import Any
from urllib.parse import unquote

import dash_mantine_components as dmc
from dash import dcc, html

from data.drafts import Original
from data.entering import Form, Row, form_of
from layouts.entry.answer import Sent
from layouts.entry.fields import PICKED, columns_of, control, part
from layouts.entry.kept import KEPT, form_kept, read_kept, told
from layouts.entry.lines import group
from layouts.entry.map import centres, picker
from layouts.entry.saving import dataset_of, original_of, print_of
from layouts.i18n import Speech, mark
from layouts.library import Library

SECTIONS = {
    "record": mark("What and when"),
    "where": mark("Where"),
    "how": mark("How it was moved and found"),
    "what": mark("Goods"),
    "who": mark("Who and with which papers"),
    "source": mark("In words, and where it is from"),
}
ROUTE = {"origin": mark("Origin"), "transit": mark("Transit"), "destination": mark("Intended destination")}


def holder() -> Any:
    """Return the place of the form on its page; it is filled in when the address, and what was kept, is known."""
    return html.Div([dcc.Store(id=part("asked")), html.Div([], id=part("holder"), className="entry")])


def form(library: Library, path: str, say: Speech, kept: Any = None) -> list[Any]:
    """Return the form for a new seizure, or filled in with the record that the path names.

    Parameters
    ----------
    kept : what had been typed into it before the page was left, as the browser kept it.
    """
    wanted = unquote(path.strip("/").partition("/")[2])
    before = read_kept(kept, wanted)
    if not wanted:
        row = {**before.row, "dataset": before.dataset} if before else {}
        return _form(library, row, None, say, before)
    original = original_of(library, wanted)
    if original is None:
        gone = say("There is no record {name} in the newest version.", name=wanted[:60])
        return [html.H1(say("Record not found"), className="page-title"), html.P(gone)]
    row = {**(before or original).row, "dataset": dataset_of(original)}
    return _form(library, row, original, say, before)


def _form(library: Library, row: Row, original: Original | None, say: Speech, before: Sent | None) -> list[Any]:
    held = form_kept(before) if before else form_of(row)
    of = {
        "token": secrets.token_hex(8),
        "id": row["seizure_id"] if original else "",
        "dataset": row["dataset"] if original else "",
        "opened": print_of(original.row) if original else "",
    }
    of |= {**before.of, KEPT: "yes"} if before else {}
    sections = {name: _section(name, row, held, original, say) for name in ("record", "where", "how", "who")}
    left = [sections["record"], sections["where"], sections["how"], _route(held, say)]
    right = [_position(library, row, say), _goods(row, held, say), sections["who"]]
    return [
        *_head(row, original, say),
        *([told(say)] if before else []),
        dcc.Store(id=part("of"), data=of),
        dcc.Store(id=part("kept")),
        dcc.Store(id=part("centres"), data=dict(centres(library.gazetteer))),
        html.Div([html.Div(cards, className="span-6") for cards in (left, right)], className="grid"),
        html.Div(_section("source", row, held, original, say), className="below entry-source"),
        _end(say),
    ]


def _head(row: Row, original: Original | None, say: Speech) -> list[Any]:
    need = html.Span("*", className="entry-star", **{"aria-hidden": "true"})
    if original is None:
        lead = say(
            "Fields marked with a star are needed. Leave blank what isn't known: blank is “not stated”, 0 is zero."
        )
        return [html.H1(say("Enter a seizure"), className="page-title"), html.P([need, " ", lead], className="hint")]
    title = say("Correct record {name}", name=row["seizure_id"])
    lead = say(
        "What you leave alone stays as it is. The correction is a new version; the record as it is now can be restored."
    )
    return [html.H1(title, className="page-title"), html.P(lead, className="hint")]


def _card(title: str, content: list[Any], **more: Any) -> Any:
    head = html.Div(html.H2(title, className="card-title"), className="card-head")
    return html.Section([head, *content], className="card", **more)


def _fields(names: tuple[str, ...], row: Row, original: Original | None, say: Speech) -> Any:
    fields = [control(name, row, say, fixed=name == "dataset" and original is not None) for name in names]
    return html.Div(fields, className="entry-fields")


def _section(name: str, row: Row, held: Form, original: Original | None, say: Speech) -> Any:
    return _card(say(SECTIONS[name]), [_fields(columns_of(name), row, original, say)])


def _position(library: Library, row: Row, say: Speech) -> Any:
    lead = say(
        "Click the map where it happened, or type the coordinates. Without them, the name of the place is looked up."
    )
    return _card(
        say("Exact position"),
        [html.P(lead, className="card-note"), picker(say), _fields(PICKED, row, None, say)],
    )


def _goods(row: Row, held: Form, say: Speech) -> Any:
    lines = group("items", held, say)
    return _card(say(SECTIONS["what"]), [lines, _fields(columns_of("what"), row, None, say)], id="entry-items")


def _route(held: Form, say: Speech) -> Any:
    groups = [
        html.Fieldset([html.Legend(say(title)), group(role, held, say)], className="entry-stops")
        for role, title in ROUTE.items()
    ]
    return _card(say("Route, as far as it is stated"), groups, id="entry-route")


def _end(say: Speech) -> Any:
    buttons = html.Div(
        [
            dmc.Button(say("Check and preview"), id=part("check"), variant="light"),
            dmc.Button(say("Save"), id=part("save"), disabled=True),
        ],
        className="entry-buttons",
    )
    outcome = html.Div([], id=part("outcome"), className="entry-outcome", **{"aria-live": "polite"})
    checked = dcc.Store(id=part("checked"), data="")
    return html.Section(
        [checked, outcome, buttons], className="card below entry-end", **{"aria-label": say("Check and save")}
    )
