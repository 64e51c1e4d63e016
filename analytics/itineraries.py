"""The stops of the stated routes in the order of travel, and the nodes they lie at: countries or places."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from analytics.columns import Ints, Single
from analytics.crossfilter import View
from analytics.routes import known_countries
from data.geography.gazetteer import Gazetteer, load_gazetteer
from data.geography.places import KINDS
from data.vocabulary import REFERENCE

Level = Literal["country", "place"]

TRAVELLED, INTENDED = "travelled", "intended"
SURFACES = ("unknown", "land", "sea", "air")
SURFACE_OF = {"road": "land", "sea": "sea", "air": "air"}
"""Family of transport mode → surface; a parcel's, several modes' and no transit's surface isn't known."""
NODE_DECIMALS = 2
"""Decimals of a degree to which a place is told from another: 1.1 km."""
AREA_DECIMALS = 4
"""Decimals of the inner points that stand for places known only by country or unit."""
NODE_COLUMNS = ["node", "name", "country", "latitude", "longitude", "precision"]
STOP_COLUMNS = ["row", "role", "sequence", "country", "admin1", "place", "latitude", "longitude", "documented"]


@dataclass(frozen=True)
class Itineraries:
    """The stops of the counted records, in the order of travel.

    Attributes
    ----------
    stops : `row`, `role`, `place` (as stated), `documented`, `number` (of the node), `latitude`, `longitude`, `after`
        (whether the seizure lies before this stop); only stops whose country is known.
    nodes : `node` (country code, unit code, or country and rounded coordinates), `name` (empty where the code is the
        name), `country`, `latitude`, `longitude`, `precision` (place, admin1, country); the index is the number.
    surface : of each counted record, its position in `SURFACES`, indexed by row.
    """

    stops: pd.DataFrame
    nodes: pd.DataFrame
    surface: pd.Series


def itineraries(view: View, level: Level) -> Itineraries:
    """Return the stops of the counted records between the nodes of a level.

    A record whose waypoints lack the place of seizure, or that has none, gets the place of seizure of the record,
    before its destinations.
    """
    stops = _ordered(view)
    stops = stops[stops["country"].notna()].reset_index(drop=True)
    number, nodes = _country_nodes(stops) if level == "country" else _place_nodes(stops)
    kept = ["row", "role", "place", "documented", "latitude", "longitude", "after"]
    column = view.columns.held["transport_mode_family"]
    assert isinstance(column, Single)
    surfaces = np.array([SURFACES.index(SURFACE_OF.get(name, "unknown")) for name in column.values], dtype=np.int64)
    surface = pd.Series(surfaces[column.codes[view.rows]], index=view.rows)
    return Itineraries(stops[kept].assign(number=number), nodes, surface)


def route_legs(journeys: Itineraries) -> pd.DataFrame:
    """Return the legs between consecutive known stops of each record.

    Returns
    -------
    `row`, `start` and `end` (numbers of nodes), `stage` (travelled, intended) and `documented` (False where either
    end is inferred); a record that goes the same way twice has it twice.
    """
    stops = journeys.stops
    row, number = stops["row"].to_numpy(), stops["number"].to_numpy()
    documented, after = stops["documented"].to_numpy(bool), stops["after"].to_numpy(bool)
    same = row[1:] == row[:-1]
    return pd.DataFrame(
        {
            "row": row[1:][same],
            "start": number[:-1][same],
            "end": number[1:][same],
            "stage": np.where(after[1:], INTENDED, TRAVELLED)[same],
            "documented": (documented[1:] & documented[:-1])[same],
        }
    )


@lru_cache(maxsize=1)
def shipped_gazetteer() -> Gazetteer:
    """Return the gazetteer that ships with Istmo."""
    return load_gazetteer(REFERENCE)


def _ordered(view: View) -> pd.DataFrame:
    """Return the stops of the counted records in order, with `after`: whether the seizure lies before them."""
    records = view.columns.records
    counted = np.zeros(view.columns.size, dtype=bool)
    counted[view.rows] = True
    stops = records.waypoints.loc[counted[records.waypoints["row"]], STOP_COLUMNS]
    bare = np.setdiff1d(view.rows, stops.loc[stops["role"] == "seizure", "row"])
    if len(bare):
        later = stops[stops["role"] == "destination"].groupby("row")["sequence"].min() - 0.5
        last = stops.groupby("row")["sequence"].max() + 0.5
        position = later.reindex(bare).fillna(last.reindex(bare)).fillna(0)
        own = records.seizures.iloc[bare][["country", "admin1", "place", "latitude", "longitude"]]
        own = own.assign(row=bare, role="seizure", sequence=position.to_numpy(), documented=True)
        stops = pd.concat([stops, own[STOP_COLUMNS]]) if len(stops) else own[STOP_COLUMNS]
    stops = stops.sort_values(["row", "sequence"], ignore_index=True, kind="stable")
    here = (stops["role"] == "seizure").to_numpy()
    seen = pd.Series(here).groupby(stops["row"].to_numpy()).cumsum().to_numpy(np.int64)
    documented = stops["documented"].eq(True).fillna(False).astype(bool)
    return stops.assign(country=known_countries(stops["country"]), documented=documented, after=seen - here > 0)


def _country_nodes(stops: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    number, codes = pd.factorize(stops["country"])
    nodes = pd.DataFrame({"node": pd.Series(codes, dtype="str")})
    points = _points(nodes["node"])
    return number, nodes.assign(name="", country=nodes["node"], precision="country", **points)[NODE_COLUMNS]


def _place_nodes(stops: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Return each stop's node: the place, or the country or unit whose inner point stands for it."""
    keys = ["country", "latitude", "longitude"]
    groups = stops.groupby(keys, dropna=False, sort=False)
    spots = groups["place"].first().reset_index()
    area = _areas(spots)
    spots["node"] = area.where(area != "", _spot_ids(spots))
    spots["precision"] = np.select([area == "", area.str.len() > 2], ["place", "admin1"], default="country")
    number, codes = pd.factorize(spots["node"])
    nodes = spots.drop_duplicates("node", ignore_index=True)
    points, known = _points(codes), _named_spots().reindex(codes).reset_index()
    is_place = (nodes["precision"] == "place").to_numpy()
    for name in ("latitude", "longitude"):
        rounded = known[name].fillna(nodes[name].round(NODE_DECIMALS))
        nodes[name] = np.where(is_place, rounded, points[name])
    nodes["name"] = known["name"].fillna(nodes["place"]).fillna("").where(is_place, "")
    return number[groups.ngroup().to_numpy()], nodes[NODE_COLUMNS]


def _points(codes: pd.Index | pd.Series) -> dict[str, list[float]]:
    points = shipped_gazetteer().points
    both = [points.get(code, (np.nan, np.nan)) for code in codes]
    return {"latitude": [place[0] for place in both], "longitude": [place[1] for place in both]}


def _areas(spots: pd.DataFrame) -> pd.Series:
    """Return the code of the unit or country whose inner point each spot is; empty for places."""
    points = pd.DataFrame([(code[:2], *place, code) for code, place in shipped_gazetteer().points.items()])
    keys = ["country", "latitude", "longitude"]
    points = points.set_axis([*keys, "area"], axis=1).round(AREA_DECIMALS).drop_duplicates(keys)
    found = spots[keys].round(AREA_DECIMALS).merge(points, how="left", on=keys)["area"]
    nowhere = spots["latitude"].isna() | spots["longitude"].isna()
    return found.mask(nowhere, spots["country"]).fillna("").astype("str")


def _spot_ids(spots: pd.DataFrame) -> pd.Series:
    rounded = spots[["latitude", "longitude"]].round(NODE_DECIMALS) + 0.0  # + 0.0: no minus zero
    both = zip(spots["country"], rounded["latitude"], rounded["longitude"], strict=True)
    form = f".{NODE_DECIMALS}f"
    return pd.Series(
        [f"{country}:{latitude:{form}},{longitude:{form}}" for country, latitude, longitude in both], dtype="str"
    )


@lru_cache(maxsize=1)
def _named_spots() -> pd.DataFrame:
    """Return `name`, `latitude` and `longitude` of the gazetteer's places, both sides of a crossing, by node."""
    places = shipped_gazetteer().places
    columns = ["country", "name", "kind", "latitude", "longitude"]
    far = places[places["other_country"] != ""].assign(country=lambda table: table["other_country"])
    both = pd.concat([places[columns], far[columns]], ignore_index=True)
    both = both.assign(node=_spot_ids(both), rank=both["kind"].map(KINDS.index)).sort_values("rank", kind="stable")
    return both.drop_duplicates("node").set_index("node")[["name", "latitude", "longitude"]]
