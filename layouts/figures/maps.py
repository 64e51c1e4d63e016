"""Maps as vector drawings (`geo`): for the Overview, small multiples, vector export and browsers without WebGL 2."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import pandas as pd

from layouts.figures.base import Figure, layout
from layouts.theme import Look, colour_scale

FRAME = {"lon": (-93.2, -76.6), "lat": (5.9, 19.6)}
"""Degrees of the seven countries, with a margin."""

FEATURES = {
    "country": ("/geography/borders_admin0.geojson", "properties.country"),
    "admin1": ("/geography/borders_admin1.geojson", "properties.iso"),
}
REMARK_WIDTH = 52
"""Letters of a remark in one line."""

Kind = tuple[str, str]
"""The name and colour of one kind of area."""

Borders = tuple[Any, str]
"""GeoJSON, or where it is found, and the property that holds the codes."""

NEIGHBOURS = ("BZ", "GT", "SV", "HN", "NI", "CR", "PA", "MX", "CO", "DO", "CU", "JM", "HT", "VE", "EC", "US")


def choropleth(table: pd.DataFrame, *, level: str, most: float, look: Look, unit: str) -> Figure:
    """Draw areas shaded by amount.

    Parameters
    ----------
    table : `code`, `shown`, `hover`.
    level : `country` or `admin1`.
    most : top of the colour scale; it stays the same while filtering.
    unit : what the scale counts.
    """
    traces = [_ground(look, "geo"), _areas(table, level, most, look, "geo", unit), _outlines(look, "geo")]
    return {"data": traces, "layout": _layout(look, {"geo": _frame(look)})}


def classed(table: pd.DataFrame, kinds: Mapping[str, Kind], *, borders: Borders, look: Look, title: str) -> Figure:
    """Draw areas of a few kinds, with a key in words.

    Parameters
    ----------
    table : `code`, `kind`, `hover`, `custom`.
    kinds : kind → its name and colour, in the order of the key.
    borders : GeoJSON or its address, and the property that holds the code.
    title : stands above the key.
    """
    filled = kind_fill(table, kinds, borders) | {"type": "choropleth", "marker": thin_border(look)}
    keys = [swatch | {"type": "scattergeo"} for swatch in kind_keys(kinds)]
    figure = overlaid([filled, _outlines(look, "geo"), *keys], look=look)
    figure["layout"] |= {"showlegend": True, "legend": key(look, title)}
    return figure


def kind_fill(table: pd.DataFrame, kinds: Mapping[str, Kind], borders: Borders) -> dict[str, Any]:
    """Return what fills areas by kind, on a vector or a WebGL map; the columns of `classed`."""
    places = {kind: place for place, kind in enumerate(kinds)}
    colours = tuple(colour for _, colour in kinds.values())
    geojson, named_by = borders
    return {
        "geojson": geojson,
        "featureidkey": named_by,
        "locations": table["code"].tolist(),
        "z": [places[kind] for kind in table["kind"]],
        "zmin": 0,
        "zmax": len(colours) - 1,
        "colorscale": colour_scale(colours),
        "showscale": False,
        "showlegend": False,
        "hovertext": table["hover"].tolist(),
        "customdata": [custom if isinstance(custom, str) else None for custom in table["custom"]],
        "hoverinfo": "text",
    }


def kind_keys(kinds: Mapping[str, Kind]) -> list[dict[str, Any]]:
    """Return nothing but the entries of a key, also of kinds that no area is of."""
    nowhere = {"lon": [None], "lat": [None], "mode": "markers", "hoverinfo": "skip", "showlegend": True}
    return [nowhere | {"name": name, "marker": {"size": 14, "color": colour}} for name, colour in kinds.values()]


def key(look: Look, title: str) -> dict[str, Any]:
    """Return how a key in words stands in the lower left corner."""
    return {
        "title": {"text": f"<b>{title}</b>", "font": {"size": 13, "color": look.text}},
        "font": {"size": 13, "color": look.text},
        "bgcolor": look.surface,
        "x": 0.01,
        "xanchor": "left",
        "y": 0.02,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }


def remark(text: str, look: Look) -> dict[str, Any]:
    """Return a sentence in the upper left corner."""
    return {
        "text": "<br>".join(wrap(text, REMARK_WIDTH)),
        "showarrow": False,
        "align": "left",
        "x": 0.01,
        "xref": "paper",
        "xanchor": "left",
        "y": 0.98,
        "yref": "paper",
        "yanchor": "top",
        "font": {"size": 14, "color": look.text},
        "bgcolor": look.surface,
        "borderpad": 6,
    }


def thin_border(look: Look) -> dict[str, Any]:
    """Return the line around an area."""
    return {"line": {"color": look.border, "width": 0.6}}


def small_multiples(
    tables: Sequence[tuple[str, pd.DataFrame]], *, level: str, most: float, look: Look, columns: int = 4
) -> Figure:
    """Draw one small map a period on one colour scale.

    Parameters
    ----------
    tables : title and table (`code`, `shown`, `hover`) of each map, in reading order.
    """
    rows = -(-len(tables) // columns)
    traces: list[dict[str, Any]] = []
    frames, titles = {}, []
    for place, (title, table) in enumerate(tables):
        name = "geo" if place == 0 else f"geo{place + 1}"
        left, top = place % columns / columns, 1 - place // columns / rows
        domain = {"x": [left + 0.005, left + 1 / columns - 0.005], "y": [top - 1 / rows, top - 0.12 / rows]}
        frames[name] = _frame(look) | {"domain": domain}
        traces += [_ground(look, name), _areas(table, level, most, look, name, None), _outlines(look, name)]
        titles.append(
            {"text": title, "x": left + 0.01, "y": top, "xref": "paper", "yref": "paper", "showarrow": False}
            | {"xanchor": "left", "yanchor": "top", "font": {"size": 13, "color": look.text}}
        )
    return {"data": traces, "layout": _layout(look, frames | {"annotations": titles})}


def located(table: pd.DataFrame, *, look: Look) -> Figure:
    """Draw places sized by seizures, hollow where only the area is known.

    Parameters
    ----------
    table : `longitude`, `latitude`, `seizures`, `precise`, `hover`, `custom`.
    """
    traces: list[dict[str, Any]] = []
    for precise in (False, True):
        rows = table[table["precise"] == precise]
        traces.append(
            {
                "type": "scattergeo",
                "lon": rows["longitude"].tolist(),
                "lat": rows["latitude"].tolist(),
                "hovertext": rows["hover"].tolist(),
                "customdata": rows["custom"].tolist(),
                "hoverinfo": "text",
                "marker": {
                    "size": [radius(count) * 2 for count in rows["seizures"]],
                    "color": look.accent if precise else "rgba(0,0,0,0)",
                    "opacity": 0.85,
                    "line": {"color": look.accent, "width": 1.5},
                },
            }
        )
    return overlaid(traces, look=look)


def overlaid(traces: Sequence[dict[str, Any]], *, look: Look) -> Figure:
    """Draw traces on longitudes and latitudes over land and borders."""
    return {"data": [_ground(look, "geo"), *traces], "layout": _layout(look, {"geo": _frame(look)})}


def radius(seizures: float) -> float:
    """Return the radius in pixels of a place: its area grows with the number of seizures."""
    return float(3.5 + 2.6 * seizures**0.5)


def _ground(look: Look, frame: str) -> dict[str, Any]:
    url, key = FEATURES["country"]
    return {
        "type": "choropleth",
        "geo": frame,
        "geojson": url,
        "featureidkey": key,
        "locations": list(NEIGHBOURS),
        "z": [0] * len(NEIGHBOURS),
        "colorscale": [[0, look.land], [1, look.land]],
        "showscale": False,
        "hoverinfo": "skip",
        "marker": {"line": {"color": look.border, "width": 0.8}},
    }


def _outlines(look: Look, frame: str) -> dict[str, Any]:
    """Return the borders of countries, above the areas; the style sheet lets the pointer through them."""
    line = {"line": {"color": look.other, "width": 0.9}}
    return _ground(look, frame) | {"colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]], "marker": line}


def _areas(table: pd.DataFrame, level: str, most: float, look: Look, frame: str, title: str | None) -> dict[str, Any]:
    told = table[table["shown"].notna()]
    url, key = FEATURES[level]
    return {
        "type": "choropleth",
        "geo": frame,
        "geojson": url,
        "featureidkey": key,
        "locations": told["code"].tolist(),
        "z": told["shown"].tolist(),
        "hovertext": told["hover"].tolist(),
        "customdata": [f"{level}={code}" for code in told["code"]],
        "hoverinfo": "text",
        "zmin": 0,
        "zmax": most or 1,
        "colorscale": colour_scale(look.magnitude),
        "showscale": title is not None,
        "colorbar": colour_bar(title, look),
        "marker": {"line": {"color": look.border, "width": 0.6}},
    }


def colour_bar(title: str | None, look: Look) -> dict[str, Any]:
    """Return the key of an amount scale, lying in the lower left corner."""
    return {
        "title": {"text": title or "", "font": {"size": 12, "color": look.muted}, "side": "top"},
        "orientation": "h",
        "len": 0.34,
        "thickness": 9,
        "x": 0.02,
        "xanchor": "left",
        "y": 0.02,
        "yanchor": "bottom",
        "nticks": 4,
        "outlinewidth": 0,
        "tickfont": {"size": 11, "color": look.muted},
    }


def _frame(look: Look) -> dict[str, Any]:
    return {
        "visible": False,
        "bgcolor": look.sea,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": list(FRAME["lon"])},
        "lataxis": {"range": list(FRAME["lat"])},
        "showframe": False,
    }


def _layout(look: Look, more: dict[str, Any]) -> dict[str, Any]:
    return layout(look, margin={"l": 0, "r": 0, "t": 0, "b": 0}, uirevision="map", **more)


def route(stops: pd.DataFrame, *, look: Look) -> Figure:
    """Draw the stops of one record in order, framed to fit them.

    Parameters
    ----------
    stops : `longitude`, `latitude`, `role`, `hover`.
    """
    line = {
        "type": "scattergeo",
        "mode": "lines+markers",
        "lon": stops["longitude"].tolist(),
        "lat": stops["latitude"].tolist(),
        "hovertext": stops["hover"].tolist(),
        "hoverinfo": "text",
        "line": {"color": look.accent, "width": 2.5},
        "marker": {
            "size": [15 if role == "seizure" else 10 for role in stops["role"]],
            "color": [look.accent if role == "seizure" else look.surface for role in stops["role"]],
            "line": {"color": look.accent, "width": 2},
        },
    }
    frame = _frame(look)
    if len(stops):
        for name, column, least in (("lonaxis", "longitude", 5.0), ("lataxis", "latitude", 4.0)):
            low, high = stops[column].min(), stops[column].max()
            margin = max((high - low) * 0.2, (least - (high - low)) / 2)
            frame[name] = {"range": [low - margin, high + margin]}
    return {"data": [_ground(look, "geo"), line], "layout": _layout(look, {"geo": frame})}
