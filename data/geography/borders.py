"""Points to admin-1 units: the border polygons that ship with Istmo."""

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import shapely

COAST = 0.05
"""Degrees within which a point off the coast or just over a simplified border belongs to the nearest unit."""


@lru_cache(maxsize=4)
def load_borders(path: Path) -> "tuple[pd.DataFrame, shapely.STRtree]":
    """Read admin-1 polygons: their `iso` and `country`, and a search tree in the same order.

    Coordinates are WGS 84 degrees, longitude first.
    """
    import shapely

    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    units = pd.DataFrame([feature["properties"] for feature in features])[["iso", "country"]]
    polygons = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return units, shapely.STRtree(polygons)


def admin1_at(points: pd.DataFrame, path: Path) -> pd.Series:
    """Return the ISO 3166-2 code of the unit at each point, missing where there is none.

    Parameters
    ----------
    points : columns `country` (ISO 3166-1 alpha-2; empty when unknown), `latitude`, `longitude` (no gaps).
    path : GeoJSON of polygons with properties `iso` and `country`.

    Returns
    -------
    Series with the index of `points`. A unit of another country is never returned.
    """
    units, tree = load_borders(path)
    found = pd.Series(pd.NA, index=range(len(points)), dtype="string")
    countries = points["country"].fillna("").to_numpy()
    coordinates = points[["longitude", "latitude"]].to_numpy(float)
    for country in pd.unique(countries):
        rows = np.flatnonzero(countries == country)
        row, area = _nearest(coordinates[rows], units["country"].to_numpy(), country, tree)
        found.iloc[rows[row]] = units["iso"].to_numpy()[area]
    return found.set_axis(points.index)


def _nearest(
    coordinates: np.ndarray, owners: np.ndarray, country: str, tree: "shapely.STRtree"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of points and of the units of `country` nearest to them within `COAST`."""
    import shapely

    own = np.flatnonzero((owners == country) | (country == ""))
    if not len(own):
        return np.empty(0, int), np.empty(0, int)
    search = shapely.STRtree(tree.geometries[own])
    row, area = search.query_nearest(shapely.points(coordinates), max_distance=COAST, all_matches=False)
    return row, own[area]


def degrees_away(points: pd.DataFrame, path: Path) -> pd.Series:
    """Return how far each point lies from the unit or country it should lie in: 0 within, in degrees.

    Parameters
    ----------
    points : columns `within` (ISO 3166-2 code of a unit, or ISO 3166-1 alpha-2 of a country), `latitude`, `longitude`
        (no gaps).
    path : as `admin1_at` takes it.

    Returns
    -------
    Series with the index of `points`; missing where no polygon is known.
    """
    import shapely

    units, tree = load_borders(path)
    names = points["within"].to_numpy()
    places = shapely.points(points[["longitude", "latitude"]].to_numpy(float))
    away = np.full(len(points), np.nan)
    for name in pd.unique(names):
        own = np.flatnonzero((units["iso"] == name) | (units["country"] == name))
        if len(own):
            rows = np.flatnonzero(names == name)
            _, away[rows] = shapely.STRtree(tree.geometries[own]).query_nearest(
                places[rows], all_matches=False, return_distance=True
            )
    return pd.Series(away, index=points.index)
