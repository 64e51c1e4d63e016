"""A and B over space and time on one scale: tables → the maps and the trend of the compare page."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.areas import areas
from analytics.crossfilter import View
from analytics.trends import FREQUENCIES, counts, periods, undated
from layouts.figures import lines, pairs, twins
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.sides import both, is_empty

LEVEL = "admin1"
PALE = 0.1
"""Opacity of a band."""

MAP = ["side", LEVEL, "seizures"]
TREND = ["side", "position", "period", "seizures", "low", "high"]


def _views(scene: Scene) -> dict[str, View]:
    return {"a": scene.view} | ({"b": scene.other} if scene.other is not None else {})


def map_table(scene: Scene) -> pd.DataFrame:
    """Return seizures by province of both sides."""
    if scene.other is None:
        return pd.DataFrame(columns=MAP)
    tables = [areas(view, LEVEL).assign(side=side) for side, view in _views(scene).items()]
    return pd.concat(tables, ignore_index=True).rename(columns={"code": LEVEL})[MAP]


def map_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return provinces with the seizures of both sides."""
    say = scene.say
    wide = table.pivot_table(index=LEVEL, columns="side", values="seizures", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["a", "b"], fill_value=0)
    titles = {side: f"{say.measure('seizures')}, {side.upper()}" for side in ("a", "b")}
    return pd.DataFrame(
        {say.name(LEVEL): [_place(scene, code) for code in wide.index]}
        | {titles[side]: [say.number(count) for count in wide[side]] for side in titles}
    )


def _place(scene: Scene, code: str) -> str:
    return f"{scene.say.label(LEVEL, code)}, {scene.say.label('country', code.partition('-')[0])}"


def map_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw two maps on the scale of all records."""
    if why := is_empty(scene):
        return message(why, scene.look)
    say, unit = scene.say, scene.say.measure("seizures")
    colours = pairs.colours(scene.look)
    shown = []
    for side, view in _views(scene).items():
        rows = table[table["side"] == side]
        hover = [
            f"<b>{_place(scene, code)}</b><br>{side.upper()}: {say.number(count)}"
            for code, count in rows[[LEVEL, "seizures"]].itertuples(index=False)
        ]
        drawn = rows.rename(columns={LEVEL: "code"}).assign(shown=rows["seizures"].astype("float64"), hover=hover)
        told = say(
            "{n} seizures, {placed} in a known province",
            n=say.number(view.seizures),
            placed=say.number(int((view.known(LEVEL) & view.counted()).sum())),
        )
        mark = f"<span style='color:{colours[side]}'>{pairs.SIGNS[side]} <b>{side.upper()}</b></span>"
        shown.append((f"{mark}  {told}", drawn))
    draw = twins.twin_maps if scene.webgl else twins.twin_drawings
    return draw((shown[0], shown[1]), level=LEVEL, most=_most(scene), look=scene.look, unit=unit)


def _most(scene: Scene) -> float:
    """Return the top of the scale: the province with most of all records, more only where a side exceeds it."""
    tops = [areas(view, LEVEL)["shown"].max() for view in (scene.everything, *_views(scene).values())]
    return float(np.nanmax(tops)) if np.isfinite(tops).any() else 1.0


def is_aligned(scene: Scene) -> bool:
    """Tell whether the sides are laid over each other from their beginnings: two closed periods that don't touch."""
    if scene.other is None:
        return False
    (first, last), (start, end) = (view.selection.days() for view in (scene.view, scene.other))
    return bool(first and last and start and end and (last < start or end < first))


def trend_table(scene: Scene) -> pd.DataFrame:
    """Return the seizures of both sides by period, with the exact Poisson interval of each count.

    `position` counts the periods from each side's beginning, or from the first of both where they aren't aligned.
    """
    grain = scene.option("grain")
    found = {side: counts(view, grain) for side, view in _views(scene).items()}
    named = [period for series in found.values() for period in series.index]
    if scene.other is None or not named:
        return pd.DataFrame(columns=TREND)
    every = periods(named, grain)
    tables = []
    for side, view in _views(scene).items():
        spans = _spanned(view, grain) if is_aligned(scene) else _within(view, every, grain)
        seen = found[side].reindex(spans, fill_value=0)
        place = range(1, len(spans) + 1) if is_aligned(scene) else [every.index(period) + 1 for period in spans]
        table = pd.DataFrame({"side": side, "position": place, "period": spans, "seizures": seen.to_numpy()})
        tables.append(table.join(intervals.poisson(seen.to_numpy())))
    return pd.concat(tables, ignore_index=True)[TREND]


def _spanned(view: View, grain: str) -> list[str]:
    """Return every period of a closed selection."""
    first, last = view.selection.days()
    return periods([_named(day, grain) for day in (first, last) if day], grain)


def _within(view: View, every: list[str], grain: str) -> list[str]:
    """Return the periods that a selection lets through: a side has no zero where it has no time."""
    first, last = view.selection.days()
    low, high = _named(first, grain) if first else "", _named(last, grain) if last else "9999"
    return [period for period in every if low <= period <= high]


def _named(day: date, grain: str) -> str:
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]
    return pd.Period(day, FREQUENCIES[grain]).strftime(form)


def trend_base(scene: Scene) -> str:
    """Return who is compared, and how many seizures have no date as precise as the periods."""
    if scene.other is None:
        return ""
    left = sum(undated(view, scene.option("grain")) for view in _views(scene).values())
    apart = [scene.say("{n} not dated precisely enough", n=scene.say.number(left))] if left else []
    return " · ".join([both(scene), *apart])


def trend_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw both sides over time."""
    say = scene.say
    if (why := is_empty(scene)) or table.empty:
        return message(
            why or say("No seizure of either side is dated precisely enough: choose a longer period."), scene.look
        )
    aligned, colours = is_aligned(scene), pairs.colours(scene.look)
    rows = table.to_dict("records")
    shown = pd.DataFrame(
        {
            "period": [_label(row, scene, aligned=aligned) for row in rows],
            "series": [row["side"].upper() for row in rows],
            "colour": [colours[row["side"]] for row in rows],
            "value": table["seizures"],
            "low": table["low"],
            "high": table["high"],
            "hover": [_hover(row, scene) for row in rows],
            "custom": [_fragment(row, scene) for row in rows],
            "position": table["position"],
        }
    ).sort_values(["series", "position"], kind="stable")
    figure = lines.banded(shown, look=scene.look, empty="", unit=say.measure("seizures"))
    figure["layout"]["legend"]["traceorder"] = "normal"
    figure["data"] = [_sided(trace, colours) for trace in figure["data"]]
    figure["layout"]["xaxis"]["categoryarray"] = list(dict.fromkeys(shown.sort_values("position")["period"]))
    return figure


def _sided(trace: dict[str, Any], colours: dict[str, str]) -> dict[str, Any]:
    """Return a line with the marks of its side, or a band paler than one alone: two lie over each other."""
    if side := trace.get("name", "").lower():
        return trace | {"marker": {"size": 8, "color": colours[side], "symbol": pairs.SYMBOLS[side]}}
    if "fillcolor" in trace:
        cut = trace["fillcolor"].rindex(",")
        return trace | {"fillcolor": f"{trace['fillcolor'][:cut]},{PALE})"}
    return trace


def _label(row: dict[str, Any], scene: Scene, *, aligned: bool) -> str:
    if not aligned:
        return scene.say.period(row["period"])
    say, n = scene.say, row["position"]
    return {"year": say("Year {n}", n=n), "quarter": say("Quarter {n}", n=n), "month": say("Month {n}", n=n)}[
        scene.option("grain")
    ]


def _hover(row: dict[str, Any], scene: Scene) -> str:
    say = scene.say
    told = say("{n} (95% interval: {low} to {high})", n=say.number(row["seizures"]), **_bounds(row, scene))
    return f"<b>{row['side'].upper()}</b> · {say.period(row['period'])}<br>{told}"


def _bounds(row: dict[str, Any], scene: Scene) -> dict[str, str]:
    return {name: scene.say.number(row[name]) for name in ("low", "high")}


def _fragment(row: dict[str, Any], scene: Scene) -> str | None:
    """Return what a click on a mark of A selects: its period, where A holds the whole of it."""
    if row["side"] != "a":
        return None
    first, last = scene.view.selection.days()
    span = pd.Period(row["period"].replace("-Q", "Q"), FREQUENCIES[scene.option("grain")])
    start, end = span.start_time.date(), span.end_time.date()
    if (first and first > start) or (last and last < end):
        return None
    is_quarter = "Q" in row["period"]
    ends = (f"{start:%Y-%m}", f"{end:%Y-%m}") if is_quarter else (row["period"], row["period"])
    return f"from={ends[0]}&to={ends[1]}"


def trend_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the series as a person reads them."""
    say = scene.say
    return pd.DataFrame(
        {
            say("Side"): [side.upper() for side in table["side"]],
            say("Period"): [say.period(period) for period in table["period"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("95% interval"): [
                say("{low} to {high}", low=say.number(low), high=say.number(high))
                for low, high in table[["low", "high"]].itertuples(index=False)
            ],
        }
    )
