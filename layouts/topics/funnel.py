"""Places against what chance explains: tables → the funnel plot of the compare page."""

from functools import lru_cache
from typing import Any

import pandas as pd

from analytics.crossfilter import View
from analytics.funnel import MINIMUM_PLACES, Funnel, funnel, rates, shares
from analytics.intervals import MINIMUM_BASE
from analytics.neighbours import CORE
from data.dimensions import UNKNOWN
from layouts.figures import funnels
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.sides import decimal

RATE = "rate"
PEOPLE = 100_000
MILLION = 1_000_000
WHOLE = frozenset({RATE, "route_known"})
"""What a click can select: all seizures of a place are in it, not only those that tell."""

NAMES = {
    RATE: mark("Seizures per 100,000 people"),
    "route_known": mark("Share with an end of the route stated"),
    "concealed": mark("Share concealed"),
    "small_consignment": mark("Share of small consignments"),
}

BASES = {
    RATE: mark("People, in millions (2019)"),
    "route_known": mark("Seizures"),
    "concealed": mark("Seizures that tell whether it was concealed"),
    "small_consignment": mark("Seizures that state firearms, or parts alone"),
}

FEW_COUNTRIES = mark("Limits need {least} countries of Central America with records; this selection has {n}.")
FEW_PLACES = mark(
    "Limits need {least} places with {base} or more seizures that tell this; this selection has {n}. Take off a "
    "filter, or choose another number."
)


ONE_MODE = mark("Sizes are compared within one mode of transport only: choose one under “Transport” in the filters.")


def mixes_modes(scene: Scene) -> bool:
    """Tell whether sizes of different modes of transport would be compared."""
    if kind_of(scene) != "small_consignment":
        return False
    modes = scene.view.by("transport_mode_family")["transport_mode_family"]
    return len(set(modes) - UNKNOWN) > 1 or bool(set(modes) & UNKNOWN)


def kind_of(scene: Scene) -> str:
    """Return what places are compared by."""
    return scene.option("funnel")


def level_of(scene: Scene) -> str:
    """Return which places: countries, or provinces where the filters leave few countries; rates are by country."""
    chosen = scene.view.selection
    named = {*chosen.values("country"), *(code.partition("-")[0] for code in chosen.values("admin1"))}
    return "admin1" if kind_of(scene) != RATE and 0 < len(named) < MINIMUM_PLACES else "country"


def funnel_result(scene: Scene) -> Funnel:
    """Return the places and their limits."""
    people = scene.reference.population
    known = tuple((code, float(people[code])) for code in CORE if code in people.index)
    return _made(scene.view, level_of(scene), kind_of(scene), known)


@lru_cache(maxsize=4)
def _made(view: View, level: str, kind: str, people: tuple[tuple[str, float], ...]) -> Funnel:
    if kind == RATE:
        return funnel(rates(view, level, pd.Series(dict(people), dtype="float64")), "rate")
    return funnel(shares(view, level, kind), "share")


def funnel_numbers(found: Funnel) -> pd.DataFrame:
    """Return the places in the order of their codes: it is no ranking."""
    return found.points.sort_values("code", ignore_index=True)


def funnel_base(scene: Scene) -> str:
    """Return how many places are shown, and how much more than chance they vary."""
    say, found = scene.say, funnel_result(scene)
    shown = int(found.points["rate"].notna().sum())
    left = len(found.points) - shown
    parts = [say.plural("1 place", "{n} places", shown)]
    if left:
        parts.append(say("{n} with under {least} seizures not shown", n=say.number(left), least=MINIMUM_BASE))
    if found.phi is not None and found.dispersion != "none":
        numbers = {"phi": say.number(found.phi), "wider": say.number(found.phi**0.5)}
        parts.append(
            say(
                "variance {phi} times that of chance, uneven coverage included: limits {wider} times wider",
                **numbers,
            )
        )
    elif found.phi is not None:
        parts.append(say("places vary no more than chance may"))
    return " · ".join(parts)


def funnel_figure(found: Funnel, scene: Scene) -> Figure:
    """Draw the funnel."""
    if mixes_modes(scene):
        return message(scene.say(ONE_MODE), scene.look)
    if found.reason or found.overall is None:
        return message(_why(found, scene), scene.look)
    say, kind = scene.say, kind_of(scene)
    factor, unit = (PEOPLE, MILLION) if kind == RATE else (1, 1)
    told = found.points[found.points["rate"].notna()]
    rows = told.to_dict("records")
    ends = [name for name in found.limits.columns if name != "base"]
    drawn = pd.DataFrame(
        {
            "base": told["base"].astype("float64") / unit,
            "rate": told["rate"] * factor,
            "name": [_name(scene, row["code"]) if row["outside_95"] else "" for row in rows],
            "outside": told["outside_95"],
            "strong": told["outside_99_8"],
            "hover": [_hover(row, scene) for row in rows],
            "custom": [
                f"{level_of(scene)}={row['code']}" if kind in WHOLE and row["seizures"] else None for row in rows
            ],
        }
    )
    return funnels.funnel(
        drawn,
        found.limits.assign(base=found.limits["base"] / unit, **{name: found.limits[name] * factor for name in ends}),
        overall=found.overall * factor,
        look=scene.look,
        titles=(say(BASES[kind]), say(NAMES[kind])),
        form="" if kind == RATE else ".0%",
        logarithmic=kind == RATE,
    )


def _name(scene: Scene, code: str) -> str:
    return scene.say.label("admin1" if "-" in code else "country", code)


def _size(base: float, scene: Scene) -> str:
    return decimal(scene.say, base) if base < 1 else scene.say.number(base)


def _fragment(row: dict[str, Any], scene: Scene) -> str | None:
    is_whole = kind_of(scene) in WHOLE and row["seizures"]
    return f"{level_of(scene)}={row['code']}" if is_whole else None


def _hover(row: dict[str, Any], scene: Scene) -> str:
    say, name = scene.say, _name(scene, row["code"])
    numbers = {"n": say.number(row["seizures"]), "whole": say.number(row["base"])}
    if kind_of(scene) == RATE:
        told = say("{rate} per 100,000 people: {n} seizures", rate=say.number(row["rate"] * PEOPLE), n=numbers["n"])
    else:
        told = f"{say('{n} of {whole}', **numbers)} · {say.percent(row['seizures'], row['base'])}"
    return f"<b>{name}</b><br>{told}<br>{_state(row, scene)}"


def _state(row: dict[str, Any], scene: Scene) -> str:
    say = scene.say
    if row["outside_99_8"]:
        return say("outside the 99.8% limits")
    return (
        say("outside the 95% limits: one place in twenty is by chance") if row["outside_95"] else say("within limits")
    )


def _why(found: Funnel, scene: Scene) -> str:
    say, told = scene.say, int((found.points["base"] >= MINIMUM_BASE).sum())
    if found.reason == "no_variation":
        return say("All places together have none, or nothing else: there is nothing to compare.")
    if kind_of(scene) == RATE:
        return say(FEW_COUNTRIES, least=MINIMUM_PLACES, n=told)
    return say(FEW_PLACES, least=MINIMUM_PLACES, base=MINIMUM_BASE, n=told)


def funnel_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the places as a person reads them."""
    say, kind = scene.say, kind_of(scene)
    rows = table.to_dict("records")

    def rate(row: dict[str, Any]) -> str:
        if pd.isna(row["rate"]):
            return "–"
        return say.number(row["rate"] * PEOPLE) if kind == RATE else say.percent(row["rate"] * 100, 100)

    return pd.DataFrame(
        {
            say("Place"): [_name(scene, row["code"]) for row in rows],
            say.measure("seizures"): [say.number(row["seizures"]) for row in rows],
            f"{say(BASES[kind])} ": [_size(row["base"] / (MILLION if kind == RATE else 1), scene) for row in rows],
            say(NAMES[kind]): [rate(row) for row in rows],
            say("Limits"): [_state(row, scene) if pd.notna(row["p"]) else "–" for row in rows],
        }
    )
