"""The series of a selection as lines, with events, breaks, unusual months and periods still coming in."""

from collections.abc import Hashable
from html import escape
from typing import Any

import pandas as pd

from analytics.frequency import OTHER
from data.dimensions import NOT_RECORDED
from layouts.drawing import category_colours, nothing
from layouts.figures import lines
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.topics import rates
from layouts.topics.counts import Trend, label, unit
from layouts.topics.rates import Denominator
from layouts.topics.timing import fine, fragment, interval, spanned

BANDS = 3
"""Up to this many series are drawn with their band."""

MOST_TOLD = 6
"""Events one hover text tells."""

COUNTS = {"value": "seizures", "low": "low", "high": "high"}
RATES = {"value": "rate", "low": "rate_low", "high": "rate_high"}


def figure(found: Trend, scene: Scene) -> Figure:
    """Draw the series."""
    say = scene.say
    if found.table.empty:
        return message(why_no_series(scene), scene.look)
    if refused := refusal(found.per, scene):
        return message(refused, scene.look)
    shown = _lines(found, scene)
    if not shown["value"].notna().any():
        return message(say("No period shown has both seizures and a figure to set them against."), scene.look)
    after = [say.period(period) for period in found.incomplete]
    return lines.banded(
        shown,
        look=scene.look,
        empty=nothing(scene),
        unit=unit(scene, found.per),
        marks=_marks(found, scene),
        shaded=[(after[0], after[-1], say("incomplete"))] if after else [],
        breaks=_breaks(found, scene),
        rings=_rings(found, scene),
    )


def why_no_series(scene: Scene) -> str:
    """Return why there is no series: no seizure, or none dated well enough."""
    if not scene.view.seizures:
        return scene.say("No seizure matches these filters: there is no series to draw.")
    return scene.say("None of these seizures is dated precisely enough: choose a longer period.")


def refusal(per: Denominator, scene: Scene) -> str:
    """Return why there is nothing to divide by; empty if there is."""
    say = scene.say
    if per.reason == "series_unknown":
        known = ", ".join(rates.names(scene.reference)) or say("none")
        return say(
            "There is no series “{name}” in denominators.csv (it holds: {known}). Choose another denominator.",
            name=per.name,
            known=known,
        )
    if not per.reason:
        return ""
    if per.name == rates.POPULATION:
        return say("The population of a chosen country is not known: choose other countries, or no denominator.")
    chosen = ", ".join(say.label("country", code) for code in scene.view.selection.values("country"))
    return say(
        "“{name}” has no figure for {where} in any period shown: add rows to denominators.csv, or choose a country "
        "that has figures.",
        name=per.name,
        where=chosen or say("the region as one"),
    )


def _lines(found: Trend, scene: Scene) -> pd.DataFrame:
    by, table = found.by, found.table
    codes = list(dict.fromkeys(table["code"]))
    colours = category_colours(scene, by, codes) if by else {"": scene.look.accent}
    columns = RATES if found.per.name else COUNTS
    is_banded = len(codes) <= BANDS
    shown = pd.DataFrame(
        {
            "period": [scene.say.period(period) for period in table["period"]],
            "series": [label(scene, by, code) for code in table["code"]],
            "colour": [colours[code] for code in table["code"]],
            "value": table[columns["value"]].astype("float64"),
            "low": table[columns["low"]].astype("float64") if is_banded else float("nan"),
            "high": table[columns["high"]].astype("float64") if is_banded else float("nan"),
            "hover": [_hover(found, row, scene) for row in table.to_dict("records")],
            "custom": [_fragment(found, row, scene) for row in table.to_dict("records")],
        }
    )
    drawn = shown.groupby("series")["value"].transform("count") > 0
    return shown[drawn] if drawn.any() else shown


def _fragment(found: Trend, row: dict[Hashable, Any], scene: Scene) -> str | None:
    """Return what selects a count; rates of the region are of fewer records than a click could tell."""
    is_part = bool(found.per.name) and not scene.view.selection.values("country") and found.by != "country"
    if is_part or row["code"] in {OTHER, NOT_RECORDED} or not row["seizures"]:
        return None
    return fragment(scene, row["period"], f"{found.by}={row['code']}" if found.by else "")


def _hover(found: Trend, row: dict[Hashable, Any], scene: Scene) -> str:
    say = scene.say
    parts = [f"<b>{say.period(str(row['period']))}</b>"]
    if found.by:
        parts.append(label(scene, found.by, str(row["code"])))
    count = say.plural("1 seizure", "{n} seizures", row["seizures"])
    parts.append(f"{count} {interval(say, row['low'], row['high'])}")
    if "rate" in row:
        parts.append(f"{unit(scene, found.per)}: {spanned(say, row['rate'], row['rate_low'], row['rate_high'])}")
    if row["period"] in found.incomplete:
        parts.append(say("incomplete: reports are still coming in"))
    return "<br>".join(parts)


def event_line(event: Any, scene: Scene) -> str:
    """Return an event in one line: date, country, title, source."""
    say = scene.say
    where = say.label("country", event.country) if event.country else say("Region")
    title = event.title_es if say.language == "es" else event.title_en
    day = say.date(event.start, event.precision)
    return escape(f"{day} · {where} · {title} ({event.source_title})", quote=False)


def _marks(found: Trend, scene: Scene) -> pd.DataFrame:
    rows = []
    for period, events in found.events[found.events["number"].notna()].groupby("period"):
        lined = [event_line(event, scene) for event in events.head(MOST_TOLD).itertuples()]
        rows.append(
            {
                "period": scene.say.period(str(period)),
                "text": str(events["number"].iloc[0]),
                "hover": "<br>".join([*lined, *(["…"] if len(events) > MOST_TOLD else [])]),
            }
        )
    return pd.DataFrame(rows, columns=["period", "text", "hover"])


def _breaks(found: Trend, scene: Scene) -> list[tuple[str, str, str]]:
    say = scene.say
    told = say("Possible break: a mean of {before} before, {after} from {period} on")
    return [
        (
            say.period(row.period),
            say("possible break"),
            told.format(before=fine(say, row.before), after=fine(say, row.after), period=say.period(row.period)),
        )
        for row in found.breaks.itertuples()
    ]


def _rings(found: Trend, scene: Scene) -> pd.DataFrame:
    say = scene.say
    told = say("{period}: {n} seizures, more than the bound of {upper} (expected {expected})")
    rows = [
        {
            "period": say.period(row.period),
            "value": row.seizures,
            "hover": told.format(
                period=say.period(row.period),
                n=say.number(row.seizures),
                upper=fine(say, row.upper),
                expected=fine(say, row.expected),
            ),
        }
        for row in found.unusual.itertuples()
    ]
    return pd.DataFrame(rows, columns=["period", "value", "hover"])
