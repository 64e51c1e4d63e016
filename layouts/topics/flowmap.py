"""The flow map: legs, stubs and nodes in codes → what is drawn."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from analytics import lanes
from analytics.crossfilter import View
from analytics.flows import Strongest, flows, node_totals, strongest, stubs
from analytics.itineraries import Level
from data.dimensions import NOT_RECORDED
from layouts.figures import flows as figures
from layouts.figures.base import Figure, message
from layouts.scene import Scene

MOST_FLOWS = 300
"""Flows drawn at most: more can't be told apart."""

STUB_DEGREES = (0.75, 0.42)
"""Longitude and latitude from a node to the “?” of an end that isn't known."""

NODE_RADIUS = 2.2

NEARER: Mapping[str, tuple[float, float]] = MappingProxyType({"US": (-97.6, 29.9)})
"""Where a country is drawn whose middle lies off the map: within it, on the side of the region."""


def level_of(scene: Scene) -> Level:
    """Return whether nodes are countries or places."""
    return "place" if scene.option("nodes") == "place" else "country"


@dataclass(frozen=True)
class FlowMap:
    """What a flow map shows.

    Attributes
    ----------
    kept : the strongest legs between two nodes that the options let through, and how much they leave out.
    ends : the ends not known, by node.
    nodes : what was recorded at each node.
    most : seizures of the strongest leg of all records: widths stay the same while filtering.
    """

    kept: Strongest
    ends: pd.DataFrame
    nodes: pd.DataFrame
    most: float


def flow_map(scene: Scene) -> FlowMap:
    """Return what the map shows."""
    return _flow_map(scene.view, scene.everything, level_of(scene), *_limits(scene))


@lru_cache(maxsize=16)
def _flow_map(view: View, everything: View, level: Level, top: int, least: int) -> FlowMap:
    kept = strongest(_between(view, level), top, least)
    most = _between(everything, level)["seizures"].max()
    return FlowMap(kept, stubs(view, level), node_totals(view, level), 1.0 if pd.isna(most) else float(most))


def _nearer(table: pd.DataFrame, code: str, prefix: str) -> pd.DataFrame:
    """Return the table with far countries moved to the side of the region."""
    moved = {}
    for place, name in enumerate(("longitude", "latitude")):
        there = table[code].map({country: point[place] for country, point in NEARER.items()}).astype("float64")
        moved[prefix + name] = there.fillna(table[prefix + name])
    return table.assign(**moved)


def flow_base(scene: Scene) -> str:
    """Return how much of the stated routes the map shows, and how many ends aren't known."""
    say, shown = scene.say, flow_map(scene)
    kept, ends = shown.kept, shown.ends.groupby("direction")["seizures"].sum()
    told = [say.plural("1 flow shown", "{n} flows shown", len(kept.flows))]
    if kept.flows_left_out:
        told.append(say.plural("1 left out", "{n} left out", kept.flows_left_out))
    origins, destinations = (say.number(int(ends.get(name, 0))) for name in ("in", "out"))
    unknown = say("origin not stated in {origins}, destination in {destinations}")
    return " · ".join([*told, unknown.format(origins=origins, destinations=destinations)])


def flow_drawing(shown: FlowMap, scene: Scene) -> Figure:
    """Draw the legs, the ends not known, and the nodes."""
    table = _nearer(_nearer(shown.kept.flows, "start", "start_"), "end", "end_")
    ends, nodes = (_nearer(each, "node", "") for each in (shown.ends, shown.nodes))
    if table.empty and ends.empty:
        return message(scene.say("No record states this in the current selection."), scene.look)
    tails = _tails(ends[ends["node"] != NOT_RECORDED], shown.most, scene)
    draw = figures.flow_map if scene.webgl else figures.flow_drawing
    return draw(_lines(table, shown.most, scene), tails, _dots(table, ends, nodes, scene), look=scene.look)


def node_name(scene: Scene, node: str, name: str, country: str, precision: str) -> str:
    """Return what a node is called: the country, the unit with its country, or the place with its country."""
    say = scene.say
    if precision == "country":
        return say.label("country", country)
    own = say.label("admin1", node) if precision == "admin1" else name or say("Place without a name")
    return f"{own}, {say.label('country', country)}"


@lru_cache(maxsize=16)
def _between(view: View, level: Level) -> pd.DataFrame:
    """Return the flows between two different nodes whose places are known."""
    table = flows(view, level)
    here = table[["start_longitude", "end_longitude"]].notna().all(axis=1)
    return table[~table["internal"] & here].reset_index(drop=True)


def _limits(scene: Scene) -> tuple[int, int]:
    return min(int(scene.option("top")), MOST_FLOWS), int(scene.option("least"))


def _named(scene: Scene, row: Any, side: str) -> str:
    parts = (row[side], *(row[f"{side}_{part}"] for part in ("name", "country", "precision")))
    return node_name(scene, *parts)


def _lines(table: pd.DataFrame, most: float, scene: Scene) -> pd.DataFrame:
    """Return how each flow is drawn."""
    say = scene.say
    stages = {"travelled": say("travelled"), "intended": say("intended, not travelled")}
    rows = []
    for row in table.to_dict("records"):
        path = _path(row)
        head = lanes.arrow(path)
        count = say.plural("1 seizure", "{n} seizures", row["seizures"])
        title = f"<b>{_named(scene, row, 'start')} → {_named(scene, row, 'end')}</b>"
        inferred = [] if row["documented"] else [say("inferred")]
        rows.append(
            {
                "path": [(float(x), float(y)) for x, y in path],
                "width": figures.width(row["seizures"], most),
                "kind": row["stage"] if row["documented"] else figures.INFERRED,
                "arrow": (head.longitude, head.latitude, head.bearing),
                "hover": "<br>".join([title, count, ", ".join([stages[row["stage"]], *inferred])]),
                "custom": None,
            }
        )
    return pd.DataFrame(rows, columns=["path", "width", "kind", "arrow", "hover", "custom"])


def _path(row: dict[Hashable, Any]) -> Any:
    """Return the way a leg is drawn, in one piece: what crosses the antimeridian runs on beyond it.

    A country's inner point is no port: sea lanes join places only.
    """
    start, end = ((float(row[f"{side}_longitude"]), float(row[f"{side}_latitude"])) for side in ("start", "end"))
    places = row["start_precision"] == row["end_precision"] == "place"
    surface = "unknown" if row["mode"] == "sea" and not places else row["mode"]
    return lanes.path(start, end, surface, row["start_country"], row["end_country"])


def _tails(ends: pd.DataFrame, most: float, scene: Scene) -> pd.DataFrame:
    """Return the ends not known as short lines, into a node from the left or out of it to the right."""
    say = scene.say
    texts = {"in": say("{n} of unknown origin"), "out": say("{n} of unknown destination")}
    rows = []
    for row in ends[ends["longitude"].notna()].itertuples():
        side = -1 if row.direction == "in" else 1
        away = (row.longitude + side * STUB_DEGREES[0], row.latitude + STUB_DEGREES[1])
        here = (row.longitude, row.latitude)
        name = node_name(scene, row.node, row.name, row.country, row.precision)
        told = texts[row.direction].format(n=say.plural("1 seizure", "{n} seizures", row.seizures))
        rows.append(
            {
                "path": [away, here] if side < 0 else [here, away],
                "width": figures.width(min(row.seizures, most), most) / 2,
                "end": away,
                "label": say.number(row.seizures),
                "hover": f"<b>{name}</b><br>{told}",
                "custom": None,
            }
        )
    return pd.DataFrame(rows, columns=["path", "width", "end", "label", "hover", "custom"])


def _dots(table: pd.DataFrame, ends: pd.DataFrame, nodes: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the nodes that a drawn flow or stub touches."""
    say = scene.say
    drawn = {*table["start"], *table["end"], *ends["node"]}
    nodes = nodes[nodes["node"].isin(drawn) & nodes["longitude"].notna()]
    rows = []
    for row in nodes.itertuples():
        name = node_name(scene, row.node, row.name, row.country, row.precision)
        roles = {
            say("Seized there"): row.seized,
            say("Origin"): row.origin,
            say("Transit"): row.transit,
            say("Intended destination"): row.destination,
        }
        told = [f"{title}: {say.number(count)}" for title, count in roles.items() if count]
        rows.append(
            {
                "longitude": row.longitude,
                "latitude": row.latitude,
                "label": name.partition(",")[0],
                "radius": NODE_RADIUS + float(np.sqrt(row.seized)),
                "hover": "<br>".join([f"<b>{name}</b>", *told]),
                "custom": f"country={row.node}" if row.precision == "country" and row.seized else None,
            }
        )
    return pd.DataFrame(rows, columns=["longitude", "latitude", "label", "radius", "hover", "custom"])
