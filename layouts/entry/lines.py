"""Lines of the form that come in any number: goods with their quantity, stops of the route."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.entering import Form, Line, Stop
from layouts.entry.fields import country_options, options, part
from layouts.entry.typed import plainly
from layouts.i18n import Speech, mark

PARTS: Mapping[str, tuple[str, str]] = {
    "items": ("item_type", "quantity"),
    **dict.fromkeys(("origin", "transit", "destination"), ("country", "place")),
}
"""Kind of line → its two parts."""

GROWING = frozenset({"items", "transit"})
"""Kinds that lines can be added to."""

ADD = {"items": mark("Add a line"), "transit": mark("Add a stop")}
REMOVE = {"items": mark("Remove line {n}"), "transit": mark("Remove stop {n}")}
NAMES = {
    "item_type": mark("Type of goods"),
    "quantity": mark("Quantity"),
    "country": mark("Country"),
    "place": mark("Place"),
}
MOST = 60
"""Lines of one kind that a form takes."""

Value = tuple[str, str]


def group(of: str, form: Form, say: Speech) -> Any:
    """Return the lines of one kind, filled in, with the button that adds one."""
    held: Sequence[Value] = form.items if of == "items" else form.stops.get(of, ())
    values = {place: (value[0], value[1]) for place, value in enumerate(held or [("", "")])}
    lines = html.Div(rows(of, values, say), id=part("lines", of=of), className="entry-lines")
    if of not in GROWING:
        return lines
    add = dmc.Button(say(ADD[of]), id=part("add", of=of), variant="light", size="compact-sm", className="entry-add")
    return html.Div([lines, add])


def rows(of: str, values: Mapping[int, Value], say: Speech) -> list[Any]:
    """Return lines by their number, which stays a line's own while others come and go."""
    return [_row(of, number, place, value, say) for place, (number, value) in enumerate(values.items(), start=1)]


def _row(of: str, number: int, place: int, value: Value, say: Speech) -> Any:
    first, second = PARTS[of]

    def known(name: str) -> dict[str, Any]:
        label = say(NAMES[name])
        seen = {"label": label} if place == 1 else {"aria-label": f"{label} {place}"}
        return {"id": part("line", of=of, row=number, part=name), "size": "sm", **seen}

    data = options("item_type", say) if of == "items" else country_options(say)
    choice = dmc.Select(**known(first), data=data, value=value[0] or None, searchable=True, clearable=True, flex=2)
    text = dmc.TextInput(**known(second), value=value[1], flex=1 if of == "items" else 2, **_numeric(of))
    remove = dmc.ActionIcon(
        html.Span("×", **{"aria-hidden": "true"}),
        id=part("remove", of=of, row=number),
        variant="subtle",
        color="gray",
        size="lg",
        **{"aria-label": say(REMOVE[of], n=place)} if of in GROWING else {},
    )
    return html.Div([choice, text, *([remove] if of in GROWING else [])], className="entry-line")


def _numeric(of: str) -> dict[str, Any]:
    return {"inputProps": {"inputMode": "decimal"}} if of == "items" else {}


def changed(values: Mapping[int, Value], *, add: bool = False, remove: int | None = None) -> dict[int, Value]:
    """Return lines with a blank one added or one removed; there is always one."""
    kept = {number: value for number, value in values.items() if number != remove}
    if add and len(kept) < MOST:
        kept[max(values, default=-1) + 1] = ("", "")
    return kept or {max(values, default=-1) + 1: ("", "")}


def read(ids: Sequence[Mapping[str, Any]], given: Sequence[Any]) -> dict[str, dict[int, Value]]:
    """Return kind → line → its two texts, of what the browser sends; what isn't a line of ours is left out."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    for name, value in zip(ids, given, strict=True):
        of, number, of_part = str(name.get("of")), name.get("row"), str(name.get("part"))
        if of in PARTS and isinstance(number, int) and of_part in PARTS[of]:
            found.setdefault(of, {}).setdefault(number, {})[of_part] = plainly(of_part, text_of(value))
    return {
        of: {number: (texts.get(PARTS[of][0], ""), texts.get(PARTS[of][1], "")) for number, texts in lines.items()}
        for of, lines in found.items()
    }


def text_of(value: Any) -> str:
    """Return what a field holds as text; nothing for what can't be typed into one."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)[:4000].strip()


def lines_of(held: Mapping[str, Mapping[int, Value]]) -> tuple[list[Line], dict[str, list[Stop]]]:
    """Return goods and stops of what a form holds."""
    items = [Line(*value) for value in held.get("items", {}).values()]
    stops = {of: [Stop(*value) for value in lines.values()] for of, lines in held.items() if of != "items"}
    return items, stops
