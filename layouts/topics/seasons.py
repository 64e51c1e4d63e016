"""Months of the year: whether they differ, and a series taken apart by them."""

from dataclasses import dataclass

import pandas as pd
from babel.dates import get_month_names

from analytics import intervals, trends
from analytics.seasonality import Decomposition, Seasonality, decomposition, months, seasonality
from layouts.figures import seasons
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.timing import chance, not_whole, spanned

VERDICTS = {
    "seasonal": mark("The months of the year differ by more than chance"),
    "no_evidence": mark("No evidence that the months of the year differ"),
}
LACKING = {
    "few_periods": mark(
        "Whether months of the year differ cannot be determined: {minimum} months from first to last are needed, there "
        "are {months}."
    ),
    "few_records": mark(
        "Whether months of the year differ cannot be determined: {minimum} seizures dated to the month are needed, "
        "there are {total}."
    ),
}
APART = {
    "few_periods": mark(
        "This series can't be taken apart: {minimum} complete months from first to last are needed, there are {months}."
    ),
    "mostly_zero": mark(
        "This series can't be taken apart: seizures in {minimum} of its {months} months are needed, there are some in "
        "{filled}."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Season:
    """The test, and the index of each month."""

    test: Seasonality
    months: pd.DataFrame


def season(scene: Scene) -> Season:
    """Return what is known of the months of the year."""
    return Season(test=seasonality(scene.view), months=months(scene.view))


def verdict(found: Season, scene: Scene) -> str:
    """Return the test in one sentence."""
    say, test = scene.say, found.test
    if not scene.view.seizures:
        return say("No seizure matches these filters: there are no months to compare.")
    if test.reason:
        values = {"minimum": test.minimum, "months": test.n_months, "total": test.total}
        return say(LACKING[test.reason]).format(**{name: say.number(value) for name, value in values.items()})
    base = say("{n} dated to the month", n=say.number(test.total))
    return f"{say(VERDICTS[test.verdict])} ({chance(say, test.p)}; {base})"


def season_told(found: Season, scene: Scene) -> str:
    """Return the test beside what is drawn; where nothing is, the figure tells it."""
    return "" if found.test.total < intervals.MINIMUM_BASE else verdict(found, scene)


def season_figure(found: Season, scene: Scene) -> Figure:
    """Draw the index of each month, or why there is none."""
    say, table = scene.say, found.months
    if table.empty or found.test.total < intervals.MINIMUM_BASE:
        return message(verdict(found, scene), scene.look)
    names = _names(scene, "abbreviated")
    hover = [
        say(
            "{month}: {n} seizures in {months} such months, {expected} if all days were alike",
            month=_names(scene, "wide")[row.month],
            n=say.number(row.seizures),
            months=say.number(row.months),
            expected=say.number(row.expected),
        )
        for row in table.itertuples()
    ]
    shown = table.assign(label=[names[month] for month in table["month"]], hover=hover)
    return seasons.year_round(shown, look=scene.look, unit=say("Times the mean month"))


def season_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the months as a person reads them."""
    say = scene.say
    bounds = ["index", "index_low", "index_high"]
    return pd.DataFrame(
        {
            say("Month of the year"): [_names(scene, "wide")[month] for month in table["month"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Expected"): [say.number(count) for count in table["expected"]],
            say("Times the mean month"): [spanned(say, *row) for row in table[bounds].itertuples(index=False)],
        }
    )


def _names(scene: Scene, width: str) -> dict[int, str]:
    return dict(get_month_names(width, context="stand-alone", locale=scene.say.locale))


def _monthly(scene: Scene) -> pd.Series:
    found = trends.counts(scene.view, "month")
    return found[~found.index.isin(not_whole(scene, "month"))]


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A series taken apart, or what it lacks, and whether its months of the year differ by more than chance."""

    found: Decomposition
    is_seasonal: bool
    n_months: int
    filled: int


def taken_apart(scene: Scene) -> Apart:
    """Return the complete months of a selection as trend, season and rest."""
    found = _monthly(scene)
    is_seasonal = seasonality(scene.view).verdict == "seasonal"
    return Apart(
        found=decomposition(found), is_seasonal=is_seasonal, n_months=len(found), filled=int((found > 0).sum())
    )


def apart_told(result: Apart, scene: Scene) -> str:
    """Return how much of the movement around the trend the season makes up."""
    if result.found.reason:
        return ""
    say = scene.say
    if not result.is_seasonal:
        return say("no season can be told from chance: what is drawn as one may be noise")
    return say("the season makes {share} of the movement around the trend").format(
        share=say.percent(result.found.strength * 100, 100)
    )


def apart_figure(result: Apart, scene: Scene) -> Figure:
    """Draw the parts, or say what is lacking."""
    say, found = scene.say, result.found
    if not scene.view.seizures:
        return message(say("No seizure matches these filters: there is no series to take apart."), scene.look)
    if found.reason:
        values = {"minimum": found.minimum, "months": result.n_months, "filled": result.filled}
        told = {name: say.number(value) for name, value in values.items()}
        return message(say(APART[found.reason]).format(**told), scene.look)
    titles = {
        "seizures": say.measure("seizures"),
        "trend": say("Trend"),
        "seasonal": say("Season"),
        "remainder": say("Rest"),
    }
    shown = found.parts.assign(period=[say.period(period) for period in found.parts["period"]])
    return seasons.parts(shown, look=scene.look, titles=titles)


def apart_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the parts as a person reads them."""
    say = scene.say
    titles = {"trend": say("Trend"), "seasonal": say("Season"), "remainder": say("Rest")}
    return pd.DataFrame(
        {
            say("Period"): [say.period(period) for period in table["period"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
        }
        | {title: [say.number(value) for value in table[name]] for name, title in titles.items()}
    )
