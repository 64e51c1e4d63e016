"""Possible breaks and unusual months, as lists."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from analytics import trends
from analytics.anomalies import Anomalies
from analytics.breaks import Breaks
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.counts import breaks_of, unusual_months
from layouts.topics.dated import event_title, linked
from layouts.topics.timing import fine, missing, not_whole, spanned, split_of

MOST_NEAR = 8


@dataclass(frozen=True, kw_only=True)
class Found:
    """Possible breaks, and how many complete periods were looked at."""

    breaks: Breaks
    n_periods: int
    total: int


def break_result(scene: Scene) -> Found:
    """Return the possible breaks of all seizures of a selection."""
    grain = scene.option("grain")
    counts = trends.counts(scene.view, grain)
    used = counts[~counts.index.isin(not_whole(scene, grain))]
    return Found(breaks=breaks_of(scene), n_periods=len(used), total=int(used.sum()))


def break_numbers(found: Found) -> pd.DataFrame:
    """Return possible breaks as a table; ids of the events near are joined by semicolons."""
    table = found.breaks.table
    return table.assign(explained=pd.Series(["; ".join(ids) for ids in table["explained"]], dtype="str"))


def break_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return possible breaks as a person reads them."""
    say = scene.say
    sides = {side: [side, f"{side}_low", f"{side}_high"] for side in ("before", "after")}
    means = {
        side: [spanned(say, *row) for row in table[names].itertuples(index=False)] for side, names in sides.items()
    }
    return pd.DataFrame(
        {
            say("Possible break"): [say.period(period) for period in table["period"]],
            say("Mean before (95% interval)"): means["before"],
            say("Mean from then on"): means["after"],
            say("Events near: nearness, not cause"): [_near(ids, scene) for ids in table["explained"]],
        }
    )


def _near(ids: str, scene: Scene) -> Any:
    """Return the events near a break, changes in what is recorded first."""
    events = scene.reference.events.set_index("event_id")
    named = [name for name in ids.split("; ") if name]
    if not named:
        return scene.say("none known")
    lines = [
        html.Li([scene.say.date(event.start, event.precision), ": ", linked(event_title(event, scene), event)])
        for event in events.loc[named[:MOST_NEAR]].itertuples()
    ]
    return html.Ul(lines, className="plain-list")


def no_break(found: Found, scene: Scene) -> str:
    """Return why no break is listed: too little, or none found."""
    say, grain, lacking = scene.say, scene.option("grain"), found.breaks
    if not found.total:
        return say("No dated seizure matches these filters: there is no level that could change.")
    if lacking.reason:
        values = {"minimum": lacking.minimum, "periods": found.n_periods, "total": found.total}
        why = missing(lacking.reason, grain, say, **values)
        return say("Whether the level changed cannot be determined: {reason}.").format(reason=why)
    texts = {
        "year": say("No possible break in {n} complete years."),
        "quarter": say("No possible break in {n} complete quarters."),
        "month": say("No possible break in {n} complete months."),
    }
    return texts[grain].format(n=say.number(found.n_periods))


UNTESTED = {
    "few_periods": mark(
        "No month can be tested: its past must hold three years, {minimum} months with itself. Choose a longer period."
    ),
    "few_events": mark(
        "None of the last 24 months is tested: each has fewer than {minimum} seizures or too short a past."
    ),
}


def unusual_result(scene: Scene) -> Anomalies:
    """Return the last months of the selection, or of each value of the split, against their past."""
    return unusual_months(scene.view, split_of(scene))


def unusual_numbers(found: Anomalies) -> pd.DataFrame:
    """Return the months that were tested, those above their bound first."""
    table = found.table[found.table["reason"] == ""]
    return table.sort_values(["exceeds", "period", "code"], ascending=[False, False, True], ignore_index=True)


def unusual_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return tested months as a person reads them."""
    say, by = scene.say, split_of(scene)
    columns = {say("Month"): [say.period(period) for period in table["period"]]}
    if by:
        columns[say.name(by)] = [say.label(by, code) for code in table["code"]]
    return pd.DataFrame(
        columns
        | {
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Expected"): [fine(say, value) for value in table["expected"]],
            say("Upper bound"): [fine(say, value) for value in table["upper"]],
            say("Verdict"): [
                say("more than expected") if above else say("within the bound") for above in table["exceeds"]
            ],
        }
    )


def untested(found: Anomalies, scene: Scene) -> str:
    """Return why no month could be tested."""
    say = scene.say
    if not scene.view.seizures:
        return say("No seizure matches these filters: there is no month to test.")
    if found.reason in UNTESTED:
        return say(UNTESTED[found.reason]).format(minimum=say.number(found.minimum))
    return say("None of the last 24 months could be tested: the earlier years have no seizure in the same months.")


def unusual_told(found: Anomalies, scene: Scene) -> str:
    """Return how many months are tested, and how many false alarms to expect."""
    say, table = scene.say, found.table
    if table.empty:
        return ""
    tested = int((table["reason"] == "").sum())
    alarms = say(
        "nominally {n} false alarms a month where nothing is unusual (series tested: {series}, level {alpha})",
        n=fine(say, found.false_alarms),
        series=say.number(found.series),
        alpha=say.percent(found.alpha * 100, 100),
    )
    months = say("{tested} of {n} months tested", tested=say.number(tested), n=say.number(len(table)))
    return f"{months} · {alarms}"
