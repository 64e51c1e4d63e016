"""How the mix of methods changes: shares over time, and how far each period moved from the one before."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from analytics.frequency import OTHER, known
from analytics.intervals import LEVEL, MINIMUM_BASE
from analytics.modus_operandi import ENOUGH, mix
from analytics.shifts import shift_series
from data.dimensions import DIMENSIONS
from layouts.drawing import nothing
from layouts.figures import bars, intervals, multiples, nulls
from layouts.figures.base import Figure, message, wrapped
from layouts.i18n import Speech
from layouts.scene import Scene
from layouts.sides import decimal

FAMILY = "concealment_family"
SHOWN_FAMILIES = 8
SHOWN_CHANGES = 12
NAMED_CHANGES = 3


def period_name(say: Speech, code: str, *, short: bool = False) -> str:
    """Return a period or group of years: `2019`, `2019–2021`; short, `2019–21`."""
    first, _, last = code.partition("/")
    if not last:
        return say.period(code)
    return f"{first}–{last[2:] if short and first[:2] == last[:2] else last}"


def period_fragment(scene: Scene, code: str) -> str:
    """Return what selects a period or group of years, within the period already selected."""
    first, _, last = code.partition("/")
    selection = scene.view.selection
    start = max(first, selection.start)
    end = selection.end if selection.end and selection.end[:4] <= (last or first) else last or first
    return f"from={start}&to={end}"


def share_in_words(scene: Scene, part: float, share: float, low: float, high: float, whole: float) -> str:
    """Return a share with its interval and base, in words; without a percentage on a base under 10."""
    say = scene.say
    if not np.isfinite(share):
        return say("{part} of {whole} that state it", part=say.number(part), whole=say.number(whole))
    told = say.between(share, low, high)
    return say("{part} of {whole}: {share}", part=say.number(part), whole=say.number(whole), share=told)


def mix_table(scene: Scene) -> pd.DataFrame:
    """Return the share of each family of methods in each group of years."""
    table = mix(scene.view, FAMILY, ENOUGH, top=SHOWN_FAMILIES)
    return table.rename(columns={"code": FAMILY})


def mix_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw a panel for each family; counts only where there are too few for shares."""
    if table.empty or not table["seizures"].any():
        return message(nothing(scene), scene.look)
    if table["known"].max() < MINIMUM_BASE:
        return _counts(table, scene)
    say = scene.say
    told = table[table["known"] >= MINIMUM_BASE]
    names = [say.label(FAMILY, code) for code in told[FAMILY]]
    periods = [period_name(say, code).replace("–", "–<br>") for code in told["period"]]
    shown = pd.DataFrame(
        {
            "series": names,
            "period": [f"{name}<br>n={known}" for name, known in zip(periods, told["known"], strict=True)],
            "value": told["share"].to_numpy(),
            "low": told["low"].to_numpy(),
            "high": told["high"].to_numpy(),
            "hover": [_mix_hover(scene, row) for row in told.to_dict("records")],
            "custom": [_mix_fragment(scene, row) for row in told.to_dict("records")],
            "muted": (told[FAMILY] == OTHER).to_numpy(),
        }
    )
    if len(set(periods)) == 1:
        return _one_period(shown, told, scene)
    return multiples.intervals(shown, look=scene.look, empty=nothing(scene))


def _one_period(shown: pd.DataFrame, told: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the only mix there is: one group of years has no change."""
    say = scene.say
    bases = told[["seizures", "share"]].to_numpy()
    rows = shown.rename(columns={"series": "label"}).assign(
        text=[f"{say.number(count)} · {say.percent(share * 100, 100)}" for count, share in bases],
        strong=~shown["muted"],
    )
    unit = say("Share in {period}: too few seizures for a change", period=period_name(say, told["period"].iloc[0]))
    return intervals.dots(rows, look=scene.look, empty=nothing(scene), unit=unit, form=".0%")


def _counts(table: pd.DataFrame, scene: Scene) -> Figure:
    say = scene.say
    table = table[table["seizures"] > 0]
    labels = [say.label(FAMILY, code) for code in table[FAMILY]]
    shown = pd.DataFrame(
        {
            "label": [wrapped(label) for label in labels],
            "detail": [period_name(say, code) for code in table["period"]],
            "value": table["seizures"],
            "text": [say.number(count) for count in table["seizures"]],
            "hover": [_mix_hover(scene, row) for row in table.to_dict("records")],
            "custom": [_mix_fragment(scene, row) for row in table.to_dict("records")],
            "muted": table[FAMILY] == OTHER,
        }
    )
    return bars.ranked(shown, look=scene.look, empty=nothing(scene))


def _mix_hover(scene: Scene, row: dict[Hashable, Any]) -> str:
    share = share_in_words(scene, *(row[name] for name in ("seizures", "share", "low", "high", "known")))
    head = f"{scene.say.label(FAMILY, row[FAMILY])}, {period_name(scene.say, row['period'])}"
    return f"{head}<br>{share}"


def _mix_fragment(scene: Scene, row: dict[Hashable, Any]) -> str | None:
    if row[FAMILY] == OTHER or not row["seizures"]:
        return None
    return f"{FAMILY}={row[FAMILY]}&{period_fragment(scene, row['period'])}"


def mix_told(table: pd.DataFrame, scene: Scene) -> str:
    """Return how many seizures are in no mix, and why."""
    say, count = scene.say, scene.view.seizures
    if table.empty:
        return ""
    each = table.drop_duplicates("period")
    dated = int(each["n"].sum())
    parts = [say("{n} state how it was hidden", n=say.number(int(each["known"].sum())))]
    parts += [say("{n} without a year", n=say.number(count - dated))] if count > dated else []
    return " · ".join(parts)


def mix_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the mix as a person reads it."""
    say = scene.say
    return pd.DataFrame(
        {
            say("Period"): [period_name(say, code) for code in table["period"]],
            say.name(FAMILY): [say.label(FAMILY, code) for code in table[FAMILY]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
            say("Of seizures that state it"): [say.number(count) for count in table["known"]],
            say("Not stated"): [say.number(count) for count in table["unknown"]],
        }
    )


def shift_table(scene: Scene) -> pd.DataFrame:
    """Return how far the mix of each group of years moved from the group before."""
    return shift_series(scene.view, "concealment", ENOUGH)


def shift_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw each score in its band of chance; in colour only what is beyond it after adjustment."""
    say = scene.say
    if not (table["reason"] == "").any():
        return message(_too_few(scene), scene.look)
    recent = table.tail(SHOWN_CHANGES)
    shown = recent[["low", "middle", "high"]].assign(
        label=[_change(say, row) for row in recent.to_dict("records")],
        value=recent["score"],
        text=[f"n = {say.number(row.first)} → {say.number(row.second)}" for row in recent.itertuples()],
        hover=[_shift_hover(scene, row) for row in recent.to_dict("records")],
        strong=beyond(recent),
    )
    unit = say("Change of the mix in bits (0: none, 1: nothing in common)")
    return nulls.scores(shown, look=scene.look, empty=nothing(scene), unit=unit)


def beyond(table: pd.DataFrame) -> pd.Series:
    """Return which changes chance gives in at most 5% of cases, after adjustment for their number."""
    return table["adjusted_p"] <= 1 - LEVEL


def _change(say: Speech, row: dict[Hashable, Any]) -> str:
    return f"{period_name(say, row['previous'], short=True)} → {period_name(say, row['period'], short=True)}"


def _shift_hover(scene: Scene, row: dict[Hashable, Any]) -> str:
    say = scene.say
    if row["reason"]:
        return say("Too few state how it was hidden: {first}, then {second}.", first=row["first"], second=row["second"])
    lines = [
        say("Score {score} bits", score=decimal(say, row["score"], places=3)),
        say(
            "chance gives {low} to {high}",
            low=decimal(say, row["low"], places=3),
            high=decimal(say, row["high"], places=3),
        ),
        say("p = {p} after adjustment", p=decimal(say, row["adjusted_p"], places=3)),
        say("compared by {dimension}", dimension=say.name(row["dimension"])),
    ]
    return "<br>".join(lines)


def shift_told(table: pd.DataFrame, scene: Scene) -> str:
    """Return in one sentence whether any change is beyond chance."""
    say = scene.say
    told = table[table["reason"] == ""]
    if told.empty:
        return ""
    strong = told[beyond(told)]
    if strong.empty:
        return say.plural(
            "the one change compared is no larger than chance gives",
            "none of the {n} changes compared is larger than chance gives",
            len(told),
        )
    named = "; ".join(_change(say, row) for row in strong.tail(NAMED_CHANGES).to_dict("records"))
    counts = {"n": say.number(len(strong)), "all": say.number(len(told)), "named": named}
    return say("{n} of {all} changes larger than chance gives: {named}", **counts)


def _too_few(scene: Scene) -> str:
    say = scene.say
    return say(
        "Whether the mix changed cannot be determined: it needs two periods of {least} seizures that state how it was "
        "hidden; this selection has {n} such seizures.",
        least=MINIMUM_BASE,
        n=say.number(known(scene.view, "concealment")),
    )


def shift_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the scores as a person reads them."""
    say = scene.say
    judged = np.select([table["reason"] != "", beyond(table)], [say("cannot be determined"), say("yes")], say("no"))
    band = [
        f"{decimal(say, low, places=3)} – {decimal(say, high, places=3)}"
        for low, high in table[["low", "high"]].to_numpy()
    ]
    return pd.DataFrame(
        {
            say("Period"): [_change(say, row) for row in table.to_dict("records")],
            say("Of seizures that state it"): [f"{row.first} → {row.second}" for row in table.itertuples()],
            say("Compared by"): [say.name(name) if name in DIMENSIONS else name for name in table["dimension"]],
            say("Score (bits)"): [decimal(say, score, places=3) for score in table["score"]],
            say("Chance gives"): band,
            say("p, adjusted"): [decimal(say, p, places=3) for p in table["adjusted_p"]],
            say("Beyond chance"): judged,
        }
    )
