"""Periods at which the level of a series may have changed, with what is known to have changed then."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.intervals import Floats
from analytics.trends import FREQUENCIES
from data.events import KINDS

LABEL = "possible_break"
SHORTEST = {"year": 4, "quarter": 4, "month": 12}
"""Periods a segment has at least."""

FEWEST_RECORDS = 20
PENALTY = 2.75
"""Times log n and the variance: noise, Poisson or more varied, then shows a break in at most 5 % of series."""

REACH = 2
"""An event this many periods before or after a break may explain it."""

BREAK_COLUMNS = (
    *("period", "label", "explained", "before", "before_low", "before_high", "after", "after_low", "after_high"),
    *("before_total", "before_periods", "after_total", "after_periods"),
)


@dataclass(frozen=True, kw_only=True)
class Breaks:
    """Possible breaks of a series.

    Attributes
    ----------
    table : one row a possible break, in time order: `period`, the first of the new level; `label`, always
        `possible_break`; `explained`, ids of the events within two periods, changes in what is recorded first;
        `before` and `after`, mean counts of the segments on either side with the bounds of their exact Poisson
        interval; `before_total`, `before_periods`, `after_total`, `after_periods`.
    reason : why nothing was looked for: `few_periods`, `few_records` or `mostly_zero`; else empty.
    minimum : number of periods or records the reason asks for, else 0.
    """

    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BREAK_COLUMNS)))
    reason: str = ""
    minimum: int = 0


def breaks(
    counts: pd.Series, grain: str, events: pd.DataFrame | None = None, *, incomplete: Collection[str] = ()
) -> Breaks:
    """Return where the mean level of counts may have changed.

    PELT (Killick, Fearnhead and Eckley 2012, JASA 107) with least squares on Anscombe's (1948, Biometrika 35)
    2√(x + 3/8), which gives counts a variance of about 1. The penalty is `PENALTY` · log n · variance, the variance
    taken from neighbouring differences (von Neumann 1941) and at least 1.

    Parameters
    ----------
    counts : by period, every period from the first to the last.
    grain : `year`, `quarter` or `month`.
    events : as `data.events.load_events` returns it.
    incomplete : periods to leave out because reports of them are still coming in.
    """
    used = counts[~counts.index.isin(list(incomplete))]
    reason, minimum = _too_little(used, grain)
    if reason:
        return Breaks(reason=reason, minimum=minimum)
    ends = [0, *_change_points(_anscombe(used), SHORTEST[grain]), len(used)]
    rows = [
        {"period": used.index[middle], "label": LABEL, **_sides(used, first, middle, last)}
        for first, middle, last in zip(ends, ends[1:], ends[2:], strict=False)
    ]
    for row in rows:
        row["explained"] = explanations(str(row["period"]), grain, events)
    return Breaks(table=pd.DataFrame(rows, columns=list(BREAK_COLUMNS)))


def explanations(period: str, grain: str, events: pd.DataFrame | None) -> tuple[str, ...]:
    """Return the ids of the events within `REACH` periods of one, in the order of `data.events.KINDS`."""
    if events is None or events.empty:
        return ()
    at = pd.Period(period.replace("-Q", "Q"), FREQUENCIES[grain])
    near = events[(events["end"] >= (at - REACH).start_time) & (events["start"] <= (at + REACH).end_time)]
    order = near["kind"].map(KINDS.index)
    return tuple(near.assign(order=order).sort_values(["order", "start", "event_id"])["event_id"])


def _too_little(counts: pd.Series, grain: str) -> tuple[str, int]:
    if len(counts) < 2 * SHORTEST[grain]:
        return "few_periods", 2 * SHORTEST[grain]
    if counts.sum() < FEWEST_RECORDS:
        return "few_records", FEWEST_RECORDS
    if np.count_nonzero(counts) * 4 < len(counts):
        return "mostly_zero", (len(counts) + 3) // 4
    return "", 0


def _anscombe(counts: pd.Series) -> Floats:
    return 2 * np.sqrt(counts.to_numpy(np.float64) + 3 / 8)


def _change_points(values: Floats, shortest: int) -> list[int]:
    """Return the first position of every segment but the first; a linear kernel is the least-squares cost."""
    from ruptures import KernelCPD

    variance = max(1.0, float(np.var(np.diff(values)) / 2))
    search = KernelCPD(kernel="linear", min_size=shortest).fit(values.reshape(-1, 1))
    return [int(place) for place in search.predict(pen=PENALTY * variance * np.log(len(values)))[:-1]]


def _sides(counts: pd.Series, first: int, middle: int, last: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for side, part in {"before": counts.iloc[first:middle], "after": counts.iloc[middle:last]}.items():
        total, length = int(part.sum()), len(part)
        low, high = intervals.poisson([total]).iloc[0] / length
        found |= {side: total / length, f"{side}_low": low, f"{side}_high": high}
        found |= {f"{side}_total": total, f"{side}_periods": length}
    return found
