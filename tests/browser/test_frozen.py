"""The frozen site opened from a folder, without any network."""

from datetime import date

import pytest
from drive import violations

from data.store import Store, prepare
from layouts.frozen.site import freeze
from layouts.library import Library


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frozen")
    store = Store(str(folder / "store"))
    prepare(store)
    freeze(Library(store), "", folder / "site", date(2026, 11, 25))
    return folder / "site"


def test_every_page_opens_from_a_folder_without_network(browser, site):
    wrong = []
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.on("console", lambda note: wrong.append(note.text) if note.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("request", lambda request: None if request.url.startswith(site.as_uri()) else wrong.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Español").click()
    for place, name in enumerate(page.locator(".nav-link").all_inner_texts()):
        page.locator(".nav-link").nth(place).click()
        assert page.locator(".nav-link[aria-current=page]").inner_text() == name
        page.wait_for_function(
            "() => [...document.querySelectorAll('[data-figure]')].every((each) => {"
            " each.scrollIntoView(); return each.querySelector('.main-svg'); })"
        )
    assert page.locator("html").get_attribute("lang") == "es"
    assert not [text for text in wrong if not text.startswith(("data:", "blob:"))]
    page.locator(".nav-link").first.click()
    assert not violations(page)  # axe itself asks for the style sheets, which a page of a folder may not
    context.close()
