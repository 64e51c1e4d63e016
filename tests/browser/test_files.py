"""The menu of files on the page of records: by mouse, by keyboard, in both languages."""

import io
import json
from zipfile import ZipFile

from drive import settled, violations
from playwright.sync_api import expect


def test_every_format_is_offered_and_the_package_comes(open_page):
    page = open_page("/records?country=PA&lang=es")
    settled(page)
    menu = page.locator("#downloads")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator("button")).to_have_count(8)
    expect(menu).to_contain_text("Paquete de investigación")
    assert not violations(page)
    with page.expect_download() as download:
        menu.locator('[data-download="/api/v1/package.zip"]').click()
    assert download.value.suggested_filename == "istmo-package.zip"
    with ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert json.loads(archive.read("query.json"))["selection"] == "country=PA"
        assert "País: Panamá" in archive.read("README.md").decode()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(menu.locator(".menu-entries")).to_be_hidden()
