"""Whether what left one area turned up beside it: the weighted displacement quotient.

Bowers and Johnson (2003), "Measuring the geographical displacement and diffusion of benefit effects of crime
prevention activity", Journal of Quantitative Criminology 19:275-301. Geometry is imported where it is used.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.columns import OPEN_END, OPEN_START, Floats, Mask
from analytics.crossfilter import View
from analytics.intervals import BOOTSTRAPS, LEVEL, MINIMUM_BASE
from data.dimensions import NOT_RECORDED

if TYPE_CHECKING:
    import geopandas as gpd

MONTHS = 12
"""Months looked at before and after, unless said otherwise."""

EPOCH = date(1970, 1, 1)
"""Day zero of the columns."""


@dataclass(frozen=True)
class Counts:
    """Seizures of one window.

    Attributes
    ----------
    target : where something was done.
    buffer : beside it.
    control : far from both, to tell what changed everywhere.
    """

    target: int
    buffer: int
    control: int


@dataclass(frozen=True)
class Displacement:
    """How far the buffer undid or shared the fall in the target.

    Attributes
    ----------
    quotient : (B1/C1 - B0/C0) / (A1/C1 - A0/C0): above 0 the buffer fell too, below 0 it rose, below -1 by more than
        the target fell; None where not told.
    low, high : bootstrap interval over the draws in which the target fell, None likewise.
    success : A1/C1 - A0/C0, below 0 where the target fell relative to the control; None without a control.
    movement : B1/C1 - B0/C0, the same of the buffer.
    prevented : seizures fewer in target and buffer together than the control's change would give (total net effect;
        Guerette 2009, Problem-Oriented Guides for Police, Tool Guide 10, appendix B).
    category : `diffusion_of_benefits`, `displacement_below_gain`, `displacement_above_gain`, `displacement` (of an
        extent that can't be told), `undetermined` (the interval contains 0, or is unstable), or empty if not told.
    is_unstable : whether the fall in the target is itself not certain: it isn't there in over 2.5 % of the draws.
    reason : empty or, where nothing is told, `few_in_control` (under 10 in a window), `few_in_target` (under 10
        before), `few_in_buffer` (under 10 in both windows together), `target_did_not_fall`.
    """

    quotient: float | None
    low: float | None
    high: float | None
    success: float | None
    movement: float | None
    prevented: float | None
    category: str
    is_unstable: bool
    reason: str


@dataclass(frozen=True)
class Study:
    """A displacement measured in the records.

    Attributes
    ----------
    displacement : the measure; its `reason` may also be `no_target`, `no_buffer`, `no_control`, `areas_overlap`, or
        `few_periods` (under one whole month on both sides of the date within the records).
    before, after : the counts; zero where they weren't counted.
    start, end : first day of the window before and last day of the one after.
    months : length of each window: as asked for, or what the records allow.
    undated : seizures in the areas that may lie in a window, or not: their date isn't known well enough.
    unplaced : seizures in the windows in a country of the areas that don't state the province that would tell.
    """

    displacement: Displacement
    before: Counts
    after: Counts
    start: date | None
    end: date | None
    months: int
    undated: int
    unplaced: int


def displacement(before: Counts, after: Counts, *, seed: int = 0) -> Displacement:
    """Return the weighted displacement quotient of six counts, windows being of equal length.

    The interval is a parametric bootstrap: each count is drawn anew from a Poisson distribution with itself as mean.
    """
    seen = np.array([[each.target, each.buffer, each.control] for each in (before, after)], dtype=np.float64)
    if min(before.control, after.control) == 0:
        return _untold("few_in_control")
    success, movement = (float(part) for part in _changes(seen))
    trend = after.control / before.control
    prevented = (before.target + before.buffer) * trend - after.target - after.buffer
    if reason := _missing(before, after, success):
        return _untold(reason, success, movement, prevented)
    drawn = np.random.default_rng(seed).poisson(seen, size=(BOOTSTRAPS, 2, 3)).astype(np.float64)
    falls, moves = _changes(drawn[(drawn[:, :, 2] > 0).all(axis=1)].transpose(1, 2, 0))
    fell = falls < 0
    low, high = (float(end) for end in np.quantile(moves[fell] / falls[fell], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    unstable = bool(np.mean(~fell) > (1 - LEVEL) / 2)
    category = "undetermined" if unstable else _category(low, high)
    return Displacement(movement / success, low, high, success, movement, prevented, category, unstable, "")


def displacement_of(
    view: View,
    day: date,
    target: Collection[str],
    buffer: Collection[str],
    control: Collection[str],
    *,
    months: int = MONTHS,
    seed: int = 0,
) -> Study:
    """Return the displacement between areas around a date.

    Both windows are of the same number of whole months, fewer than asked for where the records, or the period of the
    selection, begin or end sooner.

    Parameters
    ----------
    day : first day of the window after.
    target, buffer, control : country (ISO 3166-1 alpha-2) or province (ISO 3166-2) codes.
    """
    sets = [frozenset(codes) for codes in (target, buffer, control)]
    reason = _unusable(sets)
    length = _months_within(view, day, months)
    if reason or length < 1:
        nothing = Counts(0, 0, 0)
        return Study(_untold(reason or "few_periods"), nothing, nothing, None, None, max(length, 0), 0, 0)
    start, end = _shifted(day, -length), _shifted(day, length) - timedelta(days=1)
    masks = [_within(view, codes) for codes in sets]
    windows = [_inside(view, start, day - timedelta(days=1)), _inside(view, day, end)]
    before, after = (Counts(*(int((mask & window).sum()) for mask in masks)) for window in windows)
    unsure = _touching(view, start, end) & ~windows[0] & ~windows[1]
    return Study(
        displacement(before, after, seed=seed),
        before,
        after,
        start,
        end,
        length,
        undated=int((np.logical_or.reduce(masks) & unsure).sum()),
        unplaced=int((_unplaced(view, frozenset().union(*sets)) & (windows[0] | windows[1])).sum()),
    )


def neighbours(areas: "gpd.GeoDataFrame", target: Collection[str], *, code: str = "iso") -> tuple[str, ...]:
    """Return the codes of the areas that share a border with a target, themselves not targets: the usual buffer.

    Parameters
    ----------
    areas : polygons that meet without gaps, any one coordinate system, with their codes in the column `code`.
    target : codes; those that `areas` doesn't hold are passed over.
    """
    chosen = areas[code].isin(list(target)).to_numpy()
    if not chosen.any():
        return ()
    beside = areas.geometry.intersects(areas.geometry[chosen].union_all()).to_numpy() & ~chosen
    return tuple(sorted(areas[code][beside].astype("str")))


def _changes(counts: Floats) -> tuple[Floats, Floats]:
    """Return the change of the target and of the buffer, relative to the control, of counts by window and area."""
    (target0, buffer0, control0), (target1, buffer1, control1) = counts
    return target1 / control1 - target0 / control0, buffer1 / control1 - buffer0 / control0


def _missing(before: Counts, after: Counts, success: float) -> str:
    """Return why the quotient isn't told, empty if it is."""
    if min(before.control, after.control) < MINIMUM_BASE:
        return "few_in_control"
    if before.target < MINIMUM_BASE:
        return "few_in_target"
    if before.buffer + after.buffer < MINIMUM_BASE:
        return "few_in_buffer"
    return "" if success < 0 and after.target < before.target else "target_did_not_fall"


def _untold(
    reason: str, success: float | None = None, movement: float | None = None, prevented: float | None = None
) -> Displacement:
    return Displacement(None, None, None, success, movement, prevented, "", False, reason)


def _category(low: float, high: float) -> str:
    if low > 0:
        return "diffusion_of_benefits"
    if high >= 0:
        return "undetermined"
    if low > -1:
        return "displacement_below_gain"
    return "displacement_above_gain" if high < -1 else "displacement"


def _unusable(sets: list[frozenset[str]]) -> str:
    """Return why these areas can't be compared, empty if they can."""
    for codes, reason in zip(sets, ("no_target", "no_buffer", "no_control"), strict=True):
        if not codes:
            return reason
    for place, codes in enumerate(sets):
        others = frozenset().union(*(other for at, other in enumerate(sets) if at != place))
        if others & (codes | {_country(code) for code in codes}):
            return "areas_overlap"
    return ""


def _country(code: str) -> str:
    return code.split("-")[0]


def _months_within(view: View, day: date, months: int) -> int:
    """Return how many whole months, up to those asked for, lie within the records on both sides of a day."""
    columns = view.columns
    dated = columns.counted & (columns.first_day > OPEN_START) & (columns.last_day < OPEN_END)
    if not dated.any():
        return 0
    first, last = (
        EPOCH + timedelta(days=int(end)) for end in (columns.last_day[dated].min(), columns.first_day[dated].max())
    )
    start, end = view.selection.days()
    first, last = max(first, start or first), min(last, end or last)
    if not first <= day <= last:
        return 0
    most = min(months, 12 * (last.year - first.year + 1))
    fits = (
        n for n in range(most, 0, -1) if _shifted(day, -n) >= first and _shifted(day, n) <= last + timedelta(days=1)
    )
    return next(fits, 0)


def _shifted(day: date, months: int) -> date:
    moved: date = (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
    return moved


def _within(view: View, codes: frozenset[str]) -> Mask:
    """Return the counted records in any of these countries or provinces."""
    found = np.zeros(view.columns.size, dtype=bool)
    for level in ("country", "admin1"):
        column = view.columns.held[level]
        found |= np.isin(column.values, list(codes))[column.codes]
    return found & view.counted()


def _inside(view: View, first: date, last: date) -> Mask:
    """Return the records that lie within a window for certain."""
    start, end = ((day - EPOCH).days for day in (first, last))
    return (view.columns.first_day >= start) & (view.columns.last_day <= end)


def _touching(view: View, first: date, last: date) -> Mask:
    start, end = ((day - EPOCH).days for day in (first, last))
    return (view.columns.last_day >= start) & (view.columns.first_day <= end)


def _unplaced(view: View, codes: frozenset[str]) -> Mask:
    """Return the counted records of countries only provinces of which are asked for, that state no province."""
    countries = {_country(code) for code in codes} - codes
    province = view.columns.held["admin1"]
    return _within(view, frozenset(countries)) & (np.array(province.values) == NOT_RECORDED)[province.codes]
