"""What the charts of the trends page share: periods, splits, what is still coming in, events of a period."""

from functools import lru_cache

import pandas as pd
from babel.numbers import format_decimal

from analytics.crossfilter import View
from analytics.delays import incomplete_from
from analytics.trends import FORMS, FREQUENCIES, cut
from data.events import relevant
from layouts.i18n import Speech, mark
from layouts.scene import Scene

SPLITS = (
    *("country", "transport_mode_family", "concealment_family", "item_type_family", "location_type_family"),
    *("origin", "destination", "detection", "agency_type", "diversion_source"),
)
"""Dimensions a trend may be split by."""

PERIODS_NEEDED = {
    "year": mark("needs {minimum} complete years, has {periods}"),
    "quarter": mark("needs {minimum} complete quarters, has {periods}"),
    "month": mark("needs {minimum} complete months, has {periods}"),
}
NEEDED = {
    "few_records": mark("needs {minimum} seizures, has {total}"),
    "mostly_zero": mark("needs seizures in {minimum} of {periods} periods"),
    "exposure_missing": mark("a figure to set it against is missing"),
    "no_fit": mark("no model fits these counts"),
}


def split_of(scene: Scene) -> str:
    """Return the dimension the page is split by, empty for none."""
    chosen = scene.option("by").split(",")[0]
    return chosen if chosen in SPLITS else ""


def coming_in(scene: Scene, grain: str) -> tuple[str, ...]:
    """Return the periods whose reports are still coming in, by the delays of all records."""
    return _coming_in(scene.everything, grain)


def not_whole(scene: Scene, grain: str) -> tuple[str, ...]:
    """Return the periods no test may use: reports are still coming in, or the selection holds them only in part."""
    return tuple(dict.fromkeys([*coming_in(scene, grain), *cut(scene.view, grain)]))


@lru_cache(maxsize=8)
def _coming_in(view: View, grain: str) -> tuple[str, ...]:
    found = incomplete_from(view, grain)
    if found.periods or found.newest is None or not found.reason:
        return found.periods
    return (named(found.newest, grain),)


def named(day: pd.Timestamp, grain: str) -> str:
    """Return the period a day lies in."""
    return day.to_period(FREQUENCIES[grain]).strftime(FORMS[grain])


def missing(reason: str, grain: str, say: Speech, **values: float) -> str:
    """Return what a test lacks: its minimum and what there is."""
    text = PERIODS_NEEDED[grain] if reason == "few_periods" else NEEDED[reason]
    return say(text).format(**{name: say.number(value) for name, value in values.items()})


def fragment(scene: Scene, period: str, more: str = "") -> str | None:
    """Return what a click on a period selects; None where the selection holds only part of the period."""
    first, last = scene.view.selection.days()
    span = pd.Period(period.replace("-Q", "Q"))
    start, end = span.start_time.date(), span.end_time.date()
    if (first and first > start) or (last and last < end):
        return None
    ends = (f"{start:%Y-%m}", f"{end:%Y-%m}") if "Q" in period else (period, period)
    return f"from={ends[0]}&to={ends[1]}" + (f"&{more}" if more else "")


def marked(scene: Scene, grain: str, shown: list[str]) -> pd.DataFrame:
    """Return the events that matter to the selection's countries and lie in the periods shown.

    Returns
    -------
    The columns of the events, `period`, and `number`: 1 for the first period that has any, missing for an event
    dated less precisely than the period.
    """
    events = relevant(scene.reference.events, scene.view.selection.values("country"))
    first = [named(day, grain) for day in events["start"]]
    last = [named(day, grain) for day in events["end"]]
    events = events.assign(period=pd.Series(first, dtype="str"), exact=[*map(str.__eq__, first, last)])
    inside = (
        [one <= shown[-1] and other >= shown[0] for one, other in zip(first, last, strict=True)] if shown else False
    )
    events = events[pd.Series(inside, index=events.index, dtype=bool)].reset_index(drop=True)
    numbers = {period: place for place, period in enumerate(dict.fromkeys(events.loc[events["exact"], "period"]), 1)}
    told = events["period"].map(numbers).where(events["exact"]).astype("Int64")
    return events.assign(number=told).drop(columns="exact")


def fine(say: Speech, value: float) -> str:
    """Return a number with two significant digits, or whole from 100 on; a dash where there is none."""
    if pd.isna(value):
        return "–"
    return format_decimal(float(f"{value:.2g}") if abs(value) < 100 else round(value), "#,##0.#######", say.locale)


def spanned(say: Speech, value: float, low: float, high: float) -> str:
    """Return a number with its interval."""
    if pd.isna(low):
        return fine(say, value)
    return say("{share} ({low} to {high})", share=fine(say, value), low=fine(say, low), high=fine(say, high))


def interval(say: Speech, low: float, high: float) -> str:
    """Return an interval as it stands behind its number."""
    return say("(95% interval {low} to {high})", low=fine(say, low), high=fine(say, high))


def chance(say: Speech, p: float, name: str = "p") -> str:
    """Return a p-value as people write it."""
    return f"{name} < {fine(say, 0.001)}" if p < 0.001 else f"{name} = {fine(say, p)}"
