"""How goods were moved and hidden: methods crossed with other fields, their mix over time, and the profile of one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analytics.columns import Ints, Mask, Single
from analytics.crossfilter import Crossfilter, View
from analytics.frequency import OTHER, frequency, known
from analytics.intervals import MINIMUM_BASE, median, wilson
from analytics.routes import corridors
from analytics.trends import periods
from data.dimensions import DIMENSIONS, UNKNOWN, base

ENOUGH = "enough"
"""Grain that joins neighbouring years until each group has `MINIMUM_BASE` seizures that state the dimension."""

TOLD = ("country", "transport_mode", "concealment", "item_type", "location_type", "detection")
"""Dimensions a profile is told by."""

WELL_SOURCED = frozenset({"official_record", "official_statement", "court", "press_multi"})
"""Reliabilities whose records are shown as examples before any other."""


@dataclass(frozen=True)
class Stated:
    """What the counted records of a view say on one dimension.

    Attributes
    ----------
    size : number of counted records.
    places : position of the record among them; with `codes`, each pair once, sorted by place and code.
    codes : position of the value in `values`.
    values : the values stated, most frequent first (calendar values in order); none that answers nothing.
    """

    size: int
    places: Ints
    codes: Ints
    values: tuple[str, ...]

    @cached_property
    def known(self) -> Mask:
        """Which counted records state any value."""
        return np.bincount(self.places, minlength=self.size) > 0

    @cached_property
    def matrix(self) -> Any:
        """Sparse matrix of counted records by values: one where the record states the value."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.places), dtype=np.int64)
        return csr_array((ones, (self.places, self.codes)), shape=(self.size, len(self.values)))


@dataclass(frozen=True)
class Profile:
    """One method, told by what else its seizures state.

    Attributes
    ----------
    dimension, code : the method.
    seizures : counted seizures that state it.
    known : counted seizures of the view that state any value of the dimension.
    share, low, high : seizures of those known, with its Wilson interval; NaN where fewer than 10 are known.
    years : first and last year; empty where no seizure of it is dated.
    tables : dimension of `TOLD` → `code`, `seizures`, `share` (of those of this method that state the dimension),
        `low`, `high`, `known`; shares NaN where fewer than 10 state it.
    corridors : `origin`, `country`, `destination`, `seizures`; most frequent first.
    examples : rows of the records, well sourced ones first, then the most recent.
    stated : seizures of the method that state a number of firearms above zero.
    median : firearms of those, with the low and high end of its bootstrap interval; all NaN where fewer than 10 state
        them. It describes this method; sizes are compared within one transport mode only (`consignments`).
    reason : `few_records` where the base is under 10 so that no share is told, else empty.
    minimum : that base.
    """

    dimension: str
    code: str
    seizures: int
    known: int
    share: float
    low: float
    high: float
    years: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    corridors: pd.DataFrame
    examples: Ints
    stated: int
    median: tuple[float, float, float]
    reason: str
    minimum: int = MINIMUM_BASE


def crossed(view: View, rows_dimension: str, columns_dimension: str, *, top: int = 12) -> pd.DataFrame:
    """Return one dimension crossed with another, in long form.

    A seizure with several values of a dimension (two concealments) counts under each, so the shares of a row may add
    up to more than one; under `other_values`, which gathers what is beyond the `top` most frequent, it counts once.
    Calendar dimensions are never gathered.

    Returns
    -------
    One row for each pair, zeros included: `row`, `column` (codes, most frequent first), `seizures`, `share` (of the
    row's seizures that state the column's dimension) with its Wilson interval `low`, `high`; and, of the row, `known`
    (they state it), `unknown` (they don't) and `n` (both). Shares are NaN where `known` is under 10. Seizures that
    don't state the row's dimension are in no row: `frequency.known` counts those that do.

    Raises
    ------
    ValueError : if both are the same dimension, or one is the family of the other (`cooccurrence` pairs those).
    """
    if base(rows_dimension) == base(columns_dimension):
        raise ValueError(f"cannot cross {rows_dimension} with {columns_dimension}: they are read from the same values")
    return crossing(stated(view, rows_dimension, top=top), stated(view, columns_dimension, top=top))


def mix(view: View, dimension: str, grain: str, *, top: int | None = None) -> pd.DataFrame:
    """Return the share of each value of a dimension, period by period.

    Parameters
    ----------
    grain : `year`, `quarter`, `month`, or `enough`, which joins years (see `periods_with_enough`).
    top : the most frequent values over the whole view are kept, the rest is `other_values`; None keeps all.

    Returns
    -------
    One row for every period between the first and the last and every value: `period`, `code`, `seizures`, `share` (of
    the period's seizures that state the dimension), `low`, `high` (Wilson), `known`, `unknown`, `n`. Shares are NaN
    where `known` is under 10; counts are always given. Records dated less precisely than the grain are left out:
    `trends.undated` counts them.
    """
    found = stated(view, dimension, top=top)
    table = crossing(period_groups(view, grain, found.known), found)
    return table.rename(columns={"row": "period", "column": "code"})


def stated(view: View, dimension: str, *, top: int | None = None) -> Stated:
    """Return what the counted records say on a dimension; values beyond the `top` ones are one, `other_values`.

    Under an item filter only the items filtered for count; a family is read from the same values as its dimension.
    """
    places, codes = _entries(view, dimension)
    values = view.columns.held[dimension].values
    counts = np.bincount(codes, minlength=len(values))
    calendar = DIMENSIONS[dimension].holder == "date"
    order = sorted(np.flatnonzero(counts), key=lambda code: (0 if calendar else -counts[code], values[code]))
    named = [values[code] for code in order]
    rank = np.zeros(len(values), dtype=np.int64)
    rank[order] = np.arange(len(order))
    if top is not None and not calendar and len(named) > top + 1:
        rank, named = np.minimum(rank, top), [*named[:top], OTHER]
    width = max(len(named), 1)
    keys = np.sort(places * width + rank[codes])
    place, code = np.divmod(keys[np.diff(keys, prepend=-1) > 0], width)
    return Stated(view.seizures, place, code, tuple(named))


def period_groups(view: View, grain: str, told: Mask) -> Stated:
    """Return the period of each counted record: `values` holds every period from the first to the last, in order.

    Parameters
    ----------
    grain : `year`, `quarter`, `month` or `enough`.
    told : for the grain `enough`, which counted records make a group of years large enough.
    """
    calendar = "year" if grain == ENOUGH else grain
    dates = stated(view, calendar)
    if not dates.values:
        return dates
    names = periods(dates.values, calendar)
    place = {name: position for position, name in enumerate(names)}
    codes = np.array([place[name] for name in dates.values])[dates.codes]
    if grain == ENOUGH:
        counts = pd.Series(np.bincount(codes[told[dates.places]], minlength=len(names)), index=names)
        groups, names = pd.factorize(periods_with_enough(counts))
        codes = groups[codes]
    return Stated(dates.size, dates.places, codes, tuple(names))


def periods_with_enough(counts: pd.Series, *, minimum: int = MINIMUM_BASE) -> pd.Series:
    """Return the group of each period: neighbours are joined, oldest first, until a group has the minimum.

    What is left over at the end joins the last group; where all together have too few, all are one group.

    Parameters
    ----------
    counts : records by period, in order, every period given.

    Returns
    -------
    Period → `2019` or `2019/2021` (an interval as in ISO 8601).
    """
    starts, held = [0], 0
    for place, count in enumerate(counts):
        if held >= minimum:
            starts, held = [*starts, place], 0
        held += count
    if held < minimum and len(starts) > 1:
        starts.pop()
    group = np.searchsorted(starts, np.arange(len(counts)), side="right") - 1
    ends = [*(start - 1 for start in starts[1:]), len(counts) - 1]
    names = [str(counts.index[a]) + (f"/{counts.index[b]}" if b > a else "") for a, b in zip(starts, ends, strict=True)]
    return pd.Series([names[place] for place in group], index=counts.index, dtype="str")


def profile(view: View, dimension: str, code: str, *, top: int = 8) -> Profile:
    """Return the profile of one method: its share, when, where, with what, along which routes, and examples."""
    mine = _within(view, dimension, code)
    count, whole = mine.seizures, known(view, dimension)
    share, low, high = shares(np.array([count]), np.array([whole])).iloc[0, :3]
    firearms = mine.amounts("firearms")[mine.rows]
    firearms = firearms[firearms > 0]
    years = stated(mine, "year").values
    return Profile(
        dimension=dimension,
        code=code,
        seizures=count,
        known=whole,
        share=float(share),
        low=float(low),
        high=float(high),
        years=years[:1] + years[-1:],
        tables={name: _told(mine, name, top) for name in TOLD},
        corridors=corridors(mine, top=top),
        examples=_examples(mine, top),
        stated=len(firearms),
        median=median(firearms if len(firearms) >= MINIMUM_BASE else []),
        reason="few_records" if whole < MINIMUM_BASE else "",
    )


def crossing(rows: Stated, columns: Stated) -> pd.DataFrame:
    """Return what the same records say on two dimensions, in the long form of `crossed`."""
    cells = (rows.matrix.T @ columns.matrix).toarray()
    told, whole = rows.matrix.T @ columns.known.astype(np.int64), np.bincount(rows.codes, minlength=len(rows.values))
    across = len(columns.values)
    pairs = pd.MultiIndex.from_product([rows.values, columns.values], names=["row", "column"])
    table = pairs.to_frame(index=False).astype("str").assign(seizures=cells.ravel())
    table = table.join(shares(cells.ravel(), np.repeat(told, across)))
    return table.assign(unknown=np.repeat(whole - told, across), n=np.repeat(whole, across))


def shares(part: Ints, whole: Ints) -> pd.DataFrame:
    """Return `share`, `low`, `high` (Wilson) and `known` (the whole); NaN where the whole is under 10."""
    enough = whole >= MINIMUM_BASE
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(enough, part / whole, np.nan)
    bounds = wilson(part, np.where(enough, whole, 0))
    return pd.DataFrame({"share": share, "low": bounds["low"], "high": bounds["high"], "known": whole})


def _entries(view: View, dimension: str) -> tuple[Ints, Ints]:
    """Return position among the counted records and code of every value stated that answers something."""
    source = base(dimension) if DIMENSIONS[dimension].holder == "item" else dimension
    column = view.columns.held[source]
    if isinstance(column, Single):
        places, codes = np.arange(view.seizures), column.codes[view.rows]
    else:
        position = np.full(view.columns.size, -1)
        position[view.rows] = np.arange(view.seizures)
        places, codes = position[column.rows], column.codes
        kept = places >= 0
        if DIMENSIONS[dimension].holder == "item":
            kept &= view.item_types()[codes]
        places, codes = places[kept], codes[kept]
    if source != dimension:
        codes = view.columns.parents[dimension][codes]
    answers = ~np.isin(view.columns.held[dimension].values, list(UNKNOWN))
    return places[answers[codes]], codes[answers[codes]].astype(np.int64)


def _within(view: View, dimension: str, code: str) -> View:
    """Return the view narrowed to one value; a filter on the same dimension stays in force beside it."""
    filters = (*view.selection.filters, (dimension, (code,)))
    return Crossfilter(view.columns).view(replace(view.selection, filters=filters))


def _told(view: View, dimension: str, top: int) -> pd.DataFrame:
    table = frequency(view, dimension).head(top)[["code", "seizures"]]
    whole = np.full(len(table), known(view, dimension))
    return table.join(shares(table["seizures"].to_numpy(), whole))


def _examples(view: View, top: int) -> Ints:
    seizures = view.columns.records.seizures.iloc[view.rows]
    table = seizures[["date"]].assign(sourced=seizures["source_reliability"].isin(WELL_SOURCED), row=view.rows)
    table = table.sort_values(["sourced", "date", "row"], ascending=[False, False, True], na_position="last")
    return table["row"].head(top).to_numpy()
