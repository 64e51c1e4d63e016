"""What goes with the records: versions, health, how to cite a selection, borders, and the description of the API."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from flask import Flask, Response, request, send_from_directory

from data.vocabulary import REFERENCE
from layouts import captions
from layouts.api.answers import JSON, Content, Tag, as_json, no_store, send, tag_of
from layouts.api.asking import Asked, asked
from layouts.api.openapi import document
from layouts.api.refusing import Refused, asked_speech, no_address
from layouts.charts import CHARTS
from layouts.citing import Citation, citation
from layouts.library import Library
from layouts.redraw import told
from layouts.scene import Scene
from layouts.tasks import Job

GEOGRAPHY = ("borders_admin0.geojson", "borders_admin1.geojson")

AT_ONCE = 30_000
"""Records whose digest is computed in the request; more are digested off its path, and asked for again."""


def register(server: Flask, library: Library) -> None:
    """Add the addresses to a server."""
    server.add_url_rule("/healthz", "healthz", lambda: _health(library))
    server.add_url_rule("/geography/<name>", "geography", _geography)
    server.add_url_rule("/api/v1/versions.json", "versions", lambda: _versions(library))
    server.add_url_rule("/api/v1/citation.json", "citation", lambda: _citation(library))
    server.add_url_rule("/api/v1/openapi.json", "openapi", lambda: _openapi(library))


def _health(library: Library) -> Response:
    version, engine = library.engine()
    answer = no_store({"status": "ok", "version": version, "records": engine.columns.size})
    answer.headers["X-Istmo-Version"] = str(version)
    return answer


def _geography(name: str) -> Response:
    if name not in GEOGRAPHY:
        raise no_address(f"/geography/{name}")
    return send_from_directory(Path(REFERENCE), name, mimetype="application/geo+json", max_age=86_400)


def _versions(library: Library) -> Response:
    version = asked(library).scene.version
    newest = library.store.version()

    def make() -> Content:
        held = library.store.versions()
        times = pd.to_datetime(held["time"]).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        table = held.assign(time=times)
        rows = table.astype(object).where(table.notna(), None).to_dict(orient="records")
        return Content(as_json({"versions": rows}), JSON, len(rows))

    return send(Tag(version, (request.path, str(newest))), make)


def _openapi(library: Library) -> Response:
    say = asked_speech()
    version = asked(library).scene.version

    def make() -> Content:
        told = document(say)
        return Content(as_json(told), JSON, len(told["paths"]))

    return send(Tag(version, (request.path,), say.language), make)


def _citation(library: Library) -> Response:
    wanted = asked(library, "chart")
    scene, today = wanted.scene, datetime.now(UTC).date()
    cited = citation(scene, today)
    if cited.records + (int(scene.other.records().sum()) if scene.other else 0) > AT_ONCE:
        found = _digested(cited, library)
        if isinstance(found, Response):
            return found
        cited = found
    title = wanted.own.get("chart", "")

    def make() -> Content:
        return Content(as_json(citation_told(cited, wanted)), JSON, cited.records)

    return send(tag_of(scene, title, today.isoformat(), worded=True), make)


def _digested(cited: Citation, library: Library) -> Response | Citation:
    """Return how far the digest of many records is, or once it is there the citation with it."""
    scene, tasks = cited.scene, library.tasks
    key = f"citation {scene.version} {cited.query} {scene.query.option('compare')}"
    job = Job(key, lambda progress: _digests(cited), "citation", cited.records)
    outcome = tasks.look(key)
    if outcome is None:
        tasks.start(job)
        outcome = tasks.look(key)
    if outcome is None or outcome.state == "running":
        answer = no_store({"state": "running"}, 202)
        answer.headers["Retry-After"] = "1"
        return answer
    if outcome.state != "done":
        raise Refused(503, "not_computed", told(outcome, scene))
    return replace(cited, known=outcome.result)


def _digests(cited: Citation) -> tuple[str, ...]:
    return (cited.digest, *([cited.other_digest] if cited.others else []))


def citation_told(cited: Citation, wanted: Asked) -> dict[str, Any]:
    """Return how to cite what a query selects: in every form, and as one text to paste."""
    scene, say = cited.scene, cited.scene.say
    name = wanted.own.get("chart", "")
    unpinned = replace(scene.view.selection, version=None)  # the version stands in front of it
    filters = captions.filters(scene) if scene.other else unpinned.describe(say.language, say.vocabulary)
    shown = say("Selection: {filters}. SHA-256 of the table: {digest}.", filters=filters, digest=cited.shown)
    lead = say("“{title}” (chart), from:", title=say(CHARTS[name].title)) + " " if name else ""
    return {
        "text": f"{lead}{cited.short} {shown}",
        "short": cited.short,
        "full": cited.full,
        "bibtex": cited.bibtex,
        "records": cited.records,
        "seizures": scene.view.seizures,
        "sha256": cited.digest,
        "version": scene.version,
        "query": pinned_page(scene),
        **({"compared": asdict(cited.others) | {"sha256": cited.other_digest}} if cited.others else {}),
    }


def pinned_page(scene: Scene) -> str:
    """Return the query of a page that shows the same selection, of the same version, in the same way."""
    selection = replace(scene.view.selection, version=scene.version)
    return replace(scene.query, selection=selection).to_query()
