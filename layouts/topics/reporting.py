"""Who has records when: none, not certain and not reported are told apart."""

import pandas as pd

from analytics.coverage import (
    NOT_REPORTED,
    RECORDED,
    UNDATED,
    ZERO,
    reporting,
)
from analytics.frequency import OTHER
from analytics.trends import undated
from data.dimensions import FILTERS, NOT_RECORDED, UNKNOWN
from layouts.figures import states
from layouts.figures.base import Figure, message
from layouts.figures.states import SHADED, STRONG, UNSURE, Kind
from layouts.i18n import mark
from layouts.scene import Scene

MOST_YEARS = 20
"""Years written above a table side by side."""

SIDE_BY_SIDE = 12
"""Columns up to which their labels stand upright."""

STATES = {
    RECORDED: mark("Recorded"),
    ZERO: mark("None recorded"),
    UNDATED: mark("Not certain"),
    NOT_REPORTED: mark("Not reported"),
}


def no_record(scene: Scene) -> str:
    """Return what a chart without records says."""
    return scene.say("No record matches these filters.")


def within(period: str) -> str:
    """Return the query fragment of a period: `2024`, `2024-Q1` or `2024-03`."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        last = int(part[1:]) * 3
        return f"from={year}-{last - 2:02d}&to={year}-{last:02d}"
    return f"from={period}&to={period}"


def reporting_table(scene: Scene) -> pd.DataFrame:
    """Return who has records in which period."""
    who = scene.option("who")
    return reporting(scene.view, who, scene.option("grain")).rename(columns={"code": who})


def undated_note(scene: Scene) -> str:
    """Return how many seizures are dated less precisely than the period chosen."""
    gone = undated(scene.view, scene.option("grain"))
    return scene.say("{n} dated less precisely than that", n=scene.say.number(gone)) if gone else ""


def reporter(scene: Scene, code: str) -> str:
    """Return the name of a country, agency or source."""
    who = scene.option("who")
    if code == NOT_RECORDED:
        return scene.say("Not stated")
    return scene.say.label(who, code) if who in FILTERS or code == OTHER else code


def reporting_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return who has records in which period as a person reads it."""
    say, who = scene.say, scene.option("who")
    names = {code: reporter(scene, code) for code in table[who].unique()}
    return pd.DataFrame(
        {
            say("Who"): table[who].map(names),
            say("Period"): [say.period(period) for period in table["period"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("State"): [say(STATES[state]) for state in table["state"]],
            say("First"): [say.period(period) for period in table["first"]],
            say("Last"): [say.period(period) for period in table["last"]],
        }
    )


def reporting_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw who has records in which period; none, not certain and not reported each in their own way."""
    if table.empty:
        return message(no_record(scene), scene.look)
    who = scene.option("who")
    codes, periods = list(dict.fromkeys(table[who])), list(dict.fromkeys(table["period"]))
    names = {code: reporter(scene, code) for code in codes}
    shown = pd.DataFrame(
        {
            "row": table[who].map({code: place for place, code in enumerate(codes)}),
            "column": table["period"].map({period: place for place, period in enumerate(periods)}),
            "kind": table["state"].replace(RECORDED, SHADED),
            "value": table["seizures"].astype("float64"),
            "text": [_written(scene, *cell) for cell in zip(table["state"], table["seizures"], strict=True)],
            "hover": _hovers(scene, table, table[who].map(names)),
            "custom": [
                _fragment(scene, *cell) for cell in table[[who, "state", "period"]].itertuples(index=False, name=None)
            ],
        }
    )
    return states.cells(
        shown,
        rows=list(names.values()),
        ticks=_ticks(scene, periods),
        kinds=_reporting_kinds(scene),
        look=scene.look,
        empty=no_record(scene),
        most=_fullest_cell(scene),
        palest=STRONG,
    )


def _reporting_kinds(scene: Scene) -> dict[str, Kind]:
    say, look = scene.say, scene.look
    return {
        SHADED: Kind(look.magnitude[3], say("Number: seizures recorded")),
        ZERO: Kind(look.surface, say("0: none recorded, with records before and after")),
        UNDATED: Kind(UNSURE[look.name], say("?: none for certain, an inexact date may lie here")),
        NOT_REPORTED: Kind(look.absent, say("Grey: not reported, before its first or after its last")),
    }


def _fullest_cell(scene: Scene) -> float:
    """Return the largest number of all records in one cell: the scale stays while filtering."""
    table = reporting(scene.everything, scene.option("who"), scene.option("grain"))
    named = table[~table["code"].isin([OTHER, NOT_RECORDED])]
    return float(named["seizures"].max()) if len(named) else 1.0


def _written(scene: Scene, state: str, count: int) -> str:
    return scene.say.number(count) if state == RECORDED else {ZERO: "0", UNDATED: "?"}.get(state, "")


def _hovers(scene: Scene, table: pd.DataFrame, names: pd.Series) -> pd.Series:
    """Return what each cell says when pointed at; a period is put in words once, not for each of thousands of cells."""
    say = scene.say
    periods = pd.unique(table[["period", "first", "last"]].to_numpy().ravel())
    words = {period: say.period(period) for period in periods}
    forms = {
        ZERO: say("none recorded (records from {first} to {last})"),
        UNDATED: say("none for certain: a record without an exact date may lie here"),
        NOT_REPORTED: say("not reported (records from {first} to {last})"),
    }
    told = [
        say.plural("1 seizure", "{n} seizures", count)
        if state == RECORDED
        else forms[state].format(first=words[first], last=words[last])
        for state, count, first, last in table[["state", "seizures", "first", "last"]].itertuples(index=False)
    ]
    return "<b>" + names + "</b>, " + table["period"].map(words) + ": " + pd.Series(told, index=table.index)


def _fragment(scene: Scene, code: str, state: str, period: str) -> str | None:
    """Return what a click on a cell filters by; None where no filter selects just that."""
    who = scene.option("who")
    if state != RECORDED or who not in FILTERS or code == OTHER:
        return None
    if code == NOT_RECORDED and len(UNKNOWN & set(scene.view.columns.held[who].values)) > 1:
        return None
    return f"{who}={code}&{within(period)}"


def _ticks(scene: Scene, periods: list[str]) -> dict[int, str]:
    """Return which periods are labelled: all if they are few, else years where they begin."""
    if len(periods) <= SIDE_BY_SIDE:
        return {place: scene.say.period(period) for place, period in enumerate(periods)}
    begins = [place for place, period in enumerate(periods) if period[4:] in ("", "-Q1", "-01")]
    step = -(-len(begins) // MOST_YEARS) or 1
    return {place: periods[place][:4] for place in begins[::step]}
