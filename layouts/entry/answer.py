"""What the form is answered when it is checked or saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash_mantine_components as dmc

from data.entering import Form, row_of
from layouts.entry.fields import all_columns
from layouts.entry.lines import PARTS, lines_of, read, text_of
from layouts.entry.preview import field_errors, is_changed, preview, refusal, saved
from layouts.entry.saving import Overtaken, original_of, prepare, print_of, save
from layouts.entry.typed import plainly
from layouts.i18n import Speech, mark
from layouts.library import Library

OVERTAKEN = mark(
    "Someone changed this record since you opened it. Reload the page to see it as it is now, then correct it again."
)
CHANGED = mark(
    "You changed the form since it was checked. This is what it holds now: look at it, then press “Save” again."
)
UNCHOSEN = {
    "items": mark("Choose the type of goods, or remove the line."),
    "stop": mark("Choose the country."),
}
UNCOUNTED = mark("Say how many: a number, 0 or more.")
BLANK = {
    "date": mark("Write when it happened: 2024-03-15 or 15/03/2024, 2024-03 or 2024."),
    "event": mark("Choose what happened."),
    "country": mark("Choose the country."),
    "dataset": mark("Choose the dataset: “Synthetic (training)” for an exercise."),
}
"""Columns that every record needs → what is said where they are blank."""


LinePart = tuple[str, int, str]


@dataclass(frozen=True)
class Sent:
    """What the browser sends, read with suspicion.

    Attributes
    ----------
    row : the row of the template it makes.
    dataset : code of the dataset.
    lines : kind → number → two texts.
    of : `token`, `id`, `dataset`, `opened`: what the form was opened for.
    """

    row: Mapping[str, str]
    dataset: str
    lines: Mapping[str, Mapping[int, tuple[str, str]]]
    of: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """What the form shows.

    Attributes
    ----------
    outcome : what stands above the buttons.
    errors : column → what is wrong with it.
    lines : kind, number and part of a line → what is wrong with it.
    checked : what was checked, if it may be saved.
    is_saved : whether the form is done with.
    """

    outcome: Sequence[Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[LinePart, str] = field(default_factory=dict)
    checked: str = ""
    is_saved: bool = False


def read_form(
    names: Sequence[Mapping[str, Any]],
    values: Sequence[Any],
    line_names: Sequence[Mapping[str, Any]],
    line_values: Sequence[Any],
    of: Any,
) -> Sent:
    """Return what the browser sends; what is no field of the form is left out."""
    known = {*all_columns()}
    given = {str(name.get("name")): value for name, value in zip(names, values, strict=True)}
    texts = {name: _value(name, value) for name, value in given.items() if name in known}
    opened = {
        key: text_of((of if isinstance(of, dict) else {}).get(key)) for key in ("token", "id", "dataset", "opened")
    }
    dataset = opened["dataset"] or str(texts.get("dataset", ""))
    lines = read(line_names, line_values)
    items, stops = lines_of(lines)
    row = row_of(Form({name: value for name, value in texts.items() if name != "dataset"}, items, stops))
    named = {"seizure_id": opened["id"]} if opened["id"] else {}
    return Sent(row | named, dataset, lines, opened)


def _value(name: str, value: Any) -> str | list[str]:
    return [text_of(part) for part in value] if isinstance(value, list) else plainly(name, text_of(value))


def answer(library: Library, sent: Sent, say: Speech, checked: str | None = None) -> Told:
    """Return what the form shows: what is wrong, or the preview, or that it is saved.

    Parameters
    ----------
    checked : what was checked before, where the form is to be saved; None where it is only to be checked.

    Raises
    ------
    StoreError
        If the store can't be read or written.
    """
    errors, lines = _unfinished(sent, say)
    original = original_of(library, sent.of["id"], sent.of["dataset"]) if sent.of["id"] else None
    if sent.of["id"] and original is None:
        return Told([_alert(say(OVERTAKEN), "red")])
    draft = prepare(library, sent.row, sent.dataset, original)
    errors = field_errors(draft, say) | errors
    lines = _line_errors(sent, errors) | lines
    if errors or lines:
        return Told([refusal(_listed(errors, lines), say)], errors, lines)
    of_now = print_of({**sent.row, "dataset": sent.dataset})
    if checked == of_now:
        return _saved(library, sent, say)
    if original and not is_changed(draft, original, say):
        return Told(preview(draft, original, say))
    note = [_alert(say(CHANGED), "yellow")] if checked is not None else []
    return Told([*note, *preview(draft, original, say)], checked=of_now)


def _saved(library: Library, sent: Sent, say: Speech) -> Told:
    try:
        draft, done = save(library, sent.row, sent.dataset, sent.of["token"], sent.of["opened"] or None)
    except Overtaken:
        return Told([_alert(say(OVERTAKEN), "red")])
    if done is None:
        errors = field_errors(draft, say)
        return Told([refusal(errors, say)], errors)
    return Told([saved(done, say)], is_saved=True)


def _alert(text: str, color: str) -> Any:
    return dmc.Alert(text, color=color, variant="light")


def _unfinished(sent: Sent, say: Speech) -> tuple[dict[str, str], dict[LinePart, str]]:
    """Return what is missing: columns that every record needs, halves of lines."""
    known = sent.dataset if sent.dataset in say.vocabulary.listed("dataset") else ""
    held = {**sent.row, "dataset": known}
    errors = {name: say(text) for name, text in BLANK.items() if not held.get(name)}
    lines: dict[LinePart, str] = {}
    for of, numbered in sent.lines.items():
        first, second = PARTS[of]
        for number, (chosen, typed) in numbered.items():
            if typed and not chosen:
                lines[of, number, first] = say(UNCHOSEN["items" if of == "items" else "stop"])
            if of == "items" and chosen and not typed:
                lines[of, number, second] = say(UNCOUNTED)
    return errors, lines


def _line_errors(sent: Sent, errors: Mapping[str, str]) -> dict[LinePart, str]:
    """Return the errors of quantities beside the lines they were typed in."""
    return {
        ("items", number, "quantity"): errors[f"qty_{chosen}"]
        for number, (chosen, _) in sent.lines.get("items", {}).items()
        if f"qty_{chosen}" in errors
    }


def _listed(errors: Mapping[str, str], lines: Mapping[LinePart, str]) -> dict[str, str]:
    """Return everything that is wrong, once: of the fields, and of the lines of goods and stops."""
    told = {
        "items" if of == "items" else "route": text for (of, _, _), text in lines.items() if text not in errors.values()
    }
    return {**errors, **told}
