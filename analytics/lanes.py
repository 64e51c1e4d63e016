"""The geometry of a leg on a map: indicative, never observed.

A polyline is an array of (longitude, latitude) rows in degrees (EPSG:4326). Longitudes run on past 180° where a leg
crosses the antimeridian, so that no line is drawn back across the map; `pieces` cuts them for maps that can't do that.
"""

import warnings
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.columns import Floats
from data.vocabulary import REFERENCE

Point = tuple[float, float]
"""Longitude and latitude."""

POINTS = 24
"""Vertices of a curve: enough to look smooth at this size."""
BEND = 0.15
"""How far a curve swings out, as a share of its length."""
ARROW_AT = 0.9
"""Share of a polyline's length at which its arrowhead sits."""
SHORTEST = 1e-9
"""Degrees under which a line has no direction."""
LATITUDE_BOUND = 85.0
"""Beyond this web maps end."""


class Arrow(NamedTuple):
    """Where an arrowhead sits and where it points.

    Attributes
    ----------
    longitude, latitude : degrees, the longitude within 180°.
    bearing : degrees clockwise from north; NaN for a line without length.
    """

    longitude: float
    latitude: float
    bearing: float


def path(
    start: Point, end: Point, surface: str, start_country: str | None = None, end_country: str | None = None
) -> Floats:
    """Return how a leg is drawn.

    Parameters
    ----------
    surface : `sea`: along shipping lanes; `air`: the great circle; `land`: through border crossings; anything else:
        a plain curve, which claims nothing.
    start_country, end_country : for legs by land.

    Returns
    -------
    The polyline, not to be changed (it is shared); without rows where either end has no coordinates.
    """
    if not np.isfinite([*start, *end]).all():
        return np.empty((0, 2))
    if surface == "sea":
        return sea_lane(start, end)
    if surface == "air":
        return great_circle(start, end)
    if surface == "land" and start_country and end_country:
        return through_crossings(start, end, start_country, end_country)
    return curve(start, end)


@lru_cache(maxsize=4096)
def curve(start: Point, end: Point, points: int = POINTS) -> Floats:
    """Return a quadratic Bézier curve that swings out to the right of its direction.

    There and back therefore lie on two sides of the straight line (Jenny et al. 2018, IJGIS 32: curves are read more
    easily than straight flows).
    """
    first, last = np.array(start), _near(start, end)
    along = last - first
    right = np.array([along[1], -along[0]])
    control = (first + last) / 2 + right * BEND * 2
    share = np.linspace(0, 1, points)[:, None]
    line = (1 - share) ** 2 * first + 2 * share * (1 - share) * control + share**2 * last
    line[:, 1] = line[:, 1].clip(-LATITUDE_BOUND, LATITUDE_BOUND)
    return _fixed(line)


@lru_cache(maxsize=4096)
def great_circle(start: Point, end: Point, points: int = POINTS) -> Floats:
    """Return the shortest line on the WGS 84 ellipsoid (pyproj's geodesic: Karney 2013, Journal of Geodesy 87)."""
    from pyproj import Geod

    middle = Geod(ellps="WGS84").npts(*start, *end, points - 2)
    line = np.array([start, *middle, end], dtype=np.float64)
    line[:, 0] = np.unwrap(line[:, 0], period=360)
    return _fixed(line)


@lru_cache(maxsize=4096)
def sea_lane(start: Point, end: Point) -> Floats:
    """Return the shortest way along commercial shipping lanes (package searoute), from end to end.

    The lanes have few vertices and no small-boat hops along a coast: where both ends hang on the same vertex, where
    there is no way or the package fails, it is a plain curve.
    """
    import searoute

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            feature = searoute.searoute(list(start), list(end), append_orig_dest=True)
        line = np.array(feature["geometry"]["coordinates"], dtype=np.float64)
    except Exception:  # the package raises bare exceptions; a drawing must not fail for them
        return curve(start, end)
    if line.ndim != 2 or len(line) < 4 or start == end:
        return curve(start, end)
    line[:, 0] = np.unwrap(line[:, 0], period=360)
    return _fixed(line)


@lru_cache(maxsize=4096)
def through_crossings(start: Point, end: Point, start_country: str, end_country: str) -> Floats:
    """Return a smooth line through the border crossings of the shortest way by land.

    The way is the shortest over straight lines between crossings (Dijkstra), whatever the roads; countries that no
    crossing in `crossings` joins get a plain curve. Smoothed by PCHIP (Fritsch and Carlson 1980, SIAM J. Numer. Anal.
    17), which passes through every crossing and doesn't overshoot.
    """
    from scipy.interpolate import PchipInterpolator

    if start_country == end_country:
        return curve(start, end)
    stops = np.array([start, *_crossed(start, end, start_country, end_country), end])
    lengths = np.hypot(*np.diff(stops, axis=0).T)
    stops, lengths = stops[np.append(True, lengths > 0)], lengths[lengths > 0]
    if len(stops) < 3:
        return curve(start, end)
    along = np.append(0.0, lengths.cumsum())
    samples = np.union1d(np.linspace(0, along[-1], POINTS), along)
    return _fixed(PchipInterpolator(along, stops)(samples))


def arrow(polyline: Floats) -> Arrow:
    """Return position and bearing of an arrowhead near the end of a line."""
    from pyproj import Geod

    if not len(polyline):
        return Arrow(np.nan, np.nan, np.nan)
    steps = np.hypot(*np.diff(polyline, axis=0).T)
    along = np.append(0.0, steps.cumsum())
    if along[-1] < SHORTEST:
        return Arrow(_wrapped(polyline[-1, 0]), float(polyline[-1, 1]), np.nan)
    spots = along[-1] * np.array([ARROW_AT - 0.01, ARROW_AT, ARROW_AT + 0.01])
    longitude, latitude = (np.interp(spots, along, polyline[:, axis]) for axis in (0, 1))
    bearing, _, _ = Geod(ellps="WGS84").inv(longitude[0], latitude[0], longitude[2], latitude[2])
    return Arrow(_wrapped(longitude[1]), float(latitude[1]), float(bearing % 360))


def pieces(polyline: Floats) -> list[Floats]:
    """Return a polyline cut at the antimeridian into lines whose longitudes lie within 180°."""
    if not len(polyline):
        return []
    world = np.floor((polyline[:, 0] + 180) / 360)
    kept, line = [], [polyline[0]]
    for last, point, one, other in zip(polyline[:-1], polyline[1:], world[:-1], world[1:], strict=True):
        if one != other:
            seam = max(one, other) * 360 - 180
            share = (seam - last[0]) / (point[0] - last[0])
            cut = np.array([seam, last[1] + share * (point[1] - last[1])])
            kept.append(np.array([*line, cut]) - [one * 360, 0])
            line = [cut]
        line.append(point)
    kept.append(np.array(line) - [world[-1] * 360, 0])
    return kept


@lru_cache(maxsize=1)
def crossings() -> pd.DataFrame:
    """Return the land crossings of the region: `name`, `a`, `b` (countries), `longitude`, `latitude`."""
    table = pd.read_csv(REFERENCE / "crossings.csv", keep_default_na=False)
    return table.rename(columns={"lat": "latitude", "lon": "longitude"})[["name", "a", "b", "longitude", "latitude"]]


def _crossed(start: Point, end: Point, start_country: str, end_country: str) -> list[Point]:
    """Return the crossings on the shortest way, in order; none where there is no way."""
    import networkx as nx

    points = {-1: start, -2: end}
    sides: dict[int, tuple[str, ...]] = {-1: (start_country,), -2: (end_country,)}
    for number, row in enumerate(crossings().itertuples()):
        points[number], sides[number] = (row.longitude, row.latitude), (row.a, row.b)
    graph = nx.Graph()
    graph.add_nodes_from(points)
    for one in points:
        for other in points:
            if one < other and set(sides[one]) & set(sides[other]):
                graph.add_edge(one, other, weight=_kilometres(points[one], points[other]))
    try:
        way = nx.shortest_path(graph, -1, -2, weight="weight")
    except nx.NetworkXNoPath:
        return []
    return [points[number] for number in way[1:-1]]


def _kilometres(one: Point, other: Point) -> float:
    """Return the distance on a plane that fits their latitude: near enough to choose between crossings."""
    middle = np.cos(np.radians((one[1] + other[1]) / 2))
    return float(111.195 * np.hypot((one[0] - other[0]) * middle, one[1] - other[1]))


def _near(start: Point, end: Point) -> Floats:
    """Return an end with the longitude that is less than half the world away from the start."""
    return np.array([start[0] + (end[0] - start[0] + 180) % 360 - 180, end[1]])


def _wrapped(longitude: float) -> float:
    return float((longitude + 180) % 360 - 180)


def _fixed(line: npt.NDArray[np.float64]) -> Floats:
    """Return the array closed to changes: the caches hand it to everyone."""
    line.flags.writeable = False
    return line
