"""Events in force, and how long after a seizure it is reported."""

from typing import Any

import pandas as pd
from dash import html

from analytics.delays import Delays, delays, incomplete_from
from analytics.trends import counts
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.timing import coming_in, marked

KINDS = {
    "recording_change": mark("change in recording"),
    "law": mark("law"),
    "operation": mark("operation"),
    "institution": mark("institution"),
    "context": mark("context"),
}
EVENT = ["event_id", "date", "country", "kind", "title_en", "title_es", "source_title", "source_url"]


def event_title(event: Any, scene: Scene) -> str:
    """Return what happened, in the language."""
    return str(event.title_es if scene.say.language == "es" else event.title_en)


def linked(text: str, event: Any) -> Any:
    """Return a text that leads to the source of an event."""
    title = str(event.source_title)
    return html.A(text, href=event.source_url, title=title, target="_blank", rel="noopener noreferrer")


def in_force(scene: Scene) -> pd.DataFrame:
    """Return every event, newest first."""
    return scene.reference.events.sort_values(["start", "event_id"], ascending=[False, True])[EVENT]


def shown_events(scene: Scene) -> pd.DataFrame:
    """Return the events of the periods charted, with the number that marks them."""
    grain = scene.option("grain")
    table = marked(scene, grain, list(counts(scene.view, grain).index))
    return table[["number", *EVENT]].sort_values(["number", "date"], ignore_index=True)


def event_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return events as a person reads them, each with a link to its source."""
    say = scene.say
    events = scene.reference.events.set_index("event_id")
    rows = [events.loc[name] for name in table["event_id"]]
    columns: dict[str, Any] = {}
    if "number" in table:
        columns[say("No.")] = ["–" if pd.isna(number) else str(number) for number in table["number"]]
    columns[say("Date")] = [say.date(event.start, event.precision) for event in rows]
    columns[say.name("country")] = [
        say.label("country", event.country) if event.country else say("Region") for event in rows
    ]
    columns[say("Kind")] = [say(KINDS[event.kind]) for event in rows]
    columns[say("What happened")] = [event_title(event, scene) for event in rows]
    columns[say("Source")] = [linked(event.source_title, event) for event in rows]
    return pd.DataFrame(columns)


def delay_numbers(found: Delays) -> pd.DataFrame:
    """Return the delays as one row; none where no seizure is selected."""
    return pd.DataFrame([vars(found)] if found.known + found.left_out else [])


def delay_result(scene: Scene) -> Delays:
    """Return the reporting delays of the selection."""
    return delays(scene.view)


def delay_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the delays in lines: what they are, what they rest on, what is shaded and why."""
    say = scene.say
    titles = say("What"), say("Reporting delay")
    if table.empty:
        return pd.DataFrame(columns=[*titles])
    found = table.iloc[0]
    lines = {
        say("Half are reported within"): _days(found["median"], found, scene),
        say("Nine in ten are reported within"): _days(found["high"], found, scene),
        say("It rests on"): say(
            "{n} of {total} seizures: date and report both known to the day",
            n=say.number(found["known"]),
            total=say.number(found["known"] + found["left_out"]),
        ),
        say("Shaded as incomplete"): _shaded(scene),
    }
    if found["negative"]:
        wrong = say.plural("1 before it happened: left out", "{n} before they happened: left out", found["negative"])
        lines[say("Reported")] = wrong
    return pd.DataFrame(dict(zip(titles, (list(lines), list(lines.values())), strict=True)))


def _days(value: float, found: pd.Series, scene: Scene) -> str:
    say = scene.say
    if found["reason"]:
        return say(
            "cannot be determined: needs {minimum} seizures with both dates, has {n}",
            minimum=say.number(found["minimum"]),
            n=say.number(found["known"]),
        )
    return say.plural("1 day", "{n} days", round(value))


def _shaded(scene: Scene) -> str:
    """Return which periods are shaded, and why."""
    say, grain = scene.say, scene.option("grain")
    periods = [say.period(period) for period in coming_in(scene, grain)]
    if not periods:
        return say("no period")
    found = incomplete_from(scene.everything, grain)
    named = periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"
    newest = say.date(found.newest)
    if found.reason:
        return say("{periods}: it holds the newest date in the records, {newest}", periods=named, newest=newest)
    return say(
        "{periods}: the newest date in the records is {newest}, less a delay of {months} (in months, all records)",
        periods=named,
        newest=newest,
        months=say.number(found.months),
    )
