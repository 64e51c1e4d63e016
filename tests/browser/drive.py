"""How a test waits for a page and asks what is wrong with it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def settled(page: Page) -> None:
    """Wait until the page is drawn: no callback runs, every chart has its first drawing, and the browser painted it."""
    page.wait_for_selector("main h1", state="attached", timeout=30_000)
    page.wait_for_function(
        """() => !document.querySelector('[data-dash-is-loading="true"]') && window.dash_clientside
        && [...document.querySelectorAll('.card-body')].every((body) => body.querySelector('.main-svg'))
        && (!document.querySelector('.version') || document.querySelector('.version').textContent)""",
        timeout=30_000,
    )
    page.wait_for_load_state("networkidle")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def violations(page: Page) -> list[str]:
    """Return the serious and critical findings of axe, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{entry['id']}: {node['target']}"
        for entry in found
        if entry["impact"] in {"serious", "critical"}
        for node in entry["nodes"]
    ]
