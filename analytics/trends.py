"""Seizures over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.columns import Many
from analytics.crossfilter import View, clauses, mask_of
from analytics.frequency import OTHER
from data.dimensions import DIMENSIONS, NOT_RECORDED, UNKNOWN, base

FREQUENCIES = {"year": "Y", "quarter": "Q", "month": "M"}
FORMS = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}
"""How a period of each grain is written."""

PER_YEAR = {"year": 1, "quarter": 4, "month": 12}
"""Periods of each grain in a year."""

FRAMES = frozenset({"country", "admin1", "dataset"})
"""Filters that decide where records could be; all others choose among them."""

COUNTED = ("seizures", "low", "high", "stated", "firearms", "median", "median_low", "median_high", "largest")


def series(view: View, grain: str, *, by: str | None = None, measure: str = "seizures", top: int = 5) -> pd.DataFrame:
    """Return the measure by period, split by a dimension.

    Parameters
    ----------
    grain : `year`, `quarter` or `month`.
    by : a dimension; its `top` values over the whole view are kept, the rest are gathered.

    Returns
    -------
    `period` (`2024`, `2024-Q1`, `2024-03`), `code`, `seizures`, `value`: one row for every period of `span` and
    every code, zero where nothing was recorded. Records dated less precisely than the grain are left
    out; `undated` counts them.
    """
    names = (grain,) if by is None else (grain, by)
    table = view.by(*names, measure=measure).rename(columns={grain: "period"})
    table = table[table["period"] != NOT_RECORDED]
    table["code"] = "" if by is None else table[by]
    if table.empty:
        return table[["period", "code", "seizures", "value"]]
    table["code"] = table["code"].mask(table["code"].isin(UNKNOWN), NOT_RECORDED)
    ranked = table[~table["code"].isin([NOT_RECORDED, ""])].groupby("code")["value"].sum()
    ranked = ranked.sort_values(ascending=False, kind="stable")
    kept = [*ranked.index[: top if len(ranked) > top + 1 else len(ranked)]]
    table["code"] = table["code"].where(table["code"].isin([*kept, NOT_RECORDED, ""]), OTHER)
    summed = table.groupby(["period", "code"])[["seizures", "value"]].sum()
    order = [code for code in ["", *kept, OTHER, NOT_RECORDED] if code in set(table["code"])]
    grid = pd.MultiIndex.from_product([span(view, grain), order], names=["period", "code"])
    return summed.reindex(grid, fill_value=0).reset_index()


def periods(found: Sequence[str] | pd.Series, grain: str) -> list[str]:
    """Return every period from the first to the last of those found."""
    ends = [text.replace("-Q", "Q") for text in (min(found), max(found))]
    whole = pd.period_range(*ends, freq=FREQUENCIES[grain])
    return list(whole.strftime(FORMS[grain]))


def span(view: View, grain: str) -> list[str]:
    """Return every period in which the selection could have had a record.

    From the first to the last of all counted records of its places and datasets, within its own period, whatever else
    it is filtered by: a method last seen years ago has had none since, which is not the same as a series that ends.
    """
    column, mask = view.columns.held[grain], view.columns.counted.copy()
    for name, value in clauses(view.selection):
        if name in FRAMES:
            mask &= mask_of(view.columns, (name, value))
    codes = np.flatnonzero(np.bincount(column.codes[mask | view.counted()])[1:]) + 1
    if not len(codes):
        return []
    first, last = view.selection.days()
    starts, ends = str(first or ""), str(last or "9999-12-31")
    whole = periods([column.values[code] for code in codes], grain)
    days = pd.PeriodIndex([name.replace("-Q", "Q") for name in whole], freq=FREQUENCIES[grain])
    inside = (days.end_time.strftime("%Y-%m-%d") >= starts) & (days.start_time.strftime("%Y-%m-%d") <= ends)
    return [name for name, kept in zip(whole, inside, strict=True) if kept]


def cut(view: View, grain: str) -> tuple[str, ...]:
    """Return the periods that the selection's own period holds only in part: at most its first and its last."""
    first, last = view.selection.days()
    partly = []
    if first and (one := pd.Period(first, FREQUENCIES[grain])).start_time.date() < first:
        partly.append(one)
    if last and (one := pd.Period(last, FREQUENCIES[grain])).end_time.date() > last:
        partly.append(one)
    return tuple(dict.fromkeys(period.strftime(FORMS[grain]) for period in partly))


def undated(view: View, grain: str) -> int:
    """Return how many counted records are dated less precisely than the grain."""
    column = view.columns.held[grain]
    return int(np.count_nonzero(column.codes[view.rows] == 0))


def counted(view: View, grain: str, by: str | None = None) -> pd.DataFrame:
    """Return what is counted in each period, with its uncertainty and what its largest case weighs.

    Parameters
    ----------
    grain : `year`, `quarter` or `month`.
    by : a dimension; a record with several values counts under each, one without an answer under `not_recorded`.

    Returns
    -------
    One row for every period of `span` and every code (`""` without `by`):
    `period`, `code`; `seizures` with `low` and `high`, the exact Poisson interval (Garwood 1936); `stated`, how many
    of them state their firearms; `firearms`, pieces; `median` firearms of a consignment that states any, with
    `median_low` and `median_high` (bootstrap; NaN under five); `largest`, firearms of the largest case, and
    `largest_share`, its share of the period's firearms (NaN on fewer than `intervals.MINIMUM_BASE` of them).
    Counts are zero where nothing was recorded; medians and largest cases are NaN there. Records dated less precisely
    than the grain are left out; `undated` counts them.
    """
    entries = _entries(view, by)
    names = np.array(view.columns.held[grain].values, dtype=object)
    entries = entries.assign(period=names[view.columns.held[grain].codes[entries["row"]]]).astype({"period": "str"})
    entries = entries[entries["period"] != NOT_RECORDED]
    if entries.empty:
        return pd.DataFrame(columns=["period", "code", *COUNTED, "largest_share"])
    groups = entries.groupby(["period", "code"])
    grid = pd.MultiIndex.from_product([span(view, grain), sorted(set(entries["code"]))])
    table = pd.DataFrame({"seizures": groups["row"].nunique()})
    table["stated"], table["firearms"] = groups["firearms"].count(), groups["firearms"].sum()
    table = table.reindex(grid.set_names(["period", "code"]), fill_value=0)
    some = entries[entries["firearms"] > 0].groupby(["period", "code"])["firearms"]
    table[["median", "median_low", "median_high"]] = _medians(some).reindex(table.index)
    table["largest"] = some.max().reindex(table.index)
    table[["low", "high"]] = intervals.poisson(table["seizures"]).to_numpy()
    enough = table["firearms"] >= intervals.MINIMUM_BASE
    table["largest_share"] = (table["largest"] / table["firearms"].where(enough)).astype("float64")
    return table.reset_index()[["period", "code", *COUNTED, "largest_share"]]


def counts(view: View, grain: str) -> pd.Series:
    """Return the number of seizures by period, every period of `span`, zero where there is none."""
    table = view.by(grain)
    found = table[table[grain] != NOT_RECORDED].set_index(grain)["seizures"]
    every = span(view, grain) if len(found) else []
    return found.reindex(pd.Index(every, dtype="str", name="period"), fill_value=0).rename("seizures")


def _medians(groups: "pd.api.typing.SeriesGroupBy") -> pd.DataFrame:
    found = {key: intervals.median(values) for key, values in groups}
    index = pd.MultiIndex.from_tuples(list(found), names=["period", "code"]) if found else None
    return pd.DataFrame(list(found.values()), index=index, columns=["median", "median_low", "median_high"])


def _entries(view: View, by: str | None) -> pd.DataFrame:
    """Return `row`, `code` and `firearms` of every counted record under each value it has."""
    amounts = view.amounts("firearms")
    if by is None:
        return pd.DataFrame({"row": view.rows, "code": "", "firearms": amounts[view.rows]})
    column = view.columns.held[by]
    if DIMENSIONS[by].holder == "item":
        table = _items(view, by)
    elif isinstance(column, Many):
        table = pd.DataFrame({"row": column.rows, "place": column.codes, "firearms": amounts[column.rows]})
    else:
        table = pd.DataFrame({"row": view.rows, "place": column.codes[view.rows], "firearms": amounts[view.rows]})
    table = table[view.counted()[table["row"]]]
    names = [NOT_RECORDED if value in UNKNOWN else value for value in column.values]
    table["code"] = pd.Series(np.array(names, dtype=object)[table["place"]], index=table.index, dtype="str")
    return table[["row", "code", "firearms"]].drop_duplicates(["row", "code"])


def _items(view: View, by: str) -> pd.DataFrame:
    """Return the firearms of each kind a record holds: a pistol isn't also counted as a long gun."""
    items = view.columns.held[base(by)]
    assert isinstance(items, Many)
    keep = view.item_types()[items.codes]
    firearm = view.columns.measured(items.values, "firearms")[items.codes]
    place = items.codes if by == base(by) else view.columns.parents[by][items.codes]
    amounts = np.where(firearm, items.amounts, np.nan)
    table = pd.DataFrame({"row": items.rows, "place": place, "firearms": amounts})[keep]
    return table.groupby(["row", "place"], as_index=False)["firearms"].sum(min_count=1)
