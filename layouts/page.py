"""What a page is, and the registry of all pages: every module of `layouts.pages` declares one."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from layouts import pages
from layouts.i18n import Speech
from layouts.library import Library


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page.

    Attributes
    ----------
    path : its address, such as `/map` or `/records/<seizure_id>`.
    title : its name in the navigation; empty for pages reached from others.
    order : its place in the navigation.
    body : language and library → components.
    has_filters : whether the filter rail stands beside it.
    needs : view option without which it has little to show.
    frozen : whether it can stand in a site without a server.
    tab : its name in the browser, for a page that is reached from others; empty for a record.
    """

    path: str
    title: str
    order: int
    body: Callable[[Speech, Library], list[Any]]
    has_filters: bool = True
    needs: str = ""
    frozen: bool = True
    tab: str = ""


@lru_cache(maxsize=1)
def all_pages() -> tuple[Page, ...]:
    """Return every page in the order of the navigation."""
    found = (import_module(f"{pages.__name__}.{info.name}").PAGE for info in pkgutil.iter_modules(pages.__path__))
    return tuple(sorted(found, key=lambda page: page.order))
