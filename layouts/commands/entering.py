"""One seizure entered or corrected on the command line: the columns of the template as JSON."""

import json
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from data.checking.checks import NOTING
from data.checking.recording import TEMPLATE_COLUMNS
from data.codebook import EXAMPLES
from data.drafts import Draft
from data.entering import QUANTITY, SEVERAL, number_text
from data.store import Store
from data.vocabulary import Vocabulary
from layouts.entry.answer import BLANK, OVERTAKEN
from layouts.entry.saving import Overtaken, dataset_of, original_of, prepare, print_of, save
from layouts.i18n import Speech
from layouts.library import Library
from layouts.sentences import sentence

SAVED, REFUSED, MISUSED = 0, 1, 2

Row = dict[str, str]


class Misused(ValueError):
    """The file can't be taken; the message says why, in the user's language."""


def enter(file: Path, store: Store, say: Speech, *, rehearse: bool = False) -> int:
    """Enter the seizure of a JSON file, or correct the record that it names; return the exit code.

    Parameters
    ----------
    file : one object: columns of the template, and `dataset`; a column of several values may be a list. With a
        `seizure_id` that is in the store it is a correction, and columns that it lacks stay as they are.
    rehearse : whether nothing is saved.

    Returns
    -------
    0 saved (or fit to be saved), 1 refused, 2 the file can't be taken.
    """
    library = Library(store)
    try:
        row = read_row(file, library.vocabulary, say)
    except Misused as error:
        return _fail([str(error)], MISUSED)
    dataset = row.pop("dataset", "")
    original = original_of(library, row["seizure_id"], dataset or None) if row.get("seizure_id") else None
    if original:
        dataset = dataset_of(original)
        row = {**original.row, **row}
    missing = _missing({**row, "dataset": dataset}, library.vocabulary, say)
    if missing:
        return _fail(missing, REFUSED)
    checked = prepare(library, row, dataset, original)
    for text in _told(checked, say):
        print(text, file=sys.stderr)
    if checked.status == "refused":
        return REFUSED
    if rehearse:
        print(say("{record} can be saved; nothing was.", record=checked.row["seizure_id"]))
        return SAVED
    try:
        _, done = save(library, row, dataset, secrets.token_hex(8), print_of(original.row) if original else None)
    except Overtaken:
        return _fail([say(OVERTAKEN)], REFUSED)
    if done is None:
        return REFUSED
    print(say("{record} is saved in version {version}.", record=done.seizure_id, version=done.version))
    return SAVED


def example() -> str:
    """Return the seizure of the codebook's example as JSON, in the form that `enter` reads."""
    row = {name: text.split(";") if name in SEVERAL and ";" in text else text for name, text in EXAMPLES[0].items()}
    return json.dumps({**row, "dataset": "agency"}, ensure_ascii=False, indent=2)


def read_row(file: Path, vocabulary: Vocabulary, say: Speech) -> Row:
    """Return the row of the template that a JSON file holds, and its `dataset`.

    Raises
    ------
    Misused
        If it can't be read, is not one object, or names columns that no template has: none is left out silently.
    """
    try:
        held = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Misused(say("Can't read {file}: {reason}.", file=file, reason=error.strerror)) from error
    except ValueError as error:
        raise Misused(say("{file} is not valid JSON: {reason}.", file=file, reason=error)) from error
    if not isinstance(held, dict):
        text = say("{file} must hold one object: columns of the template with what is stated there.", file=file)
        raise Misused(text)
    known = {*TEMPLATE_COLUMNS, "dataset", *(QUANTITY + code for code in vocabulary.codes("item_type"))}
    if unknown := [name for name in held if name not in known]:
        text = say("{file} names columns that the template doesn't have: {names}.", file=file, names=", ".join(unknown))
        raise Misused(text)
    return {name: _text(name, value, file, say) for name, value in held.items()}


def _text(name: str, value: object, file: Path, say: Speech) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    if name in SEVERAL and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    raise Misused(say("{file}: “{name}” must be text or a number.", file=file, name=name))


def _missing(held: Mapping[str, str], vocabulary: Vocabulary, say: Speech) -> list[str]:
    known = held["dataset"] if held["dataset"] in vocabulary.listed("dataset") else ""
    named = {**held, "dataset": known}
    return [f"“{name}”: {say(text)}" for name, text in BLANK.items() if not named.get(name)]


def _told(checked: Draft, say: Speech) -> list[str]:
    remarks = checked.remarks[~checked.remarks["code"].isin(NOTING)]
    rows = remarks[["column", "value", "code", "suggestion"]].drop_duplicates().itertuples(index=False, name=None)
    told = [sentence(column, value, code, suggestion, say) for column, value, code, suggestion in rows]
    others = ", ".join(dict.fromkeys(str(name) for name in checked.twins["other_id"]))
    return [*told, say("It may be recorded already: {records}.", records=others)] if others else told


def _fail(texts: list[str], code: int) -> int:
    print("\n".join(texts), file=sys.stderr)
    return code
