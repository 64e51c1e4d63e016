"""Addresses of what goes with the records: the codebook, and the template that contributors fill in."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Flask, Response, request

from data.codebook import columns, table_schema, template_columns
from data.vocabulary import LANGUAGES
from layouts.api.answers import Content, Tag, send
from layouts.api.asking import asked
from layouts.api.refusing import no_address
from layouts.codebook import lists_by_name, markdown, meanings
from layouts.exports import FORMATS
from layouts.i18n import Speech, speech
from layouts.library import Library
from layouts.workbook import template_workbook

BYTE_ORDER_MARK = "\ufeff"
"""Excel needs it to read accents."""
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "json": "application/json",
        "md": "text/markdown; charset=utf-8",
        "csv": FORMATS["csv"].media_type,
        "xlsx": FORMATS["xlsx"].media_type,
    }
)

Writer = Callable[[Speech, int], bytes]


def register(server: Flask, library: Library) -> None:
    """Add the addresses to a server: `/api/v1/codebook.{json,md}` and `/api/v1/template.{xlsx,csv}`."""
    for name, writers in (("codebook", CODEBOOK), ("template", TEMPLATE)):
        server.add_url_rule(f"/api/v1/{name}.<form>", name, _view(library, name, writers))


def _view(library: Library, name: str, writers: Mapping[str, Writer]) -> Callable[[str], Response]:
    return lambda form: _file(library, f"{name}.{form}", writers.get(form))


def _file(library: Library, name: str, write: Writer | None) -> Response:
    """Return a file in the asked language, with the data version it goes with and the number of its columns."""
    if write is None:
        raise no_address(f"/api/v1/{name}")
    scene = asked(library).scene

    def make() -> Content:
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        return Content(write(scene.say, scene.version), media_type, _rows(name, library), f"istmo-{name}")

    pinned = scene.view.selection.version is not None
    return send(Tag(scene.version, (request.path,), scene.say.language, pinned), make)


def _rows(name: str, library: Library) -> int:
    """Return how many rows a file has: a codebook has one for each column, a template none."""
    return len(columns(library.vocabulary)) if name.startswith("codebook") else 0


def _codebook_json(say: Speech, version: int) -> bytes:
    """Return the Table Schema; its fields are described in every language, and the lists of codes follow."""
    schema = table_schema(say.vocabulary, meanings(say))
    told = {f"description_{code}": meanings(speech(code)) for code in LANGUAGES}
    fields = [field | {key: texts[field["name"]] for key, texts in told.items()} for field in schema["fields"]]
    content = schema | {"fields": fields, "version": version, "lists": lists_by_name(say.vocabulary)}
    return json.dumps(content, ensure_ascii=False).encode()


def _codebook_text(say: Speech, version: int) -> bytes:
    return markdown(say, version).encode()


def _template_csv(say: Speech, _: int) -> bytes:
    return (BYTE_ORDER_MARK + ",".join(template_columns(say.vocabulary)) + "\r\n").encode()


def _template_workbook(say: Speech, _: int) -> bytes:
    return template_workbook(say)


CODEBOOK: Mapping[str, Writer] = MappingProxyType({"json": _codebook_json, "md": _codebook_text})
TEMPLATE: Mapping[str, Writer] = MappingProxyType({"xlsx": _template_workbook, "csv": _template_csv})
