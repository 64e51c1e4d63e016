"""A running Istmo and a browser that fails the test on any console error and any request to anyone else."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import launch_options
from drive import settled
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
expect.set_options(timeout=30_000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of an Istmo started as a newcomer starts it."""
    folder, port = tmp_path_factory.mktemp("istmo"), free_port()
    environment = os.environ | {"ISTMO_STORE": str(folder / "store"), "LANG": "en_US.UTF-8"}
    with (folder / "log").open("w") as log:
        command = [sys.executable, "app.py", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield wait(f"http://127.0.0.1:{port}", process, folder / "log")
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert "Traceback" not in (folder / "log").read_text()


def wait(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(START_SECONDS * 4):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return address
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(**launch_options())
        yield found
        found.close()


class Profiles:
    """Browser profiles, kept with what they have cached of Istmo from test to test; what a page stored is forgotten."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[tuple[str, str], BrowserContext] = {}
        self._busy: list[BrowserContext] = []

    def take(self, scheme: str, locale: str) -> BrowserContext:
        """Return a profile nobody uses: a second one in a test shares nothing with the first."""
        found = self._kept.get((scheme, locale))
        if found is None or found in self._busy:
            found = self._browser.new_context(locale=locale, color_scheme=scheme, accept_downloads=True)  # type: ignore[arg-type]
            self._kept.setdefault((scheme, locale), found)
        self._busy.append(found)
        return found

    def give_back(self) -> None:
        """Close every page and forget what it stored."""
        for context in self._busy:
            for page in context.pages:
                if page.url.startswith("http"):
                    page.evaluate("localStorage.clear()")
                page.close()
            context.clear_cookies()
            context.clear_permissions()
            if context not in self._kept.values():
                context.close()
        self._busy.clear()


@pytest.fixture(scope="session")
def profiles(browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
def open_page(profiles, server) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; whatever goes wrong in any of them fails the test."""
    wrong: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda note: wrong.append(note.text) if note.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if not is_own(request.url) else None)
        page.on(
            "response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        )

    def is_own(url: str) -> bool:
        return url.startswith((server, "data:", "blob:"))

    def opened(path: str = "/", *, size=(1440, 900), dark=False, locale="en-US") -> Page:
        page = profiles.take("dark" if dark else "light", locale).new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        watch(page)
        page.goto(server + path)
        settled(page)
        return page

    yield opened
    profiles.give_back()
    assert not [text for text in wrong if "GPU stall" not in text and "ReadPixels" not in text]
