"""Parts the steps of the wizard are made of: a card with its number, a list to choose from, a button, a table."""

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

LONGEST_CELL = 60
LONGEST_UNBROKEN = 24

Options = Sequence[tuple[str, str]]
"""Value and label."""


def card(number: str, title: str, parts: Sequence[Any], *, note: str = "") -> Any:
    """Return one step of the wizard."""
    badge = html.Span(number, className="step-number", **{"aria-hidden": "true"})
    heading = html.H2([badge, html.Span(title)], className="card-title step-title")
    told = [html.P(note, className="card-note step-note")] if note else []
    return html.Section([heading, *told, *parts], className="card step", **{"aria-label": title})


def choose(what: str, label: str, options: Options, value: str, *, name: str = "") -> Any:
    """Return a labelled list to choose from; what is chosen is sent as a command of the wizard."""
    return labelled(label, bare_choice(what, label, options, value, name=name))


def bare_choice(
    what: str,
    label: str,
    options: Options,
    value: str,
    *,
    name: str = "",
) -> Any:
    """Return a list to choose from, its label read aloud only."""
    marks = {"data-what": what, "data-name": name, "aria-label": label}
    return html.Select([_option(*option, value) for option in options], className="chooser", **marks)


def shared(name: str, groups: Mapping[str, Options]) -> Any:
    """Return what holds the options of all lists made by `lazy_choice`, once; those of the group `""` stand loose.

    A list of 70 options for each of 70 columns keeps a browser busy for a minute.
    """
    told = json.dumps([[title, [*options]] for title, options in groups.items()], ensure_ascii=False)
    return html.Span(id=name, hidden=True, **{"data-options": told})


def lazy_choice(what: str, label: str, chosen: tuple[str, str], *, name: str = "", options: str) -> Any:
    """Return a list that holds only what is chosen until somebody goes to it: `assets/upload.js` fills it then.

    Parameters
    ----------
    chosen : value and label.
    options : name of what holds the options, as `shared` makes it.
    """
    marks = {"data-what": what, "data-name": name, "data-choices": options, "aria-label": label}
    return html.Select([_option(*chosen, chosen[0])], className="chooser", **marks)


def labelled(label: str, choice: Any) -> Any:
    """Return a list with its label above it."""
    return html.Label([html.Span(label, className="ask-label"), choice], className="ask")


def _option(value: str, label: str, chosen: str) -> Any:
    return html.Option(label, value=value, selected=value == chosen)


def button(
    what: str,
    label: str,
    *,
    value: str = "",
    sends: str = "",
    spoken: str = "",
    main: bool = False,
    **more: bool,
) -> Any:
    """Return a button that sends a command to the wizard, or to the part named by `sends`; `spoken` is read aloud."""
    marks = {"data-what": what} | ({"data-sends": sends} if sends else {}) | ({"aria-label": spoken} if spoken else {})
    return html.Button(label, type="button", value=value, className="do do-main" if main else "do", **marks, **more)


def typed(what: str, label: str, value: str, *, name: str = "", is_short: bool = False) -> Any:
    """Return a line to type, `is_short` for a year; what is typed is sent when it is left."""
    marks = {"data-what": what, "data-name": name}
    width = "typed is-short" if is_short else "typed"
    return dmc.TextInput(label=label, value=value, debounce=True, size="sm", className=width, **marks)


def tick(what: str, label: str, is_on: bool) -> Any:
    """Return a box to tick."""
    marks = {"data-what": what, "aria-checked": str(is_on).lower()}
    box = html.Span(className="facet-box", **{"aria-hidden": "true"})
    value = str(not is_on).lower()
    return html.Button(
        [box, html.Span(label)], type="button", role="checkbox", value=value, className="facet-row tick", **marks
    )


def alert(text: Any, colour: str = "yellow") -> Any:
    """Return a sentence that must not be overlooked."""
    return dmc.Alert(text, color=colour, variant="light", className="notice")


def table(
    head: Sequence[Any], rows: Sequence[Sequence[Any]], *, name: str, row_heads: bool = False, whole: bool = False
) -> Any:
    """Return a table in a box of its own that scrolls by mouse and by keyboard; `name` is read aloud.

    Parameters
    ----------
    whole : whether it is shown in its full height.
    """
    lines = [
        html.Tr(
            [html.Th(cell, scope="row") if row_heads and not place else _cell(cell) for place, cell in enumerate(row)]
        )
        for row in rows
    ]
    top = html.Thead(html.Tr([html.Th(cell, scope="col") for cell in head]))
    inner = html.Table([top, html.Tbody(lines)], className="table")
    box = "wide is-whole" if whole else "wide"
    return html.Div(inner, className=box, tabIndex=0, role="region", **{"aria-label": name})


def _cell(content: Any) -> Any:
    """Return a cell; a short text, such as a number or an id, stays on one line."""
    is_short = isinstance(content, str) and len(content) <= LONGEST_UNBROKEN
    return html.Td(content, className="unbroken") if is_short else html.Td(content)


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the cells of a table, the row number as people see it first, long texts cut."""
    return [[str(row), *map(short, cells)] for row, cells in zip(frame.index, frame.to_numpy().tolist(), strict=True)]


def short(value: Hashable) -> str:
    """Return a cell's text, cut where it is long."""
    text = str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def progress(done: float, text: str, label: str) -> Any:
    """Return how far a long computation is, with what stops it."""
    bar = dmc.Progress(value=round(done * 100), size="md", flex=1, **{"aria-label": text})
    return html.Div([html.Span(text), bar, button("cancel", label)], className="working", role="status")
