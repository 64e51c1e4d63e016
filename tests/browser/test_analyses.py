"""Journeys over the analyses: long computations, one place, filters that travel."""

import re

from drive import settled
from playwright.sync_api import expect

from layouts.page import all_pages


def card(page, name):
    return page.locator(f'[data-chart="{name}"]')


def test_a_long_computation_shows_how_far_it_is_and_can_be_stopped_and_started(open_page):
    page = open_page("/about")
    page.goto(page.url.replace("/about", "/routes?nodes=place"))  # a page is settled only when all is computed
    ranking = card(page, "link-chokepoints")
    cancel = ranking.get_by_role("button", name="Cancel")
    expect(ranking.get_by_role("status")).to_be_visible()
    cancel.click()
    again = ranking.get_by_role("button", name="Compute again")
    expect(again).to_be_visible()
    expect(ranking.get_by_text("cancelled")).to_be_visible()
    again.click()
    expect(ranking.locator(".barlayer, .scatterlayer .trace")).to_have_count(1, timeout=60_000)
    expect(again).to_have_count(0)
    expect(cancel).to_have_count(0)


def test_flows_between_places_are_asked_for_in_the_address(open_page):
    page = open_page("/routes?country=HN")
    note = card(page, "flow-map").locator(".card-note").first
    expect(note).to_contain_text("flows shown")
    before = note.inner_text()
    page.get_by_text("Between places").click()
    expect(page).to_have_url(re.compile("country=HN&nodes=place"))
    expect(note).not_to_have_text(before)
    page.go_back()
    expect(note).to_have_text(before)


def test_a_place_is_chosen_in_the_list_and_keeps_the_filters(open_page):
    page = open_page("/place?country=HN")
    page.get_by_role("link", name="Puerto Cortés", exact=True).click()
    expect(page).to_have_url(re.compile("country=HN.*place=hn-pcr-seaport"))
    expect(card(page, "place-years").locator(".card-note").first).to_contain_text("Puerto Cortés")
    expect(page.locator(".sentence")).to_contain_text("Honduras")
    expect(page.get_by_label("Place", exact=True).first).to_have_value("Puerto Cortés, Honduras")


def test_filters_travel_from_page_to_page(open_page):
    page = open_page("/?country=GT&from=2010")
    said = page.locator(".sentence").inner_text()
    assert "Guatemala" in said
    filtered = [found for found in all_pages() if found.has_filters and page.locator(f".nav {link_to(found)}").count()]
    assert len(filtered) > 6
    for found in filtered[::2]:
        page.locator(f".nav {link_to(found)}").click()
        expect(page).to_have_url(re.compile(rf"{found.path}\?country=GT&from=2010"))
        expect(page.locator(f".nav {link_to(found)}")).to_have_attribute("aria-current", "page")
        settled(page)
        expect(page.locator(".sentence")).to_have_text(said)


def link_to(page):
    return f'a[href^="{page.path}?"]'


def test_findings_are_sentences_with_what_to_bear_in_mind(open_page):
    page = open_page("/")
    found = card(page, "findings")
    expect(found.locator("tbody tr").first).to_contain_text("Recorded seizures")
    expect(found.locator("tbody tr").first).to_contain_text("Bear in mind")
    found.locator("summary", has_text="Bear in mind").click()
    expect(found.locator(".caution li").first).to_be_visible()
