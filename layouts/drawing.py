"""Tables → labelled charts: the step between numbers in codes and what a person reads."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from analytics.coverage import completeness
from analytics.frequency import OTHER, frequency
from analytics.items import quantities
from analytics.routes import corridors
from analytics.trends import series
from data.dimensions import NOT_RECORDED
from layouts.figures import bars
from layouts.figures.base import Figure, wrapped
from layouts.scene import Scene
from layouts.theme import CATEGORIES

LABEL_LENGTH = 24
"""Letters of a route that fit on one line beside its bar."""

TREND_SPLITS = ("transport_mode_family", "concealment_family", "item_type_family", "location_type_family", "country")


def nothing(scene: Scene) -> str:
    """Return what an empty chart says."""
    return scene.say("No record states this in the current selection.")


def frequency_table(scene: Scene, dimension: str) -> pd.DataFrame:
    """Return the eight most frequent values of a dimension."""
    return frequency(scene.view, dimension, top=8).rename(columns={"code": dimension})


def frequency_figure(table: pd.DataFrame, scene: Scene, dimension: str) -> Figure:
    """Draw a frequency table."""
    say = scene.say
    labels = [say.label(dimension, code) for code in table[dimension]]
    shown = pd.DataFrame(
        {
            "label": [wrapped(label) for label in labels],
            "detail": "",
            "value": table["value"],
            "text": [_count_and_share(scene, row) for row in table.to_dict("records")],
            "hover": [f"{label}: {say.number(value)}" for label, value in zip(labels, table["value"], strict=True)],
            "custom": [None if code == OTHER else f"{dimension}={code}" for code in table[dimension]],
            "muted": table[dimension] == OTHER,
        }
    )
    return bars.ranked(shown, look=scene.look, empty=nothing(scene))


def _count_and_share(scene: Scene, row: dict[Hashable, Any]) -> str:
    count = scene.say.number(row["value"])
    if not np.isfinite(row["share"]) or row["seizures"] / row["share"] < 10:
        return count
    return f"{count} · {scene.say.percent(row['share'] * 100, 100)}"


def item_table(scene: Scene) -> pd.DataFrame:
    """Return families of goods: the seizures that held them and the quantities stated."""
    table = frequency(scene.view, "item_type_family").rename(columns={"code": "item_type_family"})
    return table.merge(quantities(scene.view), on="item_type_family", how="left")


def item_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw families of goods."""
    say = scene.say
    labels = [say.label("item_type_family", code) for code in table["item_type_family"]]
    counts = [say.number(value) for value in table["value"]]
    amounts = [_amounts(scene, row) for row in table.itertuples()]
    shown = pd.DataFrame(
        {
            "label": labels,
            "value": table["value"],
            "detail": amounts,
            "text": counts,
            "hover": [
                f"{label}: {count}<br>{amount}" for label, count, amount in zip(labels, counts, amounts, strict=True)
            ],
            "custom": "item_type_family=" + table["item_type_family"],
            "muted": False,
        }
    )
    return bars.ranked(shown, look=scene.look, empty=nothing(scene))


def _amounts(scene: Scene, row: Any) -> str:
    """Return the stated quantities of a family, each in its own unit."""
    say = scene.say
    told = (
        (row.pieces, say.plural("1 piece", "{n} pieces", row.pieces)),
        (row.rounds, say.plural("1 round", "{n} rounds", row.rounds)),
        (row.kg, say("{n} kg", n=say.number(row.kg))),
    )
    return " + ".join(text for amount, text in told if amount > 0)


def trend_by(scene: Scene) -> str:
    """Return the dimension the trend is split by."""
    chosen = scene.option("by", TREND_SPLITS[0]).split(",")[0]
    return chosen if chosen in TREND_SPLITS else TREND_SPLITS[0]


def trend_table(scene: Scene) -> pd.DataFrame:
    """Return seizures by period and the chosen dimension."""
    table = series(scene.view, scene.option("grain"), by=trend_by(scene))
    return table.rename(columns={"code": trend_by(scene)})


def trend_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the trend."""
    by = trend_by(scene)
    codes = list(table[by]) if by in table else []
    colours = category_colours(scene, by, list(dict.fromkeys(codes)))
    shown = table.rename(columns={by: "code"}).assign(
        label=[scene.say("Not known") if code == NOT_RECORDED else scene.say.label(by, code) for code in codes],
        colour=[colours[code] for code in codes],
    )
    unit = scene.say.measure("seizures")
    return bars.stacked(shown, say=scene.say, look=scene.look, empty=nothing(scene), unit=unit)


def category_colours(scene: Scene, dimension: str, codes: list[str]) -> dict[str, str]:
    """Return a colour for each code: the same one whatever the filters, as far as six colours reach."""
    ranked = list(frequency(scene.everything, dimension)["code"])
    colours = {NOT_RECORDED: scene.look.absent, OTHER: scene.look.other}
    for code in sorted(set(codes) - set(colours), key=lambda code: ranked.index(code) if code in ranked else 0):
        place = ranked.index(code) if code in ranked else 0
        free = [colour for colour in CATEGORIES if colour not in colours.values()] or list(CATEGORIES)
        wanted = CATEGORIES[place % len(CATEGORIES)]
        colours[code] = wanted if wanted in free else free[0]
    return colours


def route_table(scene: Scene) -> pd.DataFrame:
    """Return the ten most stated routes."""
    return corridors(scene.view, top=10)


def route_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the most stated routes."""
    stops = ("origin", "country", "destination")
    labels = [route_label(scene, row.origin, row.country, row.destination) for row in table.itertuples()]
    counts = [scene.say.number(count) for count in table["seizures"]]
    fragments = ["&".join(f"{stop}={getattr(row, stop)}" for stop in stops) for row in table.itertuples()]
    shown = pd.DataFrame(
        {
            "label": labels,
            "detail": "",
            "value": table["seizures"],
            "text": counts,
            "hover": [f"{label}: {count}" for label, count in zip(labels, counts, strict=True)],
            "custom": fragments,
            "muted": (table["origin"] == NOT_RECORDED) | (table["destination"] == NOT_RECORDED),
        }
    )
    return bars.ranked(shown, look=scene.look, empty=nothing(scene))


def route_label(scene: Scene, origin: str, country: str, destination: str) -> str:
    """Return a route in words, the country of seizure in bold, broken into two lines where it is long."""
    names = [
        scene.say.label("country", code) if code != NOT_RECORDED else "?" for code in (origin, country, destination)
    ]
    if origin == country == destination:
        return scene.say("within {country}", country=f"<b>{names[1]}</b>")
    shown = [names[0]] * (origin != country) + [f"<b>{names[1]}</b>"] + [names[2]] * (destination != country)
    line = " → ".join(shown)
    if len(line) <= LABEL_LENGTH + len("<b></b>"):
        return line
    broken = [(" → ".join(shown[:cut]) + " →", " → ".join(shown[cut:])) for cut in range(1, len(shown))]
    return "<br>".join(min(broken, key=lambda parts: max(map(len, parts))))


def completeness_table(scene: Scene) -> pd.DataFrame:
    """Return how often each field is known."""
    return completeness(scene.view)


def field_name(scene: Scene, field: str) -> str:
    """Return the name of a field of the completeness table."""
    named = {"firearms": scene.say("Number of firearms"), "month": scene.say("Date, to the month")}
    return named.get(field) or scene.say.name(field)


def completeness_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw how often each field is known."""
    shown = table.assign(
        label=[field_name(scene, field) for field in table["field"]],
        text=[scene.say.percent(row.known, row.seizures) if row.seizures else "" for row in table.itertuples()],
    )
    return bars.shares(shown, look=scene.look, empty=nothing(scene))
