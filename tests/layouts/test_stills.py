"""Pictures drawn on the server, and the words inside them."""

import struct
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import pytest
from chromium import find, is_root

from layouts import stills
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
    assert told == {"title": titles, "lines": lines, "warned": warned}
    assert any("fronteras" in line for line in lines)
