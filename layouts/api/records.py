"""The records of a query: as files in every format, as a package, and as pages of JSON."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, request

from data.flat import flat_table
from layouts.api.answers import JSON, Content, send, tag_of
from layouts.api.asking import MOST_ROWS, Asked, asked
from layouts.api.refusing import Refused, no_address
from layouts.exports import FORMATS
from layouts.exports.about import about
from layouts.exports.structured import json_rows
from layouts.library import Library
from layouts.rows import selected_rows
from layouts.scene import Scene

PACKAGE = "package"
"""The format that has an address of its own: it is a folder of files, not a table."""

PAGED = "json"
"""The format that can be had page by page."""


def register(server: Flask, library: Library) -> None:
    """Add the addresses to a server: `/api/v1/seizures.…` and `/api/v1/package.zip`."""
    server.add_url_rule("/api/v1/seizures.<form>", "seizures", lambda form: _seizures(library, form))
    server.add_url_rule("/api/v1/package.zip", PACKAGE, lambda: _file(asked(library).scene, PACKAGE))


def forms() -> tuple[str, ...]:
    """Return the formats of `/api/v1/seizures`."""
    return tuple(name for name in FORMATS if name != PACKAGE)


def _seizures(library: Library, form: str) -> Response:
    if form not in forms():
        raise no_address(f"/api/v1/seizures.{form}")
    if form != PAGED:
        return _file(asked(library).scene, form)
    wanted = asked(library, "limit", "offset")
    return _page(wanted) if wanted.own else _file(wanted.scene, form)


def _file(scene: Scene, form: str) -> Response:
    """Return the whole selection as a file of a format.

    Raises
    ------
    Refused
        422 where the format can't hold so many rows.
    """
    if form not in FORMATS:
        raise no_address(request.path)
    kind = FORMATS[form]

    def make() -> Content:
        if told := kind.refusal(scene):
            raise Refused(422, "too_many_rows", told)
        rows = len(selected_rows(scene.view))
        return Content(kind.chunks(scene), kind.media_type, rows, kind.file_name(scene))

    return send(tag_of(scene, worded=form not in {"csv", "csv-excel"}), make)


def _page(wanted: Asked) -> Response:
    """Return some of the records as JSON, with the number of all and where the next ones are."""
    scene = wanted.scene
    limit, offset = wanted.number("limit", MOST_ROWS), wanted.number("offset", 0)

    def make() -> Content:
        rows = selected_rows(scene.view)
        shown = rows[offset : offset + limit]
        following = _next(wanted, offset + limit, limit) if offset + limit < len(rows) else None
        told = {"total": len(rows), "limit": limit, "offset": offset, "next": following}
        table = flat_table(scene.view.columns.records, shown, scene.say.vocabulary)
        headers = {"X-Istmo-Total": str(len(rows))}
        if following:
            headers["Link"] = f'<{following}>; rel="next"'
        return Content(_written(scene, told, json_rows(table)), JSON, len(shown), headers=headers)

    return send(tag_of(scene, f"limit={limit}", f"offset={offset}", worded=True), make)


def _written(scene: Scene, told: dict[str, Any], rows: Iterator[str]) -> Iterator[bytes]:
    head = json.dumps(about(scene) | told, ensure_ascii=False)
    before = f'{head[:-1]}, "rows": [\n'
    for part in rows:
        yield (before + part).encode()
        before = ",\n"
    yield (before.removesuffix(",\n") + "\n]}\n").encode()


def _next(wanted: Asked, offset: int, limit: int) -> str:
    """Return the address of the next page; it names the version, so that all pages are of one."""
    pairs = parse_qsl(request.query_string.decode("utf-8", "replace"))
    kept = [pair for pair in pairs if pair[0] not in {"limit", "offset", "version"}]
    more = [("version", wanted.scene.version), ("limit", limit), ("offset", offset)]
    return f"{request.path}?{urlencode([*kept, *more], safe=',:')}"
