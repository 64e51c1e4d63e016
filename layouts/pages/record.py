"""The page of one record."""

from typing import Any

from dash import html

from layouts import ids
from layouts.i18n import Speech
from layouts.library import Library
from layouts.page import Page


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page; the record is read from the address when it is drawn."""
    return [html.Div([], id=ids.panel("record"), className="record")]


PAGE = Page(path="/records/<seizure_id>", title="", order=31, body=body, has_filters=False)
