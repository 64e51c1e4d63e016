"""Maps to explore (MapLibre): one inline style, borders by URL, no request to anyone else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from layouts.figures import maps
from layouts.figures.base import Figure, layout
from layouts.figures.maps import FEATURES, colour_bar, radius
from layouts.theme import Look, colour_scale

REGION: Mapping[str, Any] = MappingProxyType({"center": {"lon": -84.9, "lat": 12.5}, "zoom": 4.35})
"""The seven countries."""

NEIGHBOURHOOD: Mapping[str, Any] = MappingProxyType({"center": {"lon": -85.5, "lat": 17.2}, "zoom": 3.3})
"""With the countries that routes come from and lead to."""

LAYER_COLOURS = {"land_crossing": "#D55E00", "seaport": "#0072B2", "airport": "#8a5fb0"}

CLUSTER = "#74c0c7"
"""Plotly writes the number of a cluster in black on either theme: a ground it is read on."""

Trace = dict[str, Any]


@dataclass(frozen=True)
class Overlay:
    """What the style itself draws above the borders: it follows the zoom without a redraw.

    Attributes
    ----------
    sources : name → GeoJSON.
    layers : MapLibre layers on them, the lowest first.
    """

    sources: Mapping[str, Any]
    layers: Sequence[Mapping[str, Any]]


def explorer(
    traces: list[Trace],
    look: Look,
    *,
    overlay: Overlay | None = None,
    legend: bool = False,
    seen: Mapping[str, Any] = REGION,
) -> Figure:
    """Return a map of these traces over land, sea and borders.

    Clusters have a map of their own: plotly can't take them off a map that goes on to show something else.

    Parameters
    ----------
    seen : `center` and `zoom` at first.
    """
    keys = {
        "x": 0.99,
        "y": 0.02,
        "xanchor": "right",
        "yanchor": "bottom",
        "bgcolor": look.surface,
        "font": {"size": 12},
    }
    subplot = "map2" if any("cluster" in trace for trace in traces) else "map"
    return {
        "data": [trace | {"subplot": subplot} for trace in traces],
        "layout": layout(
            look,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            **{subplot: {"style": style(look, overlay), **seen}},
            uirevision="map",
            dragmode="pan",
            showlegend=legend,
            legend=keys,
        ),
    }


def areas(table: pd.DataFrame, *, level: str, most: float, look: Look, unit: str) -> Trace:
    """Return areas shaded by amount; the columns of `layouts.figures.maps.choropleth`."""
    told = table[table["shown"].notna()]
    url, key = FEATURES[level]
    custom = [f"{level}={code}" for code in told["code"]]
    return _fill(told, url, key, most, look, unit) | {"customdata": custom, "marker": _outline(look, 0.75)}


def classed(table: pd.DataFrame, kinds: Mapping[str, maps.Kind], *, borders: maps.Borders, look: Look) -> list[Trace]:
    """Return areas of a few kinds, and the entries of their key; see `layouts.figures.maps.classed`."""
    filled = maps.kind_fill(table, kinds, borders) | {"type": "choroplethmap", "below": "borders"}
    keys = [swatch | {"type": "scattermap"} for swatch in maps.kind_keys(kinds)]
    return [filled | {"marker": _outline(look, 0.9)}, *keys]


def hexagons(
    table: pd.DataFrame, outlines: list[list[tuple[float, float]]], *, most: float, look: Look, unit: str
) -> Trace:
    """Return hexagons shaded by amount.

    Parameters
    ----------
    table : `code`, `shown`, `hover`.
    outlines : ring of each hexagon, in the order of the table.
    """
    features = [
        {"type": "Feature", "id": code, "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}
        for code, ring in zip(table["code"], outlines, strict=True)
    ]
    return _fill(table, collection(features), "id", most, look, unit) | {"marker": _outline(look, 0.8)}


def places(table: pd.DataFrame, *, look: Look, cluster: bool = False) -> tuple[list[Trace], Overlay | None]:
    """Return what draws places: circles of the style with a trace that answers the pointer, or clusters.

    Parameters
    ----------
    table : the columns of `layouts.figures.maps.located`.
    """
    if cluster:
        steps = {
            "color": CLUSTER,
            "size": [16, 22, 30, 38],
            "step": [5, 20, 60, 200],
            "enabled": True,
            "maxzoom": 12,
        }
        each = table.loc[table.index.repeat(table["seizures"])]  # the number in a cluster is that of its points
        trace = pointer(each) | {"showlegend": False, "marker": {"size": 10, "color": look.accent}}
        return [trace | {"cluster": steps}], None
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {"radius": radius(row.seizures), "filled": 0.8 if row.precise else 0.0},
        }
        for row in table.itertuples()
    ]
    sizes = [radius(count) * 2 for count in table["seizures"]]
    trace = pointer(table) | {"showlegend": False, "marker": {"size": sizes, "opacity": 0}}
    paint = {
        "circle-radius": ["get", "radius"],
        "circle-color": look.accent,
        "circle-opacity": ["get", "filled"],
        "circle-stroke-color": look.accent,
        "circle-stroke-width": 1.6,
    }
    circles = {"id": "places", "type": "circle", "source": "places", "paint": paint}
    return [trace], Overlay({"places": collection(features)}, [circles])


def reference_places(table: pd.DataFrame, *, kind: str, name: str) -> Trace:
    """Return crossings, ports or airports as small named dots.

    Parameters
    ----------
    table : `longitude`, `latitude`, `hover`.
    """
    marker = {"size": 7, "color": LAYER_COLOURS[kind]}
    return pointer(table.assign(custom=None)) | {"name": name, "marker": marker, "showlegend": True}


def _fill(table: pd.DataFrame, geojson: Any, key: str, most: float, look: Look, unit: str) -> Trace:
    return {
        "type": "choroplethmap",
        "geojson": geojson,
        "featureidkey": key,
        "locations": table["code"].tolist(),
        "z": table["shown"].tolist(),
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "zmin": 0,
        "zmax": most or 1,
        "colorscale": colour_scale(look.magnitude),
        "colorbar": colour_bar(unit, look),
        "below": "borders",
        "showlegend": False,
    }


def _outline(look: Look, opacity: float) -> dict[str, Any]:
    return {"opacity": opacity, "line": {"width": 0.6, "color": look.border}}


def pointer(table: pd.DataFrame) -> Trace:
    """Return points that answer the pointer: `longitude`, `latitude`, `hover`, `custom`."""
    return {
        "type": "scattermap",
        "mode": "markers",
        "lon": table["longitude"].tolist(),
        "lat": table["latitude"].tolist(),
        "hovertext": table["hover"].tolist(),
        "customdata": [custom if isinstance(custom, str) else None for custom in table["custom"]],
        "hoverinfo": "text",
    }


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return GeoJSON features as one collection."""
    return {"type": "FeatureCollection", "features": features}


def style(look: Look, overlay: Overlay | None) -> dict[str, Any]:
    """Return the map style: no glyphs, no sprite, no tiles, so that nothing is fetched from elsewhere."""
    countries, provinces = FEATURES["country"][0], FEATURES["admin1"][0]
    sources: dict[str, Any] = {
        "countries": {"type": "geojson", "data": countries},
        "provinces": {"type": "geojson", "data": provinces},
    }
    thin = {"line-color": look.other, "line-width": 0.4, "line-opacity": 0.7}
    layers: list[Mapping[str, Any]] = [
        {"id": "sea", "type": "background", "paint": {"background-color": look.sea}},
        {"id": "land", "type": "fill", "source": "countries", "paint": {"fill-color": look.land}},
        {"id": "provinces", "type": "line", "source": "provinces", "paint": thin},
        {"id": "borders", "type": "line", "source": "countries", "paint": thin | {"line-width": 1.1}},
    ]
    if overlay is not None:
        sources |= {name: {"type": "geojson", "data": data} for name, data in overlay.sources.items()}
        layers += overlay.layers
    return {"version": 8, "sources": sources, "layers": layers}
