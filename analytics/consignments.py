"""Sizes of consignments, compared within one transport mode only: a container and a bus don't carry the same."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.columns import Floats, Ints, Many, Mask
from analytics.crossfilter import View
from analytics.intervals import BOOTSTRAPS, LEVEL, MINIMUM_BASE, median
from analytics.modus_operandi import period_groups, shares, stated
from data.dimensions import NOT_RECORDED

MODE = "transport_mode_family"
"""Dimension whose values are never compared as if they were alike."""

BINS = (1, 2, 3, 6, 11, 26, 51, 101, 251)
"""First size of each bin of firearms: 1, 2, 3–5, 6–10, 11–25, 26–50, 51–100, 101–250, more; widths about double."""

SMALL = 2
"""Most firearms of a small consignment."""

PARTS = "parts_components"

MEASURED = ("median", "median_low", "median_high", "gini", "gini_low", "gini_high")
DESCRIBED = ("seizures", "stated", *MEASURED, "small", "small_base", "small_share", "small_low", "small_high", "reason")


def consignments(view: View, *, seed: int = 0) -> pd.DataFrame:
    """Return the sizes of consignments of each family of transport modes; there is no row for all modes together.

    Returns
    -------
    One row a mode, most seizures first, and last `not_recorded`, of which only counts are given because its modes are
    mixed: `mode`; `seizures`; `stated` (they state firearms above zero); `median` firearms of those with its bootstrap
    interval `median_low`, `median_high`; `gini` (see `gini`), `gini_low`, `gini_high`; `small` (seizures of 2 firearms
    or fewer, or of nothing but parts), `small_base` (seizures that state firearms above zero, or nothing but parts),
    `small_share` with its Wilson interval `small_low`, `small_high`; `reason`: `few_records` where `stated` is under 10
    (median and Gini NaN), `mode_unknown`, or empty. Shares are NaN where `small_base` is under 10.
    """
    modes = stated(view, MODE)
    code = np.full(view.seizures, len(modes.values))
    code[modes.places] = modes.codes
    table = _described(view, code, [*modes.values, NOT_RECORDED], seed).rename(columns={"group": "mode"})
    unknown = table["mode"] == NOT_RECORDED
    table.loc[unknown, [*MEASURED, "small_share", "small_low", "small_high"]] = np.nan
    table.loc[unknown, "reason"] = "mode_unknown"
    return table[table["seizures"] > 0].reset_index(drop=True)


def consignments_by_period(view: View, mode: str, grain: str, *, seed: int = 0) -> pd.DataFrame:
    """Return the sizes of consignments of one family of transport modes, period by period.

    Parameters
    ----------
    mode : a value of `transport_mode_family`.
    grain : `year`, `quarter`, `month`, or `enough` (years joined until 10 seizures of the mode state firearms).

    Returns
    -------
    One row for every period between the first and the last of the view: `period` and the columns of `consignments`.
    """
    mine = _of_mode(view, mode)
    periods = period_groups(view, grain, mine & (_sizes(view) > 0))
    code = np.full(view.seizures, -1)
    code[periods.places] = np.where(mine[periods.places], periods.codes, -1)
    return _described(view, code, list(periods.values), seed).rename(columns={"group": "period"})


def histogram(view: View) -> pd.DataFrame:
    """Return how many seizures of each family of transport modes are of each size, in bins that about double.

    Returns
    -------
    One row a mode (most seizures first) and bin, zeros included: `mode`, `bin` (`1`, `3_5`, `251_up`), `start`, `end`
    (firearms, inclusive; infinite for the last), `seizures`, `share` (of the mode's seizures that state firearms above
    zero; NaN under 10), `low`, `high` (Wilson), `known` (those seizures). Seizures whose mode isn't known are in none.
    """
    modes = stated(view, MODE)
    sizes = _sizes(view)[modes.places]
    held = sizes > 0
    bins = len(BINS)
    cells = modes.codes[held] * bins + size_bins(sizes[held])
    counts = np.bincount(cells, minlength=len(modes.values) * bins)
    whole = counts.reshape(-1, bins).sum(axis=1).repeat(bins)
    starts = np.array(BINS, dtype=np.float64)
    table = pd.DataFrame(
        {
            "mode": np.repeat(np.array(modes.values, dtype=object), bins),
            "bin": bin_names() * len(modes.values),
            "start": np.tile(starts, len(modes.values)),
            "end": np.tile(np.append(starts[1:] - 1, np.inf), len(modes.values)),
            "seizures": counts,
        }
    )
    return table.astype({"mode": "str", "bin": "str"}).join(shares(counts, whole))


def size_bins(firearms: Floats) -> Ints:
    """Return the position in `BINS` of each size above zero."""
    return np.maximum(np.searchsorted(BINS, firearms, side="right") - 1, 0)


def bin_names() -> list[str]:
    """Return the code of each bin: `1`, `3_5`, `251_up`."""
    ends = [start - 1 for start in BINS[1:]]
    named = [str(start) if start == end else f"{start}_{end}" for start, end in zip(BINS, ends, strict=False)]
    return [*named, f"{BINS[-1]}_up"]


def gini(values: npt.ArrayLike, *, seed: int = 0) -> tuple[float, float, float]:
    """Return the Gini coefficient of sizes and its bootstrap interval (percentile; Efron and Tibshirani 1993).

    G = Σ (2i − n − 1) x₍ᵢ₎ / (n Σ x), times n / (n − 1) so that few values don't look more equal than many (Deltas
    2003, Review of Economics and Statistics 85): 0 where all are equal, 1 where one consignment has everything.
    Resamples are drawn by how often each size occurs. Under a heavy tail the interval is too narrow: the largest
    consignments that could have been seized were not all seized.

    Returns
    -------
    Coefficient, low, high: all NaN for fewer than two values or a sum of zero, NaN bounds under five.
    """
    seen = np.asarray(values, dtype=np.float64)
    if len(seen) < 2 or seen.sum() <= 0:
        return float("nan"), float("nan"), float("nan")
    distinct, counts = np.unique(seen, return_counts=True)
    found = float(_gini(distinct, counts[None, :])[0])
    if len(seen) < 5:
        return found, float("nan"), float("nan")
    drawn = np.random.default_rng(seed).multinomial(len(seen), counts / len(seen), size=BOOTSTRAPS)
    low, high = np.nanquantile(_gini(distinct, drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return found, float(low), float(high)


def _gini(distinct: Floats, counts: Ints) -> Floats:
    """Return the coefficient of each row of counts of the distinct, sorted sizes.

    The ranks of a size that occurs c times after C smaller ones add up, in 2i − n − 1, to c (2C + c − n).
    """
    total = counts.sum(axis=1, keepdims=True)
    before = counts.cumsum(axis=1) - counts
    ranked = (counts * (2 * before + counts - total)) @ distinct
    with np.errstate(invalid="ignore", divide="ignore"):
        return ranked / (counts @ distinct) / (total[:, 0] - 1)


def small_consignments(view: View) -> tuple[Mask, Mask]:
    """Return which counted records are small consignments, and which tell whether they are.

    Small: one or two firearms, or nothing but parts. Told: a number of firearms above zero, or nothing but parts.
    """
    sizes, parts = _sizes(view), _parts_only(view)
    held = sizes > 0
    return (held & (sizes <= SMALL)) | parts, held | parts


def _described(view: View, code: Ints, groups: list[str], seed: int) -> pd.DataFrame:
    """Return the columns of `consignments` for each group of the counted records; -1 is in none."""
    sizes = _sizes(view)
    inside, held = code >= 0, sizes > 0
    small, told = small_consignments(view)

    def count(mask: Mask) -> Ints:
        return np.bincount(code[inside & mask], minlength=len(groups))

    table = pd.DataFrame({"group": pd.Series(groups, dtype="str"), "seizures": count(inside), "stated": count(held)})
    rows = [_measured(sizes[held & (code == place)], seed) for place in range(len(groups))]
    table = table.join(pd.DataFrame(rows, columns=list(MEASURED), dtype=np.float64))
    table = table.assign(small=count(small), small_base=count(told))
    bounds = shares(table["small"].to_numpy(), table["small_base"].to_numpy())[["share", "low", "high"]]
    table = table.join(bounds.add_prefix("small_"))
    reason = np.where(table["stated"] < MINIMUM_BASE, "few_records", "")
    return table.assign(reason=reason)[["group", *DESCRIBED]]


def _measured(sizes: Floats, seed: int) -> tuple[float, ...]:
    if len(sizes) < MINIMUM_BASE:
        return (float("nan"),) * len(MEASURED)
    return (*median(sizes, seed=seed), *gini(sizes, seed=seed))


def _sizes(view: View) -> Floats:
    """Return firearms of each counted record; zero where it states none."""
    return np.nan_to_num(view.amounts("firearms")[view.rows])


def _parts_only(view: View) -> Mask:
    """Return which counted records state parts and no other goods."""
    column = view.columns.held["item_type_family"]
    assert isinstance(column, Many)
    others = np.bincount(column.rows[np.array(column.values)[column.codes] != PARTS], minlength=view.columns.size)
    return others[view.rows] == 0


def _of_mode(view: View, mode: str) -> Mask:
    modes = stated(view, MODE)
    found = np.zeros(view.seizures, dtype=bool)
    wanted = np.array([value == mode for value in modes.values], dtype=bool)
    found[modes.places] = wanted[modes.codes] if len(modes.values) else False
    return found
