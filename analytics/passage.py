"""What passed one place: a border crossing, a port, an airport or a town.

A record is tied to a place by what it states, strongest first and once only: it was seized there, a travelled stop of
its route lies there, it was bound for it; a stop is near a port or airport without word of that port's kind of place
or transport; and, for crossings, it went by land between the two countries without saying where, so that it may have
passed.
"""

import numpy as np
import pandas as pd

from analytics.columns import Floats, Mask, Single
from analytics.crossfilter import View
from analytics.itineraries import SURFACES, TRAVELLED, Itineraries, itineraries, route_legs, shipped_gazetteer
from data.dimensions import UNKNOWN
from data.geography.places import fold
from data.geography.toponyms import parts

SEIZED, PASSED, BOUND, NEARBY, MAY_HAVE_PASSED = RELATIONS = ("seized", "passed", "bound", "nearby", "may_have_passed")
"""From the strongest claim to the weakest."""
RADIUS, TOWN_RADIUS = 10.0, 5.0
"""Kilometres around a post, or a town, within which a stop lies there: a town and its port are one place."""
POSTS = {"seaport": ("port", "sea"), "airport": ("air_post", "air")}
"""Kind of place → family of location type and surface of transport of what happens at it, not just near it."""
EARTH_RADIUS = 6371.0088
LEAST_ALIAS = 4
"""Letters a name must have to be looked for in the text of a place: codes such as PTY are not."""


def passage(view: View, place: pd.Series) -> pd.DataFrame:
    """Return the counted records tied to a place.

    Parameters
    ----------
    place : a row of the gazetteer's places: `place_id`, `name`, `kind`, `country`, `latitude`, `longitude`, `aliases`
        and, for crossings, `other_country`.

    Returns
    -------
    One row a record: `row`, `relation` (seized, passed, bound, nearby, may_have_passed), `role` of its stop there
    (origin, transit, seizure, destination; empty for may_have_passed), `kilometres` from the place (NaN where the
    record names it but lies at no point, or only may have passed) and `location_type` of its seizure (or
    not_recorded). Sorted by relation and row. A stop within 10 km (towns: 5 km) lies there; at a seaport or airport
    the location type or, where that isn't known and for other stops, the transport must say so too: else `nearby`.
    """
    ties = _ties(view, place.to_frame().T.reset_index(drop=True))
    column = view.columns.held["location_type"]
    assert isinstance(column, Single)
    kinds = np.array(column.values, dtype=object)[column.codes[ties["row"]]]
    table = ties.drop(columns="place").assign(location_type=pd.Series(kinds, index=ties.index, dtype="str"))
    return table.sort_values(["relation", "row"], key=_by_strength, ignore_index=True)


def busiest(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Return how many counted records are tied to each place.

    Parameters
    ----------
    places : rows of the gazetteer's places, as `passage` takes them.

    Returns
    -------
    `place_id`, `name`, `kind`, `country`, `seized`, `passed`, `bound`, `nearby`, `may_have_passed`, and `stated` (the
    first three together); every place, most stated first. A record may be tied to several places near each other.
    """
    places = places.reset_index(drop=True)
    ties = _ties(view, places)
    counts = ties.groupby(["place", "relation"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=places.index, columns=list(RELATIONS), fill_value=0).astype("int64")
    table = places[["place_id", "name", "kind", "country"]].join(counts)
    table["stated"] = table[[SEIZED, PASSED, BOUND]].sum(axis=1)
    order = ["stated", MAY_HAVE_PASSED, "place_id"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _ties(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Return `place` (position), `row`, `relation`, `role`, `kilometres`: one row a place and record."""
    journeys = itineraries(view, "place")
    precise = (journeys.nodes["precision"] == "place").to_numpy()[journeys.stops["number"]]
    stops = journeys.stops.assign(country=journeys.nodes["country"].to_numpy()[journeys.stops["number"]])
    there = pd.concat([_near(stops[precise], places), _naming(stops[~precise], places)])
    relations = np.select(
        [there["role"] == "seizure", (there["role"] != "destination") & ~there["after"]], [SEIZED, PASSED], BOUND
    )
    there = there.assign(relation=np.where(_at_post(view, there, places, journeys), relations, NEARBY))
    maybe = _land_legs(journeys, stops[precise], places)
    ties = pd.concat([there, maybe.assign(relation=MAY_HAVE_PASSED, role="", kilometres=np.nan)])
    ties = ties.sort_values(["place", "row", "relation", "kilometres"], key=_by_strength)
    ties = ties.drop_duplicates(["place", "row"], ignore_index=True)
    return ties[["place", "row", "relation", "role", "kilometres"]]


def _at_post(view: View, there: pd.DataFrame, places: pd.DataFrame, journeys: Itineraries) -> Mask:
    """Tell which stops near a port or airport were at it, by location type or transport; elsewhere all are."""
    column = view.columns.held["location_type_family"]
    assert isinstance(column, Single)
    family = np.array(column.values, dtype=object)[column.codes[there["row"]]]
    surface = np.array(SURFACES, dtype=object)[journeys.surface.reindex(there["row"]).to_numpy(np.int64)]
    kind = places["kind"].reindex(there["place"]).to_numpy()
    at_post = ~np.isin(kind, list(POSTS))
    for name, (own_family, own_surface) in POSTS.items():
        elsewhere = (there["role"] == "seizure").to_numpy() & ~np.isin(family, [own_family, *UNKNOWN])
        said = ((there["role"] == "seizure").to_numpy() & (family == own_family)) | (surface == own_surface)
        at_post |= (kind == name) & said & ~elsewhere
    return at_post


def _by_strength(column: pd.Series) -> pd.Series:
    return column.map(RELATIONS.index) if column.name == "relation" else column


def _near(stops: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the stops within the radius of each place and in its country (either, for crossings)."""
    spots = stops[["latitude", "longitude"]].drop_duplicates(ignore_index=True)
    pairs = _within(spots, places, RADIUS)
    is_town = (places["kind"] == "town").reindex(pairs["place_number"]).to_numpy(bool)
    pairs = pairs[pairs["kilometres"] <= np.where(is_town, TOWN_RADIUS, RADIUS)]
    found = stops.merge(spots.assign(spot=spots.index), on=["latitude", "longitude"]).merge(pairs, on="spot")
    countries = places[["country", "other_country"]].reindex(found["place_number"]).reset_index(drop=True)
    mine = (found["country"] == countries["country"]) | (found["country"] == countries["other_country"])
    found = found.drop(columns="place").rename(columns={"place_number": "place"})
    return found.loc[mine, ["place", "row", "role", "after", "kilometres"]]


def _within(spots: pd.DataFrame, places: pd.DataFrame, radius: float) -> pd.DataFrame:
    """Return `spot`, `place_number`, `kilometres` of all pairs at most so many kilometres apart on a sphere."""
    from scipy.spatial import KDTree

    columns = ["spot", "place_number", "kilometres"]
    if spots.empty or places.empty:
        return pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in columns})
    trees = [KDTree(_sphere(table)) for table in (spots, places)]
    chord = 2 * np.sin(radius / EARTH_RADIUS / 2)
    pairs = trees[0].sparse_distance_matrix(trees[1], chord, output_type="ndarray")
    kilometres = 2 * EARTH_RADIUS * np.arcsin(pairs["v"] / 2)
    return pd.DataFrame(dict(zip(columns, (pairs["i"], pairs["j"], kilometres), strict=True)))


def _sphere(table: pd.DataFrame) -> Floats:
    latitude, longitude = (np.radians(table[name].to_numpy(np.float64)) for name in ("latitude", "longitude"))
    level = np.cos(latitude)
    return np.stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)], axis=1)


def _naming(stops: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the stops known only by area whose text has a part that is a place's name or alias."""
    texts = stops["place"].dropna().drop_duplicates()
    pieces = pd.DataFrame(
        [(text, fold(piece)) for text in texts for piece in dict.fromkeys(parts(text))], columns=["place", "key"]
    ).drop_duplicates()
    names = [
        (number, country, fold(name))
        for number, place in enumerate(places.to_dict("records"))
        for country in (place["country"], place["other_country"])
        for name in (place["name"], *place["aliases"].split(";"))
    ]
    keys = pd.DataFrame(names, columns=["place_number", "country", "key"]).drop_duplicates()
    keys = keys[(keys["key"].str.len() >= LEAST_ALIAS) & (keys["country"] != "")]
    found = stops.merge(pieces.astype("str"), on="place").merge(keys.astype({"key": "str"}), on=["key", "country"])
    found = found.drop(columns="place").rename(columns={"place_number": "place"})
    return found.assign(kilometres=np.nan)[["place", "row", "role", "after", "kilometres"]]


def _land_legs(journeys: Itineraries, precise: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return `place` and `row` of travelled legs by land between exactly the two countries of a crossing.

    Records with a travelled stop at any known crossing between the two went that way, not another.
    """
    legs = route_legs(journeys)
    by_land = journeys.surface.reindex(legs["row"]).to_numpy() == SURFACES.index("land")
    legs = legs[by_land & (legs["stage"] == TRAVELLED).to_numpy()]
    country = journeys.nodes["country"]
    ends = pd.DataFrame({side: country.reindex(legs[side]).to_numpy() for side in ("start", "end")})
    legs = _paired(ends, "start", "end").assign(row=legs["row"].to_numpy()).drop_duplicates()
    known = shipped_gazetteer().places
    known = _posts(known).reset_index(drop=True)
    placed = _near(precise[~precise["after"]], known)
    placed = placed[["place", "row"]].join(_paired(known, "country", "other_country"), on="place").drop(columns="place")
    legs = legs.merge(placed.drop_duplicates(), how="left", on=["row", "one", "other"], indicator=True)
    legs = legs[legs["_merge"] == "left_only"]
    posts = _posts(places)
    found = legs.merge(_paired(posts, "country", "other_country").assign(place=posts.index), on=["one", "other"])
    return found[["place", "row"]]


def _posts(places: pd.DataFrame) -> pd.DataFrame:
    return places[(places["kind"] == "land_crossing") & (places["other_country"] != "")]


def _paired(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return `one` and `other`: two countries in alphabetical order."""
    swapped = table[first] > table[second]
    one, other = table[first].mask(swapped, table[second]), table[second].mask(swapped, table[first])
    return pd.DataFrame({"one": one, "other": other}).astype("str")
