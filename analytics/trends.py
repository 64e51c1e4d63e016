"""Seizures over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from analytics.frequency import OTHER
from data.dimensions import NOT_RECORDED, UNKNOWN

FREQUENCIES = {"year": "Y", "quarter": "Q", "month": "M"}


def series(view: View, grain: str, *, by: str | None = None, measure: str = "seizures", top: int = 5) -> pd.DataFrame:
    """Return the measure by period, split by a dimension.

    Parameters
    ----------
    grain : `year`, `quarter` or `month`.
    by : a dimension; its `top` values over the whole view are kept, the rest are gathered.

    Returns
    -------
    `period` (`2024`, `2024-Q1`, `2024-03`), `code`, `seizures`, `value`: one row for every period between the first
    and the last and every code, zero where nothing was recorded. Records dated less precisely than the grain are left
    out; `undated` counts them.
    """
    names = (grain,) if by is None else (grain, by)
    table = view.by(*names, measure=measure).rename(columns={grain: "period"})
    table = table[table["period"] != NOT_RECORDED]
    table["code"] = "" if by is None else table[by]
    if table.empty:
        return table[["period", "code", "seizures", "value"]]
    table["code"] = table["code"].mask(table["code"].isin(UNKNOWN), NOT_RECORDED)
    ranked = table[table["code"] != NOT_RECORDED].groupby("code")["value"].sum().sort_values(ascending=False)
    kept = [*ranked.index[: top if len(ranked) > top + 1 else len(ranked)]]
    table["code"] = table["code"].where(table["code"].isin([*kept, NOT_RECORDED, ""]), OTHER)
    summed = table.groupby(["period", "code"])[["seizures", "value"]].sum()
    order = [code for code in ["", *kept, OTHER, NOT_RECORDED] if code in set(table["code"])]
    grid = pd.MultiIndex.from_product([periods(table["period"], grain), order], names=["period", "code"])
    return summed.reindex(grid, fill_value=0).reset_index()


def periods(found: Sequence[str] | pd.Series, grain: str) -> list[str]:
    """Return every period from the first to the last of those found."""
    ends = [text.replace("-Q", "Q") for text in (min(found), max(found))]
    whole = pd.period_range(*ends, freq=FREQUENCIES[grain])
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]
    return list(whole.strftime(form))


def undated(view: View, grain: str) -> int:
    """Return how many counted records are dated less precisely than the grain."""
    column = view.columns.held[grain]
    return int(np.count_nonzero(column.codes[view.rows] == 0))
