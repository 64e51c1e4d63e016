"""Every page, in both languages and both themes: it draws, has a heading, and a screen reader can use it."""

from collections.abc import Iterator
from typing import Any

import pytest
from drive import settled, violations

from layouts.page import all_pages

PATHS = [page.path.replace("<seizure_id>", "PA-2001-001") for page in all_pages()]


FACES = [("en", False), ("es", True), ("en", True), ("es", False)]


def faces() -> Iterator[Any]:
    """Yield every page in every language and theme; the everyday tests take one face of each, in turn."""
    for place, path in enumerate(PATHS):
        for number, (language, dark) in enumerate(FACES):
            marks = () if number == place % 2 else pytest.mark.slow
            yield pytest.param(path, language, dark, marks=marks, id=f"{path} {language} {'dark' if dark else 'light'}")


@pytest.mark.parametrize(("path", "language", "dark"), list(faces()))
def test_a_page_draws_and_is_accessible(open_page, path, language, dark):
    page = open_page(f"{path}?lang={language}", dark=dark)
    settled(page)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main h1").count() == 1
    found = violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ["/", "/map", "/records"])
def test_a_page_holds_on_a_small_screen(open_page, path):
    page = open_page(path, size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
