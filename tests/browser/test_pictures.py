"""Pictures made by the browser: their words are shown as typed, and nothing typed becomes a link."""

import re
from html import unescape
from urllib.parse import quote


def test_a_filter_that_looks_like_markup_is_shown_as_typed(open_page):
    typed = '<a href="https://example.org">x</a>'
    page = open_page(f"/trends?country=PA&text={quote(typed)}")
    card = page.locator('[data-chart="trend-counts"]').first
    card.locator("summary").first.click()
    with page.expect_download() as download:
        card.locator('[data-image="svg"]').click()
    assert download.value.suggested_filename == "istmo-trend-counts.svg"
    drawn = download.value.path().read_text(encoding="utf-8")
    words = unescape(" ".join(re.sub(r"<[^>]+>", " ", drawn).split()))
    assert f"text: “{typed}”" in words and 'xlink:href="https' not in drawn
