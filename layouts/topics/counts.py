"""The series of a selection: its counts or rates with intervals, events, possible breaks and unusual months."""

from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from analytics import intervals, trends
from analytics.anomalies import Anomalies, anomalies
from analytics.breaks import Breaks, breaks
from analytics.crossfilter import View
from analytics.frequency import OTHER
from data.dimensions import NOT_RECORDED
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics import rates
from layouts.topics.rates import Denominator
from layouts.topics.timing import marked, not_whole, spanned, split_of

PER_UNITS = {
    "year": mark("Seizures a year per {scale} {what}"),
    "quarter": mark("Seizures a quarter per {scale} {what}"),
    "month": mark("Seizures a month per {scale} {what}"),
}


@dataclass(frozen=True, kw_only=True)
class Trend:
    """What the chart of the series shows.

    Attributes
    ----------
    table : `period`, `code` (`""` without a split), `seizures`, `low`, `high`; with a denominator also `exposure`,
        `rate`, `rate_low`, `rate_high`.
    by : the split, empty for none.
    grain : `year`, `quarter` or `month`.
    per : what counts are set against.
    breaks : possible breaks of the counts; none of a split or a rate.
    unusual : months above their bound, with `expected` and `upper`; none of a split or a rate.
    events : the events marked, as `timing.marked` returns them.
    incomplete : periods shown whose reports are still coming in.
    """

    table: pd.DataFrame
    by: str
    grain: str
    per: Denominator
    breaks: pd.DataFrame
    unusual: pd.DataFrame
    events: pd.DataFrame
    incomplete: tuple[str, ...] = field(default=())


@lru_cache(maxsize=16)
def unusual_months(view: View, by: str = "") -> Anomalies:
    """Return the last months set against their past; kept, since two charts show them."""
    return anomalies(view, by or None)


def breaks_of(scene: Scene) -> Breaks:
    """Return the possible breaks of all seizures of a selection."""
    grain = scene.option("grain")
    found = trends.counts(scene.view, grain)
    return breaks(found, grain, scene.reference.events, incomplete=not_whole(scene, grain))


def trend(scene: Scene) -> Trend:
    """Return the series of a selection, with all that is drawn with it."""
    grain, by = scene.option("grain"), split_of(scene)
    table = trends.series(scene.view, grain, by=by or None)
    table[["low", "high"]] = intervals.poisson(table["seizures"]).to_numpy()
    shown = list(dict.fromkeys(table["period"]))
    codes = [code for code in dict.fromkeys(table["code"]) if code not in {OTHER, NOT_RECORDED, ""}]
    per = rates.denominator(scene, shown, by, codes)
    is_plain = not by and not per.name
    scene.progress(0.3)
    months = unusual_months(scene.view).table if is_plain and grain == "month" and shown else None
    return Trend(
        table=_rated(table.drop(columns="value"), per, by),
        by=by,
        grain=grain,
        per=per,
        breaks=breaks_of(scene).table if is_plain and shown else Breaks().table,
        unusual=Anomalies().table if months is None else months[months["exceeds"].fillna(False)],
        events=marked(scene, grain, shown),
        incomplete=tuple(period for period in not_whole(scene, grain) if period in shown),
    )


def _rated(table: pd.DataFrame, per: Denominator, by: str) -> pd.DataFrame:
    """Add the rate where there is a figure; a country's rate is of that country's own figure."""
    if not per.name:
        return table
    own = by == "country"
    parts = []
    for code, rows in table.groupby("code", sort=False):
        figures = per.figures.get(str(code) if own else rates.TOTAL, pd.Series(dtype="float64"))
        parts.append(rows.assign(exposure=figures.reindex(rows["period"]).to_numpy("float64")))
    table = pd.concat(parts) if parts else table.assign(exposure=pd.Series(dtype="float64"))
    for name, source in {"rate": "seizures", "rate_low": "low", "rate_high": "high"}.items():
        table[name] = table[source] / table["exposure"] * per.scale
    return table.reset_index(drop=True)


def numbers(found: Trend) -> pd.DataFrame:
    """Return the table of the series, its split named."""
    if not found.by:
        return found.table.drop(columns="code")
    return found.table.rename(columns={"code": found.by})


def words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the table of the series as a person reads it."""
    say, by = scene.say, split_of(scene)
    columns = {say("Period"): [say.period(period) for period in table["period"]]}
    if by in table:
        columns[say.name(by)] = [label(scene, by, code) for code in table[by]]
    columns[say.measure("seizures")] = [
        spanned(say, *row) for row in table[["seizures", "low", "high"]].itertuples(index=False)
    ]
    if "rate" in table:
        rows = table[["rate", "rate_low", "rate_high"]].itertuples(index=False)
        columns[unit(scene, rates.denominator(scene, []))] = [spanned(say, *row) for row in rows]
    return pd.DataFrame(columns)


def label(scene: Scene, by: str, code: str) -> str:
    """Return the name of a series."""
    if not by:
        return scene.say.measure("seizures")
    return scene.say("Not known") if code == NOT_RECORDED else scene.say.label(by, code)


def unit(scene: Scene, per: Denominator) -> str:
    """Return what the axis counts."""
    say = scene.say
    if not per.name:
        return say.measure("seizures")
    what = say("people") if per.name == rates.POPULATION else f"“{per.name}”"
    scale = say.number(100_000 if per.name == rates.POPULATION else 1_000)
    return say(PER_UNITS[scene.option("grain")]).format(scale=scale, what=what)


def told(found: Trend, scene: Scene) -> str:
    """Return what the line under the title says: when most was searched, what is left out, what it is set against."""
    say, view, newest = scene.say, scene.view, scene.everything.by("year")["year"]
    years = [int(year) for year in newest if year != NOT_RECORDED]
    parts = []
    if years and len(found.table):
        by_year = view.by("year").set_index("year")["seizures"]
        last = [max(years) - 1, max(years)]
        count = int(sum(by_year.get(str(year), 0) for year in last))
        told_of = say("{n} of them in {first}–{last}", n=say.number(count), first=last[0], last=last[1])
        parts += [told_of] if count else []
    if undated := trends.undated(view, found.grain):
        parts.append(say("{n} dated less precisely left out", n=say.number(undated)))
    return " · ".join([*parts, *_told_of_rate(found, scene)])


def _told_of_rate(found: Trend, scene: Scene) -> list[str]:
    say, per = scene.say, found.per
    if not per.name or per.reason:
        return []
    parts = [say("population of 2019, taken as constant")] if per.name == rates.POPULATION else []
    if not scene.view.selection.values("country"):
        parts.append(say("only seizures made in Central America"))
    lacking = found.table[found.table["exposure"].isna() & ~found.table["code"].isin([OTHER, NOT_RECORDED])]
    if found.by == "country":
        if OTHER in set(found.table["code"]):
            parts.append(say("five countries drawn; the others have no line"))
        codes = list(dict.fromkeys(lacking["code"]))
        names = ", ".join(say.label("country", code) for code in codes)
        return [*parts, say("not every period has a figure: {names}", names=names)] if codes else parts
    gaps = [say.period(period) for period in dict.fromkeys(lacking["period"])]
    if gaps:
        named = ", ".join(gaps) if len(gaps) <= 4 else f"{gaps[0]} … {gaps[-1]} ({len(gaps)})"
        parts.append(say("no figure, so no rate: {periods}", periods=named))
    return parts
