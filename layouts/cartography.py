"""Tables → labelled maps, drawn by WebGL where the browser can, else as vectors."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.areas import areas, hexagon_outlines, hexagons, points
from layouts.drawing import nothing
from layouts.figures import maps, webmaps
from layouts.figures.base import Figure, message
from layouts.scene import Scene

HEXAGON_RESOLUTION = 4
MOST_SMALL_MAPS = 8


def area_level(scene: Scene) -> str:
    """Return the area that is shaded: province unless the query asks for countries."""
    return "country" if scene.option("level") == "country" else "admin1"


def map_base(scene: Scene) -> str:
    """Return how many seizures a level that draws places can show; nothing for areas."""
    if scene.option("level") in {"country", "admin1"}:
        return ""
    table = points(scene.view)
    shown = table if scene.option("level") != "hexagon" else table[table["precise"]]
    return scene.say("{n} shown, {precise} of them at a known place", n=len(shown), precise=int(table["precise"].sum()))


def area_table(scene: Scene) -> pd.DataFrame:
    """Return seizures by province."""
    return _areas(scene, "seizures", "admin1", "count")


def overview_map(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw seizures by province."""
    unit = scene.say.measure("seizures")
    shown = _hovered(table, scene, "admin1", unit, "count")
    most = _most(scene, "seizures", "admin1", "count")
    return maps.choropleth(shown, level="admin1", most=most, look=scene.look, unit=unit)


def map_table(scene: Scene) -> pd.DataFrame:
    """Return what the map page draws at the level chosen."""
    level = scene.option("level")
    if level in {"point", "cluster"}:
        return _place_table(scene)
    if level == "hexagon":
        return hexagons(scene.view, resolution=HEXAGON_RESOLUTION)
    return _areas(scene, scene.measure, level, scene.option("scale"))


def explorer_map(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the map page's map."""
    level = scene.option("level")
    if level in {"point", "cluster"}:
        return _place_map(table, scene, cluster=level == "cluster")
    if level == "hexagon":
        return _hexagon_map(table, scene)
    return _area_map(table, scene, level)


def map_unit(scene: Scene) -> str:
    """Return what the colours of the map count."""
    name, scale = scene.say.measure(scene.measure), scene.option("scale")
    if scale == "rate":
        return scene.say("{measure} per 100,000 people", measure=name)
    return scene.say("{measure}, share of total", measure=name) if scale == "share" else name


def period_area_table(scene: Scene) -> pd.DataFrame:
    """Return seizures by province for each group of years."""
    table = scene.view.by("year", "admin1")
    table = table[~table[["year", "admin1"]].isin(["not_recorded"]).any(axis=1)]
    if table.empty:
        return table.assign(period="")[["period", "admin1", "seizures"]]
    groups = year_groups(list(scene.view.columns.held["year"].values))
    table = table.assign(period=table["year"].map(groups))
    return table.groupby(["period", "admin1"], as_index=False)["seizures"].sum()


def year_groups(years: list[str]) -> dict[str, str]:
    """Return year → the group it is drawn in: at most eight groups of equally many years, the last one ending now."""
    numbers = [int(year) for year in years if year.isdigit()]
    first, last = min(numbers), max(numbers)
    width = -(-(last - first + 1) // MOST_SMALL_MAPS)
    groups = {}
    for year in range(first, last + 1):
        end = last - (last - year) // width * width
        start = max(end - width + 1, first)
        groups[str(year)] = str(end) if start == end else f"{start}–{end}"
    return groups


def period_maps(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw one small map a group of years, on one scale."""
    if table.empty:
        return message(nothing(scene), scene.look)
    whole = period_area_table(replace(scene, view=scene.everything))
    unit = scene.say.measure("seizures")
    drawn = []
    for period in whole["period"].unique():
        rows = table[table["period"] == period].assign(shown=lambda rows: rows["seizures"].astype("float64"))
        count = scene.say.number(rows["seizures"].sum())
        drawn.append((f"<b>{period}</b>  n = {count}", _hovered(rows, scene, "admin1", unit, "count")))
    most = float(whole["seizures"].max())
    return maps.small_multiples(drawn, level="admin1", most=most, look=scene.look)


def _areas(scene: Scene, measure: str, level: str, scale: str) -> pd.DataFrame:
    table = areas(scene.view, level, measure=measure, scale=scale, population=scene.reference.population)
    return table.rename(columns={"code": level})


def _most(scene: Scene, measure: str, level: str, scale: str) -> float:
    """Return the top of the fixed scale: the largest area over all records, more only where a filter exceeds it."""
    views = (scene.everything, scene.view)
    tops = [
        areas(view, level, measure=measure, scale=scale, population=scene.reference.population)["shown"].max()
        for view in views
    ]
    return float(np.nanmax(tops)) if np.isfinite(tops).any() else 1.0


def _hovered(table: pd.DataFrame, scene: Scene, level: str, unit: str, scale: str) -> pd.DataFrame:
    say = scene.say

    def shown(value: float) -> str:
        return say.percent(value * 100, 100) if scale == "share" else say.number(value)

    hover = [
        f"<b>{area_name(scene, level, code)}</b><br>{unit}: {shown(value)}<br>n = {say.number(seizures)}"
        for code, value, seizures in zip(table[level], table["shown"], table["seizures"], strict=True)
    ]
    return table.rename(columns={level: "code"}).assign(hover=hover)


def area_name(scene: Scene, level: str, code: str) -> str:
    """Return the name of a country, or of a province with its country."""
    name = scene.say.label(level, code)
    return name if level == "country" else f"{name}, {scene.say.label('country', code.partition('-')[0])}"


def _area_map(table: pd.DataFrame, scene: Scene, level: str) -> Figure:
    scale, unit = scene.option("scale"), map_unit(scene)
    if table["shown"].isna().all() and len(table):
        text = scene.say(
            "This can't be told here: populations are known by country only (choose “Countries”), a share needs ten "
            "records, and a median has neither."
        )
        return message(text, scene.look)
    shown = _hovered(table, scene, level, unit, scale)
    most = _most(scene, scene.measure, level, scale)
    if not scene.webgl:
        return maps.choropleth(shown, level=level, most=most, look=scene.look, unit=unit)
    return _explorer([webmaps.areas(shown, level=level, most=most, look=scene.look, unit=unit)], scene)


def _hexagon_map(table: pd.DataFrame, scene: Scene) -> Figure:
    if not scene.webgl:
        return message(scene.say("This browser can't draw hexagons (no WebGL 2): choose provinces."), scene.look)
    unit = scene.say.measure("seizures")
    hover = [f"{unit}: {scene.say.number(count)}" for count in table["value"]]
    shown = table.assign(shown=table["value"].astype("float64"), hover=hover)
    most = float(hexagons(scene.everything, resolution=HEXAGON_RESOLUTION)["value"].max() or 1)
    outlines = hexagon_outlines(table["code"])
    return _explorer([webmaps.hexagons(shown, outlines, most=most, look=scene.look, unit=unit)], scene)


def _place_table(scene: Scene) -> pd.DataFrame:
    """Return places with the number of seizures recorded there."""
    table = points(scene.view)
    names = scene.view.columns.records.seizures["place"].iloc[table["row"]].to_numpy()
    grouped = table.assign(place=names).groupby(["longitude", "latitude", "precise"], as_index=False)
    return grouped.agg(seizures=("row", "size"), place=("place", "first"))


def _place_map(table: pd.DataFrame, scene: Scene, *, cluster: bool) -> Figure:
    say = scene.say
    hover, custom = [], []
    for row in table.itertuples():
        name = row.place if row.precise and isinstance(row.place, str) else say("Known only to the area")
        hover.append(f"<b>{name}</b><br>n = {say.number(row.seizures)}")
        near = (row.longitude - 0.02, row.latitude - 0.02, row.longitude + 0.02, row.latitude + 0.02)
        custom.append("bbox=" + ",".join(f"{edge:.4f}" for edge in near))
    shown = table.assign(hover=hover, custom=custom)
    if not scene.webgl:
        return maps.located(shown, look=scene.look)
    traces, circles = webmaps.places(shown, look=scene.look, cluster=cluster)
    return _explorer(traces, scene, circles)


def _explorer(traces: list[dict[str, Any]], scene: Scene, circles: webmaps.Overlay | None = None) -> Figure:
    kinds = [kind for kind in scene.option("layers").split(",") if kind]
    return webmaps.explorer(
        [*traces, *(_layer(scene, kind) for kind in kinds)], scene.look, overlay=circles, legend=bool(kinds)
    )


def _layer(scene: Scene, kind: str) -> dict[str, Any]:
    rows = scene.reference.places[scene.reference.places["kind"] == kind]
    shown = rows[["longitude", "latitude"]].assign(hover=rows["name"])
    return webmaps.reference_places(shown, kind=kind, name=layer_name(scene, kind))


def layer_name(scene: Scene, kind: str) -> str:
    """Return the name of a layer of reference places."""
    say = scene.say
    return {"land_crossing": say("Land crossings"), "seaport": say("Seaports"), "airport": say("Airports")}[kind]
