"""The description of the API for programs: OpenAPI 3.1, generated from the registry of dimensions and of addresses.

https://spec.openapis.org/oas/v3.1.0
"""

from typing import Any

from analytics.options import OPTIONS
from analytics.selection import MAX_VALUES
from data.dimensions import DIMENSIONS, FILTERS, NOT_RECORDED
from data.vocabulary import Vocabulary
from layouts.api.addresses import Address, addresses
from layouts.api.asking import MOST_ROWS
from layouts.api.refusing import KINDS, PROBLEM
from layouts.api.schemas import schemas
from layouts.charts import CHARTS
from layouts.i18n import Speech, mark
from layouts.page import all_pages
from layouts.stage.decks import FORMAT, MOST_SLIDES
from layouts.theme import LOOKS

API_VERSION = "1.0.0"

Json = dict[str, Any]

MOMENT = r"^\d{4}(-\d{2}(-\d{2})?)?$"
BOX = r"^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$"

DESCRIPTION = mark(
    "Every answer names its data version (X-Istmo-Version) and its number of rows (X-Istmo-Rows); nothing is cut off. "
    "The query is that of the pages: the same filters in the same words. “version” pins a version: such an answer "
    "stays the same. What is not understood is refused by name. View options of pages are accepted everywhere; where "
    "they are not listed they change nothing."
)

TYPED: dict[str, tuple[str, Json]] = {
    "from": (
        mark("First day, month or year: records that lie in the period for certain."),
        {"type": "string", "pattern": MOMENT},
    ),
    "to": (mark("Last day, month or year, inclusive."), {"type": "string", "pattern": MOMENT}),
    "text": (
        mark("Words looked for in place, summary and other goods, without regard to accents and case."),
        {"type": "string", "minLength": 1, "maxLength": MAX_VALUES},
    ),
    "bbox": (mark("West, south, east and north in degrees (EPSG:4326)."), {"type": "string", "pattern": BOX}),
    "min_firearms": (mark("At least so many firearms."), {"type": "integer", "minimum": 0, "maximum": 10**11}),
    "max_firearms": (mark("At most so many firearms."), {"type": "integer", "minimum": 0, "maximum": 10**11}),
    "version": (
        mark("The data version, for answers that stay the same; without it the newest."),
        {"type": "integer", "minimum": 0, "maximum": 10**11},
    ),
}
"""Filters that are typed → what they are."""

OPTION_TEXTS = {
    "by": mark("One to three dimensions, separated by commas; a seizure with several values is in several groups."),
    "measure": mark("What is counted; a median is not added up."),
    "nodes": mark("Whether legs join countries or places."),
    "limit": mark("Records of a page; without limit and offset all of them are answered."),
    "offset": mark("Records to pass over; they are ordered by their id."),
    "chart": mark("The chart that is cited."),
    "lang": mark("Language of words and refusals; else the one that Accept-Language asks for."),
    "grain": mark("Length of the periods of a series."),
    "scale": mark("Counts, rates per 100,000 people or shares."),
    "level": mark("What a map shows."),
    "page": mark("Address of the page whose charts the brief holds."),
    "theme": mark("Colours of the picture."),
}

HEADERS: dict[str, tuple[str, Json]] = {
    "X-Istmo-Version": (mark("Data version of the answer."), {"type": "integer"}),
    "X-Istmo-Rows": (mark("Number of rows in the answer."), {"type": "integer"}),
    "X-Istmo-Total": (mark("Number of records on all pages together."), {"type": "integer"}),
    "X-Istmo-Base": (mark("Seizures that are counted."), {"type": "integer"}),
    "X-Istmo-Stated": (mark("Seizures that state what is measured."), {"type": "integer"}),
    "X-Istmo-Known": (mark("Of each dimension, the seizures in which it is known."), {"type": "string"}),
    "X-Istmo-Synthetic": (mark("“true” where any of the records is synthetic; else absent."), {"const": "true"}),
    "X-Istmo-Licence": (mark("Who may pass the records on."), {"type": "string"}),
    "Retry-After": (mark("Seconds after which to ask again."), {"type": "integer"}),
    "ETag": (mark("Tag to ask again by, in If-None-Match."), {"type": "string"}),
    "Link": (mark("The next page, if there is one."), {"type": "string"}),
}
ALWAYS = ("ETag", "X-Istmo-Version", "X-Istmo-Rows")

DECK: Json = {
    "type": "object",
    "required": ["istmo_deck", "slides"],
    "properties": {
        "istmo_deck": {"const": FORMAT},
        "title": {"type": "object"},
        "slides": {"type": "array", "maxItems": MOST_SLIDES, "items": {"type": "object", "required": ["kind"]}},
    },
}

STATUSES = {
    200: mark("The answer."),
    202: mark("It is being computed: ask again in a second."),
    304: mark("Nothing changed since the answer with this tag."),
    400: mark("The query was not understood; the problem names what."),
    404: mark("There is no such address or version."),
    403: mark("The request came from another web page."),
    413: mark("What was sent is too large."),
    422: mark("The format can't hold so many rows."),
    503: mark("The records can't be read or the numbers not be computed."),
}


def document(say: Speech) -> Json:
    """Return the whole description in a language."""
    found = addresses()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": say("Istmo: seizures of firearms and ammunition in Central America"),
            "version": API_VERSION,
            "description": say(DESCRIPTION),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {address.path: {address.method: _operation(address, say)} for address in found},
        "components": {
            "parameters": {name: parameter(name, say) for name in (*filters(), *OPTION_TEXTS)},
            "headers": {name: _header(name, say) for name in HEADERS},
            "schemas": schemas(say, list(KINDS)),
        },
    }


def briefed() -> list[str]:
    """Return the addresses of the pages that have a brief."""
    return [page.path for page in all_pages() if page.title and page.has_filters and "<" not in page.path]


def filters() -> tuple[str, ...]:
    """Return the names of every filter of a query."""
    return (*TYPED, *FILTERS)


def parameter(name: str, say: Speech) -> Json:
    """Return a filter or an option of a query."""
    if name in TYPED:
        text, schema = TYPED[name]
        return _query(name, say(text), schema)
    if name in FILTERS:
        return _query(name, say.name(name), _several(_values(name, say.vocabulary)), style="form", explode=True)
    if name == "by":
        values = {"type": "string", "enum": list(OPTIONS["by"].values)}
        schema = _several(values) | {"minItems": 1, "maxItems": 3}
        return _query(name, say(OPTION_TEXTS[name]), schema, style="form", explode=False)
    return _query(name, say(OPTION_TEXTS[name]), _option(name))


def _option(name: str) -> Json:
    """Return the schema of an option that takes one value."""
    if name == "limit":
        return {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}
    if name == "offset":
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    if name in {"chart", "page", "theme"}:
        return {"type": "string", "enum": {"chart": list(CHARTS), "page": briefed(), "theme": list(LOOKS)}[name]}
    option = OPTIONS[name]
    default = {"default": option.default} if option.default and name != "lang" else {}
    return {"type": "string", "enum": list(option.values), **default}


def _values(name: str, vocabulary: Vocabulary) -> Json:
    if DIMENSIONS[name].values is None:
        return {"type": "string", "minLength": 1, "maxLength": 200}
    return {"type": "string", "enum": list(dict.fromkeys([*vocabulary.codes(name), NOT_RECORDED]))}


def _several(items: Json) -> Json:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": MAX_VALUES, "uniqueItems": True}


def _query(name: str, text: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "description": text, "required": name == "by", "schema": schema, **more}


def _header(name: str, say: Speech) -> Json:
    text, schema = HEADERS[name]
    return {"description": say(text), "required": name in ALWAYS, "schema": schema}


def _operation(address: Address, say: Speech) -> Json:
    names = [*_narrowing(address), *address.options, "lang"]
    parameters: list[Json] = [{"$ref": f"#/components/parameters/{name}"} for name in names]
    if address.plain:
        parameters = []
    if address.names:
        schema = {"type": "string", "enum": list(address.names)}
        parameters.insert(0, {"name": "name", "in": "path", "required": True, "schema": schema})
    tail = address.path.removeprefix("/api/v1/").lstrip("/")
    identifier = "".join(letter if letter.isalnum() else "_" for letter in tail).replace("__", "_")
    taken = {"requestBody": {"required": True, "content": {"application/json": {"schema": DECK}}}}
    return {
        **(taken if address.method == "post" else {}),
        "operationId": identifier,
        "summary": say(address.summary),
        "description": say(address.use) if address.use else say(address.summary),
        "parameters": parameters,
        "responses": _responses(address, say),
    }


def _narrowing(address: Address) -> tuple[str, ...]:
    """Return what tells which records: every filter, the version alone, or nothing where what is sent tells it."""
    if address.method == "post":
        return ()
    return filters() if address.filters else ("version",)


def _responses(address: Address, say: Speech) -> Json:
    schema = {"$ref": f"#/components/schemas/{address.schema}"} if address.schema else {}
    held = {"X-Istmo-Version": {"$ref": "#/components/headers/X-Istmo-Version"}}
    if address.method == "post":
        held = {}
    elif not address.plain:
        held = {name: {"$ref": f"#/components/headers/{name}"} for name in (*ALWAYS, *address.headers)}
    answers: Json = {
        "200": {"description": say(STATUSES[200]), "headers": held, "content": {address.media: {"schema": schema}}}
    }
    if not address.plain:
        answers["304"] = {"description": say(STATUSES[304])}
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in (*address.refusals, *(() if address.plain and address.method == "get" else (400,))):
        state = {"application/json": {"schema": {"$ref": "#/components/schemas/Running"}}}
        answers[str(status)] = {"description": say(STATUSES[status]), "content": state if status == 202 else problem}
    return dict(sorted(answers.items()))
