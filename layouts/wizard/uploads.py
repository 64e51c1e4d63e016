"""The addresses that take a file piece by piece and give out what a check left."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request, send_file

from layouts.i18n import Speech, mark
from layouts.shell import requested_speech
from layouts.wizard.files import LARGEST_PIECE, Refused, Upload, Uploads

SENTENCES = {
    "foreign": mark("This request came from another web page: it was refused. Open Istmo itself and choose the file."),
    "not_understood": mark("The upload was not understood. Reload the page and choose the file again."),
    "empty": mark("{file} is empty: there is nothing to read. Choose a file that holds a table."),
    "too_large": mark("{file} is too large: at most {limit} MB are taken. Split the file, or use the command line."),
    "disk_full": mark("There is not enough room on the server's disk for {file}. Free some, then choose it again."),
    "too_many": mark("Too many files are being looked at on this server. Try again later."),
    "gone": mark("This upload is no longer there: a file nobody looks at is kept for an hour. Choose it again."),
    "out_of_order": mark("A piece of the file came out of order. Choose the file again."),
    "not_there": mark("This file is not there. Check the import again to make it."),
}
CSV = "text/csv; charset=utf-8"
FILES = {
    "refused.csv": CSV,
    "refused.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "remarks.csv": CSV,
    "twins.csv": CSV,
}
"""Files of a check that are given out → their media type."""

STATUSES = {"foreign": 403, "too_large": 413, "disk_full": 507, "too_many": 429, "gone": 404, "not_there": 404}
"""Codes → HTTP status; 400 for the others, 409 for a piece out of order."""


def is_foreign(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether another web page made a browser send this; a script, which names no origin, may send it.

    Browsers name the relation in `Sec-Fetch-Site`, but on plain HTTP only to the machine itself: elsewhere `Origin`
    is compared with the address asked.
    """
    relation = headers.get("Sec-Fetch-Site")
    if relation:
        return relation not in {"same-origin", "none"}
    origin = headers.get("Origin")
    return bool(origin) and urlsplit(str(origin)).netloc != host


def register(server: Flask, uploads: Uploads) -> None:
    """Add the addresses that take a file in pieces and give out what a check left."""
    path = "/api/v1/uploads"
    server.add_url_rule(path, "upload_begin", lambda: _begin(uploads), methods=["POST"])
    server.add_url_rule(f"{path}/<token>", "upload_piece", lambda token: _piece(uploads, token), methods=["POST"])
    server.add_url_rule(f"{path}/<token>", "upload_end", lambda token: _forget(uploads, token), methods=["DELETE"])
    server.add_url_rule(
        f"{path}/<token>/<any({','.join(repr(name) for name in FILES)}):name>",
        "upload_file",
        lambda token, name: _file(uploads, token, name),
    )
    server.register_error_handler(Refused, _refusal)


def _begin(uploads: Uploads) -> Response:
    _own()
    told = request.get_json(silent=True)
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or type(told.get("size")) is not int:
        raise Refused("not_understood")
    upload = uploads.begin(told["name"], told["size"])
    return _json({"token": upload.token, "received": 0, "piece": LARGEST_PIECE // 2}, 201)


def _piece(uploads: Uploads, token: str) -> Response:
    _own()
    upload = _known(uploads, token)
    offset = request.args.get("offset", type=int)
    if offset is None or not 0 < (request.content_length or 0) <= LARGEST_PIECE:
        raise Refused("not_understood")
    return _json({"received": uploads.add(upload, offset, request.get_data(cache=False))})


def _forget(uploads: Uploads, token: str) -> Response:
    _own()
    uploads.remove(_known(uploads, token))
    return _json({"removed": True})


def _file(uploads: Uploads, token: str, name: str) -> Response:
    upload = _known(uploads, token)
    path = upload.outcome / name
    if not path.exists():
        raise Refused("not_there")
    return send_file(path, FILES[name], as_attachment=True, download_name=f"{_stem(upload)}-{name}")


def _stem(upload: Upload) -> str:
    return Path(upload.name).stem


def _own() -> None:
    if is_foreign(request.headers, request.host):  # type: ignore[arg-type]
        raise Refused("foreign")


def _known(uploads: Uploads, token: str) -> Upload:
    upload = uploads.find(token)
    if upload is None:
        raise Refused("gone")
    return upload


def _json(content: Mapping[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, content_type=media_type)


def _refusal(refused: Refused) -> Response:
    status = 409 if refused.code == "out_of_order" else STATUSES.get(refused.code, 400)
    problem = {"type": f"about:blank#{refused.code}", "title": refused.code, "status": status}
    detail = told(refused, requested_speech(request.args.get("lang")))
    return _json(problem | {"detail": detail}, status, "application/problem+json")


def told(refused: Refused, say: Speech) -> str:
    """Return why an upload isn't taken, and what to do."""
    return say(SENTENCES[refused.code], **refused.details)
