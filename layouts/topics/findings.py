"""Plain-language findings: hedged sentences with n, interval and the biases that apply."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
from dash import html

from analytics import findings
from analytics.findings import Finding
from data.dimensions import base
from layouts.cautions import biases_of
from layouts.chart import Chart
from layouts.i18n import Speech, mark
from layouts.scene import Scene
from layouts.topics.timing import fine, not_whole

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "rose": mark(
            "Recorded seizures rose from {first} in {before} to {second} in {after}: {ratio} times as many (95% "
            "interval {low} to {high}). That may be trafficking, controls or reporting."
        ),
        "fell": mark(
            "Recorded seizures fell from {first} in {before} to {second} in {after}: {ratio} times as many (95% "
            "interval {low} to {high}). That may be trafficking, controls or reporting."
        ),
        "no_clear_change": mark(
            "Recorded seizures went from {first} in {before} to {second} in {after}; the 95% interval of the ratio "
            "({low} to {high}) includes no change."
        ),
        "rose_from_few": mark(
            "Recorded seizures rose from {first} in {before} to {second} in {after}, more than chance alone would give "
            "(p = {p}). That may be trafficking, controls or reporting."
        ),
        "fell_from_few": mark(
            "Recorded seizures fell from {first} in {before} to {second} in {after}, more than chance alone would give "
            "(p = {p}). That may be trafficking, controls or reporting."
        ),
        "few_to_compare": mark(
            "Recorded seizures went from {first} in {before} to {second} in {after}; the interval includes no change."
        ),
        "publishers": mark(
            "The records of {before} come from {first} publishers, those of {after} from {second}: where more publish, "
            "or more is searched, more is recorded."
        ),
        "silent_since": mark(
            "The last of these records is of {last}; whether nothing was seized since, or nothing was reported, isn't "
            "known."
        ),
        "trend_rise": mark(
            "From {first} to {last} recorded seizures rose by about {per_year} a year (95% interval {low} to {high}). "
            "That may be trafficking, controls or reporting."
        ),
        "trend_fall": mark(
            "From {first} to {last} recorded seizures fell by about {per_year} a year (95% interval {low} to {high}). "
            "That may be trafficking, controls or reporting."
        ),
        "trend_rise_small": mark(
            "From {first} to {last} recorded seizures tended to rise, by how much a year can't be told (95% interval "
            "{low} to {high}). That may be trafficking, controls or reporting."
        ),
        "trend_fall_small": mark(
            "From {first} to {last} recorded seizures tended to fall, by how much a year can't be told (95% interval "
            "{low} to {high}). That may be trafficking, controls or reporting."
        ),
        "no_trend": mark(
            "From {first} to {last} no trend of the yearly counts can be told from chance (95% interval {low} to "
            "{high} a year)."
        ),
        "few_periods": mark("A trend needs {minimum} complete years, here there are {years}: it cannot be determined."),
        "few_records": mark(
            "A trend needs {minimum} seizures in complete years, here there are {n}: it cannot be determined."
        ),
        "mostly_zero": mark("Most years have no record: a trend cannot be determined."),
        "most_frequent": mark(
            "{field}: “{value}” is stated most, in {count} of {known} that state it ({share}; 95% interval {low} to "
            "{high})."
        ),
        "most_frequent_moved": mark(
            "{field}: of those in transit, “{value}” is stated most, in {count} of {known} that state it ({share}; "
            "95% interval {low} to {high})."
        ),
        "most_frequent_count": mark("{field}: “{value}” is stated most, in {count} of only {known} that state it."),
        "tied": mark("{field}: {value} are stated equally often, in {count} of {known} each."),
        "tied_moved": mark(
            "{field}: of those in transit, {value} are stated equally often, in {count} of {known} each."
        ),
        "tied_many": mark(
            "{field}: none is stated most; {values} values are stated equally often, in {count} of {known} each."
        ),
        "never_stated": mark("{field} is stated in none of these {n} records."),
        "largest_case": mark("One case has {largest} of all {total} firearms ({share}): totals hang on it."),
        "median": mark(
            "Half of the seizures that state firearms have {median} or fewer (95% interval of the median {low} "
            "to {high}). All modes of transport are taken together: compare sizes within one."
        ),
        "routes_stated": mark(
            "{stated} of {n} seizures state an origin or a destination; where the others came from or went isn't known."
        ),
        "more_here": mark(
            "{field}: “{value}” is more frequent here than in all other records: {a} of {a_known} against {b} of "
            "{b_known} (difference {low} to {high})."
        ),
        "less_here": mark(
            "{field}: “{value}” is less frequent here than in all other records: {a} of {a_known} against {b} of "
            "{b_known} (difference {low} to {high})."
        ),
    }
)
"""Kind of finding → its sentence; a trend that can't be determined is told by its reason."""

SHARES = frozenset({"share", "low", "high"})
SHARED = frozenset({"most_frequent", "most_frequent_moved", "largest_case", "more_here", "less_here"})
"""Kinds whose bounds are shares."""

PRECISE = frozenset({"per_year", "low", "high", "p"})
"""Values of which two significant digits are told."""

WORDS = frozenset({"before", "after", "last", "code", "reason"})


def sentence(finding: Finding, say: Speech) -> str:
    """Return a finding in words."""
    values = dict(finding.values)
    kind = str(values.get("reason")) if finding.kind == "trend_undetermined" else finding.kind
    told = {name: _told(name, value, finding.kind, say) for name, value in values.items()}
    if finding.kind == "trend_fall":
        told |= {"per_year": fine(say, -float(values["per_year"]))}
        told |= {"low": fine(say, -float(values["high"])), "high": fine(say, -float(values["low"]))}
    if finding.dimension:
        told["field"] = say.name(base(finding.dimension))
        told["value"] = _named(finding, say)
    told.setdefault("n", say.number(finding.n))
    return say(SENTENCES[kind]).format(**told)


def _named(finding: Finding, say: Speech) -> str:
    """Return the label of the value a finding names; of several that tie, each in quotes."""
    codes = str(finding.values.get("code", "")).split(";")
    if len(codes) == 1:
        return say.label(finding.dimension, codes[0])
    *first, last = (f"“{say.label(finding.dimension, code)}”" for code in codes)
    return say("{names} and {last}", names=", ".join(first), last=last)


def _told(name: str, value: Any, kind: str, say: Speech) -> str:
    if name in WORDS or isinstance(value, str):
        return str(value)
    if name in SHARES and kind in SHARED:
        return say.percent(float(value) * 100, 100)
    return fine(say, float(value)) if name in PRECISE else say.number(float(value))


def _over_time(scene: Scene) -> list[Finding]:
    gone = not_whole(scene, "year")
    found = [*findings.last_change(scene.view, gone), *findings.long_trend(scene.view, gone)]
    return [*found, *findings.silent_since(scene.view, scene.everything, gone)]


def _of_overview(scene: Scene) -> list[Finding]:
    view, found = scene.view, _over_time(scene)
    found += [*findings.most_frequent(view, "transport_mode"), *findings.most_frequent(view, "concealment")]
    found += [*findings.routes_stated(view), *findings.largest_case(view)]
    return found + (findings.unlike_the_rest(view, scene.everything) if scene.view.selection.filters else [])


def _of_routes(scene: Scene) -> list[Finding]:
    found = findings.routes_stated(scene.view)
    for name in ("origin", "destination", "via"):
        found += findings.most_frequent(scene.view, name)
    return found


def _of_trends(scene: Scene) -> list[Finding]:
    sources = findings.publishers(scene.view, not_whole(scene, "year"))
    return [*_over_time(scene), *sources, *findings.largest_case(scene.view)]


def _of_methods(scene: Scene) -> list[Finding]:
    found: list[Finding] = []
    for name in ("concealment", "transport_mode", "location_type", "detection"):
        found += findings.most_frequent(scene.view, name)
    return [*found, *findings.consignment(scene.view)]


def numbers(found: list[Finding]) -> pd.DataFrame:
    """Return findings as a table of codes and numbers, one row each."""
    rows = [
        {"kind": each.kind, "dimension": each.dimension, "n": each.n, "touches": ";".join(each.touches), **each.values}
        for each in found
    ]
    names = dict.fromkeys(["kind", "dimension", "n", "touches", *(name for row in rows for name in row)])
    return pd.DataFrame(rows, columns=list(names))


def words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return findings as sentences, each with n and what to bear in mind."""
    say = scene.say
    told = [Finding(row["kind"], row.dropna().to_dict(), row["n"], row["dimension"]) for _, row in table.iterrows()]
    lines = [
        [html.Span(sentence(finding, say)), html.Br(), html.Span(_biases(touches, scene), className="card-note")]
        for finding, touches in zip(told, table["touches"], strict=True)
    ]
    counts = [say.number(count) for count in table["n"]]
    return pd.DataFrame({say("What these records show"): lines, say("n"): counts})


def _biases(touches: str, scene: Scene) -> str:
    table = biases_of(tuple(touches.split(";")), most=2)
    return scene.say("Bear in mind:") + " " + " · ".join(table[f"name_{scene.say.language}"])


def _chart(name: str, of: Callable[[Scene], list[Finding]]) -> Chart:
    return Chart(
        name=name,
        title=mark("What can be said, and how surely?"),
        result=lambda scene: of(scene) if scene.view.seizures else [],
        numbers=numbers,
        words=words,
        listing=True,
        why=lambda found, scene: scene.say("No seizure matches these filters: there is nothing to say."),
        background=True,
        height=460,
        method=mark(
            "Sentences from tested templates. Changes are of complete years only, with exact intervals of the ratio; "
            "the trend is Theil-Sen's slope with the Mann-Kendall test; shares have Wilson's interval and are told on "
            "ten records or more; differences from all other records hold after control of false discoveries. "
            "Intervals take seizures to be independent of each other: operations that make several at once widen them."
        ),
    )


CHARTS: tuple[Chart, ...] = (
    _chart("findings", _of_overview),
    _chart("findings-routes", _of_routes),
    _chart("findings-trends", _of_trends),
    _chart("findings-methods", _of_methods),
)
