"""Density of precisely located records: a smooth surface, with the number of records and the width of its smoothing.

Records known only by province are never in it: they would heap at a point where nothing happened.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.areas import points
from analytics.columns import Floats, Mask
from analytics.crossfilter import View
from analytics.neighbours import EQUAL_AREA, Bounds

FRAME: Bounds = (-93.2, 5.9, -76.6, 19.6)
"""West, south, east and north of Central America in degrees; records elsewhere are left out and counted."""

SHAPE = (140, 120)
"""Nodes of the grid from west to east and from south to north: about 13 km apart."""

MINIMUM_RECORDS = 30
"""Silverman (1986, table 4.2) needs 19 for one bell in two dimensions. Of two equal towns one looks twice as dense as
the other in one sample of three at 10 records, and in one of seven at 30."""

MINIMUM_PLACES = 10
"""Distinct places: fewer are better drawn as points."""

LEAST_BANDWIDTH = 20.0
"""Kilometres: a narrower kernel falls between the nodes of the grid."""

BANDWIDTH = 50.0
"""Kilometres. The rules of Scott (1992) and Silverman (1986) suit one heap: over several they smear, here to 131 km."""

MOST_PLACES = 2_000
"""Distinct places that are taken as they are (under a second); more are gathered in squares half a bandwidth wide,
which widens the kernel by 1 % (Hall and Wand 1996, Journal of Multivariate Analysis 56)."""

CHUNK = 1_000
"""Nodes whose distances to all places are held at once."""

FAINTEST = 0.01
"""Share of the peak under which the density is drawn as none."""

AREA_UNIT = 1_000.0
"""Square kilometres that densities are told by."""


@dataclass(frozen=True, eq=False)
class Density:
    """Kernel density of records.

    Attributes
    ----------
    table : one row a grid node: `longitude`, `latitude`, `density` (records per 1,000 km²; 0 under 1 % of the peak);
        empty where there is a reason.
    reason : why nothing is told: `few_records`, `few_places` (distinct ones); else empty.
    minimum : what `few_records` or `few_places` falls short of, else 0.
    records : precisely located records in the frame.
    places : distinct places they lie at.
    imprecise : records left out because they are known only by area, or not at all.
    outside : records left out because they lie outside the frame.
    bandwidth_km : standard deviation of the round kernel in kilometres.
    """

    table: pd.DataFrame
    reason: str
    minimum: int
    records: int
    places: int
    imprecise: int
    outside: int
    bandwidth_km: float


def density(
    view: View, *, frame: Bounds = FRAME, shape: tuple[int, int] = SHAPE, bandwidth_km: float = BANDWIDTH
) -> Density:
    """Return how many records lie about each node of a grid, by a round Gaussian kernel in an equal-area projection.

    Parameters
    ----------
    frame : west, south, east, north in degrees.
    bandwidth_km : standard deviation of the kernel, at least 20.

    Raises
    ------
    ValueError
        For a bandwidth under 20 km.
    """
    if not bandwidth_km >= LEAST_BANDWIDTH:
        raise ValueError(f"bandwidth of {bandwidth_km} km, less than {LEAST_BANDWIDTH}")
    located = points(view)
    precise = located[located["precise"]]
    held = precise[_inside(precise, frame)]
    places = held.groupby(["longitude", "latitude"]).size().rename("records").reset_index()
    counts = places["records"].to_numpy(np.int64)
    reason, minimum = _reason(counts)
    table = pd.DataFrame(columns=["longitude", "latitude", "density"], dtype="float64")
    if not reason:
        flat = _projected(places["longitude"].to_numpy(), places["latitude"].to_numpy())
        nodes = _nodes(frame, shape)
        surface = kernel_density(flat, counts, _projected(*nodes), bandwidth_km=bandwidth_km)
        shown = np.where(surface >= FAINTEST * surface.max(), surface * AREA_UNIT, 0.0)
        table = pd.DataFrame({"longitude": nodes[0], "latitude": nodes[1], "density": shown})
    return Density(
        table=table,
        reason=reason,
        minimum=minimum,
        records=len(held),
        places=len(places),
        imprecise=view.seizures - len(precise),
        outside=len(precise) - len(held),
        bandwidth_km=bandwidth_km,
    )


def kernel_density(flat: Floats, counts: npt.NDArray[np.int64], nodes: Floats, *, bandwidth_km: float) -> Floats:
    """Return records per km² at each node: a bell of one record's weight over each record (Silverman 1986, eq. 4.1).

    The bell is round: `scipy.stats.gaussian_kde` would stretch it along the isthmus, out to sea, and turn it with
    every filter.

    Parameters
    ----------
    flat, nodes : two rows, kilometres east and north.
    counts : records at each place of `flat`.
    """
    from scipy.spatial.distance import cdist

    if flat.shape[1] > MOST_PLACES:
        flat, counts = _gathered(flat, counts, bandwidth_km / 2)
    pieces = np.array_split(nodes.T, max(nodes.shape[1] // CHUNK, 1))
    bells = (np.exp(cdist(piece, flat.T, "sqeuclidean") / (-2 * bandwidth_km**2)) @ counts for piece in pieces)
    return np.concatenate([*bells]) / (2 * np.pi * bandwidth_km**2)


def _gathered(flat: Floats, counts: npt.NDArray[np.int64], side: float) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the middles of the squares that hold places, and the records in each."""
    east, north = np.floor(flat / side)
    summed = pd.DataFrame({"east": east, "north": north, "records": counts}).groupby(["east", "north"])["records"].sum()
    middles = (summed.index.to_frame().to_numpy(np.float64).T + 0.5) * side
    return middles, summed.to_numpy(np.int64)


def _reason(counts: npt.NDArray[np.int64]) -> tuple[str, int]:
    if counts.sum() < MINIMUM_RECORDS:
        return "few_records", MINIMUM_RECORDS
    return ("few_places", MINIMUM_PLACES) if len(counts) < MINIMUM_PLACES else ("", 0)


def _inside(table: pd.DataFrame, frame: Bounds) -> Mask:
    west, south, east, north = frame
    across = table["longitude"].between(west, east)
    return (across & table["latitude"].between(south, north)).to_numpy(bool)


def _nodes(frame: Bounds, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return longitude and latitude of the middles of the cells that a frame is cut into, row by row from the south."""
    west, south, east, north = frame
    across = west + (np.arange(shape[0]) + 0.5) * (east - west) / shape[0]
    along = south + (np.arange(shape[1]) + 0.5) * (north - south) / shape[1]
    longitude, latitude = np.meshgrid(across, along)
    return longitude.ravel(), latitude.ravel()


def _projected(longitude: Floats, latitude: Floats) -> Floats:
    """Return kilometres east and north."""
    from pyproj import Transformer

    flat = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True).transform(longitude, latitude)
    return np.array(flat, dtype=np.float64) / 1_000
