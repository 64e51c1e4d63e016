"""What records leave unsaid, field by field, and how often they state the ends of the route."""

import numpy as np
import pandas as pd

from analytics.coverage import ROUTE_PARTS, completeness_by, route_known
from analytics.intervals import MINIMUM_BASE
from data.dimensions import NOT_RECORDED
from layouts.drawing import field_name
from layouts.figures import multiples, states
from layouts.figures.base import Figure, message
from layouts.figures.states import SHADED, Kind
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.reporting import SIDE_BY_SIDE, no_record, within

FULLEST = {
    "year": mark("A share needs {least} seizures in a year; the fullest year of this selection has {n}."),
    "quarter": mark("A share needs {least} seizures in a quarter; the fullest quarter of this selection has {n}."),
    "month": mark("A share needs {least} seizures in a month; the fullest month of this selection has {n}."),
}

PARTS = {
    "origin": mark("Origin known"),
    "destination": mark("Destination known"),
    "both": mark("Both known"),
    "neither": mark("Neither known"),
}


def field_table(scene: Scene) -> pd.DataFrame:
    """Return in how many seizures each field is known, by what the page asks for."""
    by = scene.option("quality")
    return completeness_by(scene.view, by).rename(columns={"code": by})


def fields_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return in how many seizures each field is known as a person reads it."""
    say, by = scene.say, scene.option("quality")
    return pd.DataFrame(
        {
            say("Field"): [field_name(scene, field) for field in table["field"]],
            say.name(by): [_group(scene, code) for code in table[by]],
            say("Known"): [say.number(count) for count in table["known"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share"): [say.percent(*row) for row in table[["known", "seizures"]].itertuples(index=False)],
        }
    )


def field_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw in what share of the seizures each field is known; on a small base, in how many."""
    if table.empty:
        return message(no_record(scene), scene.look)
    say, by = scene.say, scene.option("quality")
    fields, groups = list(dict.fromkeys(table["field"])), _groups(scene, table, by)
    names = {field: field_name(scene, field) for field in fields}
    shares = [say.percent(*row) for row in table[["known", "seizures"]].itertuples(index=False)]
    told = say("{field}, {group}: known in {share} (n = {n})")
    shown = pd.DataFrame(
        {
            "row": table["field"].map({field: place for place, field in enumerate(fields)}),
            "column": table[by].map({code: place for place, code in enumerate(groups)}),
            "kind": np.where(table["share"].notna(), SHADED, "few"),
            "value": table["share"],
            "text": shares,
            "hover": [
                told.format(
                    field=names[row["field"]], group=groups[row[by]], share=share, n=say.number(row["seizures"])
                )
                for row, share in zip(table.to_dict("records"), shares, strict=True)
            ],
            "custom": None,
        }
    )
    sizes = table.drop_duplicates(by).set_index(by)["seizures"]
    upright = len(groups) <= SIDE_BY_SIDE
    line = "<br>" if upright else " "
    ticks = {
        place: f"{_stacked(name) if upright else name}{line}({say.number(sizes[code])})"
        for place, (code, name) in enumerate(groups.items())
    }
    kinds = {
        SHADED: Kind(scene.look.magnitude[3], say("Shaded: share of the seizures in which the field is known")),
        "few": Kind(scene.look.absent, say("Grey: fewer than 10 seizures, no share")),
    }
    return states.cells(
        shown,
        rows=list(names.values()),
        ticks=ticks,
        kinds=kinds,
        look=scene.look,
        empty=no_record(scene),
        most=1.0,
        slanted=not upright,
        written=12 if upright else 10,
    )


def _groups(scene: Scene, table: pd.DataFrame, by: str) -> dict[str, str]:
    """Return code → name of each column: years in order, all others by name; not stated is last."""
    names = {code: _group(scene, code) for code in dict.fromkeys(table[by])}
    order = sorted(names, key=lambda code: (code == NOT_RECORDED, code if by == "year" else names[code]))
    return {code: names[code] for code in order}


def _group(scene: Scene, code: str) -> str:
    return scene.say("Not stated") if code == NOT_RECORDED else scene.say.label(scene.option("quality"), code)


def _stacked(label: str) -> str:
    """Return a label in two lines, broken in the middle."""
    gaps = [place for place, letter in enumerate(label) if letter == " "]
    if len(label) < 11 or not gaps:
        return label
    cut = min(gaps, key=lambda place: abs(2 * place - len(label)))
    return f"{label[:cut]}<br>{label[cut + 1 :]}"


def route_table(scene: Scene) -> pd.DataFrame:
    """Return the share of seizures whose ends of the route are known, by period."""
    return route_known(scene.view, scene.option("grain"))


def route_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the share of seizures whose ends of the route are known as a person reads it."""
    say = scene.say
    return pd.DataFrame(
        {
            say("Period"): [say.period(period) for period in table["period"]],
            say("Route"): [say(PARTS[part]) for part in table["part"]],
            say("Known"): [say.number(count) for count in table["known"]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
        }
    )


def route_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the share of seizures whose ends of the route are known."""
    say, grain = scene.say, scene.option("grain")
    if table.empty:
        return message(no_record(scene), scene.look)
    if not table["share"].notna().any():
        fullest = say.number(table["seizures"].max())
        return message(say(FULLEST[grain]).format(least=MINIMUM_BASE, n=fullest), scene.look)
    table = table[table["share"].notna()]
    names = {part: say(PARTS[part]) for part in ROUTE_PARTS}
    told = zip(table["share"], table["low"], table["high"], strict=True)
    shares = [say.between(*row) for row in told]
    shown = pd.DataFrame(
        {
            "period": [say.period(period) for period in table["period"]],
            "series": table["part"].map(names),
            "value": table["share"],
            "low": table["low"],
            "high": table["high"],
            "hover": [
                say(
                    "{period}, {part}: {share}, {known} of {n}",
                    period=say.period(row["period"]),
                    part=names[row["part"]],
                    share=share,
                    known=row["known"],
                    n=row["seizures"],
                )
                for row, share in zip(table.to_dict("records"), shares, strict=True)
            ],
            "custom": [_neither(row["part"], row["period"]) for row in table.to_dict("records")],
            "muted": table["part"] == "neither",
        }
    )
    return multiples.intervals(shown, look=scene.look, empty=no_record(scene), across=2)


def _neither(part: str, period: str) -> str | None:
    """Return what selects the seizures of a mark: only those without either end have a filter of their own."""
    return f"origin={NOT_RECORDED}&destination={NOT_RECORDED}&{within(period)}" if part == "neither" else None
