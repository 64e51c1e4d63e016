"""Concentration and density of the records selected: what the map page computes, and how its progress is told."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from analytics.density import Density, density
from analytics.hotspots import COLUMNS, Concentration, local_concentration
from layouts.figures import contours
from layouts.scene import Scene

MOST_BANDS = 5
LEAST_BANDS = 3
"""Bands that a selection's densest spot reaches at least; on a scale where it doesn't, hardly anything would show."""

PERMUTATIONS = 9_999

STATISTICS_TOOLS = (
    *("geopandas", "scipy.sparse", "scipy.linalg", "scipy.optimize", "scipy.spatial", "scipy.stats"),
    *("sklearn.metrics", "libpysal.graph", "esda"),
)
DENSITY_TOOLS = ("pyproj", "scipy.sparse", "scipy.linalg", "scipy.optimize", "scipy.spatial", "scipy.stats")
"""What is loaded at the first computation, up to seconds each: one by one, so that progress is seen."""

LOADING = 0.4
"""Part of the progress that loading is."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A density cut into bands.

    Attributes
    ----------
    density : the density at the nodes of a grid.
    steps : lower edge of each band, rising.
    bands : its area, a GeoJSON geometry.
    is_fixed : whether the steps are those of all records; else they are the selection's own.
    """

    density: Density
    steps: tuple[float, ...]
    bands: tuple[dict[str, Any], ...]
    is_fixed: bool


Found = Concentration | Surface | None


def level_of(scene: Scene) -> str:
    """Return whether provinces or hexagons are compared: hexagons where the page's map shows them."""
    return "hexagon" if scene.option("level") == "hexagon" else "admin1"


def concentration(scene: Scene) -> Found:
    """Return the local statistics or the density of a selection; None where the page asks for neither."""
    method = scene.option("hotspots")
    if method == "none":
        return None
    rest = _load(DENSITY_TOOLS if method == "density" else STATISTICS_TOOLS, scene.progress)
    if method == "density":
        return _surface(scene, rest)
    level = level_of(scene)
    return local_concentration(scene.view, level, statistic=method, permutations=PERMUTATIONS, progress=rest)


def numbers(found: Found) -> pd.DataFrame:
    """Return the table of what was found: flagged units first, or the densest nodes of the grid."""
    if isinstance(found, Surface):
        table = found.density.table
        return table[table["density"] > 0].sort_values("density", ascending=False, ignore_index=True)
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS))
    return found.table.sort_values(["q", "seizures"], ascending=[True, False], kind="stable", ignore_index=True)


def _load(names: tuple[str, ...], progress: Callable[[float], None]) -> Callable[[float], None]:
    """Load libraries and return what reports the progress of the rest."""
    for place, name in enumerate(names):
        progress(LOADING * (place + 0.5) / len(names))
        import_module(name)
    return lambda done: progress(LOADING + (1 - LOADING) * done)


def _surface(scene: Scene, progress: Callable[[float], None]) -> Surface:
    found = density(scene.view)
    progress(0.3)
    if found.reason:
        return Surface(found, (), (), True)
    own = float(found.table["density"].max())
    steps = contours.steps(float(np.fmax(own, _densest(scene.everything))), MOST_BANDS)
    progress(0.6)
    is_fixed = own > steps[LEAST_BANDS - 1]
    if not is_fixed:
        steps = contours.steps(own, MOST_BANDS)
    longitude, latitude, values = found.table[["longitude", "latitude", "density"]].to_numpy(np.float64).T
    return Surface(found, tuple(steps), tuple(contours.bands(longitude, latitude, values, steps)), is_fixed)


@lru_cache(maxsize=4)
def _densest(everything: View) -> float:
    """Return the density of all records where they are densest: the scale is read from it; NaN if it isn't told."""
    return float(density(everything).table["density"].max())
