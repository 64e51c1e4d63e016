"""Flows between places for a flow map: the legs of the stated routes, added up.

Where a route begins or ends isn't known, the seizure is a stub at the first or last place known of it: it is counted,
never dropped. Legs up to the place of seizure were travelled; those from it on were only intended.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.columns import Ints
from analytics.crossfilter import View
from analytics.itineraries import NODE_COLUMNS, SURFACES, Itineraries, Level, itineraries, route_legs
from analytics.routes import route_ends
from data.dimensions import NOT_RECORDED

LEG_COLUMNS = ["start", "end", "stage", "documented"]


@dataclass(frozen=True)
class Strongest:
    """The strongest flows, and what is left out.

    Attributes
    ----------
    flows : the rows kept.
    flows_left_out : how many rows are not.
    seizures_left_out : the sum of their seizures; one seizure counts in each flow it is part of.
    """

    flows: pd.DataFrame
    flows_left_out: int
    seizures_left_out: int


def flows(view: View, level: Level = "country") -> pd.DataFrame:
    """Return the directed legs of the counted seizures, added up.

    Returns
    -------
    One row a leg, stage and `documented`, most seizures first: `start`, `end` (nodes), for each end `_name`,
    `_country`, `_latitude`, `_longitude`, `_precision`; `stage`, `documented`; `seizures` (distinct); `mode` (surface
    that most of them state: land, sea, air, or unknown if none does) and `mode_known` (how many state one); `internal`
    (both ends are one node).
    """
    journeys = itineraries(view, level)
    legs = route_legs(journeys).drop_duplicates()
    groups = legs.groupby(LEG_COLUMNS, sort=False)
    table = groups.size().rename("seizures").reset_index()
    surface = journeys.surface.reindex(legs["row"]).to_numpy(np.int64)
    table = table.assign(**_modes(groups.ngroup().to_numpy(np.int64), surface, len(table)))
    table = table.assign(internal=table["start"] == table["end"])
    for side in ("start", "end"):
        place = journeys.nodes.reindex(table[side]).reset_index(drop=True)
        table[side] = place["node"]
        table = table.join(place.drop(columns="node").add_prefix(f"{side}_"))
    order = ["seizures", *LEG_COLUMNS]
    return table.sort_values(order, ascending=[False, True, True, False, False], ignore_index=True)


def stubs(view: View, level: Level = "country") -> pd.DataFrame:
    """Return the seizures whose route begins (`in`) or ends (`out`) nobody knows where.

    Returns
    -------
    `node`, `name`, `country`, `latitude`, `longitude`, `precision`, `direction`, `seizures`, most first. The node is
    the first or last stop known; `not_recorded` where the record has none.
    """
    return _stubs(itineraries(view, level), view.rows)


def node_totals(view: View, level: Level = "country") -> pd.DataFrame:
    """Return what was recorded at each node.

    Returns
    -------
    `node`, `name`, `country`, `latitude`, `longitude`, `precision`; distinct seizures that name it as `origin`,
    `transit`, place of seizure (`seized`) or `destination`; distinct seizures with a leg from (`inward`) or to
    (`outward`) another node, travelled or intended; `unknown_in` and `unknown_out` (its stubs).
    """
    journeys = itineraries(view, level)
    stops, nodes, legs = journeys.stops, journeys.nodes, route_legs(journeys)
    legs = legs[legs["start"] != legs["end"]]
    ends = _stubs(journeys, view.rows)
    table = nodes.copy()
    for name, role in {
        "origin": "origin",
        "transit": "transit",
        "seized": "seizure",
        "destination": "destination",
    }.items():
        table[name] = _distinct(stops.loc[stops["role"] == role, ["row", "number"]], len(nodes))
    for name, side in {"inward": "end", "outward": "start"}.items():
        table[name] = _distinct(legs[["row", side]], len(nodes))
    for name, direction in {"unknown_in": "in", "unknown_out": "out"}.items():
        counts = ends[ends["direction"] == direction].set_index("node")["seizures"]
        table[name] = counts.reindex(table["node"]).fillna(0).to_numpy(np.int64)
    return table.sort_values(["seized", "node"], ascending=[False, True], ignore_index=True)


def strongest(table: pd.DataFrame, top: int | None = None, least: int = 1) -> Strongest:
    """Return the `top` flows (or stubs) that have at least `least` seizures, and how much that leaves out."""
    ranked = table.sort_values("seizures", ascending=False, kind="stable")
    kept = ranked[ranked["seizures"] >= least].head(len(ranked) if top is None else top)
    left = int(table["seizures"].sum() - kept["seizures"].sum())
    return Strongest(kept.reset_index(drop=True), len(table) - len(kept), left)


def matrix(view: View, to: Literal["destination", "country"] = "destination") -> pd.DataFrame:
    """Return counted seizures by country of origin (rows) and of destination, or of seizure (columns).

    Every counted seizure is in exactly one cell; ends that aren't known are the last row and column, `not_recorded`.
    """
    ends = route_ends(view)
    table = ends.groupby(["origin", to]).size().unstack(fill_value=0)
    names = {}
    for axis, totals in (("origin", table.sum(axis=1)), (to, table.sum())):
        ranked = totals.drop(NOT_RECORDED, errors="ignore").sort_values(ascending=False, kind="stable")
        names[axis] = [*ranked.index, NOT_RECORDED]
    table = table.reindex(index=names["origin"], columns=names[to], fill_value=0).astype("int64")
    return table.rename_axis(index="origin", columns=to)


def _modes(group: Ints, surface: Ints, count: int) -> dict[str, object]:
    wide = len(SURFACES)
    counts = np.bincount(group * wide + surface, minlength=count * wide).reshape(count, wide)
    stated = counts[:, 1:].sum(axis=1)
    best = np.where(stated > 0, counts[:, 1:].argmax(axis=1) + 1, 0)
    return {"mode": pd.Series(np.array(SURFACES, dtype=object)[best], dtype="str"), "mode_known": stated}


def _stubs(journeys: Itineraries, rows: Ints) -> pd.DataFrame:
    stops = journeys.stops
    found = []
    for direction, role, keep in (("in", "origin", "first"), ("out", "destination", "last")):
        unknown = np.setdiff1d(rows, stops.loc[stops["role"] == role, "row"])
        edge = stops.drop_duplicates("row", keep=keep).set_index("row")["number"].reindex(unknown).fillna(-1)
        counts = edge.astype("int64").value_counts().rename_axis("number").rename("seizures").reset_index()
        found.append(counts.assign(direction=direction))
    table = pd.concat(found, ignore_index=True)
    table = table.join(journeys.nodes.reindex(table["number"]).reset_index(drop=True))
    nowhere = table["number"] == -1
    texts = {"node": NOT_RECORDED, "precision": NOT_RECORDED, "name": "", "country": ""}
    for name, text in texts.items():
        table[name] = table[name].mask(nowhere, text).astype("str")
    table = table.sort_values(["direction", "seizures", "node"], ascending=[True, False, True], ignore_index=True)
    return table[[*NODE_COLUMNS, "direction", "seizures"]]


def _distinct(pairs: pd.DataFrame, count: int) -> Ints:
    return np.bincount(pairs.drop_duplicates().iloc[:, 1].to_numpy(np.int64), minlength=count)
