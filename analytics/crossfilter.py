"""The columnar engine: every view of a selection from integer codes.

A mask per filter is kept; how many filters a record fails is counted once, so that "all but my own filter", which
every control shows, costs one comparison. Groups are counted by `bincount` over joint codes.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.columns import Columns, Floats, Ints, Many, Mask, Single
from analytics.recent import Recent
from analytics.selection import Problem, Selection
from data.dimensions import DIMENSIONS, MEASURES, NOT_RECORDED, UNKNOWN, base
from data.geography.places import fold
from data.vocabulary import Vocabulary

Clause = tuple[str, object]


class Crossfilter:
    """Views of one version of the records.

    Parameters
    ----------
    columns : the coded records.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._masks: Recent[Clause, Mask] = Recent(64)
        self._views: Recent[Selection, View] = Recent(32)

    def view(self, selection: Selection) -> "View":
        """Return the view of a selection; the same object while it is remembered."""
        return self._views.get(selection, lambda: View(self, selection))

    def passes(self, clause: Clause) -> Mask:
        """Return which records pass one filter."""
        return self._masks.get(clause, lambda: mask_of(self.columns, clause))

    def unknown_values(self, selection: Selection, vocabulary: Vocabulary) -> tuple[Problem, ...]:
        """Return the values of free-text filters that are neither a country nor in any record."""
        problems = []
        for name, values in selection.filters:
            if DIMENSIONS[name].values is None:
                known = {*self.columns.held[name].values, *vocabulary.codes("country"), NOT_RECORDED}
                problems += [Problem("value", name, value) for value in values if value not in known]
        return tuple(problems)


class View:
    """The records of one selection, and every count of them."""

    def __init__(self, engine: Crossfilter, selection: Selection) -> None:
        self.columns = engine.columns
        self.selection = selection
        self._fails = {clause: ~engine.passes(clause) for clause in clauses(selection)}

    @cached_property
    def _failed(self) -> Ints:
        failed = np.zeros(self.columns.size, dtype=np.uint8)
        for fails in self._fails.values():
            failed += fails
        return failed

    def records(self, free: str | None = None) -> Mask:
        """Return which records match; with `free`, leaving out that dimension's own filters."""
        own = [fails for (name, _), fails in self._fails.items() if free and name in DIMENSIONS and base(name) == free]
        return self._failed == sum(own, start=np.zeros(1, dtype=np.uint8))

    def counted(self, free: str | None = None) -> Mask:
        """Return which of them count as seizures: losses only where the selection asks for events."""
        if free == "event" or self.selection.values("event"):
            return self.records(free)
        return self.records(free) & self.columns.counted

    @cached_property
    def rows(self) -> Ints:
        """Positions of the counted records."""
        return np.flatnonzero(self.counted())

    @property
    def seizures(self) -> int:
        """Number of counted records."""
        return len(self.rows)

    def known(self, dimension: str) -> Mask:
        """Return which of all records have a value of this dimension that answers something."""
        column = self.columns.held[dimension]
        return _holds(column, ~np.isin(column.values, list(UNKNOWN)), self.columns.size)

    def total(self, measure: str) -> float:
        """Return one measure over the whole view."""
        if measure == "seizures":
            return float(self.seizures)
        amounts = self.amounts(measure)[self.rows]
        if not MEASURES[measure].additive:
            stated = amounts[amounts > 0]
            return float(np.median(stated)) if len(stated) else float("nan")
        return float(np.nansum(amounts))

    def stated(self, measure: str) -> int:
        """Return in how many counted records the measure is stated at all."""
        return int(np.isfinite(self.amounts(measure)[self.rows]).sum())

    def amounts(self, measure: str) -> Floats:
        """Return the measure of every record, NaN where the record doesn't state it.

        Under an item filter only the items filtered for are added up.
        """
        items = self.columns.held["item_type"]
        assert isinstance(items, Many)
        mine = (self.item_types() & self.columns.measured(items.values, measure))[items.codes]
        rows = items.rows[mine]
        stated = np.bincount(rows, minlength=self.columns.size) > 0
        return np.where(stated, np.bincount(rows, weights=items.amounts[mine], minlength=self.columns.size), np.nan)

    def by(self, *names: str, measure: str = "seizures", free: str | None = None) -> pd.DataFrame:
        """Count the view by dimensions.

        Parameters
        ----------
        names : dimensions; a record with several values of one counts in each of its groups.
        measure : what is counted.
        free : a dimension whose own filters are left out (what a control shows beside its values).

        Returns
        -------
        One row a group that occurs: the dimensions' values, `seizures` and `value` (the measure).
        """
        rows = self.rows if free is None else np.flatnonzero(self.counted(free))
        joint, rows, amounts = self._expand(rows, names, measure, free)
        shape = tuple(len(self.columns.held[name].values) for name in names)
        cells, place = np.unique(joint, return_inverse=True)
        table = pd.DataFrame(
            {
                name: np.array(self.columns.held[name].values, dtype=object)[codes]
                for name, codes in zip(names, np.unravel_index(cells, shape), strict=True)
            }
        ).astype("str")
        table["seizures"] = _distinct(place, rows, len(cells))
        if measure == "seizures":
            return table.assign(value=table["seizures"])
        return table.assign(value=_weigh(place, rows, amounts, len(cells), additive=MEASURES[measure].additive))

    def _expand(self, rows: Ints, names: tuple[str, ...], measure: str, free: str | None) -> tuple[Ints, Ints, Floats]:
        """Return joint code, record and amount of every (record, value …) combination.

        A dimension and its family come from the same values: a record's pistol isn't also counted as a long gun.
        """
        joint = np.zeros(len(rows), dtype=np.int64)
        amounts = self.amounts(measure)[rows] if measure != "seizures" else np.zeros(len(rows))
        spread: dict[str, Ints] = {}
        for name in names:
            is_item = DIMENSIONS[name].holder == "item"
            source = base(name) if is_item or base(name) in names else name
            if source not in spread:
                column = self.columns.held[source]
                codes, repeats, entries = _values(column, rows)
                if repeats is not None:
                    rows, joint = np.repeat(rows, repeats), np.repeat(joint, repeats)
                    amounts = np.repeat(amounts, repeats)
                    spread = {other: np.repeat(each, repeats) for other, each in spread.items()}
                if is_item and isinstance(column, Many):
                    keep = self.item_types(free)[codes]
                    rows, joint, codes, entries = rows[keep], joint[keep], codes[keep], entries[keep]
                    spread = {other: each[keep] for other, each in spread.items()}
                    mine = self.columns.measured(column.values, measure)[codes]
                    amounts = np.where(mine, column.amounts[entries], np.nan)
                spread[source] = codes
            codes = spread[source] if source == name else self.columns.parents[name][spread[source]]
            joint = joint * len(self.columns.held[name].values) + codes
        return joint, rows, amounts

    def item_types(self, free: str | None = None) -> Mask:
        """Tell of each item type whether the item filters let it count."""
        items = self.columns.held["item_type"]
        allowed = np.ones(len(items.values), dtype=bool)
        if free == "item_type":
            return allowed
        for name in ("item_type", "item_type_family"):
            if chosen := self.selection.values(name):
                wanted = np.isin(self.columns.held[name].values, chosen)
                allowed &= wanted if name == "item_type" else wanted[self.columns.parents[name]]
        return allowed


def clauses(selection: Selection) -> list[Clause]:
    """Return the filters of a selection, one by one."""
    named: list[Clause] = list(selection.filters)
    if selection.start or selection.end:
        named.append(("period", selection.days()))
    given = {name: getattr(selection, name) for name in ("bbox", "text", "min_firearms", "max_firearms")}
    return named + [(name, value) for name, value in given.items() if value not in (None, "")]


def mask_of(columns: Columns, clause: Clause) -> Mask:
    """Return which records pass one filter."""
    name, value = clause
    if name in DIMENSIONS:
        column = columns.held[name]
        return _holds(column, np.isin(column.values, value), columns.size)  # type: ignore[arg-type]
    return _SPECIAL[name](columns, value)


def _holds(column: Single | Many, wanted: Mask, size: int) -> Mask:
    if isinstance(column, Single):
        return wanted[column.codes]
    mask = np.zeros(size, dtype=bool)
    mask[column.rows[wanted[column.codes]]] = True
    return mask


def _period(columns: Columns, days: tuple[date | None, date | None]) -> Mask:
    """Keep events that lie within the period for certain, as far as their date is known."""
    first, last = (None if day is None else (day - date(1970, 1, 1)).days for day in days)
    mask = np.ones(columns.size, dtype=bool)
    if first is not None:
        mask &= columns.first_day >= first
    if last is not None:
        mask &= columns.last_day <= last
    return mask


def _inside(columns: Columns, bbox: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = bbox
    across = (columns.longitude >= west) & (columns.longitude <= east)
    return across & (columns.latitude >= south) & (columns.latitude <= north)


def _mentions(columns: Columns, text: str) -> Mask:
    mask = np.ones(columns.size, dtype=bool)
    for word in fold(text).split():
        mask &= columns.text.str.contains(word, regex=False).to_numpy(bool)
    return mask


_SPECIAL: dict[str, Callable[..., Mask]] = {
    "period": _period,
    "bbox": _inside,
    "text": _mentions,
    "min_firearms": lambda columns, least: columns.firearms >= least,
    "max_firearms": lambda columns, most: columns.firearms <= most,
}


def _values(column: Single | Many, rows: Ints) -> tuple[Ints, Ints | None, Ints]:
    """Return codes, how often each row repeats (None: once), and positions in the column."""
    if isinstance(column, Single):
        return column.codes[rows], None, rows
    starts, ends = column.offsets[rows], column.offsets[rows + 1]
    repeats = ends - starts
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(repeats)[:-1]]), repeats) if len(rows) else starts
    entries = np.arange(repeats.sum()) + shift
    return column.codes[entries], repeats, entries


def _distinct(place: Ints, rows: Ints, count: int) -> Ints:
    pairs = pd.DataFrame({"place": place, "row": rows}).drop_duplicates()
    return np.bincount(pairs["place"], minlength=count)


def _weigh(place: Ints, rows: Ints, amounts: Floats, count: int, *, additive: bool) -> Floats:
    """Return the sum of each group, or the median over its records that state more than nothing."""
    if additive:
        return np.bincount(place, weights=np.nan_to_num(amounts), minlength=count).astype(np.float64)
    frame = pd.DataFrame({"place": place, "row": rows, "amount": amounts})
    each = frame.groupby(["place", "row"])["amount"].sum()
    return each[each > 0].groupby("place").median().reindex(range(count)).to_numpy(np.float64)
