"""The page to enter one seizure."""

from typing import Any

from layouts.entry.form import holder
from layouts.i18n import Speech
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page; the form is filled in when it is drawn."""
    return [holder()]


PAGE = Page(path="/enter", title="", order=41, body=body, has_filters=False)
