"""For scripts: the API, with the current query ready for curl, pandas and R."""

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from data.dimensions import DIMENSIONS, MEASURES
from layouts import ids
from layouts.api.addresses import Address, addresses
from layouts.api.refusing import KINDS
from layouts.charts import CHARTS
from layouts.cite import cite_button
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page

LEAD = mark(
    "Everything Istmo shows can be had by a program: the records, the counts and the numbers of every chart. The query "
    "is that of the pages. Filter on the left, then copy."
)
WORKS = (
    mark("Every answer names its data version (X-Istmo-Version) and its number of rows (X-Istmo-Rows)."),
    mark(
        "Nothing is cut off: files are whole. JSON can be had in pages, by “limit” and “offset”; each names the next."
    ),
    mark("Keep the ETag and send it as If-None-Match: what hasn't changed isn't sent again (304)."),
    mark("Several values of a filter: repeat it (country=PA&country=CR)."),
)
VERSIONS = (
    mark("Every import and correction makes a new version of the records; the old ones stay and can be asked for."),
    mark("With “version” in the query the answer stays the same; without it you get the newest."),
    mark("A published number should name its version: use the address with “version” in it."),
)
CITING = mark(
    "Cite the version, the filters and the SHA-256 of the table. “Copy citation” gives all of them with a link that "
    "keeps showing these records; /api/v1/citation.json gives the same to programs, as text and as BibTeX."
)
REFUSING = mark(
    "What isn't understood is refused by name, never guessed: as application/problem+json (RFC 9457), in the language "
    "of “lang” or Accept-Language. Its “type” ends in one of these:"
)


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    cite = _half(say("How to cite"), [html.P(say(CITING)), html.P(cite_button(say))])
    return [
        html.H1(say("For scripts: the API"), className="page-title"),
        html.P(say(LEAD), className="lead"),
        _card(say("This query in curl, pandas and R"), [html.Div([], id=ids.panel("snippets"))]),
        _card(say("Addresses"), [_table(say), _list(WORKS, say), _names(say)]),
        html.Div([_half(say("Versions"), [_list(VERSIONS, say)]), cite], className="grid below api-pair"),
        html.Div(_card(say("Refusals"), [html.P(say(REFUSING)), _kinds(say)]), className="below"),
    ]


def _card(title: str, parts: list[Any]) -> Any:
    head = html.H2(title, className="card-title api-title")
    return html.Section([head, *parts], className="card api-card", **{"aria-label": title})


def _half(title: str, parts: list[Any]) -> Any:
    return html.Div(_card(title, parts), className="span-6")


def _list(texts: Sequence[str], say: Speech) -> Any:
    return html.Ul([html.Li(say(text)) for text in texts], className="api-notes")


def _table(say: Speech) -> Any:
    """Return every address with what it answers and the options that it takes; the filters in force go with it."""
    heads = [say("Address"), say("Answers"), say("Takes")]
    cells = [(_link(each), told(each, say), _takes(each, say)) for each in addresses()]
    rows = [html.Tr([html.Td(cell) for cell in line]) for line in cells]
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    table = html.Table([head, html.Tbody(rows)], className="table api-table")
    return html.Div(table, className="api-wide", tabIndex=0, role="region", **{"aria-label": say("Addresses")})


def _names(say: Speech) -> Any:
    """Return what may stand in the options that take names."""
    found = {
        say("Dimensions for “by”"): DIMENSIONS,
        say("What “measure” can count"): MEASURES,
        say("Names of charts"): CHARTS,
    }
    parts = [html.Details([html.Summary(title), _codes(names)]) for title, names in found.items()]
    return html.Div(parts, className="api-names")


def _codes(names: Iterable[str]) -> Any:
    codes = [html.Code(name) for name in names]
    return html.P([piece for code in codes for piece in (code, " ")])


def _link(address: Address) -> Any:
    """Return the address; as a link where it answers without more being said."""
    code = html.Code(address.path)
    if address.names or "by" in address.options or address.method != "get":
        return code
    return html.A(code, id=ids.link(address.path), href=address.path)


def told(address: Address, say: Speech) -> str:
    """Return what an address answers."""
    return f"{say(address.summary)}: {say(address.use)}" if address.use else say(address.summary)


def _takes(address: Address, say: Speech) -> Any:
    options = [html.Code(name) for name in address.options]
    parts: list[Any] = [say("filters")] if address.filters else []
    parts += [html.Code("version")] if not address.filters and not address.plain else []
    whole = [*parts, *options]
    return [piece for place, part in enumerate(whole) for piece in ((", ", part) if place else (part,))] or "–"


def _kinds(say: Speech) -> Any:
    """Return every kind of refusal; each has the anchor that the `type` of a problem points at."""
    return html.Ul([html.Li([html.Code(kind), " – ", say(text)], id=f"problem-{kind}") for kind, text in KINDS.items()])


PAGE = Page(path="/api", title="", tab=mark("API"), order=95, body=body, frozen=False)
