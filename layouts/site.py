"""The Dash app: its pages, callbacks, addresses and the headers of every answer."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import dash
from dash import Dash, html
from flask import Flask, Response, request

from data.vocabulary import LANGUAGES
from layouts import callbacks, downloads, hosts, outputs
from layouts.api import service
from layouts.entry import service as entry
from layouts.i18n import preferred
from layouts.library import Library
from layouts.page import Page, all_pages
from layouts.shell import NOT_FOUND, frame, requested_speech, root
from layouts.stage import service as present
from layouts.wizard import history as history
from layouts.wizard import service as wizard

ASSETS = Path(__file__).parent.parent / "assets"

COMPRESSED = (
    *("text/html", "text/css", "text/csv", "text/javascript", "application/javascript", "application/json"),
    *("application/geo+json", "application/problem+json", "image/svg+xml"),
)

INDEX = """<!DOCTYPE html>
<html lang="{{%lang%}}">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


class Site(Dash):
    """Dash with the language of the request in its first page."""

    def interpolate_index(self, **parts: str) -> str:
        """Return the first page, its language named."""
        asked = request.args.get("lang", "")
        language = asked if asked in LANGUAGES else preferred(request.headers.get("Accept-Language", ""))
        return str(super().interpolate_index(**parts)).replace("{{%lang%}}", language)


def build(library: Library, names: Collection[str] = hosts.LOCAL) -> Dash:
    """Return the app on a library; it answers to these names only."""
    server = Flask("istmo")
    server.config["COMPRESS_MIMETYPES"] = [*COMPRESSED]
    app = Site(
        "istmo",
        server=server,
        assets_folder=str(ASSETS),
        assets_ignore=r"frozen\.(js|css)",
        use_pages=True,
        pages_folder="",
        title="Istmo",
        update_title=None,
        compress=True,
        serve_locally=True,
        enable_mcp=False,
        index_string=INDEX,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    for page in all_pages():
        _add(page, library)
    dash.register_page("not_found_404", layout=lambda **query: _not_found(library, query.get("lang")))
    app.layout = lambda: root(library)
    callbacks.register(app, library)
    entry.register(app, library)
    service.register(app.server, library)
    downloads.register(app.server, library)
    outputs.register(app.server, library)
    wizard.register(app, library)
    history.register(app, library)
    present.register(app, library)
    hosts.register(app.server, names)
    app.server.after_request(_headers(app))
    return app


def _add(page: Page, library: Library) -> None:
    is_template, name = "<" in page.path, page.title or page.tab or "Record"
    dash.register_page(
        f"layouts.pages{page.path}",
        path=None if is_template else page.path,
        path_template=page.path if is_template else None,
        title=lambda **parts: f"Istmo – {requested_speech(request.args.get('lang'))(name)}",
        layout=lambda **query: frame(page, library, query.get("lang")),
    )


def _not_found(library: Library, language: str | None) -> Any:
    page = Page(
        path="",
        title="",
        order=0,
        body=lambda say, _: [html.H1(say("Page not found"), className="page-title"), html.P(say(NOT_FOUND))],
        has_filters=False,
    )
    return frame(page, library, language)


def _headers(app: Dash) -> Any:
    """Return what puts the security headers on every answer: nothing is loaded from anywhere else."""

    def add(answer: Response) -> Response:
        # told with every page anew: Dash still adds scripts of its own while the first requests come in
        scripts = " ".join(app.csp_hashes()) if answer.mimetype == "text/html" else ""
        policy = (
            f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; worker-src blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
        )
        answer.headers.setdefault("Content-Security-Policy", policy)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        return answer

    return add
