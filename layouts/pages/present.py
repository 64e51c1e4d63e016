"""Present: the working deck, its slides and what they say, and the way to show, save and share it."""

from typing import Any

from dash import dcc, html

from data.store import StoreError
from data.vocabulary import LANGUAGES
from layouts.cards import empty_figure
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page
from layouts.shell import LANGUAGE_NAMES
from layouts.stage.frame import frame

WORDS = {
    "chart": mark("Chart"),
    "table": mark("Table"),
    "text": mark("Text"),
    "question": mark("Question"),
    "pinned": mark("version {n}"),
    "pin": mark("Keep data version {n} on this slide"),
    "unpin": mark("Version {n} is kept: use the newest again"),
    "do_up": mark("Move slide {n} up"),
    "do_down": mark("Move slide {n} down"),
    "do_copy": mark("Duplicate slide {n}"),
    "do_remove": mark("Delete slide {n}"),
    "moved": mark("Slide {n} is now slide {to}."),
    "copied": mark("Slide {n} was duplicated."),
    "removed": mark("Slide {n} was deleted. “Undo” brings it back."),
    "added": mark("Slide {n} was added: give it a title."),
    "undone": mark("The last change was undone."),
    "opened": mark("The deck is open: {n} slides. “Undo” brings back what was here before."),
    "offered": mark("The link holds a deck, “{title}”, of {n} slides."),
    "accept": mark("Open it instead of mine"),
    "refuse": mark("Keep mine"),
    "saved": mark("Saved as {file} in the folder of downloads."),
    "linked": mark("The link was copied: whoever opens it in this Istmo gets the slides."),
    "copy": mark("Copy this link:"),
    "long": mark("This deck is too long for a link: save the file and send it instead."),
    "large": mark("This file is too large to be a deck. Nothing was changed."),
    "broken": mark("The deck in this link is not whole: ask for the file instead. Nothing was changed."),
    "full": mark("A deck takes 200 slides at most: delete one first."),
    "making": mark("The PowerPoint file is being made; slides with maps take a moment."),
    "failed": mark("The server didn't answer: look whether Istmo is still running, then try again."),
}
"""What the script of this page says, by name."""

FIELDS = (
    ("title", 2, mark("Title")),
    ("text", 3, mark("Text")),
    ("answer", 2, mark("Answer")),
    ("notes", 3, mark("Notes, seen by you only")),
)


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page; `assets/deck.js` brings it to life."""
    lead = say("Slides drawn live from the records, in both languages, with their filters, source and caveats on them.")
    return [
        html.H1(say("Present"), className="page-title"),
        html.P(lead, className="lead"),
        html.Div(
            [
                _tools(say),
                html.P("", className="deck-told", role="status"),
                _empty(say),
                html.Div([_list(say), _editor(say)], className="deck-work deck-hidden"),
            ],
            className="deck",
        ),
        html.Div(dcc.Graph(figure=empty_figure()), className="deck-hidden"),  # the first chart finds its library there
        dcc.Store(
            id={"type": "present-texts", "name": "page"},
            data={"words": {name: say(text) for name, text in WORDS.items()}, "version": _version(library)},
        ),
    ]


def _version(library: Library) -> int:
    try:
        return library.engine()[0]
    except StoreError:
        return 0


def _button(what: str, label: str, *, main: bool = False, needs_deck: bool = False) -> Any:
    marks = {"data-deck": what} | ({"data-needs-deck": "yes"} if needs_deck else {})
    return html.Button(label, type="button", className="do do-main" if main else "do", **marks)


def _tools(say: Speech) -> Any:
    buttons = [
        _button("start", say("Start (P)"), main=True, needs_deck=True),
        _button("open", say("Open a file")),
        _button("save", say("Save as a file"), needs_deck=True),
        _button("link", say("Copy a link"), needs_deck=True),
        _button("pptx", say("PowerPoint file"), needs_deck=True),
        _button("starter", say("Open the starter deck")),
        _button("undo", say("Undo")),
    ]
    return html.Div(buttons, className="deck-tools")


def _empty(say: Speech) -> Any:
    """Return what stands where there is no deck yet."""
    steps = [
        say("Open any page, set the filters, and choose “Add to deck” in the menu ⋯ of a chart."),
        say("Come back here: put the slides in order, write titles and notes, add questions."),
        say("Start. The arrows go through the slides; ? lists the keys."),
    ]
    offers = [
        _button("starter", say("Open the starter deck"), main=True),
        _button("open", say("Open a file")),
        _button("text", say("Begin with a text slide")),
    ]
    parts = [
        html.H2(say("No slides yet"), className="card-title"),
        html.Ol([html.Li(step) for step in steps]),
        html.P(say("Or begin with a ready deck for a workshop: the region, the SICA countries, Panama.")),
        html.Div(offers, className="doing"),
        html.P(say("Key P on any page with charts shows that page on the whole screen, without a deck.")),
    ]
    return html.Section(parts, className="card deck-empty")


def _list(say: Speech) -> Any:
    titles = [_field(f"deck-title-{code}", say("Title of the deck"), code, 2) for code in LANGUAGES]
    adds = [_button("text", say("Add a text")), _button("question", say("Add a question"))]
    parts = [
        html.Div(html.H2(say("Slides"), className="card-title"), className="card-head"),
        html.Ol([], className="deck-slides"),
        html.Div(adds, className="doing"),
        html.Div(titles, className="deck-fields"),
    ]
    return html.Section(parts, className="card", **{"aria-label": say("Slides")})


def _editor(say: Speech) -> Any:
    fields = [
        _field(f"slide-{name}-{code}", say(label), code, rows) for name, rows, label in FIELDS for code in LANGUAGES
    ]
    hint = say("A blank title lets the chart tell its own finding. Lines that begin with “- ” become a list.")
    pin = html.Button("", type="button", className="plain deck-pin", **{"data-deck": "pin", "aria-pressed": "false"})
    preview = html.Div(frame("preview"), className="preview", role="group", **{"aria-label": say("Preview")})
    parts = [preview, html.Div(fields, className="deck-fields"), html.P(hint, className="hint"), pin]
    return html.Section(parts, className="card", **{"aria-label": say("The chosen slide")})


def _field(name: str, label: str, language: str, rows: int) -> Any:
    area = html.Textarea("", rows=rows, lang=language, **{"data-field": name})
    return html.Label([f"{label} ({LANGUAGE_NAMES[language]})", area], className="deck-field")


PAGE = Page(path="/present", title=mark("Present"), order=35, body=body, has_filters=False, frozen=False)
