"""Two selections of one version side by side: how many, how large, and where their shares differ.

Every ratio is A to B and every difference A minus B. Scipy is imported where it is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.columns import OPEN_START, Floats
from analytics.crossfilter import View
from analytics.frequency import OTHER, known
from analytics.intervals import BOOTSTRAPS, LEVEL, MINIMUM_BASE
from analytics.parts import Part
from analytics.selection import Selection
from data.dimensions import DIMENSIONS, FILTERS, UNKNOWN, base

MINIMUM_STATED = 5
"""No interval of a total or a median is told on fewer records than this."""

TOLD_ELSEWHERE = frozenset({"location_type_family", "transport_mode_family", "concealment_family", "item_type"})
"""Dimensions that another in `COMPARED` tells more, or less, finely."""

COMPARED = tuple(name for name in FILTERS if DIMENSIONS[name].section != "record" and name not in TOLD_ELSEWHERE)
"""Dimensions that findings are looked for in, each once."""

PLACES = frozenset({"country", "admin1"})
"""A filter on one of them, or on the map, decides the other."""

OVERLAPPING, FEW_RECORDS, FEW_KNOWN, GATHERED = "overlapping", "few_records", "few_known", "gathered"
"""Why something isn't told: shared records; under `MINIMUM_BASE` of them, or of those known; several values at once."""


class Rest(Part):
    """The counted records of a view that another view of the same version doesn't hold; every summary takes it.

    Attributes
    ----------
    is_of_one_period : whether the other view has the same period: else the rest has no length of time.

    Raises
    ------
    ValueError
        If the versions differ.
    """

    def __init__(self, everything: View, taken: View) -> None:
        shared(everything, taken)
        super().__init__(everything, ~taken.counted())
        self.is_of_one_period = everything.selection.days() == taken.selection.days()


@dataclass(frozen=True)
class Overall:
    """Two sides as wholes.

    Attributes
    ----------
    measures : `side` (`a`, `b`), `measure` (`seizures`, `firearms`, `median_consignment`), `value`, `low`, `high`,
        `stated` (records it is from), `largest` (of one record), `reason` (`few_records`: no interval).
    shared : records both sides hold.
    a_days, b_days : length of each period, None where it isn't closed.
    exposure_known : whether the lengths of time are known, or known to be equal; else the ratio takes them as equal.
    beyond_records : whether a period reaches past the last dated record: its end may not be recorded yet.
    ratio, low, high : seizures a day in A to those in B and its exact interval, None where not told.
    p : two-sided p-value of no difference, None where not told; it holds for few records too.
    reason : empty, `overlapping`, or `few_records` where a count is under 10 (tell both counts instead of a ratio).
    """

    measures: pd.DataFrame
    shared: int
    a_days: int | None
    b_days: int | None
    exposure_known: bool
    beyond_records: bool
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    reason: str


@dataclass(frozen=True)
class Differences:
    """The reliable differences between two sides.

    Attributes
    ----------
    table : `dimension` and the columns of `by_value`, largest difference first.
    tested : how many values were tested.
    dimensions : the dimensions looked at.
    reason : empty; `overlapping`; `few_known` where nothing could be tested; `none_reliable`.
    """

    table: pd.DataFrame
    tested: int
    dimensions: tuple[str, ...]
    reason: str


def previous(selection: Selection) -> Selection | None:
    """Return the selection with the period of equal length just before its own; None where it isn't closed.

    Whole years go back by years, whole months by months, anything else by days; none begins before the year 1000.
    """
    first, last = selection.days()
    if first is None or last is None or first > last:
        return None
    grain = {4: "Y", 7: "M"}.get(max(len(selection.start), len(selection.end)), "D")
    begin, end = pd.Period(first, grain), pd.Period(last, grain)
    earlier = begin - ((end - begin).n + 1)
    return replace(selection, start=str(earlier), end=str(begin - 1)) if earlier.year >= 1000 else None


def days(view: View) -> int | None:
    """Return the length of a view's period, None where it isn't closed or the view isn't of one period."""
    first, last = _period(view) or (None, None)
    return (last - first).days + 1 if first and last and first <= last else None


def shared(a: View, b: View) -> int:
    """Return how many records both sides hold. Raises ValueError if they are of different versions."""
    if a.columns is not b.columns:
        raise ValueError("two sides of different versions share no records")
    return int(np.count_nonzero(a.counted() & b.counted()))


def overall(a: View, b: View, *, seed: int = 0) -> Overall:
    """Return number and size of the seizures of both sides.

    Counts have Garwood's interval, medians the bootstrap's, the ratio of counts is exact given their sum (see
    `analytics.intervals`). Totals have that of a Poisson bootstrap (Hanley and MacGibbon 2006, Computer Methods and
    Programs in Biomedicine 83), in which the number of records varies too; a heavy tail leaves it too narrow, so
    `largest` goes with it.
    """
    both, exposures = shared(a, b), _exposures(a, b)
    reason = OVERLAPPING if both else FEW_RECORDS if min(a.seizures, b.seizures) < MINIMUM_BASE else ""
    *ratio, p = _ratio(a.seizures, b.seizures, exposures)
    told = [None] * 3 if reason else ratio
    ends = [view.selection.days()[1] for view in (a, b)]
    return Overall(
        measures=pd.DataFrame([row for name, view in (("a", a), ("b", b)) for row in _measures(name, view, seed)]),
        shared=both,
        a_days=days(a),
        b_days=days(b),
        exposure_known=exposures is not None,
        beyond_records=any((end - date(1970, 1, 1)).days > _last_day(a) for end in ends if end),
        ratio=told[0],
        low=told[1],
        high=told[2],
        p=None if both or np.isnan(p) else p,
        reason=reason,
    )


def by_value(a: View, b: View, dimension: str, *, top: int | None = 10) -> pd.DataFrame:
    """Compare how often each value of a dimension occurs, most frequent in both together first.

    Returns
    -------
    `code`; `a`, `b` (records); `a_known`, `b_known` (records that answer the dimension); `a_share`, `b_share`;
    `difference`, `low`, `high` (Newcombe 1998, method 10); `p` (Fisher's exact test); `p_adjusted` (Benjamini and
    Hochberg 1995, over the values tested); `reliable` (adjusted p under 0.05 and an interval without zero);
    `ratio`, `ratio_low`, `ratio_high` (records a day, A to B; NaN where a count is under 10: tell the counts);
    `reason`: empty, `overlapping` (no intervals), `few_known` (a base under 10: counts only), or `gathered`: beyond
    `top`, the rest is one row `other_values`, which isn't tested.
    """
    table = _counts(a, b, dimension, top)
    known_in = known(a, dimension), known(b, dimension)
    enough = min(known_in) >= MINIMUM_BASE
    a_share, b_share = (table[side] / many if enough else np.nan for side, many in zip("ab", known_in, strict=True))
    table = table.assign(a_known=known_in[0], b_known=known_in[1], a_share=a_share, b_share=b_share)
    table["difference"] = table["a_share"] - table["b_share"]
    reason = OVERLAPPING if shared(a, b) else "" if enough else FEW_KNOWN
    table["reason"] = np.where(table["code"] == OTHER, reason or GATHERED, reason)
    tests = [_tested(row, _exposures(a, b)) for row in table.to_dict("records")]
    names = ["low", "high", "p", "ratio", "ratio_low", "ratio_high"]
    return _adjusted(table.join(pd.DataFrame(tests, columns=names, index=table.index, dtype="float64")))


def differences(a: View, b: View, dimensions: Sequence[str] = COMPARED, *, top: int = 10) -> Differences:
    """Return the largest differences of shares that hold after adjusting for all that were tested.

    A dimension by which the two selections themselves differ is left out: it would always differ.
    """
    looked = tuple(name for name in dimensions if not _decided(name, a.selection, b.selection))
    tables = [by_value(a, b, name, top=top).assign(dimension=name) for name in looked]
    every = _adjusted(pd.concat(tables or [by_value(a, b, "country").iloc[:0].assign(dimension="")], ignore_index=True))
    kept = every[every["reliable"]]
    kept = kept.sort_values("difference", key=lambda sizes: -sizes.abs(), kind="stable", ignore_index=True)
    tested = int(every["p"].notna().sum())
    nothing = OVERLAPPING if shared(a, b) else "none_reliable" if tested else FEW_KNOWN
    return Differences(kept, tested, looked, "" if len(kept) else nothing)


def _period(view: View) -> tuple[date | None, date | None] | None:
    return None if isinstance(view, Rest) and not view.is_of_one_period else view.selection.days()


def _exposures(a: View, b: View) -> tuple[int, int] | None:
    """Return two lengths of time that may be compared."""
    first, second = days(a), days(b)
    if first and second:
        return first, second
    return (1, 1) if _period(a) is not None and _period(a) == _period(b) else None


def _last_day(view: View) -> int:
    """Return the day, since 1970-01-01, on or after which the last record lies."""
    return int(view.columns.first_day[view.columns.counted].max(initial=OPEN_START))


def _ratio(a: int, b: int, exposures: tuple[int, int] | None) -> list[float]:
    first, second = exposures or (1, 1)
    return [float(part) for part in intervals.rate_ratio(int(b), int(a), first_exposure=second, second_exposure=first)]


def _measures(name: str, view: View, seed: int) -> list[dict[str, object]]:
    amounts, count = view.amounts("firearms")[view.rows], view.seizures
    firearms = amounts[amounts > 0]
    reason = "" if len(firearms) >= MINIMUM_STATED else FEW_RECORDS
    largest = firearms.max() if len(firearms) else np.nan
    rows = [
        ("seizures", count, *intervals.poisson([count]).iloc[0], count, np.nan, ""),
        (
            "firearms",
            firearms.sum() if len(firearms) else np.nan,
            *_total(firearms, seed),
            len(firearms),
            largest,
            reason,
        ),
        ("median_consignment", *intervals.median(firearms, seed=seed), len(firearms), largest, reason),
    ]
    names = ["measure", "value", "low", "high", "stated", "largest", "reason"]
    return [{"side": name} | dict(zip(names, row, strict=True)) for row in rows]


def _total(values: Floats, seed: int) -> tuple[float, float]:
    if len(values) < MINIMUM_STATED:
        return float("nan"), float("nan")
    distinct, counts = np.unique(values, return_counts=True)
    totals = np.random.default_rng(seed).poisson(counts, size=(BOOTSTRAPS, len(counts))) @ distinct
    low, high = np.quantile(totals, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _counts(a: View, b: View, dimension: str, top: int | None) -> pd.DataFrame:
    """Return `code`, `a`, `b`: most frequent first, the rest gathered."""
    found = [view.by(dimension).set_index(dimension)["seizures"] for view in (a, b)]
    table = pd.DataFrame(dict(zip("ab", found, strict=True))).fillna(0).drop(index=list(UNKNOWN), errors="ignore")
    order = np.lexsort([table.index, -table.sum(axis=1)])
    table = table.iloc[order].rename_axis("code").reset_index()
    if top is None or len(table) <= top + 1:
        return table
    return pd.concat([table.iloc[:top], pd.DataFrame({"code": [OTHER]})], ignore_index=True)


def _tested(row: dict[str, Any], exposures: tuple[int, int] | None) -> list[float]:
    """Return interval and p-value of the difference, and the ratio with its interval, each NaN where not told."""
    from scipy.stats import fisher_exact

    a, b = (row["a"], row["a_known"]), (row["b"], row["b_known"])
    told = row["reason"] != OVERLAPPING and min(a[0], b[0]) >= MINIMUM_BASE
    ratio = _ratio(a[0], b[0], exposures)[:3] if told else [np.nan] * 3
    if row["reason"]:
        return [np.nan] * 3 + ratio
    p = fisher_exact([[part, many - part] for part, many in (a, b)]).pvalue
    return [*intervals.share_difference(b, a), float(p), *ratio]


def _adjusted(table: pd.DataFrame) -> pd.DataFrame:
    """Add the p-values adjusted over all rows that were tested, and which differences hold."""
    from scipy.stats import false_discovery_control

    tested = table["p"].notna().to_numpy()
    adjusted = np.full(len(table), np.nan)
    adjusted[tested] = false_discovery_control(table["p"].to_numpy()[tested]) if tested.any() else []
    apart = (table["low"] > 0) | (table["high"] < 0)
    return table.assign(p_adjusted=adjusted, reliable=apart & (adjusted < 1 - LEVEL))


def _decided(dimension: str, first: Selection, second: Selection) -> bool:
    """Tell whether the selections themselves differ by a dimension."""
    names = {base(name) for name, _ in set(first.filters) ^ set(second.filters)}
    by_place = bool(names & PLACES) or first.bbox != second.bbox
    return base(dimension) in names or (by_place and dimension in PLACES)
