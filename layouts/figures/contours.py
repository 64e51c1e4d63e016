"""Values on a grid → the areas between one step and the next, as GeoJSON geometries."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from analytics.columns import Floats

PRECISION = 3
"""Decimals of degrees kept: a hundred metres."""

Corners = npt.NDArray[np.int64]


def steps(most: float, count: int) -> list[float]:
    """Return the round numbers 1, 2 and 5 times a power of ten up to this one, the highest last."""
    if not most > 0:
        return []
    power = int(np.floor(np.log10(most)))
    round_ones = [digit * 10.0**place for place in range(power - count, power + 1) for digit in (1, 2, 5)]
    return [float(f"{value:.6g}") for value in round_ones if value <= most][-count:]


def bands(longitude: Floats, latitude: Floats, values: Floats, least: Sequence[float]) -> list[dict[str, Any]]:
    """Return for each step the area where values are above it, but not above the next one.

    Each cell of the grid is cut into two triangles, in which values are taken to change evenly; what lies above a step
    in neighbouring triangles is joined.

    Parameters
    ----------
    longitude, latitude, values : one a node, row by row of a regular grid.
    least : the steps, rising.
    """
    nodes = np.column_stack([longitude, latitude])
    corners = _triangles(len(np.unique(longitude)), len(np.unique(latitude)), values)
    areas = [_above(nodes, values, corners, step) for step in least] + [shapely.Polygon()]
    between = [shapely.difference(lower, upper) for lower, upper in pairwise(areas)]
    clockwise = shapely.orient_polygons(_rounded(between), exterior_cw=True)  # d3 fills what lies to the right
    return [dict(shapely.geometry.mapping(shape)) for shape in clockwise]


def _triangles(across: int, along: int, values: Floats) -> Corners:
    """Return the corners of every triangle, the highest first."""
    first = (np.arange(along - 1)[:, None] * across + np.arange(across - 1)).ravel()
    lower = np.column_stack([first, first + 1, first + across])
    upper = np.column_stack([first + 1, first + across, first + across + 1])
    corners = np.concatenate([lower, upper])
    return np.take_along_axis(corners, np.argsort(-values[corners], axis=1, kind="stable"), axis=1)


def _above(nodes: Floats, values: Floats, corners: Corners, step: float) -> shapely.Geometry:
    high, middle, low = (values[corners[:, place]] > step for place in range(3))
    tips, blunt, whole = corners[high & ~middle], corners[middle & ~low], corners[low]

    def cut(pairs: Corners) -> Floats:
        """Return where the step lies between two corners, the higher one first."""
        top, bottom = values[pairs[:, 0]], values[pairs[:, 1]]
        part = ((top - step) / (top - bottom))[:, None]
        return np.asarray(nodes[pairs[:, 0]] * (1 - part) + nodes[pairs[:, 1]] * part)

    pieces = [
        np.stack([nodes[tips[:, 0]], cut(tips[:, [0, 1]]), cut(tips[:, [0, 2]])], axis=1),
        np.stack([nodes[blunt[:, 0]], nodes[blunt[:, 1]], cut(blunt[:, [1, 2]]), cut(blunt[:, [0, 2]])], axis=1),
        nodes[whole],
    ]
    return shapely.union_all(np.concatenate([shapely.polygons(piece) for piece in pieces]))


def _rounded(shapes: Sequence[shapely.Geometry]) -> Any:
    return shapely.set_precision(np.array(shapes), 10.0**-PRECISION)
