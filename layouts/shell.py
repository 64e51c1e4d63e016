"""The frame of every page: header with navigation, filter rail, the sentence of active filters, notices."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import dcc, html
from flask import request

from data.store import StoreError
from data.vocabulary import LANGUAGES
from layouts import ids
from layouts.cite import announcer, cite_button
from layouts.controls import rail, trees
from layouts.i18n import Speech, mark, preferred, speech
from layouts.library import Library
from layouts.page import Page, all_pages
from layouts.stage.frame import holder
from layouts.wording import sentence_of

POLL_EVERY = 300
"""Milliseconds from an answer to the next look at a long computation: each answer allows one more."""

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
ACCENTS = [
    *("#e3eff0", "#cfe5e7", "#a3d3d7", "#74c0c7", "#4fb8c2", "#2f98a3"),
    *("#187b86", "#0b6b75", "#075760", "#04454d"),
]
DARKS = [
    *("#e8ebef", "#c3cad3", "#a3adba", "#7d8896", "#4a5563", "#38434f"),
    *("#262f3a", "#1b222c", "#151b23", "#0f141a"),
]
THEME = {
    "fontFamily": "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
    "primaryColor": "istmo",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {"istmo": ACCENTS, "dark": DARKS},
    "autoContrast": True,
    "defaultRadius": "md",
    "cursorType": "pointer",
    "respectReducedMotion": True,
}


def root(library: Library) -> Any:
    """Return what every page has in common and no page replaces."""
    try:
        known: dict[str, Any] = dict(trees(library.engine()[1].columns))
    except StoreError:
        known = {"years": [2000, 2000]}
    return dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.THEME, storage_type="local"),
            dcc.Store(id=ids.WEBGL, data=True),
            dcc.Store(id=ids.TREES, data=known),
            dcc.Store(id=ids.COMMAND),
            dcc.Store(id=ids.MOVES),
            dcc.Store(id=ids.DRAWN),
            dcc.Interval(id=ids.POLL, interval=POLL_EVERY, max_intervals=0),
            dash.page_container,
            holder(),
        ],
        id=ids.PROVIDER,
        theme=THEME,
        forceColorScheme="light",
    )


def requested_speech(asked: str | None) -> Speech:
    """Return the language the address names, else the one the browser prefers."""
    return speech(asked if asked in LANGUAGES else preferred(request.headers.get("Accept-Language", "")))


def frame(page: Page, library: Library, language: str | None) -> Any:
    """Return a page in its frame."""
    say = requested_speech(language)
    try:
        columns = library.engine()[1].columns
        body = page.body(say, library)
    except StoreError as error:
        return html.Div([_header(page, say), _problem(sentence_of(error, say))], className="shell", lang=say.language)
    status = html.Div(
        [
            html.P("", id=ids.status("sentence"), className="sentence", **{"aria-live": "polite"}),
            cite_button(say),
            *_leaving(page, say),
            html.Div([], id=ids.status("notices"), role="status"),
        ],
        className="status",
    )
    aside = (
        [html.Aside(rail(say, columns), className="rail", **{"aria-label": say("Filters")})] if page.has_filters else []
    )
    main = html.Main([*([status] if page.has_filters else []), *body], className="main", id="main")
    drawer = dmc.Drawer(
        html.Div([], id=ids.drawer("content")),
        id=ids.drawer("frame"),
        position="right",
        size="lg",
        opened=False,
        closeButtonProps={"aria-label": say("Close")},
    )
    skip = html.A(say("Skip to content"), href="#main", className="skip")
    return html.Div(
        [skip, _header(page, say), html.Div([*aside, main], className="body"), drawer, announcer(say)],
        className="shell",
        lang=say.language,
    )


def _leaving(page: Page, say: Speech) -> list[Any]:
    """Return the button for the page as a PDF; pages reached from others, of one record, have none."""
    if not page.title:
        return []
    title = say("This page as a PDF, with its filters, sources and how to cite it")
    return [
        html.Button(
            say("PDF brief"), type="button", className="plain leaving", title=title, **{"data-brief": page.path}
        )
    ]


def _header(current: Page, say: Speech) -> Any:
    links = [
        dmc.Anchor(
            say(page.title),
            id=ids.link(page.path),
            href=page.path,
            className="nav-link",
            underline="never",
            **({"aria-current": "page"} if page is current else {}),
        )
        for page in all_pages()
        if page.title
    ]
    languages = [
        html.A(LANGUAGE_NAMES[code], id=ids.language(code), href=f"?lang={code}", lang=code, className="nav-language")
        for code in LANGUAGES
        if code != say.language
    ]
    switch = dmc.ActionIcon(
        html.Span("◐", **{"aria-hidden": "true"}),
        id=ids.theme_switch("header"),
        variant="subtle",
        color="gray",
        size="lg",
        **{"aria-label": say("Light or dark")},
    )
    brand = dcc.Link([_mark(), html.Span("Istmo")], id=ids.link("/#brand"), href="/", className="brand")
    version = html.Span("", id=ids.panel("version"), className="version")
    return html.Header(
        [
            brand,
            html.Nav(links, className="nav", **{"aria-label": say("Pages")}),
            html.Div([version, *languages, switch], className="tools"),
        ],
        className="header",
    )


def _mark() -> Any:
    return html.Img(src="/assets/mark.svg", alt="", width=26, height=26)


def _problem(text: str) -> Any:
    return html.Main(dmc.Alert(text, color="red", variant="light"), className="main")


NOT_FOUND = mark("There is no page at this address. The pages are in the bar above.")
