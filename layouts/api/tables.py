"""Counts: aggregates by up to three dimensions, the legs of routes, the numbers of each chart."""

import json
from typing import Any

import numpy as np
import pandas as pd
from flask import Flask, Response

from analytics.crossfilter import View
from analytics.legs import leg_table
from analytics.options import OPTIONS
from data.dimensions import DIMENSIONS, MEASURES
from layouts.api.answers import (
    CSV,
    JSON,
    Content,
    as_json,
    send,
    source_headers,
    source_told,
    synthetic_mark,
    tag_of,
)
from layouts.api.asking import asked
from layouts.api.refusing import Refused, no_address
from layouts.charts import CHARTS
from layouts.exports import csv_bytes
from layouts.library import Library
from layouts.redraw import computed, told
from layouts.scene import Scene

MOST_DIMENSIONS = 3
GEOJSON = "application/geo+json"


def register(server: Flask, library: Library) -> None:
    """Add the addresses to a server: `/api/v1/aggregate.…`, `/api/v1/routes.…` and `/api/v1/charts/….csv`."""
    server.add_url_rule("/api/v1/aggregate.<form>", "aggregate", lambda form: _aggregate(library, form))
    server.add_url_rule("/api/v1/routes.<form>", "routes", lambda form: _routes(library, form))
    server.add_url_rule("/api/v1/charts/<name>.csv", "chart", lambda name: _chart(library, name))


def _aggregate(library: Library, form: str) -> Response:
    if form not in {"csv", "json"}:
        raise no_address(f"/api/v1/aggregate.{form}")
    scene = asked(library).scene
    names = [name for name in scene.option("by").split(",") if name]
    if not 1 <= len(names) <= MOST_DIMENSIONS:
        allowed = ", ".join(OPTIONS["by"].values)
        detail = scene.say("Name one to three dimensions in “by”: {allowed}.", allowed=allowed)
        raise Refused(400, "query", detail, problems=[{"kind": "value", "name": "by", "value": ",".join(names)}])

    def make() -> Content:
        table = scene.view.by(*names, measure=scene.measure)
        about = aggregate_about(scene.view, names, scene.measure)
        headers = base_headers(about) | source_headers(scene)
        if form == "csv":
            return Content(csv_bytes(table), CSV, len(table), f"istmo-aggregate{synthetic_mark(scene)}.csv", headers)
        whole = {"version": scene.version, "query": scene.view.selection.to_query(), **source_told(scene), **about}
        whole["rows"] = rows_of(table)
        return Content(as_json(whole), JSON, len(table), headers=headers)

    return send(tag_of(scene, worded=form == "json"), make)


def aggregate_about(view: View, names: list[str], measure: str) -> dict[str, Any]:
    """Return what an aggregate rests on.

    Returns
    -------
    `measure` and its `unit`; `by`; `base`: seizures counted; `total`: the measure over all of them, None if none states
    it; `stated`: seizures that state the measure; `known`: dimension → seizures with a value that answers something;
    `overlapping`: dimensions in which one seizure may be in several groups, so that groups don't add up to the base.
    """
    total = view.total(measure)
    return {
        "measure": measure,
        "unit": MEASURES[measure].unit,
        "by": names,
        "base": view.seizures,
        "total": total if np.isfinite(total) else None,
        "stated": view.seizures if measure == "seizures" else view.stated(measure),
        "known": {name: int(view.known(name)[view.rows].sum()) for name in names},
        "overlapping": [name for name in names if DIMENSIONS[name].is_many],
    }


def base_headers(about: dict[str, Any]) -> dict[str, str]:
    """Return base and share known as headers, for a CSV has no room for them."""
    known = ", ".join(f"{name}={count}" for name, count in about["known"].items())
    return {"X-Istmo-Base": str(about["base"]), "X-Istmo-Stated": str(about["stated"]), "X-Istmo-Known": known}


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON can hold them; what isn't known is null."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", double_precision=15))
    return rows


def _routes(library: Library, form: str) -> Response:
    if form not in {"csv", "geojson"}:
        raise no_address(f"/api/v1/routes.{form}")
    scene = asked(library).scene

    def make() -> Content:
        table = leg_table(scene.view, "place" if scene.option("nodes") == "place" else "country")
        headers = {"X-Istmo-Base": str(scene.view.seizures)} | source_headers(scene)
        name = f"istmo-routes{synthetic_mark(scene)}.{form}"
        if form == "csv":
            return Content(csv_bytes(table), CSV, len(table), name, headers)
        body = as_json(route_features(table, scene))
        return Content(body, GEOJSON, len(table), name, headers)

    return send(tag_of(scene, worded=form == "geojson"), make)


def route_features(table: pd.DataFrame, scene: Scene) -> dict[str, Any]:
    """Return legs as lines, unknown ends and legs within one place as points, and what has no place without geometry.

    Coordinates are degrees (EPSG:4326), longitude first; lines join places and are no paths travelled.
    """
    features = [{"type": "Feature", "geometry": _geometry(row), "properties": row} for row in rows_of(table)]
    told = {"version": scene.version, "query": scene.view.selection.to_query(), "base": scene.view.seizures}
    return {"type": "FeatureCollection", **told, **source_told(scene), "features": features}


def _geometry(row: dict[str, Any]) -> dict[str, Any] | None:
    both = [[row[f"{side}_longitude"], row[f"{side}_latitude"]] for side in ("start", "end")]
    points = [point for point in both if None not in point]
    if row["kind"] == "leg" and len(points) < len(both):
        return None
    if len(points) == len(both) and both[0] != both[1]:
        return {"type": "LineString", "coordinates": both}
    return {"type": "Point", "coordinates": points[0]} if points else None


def _chart(library: Library, name: str) -> Response:
    chart = CHARTS.get(name)
    if chart is None:
        raise no_address(f"/api/v1/charts/{name}.csv")
    scene = asked(library).scene

    def make() -> Content:
        outcome = computed(chart, scene, library.tasks)
        if outcome.state != "done":
            raise Refused(503, "not_computed", told(outcome, scene))
        table = chart.numbers(outcome.result)
        file = f"istmo-{name}{synthetic_mark(scene)}.csv"
        return Content(csv_bytes(table), CSV, len(table), file, source_headers(scene))

    return send(tag_of(scene, worded=True), make)
