"""What scripts are told where there is no answer: `application/problem+json` (RFC 9457) in the asked language."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, NotFound

from data.store import StoreError
from layouts.i18n import Speech, mark
from layouts.scene import Scene
from layouts.shell import requested_speech
from layouts.wording import sentence_about, sentence_of

LOG = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
ADDRESSES = "/api/v1/openapi.json"
NOWHERE = "api_nowhere"
"""Endpoint of every address of the API that isn't one."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "query": mark("The query was not understood"),
        "not_found": mark("There is no such address"),
        "method": mark("The method is not allowed here"),
        "too_many_rows": mark("Too many rows for this format"),
        "version_missing": mark("There is no such version"),
        "store": mark("The records can't be read"),
        "not_computed": mark("The numbers could not be computed"),
        "error": mark("Something went wrong"),
        "refused": mark("The request was refused"),
    }
)
"""Kind of problem → its title; the kind is the end of the problem's `type`."""


class Refused(Exception):
    """A request that gets no answer.

    Parameters
    ----------
    status : HTTP status.
    kind : a key of `KINDS`.
    detail : what is wrong and what to do, in the asked language.
    retry : seconds after which asking again makes sense; 0 for none told.
    more : further members of the problem, for programs.
    """

    def __init__(self, status: int, kind: str, detail: str, *, retry: int = 0, **more: Any) -> None:
        super().__init__(detail)
        self.retry = retry
        self.status, self.kind, self.detail, self.more = status, kind, detail, more


def register(server: Flask) -> None:
    """Answer whatever goes wrong at an address of the API by a problem that programs and people can read."""
    server.register_error_handler(Refused, _refused)
    server.register_error_handler(StoreError, _store_problem)
    server.register_error_handler(HTTPException, _http_problem)
    server.add_url_rule("/api/<path:rest>", NOWHERE, _nothing_here)


def asked_speech() -> Speech:
    """Return the language a request asks for: by `lang`, else by `Accept-Language`."""
    return requested_speech(request.args.get("lang"))


def problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    """Return a problem as an answer."""
    say = asked_speech()
    told = {"type": f"/api#problem-{kind}", "title": say(KINDS[kind]), "status": status, "detail": detail, **more}
    answer = Response(json.dumps(told, ensure_ascii=False), status=status, content_type=PROBLEM)
    answer.headers["Content-Language"] = say.language
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Accept-Language")
    return answer


def refuse_unread(scene: Scene) -> None:
    """Refuse a query of which anything was not understood, naming what.

    Raises
    ------
    Refused
        400.
    """
    if scene.problems:
        sentences = " ".join(sentence_about(found, scene.say, refused=True) for found in scene.problems)
        found = [{"kind": found.kind, "name": found.key, "value": found.value} for found in scene.problems]
        raise Refused(400, "query", sentences, problems=found)


def no_address(name: str) -> Refused:
    """Return the refusal of an address that isn't there."""
    say = asked_speech()
    told = say("There is nothing at “{address}”. {list} lists every address.", address=name[:200], list=ADDRESSES)
    return Refused(404, "not_found", told)


def _nothing_here(rest: str) -> Response:
    raise NotFound


def _refused(error: Refused) -> Response:
    answer = problem(error.status, error.kind, error.detail, **error.more)
    if error.retry:
        answer.headers["Retry-After"] = str(error.retry)
    return answer


def _store_problem(error: StoreError) -> Response:
    told = sentence_of(error, asked_speech())
    if error.code == "version_missing":
        return problem(404, "version_missing", told)
    return problem(503, "store", told, code=error.code)


def _http_problem(error: HTTPException) -> HTTPException | Response:
    """Return what went wrong at an address of the API; elsewhere it stays what it is."""
    if not request.path.startswith(("/api/", "/healthz", "/geography/")) or error.response is not None:
        return error
    say, code = asked_speech(), error.code or 500
    if code == 404 or (code == 405 and _is_nowhere()):
        return _refused(no_address(request.path))
    if code == 405:
        answer = problem(405, "method", say("This address doesn't answer {method}.", method=request.method))
        answer.headers.extend(pair for pair in error.get_headers() if pair[0] == "Allow")
        return answer
    if code >= 500:
        told = say("Something went wrong inside Istmo; its log tells what. Nothing was changed.")
        return problem(500, "error", told)
    return problem(code, "refused", say("The request can't be read: {name} ({code}).", name=error.name, code=code))


def _is_nowhere() -> bool:
    """Tell whether no method has an answer at the address of the request."""
    endpoint, _ = current_app.url_map.bind("").match(request.path, "GET")
    return bool(endpoint == NOWHERE)
