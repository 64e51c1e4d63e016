"""Addresses of what leaves the page ready made: pictures of charts, the brief of a page, a deck as PowerPoint."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import BoundedSemaphore
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import urlencode

from flask import Flask, Response, request

from layouts.api.answers import JSON, Content, as_json, send, source_headers, synthetic_mark, tag_of
from layouts.api.refusing import Refused, asked_speech, no_address, refuse_unread
from layouts.brief.document import brief, page_at
from layouts.captions import caption
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.framing import HEIGHT, WIDTH, broken, feet, framed
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.redraw import computed, draw, told
from layouts.scene import Scene
from layouts.slides.presentation import presentation
from layouts.stage.decks import DeckError, read_deck, worded
from layouts.stage.words import wrong_with
from layouts.stills import Kind, StillsError, still
from layouts.tasks import Outcome
from layouts.wizard.uploads import is_foreign

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
PICTURES: dict[Kind, str] = {"png": "image/png", "svg": "image/svg+xml"}
LARGEST_DECK = 2_000_000
OWN = ("page", "theme")
"""What these addresses take beside the query."""

FOREIGN = mark("This request came from another web page: it was refused. Open Istmo itself and try again.")
TOO_LARGE = mark("The deck is too large: at most 2 MB are taken.")


AT_ONCE = 2
"""Pictures, briefs and decks made at once: the other threads of the server go on answering pages."""

PATIENCE, AGAIN = 1.0, 15
"""Seconds a request waits for its turn, and after which it may ask again."""

BUDGET = 60.0
"""Seconds that a file's pictures may take together; after that its tables stand for them."""

BUSY = mark("Other pictures, briefs or decks are being made: try again in {n} seconds.")

_TURNS = BoundedSemaphore(AT_ONCE)


def register(server: Flask, library: Library) -> None:
    """Add the addresses to a server."""
    charts = "/api/v1/charts/<name>"
    for kind in PICTURES:
        server.add_url_rule(f"{charts}.{kind}", f"picture_{kind}", _view(library, kind))
    server.add_url_rule(f"{charts}.caption.json", "caption", lambda name: _caption(library, name))
    server.add_url_rule("/api/v1/brief.pdf", "brief", lambda: _brief(library))
    server.add_url_rule("/api/v1/deck.pptx", "deck", lambda: _deck(library), methods=["POST"])


def _view(library: Library, kind: Kind) -> Any:
    return lambda name: _picture(library, name, kind)


def _picture(library: Library, name: str, kind: Kind) -> Response:
    """Return the picture of a chart with its words in it; of a table there is none."""
    chart, scene = _known(name), _scene(library)
    if chart.listing:
        raise no_address(request.path)
    return send(tag_of(scene, scene.look.name, worded=True), lambda: _drawn(chart, library, scene, kind))


def _drawn(chart: Chart, library: Library, scene: Scene, kind: Kind) -> Content:
    """Return the picture; for those who ask for the head only it isn't drawn."""
    outcome = _outcome(chart, library, scene)
    rows, name = len(chart.numbers(outcome.result)), f"{_picture_name(chart, scene)}.{kind}"
    if request.method == "HEAD":
        return Content(b"", PICTURES[kind], rows, name, source_headers(scene))
    words = caption(chart, scene, outcome.result)
    figure = framed(draw(chart, outcome, scene), words, scene.look, below=feet(chart, scene.say))
    try:
        with _turn(scene.say):
            drawn = still(figure, width=WIDTH, height=HEIGHT, scale=2 if kind == "png" else 1, kind=kind)
    except StillsError as error:
        raise Refused(503, "not_computed", error.told(scene.say)) from error
    return Content(drawn, PICTURES[kind], rows, name, source_headers(scene))


def _picture_name(chart: Chart, scene: Scene) -> str:
    """Return the name of a picture's file without its ending."""
    return f"istmo-{chart.name}{synthetic_mark(scene)}"


@contextmanager
def _turn(say: Speech) -> Iterator[None]:
    """Hold one of the few places in which something is drawn.

    Raises
    ------
    Refused
        503 where all are taken: a browser that hangs must not hold every thread of the server.
    """
    if not _TURNS.acquire(timeout=PATIENCE):
        raise Refused(503, "not_computed", say(BUSY, n=AGAIN), retry=AGAIN)
    try:
        yield
    finally:
        _TURNS.release()


def _caption(library: Library, name: str) -> Response:
    """Return the words of a chart, broken into lines as they fit a picture: what the browser writes into its own."""
    chart, scene = _known(name), _scene(library)

    def words() -> Content:
        outcome = _outcome(chart, library, scene)
        titles, lines, warned = broken(caption(chart, scene, outcome.result), feet(chart, scene.say))
        content = {"title": titles, "lines": lines, "warned": warned, "name": _picture_name(chart, scene)}
        return Content(as_json(content), JSON, len(chart.numbers(outcome.result)))

    return send(tag_of(scene, worded=True), words)


def _brief(library: Library) -> Response:
    page = page_at(request.args.get("page", "/"))
    if page is None:
        raise no_address(f"{request.path}?page={request.args.get('page', '')}")
    scene, name = _scene(library), page.path.strip("/").replace("/", "-") or "overview"
    records = int(scene.view.records().sum())
    tag = tag_of(scene, page.path, date.today().isoformat(), worded=True)

    def make() -> Content:
        named = f"istmo-{name}{synthetic_mark(scene)}.pdf"
        if request.method == "HEAD":
            return Content(b"", PDF, records, named, source_headers(scene))
        with _turn(scene.say):
            return Content(brief(page, library, scene, seconds=BUDGET), PDF, records, named, source_headers(scene))

    return send(tag, make)


def _deck(library: Library) -> Response:
    say = asked_speech()
    if is_foreign(request.headers, request.host):  # type: ignore[arg-type]
        raise Refused(403, "refused", say(FOREIGN))
    content = request.stream.read(LARGEST_DECK + 1)
    if len(content) > LARGEST_DECK:
        raise Refused(413, "refused", say(TOO_LARGE))
    try:
        deck = read_deck(content.decode("utf-8", "replace"), CHARTS)
    except DeckError as error:
        raise Refused(400, "query", wrong_with(error, say), slide=error.slide) from error
    with _turn(say):
        made = presentation(deck, library, say, seconds=BUDGET)
    answer = Response(made, content_type=PRESENTATION)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_stem(worded(deck.title, say.language))}.pptx"'
    answer.headers["Content-Language"] = say.language
    return answer


def _stem(title: str) -> str:
    """Return a file name any system takes."""
    letters = [letter for letter in normalize("NFKD", title.lower()) if not combining(letter)]
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in letters)
    return "-".join(["istmo", *[part for part in kept.split("-") if part]])[:60]


def _known(name: str) -> Chart:
    chart = CHARTS.get(name)
    if chart is None:
        raise no_address(request.path)
    return chart


def _outcome(chart: Chart, library: Library, scene: Scene) -> Outcome:
    outcome = computed(chart, scene, library.tasks)
    if outcome.state != "done":
        raise Refused(503, "not_computed", told(outcome, scene))
    return outcome


def _scene(library: Library) -> Scene:
    """Return what the request sees, drawn as vectors."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in OWN]
    scene = library.scene(urlencode(kept), asked_speech(), theme=request.args.get("theme"), webgl=False)
    refuse_unread(scene)
    return scene
