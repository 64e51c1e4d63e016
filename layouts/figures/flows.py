"""Flows on a map: curved, arrowed, as wide as they are frequent; ends that nobody stated are stubs."""

from typing import Any

import pandas as pd

from layouts.figures import maps, webmaps
from layouts.figures.base import Figure
from layouts.figures.webmaps import Overlay, Trace, collection, pointer
from layouts.theme import Look

WIDEST, NARROWEST = 11.0, 1.4
STUB = "#D55E00"
"""Colour of what is not known: it is told apart from every flow."""

TRAVELLED, INTENDED, INFERRED = "travelled", "intended", "inferred"
KINDS = (TRAVELLED, INTENDED, INFERRED)
DASHES: dict[str, list[float] | None] = {TRAVELLED: None, INTENDED: [2.2, 1.4], INFERRED: [0.6, 1.2]}


def width(seizures: float, most: float) -> float:
    """Return the width in pixels of a flow: it grows with its seizures, the same way whatever is filtered."""
    return NARROWEST + (WIDEST - NARROWEST) * (seizures / most if most else 0.0)


def flow_map(flows: pd.DataFrame, stubs: pd.DataFrame, nodes: pd.DataFrame, *, look: Look) -> Figure:
    """Draw flows with WebGL: the style draws them, so that they stay as wide at every zoom.

    Parameters
    ----------
    flows : `path` (longitude and latitude pairs), `width` (pixels), `kind` (one of `KINDS`), `arrow` (longitude,
        latitude and bearing in degrees clockwise from north), `hover`, `custom`.
    stubs : `path`, `width`, `hover`, `custom`, `label` (how many), `end` (longitude and latitude where that stands).
    nodes : `longitude`, `latitude`, `label`, `radius` (pixels), `hover`, `custom`.
    """
    lines = [_line(row.path, width=row.width, kind=row.kind) for row in flows.itertuples()]
    heads = [
        _point(row.arrow[:2], bearing=row.arrow[2] - 90, size=9 + 0.7 * row.width, kind=row.kind)
        for row in flows.itertuples()
    ]
    tails = [_line(row.path, width=row.width) for row in stubs.itertuples()]
    marks = [_point(row.end, label=f"? {row.label}") for row in stubs.itertuples()]
    dots = [_point((row.longitude, row.latitude), radius=row.radius, label=row.label) for row in nodes.itertuples()]
    sources = {"flows": lines, "heads": heads, "tails": tails, "marks": marks, "nodes": dots}
    overlay = Overlay({name: collection(features) for name, features in sources.items()}, _layers(look))
    return webmaps.explorer([_answering(flows, stubs, nodes)], look, overlay=overlay, seen=webmaps.NEIGHBOURHOOD)


def _layers(look: Look) -> list[dict[str, Any]]:
    layers = [_flow_layer(kind, look) for kind in KINDS]
    tails = {"line-color": STUB, "line-width": ["get", "width"], "line-dasharray": [1, 1]}
    layers.append({"id": "tails", "type": "line", "source": "tails", "paint": tails})
    circle = {
        "circle-radius": ["get", "radius"],
        "circle-color": look.surface,
        "circle-stroke-color": look.text,
        "circle-stroke-width": 1.4,
    }
    layers.append({"id": "nodes", "type": "circle", "source": "nodes", "paint": circle})
    layers.append(_text("heads", "▶", look.text, ["get", "size"], rotate=["get", "bearing"]))
    layers.append(_text("marks", ["get", "label"], STUB, 11.5, halo=look.land))
    layers.append(_text("names", ["get", "label"], look.text, 12, source="nodes", offset=[0, 1.2], halo=look.land))
    return layers


def _flow_layer(kind: str, look: Look) -> dict[str, Any]:
    paint: dict[str, Any] = {
        "line-color": look.accent,
        "line-width": ["get", "width"],
        "line-opacity": 0.75 if kind == TRAVELLED else 0.6,
    }
    if dashes := DASHES[kind]:
        paint["line-dasharray"] = dashes
    rounded = {"line-cap": "butt", "line-join": "round"}
    wanted = ["==", ["get", "kind"], kind]
    return {"id": kind, "type": "line", "source": "flows", "filter": wanted, "paint": paint, "layout": rounded}


def _text(
    name: str,
    text: Any,
    colour: str,
    size: Any,
    *,
    source: str = "",
    rotate: Any = 0,
    offset: list[float] | None = None,
    halo: str = "",
) -> dict[str, Any]:
    placing = {
        "text-field": text,
        "text-size": size,
        "text-rotate": rotate,
        "text-rotation-alignment": "map",
        "text-allow-overlap": not halo,
        "text-ignore-placement": not halo,
        "text-offset": offset or [0, 0],
    }
    paint = {"text-color": colour} | ({"text-halo-color": halo, "text-halo-width": 1.6} if halo else {})
    return {"id": name, "type": "symbol", "source": source or name, "layout": placing, "paint": paint}


def _line(path: list[tuple[float, float]], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": path}, "properties": properties}


def _point(where: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": list(where)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _answering(flows: pd.DataFrame, stubs: pd.DataFrame, nodes: pd.DataFrame) -> Trace:
    """Return invisible points that answer the pointer, in the middle of each flow, at stubs and nodes."""
    middles = [row.path[len(row.path) // 2] for row in flows.itertuples()]
    ends = [tuple(row.end) for row in stubs.itertuples()]
    places = list(zip(nodes["longitude"], nodes["latitude"], strict=True))
    both = pd.concat([flows[["hover", "custom"]], stubs[["hover", "custom"]], nodes[["hover", "custom"]]])
    where = pd.DataFrame([*middles, *ends, *places], columns=["longitude", "latitude"])
    table = both.reset_index(drop=True).join(where)
    return pointer(table) | {"showlegend": False, "marker": {"size": 18, "opacity": 0}}


def flow_drawing(flows: pd.DataFrame, stubs: pd.DataFrame, nodes: pd.DataFrame, *, look: Look) -> Figure:
    """Draw the same as vectors, for browsers without WebGL 2 and for vector files."""
    traces = [_stroke(rows, look) for _, rows in flows.groupby(["kind", flows["width"].round(0)], sort=False)]
    if len(stubs):
        traces.append(_stroke(stubs.assign(kind=INFERRED), look) | {"line": {"color": STUB, "width": 2, "dash": "dot"}})
        traces.append(_letters(stubs))
    if len(flows):
        traces.append(_heads(flows, look))
    traces.append(_circles(nodes, look))
    return maps.overlaid(traces, look=look)


def _stroke(rows: pd.DataFrame, look: Look) -> Trace:
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for path in rows["path"]:
        longitudes += [*(point[0] for point in path), None]
        latitudes += [*(point[1] for point in path), None]
    dash = {TRAVELLED: "solid", INTENDED: "dash", INFERRED: "dot"}[str(rows["kind"].iloc[0])]
    line = {"color": look.accent, "width": float(rows["width"].mean()), "dash": dash}
    return {"type": "scattergeo", "mode": "lines", "lon": longitudes, "lat": latitudes, "line": line} | {
        "hoverinfo": "skip",
        "opacity": 0.75,
    }


def _heads(flows: pd.DataFrame, look: Look) -> Trace:
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [arrow[0] for arrow in flows["arrow"]],
        "lat": [arrow[1] for arrow in flows["arrow"]],
        "hovertext": flows["hover"].tolist(),
        "customdata": flows["custom"].tolist(),
        "hoverinfo": "text",
        "marker": {
            "symbol": "triangle-up",
            "angle": [arrow[2] for arrow in flows["arrow"]],
            "size": [8 + wide for wide in flows["width"]],
            "color": look.text,
        },
    }


def _letters(stubs: pd.DataFrame) -> Trace:
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [end[0] for end in stubs["end"]],
        "lat": [end[1] for end in stubs["end"]],
        "text": ("? " + stubs["label"]).tolist(),
        "textfont": {"color": STUB, "size": 13},
        "hovertext": stubs["hover"].tolist(),
        "customdata": stubs["custom"].tolist(),
        "hoverinfo": "text",
    }


def _circles(nodes: pd.DataFrame, look: Look) -> Trace:
    return {
        "type": "scattergeo",
        "mode": "markers+text",
        "lon": nodes["longitude"].tolist(),
        "lat": nodes["latitude"].tolist(),
        "text": nodes["label"].tolist(),
        "textposition": "bottom center",
        "textfont": {"size": 12, "color": look.text},
        "hovertext": nodes["hover"].tolist(),
        "customdata": [custom if isinstance(custom, str) else None for custom in nodes["custom"]],
        "hoverinfo": "text",
        "marker": {
            "size": [radius * 2 for radius in nodes["radius"]],
            "color": look.surface,
            "line": {"color": look.text, "width": 1.4},
        },
    }
