"""What answers while somebody presents: the stage above every page, and decks that are opened."""

import json
from functools import lru_cache
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from analytics.selection import read_query
from data.store import StoreError
from data.vocabulary import LANGUAGES
from layouts import ids
from layouts.charts import CHARTS
from layouts.i18n import Speech, speech
from layouts.library import Library
from layouts.page import all_pages
from layouts.redraw import job_of
from layouts.shell import requested_speech
from layouts.stage.bar import bar, keys
from layouts.stage.decks import MOST_SLIDES, DeckError, Slide, read_deck
from layouts.stage.frame import LISTED, NOTED, OFFERED, QUERIES, SENTENCES, SETTLED, TAKEN, part
from layouts.stage.slides import Drawing
from layouts.stage.words import UNCHANGED, starter, wrong_with
from layouts.wording import sentence_of

LARGEST_DECK = 2_000_000
"""Letters of a deck that are read."""


def register(app: Dash, library: Library) -> None:
    """Add what answers while somebody presents."""
    _register_stage(app, library)
    _register_decks(app, library)
    scripts = (
        (
            "istmoDeck",
            "list",
            LISTED,
            (Input({"type": "present-texts", "name": ALL}, "data"), Input(SENTENCES, "data")),
        ),
        ("istmoDeck", "take", NOTED, (Input(TAKEN, "data"),)),
        ("istmoStage", "settle", SETTLED, (Input(part("content", ALL), "children"),)),
    )
    for space, name, output, inputs in scripts:
        app.clientside_callback(ClientsideFunction(space, name), Output(output, "data"), *inputs)


def _register_stage(app: Dash, library: Library) -> None:
    @app.callback(
        Output(part("content", MATCH), "children"),
        Output(part("poll", MATCH), "max_intervals"),
        Input(part("wanted", MATCH), "data"),
        Input(part("poll", MATCH), "n_intervals"),
        State(part("wanted", MATCH), "id"),
    )
    def draw(wanted: dict[str, Any] | None, polls: int | None, name: dict[str, str]) -> tuple[Any, int]:
        if not isinstance(wanted, dict):
            raise PreventUpdate
        shown, is_waiting = content(wanted, library, on_screen=name.get("name") == "screen")
        return shown, (polls or 0) + 1 if is_waiting else 0


def content(wanted: dict[str, Any], library: Library, *, on_screen: bool) -> tuple[list[Any], bool]:
    """Return what stands on the stage, and whether numbers are awaited.

    Parameters
    ----------
    wanted : `slide` as a deck's file holds it, `next` one after it, `place` and `total`, `language`, `theme`, `at`.
    on_screen : whether it is presented; else it is a preview without buttons.
    """
    language = str(wanted.get("language"))
    say = speech(language if language in LANGUAGES else "en")
    place, total = (value if isinstance(value := wanted.get(name), int) else 1 for name in ("place", "total"))
    slide: Slide | None = None
    try:
        slide = _read(wanted.get("slide"))
        parts, is_waiting = Drawing(slide, library, say, str(wanted.get("theme"))).parts()
    except DeckError as error:
        parts, is_waiting = [html.P(wrong_with(DeckError(error.code, place, error.value), say))], False
    except StoreError as error:
        parts, is_waiting = [html.P(sentence_of(error, say))], False
    if not is_waiting:
        _begin(wanted.get("next"), library, say)
    number = html.P(say("{place} of {total}", place=place, total=total), className="stage-number")
    marks = {"data-of": str(wanted.get("at", "")), "data-place": str(place)}
    marks |= {"data-waiting": str(is_waiting), "data-explore": home(slide, library, say) if slide else ""}
    shown = html.Div([*parts, number], className="stage-slide", lang=say.language, **marks)
    if not on_screen:
        return [shown], is_waiting
    has_answer = bool(slide and slide.kind == "question" and any(slide.answer.values()))
    inner = [shown, bar(say, has_answer=has_answer, has_page=bool(marks["data-explore"])), keys(say)]
    told = {"aria-label": say("Presentation"), "aria-modal": "true"}
    return [html.Div(inner, className="stage-frame", role="dialog", tabIndex=-1, **told)], is_waiting


def _read(held: Any) -> Slide:
    """Return one slide as a deck's file holds it.

    Raises
    ------
    DeckError
        If it can't be read.
    """
    return read_deck(json.dumps({"istmo_deck": 1, "slides": [held]}), CHARTS).slides[0]


def _begin(held: Any, library: Library, say: Speech) -> None:
    """Start the long computation of the slide that is likely to be next."""
    try:
        slide = _read(held)
        if slide.chart and CHARTS[slide.chart].background:
            library.tasks.start(job_of(CHARTS[slide.chart], Drawing(slide, library, say).scene()))
    except (DeckError, StoreError):
        return


def home(slide: Slide, library: Library, say: Speech) -> str:
    """Return the address at which a slide's chart is explored: the page that has it, its filters in force."""
    path = homes(library).get(slide.chart)
    if path is None or slide.kind == "text":
        return ""
    pinned = f"version={slide.version}" if slide.version is not None else ""
    query = "&".join(text for text in (slide.query.lstrip("?&"), pinned, f"lang={say.language}") if text)
    return f"{path}?{query}"


@lru_cache(maxsize=2)
def homes(library: Library) -> dict[str, str]:
    """Return for each chart the first page that has it, read from the pages themselves."""
    found: dict[str, str] = {}
    for page in all_pages():
        if "<" in page.path:
            continue
        for component in html.Div(page.body(speech("en"), library))._traverse():
            name = str(getattr(component, "data-chart", ""))
            if name in CHARTS:
                found.setdefault(name, page.path)
    return found


def _register_decks(app: Dash, library: Library) -> None:
    @app.callback(Output(TAKEN, "data"), Input(OFFERED, "data"), State(ids.URL, "search"), prevent_initial_call=True)
    def take(offered: dict[str, Any] | None, search: str | None) -> dict[str, Any]:
        return taken(offered or {}, _speech(search))

    @app.callback(
        Output(SENTENCES, "data"), Input(QUERIES, "data"), State(ids.URL, "search"), prevent_initial_call=True
    )
    def describe(queries: Any, search: str | None) -> dict[str, str]:
        say = _speech(search)
        asked = [query for query in queries or () if isinstance(query, str)][:MOST_SLIDES]
        return {query: _filters(query, library, say) for query in asked}


def taken(offered: dict[str, Any], say: Speech) -> dict[str, Any]:
    """Return a deck that was offered, or what is wrong with it.

    Parameters
    ----------
    offered : `text` of a file, or `starter`; what else it holds (`at`, `how`) is returned as it is.
    """
    known = {name: offered.get(name) for name in ("at", "how")}
    try:
        deck = starter() if offered.get("starter") else read_deck(str(offered.get("text"))[:LARGEST_DECK], CHARTS)
    except DeckError as error:
        return known | {"problem": f"{wrong_with(error, say)} {say(UNCHANGED)}"}
    return known | {"deck": json.loads(deck.to_json())}


def _filters(query: str, library: Library, say: Speech) -> str:
    selection = read_query(query, library.vocabulary).selection
    return selection.describe(say.language, say.vocabulary)


def _speech(search: str | None) -> Speech:
    found = [text.removeprefix("lang=") for text in (search or "").lstrip("?").split("&") if text.startswith("lang=")]
    return requested_speech(found[-1] if found else None)
