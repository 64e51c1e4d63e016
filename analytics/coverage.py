"""What the records don't say, and who reports when."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import Ints, Mask, Single
from analytics.crossfilter import View
from analytics.frequency import OTHER, known
from analytics.intervals import MINIMUM_BASE, wilson
from analytics.selection import Selection
from analytics.trends import FREQUENCIES, periods
from data.dimensions import DIMENSIONS, NOT_RECORDED, UNKNOWN

ASKED = (
    "admin1",
    "location_type",
    "transport_mode",
    "concealment",
    "origin",
    "via",
    "destination",
    "diversion_source",
    "document_status",
    "agency_type",
)
"""Dimensions whose completeness is told: those a route and a modus operandi are read from."""

REPORTERS = ("country", "agency", "agency_type", "source_publisher", "dataset", "source_reliability")
"""Whose records can be laid out over time."""

RECORDED, ZERO, UNDATED, NOT_REPORTED = "recorded", "zero", "undated", "not_reported"
"""States of a code in a period; no two of them may look alike."""

ROUTE_PARTS = ("origin", "destination", "both", "neither")
"""What a record says of the ends of its route. One with both is also among those with either."""


def completeness(view: View) -> pd.DataFrame:
    """Return in how many counted records each field is known.

    Returns
    -------
    `field`, `known`, `seizures` (all counted), `share`; also `month` (date known to the month) and `firearms`
    (number of firearms stated).
    """
    counts = {name: known(view, name) for name in ASKED}
    counts["month"] = known(view, "month")
    counts["firearms"] = view.stated("firearms")
    table = pd.DataFrame({"field": list(counts), "known": list(counts.values())})
    table["seizures"] = view.seizures
    table["share"] = table["known"] / view.seizures if view.seizures else float("nan")
    return table.sort_values(["known", "field"], ascending=[False, True], ignore_index=True)


def completeness_by(view: View, by: str) -> pd.DataFrame:
    """Return in how many counted records each field is known, by a dimension.

    A record with several values of `by` (agency types) is under each of them, so `seizures` may add up to more than
    the view holds.

    Parameters
    ----------
    by : a dimension, or one of `REPORTERS`.

    Returns
    -------
    `field` (as `completeness`), `code` (value of `by`, sorted; records in which it is not known are `not_recorded`,
    last), `known`, `seizures`, `share` (NaN on fewer than 10 records).
    """
    entries = _entries(view, by).within(view.counted())
    masks = {name: view.known(name) for name in (*ASKED, "month")}
    masks["firearms"] = np.isfinite(view.amounts("firearms"))
    names = entries.values
    counts = np.bincount(entries.codes, minlength=len(names))
    tables = [
        pd.DataFrame(
            {
                "field": field,
                "code": np.array(names, dtype=object),
                "known": np.bincount(entries.codes[mask[entries.rows]], minlength=len(names)),
                "seizures": counts,
            }
        )
        for field, mask in masks.items()
    ]
    table = pd.concat(tables, ignore_index=True).astype({"field": "str", "code": "str"})
    table = table[table["seizures"] > 0]
    order = table.assign(last=table["code"] == NOT_RECORDED, place=table["field"].map(list(masks).index))
    table = table.loc[order.sort_values(["place", "last", "code"]).index].reset_index(drop=True)
    return table.assign(share=(table["known"] / table["seizures"]).where(table["seizures"] >= MINIMUM_BASE))


def route_known(view: View, grain: str = "year") -> pd.DataFrame:
    """Return in how many counted records the ends of the route are known, by period.

    Records dated less precisely than the grain are left out; `trends.undated` counts them.

    Returns
    -------
    `period` (every one from the first to the last), `part` (`origin`, `destination`, `both`, `neither`), `known`,
    `seizures`, `share`, `low`, `high` (Wilson 1927; NaN on fewer than 10 records). `origin` and `destination` hold
    the records of `both` too.
    """
    column = view.columns.held[grain]
    assert isinstance(column, Single)
    rows = view.rows[column.codes[view.rows] > 0]
    codes = column.codes[rows]
    names = pd.Index(column.values)
    whole = periods(names[np.unique(codes)].to_series(), grain) if len(rows) else []
    origin, destination = view.known("origin")[rows], view.known("destination")[rows]
    held = (origin, destination, origin & destination, ~(origin | destination))
    counts = {
        part: np.bincount(codes[mask], minlength=len(names)) for part, mask in zip(ROUTE_PARTS, held, strict=True)
    }
    wide = pd.DataFrame({**counts, "seizures": np.bincount(codes, minlength=len(names))}, index=names)
    wide = wide.reindex(whole, fill_value=0).rename_axis("period").reset_index().astype({"period": "str"})
    table = wide.melt(["period", "seizures"], list(ROUTE_PARTS), var_name="part", value_name="known")
    table = table.sort_values("period", kind="stable", ignore_index=True)
    enough = table["seizures"] >= MINIMUM_BASE
    bounds = wilson(table["known"], table["seizures"]).where(enough)
    shares = (table["known"] / table["seizures"]).where(enough)
    return table[["period", "part", "known", "seizures"]].assign(share=shares, low=bounds["low"], high=bounds["high"])


def reporting(view: View, who: str = "country", grain: str = "year", *, top: int = 15) -> pd.DataFrame:
    """Return which countries, agencies or sources have records in which period.

    Whether a code reports at all is read from every counted record of the version, not from the selection alone: a
    filter makes zeros, never silence. Periods are those of the version that the selection's own period touches.

    Parameters
    ----------
    who : one of `REPORTERS`.
    grain : `year`, `quarter` or `month`.
    top : codes kept, the most frequent of the view; the rest is `other_values`, each record once.

    Returns
    -------
    One row for every code in the view and every period: `code` (most frequent first, then `other_values` and
    `not_recorded`), `period`, `seizures`, `first`, `last` (periods between which the code has records) and `state`:
    `recorded`; `zero`, none but the code has some before and after; `undated`, none for certain, but one dated less
    precisely that may lie here; `not_reported`, before the first or after the last.
    `not_recorded` (no code known) is never `not_reported`.

    Raises
    ------
    ValueError
        For a `who` that isn't one of `REPORTERS`.
    """
    if who not in REPORTERS:
        raise ValueError(who)
    version = view.columns.counted.copy()
    version[view.rows] = True
    entries = _gathered(_entries(view, who), view.counted(), top).within(version)
    first, last = _ordinals(view, entries.rows, grain)
    dated = first < np.iinfo(np.int64).max
    entries, first, last = entries.within(version, dated), first[dated], last[dated]
    inside = view.counted()[entries.rows]
    shown = np.unique(entries.codes[inside])
    if not len(shown):
        return _layout([], [], np.zeros((0, 0), np.int64), np.zeros((0, 0), bool), np.zeros((0, 2), np.int64), grain)
    start, end = _bounds(view.selection, int(first.min()), int(last.max()), grain)
    shape = (len(entries.values), max(end - start + 1, 0))
    exact = inside & (first == last) & (first >= start) & (last <= end)
    cells = np.ravel_multi_index((entries.codes[exact], first[exact] - start), shape) if shape[1] else []
    counts = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    loose = inside & (first < last)
    maybe = _covered(entries.codes[loose], first[loose] - start, last[loose] - start, shape)
    spans = np.stack([np.full(shape[0], end + 1), np.full(shape[0], start - 1)], axis=1)
    np.minimum.at(spans[:, 0], entries.codes, first)
    np.maximum.at(spans[:, 1], entries.codes, last)
    spans[np.array(entries.values) == NOT_RECORDED] = first.min(), last.max()
    names = [entries.values[code] for code in shown]
    return _layout(names, range(start, end + 1), counts[shown], maybe[shown], spans[shown], grain)


@dataclass(frozen=True)
class _Entries:
    """Pairs of a record and a code it holds; every record is in at least one.

    Attributes
    ----------
    rows, codes : positions in the records and in `values`.
    values : what the codes stand for.
    """

    rows: Ints
    codes: Ints
    values: tuple[str, ...]

    def within(self, records: Mask, kept: Mask | None = None) -> "_Entries":
        """Return the pairs of these records, and of those the pairs that are kept."""
        chosen = records[self.rows] if kept is None else kept
        return _Entries(self.rows[chosen], self.codes[chosen], self.values)


def _entries(view: View, who: str) -> _Entries:
    """Return the codes of every record, all that answer nothing as `not_recorded`, code 0."""
    if who in DIMENSIONS:
        column = view.columns.held[who]
        rows = np.arange(view.columns.size) if isinstance(column, Single) else column.rows
        return _merged(rows, column.codes, column.values)
    records = view.columns.records
    if who in records.lists:
        rows, named = records.lists[who]["row"].to_numpy(), records.lists[who]["code"]
    else:
        rows, named = np.arange(len(records)), records.seizures[who]
    factors, found = pd.factorize(named, sort=True)
    silent = np.setdiff1d(np.arange(len(records)), rows)
    codes = np.concatenate([factors + 1, np.zeros(len(silent), dtype=np.int64)])
    return _merged(np.concatenate([rows, silent]), codes, (NOT_RECORDED, *(str(name) for name in found)))


def _merged(rows: Ints, codes: Ints, values: tuple[str, ...]) -> _Entries:
    """Return pairs with what answers nothing as code 0, each pair once."""
    new = np.where(np.isin(values, list(UNKNOWN)), 0, np.arange(len(values)))[codes.astype(np.int64)]
    key = np.sort(pd.unique(rows.astype(np.int64) * len(values) + new))
    return _Entries(*np.divmod(key, len(values)), values)


def _gathered(entries: _Entries, counted: Mask, top: int) -> _Entries:
    """Return the pairs recoded to the top values by frequency, then the rest together, then `not_recorded`."""
    counts = np.bincount(entries.within(counted).codes, minlength=len(entries.values))
    ranked = [code for code in np.argsort(-counts, kind="stable") if code and counts[code]]
    kept = ranked if len(ranked) <= top + 1 else ranked[:top]
    new = np.full(len(entries.values), len(kept))
    new[kept] = np.arange(len(kept))
    new[0] = len(kept) + 1
    # A code without a record in the view is no part of what is gathered: it would stretch its span.
    seen = (counts > 0)[entries.codes]
    key = np.sort(pd.unique(entries.rows[seen] * (len(kept) + 2) + new[entries.codes[seen]]))
    values = (*(entries.values[code] for code in kept), OTHER, NOT_RECORDED)
    return _Entries(*np.divmod(key, len(kept) + 2), values)


def _ordinals(view: View, rows: Ints, grain: str) -> tuple[Ints, Ints]:
    """Return the number of the first and last period each record may lie in; the largest integer without a date."""
    unit = {"year": "Y", "quarter": "M", "month": "M"}[grain]
    days = (view.columns.first_day[rows], view.columns.last_day[rows])
    dated = days[0] > np.iinfo(np.int32).min
    found = []
    for each in days:
        ordinal = np.where(dated, each, 0).astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)
        found.append(np.where(dated, ordinal // 3 if grain == "quarter" else ordinal, np.iinfo(np.int64).max))
    return found[0], found[1]


def _bounds(selection: Selection, first: int, last: int, grain: str) -> tuple[int, int]:
    """Return first and last period of the version that the selection's period touches."""
    start, end = (pd.Period(day, FREQUENCIES[grain]).ordinal if day else None for day in selection.days())
    return max(first, first if start is None else start), min(last, last if end is None else end)


def _covered(codes: Ints, first: Ints, last: Ints, shape: tuple[int, int]) -> Mask:
    """Return in which cells of code × period some of these spans lies."""
    steps = np.zeros((shape[0], shape[1] + 1), dtype=np.int64)
    meets = (last >= 0) & (first < shape[1])
    np.add.at(steps, (codes[meets], np.maximum(first[meets], 0)), 1)
    np.add.at(steps, (codes[meets], np.minimum(last[meets], shape[1] - 1) + 1), -1)
    return steps[:, :-1].cumsum(axis=1) > 0


def _layout(
    names: list[str], ordinals: "range | list[int]", counts: Ints, maybe: Mask, spans: Ints, grain: str
) -> pd.DataFrame:
    """Return one row for every code and period, with its state."""
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]

    def named(numbers: "Ints | range | list[int]") -> Ints:
        index = pd.PeriodIndex.from_ordinals(np.asarray(numbers, dtype=np.int64), freq=FREQUENCIES[grain])
        return index.strftime(form).to_numpy()

    numbers = np.asarray(ordinals, dtype=np.int64)
    within = (numbers >= spans[:, :1]) & (numbers <= spans[:, 1:])
    state = np.select([counts > 0, maybe, within], [RECORDED, UNDATED, ZERO], NOT_REPORTED)
    table = pd.DataFrame(
        {
            "code": np.repeat(np.array(names, dtype=object), len(numbers)),
            "period": np.tile(named(numbers), len(names)),
            "seizures": counts.ravel().astype(np.int64),
            "first": np.repeat(named(spans[:, 0]), len(numbers)),
            "last": np.repeat(named(spans[:, 1]), len(numbers)),
            "state": state.ravel(),
        }
    )
    return table.astype(dict.fromkeys(("code", "period", "first", "last", "state"), "str"))
