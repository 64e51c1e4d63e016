"""A and B of a comparison in words: who they are, how many, and what may be concluded from both counts."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from babel.numbers import format_decimal
from dash import html

from analytics.columns import OPEN_END, OPEN_START
from analytics.comparison import FEW_RECORDS, OVERLAPPING, Overall, Rest, days, overall, previous
from analytics.crossfilter import View
from analytics.intervals import MINIMUM_BASE
from layouts.i18n import Speech, mark
from layouts.scene import Scene

CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "previous": mark("Previous period"),
        "rest": mark("Everything else"),
        "all": mark("All records"),
        "hold": mark("Keep these filters as B"),
        "swap": mark("Swap A and B"),
        "none": mark("Stop comparing"),
    }
)

CHOOSE = mark("Choose what to compare with: “Everything else”, “All records”, or keep these filters as B and change A.")
OPEN_PERIOD = mark("“Previous period” needs a period with a beginning and an end: fill in From and To in the filters.")
TOO_EARLY = mark("There is no period of equal length before this one.")
NOT_A_SELECTION = mark("“Everything else” is not a set of filters, so it can't become A.")

BEYOND = mark(
    "A period reaches past the last dated record ({day}): its end may not be recorded yet. A smaller number may come "
    "from that alone."
)

EPOCH = date(1970, 1, 1)


def sides(scene: Scene, path: str) -> Any:
    """Return the cards of A and B, the buttons that choose B, and what their numbers say."""
    say = scene.say
    own = scene.view.selection.describe(say.language, say.vocabulary)
    a = _card("a", say("A: the filters in force"), own, scene.view, scene)
    b = _card("b", say("B: compared with"), name_of_b(scene), scene.other, scene)
    told, hints = verdict(scene), _hints(scene)
    quiet = " ".join([*told[1:], *hints])
    lines = [*(html.P(line, className="sides-main") for line in told[:1]), *([html.P(quiet)] if quiet else [])]
    return [
        html.Div([a, b], className="sides-pair" if scene.other is not None else "sides-pair sides-unset"),
        html.Div([_button(name, scene) for name in CHOICES], className="sides-buttons"),
        html.Div(lines, className="sides-verdict", **{"aria-live": "polite"}),
    ]


def name_of_b(scene: Scene) -> str:
    """Return what B is in words, or that nothing is chosen."""
    say = scene.say
    if scene.other is None:
        return say("Nothing chosen yet")
    if isinstance(scene.other, Rest):
        return say("Everything else: all records that A doesn't hold")
    return scene.other.selection.describe(say.language, say.vocabulary)


def unset(scene: Scene) -> str:
    """Return what to do where there is no B, or why there can't be; empty where there is one."""
    if scene.other is not None:
        return ""
    if scene.query.option("compare") == "previous":
        first, last = scene.view.selection.days()
        return scene.say(TOO_EARLY if first and last else OPEN_PERIOD)
    return scene.say(CHOOSE)


def both(scene: Scene) -> str:
    """Return, for the note of a chart of both sides, that its n is A's, and who B is."""
    if scene.other is None:
        return ""
    name = name_of_b(scene).partition(":")[0] if isinstance(scene.other, Rest) else name_of_b(scene)
    return scene.say("these are A; B has {n} ({b})", n=scene.say.number(scene.other.seizures), b=name)


@lru_cache(maxsize=4)
def compared(a: View, b: View) -> Overall:
    """Return two sides as wholes; kept, for several parts of a page tell of it."""
    return overall(a, b)


def verdict(scene: Scene) -> list[str]:
    """Return what the two counts say, or why they can't, and what limits it: one sentence each."""
    if scene.other is None:
        return []
    told = compared(scene.view, scene.other)
    lines = [_main_sentence(told, scene), _time_sentence(told, scene)]
    if told.beyond_records:
        lines.append(scene.say(BEYOND, day=scene.say.date(_last_day(scene.view))))
    return [line for line in lines if line]


def _main_sentence(told: Overall, scene: Scene) -> str:
    say, a, b = scene.say, scene.view.seizures, scene.other.seizures if scene.other else 0
    if told.reason == OVERLAPPING:
        return say.plural(
            "One record is in both A and B: no ratio, interval or test can be told. Choose filters that exclude each "
            "other, or “Everything else”.",
            "{n} records are in both A and B: no ratio, interval or test can be told. Choose filters that exclude "
            "each other, or “Everything else”.",
            told.shared,
        )
    if told.reason == FEW_RECORDS or told.ratio is None or told.low is None or told.high is None:
        counts = {"a": say.number(a), "b": say.number(b), "least": MINIMUM_BASE}
        text = say("A holds {a}, B holds {b}: a ratio needs {least} records in each.", **counts)
        return f"{text} {_chance(told, say)}".strip() if a and b else text
    numbers = {"ratio": decimal(say, told.ratio), "low": decimal(say, told.low), "high": decimal(say, told.high)}
    if told.exposure_known and told.a_days != told.b_days:
        text = say("Per day, A has {ratio} times as many records as B (95% interval: {low} to {high}).", **numbers)
    else:
        text = say("A has {ratio} times as many records as B (95% interval: {low} to {high}).", **numbers)
    return f"{text} {_chance(told, say)}".strip()


def _chance(told: Overall, say: Speech) -> str:
    """Return how often chance alone would do this."""
    if told.p is None or not told.exposure_known:
        return ""
    p = say("p < 0.001") if told.p < 0.001 else say("p = {p}", p=decimal(say, told.p, places=3 if told.p < 0.1 else 2))
    if told.p < 0.05:
        return say("At equal rates, chance would seldom set them so far apart ({p}).", p=p)
    return say("At equal rates, chance alone may set them so far apart ({p}).", p=p)


def _time_sentence(told: Overall, scene: Scene) -> str:
    say = scene.say
    if told.reason == OVERLAPPING:
        return ""
    if told.a_days is not None and told.b_days is not None:
        return say("Lengths of time: A {a} days, B {b} days.", a=say.number(told.a_days), b=say.number(told.b_days))
    if told.exposure_known:
        return say("Neither has a closed period: both are taken to cover the same time.")
    return say("Their lengths of time aren't known or differ in kind: numbers are compared, not numbers a day.")


def decimal(say: Speech, value: float, *, places: int = 2) -> str:
    """Return a number with two decimals below ten, and one above."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "–"
    return (
        say.number(value) if value >= 10 else str(format_decimal(value, format="0." + "0" * places, locale=say.locale))
    )


def _card(side: str, title: str, sentence: str, view: View | None, scene: Scene) -> Any:
    say = scene.say
    badge = html.Span(side.upper(), className=f"side-badge side-{side}", **{"aria-hidden": "true"})
    told = [html.H2(title, className="side-title"), html.P(sentence, className="side-sentence")]
    if view is None:
        told.append(html.P(unset(scene), className="side-note"))
    else:
        count = _count(view, say)
        told.append(html.P([html.B(count), " · ", _period(view, say)], className="side-note"))
    return html.Section([badge, html.Div(told)], className=f"card side side-of-{side}", **{"aria-label": title})


def _count(view: View, say: Speech) -> str:
    """Return how many it holds: records where losses may be among them."""
    if view.selection.values("event"):
        return say.plural("1 record", "{n} records", view.seizures)
    return say.plural("1 seizure", "{n} seizures", view.seizures)


def _period(view: View, say: Speech) -> str:
    """Return the period of a side: as asked for, or as its records have it."""
    first, last = view.selection.days()
    if (length := days(view)) is not None and first and last:
        told = {"first": say.date(first), "last": say.date(last), "days": say.number(length)}
        return say("{first} to {last} ({days} days)", **told)
    begin, end = view.columns.first_day[view.rows], view.columns.last_day[view.rows]
    dated = (begin > OPEN_START) & (end < OPEN_END)
    if not dated.any():
        return say("no dated record")
    years = {str((EPOCH + timedelta(days=int(day))).year): 0 for day in (begin[dated].min(), end[dated].max())}
    return say("period not closed; records of {years}", years="–".join(years))


def _last_day(view: View) -> date:
    """Return the day on or after which the last record of the version lies."""
    return EPOCH + timedelta(days=int(view.columns.first_day[view.columns.counted].max(initial=0)))


def _button(name: str, scene: Scene) -> Any:
    say, asked = scene.say, scene.query.option("compare")
    more: dict[str, Any] = {"data-compare": name}
    if name in {"previous", "rest", "all"}:
        more["aria-pressed"] = str(asked == name and scene.other is not None).lower()
    if why := _refused(name, scene):
        more |= {"disabled": True, "title": why}
    if name == "swap" and asked == "previous" and scene.other is not None:
        more["data-with"] = scene.other.selection.to_query()
    return html.Button(say(CHOICES[name]), type="button", className="plain", **more)


def _refused(name: str, scene: Scene) -> str:
    """Return why a button can't be pressed, empty if it can."""
    say = scene.say
    if name == "previous" and previous(scene.view.selection) is None:
        first, last = scene.view.selection.days()
        return say(TOO_EARLY if first and last else OPEN_PERIOD)
    if name == "swap" and isinstance(scene.other, Rest):
        return say(NOT_A_SELECTION)
    if name in {"swap", "none"} and scene.other is None and not scene.query.option("compare"):
        return say("There is no B yet.")
    return ""


def _hints(scene: Scene) -> list[str]:
    """Return why buttons are greyed, and how to change A."""
    hints = [_refused("previous", scene)] if scene.query.option("compare") != "previous" else []
    hints.append(_refused("swap", scene) if isinstance(scene.other, Rest) else "")
    if scene.query.option("compare") in {"previous", "rest"}:
        hints.append(scene.say("To change A, use the filters of this page; B changes with it."))
    elif scene.other is not None:
        hints.append(scene.say("To change A, use the filters of this page; B stays as it is."))
    return [hint for hint in hints if hint]


def is_empty(scene: Scene) -> str:
    """Return that there is no B, or that a side holds no seizure; empty where there is something to compare."""
    say, other = scene.say, scene.other
    if other is None:
        return say("Choose what to compare with, above.") if not scene.query.option("compare") else unset(scene)
    if scene.view.seizures and other.seizures:
        return ""
    if scene.view.seizures:
        return say("B holds no seizure: there is nothing to compare A with.")
    if other.seizures:
        return say("A holds no seizure: take off a filter.")
    return say("Neither A nor B holds any seizure: take off a filter.")
