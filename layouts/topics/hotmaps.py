"""Concentration and density → maps with a key in words and the finding as a sentence."""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pandas as pd

from analytics.areas import hexagon_outlines
from analytics.density import Density
from analytics.hotspots import Concentration
from layouts.cartography import area_name
from layouts.figures import maps, webmaps
from layouts.figures.base import Figure, message
from layouts.figures.maps import FEATURES, Borders, Kind
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.concentration import Found, Surface, level_of

NAMES = {
    "gi": {
        "high": mark("More records here and around"),
        "low": mark("Fewer records here and around"),
        "": mark("Not told apart from chance"),
    },
    "moran": {
        "high_high": mark("Many records, many around"),
        "high_low": mark("Many records, few around"),
        "low_low": mark("Few records, few around"),
        "low_high": mark("Few records, many around"),
        "": mark("Not told apart from chance"),
    },
}
"""Label → what it means, by statistic, in the order of the key."""

COLOURS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": {"high": "#075058", "high_low": "#3ea3ac", "low": "#c46a00", "low_high": "#f5bd6b", "": "#d6d9dc"},
        "dark": {"high": "#8ee6ed", "high_low": "#2f97a1", "low": "#f2a33a", "low_high": "#9a6c22", "": "#465160"},
    }
)
"""Colour of a kind: the hue is the unit's own count, teal for many, orange for few; paler where those around differ."""

PRECISION = 4
"""Decimals of degrees of a hexagon's corners: ten metres."""

NOTHING = {
    "admin1": mark(
        "No province stands out from what chance would give. With {n} records this doesn't mean that they are spread "
        "evenly."
    ),
    "hexagon": mark(
        "No hexagon stands out from what chance would give. With {n} records this doesn't mean that they are spread "
        "evenly."
    ),
}
FLAGGED = {
    "admin1": mark("Provinces that stand out from what chance would give: {n} of {units}."),
    "hexagon": mark("Hexagons that stand out from what chance would give: {n} of {units}."),
}


def kind_names(scene: Scene) -> dict[str, str]:
    """Return what each label of the statistic in force means."""
    names = NAMES.get(scene.option("hotspots"), NAMES["gi"])
    return {kind: scene.say(name) for kind, name in names.items()}


def concentration_map(found: Found, scene: Scene) -> Figure:
    """Draw what was found, or say why nothing is."""
    if found is None:
        return message(scene.say("Choose a method above to see where records concentrate."), scene.look)
    if isinstance(found, Surface):
        return _density_map(found, scene)
    return _unit_map(found, scene)


def _unit_map(found: Concentration, scene: Scene) -> Figure:
    if found.reason:
        return message(_why_no_units(found, scene), scene.look)
    say, level, table = scene.say, level_of(scene), found.table
    counts = table["label"].value_counts()
    names = kind_names(scene)
    kinds = {kind: (f"{name}: {say.number(counts.get(kind, 0))}", _colour(scene, kind)) for kind, name in names.items()}
    custom = [_fragment(level, *row) for row in table[["code", "seizures"]].itertuples(index=False)]
    hover = [_unit_hover(row, scene, level, names) for row in table.itertuples()]
    shown = table[["code"]].assign(kind=table["label"], hover=hover, custom=custom)
    flagged = int((table["label"] != "").sum())
    told = say(FLAGGED[level], n=say.number(flagged), units=say.number(found.units))
    told = told if flagged else say(NOTHING[level], n=say.number(found.records))
    borders = FEATURES["admin1"] if level == "admin1" else _hexagons(table["code"])
    return _drawn(shown, kinds, borders, scene, (say("Concentration of records"), told))


def _drawn(
    shown: pd.DataFrame, kinds: Mapping[str, Kind], borders: Borders, scene: Scene, texts: tuple[str, str]
) -> Figure:
    """Return the map with the title of its key and its finding."""
    title, told = texts
    if scene.webgl:
        traces = webmaps.classed(shown, kinds, borders=borders, look=scene.look)
        figure = webmaps.explorer(traces, scene.look, legend=True)
        figure["layout"]["legend"] = maps.key(scene.look, title)
    else:
        figure = maps.classed(shown, kinds, borders=borders, look=scene.look, title=title)
    figure["layout"]["annotations"] = [maps.remark(told, scene.look)]
    return figure


def _colour(scene: Scene, kind: str) -> str:
    colours = COLOURS[scene.look.name]
    return colours[kind] if kind in colours else colours[kind.partition("_")[0]]


def _fragment(level: str, code: str, seizures: int) -> str | None:
    """Return what a click on a unit filters by; no filter selects a hexagon."""
    return f"admin1={code}" if level == "admin1" and seizures else None


def _unit_hover(row: Any, scene: Scene, level: str, names: Mapping[str, str]) -> str:
    say = scene.say
    title = [f"<b>{area_name(scene, 'admin1', row.code)}</b>"] if level == "admin1" else []
    count = say.plural("1 record", "{n} records", row.seizures)
    return "<br>".join([*title, count, names[row.label], f"q = {row.q:.3f} · z = {row.z:.2f}"])


def _hexagons(codes: pd.Series) -> Borders:
    """Return the outlines of cells, clockwise: what lies to the right of a line is what vector maps fill."""
    features = []
    for code, ring in zip(codes, hexagon_outlines(codes), strict=True):
        corners = [(round(x, PRECISION), round(y, PRECISION)) for x, y in reversed(ring)]
        features.append(_feature(code, {"type": "Polygon", "coordinates": [corners]}))
    return webmaps.collection(features), "id"


def _feature(code: str, geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": code, "geometry": dict(geometry), "properties": {}}


def _density_map(surface: Surface, scene: Scene) -> Figure:
    say, found = scene.say, surface.density
    if found.reason:
        return message(_why_no_density(found, scene), scene.look)
    colours = scene.look.magnitude[-len(surface.steps) :]
    names = band_names(surface.steps, scene)
    rows = list(zip(map(str, range(len(names))), names, colours, surface.bands, strict=True))[::-1]
    kinds = {code: (name, colour) for code, name, colour, _ in rows}
    unit = say("Records per 1,000 km²")
    filled = [(code, f"{unit}: {name}", band) for code, name, _, band in rows if band["coordinates"]]
    codes = [code for code, _, _ in filled]
    shown = pd.DataFrame({"code": codes, "kind": codes, "hover": [hover for _, hover, _ in filled], "custom": None})
    borders = webmaps.collection([_feature(code, band) for code, _, band in filled]), "id"
    told = say("Where records lie close together. A density tests nothing against chance.")
    if not surface.is_fixed:
        told += " " + say("The scale is that of this selection.")
    return _drawn(shown, kinds, borders, scene, (unit, told))


def band_names(steps: tuple[float, ...], scene: Scene) -> list[str]:
    """Return the band of densities from each step to the next."""
    say, edges = scene.say, [f"{step:g}" for step in steps]
    inner = [say("{low} to {high}", low=low, high=high) for low, high in pairwise(edges)]
    return [*inner, say("{n} or more", n=edges[-1])]


def _why_no_units(found: Concentration, scene: Scene) -> str:
    say, level = scene.say, level_of(scene)
    if found.reason == "no_variation":
        return say("Every place compared holds the same number of records: there is nothing to tell apart.")
    texts = {
        ("few_records", "admin1"): say(
            "A concentration can't be told from fewer than {least} records with a known province; there are {n} here."
        ),
        ("few_records", "hexagon"): say(
            "A concentration can't be told from fewer than {least} records known to the place; there are {n} here."
        ),
        ("few_units", "admin1"): say(
            "A concentration can't be told where fewer than {least} provinces hold records; here {n} do."
        ),
        ("few_units", "hexagon"): say(
            "A concentration can't be told where fewer than {least} hexagons hold records; here {n} do."
        ),
    }
    held = found.records if found.reason == "few_records" else found.occupied
    return texts[found.reason, level].format(least=found.minimum, n=say.number(held))


def _why_no_density(found: Density, scene: Scene) -> str:
    say = scene.say
    if found.reason == "few_records":
        text = say("A density can't be told from fewer than {least} records known to the place; there are {n} here.")
        return text.format(least=found.minimum, n=say.number(found.records))
    text = say("A density can't be told from fewer than {least} different places; there are {n} here.")
    return text.format(least=found.minimum, n=say.number(found.places))
