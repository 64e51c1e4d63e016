"""How long after a seizure it is reported, and which recent periods are therefore not complete."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from analytics.trends import FREQUENCIES, periods

FEWEST_DELAYS = 20
SHARE = 0.9
"""A period counts as complete once this share of its seizures will have been reported."""

DAYS_PER_MONTH = 365.25 / 12
FORMS = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}


@dataclass(frozen=True, kw_only=True)
class Delays:
    """Reporting delays of the counted records of a view.

    Attributes
    ----------
    known : records whose date and report date are both known to the day, the report not before the seizure.
    left_out : counted records that are not.
    negative : of these, records reported before they happened: an error in one of the dates.
    median, high : days: the median and the 90th percentile.
    months : the 90th percentile in whole months, rounded up.
    reason : empty or `few_delays`.
    minimum : number of delays the reason asks for, else 0.
    """

    known: int
    left_out: int
    negative: int
    median: float = float("nan")
    high: float = float("nan")
    months: int = 0
    reason: str = ""
    minimum: int = 0


@dataclass(frozen=True, kw_only=True)
class Incomplete:
    """Periods of which reports are still coming in.

    Attributes
    ----------
    periods : in time order, up to the one the records end in; empty where there is a reason.
    newest : latest date of an event or a report in all records, selected or not: the records' own today.
    months : delay that was allowed for.
    reason : empty, `few_delays` or `no_dates`.
    minimum : number of delays the reason asks for, else 0.
    """

    periods: tuple[str, ...] = ()
    newest: pd.Timestamp | None = None
    months: int = 0
    reason: str = ""
    minimum: int = 0


def delays(view: View) -> Delays:
    """Return how many days lie between seizures and their reports.

    The report is the source that a record cites, which need not be the first. Recent seizures with a long delay are
    not in the records yet, so the true delays are somewhat longer (Lawless 1994, Canadian Journal of Statistics 22).
    """
    table = view.columns.records.seizures.iloc[view.rows]
    exact = (table["date_precision"] == "day") & _reported_to_the_day(table)
    days = (table["report_date"] - table["date"]).dt.days[exact]
    good = days[days >= 0].to_numpy(np.float64)
    size: dict[str, Any] = {"known": len(good), "left_out": len(table) - len(good), "negative": int((days < 0).sum())}
    if len(good) < FEWEST_DELAYS:
        return Delays(**size, reason="few_delays", minimum=FEWEST_DELAYS)
    high = float(np.quantile(good, SHARE))
    return Delays(**size, median=float(np.median(good)), high=high, months=int(np.ceil(high / DAYS_PER_MONTH)))


def incomplete_from(view: View, grain: str) -> Incomplete:
    """Return the periods that are not complete as of the newest date in the records.

    A period is complete once it ended at least the 90th percentile delay, in whole months, before that date.

    Parameters
    ----------
    grain : `year`, `quarter` or `month`.
    """
    newest = _newest(view)
    if newest is None:
        return Incomplete(reason="no_dates")
    found = delays(view)
    if found.reason:
        return Incomplete(newest=newest, reason=found.reason, minimum=found.minimum)
    first = (newest - pd.DateOffset(months=found.months) + pd.Timedelta(days=1)).to_period(FREQUENCIES[grain])
    last = newest.to_period(FREQUENCIES[grain])
    named = periods([each.strftime(FORMS[grain]) for each in (first, last)], grain) if first <= last else []
    return Incomplete(periods=tuple(named), newest=newest, months=found.months)


def _reported_to_the_day(table: pd.DataFrame) -> pd.Series:
    """Tell which report dates are days: one read from a source dated `2024-03` says the month only."""
    first = table[table["report_date"].dt.day == 1]
    month = first["report_date"].dt.strftime("%Y-%m")
    coarse = (first["source_date"] == month) | (first["source_date"] == month.str[:4])
    return table["report_date"].notna() & ~coarse.reindex(table.index, fill_value=False)


def _newest(view: View) -> pd.Timestamp | None:
    """Return the latest date; a coarse one counts as its first day."""
    table = view.columns.records.seizures
    latest = pd.concat([table["date"], table["report_date"]]).max()
    return None if pd.isna(latest) else pd.Timestamp(latest)
