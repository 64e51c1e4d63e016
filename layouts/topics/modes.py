"""The sizes of consignments, within one mode of transport: tables → figures and listings."""

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analytics.columns import Floats, Single
from analytics.consignments import MODE, consignments, consignments_by_period, histogram
from analytics.crossfilter import View
from analytics.intervals import MINIMUM_BASE
from analytics.modus_operandi import ENOUGH, stated
from analytics.parts import of_rows
from data.dimensions import NOT_RECORDED, UNKNOWN
from layouts.figures import histograms, intervals
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.sides import decimal
from layouts.topics.mixes import period_fragment, period_name, share_in_words

STILL = "not_in_transit"
"""Stashes and raids: nothing was moved, so that it is shown only if chosen."""

SHOWN_PERIODS = 14


def chosen_mode(scene: Scene) -> str:
    """Return the mode the address names, else that of most seizures in which goods were moved; empty for none."""
    asked = scene.option("mode")
    if asked in scene.say.vocabulary.codes(MODE) and asked not in UNKNOWN:
        return asked
    return _usual(scene.view)


@lru_cache(maxsize=8)
def _usual(view: View) -> str:
    found = stated(view, MODE).values
    return next((mode for mode in found if mode != STILL), found[0] if found else "")


def in_mode(scene: Scene) -> Scene:
    """Return the scene with only the seizures of the mode shown."""
    mode = chosen_mode(scene)
    options = tuple(sorted({**dict(scene.query.options), "mode": mode}.items()))
    return replace(scene, view=_of_mode(scene.view, mode), query=replace(scene.query, options=options))


@lru_cache(maxsize=8)
def _of_mode(view: View, mode: str) -> View:
    column = view.columns.held[MODE]
    assert isinstance(column, Single)
    wanted = np.array([value == mode for value in column.values])
    return of_rows(view, view.rows[wanted[column.codes[view.rows]]])


def mode_base(scene: Scene) -> str:
    """Return which mode is shown and how many of its seizures state firearms."""
    say, mode = scene.say, chosen_mode(scene)
    if not mode:
        return say("no seizure states its transport")
    sized = int(np.count_nonzero(scene.view.amounts("firearms")[scene.view.rows] > 0))
    return f"{say.label(MODE, mode)} · " + say.plural("1 states its firearms", "{n} state their firearms", sized)


def nothing_sized(scene: Scene) -> str:
    """Return what a chart of sizes says where no seizure of the mode states any."""
    say, mode = scene.say, chosen_mode(scene)
    if not mode:
        return say("No seizure in this selection states its transport: sizes are compared within one mode only.")
    return say("No seizure of the mode “{mode}” in this selection states its firearms.", mode=say.label(MODE, mode))


def size_table(scene: Scene) -> pd.DataFrame:
    """Return the seizures of the mode by bins of size."""
    return histogram(scene.view).rename(columns={"mode": MODE})


def size_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the sizes of the mode's consignments."""
    say = scene.say
    labels = [bin_name(scene, row.start, row.end) for row in table.itertuples()]
    shares = ["seizures", "share", "low", "high", "known"]
    shown = pd.DataFrame(
        {
            "label": labels,
            "value": table["seizures"],
            "text": [say.number(count) if count else "" for count in table["seizures"]],
            "hover": [
                say("Firearms: {size}", size=label) + "<br>" + share_in_words(scene, *row)
                for label, row in zip(labels, table[shares].to_numpy(), strict=True)
            ],
            "custom": [_size_fragment(scene, row) for row in table.to_dict("records")],
        }
    )
    names = {"unit": say("Firearms of a seizure (bins about double)"), "counted": say.measure("seizures")}
    return histograms.columns(shown, look=scene.look, empty=nothing_sized(scene), **names)


def bin_name(scene: Scene, start: float, end: float) -> str:
    """Return a bin of sizes: `2`, `3–5`, `251 +`."""
    say = scene.say
    if start == end:
        return say.number(start)
    return f"{say.number(start)}–{say.number(end)}" if np.isfinite(end) else f"{say.number(start)} +"


def _size_fragment(scene: Scene, row: dict[Hashable, Any]) -> str | None:
    """Return what selects a bin; nothing under a filter on goods, where sizes are of those goods only."""
    selection = scene.view.selection
    if not row["seizures"] or selection.values("item_type") or selection.values("item_type_family"):
        return None
    least = max(int(row["start"]), selection.min_firearms or 0)
    ends = [end for end in (row["end"], selection.max_firearms) if end is not None and np.isfinite(end)]
    most = f"&max_firearms={int(min(ends))}" if ends else ""
    return f"{MODE}={row[MODE]}&min_firearms={least}{most}"


def sizes_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the bins as a person reads them."""
    say = scene.say
    return pd.DataFrame(
        {
            say.name(MODE): [say.label(MODE, code) for code in table[MODE]],
            say("Firearms of a seizure"): [bin_name(scene, row.start, row.end) for row in table.itertuples()],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
        }
    )


def mode_table(scene: Scene) -> pd.DataFrame:
    """Return the sizes of consignments of each mode."""
    return consignments(scene.view).rename(columns={"mode": MODE})


def modes_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the sizes of consignments of each mode as a person reads them."""
    modes = [scene.say.label(MODE, code) for code in table[MODE]]
    names = [f"{mode} *" if code == NOT_RECORDED else mode for mode, code in zip(modes, table[MODE], strict=True)]
    return pd.DataFrame({scene.say("Mode of transport"): names}).join(_described(table, scene))


def _described(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    say = scene.say
    small = ["small_share", "small_low", "small_high", "small", "small_base"]
    return pd.DataFrame(
        {
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("State firearms"): [say.number(count) for count in table["stated"]],
            say("Median firearms"): [_estimate(scene, "number", *row) for row in _values(table, "median")],
            say("Gini"): [_estimate(scene, "ratio", *row) for row in _values(table, "gini")],
            say("Small consignments"): [_small(scene, *row) for row in table[small].to_numpy()],
        }
    )


def _values(table: pd.DataFrame, name: str) -> Floats:
    return table[[name, f"{name}_low", f"{name}_high"]].to_numpy(np.float64)


def _estimate(scene: Scene, kind: str, middle: float, low: float, high: float) -> str:
    """Return an estimate with its interval; a dash where the base is too small."""
    say = scene.say
    if not np.isfinite(middle):
        return "–"
    told = [say.number(value) if kind == "number" else decimal(say, value) for value in (middle, low, high)]
    return say("{share} ({low} to {high})", share=told[0], low=told[1], high=told[2])


def _small(scene: Scene, share: float, low: float, high: float, part: float, whole: float) -> str:
    say = scene.say
    if np.isfinite(share):
        return say.between(share, low, high)
    return say("{part} of {whole}", part=say.number(part), whole=say.number(whole)) if whole else "–"


def period_table(scene: Scene) -> pd.DataFrame:
    """Return the sizes of the mode's consignments by group of years."""
    return consignments_by_period(scene.view, chosen_mode(scene), ENOUGH)


def median_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the median consignment of each group of years with its interval."""
    say = scene.say
    told = table[table["median"].notna()].tail(SHOWN_PERIODS)
    if told.empty:
        return message(_too_few(table, scene), scene.look)
    texts = [_estimate(scene, "number", *row) for row in _values(told, "median")]
    shown = _periods(told, scene, texts, told["stated"]).assign(
        value=told["median"].to_numpy(), low=told["median_low"].to_numpy(), high=told["median_high"].to_numpy()
    )
    return intervals.dots(shown, look=scene.look, empty=nothing_sized(scene), unit=say("Median firearms of a seizure"))


def small_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the share of small consignments of each group of years with its interval."""
    told = table[table["small_share"].notna()].tail(SHOWN_PERIODS)
    if told.empty:
        return message(_too_few(table, scene), scene.look)
    columns = {"value": "small_share", "low": "small_low", "high": "small_high"}
    texts = [scene.say.between(*row) for row in told[[*columns.values()]].to_numpy()]
    shown = _periods(told, scene, texts, told["small_base"]).assign(
        **{name: told[column].to_numpy() for name, column in columns.items()}
    )
    unit = scene.say("Share of small consignments")
    return intervals.dots(shown, look=scene.look, empty=nothing_sized(scene), unit=unit, form=".0%")


def _periods(table: pd.DataFrame, scene: Scene, texts: list[str], bases: pd.Series) -> pd.DataFrame:
    names = [period_name(scene.say, code) for code in table["period"]]
    told = [f"{text} · n = {scene.say.number(base)}" for text, base in zip(texts, bases, strict=True)]
    return pd.DataFrame(
        {
            "label": names,
            "text": told,
            "hover": [f"{name}<br>{text}" for name, text in zip(names, told, strict=True)],
            "custom": [f"{MODE}={chosen_mode(scene)}&{period_fragment(scene, code)}" for code in table["period"]],
            "strong": True,
        }
    )


def _too_few(table: pd.DataFrame, scene: Scene) -> str:
    say, mode = scene.say, chosen_mode(scene)
    if not mode:
        return nothing_sized(scene)
    return say(
        "This needs {least} seizures of the mode “{mode}” that state their firearms; this selection has {n}.",
        least=MINIMUM_BASE,
        mode=say.label(MODE, mode),
        n=say.number(int(table["stated"].sum())),
    )


def periods_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the groups of years as a person reads them."""
    names = [period_name(scene.say, code) for code in table["period"]]
    return pd.DataFrame({scene.say("Period"): names}).join(_described(table, scene))
