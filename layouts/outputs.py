"""Addresses of what leaves the page ready made: pictures of charts, the brief of a page, a deck as PowerPoint."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request

from layouts.api.answers import JSON, Content, as_json, send, tag_of
from layouts.api.refusing import Refused, asked_speech, no_address, refuse_unread
from layouts.brief.document import brief, page_at
from layouts.captions import caption
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.framing import HEIGHT, WIDTH, broken, feet, framed
from layouts.i18n import mark
from layouts.library import Library
from layouts.redraw import draw, job_of, made, told
from layouts.scene import Scene
from layouts.slides.presentation import presentation
from layouts.stage.decks import DeckError, read_deck, worded
from layouts.stage.words import wrong_with
from layouts.stills import Kind, StillsError, still
from layouts.tasks import Outcome
from layouts.wizard.uploads import is_foreign

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PICTURES: dict[Kind, str] = {"png": "image/png", "svg": "image/svg+xml"}
LARGEST_DECK = 2_000_000
OWN = ("page", "theme")
"""What these addresses take beside the query."""

FOREIGN = mark("This request came from another web page: it was refused. Open Istmo itself and try again.")
TOO_LARGE = mark("The deck is too large: at most 2 MB are taken.")


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
    outcome = _outcome(chart, library, scene)
    words = caption(chart, scene, outcome.result)
    figure = framed(draw(chart, outcome, scene), words, scene.look, below=feet(chart, scene.say))
    try:
        drawn = still(figure, width=WIDTH, height=HEIGHT, scale=2 if kind == "png" else 1, kind=kind)
    except StillsError as error:
        raise Refused(503, "not_computed", error.told(scene.say)) from error
    return Content(drawn, PICTURES[kind], len(chart.numbers(outcome.result)), f"istmo-{chart.name}.{kind}")


def _caption(library: Library, name: str) -> Response:
    """Return the words of a chart, broken into lines as they fit a picture: what the browser writes into its own."""
    chart, scene = _known(name), _scene(library)

    def words() -> Content:
        outcome = _outcome(chart, library, scene)
        titles, lines, warned = broken(caption(chart, scene, outcome.result), feet(chart, scene.say))
        content = {"title": titles, "lines": lines, "warned": warned}
        return Content(as_json(content), JSON, len(chart.numbers(outcome.result)))

    return send(tag_of(scene, worded=True), words)


def _brief(library: Library) -> Response:
    page = page_at(request.args.get("page", "/"))
    if page is None:
        raise no_address(f"{request.path}?page={request.args.get('page', '')}")
    scene, name = _scene(library), page.path.strip("/").replace("/", "-") or "overview"
    records = int(scene.view.records().sum())
    tag = tag_of(scene, page.path, date.today().isoformat(), worded=True)
    return send(tag, lambda: Content(brief(page, library, scene), "application/pdf", records, f"istmo-{name}.pdf"))


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
    answer = Response(presentation(deck, library, say), content_type=PRESENTATION)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_stem(worded(deck.title, say.language))}.pptx"'
    answer.headers["Content-Language"] = say.language
    return answer


def _stem(title: str) -> str:
    """Return a file name any system takes."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in title.lower())
    return "-".join(["istmo", *[part for part in kept.split("-") if part]])[:60]


def _known(name: str) -> Chart:
    chart = CHARTS.get(name)
    if chart is None:
        raise no_address(request.path)
    return chart


def _outcome(chart: Chart, library: Library, scene: Scene) -> Outcome:
    outcome = library.tasks.run(job_of(chart, scene)) if chart.background else made(chart, scene)
    if outcome.state != "done":
        raise Refused(503, "not_computed", told(outcome, scene))
    return outcome


def _scene(library: Library) -> Scene:
    """Return what the request sees, drawn as vectors."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in OWN]
    scene = library.scene(urlencode(kept), asked_speech(), theme=request.args.get("theme"), webgl=False)
    refuse_unread(scene)
    return scene
