"""A citation is copied from any page by keyboard, and opens the same records again; an older version says so."""

from drive import settled, violations
from playwright.sync_api import expect


def test_a_citation_is_copied_by_keyboard_and_opens_the_same_records(open_page, server):
    page = open_page("/routes?country=PA")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.locator(".status [data-cite]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_contain_text("Copied")
    assert page.locator("#announcer").get_attribute("role") == "status"
    text = page.evaluate("navigator.clipboard.readText()")
    assert "Panama" in text and "SHA-256" in text and text.endswith(f"{server}/routes?country=PA&version=0")
    page.locator("[data-chart] details.menu summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("[data-chart] [data-cite]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('(chart)')")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.goto(text.rpartition(" ")[2])
    settled(page)
    assert "Panama" in page.locator(".sentence").inner_text()


def test_where_copying_is_not_allowed_the_text_is_shown_and_selected(open_page):
    page = open_page("/records?country=PA&lang=es")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator(".status [data-cite]").click()
    expect(page.locator("dialog.by-hand")).to_be_visible()
    assert "SHA-256" in page.evaluate("window.getSelection().toString()")
    assert not violations(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.hasAttribute('data-cite')")


def test_the_code_of_a_query_follows_the_filters_and_is_copied(open_page, server):
    page = open_page("/api?country=PA")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.locator("[data-copy='snippet-pandas']").click()
    expect(page.locator("#announcer")).to_contain_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert f"{server}/api/v1/seizures.csv?country=PA&version=0" in text and text.startswith("import pandas")
    expect(page.locator("a[href='/api/v1/seizures.json?country=PA']")).to_have_count(1)
