"""Did what left one area turn up beside it? The displacement study of the compare page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from dash import html

from analytics.displacement import Study, displacement_of, neighbours
from analytics.intervals import MINIMUM_BASE
from analytics.neighbours import CORE
from analytics.selection import moment
from data.vocabulary import REFERENCE
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.sides import decimal

SETS = ("target", "buffer", "control")
BORDERS = {"country": ("borders_admin0.geojson", "country"), "admin1": ("borders_admin1.geojson", "iso")}
TABLE = ["area", "places", "before", "after", "start", "around", "end", "quotient", "low", "high", "category", "reason"]

NAMES = {
    "target": mark("Target: where something was done"),
    "buffer": mark("Beside it"),
    "control": mark("Control: far from both"),
}

CATEGORIES = {
    "diffusion_of_benefits": mark(
        "Against the control, records beside the target fell too: what was done seems to have reached further "
        "(diffusion of benefits)."
    ),
    "displacement_below_gain": mark(
        "Against the control, records beside the target rose, by less than those in the target fell: part of it may "
        "have moved."
    ),
    "displacement_above_gain": mark(
        "Against the control, records beside the target rose by more than those in the target fell: more may have "
        "moved than was gained."
    ),
    "displacement": mark(
        "Against the control, records beside the target rose: part of it may have moved; how much can't be told."
    ),
    "undetermined": mark("Whether anything moved cannot be determined: the interval holds both a rise and a fall."),
}

REASONS = {
    "no_target": mark("Choose the target: where something was done."),
    "no_buffer": mark("Choose the areas beside the target: it has no neighbour on the map."),
    "no_control": mark("Choose the control areas: none is left that is neither target nor beside it."),
    "areas_overlap": mark("An area is in two of the three sets, or a country and one of its own provinces are."),
    "few_periods": mark("The records, or the period chosen, don't reach one whole month to both sides of this date."),
    "few_in_control": mark("It can't be told: the control needs {least} seizures before and {least} after."),
    "few_in_target": mark("It can't be told: the target needs {least} seizures before."),
    "few_in_buffer": mark("It can't be told: the areas beside it need {least} seizures, before and after together."),
    "target_did_not_fall": mark(
        "The target did not fall, by itself and against the control: there is nothing that could have moved."
    ),
}


@dataclass(frozen=True)
class Question:
    """What is asked, and the answer.

    Attributes
    ----------
    day : first day of the window after, None where none is named.
    sets : codes of target, buffer and control.
    suggested : which of the sets nobody chose.
    study : the answer, None where it can't be asked.
    """

    day: date | None
    sets: tuple[tuple[str, ...], ...]
    suggested: frozenset[str]
    study: Study | None


def question(scene: Scene) -> Question:
    """Return the study of the areas and the date chosen; neighbours and all others stand in for sets not chosen."""
    day = _day(scene)
    chosen = {name: tuple(code for code in scene.option(name).split(",") if code) for name in SETS}
    suggested = frozenset(name for name in SETS[1:] if chosen["target"] and not chosen[name])
    if "buffer" in suggested:
        taken = {*chosen["control"]}
        chosen["buffer"] = tuple(code for code in beside(chosen["target"]) if code not in taken)
    if "control" in suggested:
        near = {code.partition("-")[0] for name in ("target", "buffer") for code in chosen[name]}
        chosen["control"] = tuple(code for code in CORE if code not in near)
    sets = (chosen["target"], chosen["buffer"], chosen["control"])
    if day is None or not chosen["target"]:
        return Question(day, sets, suggested, None)
    study = displacement_of(scene.view, day, *sets, months=int(scene.option("months")))
    return Question(day, sets, suggested, study)


def _day(scene: Scene) -> date | None:
    """Return the first day named, None where it isn't one."""
    try:
        return moment(scene.option("around"))[0]
    except ValueError:
        return None


def beside(target: Collection[str]) -> tuple[str, ...]:
    """Return the neighbours of countries and provinces, each among its like."""
    return _beside(frozenset(target))


@lru_cache(maxsize=64)
def _beside(target: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    for level in BORDERS:
        codes = [code for code in target if ("-" in code) == (level == "admin1")]
        found += neighbours(_areas(level), codes, code=BORDERS[level][1]) if codes else ()
    inside = {code.partition("-")[0] for code in target}
    return tuple(code for code in found if code not in target and not (code in inside or _is_within(code, target)))


def _is_within(code: str, target: frozenset[str]) -> bool:
    return code.partition("-")[0] in target


@lru_cache(maxsize=2)
def _areas(level: str) -> Any:
    """Return the polygons of a level (EPSG:4326). Geopandas is imported where it is used: it costs start-up time."""
    import geopandas

    return geopandas.read_file(REFERENCE / BORDERS[level][0])


def displacement_table(asked: Question) -> pd.DataFrame:
    """Return the six counts, with the quotient and its interval on every row."""
    study = asked.study
    if study is None or study.start is None or study.end is None or asked.day is None:
        return pd.DataFrame(columns=TABLE)
    result, both = study.displacement, (study.before, study.after)
    rows = [
        {"area": name, "places": " ".join(codes)}
        | {when: getattr(counts, name) for when, counts in zip(("before", "after"), both, strict=True)}
        for name, codes in zip(SETS, asked.sets, strict=True)
    ]
    more = {"start": study.start.isoformat(), "around": asked.day.isoformat(), "end": study.end.isoformat()}
    answer = {"quotient": result.quotient, "low": result.low, "high": result.high}
    last = {"category": result.category, "reason": result.reason}
    return pd.DataFrame([row | more | answer | last for row in rows], columns=TABLE)


def displacement_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the six counts as a person reads them."""
    say = scene.say
    return pd.DataFrame(
        {
            say("Areas"): [say(NAMES[name]) for name in table["area"]],
            say("Before"): [say.number(count) for count in table["before"]],
            say("After"): [say.number(count) for count in table["after"]],
            say("Change"): [_change(row["before"], row["after"], scene) for row in table.to_dict("records")],
        }
    )


def _change(before: int, after: int, scene: Scene) -> str:
    """Return a change in per cent, in words on a base under ten."""
    say = scene.say
    if before < MINIMUM_BASE:
        return say("from {before} to {after}", before=say.number(before), after=say.number(after))
    share = round((after / before - 1) * 100)
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{say.percent(abs(share), 100)}"


def why_nothing(asked: Question, scene: Scene) -> str:
    """Return what is still to be chosen."""
    say = scene.say
    if asked.study is None:
        if scene.option("around") and asked.day is None:
            return say("“{value}” is not a date: write 2024, 2024-03 or 2024-03-15.", value=scene.option("around"))
        return say(
            "Choose a date and a target. The areas beside it and the control are suggested; both can be changed."
        )
    return say(REASONS[asked.study.displacement.reason])


def displaced(scene: Scene, path: str) -> Any:
    """Return what the study says in sentences: the answer first, then what it rests on."""
    asked = question(scene)
    study = asked.study
    if study is None or study.start is None or study.end is None or asked.day is None:
        return []
    rests = [_windows(study, asked.day, scene), *_sets(asked, scene), *_left(study, scene)]
    return [*(html.P(html.B(text)) for text in _answer(study, scene)), *(html.P(text) for text in rests)]


def _answer(study: Study, scene: Scene) -> list[str]:
    say, result = scene.say, study.displacement
    if result.reason:
        return [say(REASONS[result.reason]).format(least=MINIMUM_BASE)]
    told = [say(CATEGORIES[result.category])]
    if result.quotient is not None and result.low is not None and result.high is not None:
        values = {"value": result.quotient, "low": result.low, "high": result.high}
        numbers = {name: _signed(scene, value) for name, value in values.items()}
        told.append(say("Weighted displacement quotient: {value} (95% interval: {low} to {high}).", **numbers))
    if result.is_unstable:
        told.append(say("The fall in the target is itself not certain, so the interval means little."))
    return told


def _signed(scene: Scene, value: float) -> str:
    sign = "−" if value < 0 else ""
    return sign + decimal(scene.say, abs(value)) if np.isfinite(value) else "–"


def _windows(study: Study, day: date, scene: Scene) -> str:
    say, wanted = scene.say, int(scene.option("months"))
    ends = {"day": say.date(day), "start": say.date(study.start), "end": say.date(study.end)}
    months = say.plural("1 month", "{n} months", study.months)
    told = say("{months} before and {months} after {day}: {start} to {end}.", months=months, **ends)
    if study.months < wanted:
        return told + " " + say("The records, or the period chosen, allow no more.")
    return told


def _sets(asked: Question, scene: Scene) -> list[str]:
    """Return which areas are meant, and which of them were suggested."""
    say = scene.say
    suggestions = {
        "buffer": say("Beside it (suggested: neighbours on the map): {places}."),
        "control": say("Control areas (suggested: the other countries of Central America): {places}."),
    }
    named = {"buffer": say("Beside it: {places}."), "control": say("Control areas: {places}.")}
    lines = []
    for name, codes in zip(SETS[1:], asked.sets[1:], strict=True):
        text = suggestions[name] if name in asked.suggested else named[name]
        lines.append(text.format(places=", ".join(area_name(scene, code) for code in codes) or "–"))
    return lines


def area_name(scene: Scene, code: str) -> str:
    """Return the name of a country or province."""
    return scene.say.label("admin1" if "-" in code else "country", code)


def _left(study: Study, scene: Scene) -> list[str]:
    """Return what the counts leave out, and that filters of place hold here too."""
    say, lines = scene.say, []
    counts = {"undated": say.number(study.undated), "unplaced": say.number(study.unplaced)}
    if study.undated:
        text = say("{undated} seizures may lie in a window, or not: their date is not known well enough.", **counts)
        lines.append(text)
    if study.unplaced:
        lines.append(say("{unplaced} seizures in these countries don't state the province that would tell.", **counts))
    chosen = scene.view.selection
    if chosen.values("country") or chosen.values("admin1") or chosen.bbox:
        lines.append(say("The filters of place hold here too: areas outside them count nothing."))
    lines.append(say("It counts records: more controls beside the target would look the same as displacement."))
    return lines
