"""Measure what a person waits for: the first useful paint of Overview, and a filter from click to repaint on each page.

A real server with the shipped records, warm; headless Chromium with an empty cache for the paint, ten times each.
Reported, never tested: the figures are the machine's as much as ours.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT / "tests" / "browser"))

PAGES = (
    "/",
    "/map",
    "/routes",
    "/place?place=hn-pcr-seaport",
    "/trends",
    "/methods",
    "/compare?compare=rest",
    "/coverage",
)

USEFUL = """() => document.querySelector('.tile-number')
    && [...document.querySelectorAll('[data-chart=areas] .choroplethlayer path')].length > 50
    && document.querySelector('[data-chart=trend] .bars path')"""
"""Totals, the map's areas and the trend's columns stand on the page."""

WATCH = """() => {
  window.drawn = performance.now();
  const now = () => { window.drawn = performance.now(); };
  const ask = window.fetch;
  window.fetch = async (...what) => {
    const answer = await ask(...what);
    const first = !(window.answered > window.pressed);
    if (first && String((what[1] || {}).body).includes("facets")) window.answered = performance.now();
    return answer;
  };
  for (const plot of document.querySelectorAll('.js-plotly-plot')) plot.on('plotly_afterplot', now);
  for (const part of document.querySelectorAll('.listing, .card-note')) {
    new MutationObserver(now).observe(part, { childList: true, subtree: true, characterData: true });
  }
}"""
"""Notes when anything of a chart was last repainted."""

CLICK = """value => {
  const box = [...document.querySelectorAll('.facet-row')].find((row) => row.dataset.codes === value);
  window.pressed = performance.now();
  box.click();
}"""

ANSWERED = """() => window.answered > window.pressed && window.drawn > window.answered
    && performance.now() - window.drawn > 120"""
"""The first answer stands on the page: everything but what takes long, which shows how far it is."""

SETTLED = """() => !document.querySelector('[data-dash-is-loading="true"]') && window.drawn > window.pressed
    && performance.now() - window.drawn > 700"""


def main() -> None:
    """Start a server, measure, and print the medians."""
    parser = argparse.ArgumentParser(description="Measure the waits of a person on this machine.")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--pages", nargs="+", default=PAGES, help="addresses whose filter is timed")
    times, pages = parser.parse_args().times, parser.parse_args().pages
    from chromium import launch_options
    from conftest import free_port, wait

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port, log = free_port(), Path(folder) / "log"
        command = [sys.executable, "app.py", "serve", "--port", str(port)]
        environment = os.environ | {"ISTMO_STORE": str(Path(folder) / "store")}
        with log.open("w") as file:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
        browser = playwright.chromium.launch(**launch_options())
        try:
            address = wait(f"http://127.0.0.1:{port}", server, log)
            first_paint(browser, address)
            tell("first useful paint of Overview", [first_paint(browser, address) for _ in range(times)], 2_500)
            for path in pages:
                first, last = zip(*filter_changes(browser, address + path, times), strict=True)
                tell(f"filter on {path}, click to repaint", first, 500)
                tell(f"filter on {path}, what takes long drawn too", last)
        finally:
            browser.close()
            server.terminate()
            server.wait(timeout=20)


def first_paint(browser: Browser, address: str) -> float:
    """Return milliseconds from asking for Overview, nothing cached, to a useful page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(USEFUL, polling=20)
    took = (time.perf_counter() - start) * 1000
    context.close()
    return took


def filter_changes(browser: Browser, address: str, times: int) -> list[tuple[float, float]]:
    """Return milliseconds from ticking a country to the first and the last repaint, one country after another."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    from drive import settled

    page.goto(address)
    settled(page)
    page.wait_for_timeout(9_000)  # what takes long is done
    page.locator(".rail").get_by_role("button", name="Country").first.click()
    page.wait_for_selector(".facet-row:visible")
    page.evaluate(WATCH)
    codes = page.locator(".facet-row:visible").evaluate_all("rows => rows.map(r => r.dataset.codes)")
    one_change(page, codes[0])
    took = [one_change(page, codes[place % len(codes)]) for place in range(1, times + 1)]
    page.close()
    return took


def one_change(page: Page, code: str) -> tuple[float, float]:
    """Tick a value; return milliseconds to the repaint of the first answer, and of the last: what takes long."""
    page.evaluate(CLICK, code)
    page.wait_for_function(ANSWERED, polling=20)
    first = float(page.evaluate("() => window.drawn - window.pressed"))
    page.wait_for_function("() => !document.querySelector('.working')", timeout=60_000)
    page.wait_for_function(SETTLED, polling=50)
    return first, float(page.evaluate("() => window.drawn - window.pressed"))


def tell(what: str, figures: Sequence[float], goal: float | None = None) -> None:
    """Print the spread of one measurement, beside its goal if it has one."""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    aim = f"; goal {goal:,.0f} ms" if goal else ""
    print(f"{what}: median {middle:,.0f} ms ({low:,.0f}–{high:,.0f}, n = {len(figures)}{aim})", flush=True)


if __name__ == "__main__":
    main()
