"""Whether some months of the year see more seizures than others, and the series taken apart by it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import intervals
from analytics.crossfilter import View
from analytics.intervals import Floats
from analytics.trends import counts

CYCLE = 12
FEWEST_MONTHS = 24
"""Two full cycles."""

FEWEST_RECORDS = 24
"""Two records for each month of the year."""

PERMUTATIONS = 4_999

MONTH_COLUMNS = ("month", "months", "seizures", "low", "high", "expected", "index", "index_low", "index_high")
PART_COLUMNS = ("period", "seizures", "trend", "seasonal", "remainder")


@dataclass(frozen=True, kw_only=True)
class Seasonality:
    """A test against "no month of the year differs".

    Attributes
    ----------
    statistic : chi-square of the twelve months against their share of days.
    p : by permutation.
    n_months, total : what it rests on.
    verdict : `seasonal`, `no_evidence` or `undetermined` (not tested).
    reason : of `undetermined`: `few_periods` or `few_records`.
    minimum : number of months or records the reason asks for, else 0.
    """

    statistic: float = float("nan")
    p: float = float("nan")
    n_months: int
    total: int
    verdict: str
    reason: str = ""
    minimum: int = 0


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """A monthly series as trend + season + remainder.

    Attributes
    ----------
    parts : `period`, `seizures`, `trend`, `seasonal`, `remainder`; empty where there is a reason.
    strength : share of the variation around the trend that the season accounts for, 0 to 1 (Wang, Smith and Hyndman
        2006, Data Mining and Knowledge Discovery 13).
    reason : empty, `few_periods` or `mostly_zero`.
    minimum : number of months, or of months with a record, the reason asks for, else 0.
    """

    parts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PART_COLUMNS)))
    strength: float = float("nan")
    reason: str = ""
    minimum: int = 0


def months(view: View) -> pd.DataFrame:
    """Return the counts by month of the year, of records dated to the month.

    Returns
    -------
    Twelve rows: `month` (1 to 12); `months`, how often it lies between the first and the last record; `seizures` with
    `low` and `high` (Garwood 1936); `expected` if seizures fell evenly on all days; `index`, seizures over expected
    (1 = as the mean month), with `index_low` and `index_high`; NaN on fewer than `intervals.MINIMUM_BASE` records.
    Empty without such records.
    """
    monthly = counts(view, "month")
    if monthly.empty:
        return pd.DataFrame(columns=list(MONTH_COLUMNS))
    number = _month_numbers(monthly)
    seizures = np.bincount(number, weights=monthly, minlength=CYCLE)
    table = pd.DataFrame({"month": np.arange(1, CYCLE + 1), "months": np.bincount(number, minlength=CYCLE)})
    table["seizures"] = seizures.astype(np.int64)
    table[["low", "high"]] = intervals.poisson(seizures)
    table["expected"] = _expected(monthly)
    base = table["expected"].where((table["expected"] > 0) & (seizures.sum() >= intervals.MINIMUM_BASE))
    for name, column in {"index": "seizures", "index_low": "low", "index_high": "high"}.items():
        table[name] = (table[column] / base).astype("float64")
    return table[list(MONTH_COLUMNS)]


def seasonality(view: View, *, seed: int = 0) -> Seasonality:
    """Test whether the months of the year differ.

    The chi-square of the month totals is compared with that of the same series with the months of each year in random
    order (Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses, chapter 3): rising years and counts
    that vary more than Poisson don't pass for a season, as they would in the chi-square table.
    """
    monthly = counts(view, "month")
    size: dict[str, Any] = {"n_months": len(monthly), "total": int(monthly.sum())}
    if len(monthly) < FEWEST_MONTHS:
        return Seasonality(**size, verdict="undetermined", reason="few_periods", minimum=FEWEST_MONTHS)
    if size["total"] < FEWEST_RECORDS:
        return Seasonality(**size, verdict="undetermined", reason="few_records", minimum=FEWEST_RECORDS)
    expected = _expected(monthly)
    seen = _statistic(np.bincount(_month_numbers(monthly), weights=monthly, minlength=CYCLE), expected)
    drawn = _statistic(_shuffled(monthly, np.random.default_rng(seed)), expected)
    p = (1 + int(np.count_nonzero(drawn >= seen - 1e-9))) / (1 + PERMUTATIONS)
    verdict = "seasonal" if p < 1 - intervals.LEVEL else "no_evidence"
    return Seasonality(**size, statistic=float(seen), p=p, verdict=verdict)


def decomposition(counts: pd.Series) -> Decomposition:
    """Take a monthly series apart by robust STL (Cleveland, Cleveland, McRae and Terpenning 1990, J. Off. Stat. 6).

    Parameters
    ----------
    counts : by month, every month from the first to the last.
    """
    if len(counts) < FEWEST_MONTHS:
        return Decomposition(reason="few_periods", minimum=FEWEST_MONTHS)
    if np.count_nonzero(counts) * 2 < len(counts):
        return Decomposition(reason="mostly_zero", minimum=(len(counts) + 1) // 2)
    from statsmodels.tsa.stl._stl import STL

    values = counts.to_numpy(np.float64)
    fit = STL(values, period=CYCLE, robust=True).fit()
    parts = {"trend": fit.trend, "seasonal": fit.seasonal, "remainder": fit.resid}
    table = pd.DataFrame({"period": counts.index.astype("str"), "seizures": counts.to_numpy(), **parts})
    around = np.var(fit.seasonal + fit.resid)
    strength = max(0.0, 1 - float(np.var(fit.resid) / around)) if around else 0.0
    return Decomposition(parts=table[list(PART_COLUMNS)], strength=strength)


def _month_numbers(monthly: pd.Series) -> npt.NDArray[np.int64]:
    return monthly.index.str[5:].astype(np.int64).to_numpy() - 1


def _expected(monthly: pd.Series) -> Floats:
    days = pd.PeriodIndex(monthly.index, freq="M").days_in_month.to_numpy(np.float64)
    by_month = np.bincount(_month_numbers(monthly), weights=days, minlength=CYCLE)
    return by_month / by_month.sum() * float(monthly.sum())


def _statistic(seizures: npt.ArrayLike, expected: Floats) -> Floats:
    return ((np.asarray(seizures, np.float64) - expected) ** 2 / expected).sum(axis=-1)


def _shuffled(monthly: pd.Series, random: np.random.Generator) -> Floats:
    """Return month totals, one row a permutation, with the months of each calendar year in random order."""
    totals = np.zeros((PERMUTATIONS, CYCLE))
    for _, year in monthly.groupby(monthly.index.str[:4]):
        drawn = np.tile(year.to_numpy(np.float64), (PERMUTATIONS, 1))
        if year.any():
            totals[:, _month_numbers(year)] += random.permuted(drawn, axis=1)
    return totals
