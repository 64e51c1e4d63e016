"""Comparing, as somebody does it: choose B, keep it, change A, swap."""

from urllib.parse import parse_qs, urlsplit

from drive import settled, violations
from playwright.sync_api import expect


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def counts(page) -> list[int]:
    """Return how many seizures each side's card tells."""
    told = page.locator(".side-note b")
    expect(told).to_have_count(2)
    return [int(text.split()[0].replace(",", "")) for text in told.all_inner_texts()]


def test_a_beside_b(open_page):
    page = open_page("/compare?country=PA")
    shares = page.locator('[data-chart="compare-shares"]')
    expect(shares).to_contain_text("Choose what to compare with")
    expect(page.get_by_role("button", name="Previous period")).to_be_disabled()

    press(page, "Everything else")
    expect(page.locator(".sides-main")).to_contain_text("times as many records as B")
    expect(shares.locator(".card-note")).to_contain_text("Everything else")
    panama, rest = counts(page)
    assert 0 < panama < rest and query_of(page) == {"country": "PA", "compare": "rest"}
    expect(page.get_by_role("button", name="Swap A and B")).to_be_disabled()

    press(page, "Keep these filters as B")
    expect(page.locator(".sides-main")).to_contain_text(f"{panama} records are in both")
    assert counts(page) == [panama, panama] and query_of(page)["compare"] == "country=PA"

    page.get_by_label("From", exact=True).fill("2010")
    expect(page.locator(".side-of-a .side-sentence")).to_contain_text("2010")
    settled(page)
    later, before = counts(page)
    assert later < panama == before

    press(page, "Swap A and B")
    expect(page.locator(".side-of-b .side-sentence")).to_contain_text("2010")
    assert counts(page) == [panama, later]
    asked = query_of(page)
    assert (asked["country"], asked["compare"]) == ("PA", "country=PA&from=2010") and "from" not in asked
    assert not violations(page)
    press(page, "Stop comparing")
    expect(shares).to_contain_text("Choose what to compare with")
