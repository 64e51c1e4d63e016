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

MOST_PLACES = 5_000
"""Distinct places that are taken as they are (2 s); more are gathered in squares half a bandwidth wide, which widens
the kernel by 1 % (Hall and Wand 1996, Journal of Multivariate Analysis 56)."""

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
    reason : why nothing is told: `few_records`, `few_places` (distinct ones), `no_spread` (all on one line); else
        empty.
    minimum : what `few_records` or `few_places` falls short of, else 0.
    records : precisely located records in the frame.
    places : distinct places they lie at.
    imprecise : records left out because they are known only by area, or not at all.
    outside : records left out because they lie outside the frame.
    bandwidth_km : standard deviation of the kernel in kilometres: the geometric mean of its two axes; NaN where there
        is a reason.
    long_km, short_km : the two axes, along and across the scatter of the records.
    """

    table: pd.DataFrame
    reason: str
    minimum: int
    records: int
    places: int
    imprecise: int
    outside: int
    bandwidth_km: float
    long_km: float
    short_km: float


def density(
    view: View, *, frame: Bounds = FRAME, shape: tuple[int, int] = SHAPE, bandwidth_km: float | None = None
) -> Density:
    """Return how many records lie about each node of a grid, by a Gaussian kernel in an equal-area projection.

    The kernel has the shape of the scatter of the records (Silverman 1986, Density Estimation, section 4.2.1) and, if
    no bandwidth is given, the width of Silverman's rule, n^(-1/6) standard deviations; in two dimensions Scott's rule
    (1992, Multivariate Density Estimation) is the same. Both are made for one bell: several separate clusters are
    smoothed more than they should be.

    Parameters
    ----------
    frame : west, south, east, north in degrees.
    bandwidth_km : geometric mean of the kernel's axes, at least 20.

    Raises
    ------
    ValueError
        For a bandwidth under 20 km.
    """
    if bandwidth_km is not None and not bandwidth_km >= LEAST_BANDWIDTH:
        raise ValueError(f"bandwidth of {bandwidth_km} km, less than {LEAST_BANDWIDTH}")
    located = points(view)
    precise = located[located["precise"]]
    held = precise[_inside(precise, frame)]
    places = held.groupby(["longitude", "latitude"]).size().rename("records").reset_index()
    flat = _projected(places["longitude"].to_numpy(), places["latitude"].to_numpy())
    counts = places["records"].to_numpy(np.int64)
    reason, minimum = _reason(flat, counts)
    table, axes = pd.DataFrame(columns=["longitude", "latitude", "density"], dtype="float64"), np.full(2, np.nan)
    if not reason:
        wide = silverman(flat, counts) if bandwidth_km is None else bandwidth_km
        nodes = _nodes(frame, shape)
        surface, axes = kernel_density(flat, counts, _projected(*nodes), bandwidth_km=wide)
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
        bandwidth_km=float(np.sqrt(axes.prod())),
        long_km=float(axes[1]),
        short_km=float(axes[0]),
    )


def silverman(flat: Floats, counts: npt.NDArray[np.int64]) -> float:
    """Return the bandwidth of Silverman's rule (1986, equation 4.14): n^(-1/6) times the scatter, in kilometres.

    Parameters
    ----------
    flat : two rows, kilometres east and north; one column a place.
    counts : records at each place: ten at one place are ten records, not one of weight ten.
    """
    scatter = np.linalg.det(np.cov(flat, fweights=counts)) ** 0.25
    return float(scatter * counts.sum() ** (-1 / 6))


def kernel_density(
    flat: Floats, counts: npt.NDArray[np.int64], nodes: Floats, *, bandwidth_km: float
) -> tuple[Floats, Floats]:
    """Return records per km² at each node, and the kernel's short and long axis in kilometres.

    Parameters
    ----------
    flat, nodes : two rows, kilometres east and north.
    counts : records at each place of `flat`.
    """
    from scipy.stats import gaussian_kde

    if flat.shape[1] > MOST_PLACES:
        flat, counts = _gathered(flat, counts, bandwidth_km / 2)
    scatter = np.linalg.det(np.cov(flat, aweights=counts)) ** 0.25
    kernel = gaussian_kde(flat, bw_method=bandwidth_km / scatter, weights=counts)
    return kernel(nodes) * counts.sum(), np.sqrt(np.linalg.eigvalsh(kernel.covariance))


def _gathered(flat: Floats, counts: npt.NDArray[np.int64], side: float) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the middles of the squares that hold places, and the records in each."""
    east, north = np.floor(flat / side)
    summed = pd.DataFrame({"east": east, "north": north, "records": counts}).groupby(["east", "north"])["records"].sum()
    middles = (summed.index.to_frame().to_numpy(np.float64).T + 0.5) * side
    return middles, summed.to_numpy(np.int64)


def _reason(flat: Floats, counts: npt.NDArray[np.int64]) -> tuple[str, int]:
    if counts.sum() < MINIMUM_RECORDS:
        return "few_records", MINIMUM_RECORDS
    if len(counts) < MINIMUM_PLACES:
        return "few_places", MINIMUM_PLACES
    short, long = np.linalg.eigvalsh(np.cov(flat, fweights=counts))
    return ("no_spread", 0) if short < 1e-6 * long else ("", 0)


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
