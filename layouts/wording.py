"""Sentences for what went wrong or was not understood, each saying what to do."""

from analytics.selection import Problem
from data.store import StoreError
from layouts.i18n import Speech, mark

STORE_SENTENCES = {
    "store_missing": mark("There is no record store at {place}. Start Istmo with “python app.py”: it creates one."),
    "store_damaged": mark(
        "The record store at {place} can't be read: files are missing or damaged. Restore the folder from a backup, or "
        "move it away and start Istmo again: it builds a new store from the records that ship with it."
    ),
    "store_not_writable": mark(
        "Istmo can't write to {place}. Allow writing to that folder, or name another one in ISTMO_STORE."
    ),
    "disk_full": mark("The disk that holds {place} is full: nothing was changed. Free some space and try again."),
    "store_busy": mark("Others are writing to {place}: nothing was changed. Try again in a moment."),
    "keys_repeated": mark("{count} records bear an id that another record of the file bears: nothing was imported."),
    "import_missing": mark("No record of import {import_id} is held: there is nothing to remove."),
    "staged_unreadable": mark("The checked records in {file} can't be read: import the file again."),
    "version_missing": mark(
        "There is no data version {version}; the newest is {newest}. Take “version” off the address."
    ),
}

PROBLEM_SENTENCES = {
    "name": mark("“{key}” is not a filter Istmo knows: it was left out."),
    "value": mark("“{value}” is not a value of {dimension}: it was left out."),
    "length": mark("The query is too long to be read: it was left out."),
    "order": mark("The period ends ({value}) before it begins: no record can lie in it."),
    "date": mark("“{value}” is not a date: write 2024, 2024-03 or 2024-03-15."),
}


FIELD_NAMES = {
    "min_firearms": mark("Firearms, at least"),
    "max_firearms": mark("Firearms, at most"),
    "bbox": mark("Map area"),
    "place": mark("Place"),
    "method": mark("Method"),
}


REFUSALS = {
    "name": mark("“{key}” is not a filter Istmo knows."),
    "value": mark("“{value}” is not a value of {dimension}."),
    "length": mark("The query is too long to be read."),
}
"""What is said where such a query is refused, not read without that part."""


def sentence_of(error: StoreError, say: Speech) -> str:
    """Return what is wrong with the store, and what to do."""
    return say(STORE_SENTENCES[error.code], **error.details)


def sentence_about(problem: Problem, say: Speech, *, refused: bool = False) -> str:
    """Return what of a query was not understood: left out, or the reason why all of it is refused."""
    names = say.vocabulary.listed("dimension")
    dimension = say.name(problem.key) if problem.key in names else say(FIELD_NAMES.get(problem.key, problem.key))
    sentences = PROBLEM_SENTENCES | (REFUSALS if refused else {})
    return say(sentences[problem.kind], key=problem.key, value=problem.value[:60], dimension=dimension)
