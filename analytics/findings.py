"""Findings in codes: what a selection shows, each with the numbers that a hedged sentence needs.

Nothing is told on a base under `MINIMUM_BASE`; what can't be told is told as such where a reader would expect it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.comparison import Rest, differences
from analytics.crossfilter import View
from analytics.frequency import frequency, known
from analytics.intervals import MINIMUM_BASE
from analytics.slopes import slope
from analytics.trends import series

Value = str | int | float

LARGEST_SHARE = 0.25
"""A case that makes this share of all firearms is named: without it the total would be another."""

DIFFERENCES = 2

MOST_TIED = 3
"""Values stated equally often that are named; of more, only how many they are is told."""

NOT_APPLICABLE = frozenset({"not_applicable"})
"""Values that say that a question doesn't arise: goods that were not in transit have no mode of transport."""


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes
    ----------
    kind : which sentence tells it.
    values : what the sentence is filled with: counts, shares with `low` and `high`, codes.
    n : records it rests on.
    dimension : whose codes `code` is, empty for none.
    touches : measures and dimensions it rests on: which biases apply.
    """

    kind: str
    values: Mapping[str, Value]
    n: int
    dimension: str = ""
    touches: tuple[str, ...] = field(default=("seizures",))


def last_change(view: View, incomplete: Collection[str] = ()) -> list[Finding]:
    """Return how the last complete year compares with the one before.

    Parameters
    ----------
    incomplete : years of which reports are still coming in.

    The ratio is exact (`intervals.rate_ratio`); kinds `rose` and `fell` only where its interval excludes 1, else
    `no_clear_change`. Where either year has fewer than 10 seizures no ratio is told: `rose_from_few`, `fell_from_few`
    or `few_to_compare`.
    """
    counts = _complete_years(view, incomplete)
    if len(counts) < 2:
        return []
    (before, first), (after, second) = counts[-2:]
    values: dict[str, Value] = {"before": before, "after": after, "first": first, "second": second}
    ratio, low, high, p = (float(part) for part in intervals.rate_ratio(first, second))
    moved = "rose" if low > 1 else "fell" if high < 1 else ""
    if min(first, second) < MINIMUM_BASE:
        kind = f"{moved}_from_few" if moved else "few_to_compare"
        return [Finding(kind, values | {"p": p}, first + second, touches=("seizures", "year"))]
    values |= {"ratio": ratio, "low": low, "high": high, "p": p}
    return [Finding(moved or "no_clear_change", values, first + second, touches=("seizures", "year"))]


def long_trend(view: View, incomplete: Collection[str] = ()) -> list[Finding]:
    """Return the trend over all complete years.

    Kinds: `trend_rise`, `trend_fall`, with `_small` where the slope's interval touches 0 (counts tie), `no_trend` or
    `trend_undetermined`.
    """
    counts = _complete_years(view, incomplete)
    if not counts:
        return []
    years, seizures = zip(*counts, strict=True)
    found = slope(pd.Series(seizures, index=pd.Index(years, dtype="str")), "year")
    values: dict[str, Value] = {"first": years[0], "last": years[-1], "years": len(years)}
    if found.verdict == "undetermined":
        reason: dict[str, Value] = {"reason": found.reason, "minimum": found.minimum}
        return [Finding("trend_undetermined", values | reason, found.total, touches=("seizures", "year"))]
    kind = {"rise": "trend_rise", "fall": "trend_fall"}.get(found.verdict, "no_trend")
    if kind != "no_trend" and found.low <= 0 <= found.high:
        kind += "_small"
    values |= {"per_year": found.per_year, "low": found.low, "high": found.high, "p": found.p}
    return [Finding(kind, values, found.total, touches=("seizures", "year"))]


def publishers(view: View, incomplete: Collection[str] = ()) -> list[Finding]:
    """Return how many publishers stand behind the last two complete years: more of them may look like more crime."""
    years = [year for year, _ in _complete_years(view, incomplete)][-2:]
    if len(years) < 2:
        return []
    table = view.columns.records.seizures.iloc[view.rows]
    of_year = table["date"].dt.year.astype("Int64").astype("str")
    first, second = (int(table.loc[of_year == year, "source_publisher"].nunique()) for year in years)
    values: dict[str, Value] = {"before": years[0], "after": years[1], "first": first, "second": second}
    rests_on = int(of_year.isin(years).sum())
    return [Finding("publishers", values, rests_on, touches=("seizures", "year"))] if first + second else []


def silent_since(view: View, everything: View, incomplete: Collection[str] = ()) -> list[Finding]:
    """Return the year of the last record, where other records go on for complete years after it."""
    own, others = (set(series(each, "year").query("seizures > 0")["period"]) for each in (view, everything))
    later = {year for year in others - set(incomplete) if own and year > max(own)}
    if not later or view.selection.end:
        return []
    return [Finding("silent_since", {"last": max(own)}, view.seizures, touches=("seizures", "year"))]


def most_frequent(view: View, dimension: str) -> list[Finding]:
    """Return the most frequent value of a dimension with its share of the records that state it.

    What the dimension doesn't apply to is no answer to it: it is in neither. Where several values are stated equally
    often none is the most frequent: kinds `tied`, with `_moved` where some were not in transit, or `tied_many`.
    """
    table = frequency(view, dimension)
    apart = table["code"].isin(NOT_APPLICABLE)
    base = known(view, dimension) - int(table.loc[apart, "seizures"].sum())
    if not base:
        return [Finding("never_stated", {"n": view.seizures}, view.seizures, dimension, ("seizures", dimension))]
    stated = table[~apart]
    count = int(stated["seizures"].iloc[0])
    codes = [str(code) for code in stated.loc[stated["seizures"] == count, "code"]]
    values: dict[str, Value] = {"code": ";".join(codes[:MOST_TIED]), "count": count, "known": base}
    touches = ("seizures", dimension)
    if len(codes) > MOST_TIED:
        return [Finding("tied_many", values | {"code": "", "values": len(codes)}, base, dimension, touches)]
    if len(codes) > 1:
        return [Finding("tied_moved" if apart.any() else "tied", values, base, dimension, touches)]
    if base < MINIMUM_BASE:
        return [Finding("most_frequent_count", values, base, dimension, touches)]
    bounds = intervals.wilson(count, base).iloc[0]
    values |= {"share": count / base, "low": float(bounds["low"]), "high": float(bounds["high"])}
    kind = "most_frequent_moved" if apart.any() else "most_frequent"
    return [Finding(kind, values, base, dimension, touches)]


def largest_case(view: View) -> list[Finding]:
    """Return the largest case where it makes a quarter or more of all firearms."""
    amounts = view.amounts("firearms")[view.rows]
    total = float(np.nansum(amounts))
    stated = int((amounts > 0).sum())
    if stated < MINIMUM_BASE or np.nanmax(amounts) < LARGEST_SHARE * total:
        return []
    most = float(np.nanmax(amounts))
    values: dict[str, Value] = {"largest": most, "total": total, "share": most / total, "n": stated}
    return [Finding("largest_case", values, stated, touches=("firearms",))]


def consignment(view: View) -> list[Finding]:
    """Return the median number of firearms with its interval, where ten records or more state any."""
    amounts = view.amounts("firearms")[view.rows]
    stated = amounts[amounts > 0]
    if len(stated) < MINIMUM_BASE:
        return []
    middle, low, high = intervals.median(stated)
    return [Finding("median", {"median": middle, "low": low, "high": high}, len(stated), touches=("firearms",))]


def routes_stated(view: View) -> list[Finding]:
    """Return in how many records an origin or a destination is stated."""
    if not view.seizures:
        return []
    stated = int(((view.known("origin") | view.known("destination")) & view.counted()).sum())
    values: dict[str, Value] = {"stated": stated, "n": view.seizures}
    return [Finding("routes_stated", values, view.seizures, touches=("seizures", "origin", "destination"))]


def unlike_the_rest(view: View, everything: View) -> list[Finding]:
    """Return what sets a selection apart from all other records, after control of false discoveries."""
    rest = Rest(everything, view)
    if min(view.seizures, rest.seizures) < MINIMUM_BASE:
        return []
    found = []
    for row in differences(view, rest).table.head(DIFFERENCES).itertuples():
        values: dict[str, Value] = {"code": str(row.code), "a": int(row.a), "a_known": int(row.a_known)}
        values |= {"b": int(row.b), "b_known": int(row.b_known), "low": float(row.low), "high": float(row.high)}
        kind = "more_here" if row.difference > 0 else "less_here"
        found.append(Finding(kind, values, int(row.a_known + row.b_known), row.dimension, ("seizures", row.dimension)))
    return found


def _complete_years(view: View, incomplete: Collection[str]) -> list[tuple[str, int]]:
    """Return year and seizures of every year from the first to the last, those whose reports are in."""
    table = series(view, "year")
    return [(row.period, int(row.seizures)) for row in table.itertuples() if row.period not in incomplete]
