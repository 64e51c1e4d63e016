"""A seizure is entered and corrected: with the mouse, by keyboard, in Spanish."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from drive import settled, violations
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An Istmo of its own: what is saved here must not be counted by others."""
    folder = tmp_path_factory.mktemp("entered")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {"ISTMO_STORE": str(folder / "store"), "LANG": "en_US.UTF-8"}
    with (folder / "log").open("w") as log:
        command = [sys.executable, "app.py", "serve", "--port", port]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield answering(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert "Traceback" not in (folder / "log").read_text()


def answering(address: str) -> str:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return address
        except OSError:
            time.sleep(0.25)
    raise AssertionError(address)


def choose(page, field, text):
    """Choose by keyboard, as the list is used without a mouse."""
    box = page.locator(f"#entry-{field} input").first
    box.focus()
    box.press_sequentially(text)
    page.locator("[role=option]:visible", has_text=text).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(text)


def fill(page, field, text):
    page.locator(f"#entry-{field}").locator("input, textarea").first.fill(text)


def press(page, name):
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def needed(page):
    fill(page, "date", "2024-05-17")
    choose(page, "event", "Seized")
    choose(page, "dataset", "Synthetic (training)")
    choose(page, "country", "Panama")


def outcome(page):
    return page.locator(".entry-outcome")


def test_an_exercise_with_the_map_is_saved_once_and_corrected(open_page):
    page = open_page("/enter")
    needed(page)
    provinces = page.locator("#entry-admin1 input").first
    provinces.click()
    expect(page.locator("[role=option]:visible", has_text="Colón")).to_have_count(1)
    page.keyboard.press("Escape")
    page.wait_for_timeout(800)  # the map moves to the country
    frame = page.locator(".entry-map").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.locator("#entry-latitude input")).not_to_have_value("")
    latitude = float(page.locator("#entry-latitude input").input_value())
    longitude = float(page.locator("#entry-longitude input").input_value())
    assert 7 < latitude < 10 and -83 < longitude < -77
    mark = "document.querySelector('.entry-map .js-plotly-plot').data[1].lat"
    page.wait_for_function(f"() => Number({mark}[0]) === {latitude}")
    line = page.locator("#entry-items .entry-line").first
    line.locator("input").first.fill("Pistol")
    page.locator("[role=option]:visible", has_text="Pistol").first.click()
    line.locator("input").last.fill("4")
    fill(page, "summary", "The driver, cédula 8-123-4567, was held.")
    press(page, "Check and preview")
    expect(outcome(page)).to_contain_text("This will be saved")
    expect(outcome(page)).to_contain_text("The driver, cédula […], was held.")
    assert not violations(page)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(outcome(page)).to_contain_text("in version 1")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("link", name="Open the record").click()
    settled(page)
    expect(page.locator(".version")).to_contain_text("Version 1")
    page.get_by_role("link", name="Correct this record").click()
    expect(page.locator("#entry-latitude input")).to_have_value(str(latitude))
    fill(page, "place", "Santa Fe")
    press(page, "Check and preview")
    expect(outcome(page).locator("tbody tr")).to_have_count(1)
    expect(outcome(page)).to_contain_text("Santa Fe")
    press(page, "Save")
    expect(outcome(page)).to_contain_text("restore version 1")


def test_what_is_missing_is_said_beside_the_field_and_leads_to_it(open_page):
    page = open_page("/enter?lang=es", size=(1280, 720))
    press(page, "Revisar y ver cómo queda")
    expect(outcome(page)).to_contain_text("Corrija 4 campos")
    expect(page.locator("#entry-event")).to_contain_text("Elija qué ocurrió.")
    assert not violations(page)
    outcome(page).get_by_role("link", name="País").click()
    expect(page.locator("#entry-country input").first).to_be_in_viewport()


def test_lines_are_added_and_removed_by_keyboard_and_keep_what_is_typed(open_page):
    page = open_page("/enter", dark=True)
    lines = page.locator("#entry-items .entry-line")
    lines.first.locator("input").last.fill("12")
    press(page, "Add a line")
    expect(lines).to_have_count(2)
    lines.last.locator("input").last.fill("7")
    press(page, "Remove line 1")
    expect(lines).to_have_count(1)
    expect(lines.first.locator("input").last).to_have_value("7")
    fill(page, "latitude", "9.36")
    fill(page, "longitude", "-79.9")
    page.wait_for_function("() => document.querySelector('.entry-map .js-plotly-plot').data[1].lon[0] === -79.9")
    assert not violations(page)


def test_a_reload_and_another_language_lose_nothing(open_page):
    page = open_page("/enter")
    summary = page.locator("#entry-summary textarea").first
    fill(page, "date", "15/03/2024")
    summary.fill("A long text")
    line = page.locator("#entry-items .entry-line").first.locator("input")
    line.last.fill("3,5")
    page.wait_for_function("() => sessionStorage.getItem('istmo-entry /enter')?.includes('3,5')")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**lang=es*")
    settled(page)
    expect(summary).to_have_value("A long text")
    page.reload()
    settled(page)
    expect(summary).to_have_value("A long text")
    expect(line.last).to_have_value("3.5")
    assert page.locator("#entry-date input").input_value() == "2024-03-15" and not violations(page)
    page.get_by_role("button", name="Empezar de nuevo").click()
    expect(summary).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('istmo-entry /enter')") is None
