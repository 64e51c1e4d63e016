"""Addresses for scripts: records, aggregates, the numbers of each chart, versions, health, borders."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
from flask import Flask, Response, request, send_from_directory

from analytics.options import OPTIONS
from analytics.selection import Problem
from data.store import StoreError
from data.vocabulary import REFERENCE
from layouts.charts import CHARTS
from layouts.exports import FORMATS, csv_bytes, selected_table
from layouts.library import Library
from layouts.redraw import job_of, made, told
from layouts.scene import Scene
from layouts.shell import requested_speech
from layouts.wording import sentence_about, sentence_of

GEOGRAPHY = ("borders_admin0.geojson", "borders_admin1.geojson")
MOST_DIMENSIONS = 3


def register(server: Flask, library: Library) -> None:
    """Add every address to a server."""
    server.add_url_rule("/healthz", "healthz", lambda: _health(library))
    server.add_url_rule("/geography/<name>", "geography", _geography)
    server.add_url_rule("/api/v1/seizures.<form>", "seizures", lambda form: _seizures(library, form))
    server.add_url_rule("/api/v1/charts/<name>.csv", "chart", lambda name: _chart(library, name))
    server.add_url_rule("/api/v1/aggregate.<form>", "aggregate", lambda form: _aggregate(library, form))
    server.add_url_rule("/api/v1/versions.json", "versions", lambda: _versions(library))
    server.register_error_handler(StoreError, _store_problem)


def _health(library: Library) -> Response:
    version, engine = library.engine()
    return _json({"status": "ok", "version": version, "records": engine.columns.size})


def _geography(name: str) -> Response:
    if name not in GEOGRAPHY:
        return _refusal(404, "not_found", name)
    answer = send_from_directory(Path(REFERENCE), name, mimetype="application/geo+json", max_age=86_400)
    return answer


def _seizures(library: Library, form: str) -> Response:
    if form not in FORMATS:
        return _refusal(404, "not_found", f"seizures.{form}")
    scene = _scene(library)
    if scene.problems:
        return _problems(scene)
    kind = FORMATS[form]
    table = selected_table(scene.view, library.vocabulary)
    return _file(kind.write(table), kind.media_type, f"istmo-{_stem(form)}.{kind.ending}", scene, len(table))


def _stem(form: str) -> str:
    """Return the name of a file of records: two kinds of CSV don't overwrite each other."""
    return "seizures-excel" if form == "csv-excel" else "seizures"


def _chart(library: Library, name: str) -> Response:
    chart = CHARTS.get(name)
    if chart is None:
        return _refusal(404, "not_found", f"charts/{name}.csv")
    scene = _scene(library)
    if scene.problems:
        return _problems(scene)
    outcome = library.tasks.run(job_of(chart, scene)) if chart.background else made(chart, scene)
    if outcome.state != "done":
        return _refusal(503, outcome.state, told(outcome, scene))
    table = chart.numbers(outcome.result)
    return _file(csv_bytes(table), "text/csv; charset=utf-8", f"istmo-{name}.csv", scene, len(table))


def _aggregate(library: Library, form: str) -> Response:
    if form not in {"csv", "json"}:
        return _refusal(404, "not_found", f"aggregate.{form}")
    scene = _scene(library)
    if scene.problems:
        return _problems(scene)
    names = [name for name in scene.option("by").split(",") if name]
    if not 1 <= len(names) <= MOST_DIMENSIONS:
        allowed = ", ".join(OPTIONS["by"].values)
        say = scene.say
        return _refusal(400, "by", say("Name one to three dimensions in “by”: {allowed}.", allowed=allowed))
    table = scene.view.by(*names, measure=scene.measure)
    if form == "csv":
        return _file(csv_bytes(table), "text/csv; charset=utf-8", "istmo-aggregate.csv", scene, len(table))
    rows = json.loads(table.to_json(orient="records"))
    answer = _json({"version": scene.version, "measure": scene.measure, "by": names, "rows": rows})
    return _versioned(answer, scene, len(table))


def _versions(library: Library) -> Response:
    table = library.store.versions().assign(
        time=lambda rows: pd.to_datetime(rows["time"]).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    told = table.astype(object).where(table.notna(), None)
    return _json({"versions": told.to_dict(orient="records")})


def _scene(library: Library) -> Scene:
    return library.scene(request.query_string.decode("utf-8", "replace"), requested_speech(request.args.get("lang")))


def _file(content: bytes, media_type: str, name: str, scene: Scene, rows: int) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _versioned(answer, scene, rows)


def _versioned(answer: Response, scene: Scene, rows: int) -> Response:
    answer.headers["X-Istmo-Version"] = str(scene.version)
    answer.headers["X-Istmo-Rows"] = str(rows)
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _json(content: Any, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, content_type=media_type)


def _refusal(status: int, kind: str, detail: str) -> Response:
    problem = {"type": f"about:blank#{kind}", "title": kind, "status": status, "detail": detail}
    return _json(problem, status, "application/problem+json")


def _problems(scene: Scene) -> Response:
    """Refuse a query that was not understood, naming what."""
    details = " ".join(_plainly(problem, scene) for problem in scene.problems)
    return _refusal(400, "query", details)


def _plainly(problem: Problem, scene: Scene) -> str:
    return sentence_about(problem, scene.say)


def _store_problem(error: StoreError) -> Response:
    status = 404 if error.code == "version_missing" else 503
    return _refusal(status, error.code, sentence_of(error, requested_speech(request.args.get("lang"))))
