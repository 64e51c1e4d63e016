"""Study areas: every province or hexagon where a record could lie, empty ones too, and which of them are neighbours."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import h3
import numpy as np
import pandas as pd

from analytics.columns import Floats, Mask
from analytics.selection import Selection
from data.geography.borders import load_borders
from data.vocabulary import REFERENCE

if TYPE_CHECKING:
    import geopandas
    from libpysal.graph import Graph

BORDERS = REFERENCE / "borders_admin1.geojson"

CORE = ("BZ", "CR", "GT", "HN", "NI", "PA", "SV")
"""Countries studied where the selection names none."""

EQUAL_AREA = "+proj=laea +lat_0=13 +lon_0=-85 +datum=WGS84 +units=m"
"""Lambert's azimuthal equal-area projection (Snyder 1987, USGS Professional Paper 1395) about Central America."""

GAP = 500.0
"""Metres each border is widened by: simplified borders of neighbours need not match."""

RESOLUTION = 4
"""H3 resolution of hexagons: about 1,770 km² each."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class StudyArea:
    """Units that are compared with their neighbours.

    Attributes
    ----------
    codes : ISO 3166-2 codes or H3 indexes, each once.
    weights : binary, symmetric contiguity in the order of `codes`; every unit has a neighbour if there are two.
    """

    codes: tuple[str, ...]
    weights: "Graph"


def countries(selection: Selection) -> frozenset[str]:
    """Return the countries whose land is studied: those of the provinces or countries chosen, else the core.

    Countries whose borders don't ship with Istmo are left out: of their land only what holds records is known.
    """
    named = {code.partition("-")[0] for code in selection.values("admin1")}
    units, _ = load_borders(BORDERS)
    return frozenset(named or selection.values("country") or CORE) & frozenset(units["country"])


def provinces(selection: Selection) -> StudyArea:
    """Return the provinces a selection lets records lie in, as far as their borders ship with Istmo.

    Under a box these are the provinces that have their inner point in it.
    """
    return _provinces(countries(selection), selection.values("admin1"), selection.bbox)


def hexagons(selection: Selection, occupied: frozenset[str] = frozenset()) -> StudyArea:
    """Return the H3 cells that touch the land a selection lets records lie on, and the occupied ones (at sea).

    Under a box these are the cells that have their centre in it.
    """
    land = _land_cells(countries(selection), selection.values("admin1"), selection.bbox)
    return _cells(tuple(sorted(land | occupied)))


def contiguity(units: "geopandas.GeoSeries") -> "Graph":
    """Return which polygons touch (queen contiguity, up to a gap of twice `GAP`); islands touch the nearest polygon.

    Parameters
    ----------
    units : polygons with a coordinate reference system, indexed by code.
    """
    from libpysal.graph import Graph

    projected = units.to_crs(EQUAL_AREA)
    pairs = Graph.build_fuzzy_contiguity(projected, buffer=GAP).adjacency
    touching = pairs[pairs > 0].index.to_frame(index=False).set_axis(["focal", "neighbor"], axis=1)
    return _graph(touching, projected)


@lru_cache(maxsize=16)
def _provinces(chosen: frozenset[str], units: tuple[str, ...], bbox: Bounds | None) -> StudyArea:
    polygons = _polygons(chosen, units)
    inner = polygons.representative_point()
    held = polygons[_within(inner.x.to_numpy(), inner.y.to_numpy(), bbox)]
    return StudyArea(tuple(held.index), contiguity(held))


@lru_cache(maxsize=16)
def _land_cells(chosen: frozenset[str], units: tuple[str, ...], bbox: Bounds | None) -> frozenset[str]:
    """Return the cells that overlap the land: a coast whose cells counted only where records lie would look hot."""
    polygons = _polygons(chosen, units)
    if polygons.empty:
        return frozenset()
    shape = h3.geo_to_h3shape(polygons.union_all().__geo_interface__)
    cells = sorted(set(h3.h3shape_to_cells_experimental(shape, RESOLUTION, "overlap")))
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells])
    return frozenset(np.array(cells)[_within(centres[:, 1], centres[:, 0], bbox)].tolist())


@lru_cache(maxsize=16)
def _cells(codes: tuple[str, ...]) -> StudyArea:
    import geopandas

    held = set(codes)
    pairs = [(cell, other) for cell in codes for other in h3.grid_disk(cell, 1) if other != cell and other in held]
    centres = np.array([h3.cell_to_latlng(cell) for cell in codes]).reshape(-1, 2)
    points = geopandas.points_from_xy(centres[:, 1], centres[:, 0], crs="EPSG:4326")
    projected = geopandas.GeoSeries(points, index=list(codes)).to_crs(EQUAL_AREA)
    return StudyArea(codes, _graph(pd.DataFrame(pairs, columns=["focal", "neighbor"]), projected))


def _polygons(chosen: frozenset[str], provinces: tuple[str, ...]) -> "geopandas.GeoSeries":
    import geopandas

    units, tree = load_borders(BORDERS)
    wanted = (units["iso"].isin(provinces) if provinces else units["country"].isin(chosen)).to_numpy()
    return geopandas.GeoSeries(tree.geometries[wanted], index=units["iso"][wanted].to_numpy(), crs="EPSG:4326")


def _within(longitude: Floats, latitude: Floats, bbox: Bounds | None) -> Mask:
    if bbox is None:
        return np.ones(len(longitude), dtype=bool)
    west, south, east, north = bbox
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)


def _graph(pairs: pd.DataFrame, places: "geopandas.GeoSeries") -> "Graph":
    """Return the binary graph of these pairs, units without any being paired with the nearest one."""
    from libpysal.graph import Graph
    from scipy.sparse import coo_array

    alone = np.flatnonzero(~places.index.isin(pairs["focal"]))
    unit, nearest = places.sindex.nearest(places.iloc[alone], exclusive=True, return_all=False)
    codes = places.index.to_numpy()
    bridges = pd.DataFrame({"focal": codes[alone[unit]], "neighbor": codes[nearest]})
    both = pd.concat([pairs, bridges, bridges.set_axis(["neighbor", "focal"], axis=1)]).drop_duplicates()
    rows, columns = (pd.Index(codes).get_indexer(both[end]) for end in ("focal", "neighbor"))
    matrix = coo_array((np.ones(len(both)), (rows, columns)), shape=(len(codes), len(codes)))
    return Graph.from_sparse(matrix.tocsr(), ids=list(codes))
