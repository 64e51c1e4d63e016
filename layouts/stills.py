"""Pictures of figures, drawn on the server by an installed Chrome, Edge or Chromium that can reach nothing else."""

import asyncio
import atexit
import json
import logging
import math
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TooLate
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Any, Literal

from data.vocabulary import REFERENCE
from layouts.figures.base import Figure
from layouts.i18n import Speech, mark

LOG = logging.getLogger(__name__)

Kind = Literal["png", "svg"]

PATIENCE = 60.0
"""Seconds a picture may take, the start of the browser included."""

TURN = 20.0
"""Seconds a picture waits for those before it."""

ENDING = 10.0
"""Seconds a browser has to close; then its process is ended."""

NOWHERE = "http://127.0.0.1:9"
"""A proxy that isn't there: whatever the browser might ask of the network stays unanswered."""

TOPOLOGY = Path(__file__).parent.parent / "assets" / "topojson"
BORDERS = "/geography/"

SENTENCES = {
    "no_browser": mark("Pictures need Chrome, Edge or Chromium on this machine: install one and try again."),
    "late": mark("The picture took too long and was given up."),
    "failed": mark("The picture could not be drawn."),
    "spent": mark("The pictures of this file took too long together: this one was left out."),
}


class StillsError(RuntimeError):
    """A picture that can't be made.

    Attributes
    ----------
    code : `no_browser`, `late`, `failed`, or `spent` where the time for a file's pictures is over.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def told(self, say: Speech) -> str:
        """Return why, in a sentence."""
        return say(SENTENCES[self.code])


def still(
    figure: Figure, *, width: int, height: int, scale: float = 2, kind: Kind = "png", until: float = math.inf
) -> bytes:
    """Return the picture of a figure.

    Parameters
    ----------
    figure : a figure drawn as vectors (`scene.webgl` off).
    width, height : in pixels before scaling.
    scale : pixels of the file for one of the figure.
    until : moment of the monotonic clock at which it is given up.

    Raises
    ------
    StillsError
        If there is no browser, or it fails or takes too long.
    """
    if monotonic() >= until:
        raise StillsError("spent")
    drawn = self_contained(figure) | {"layout": {**figure["layout"], "width": width, "height": height}}
    return _STUDIO.draw(drawn, {"format": kind, "width": width, "height": height, "scale": scale}, until)


def self_contained(figure: Figure) -> Figure:
    """Return a figure that holds the borders it only names."""
    return figure | {"data": [_with_borders(trace) for trace in figure["data"]]}


def _with_borders(trace: dict[str, Any]) -> dict[str, Any]:
    address = trace.get("geojson")
    if not isinstance(address, str) or not address.startswith(BORDERS):
        return trace
    return trace | {"geojson": _borders(address.removeprefix(BORDERS))}


@lru_cache(maxsize=4)
def _borders(name: str) -> Any:
    return json.loads((Path(REFERENCE) / Path(name).name).read_text(encoding="utf-8"))


class _Studio:
    """One browser for the process: started by the first picture, closed at exit, used by one picture at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._browser: Any = None

    def draw(self, figure: Figure, options: dict[str, Any], until: float = math.inf) -> bytes:
        """Return a picture; a browser that died in the meantime is replaced once."""
        if not self._lock.acquire(timeout=_left(TURN, until)):
            raise StillsError("late")
        try:
            had_one = self._browser is not None
            try:
                return self._draw(figure, options, until)
            except StillsError as error:
                self._leave()
                if error.code == "failed" and had_one:
                    return self._draw(figure, options, until)
                raise
        finally:
            self._lock.release()

    def _draw(self, figure: Figure, options: dict[str, Any], until: float) -> bytes:
        future = asyncio.run_coroutine_threadsafe(self._shot(figure, options), self._running())
        try:
            return future.result(_left(PATIENCE, until))
        except (TooLate, TimeoutError) as error:
            future.cancel()
            raise StillsError("late") from error
        except (Exception, CancelledError) as error:
            LOG.warning("no picture: %r", error)
            raise StillsError("no_browser" if type(error).__name__ == "ChromeNotFoundError" else "failed") from error

    async def _shot(self, figure: Figure, options: dict[str, Any]) -> bytes:
        if self._browser is None:
            self._browser = _browser()  # known before it starts: one whose start is given up can still be ended
            await _started(self._browser)
        drawn: bytes = await self._browser.calc_fig(figure, options, topojson=f"{TOPOLOGY.as_uri()}/")
        return drawn

    def _running(self) -> asyncio.AbstractEventLoop:
        """Return the loop that speaks with the browser, on a thread of its own."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            Thread(target=self._loop.run_forever, daemon=True, name="stills").start()
        return self._loop

    def _leave(self) -> None:
        """Close the browser as far as it still answers."""
        browser, self._browser = self._browser, None
        if browser is None or self._loop is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(_ended(browser), self._loop).result(ENDING)
        except (Exception, CancelledError) as error:
            LOG.info("the browser was not closed in order: %r", error)
        process = getattr(browser, "subprocess", None)
        if process is not None and process.poll() is None:
            process.kill()

    def close(self) -> None:
        """Close the browser; the next picture starts another."""
        held = self._lock.acquire(timeout=ENDING)
        try:
            self._leave()
        finally:
            if held:
                self._lock.release()


def _left(most: float, until: float) -> float:
    """Return the seconds left until a moment, at most so many."""
    return max(min(most, until - monotonic()), 0)


def _browser() -> Any:
    """Return a browser, not yet started, for a page that holds plotly's own script and nothing from elsewhere."""
    from kaleido import Kaleido

    return Kaleido(
        n=1, timeout=PATIENCE, plotlyjs=_plotly().as_uri(), mathjax=False, proxy_server=NOWHERE, enable_sandbox=False
    )


async def _started(browser: Any) -> None:
    """Start a browser; where this is given up the start goes on, so that there is a process that can be ended."""
    opening = asyncio.ensure_future(browser.open())
    opening.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    await asyncio.shield(opening)


async def _ended(browser: Any) -> None:
    """Close a browser; of one that is still starting its process is waited for."""
    for _ in range(50):
        if hasattr(browser, "subprocess"):
            break
        await asyncio.sleep(0.1)
    await browser.close()


def _plotly() -> Path:
    """Return the script of the installed plotly, without importing plotly."""
    found = find_spec("plotly")
    return Path(str(found.origin if found else "")).parent / "package_data" / "plotly.min.js"


_STUDIO = _Studio()
atexit.register(_STUDIO.close)
