"""The page to correct one record."""

from typing import Any

from layouts.entry.form import holder
from layouts.i18n import Speech
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page; which record it corrects is read from the address when it is drawn."""
    return [holder()]


PAGE = Page(path="/enter/<seizure_id>", title="", order=42, body=body, has_filters=False)
