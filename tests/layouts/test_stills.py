"""Pictures drawn on the server, and the words inside them."""

import asyncio
import struct
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from typing import ClassVar

import pytest
from chromium import find, is_root

from layouts import outputs, stills
from layouts.captions import caption
from layouts.charts import CHARTS
from layouts.framing import HEIGHT, WIDTH, broken, feet, framed
from layouts.i18n import speech
from layouts.stills import StillsError, self_contained, still

needs_browser = pytest.mark.skipif(
    not find() and not is_root(), reason="no Chrome, Edge or Chromium here, and none can be installed"
)


@pytest.fixture(scope="module")
def browser():
    from chromium import find_or_install

    return find_or_install()


def drawn(name, seen):
    chart = CHARTS[name]
    result = chart.make(seen)
    return chart, caption(chart, seen, result), chart.figure(result, seen)


@needs_browser
def test_a_picture_has_twice_the_pixels_and_its_words(client, browser):
    answer = client.get("/api/v1/charts/trend.png?country=PA&lang=es")
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert struct.unpack(">II", answer.data[16:24]) == (2 * WIDTH, 2 * HEIGHT)
    assert answer.headers["X-Istmo-Version"] and "istmo-trend.png" in answer.headers["Content-Disposition"]


@needs_browser
@pytest.mark.parametrize(("name", "language"), [("areas", "en"), ("trend", "es")])
def test_an_svg_holds_title_filters_n_source_version_caveat_and_licence(client, scene, browser, name, language):
    answer = client.get(f"/api/v1/charts/{name}.svg?country=PA&lang={language}")
    text, seen = answer.get_data(as_text=True), scene("country=PA", language)
    words = drawn(name, seen)[1]
    for line in (words.title, words.filters, words.note, words.caveat, *broken(words)[1]):
        assert line.split(" · ")[0] in text
    assert text.count("<path") > 10


def test_borders_are_put_into_the_figure(scene):
    chart, _, figure = drawn("areas", scene("", webgl=False))
    held = self_contained(figure)
    assert chart.map and all(trace["geojson"]["features"] for trace in held["data"])
    assert all(isinstance(trace["geojson"], str) for trace in figure["data"])


ELSEWHERE = ("plot", "mathjax", "cdn", "topojson", "192.0.2.1")
"""What a page of plotly might ask of others; what the browser asks of its maker never leaves the proxy either."""


@pytest.fixture
def proxy():
    """A proxy that answers nothing and remembers what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            asked.append(self.path)
            self.close_connection = True

        do_GET = do_CONNECT = do_POST = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@needs_browser
def test_a_map_asks_nobody_for_anything(scene, browser, monkeypatch, proxy):
    address, asked = proxy
    monkeypatch.setattr(stills, "NOWHERE", address)
    studio = stills._Studio()
    monkeypatch.setattr(stills, "_STUDIO", studio)
    try:
        assert still(drawn("areas", scene("", webgl=False))[2], width=400, height=300, scale=1)[:4] == b"\x89PNG"
        assert not [path for path in asked if any(name in path for name in ELSEWHERE)]
        away = {"source": "http://192.0.2.1/x.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1}
        still({"data": [{"type": "scatter", "x": [1]}], "layout": {"images": [away]}}, width=200, height=150, scale=1)
        assert "http://192.0.2.1/x.png" in asked  # so that everything else would have been seen too
    finally:
        studio.close()


def test_without_a_browser_it_is_said_in_a_sentence(client, monkeypatch):
    def fail(*_, **__):
        raise StillsError("no_browser")

    monkeypatch.setattr("layouts.outputs.still", fail)
    answer = client.get("/api/v1/charts/trend.png?lang=es&country=CR")
    assert answer.status_code == 503 and "Chrome, Edge o Chromium" in answer.json["detail"]


@pytest.mark.parametrize("name", ["findings", "no-such-chart"])
def test_there_is_no_picture_of_a_table(client, name):
    assert client.get(f"/api/v1/charts/{name}.png").status_code == 404


def test_long_titles_and_words_are_broken_and_whole(scene):
    chart, words, _ = drawn("trend", scene("country=PA"))
    long = replace(words, title="How many " * 30, filters="of seizures " * 60)
    titles, lines, warned = broken(long, feet(chart, scene("").say))
    assert " ".join(titles) == long.title.strip() and long.filters.strip() in " ".join(lines)
    assert len(titles) > 2 and not warned


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_in_a_frame_overlaps(scene, theme):
    chart, words, figure = drawn("trend", scene("country=PA", theme=theme))
    held = framed(figure, words, scene("", theme=theme).look, below=feet(chart, scene("").say))
    before, after = figure["layout"]["margin"], held["layout"]["margin"]
    titles, lines, _ = broken(words, feet(chart, scene("").say))
    assert after["t"] - before["t"] >= 29 * len(titles) and after["b"] - before["b"] >= 18 * len(lines)
    assert held["layout"]["legend"]["y"] < 1 - 29 * len(titles) / HEIGHT
    downs = [note["yshift"] for note in held["layout"]["annotations"][-len(lines) :]]
    assert downs[0] <= -before["b"] and all(upper - lower == 18 for upper, lower in pairwise(downs))


def test_synthetic_records_are_named_first(scene):
    _, words, figure = drawn("trend", scene(""))
    warned = replace(words, warning="SYNTHETIC: made for training")
    notes = framed(figure, warned, scene("").look)["layout"]["annotations"]
    first = next(note for note in notes if "SYNTHETIC" in note["text"])
    assert first["text"].startswith("<b>") and first["font"]["color"] != scene("").look.muted


def test_the_browser_is_told_the_same_words(client, scene):
    told = client.get("/api/v1/charts/areas.caption.json?lang=es&country=PA").json
    chart, words, _ = drawn("areas", scene("country=PA", "es"))
    titles, lines, warned = broken(words, feet(chart, speech("es")))
    assert told == {"title": titles, "lines": lines, "warned": warned, "name": "istmo-areas"}
    assert any("fronteras" in line for line in lines)


FIGURE = {"data": [], "layout": {}}


class Slow:
    """A browser that takes its time to start or to draw, and remembers whether it was closed."""

    made: ClassVar[list["Slow"]] = []

    def __init__(self, start, drawing):
        self.start, self.drawing, self.is_closed = start, drawing, False
        self.made.append(self)

    async def open(self):
        await asyncio.sleep(self.start)
        self.subprocess = self

    async def calc_fig(self, *_, **__):
        await asyncio.sleep(self.drawing)
        return b"drawn"

    async def close(self):
        self.is_closed = True

    def poll(self):
        return 0 if self.is_closed else None

    def kill(self):
        self.is_closed = True


@pytest.fixture
def studio(monkeypatch):
    """A studio whose browsers take this long to start and to draw."""
    held = []

    def make(start, drawing, patience=0.1):
        monkeypatch.setattr(stills, "PATIENCE", patience)
        monkeypatch.setattr(stills, "TURN", 0.05)
        monkeypatch.setattr(stills, "_browser", lambda: Slow(start, drawing))
        monkeypatch.setattr(Slow, "made", [])
        held.append(stills._Studio())
        monkeypatch.setattr(stills, "_STUDIO", held[-1])
        return held[-1]

    yield make
    for each in held:
        each.close()


def test_a_browser_that_starts_late_is_ended(studio):
    studio(0.3, 0)
    with pytest.raises(StillsError, match="late"):
        still(FIGURE, width=10, height=10)
    assert [browser.is_closed for browser in Slow.made] == [True]


def test_a_picture_does_not_wait_without_end_for_those_before_it(studio):
    studio(0, 1.0, patience=5)
    first = Thread(target=lambda: still(FIGURE, width=10, height=10))
    first.start()
    time.sleep(0.2)
    before = time.monotonic()
    with pytest.raises(StillsError, match="late"):
        still(FIGURE, width=10, height=10)
    assert time.monotonic() - before < 0.5
    first.join()


def test_no_picture_is_begun_when_the_time_of_its_file_is_over(studio):
    studio(0, 0)
    with pytest.raises(StillsError, match="spent"):
        still(FIGURE, width=10, height=10, until=time.monotonic())
    assert still(FIGURE, width=10, height=10, until=time.monotonic() + 5) == b"drawn"


DECK = {"istmo_deck": 1, "title": {"en": "x"}, "slides": [{"kind": "text", "text": {"en": "x"}}]}


def test_pages_are_answered_while_pictures_hang(client, monkeypatch):
    monkeypatch.setattr(outputs, "PATIENCE", 0.01)
    for _ in range(outputs.AT_ONCE):
        outputs._TURNS.acquire()
    try:
        asked = ("/api/v1/charts/trend.png?lang=es", "/api/v1/brief.pdf?lang=es")
        for answer in (*map(client.get, asked), client.post("/api/v1/deck.pptx?lang=es", json=DECK)):
            assert answer.status_code == 503 and answer.headers["Retry-After"] == "15"
            assert "intente otra vez en 15 segundos" in answer.json["detail"]
        assert client.get("/healthz").status_code == 200
    finally:
        for _ in range(outputs.AT_ONCE):
            outputs._TURNS.release()
    assert client.post("/api/v1/deck.pptx", json=DECK).status_code == 200


@pytest.mark.parametrize("path", ["charts/trend.png", "charts/areas.svg", "brief.pdf"])
def test_the_head_of_a_picture_is_told_without_drawing_it(client, monkeypatch, path):
    def fail(*_, **__):
        raise AssertionError("drawn")

    for name in ("still", "brief"):
        monkeypatch.setattr(f"layouts.outputs.{name}", fail)
    answer = client.head(f"/api/v1/{path}?country=PA")
    assert answer.status_code == 200 and answer.headers["X-Istmo-Rows"] and answer.headers["X-Istmo-Licence"]


def test_what_somebody_typed_is_no_markup_of_a_picture(scene):
    _, words, figure = drawn("trend", scene(""))
    typed = replace(words, title="<b>T & C</b>", filters='<a href="https://example.org">x</a>\x01', warning="<i>w</i>")
    layout = framed(figure, typed, scene("").look)["layout"]
    texts = [layout["title"]["text"], *(note["text"] for note in layout["annotations"])]
    assert texts[0] == "<b>&lt;b&gt;T &amp; C&lt;/b&gt;</b>" and "<b>&lt;i&gt;w&lt;/i&gt;</b>" in texts
    assert '&lt;a href="https://example.org"&gt;x&lt;/a&gt;' in texts


def test_pictures_of_synthetic_records_say_so_in_their_name(client, monkeypatch):
    from layouts.scene import Scene

    monkeypatch.setattr("layouts.outputs.still", lambda *_, **__: b"drawn")
    monkeypatch.setattr(Scene, "is_synthetic", True)
    answer = client.get("/api/v1/charts/trend.png")
    assert "istmo-trend-synthetic.png" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Istmo-Synthetic"] == "true"
    assert client.get("/api/v1/charts/trend.caption.json").json["name"] == "istmo-trend-synthetic"
