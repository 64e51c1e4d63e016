"""Where records concentrate more, or less, than chance would scatter them: local statistics with a false-alarm rate.

A concentration of records is trafficking, detection, recording and sharing together; it is not more trafficking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import h3
import numpy as np
import pandas as pd

from analytics.areas import points
from analytics.columns import Floats
from analytics.crossfilter import View
from analytics.neighbours import RESOLUTION, StudyArea, countries, hexagons, provinces
from data.dimensions import UNKNOWN

if TYPE_CHECKING:
    from libpysal.graph import Graph

LEVELS = ("admin1", "hexagon")
STATISTICS = ("gi", "moran")

MINIMUM_RECORDS = 30
"""Records that must be located. Simulated: eight times the rate in a province and about it is found in 23 % of maps of
20 records, 45 % of 30 and 75 % of 50: that few records show no concentration doesn't mean there is none."""

MINIMUM_UNITS = 10
"""Units that must hold records: with fewer, one operation in one place decides the map."""

FALSE_DISCOVERIES = 0.05
"""Share of the units told that may be told by chance."""

AT_ONCE = 1_000
"""Permutations between two reports of progress."""

SAME = 1e-9
"""Statistics closer than this are ties: the same sum may be rounded in two ways."""

COLUMNS = ("code", "seizures", "z", "p", "q", "label")

_QUADRANTS = np.array(["", "high_high", "low_high", "low_low", "high_low"])
_TURN = Lock()
"""esda draws from numpy's shared generator: two runs at once would mix their draws."""

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Concentration:
    """Local concentration of records.

    Attributes
    ----------
    table : one row a unit: `code`, `seizures`, `z`, `p` (two-sided), `q` (p after control of false discoveries) and
        `label`; empty where there is a reason.
    reason : why nothing is told: `few_records` (located ones), `few_units` (with records), `no_variation` (all units
        hold the same number); empty where the table is told.
    minimum : what `few_records` or `few_units` falls short of, else 0.
    units : number of units compared, empty ones included.
    occupied : how many of them hold records.
    records : records in these units.
    unlocated : records left out because their province (hexagons: their place) isn't known.
    outside : records left out because they lie outside the area studied.
    """

    table: pd.DataFrame
    reason: str
    minimum: int
    units: int
    occupied: int
    records: int
    unlocated: int
    outside: int


def _silent(fraction: float) -> None:
    """Report no progress."""


def local_concentration(
    view: View,
    level: str = "admin1",
    *,
    statistic: str = "gi",
    permutations: int = 9_999,
    seed: int = 0,
    progress: Progress = _silent,
) -> Concentration:
    """Return which provinces or hexagons lie amid more or fewer records than chance would put there.

    The area studied is that of the provinces or countries selected, else Central America, cut by the box if there is
    one. Hexagons that only touch the sea are in it where they hold records.

    Parameters
    ----------
    level : `admin1`, or `hexagon` (H3 resolution 4; only records known to a place or point).
    statistic : `gi` (Getis-Ord Gi*) or `moran` (local Moran), see `local_statistics`.
    progress : called with the part done, 0 to 1; what it raises ends the work.

    Raises
    ------
    ValueError
        For another level or statistic, or no permutation.
    """
    if level not in LEVELS or statistic not in STATISTICS or permutations < 1:
        raise ValueError(f"level {level!r}, statistic {statistic!r}, permutations {permutations!r}")
    progress(0.0)
    area, counts, unlocated = _provinces(view) if level == "admin1" else _hexagons(view)
    reason, minimum = _reason(counts)
    table = pd.DataFrame(columns=list(COLUMNS))
    if not reason:
        table = local_statistics(
            counts, area.weights, statistic=statistic, permutations=permutations, seed=seed, progress=progress
        )
    progress(1.0)
    records = int(counts.sum())
    outside = view.seizures - records - unlocated
    return Concentration(table, reason, minimum, len(counts), int((counts > 0).sum()), records, unlocated, outside)


def local_statistics(
    counts: pd.Series,
    weights: "Graph",
    *,
    statistic: str = "gi",
    permutations: int = 9_999,
    seed: int = 0,
    progress: Progress = _silent,
) -> pd.DataFrame:
    """Return the local statistic of each unit, tested by conditional permutation.

    `gi` is Gi* with binary weights (Ord and Getis 1995, Geographical Analysis 27: 286-306); `moran` is local Moran
    with row-standardised weights (Anselin 1995, Geographical Analysis 27: 93-115), its z by the conditional moments
    of Sokal, Oden and Thomson (1998, Geographical Analysis 30: 331-354). The p-value is twice the smaller tail of the
    permutations, ties in both tails, plus one (Phipson and Smyth 2010, SAGMB 9: 39): esda's own is one-sided and
    leaves ties out of the lower tail, which makes every empty neighbourhood a cold spot. `q` controls the false
    discovery rate (Benjamini and Hochberg 1995; for maps Caldas de Castro and Singer 2006, Geographical Analysis 38).

    A unit's own count stays in its place: what is tested is its neighbours. One unit with many records among ordinary
    ones is therefore no concentration.

    Parameters
    ----------
    counts : records by unit, in the order of the weights; not all equal.
    weights : binary contiguity without self-weights; every unit has a neighbour.

    Returns
    -------
    `code`, `seizures`, `z`, `p`, `q`, `label`: at q < 0.05 `high` or `low` (`gi`), or `high_high`, `low_low`,
    `high_low`, `low_high` (`moran`: the unit, then its neighbours); else empty.
    """
    from scipy.stats import false_discovery_control

    values = counts.to_numpy(np.float64)
    above, below = np.zeros(len(values)), np.zeros(len(values))
    sizes = _sizes(permutations)
    seeds = np.random.SeedSequence(seed).generate_state(len(sizes))
    for step, (size, own) in enumerate(zip(sizes, seeds, strict=True), start=1):
        with _TURN, np.errstate(invalid="ignore", divide="ignore"):
            found, observed = _estimate(values, weights, statistic, size, int(own))
        slack = SAME * np.maximum(1, np.abs(observed))
        above += (found.sim >= observed - slack).sum(axis=0)
        below += (found.sim <= observed + slack).sum(axis=0)
        progress(step / (len(sizes) + 1))
    p = np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (permutations + 1))
    q = false_discovery_control(p, method="bh")
    z = found.Zs if statistic == "gi" else _conditional_z(found)
    label = _side(z, above, below) if statistic == "gi" else _QUADRANTS[found.q]
    columns = (counts.index, counts.to_numpy(), z, p, q, np.where(q < FALSE_DISCOVERIES, label, ""))
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True))).astype({"code": "str", "label": "str"})


def _estimate(values: Floats, weights: "Graph", statistic: str, size: int, seed: int) -> tuple[Any, Floats]:
    import esda

    shared = {"permutations": size, "keep_simulations": True, "n_jobs": 1, "seed": seed}
    if statistic == "gi":
        found = esda.G_Local(values, weights, transform="B", star=True, **shared)
        return found, found.Gs
    found = esda.Moran_Local(values, weights, transformation="r", **shared)
    return found, found.Is


def _sizes(permutations: int) -> list[int]:
    whole, rest = divmod(permutations, AT_ONCE)
    return [AT_ONCE] * whole + [rest] * (rest > 0)


def _conditional_z(found: Any) -> Floats:
    """Return local Moran in standard deviations; 0 for a unit at the mean, which says nothing of its neighbours.

    esda divides its statistic by n - 1 and its moments by n.
    """
    spread = np.sqrt(np.maximum(found.VIc, 0))
    scaled = found.Is * found.n / found.n_1
    return np.divide(scaled - found.EIc, spread, out=np.zeros(len(spread)), where=spread > 0)


def _side(z: Floats, above: Floats, below: Floats) -> Any:
    """Return high or low; nothing where only the unit's own count makes it high and its neighbours are low."""
    high, low = (z > 0) & (above < below), (z < 0) & (below < above)
    return np.select([high, low], ["high", "low"], "")


def _reason(counts: pd.Series) -> tuple[str, int]:
    if counts.sum() < MINIMUM_RECORDS:
        return "few_records", MINIMUM_RECORDS
    if (counts > 0).sum() < MINIMUM_UNITS:
        return "few_units", MINIMUM_UNITS
    return ("no_variation", 0) if counts.nunique() == 1 else ("", 0)


def _provinces(view: View) -> tuple[StudyArea, pd.Series, int]:
    """Return the area, records by province, and records without one."""
    area = provinces(view.selection)
    found = view.by("admin1").set_index("admin1")["seizures"]
    unlocated = int(found[found.index.isin(UNKNOWN)].sum())
    return area, found.reindex(list(area.codes), fill_value=0).astype("int64"), unlocated


def _hexagons(view: View) -> tuple[StudyArea, pd.Series, int]:
    """Return the area, records by H3 cell, and records without a place; those of other countries aren't in it."""
    located = points(view)
    precise = located[located["precise"]]
    unlocated = view.seizures - len(precise)
    owners = view.columns.records.seizures["country"].iloc[precise["row"]].to_numpy()
    mine = precise[pd.Series(owners, index=precise.index).isin(countries(view.selection))]
    places = mine.groupby(["latitude", "longitude"]).size()
    cells = [h3.latlng_to_cell(*place, RESOLUTION) for place in places.index]
    found = pd.Series(places.to_numpy(np.int64), index=cells).groupby(level=0).sum()
    area = hexagons(view.selection, frozenset(found.index))
    return area, found.reindex(list(area.codes), fill_value=0).astype("int64"), unlocated
