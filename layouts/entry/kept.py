"""What was typed into the form before the page was left: the browser keeps it, and the form is filled in with it."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.entering import Form, form_of
from layouts.entry.answer import Sent, read_form
from layouts.entry.lines import lines_of
from layouts.i18n import Speech

KEPT = "kept"
"""Mark of a form that was filled in with what was kept."""


def read_kept(kept: Any, seizure_id: str) -> Sent | None:
    """Return what the browser kept of a form; None where it kept nothing, or something else.

    Parameters
    ----------
    kept : `values` (name, value), `lines` (kind, number, part, value), `of`: as `assets/entry.js` keeps them.
    seizure_id : the record that is being corrected; blank for a new one.
    """
    if not isinstance(kept, Mapping):
        return None
    try:
        values = [({"name": str(name)}, value) for name, value in kept["values"]]
        lines = [({"of": of, "row": row, "part": part}, value) for of, row, part, value in kept["lines"]]
    except (KeyError, TypeError, ValueError):
        return None
    names, texts = [name for name, _ in values], [value for _, value in values]
    sent = read_form(names, texts, [name for name, _ in lines], [value for _, value in lines], kept.get("of"))
    return sent if sent.of["id"] == seizure_id and sent.of["token"] else None


def form_kept(sent: Sent) -> Form:
    """Return the form with its lines, also those that are only half filled in."""
    items, stops = lines_of(sent.lines)
    return Form(form_of(sent.row).values, items, stops)


def told(say: Speech) -> Any:
    """Return that the form was filled in with what was typed before, and what empties it."""
    text = say("This is what you had typed before you left the page; it is not saved yet.")
    # the browser forgets it: assets/entry.js
    forget = html.Button(say("Start afresh"), type="button", className="do", **{"data-entry-forget": "yes"})
    return dmc.Alert(html.Div([html.Span(text), forget], className="doing entry-kept"), color="blue", variant="light")
