"""Where synthetic records lie, and where their goods came from and were going."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.geography.gazetteer import Gazetteer
from data.schema import WAYPOINT_COLUMNS
from data.synthetic.draft import COUNTRIES, Draft
from data.synthetic.draws import Floats, Ints, absent, drifting, text, urns, weighted
from data.synthetic.patterns import KINDS, PATTERNS

PLACE_ABSENT, ADMIN1_ABSENT = 0.25, 0.25
"""Chance at average care that the place isn't stated, and that then the province isn't either."""
ROUTE_ABSENT, ROUTE_PLACE_ABSENT = 0.3, 0.55
"""Chance at average care that a route end isn't stated, and that only its country is."""
PRECISIONS = ("place", "admin1", "country")

OVERSEAS: Mapping[str, float] = {"US": 0.7, "TR": 0.05, "DE": 0.05, "CN": 0.05, "BR": 0.04, "JM": 0.05, "CO": 0.06}
OVERLAND: Mapping[str, float] = {
    **{"US": 0.25, "MX": 0.15, "GT": 0.12, "HN": 0.12, "NI": 0.1, "PA": 0.1, "SV": 0.06, "CR": 0.06, "CO": 0.04},
}
ORIGIN_GROWTH: Mapping[str, float] = {"TR": 1.5, "JM": -0.8, "NI": -0.8}
"""Change of the log weight of an origin over the period."""
TRANSITS: Mapping[str, float] = {"MX": 0.2, "GT": 0.2, "HN": 0.15, "SV": 0.1, "PA": 0.2, "CR": 0.1, "NI": 0.05}
TRANSIT_CHANCES = (0.35, 0.12)
"""Chance of a first and of a second stated transit in a record that states its route."""
DESTINATIONS: Mapping[str, float] = {"MX": 0.25, "CO": 0.25, "HN": 0.15, "GT": 0.15, "SV": 0.1, "HT": 0.05, "US": 0.05}
DESTINATION_CHANCE = 0.4


@dataclass(frozen=True)
class Located:
    """Positions as far as they are known.

    Attributes
    ----------
    nation : position in the vocabulary's countries.
    unit : position in the gazetteer's units, −1 where not known.
    site : position in the draft's sites, −1 where not known.
    latitude, longitude : of the site, else an inner point of the unit, else of the country.
    precision : position in `PRECISIONS`.
    """

    nation: Ints
    unit: Ints
    site: Ints
    latitude: Floats
    longitude: Floats
    precision: Ints


def located(draft: Draft) -> Located:
    """Return where each record lies, coarsened where it isn't stated more precisely."""
    nation = _positions(draft.vocabulary.codes("country"), COUNTRIES)[draft.country]
    kinds = np.array([KINDS.index(pattern.kind) for pattern in PATTERNS])[draft.pattern]
    site = _site_of(draft, nation, kinds)
    hidden = absent(PLACE_ABSENT, draft.care, draft.generator)
    coarse = hidden & absent(ADMIN1_ABSENT, draft.care, draft.generator)
    return _at(draft, nation, site, np.where(coarse, 2, np.where(hidden, 1, 0)))


def routes(draft: Draft, here: Located) -> pd.DataFrame:
    """Return the waypoints, as `Records.waypoints` holds them; an end that isn't known has none."""
    random, rows = draft.generator.random, np.arange(len(draft))
    chance = np.array([pattern.routed for pattern in PATTERNS])[draft.pattern]
    moves = random(len(draft)) < chance
    origin = _stated(draft, moves, _origins(draft))
    stops, kept = [("origin", rows, origin)], {"seizure": here.nation, "origin": origin}
    for number, share in enumerate(TRANSIT_CHANCES):
        transit = _stated(draft, moves & (random(len(draft)) < share), _drawn(draft, TRANSITS))
        repeats = [transit == other for other in kept.values()]
        kept[f"transit{number}"] = np.where(np.logical_or.reduce(repeats), -1, transit)
        stops.append(("transit", rows, kept[f"transit{number}"]))
    going = moves & (random(len(draft)) < DESTINATION_CHANCE)
    stops.append(("destination", rows, _stated(draft, going, _drawn(draft, DESTINATIONS))))
    return _waypoints(draft, here, stops)


def _stated(draft: Draft, exists: np.ndarray, nation: Ints) -> Ints:
    return np.where(exists & ~absent(ROUTE_ABSENT, draft.care, draft.generator), nation, -1)


def _origins(draft: Draft) -> Ints:
    """Return the country of origin of each record: by land or by sea, changing slowly."""
    values = draft.vocabulary.codes("country")
    growth = np.array([ORIGIN_GROWTH.get(value, 0.0) for value in values])
    table = np.array([weighted(OVERLAND, values), weighted(OVERSEAS, values)])
    by_sea = np.array([pattern.overseas for pattern in PATTERNS])[draft.pattern].astype(np.int64)
    found = urns(drifting(table, growth, draft.moments))
    return found.draw(by_sea * len(draft.moments) + draft.year, draft.generator)


def _drawn(draft: Draft, shares: Mapping[str, float]) -> Ints:
    table = weighted(shares, draft.vocabulary.codes("country"))[np.newaxis]
    return urns(table).draw(np.zeros(len(draft), dtype=np.int64), draft.generator)


def _waypoints(draft: Draft, here: Located, stops: Sequence[tuple[str, Ints, Ints]]) -> pd.DataFrame:
    """Return origin, transits, seizure and destination in order; rows that state no end have no waypoint at all."""
    roles = ("origin", "transit", "seizure", "destination")
    known = [(roles.index(role), rows[nation >= 0], nation[nation >= 0]) for role, rows, nation in stops]
    stated = np.unique(np.concatenate([rows for _, rows, _ in known]))
    role = np.concatenate([np.full(len(rows), number) for number, rows, _ in known] + [np.full(len(stated), 2)])
    row = np.concatenate([rows for _, rows, _ in known] + [stated])
    order = np.lexsort((role, row))
    away = _ends(draft, np.concatenate([rows for _, rows, _ in known]), np.concatenate([n for *_, n in known]))
    columns = {
        name: np.concatenate([getattr(away, name), getattr(here, name)[stated]])[order]
        for name in ("nation", "unit", "site", "latitude", "longitude")
    }
    row = row[order]
    table = {"row": row, "role": text(roles, role[order])}
    table |= {"sequence": (np.arange(len(row)) - np.searchsorted(row, row)).astype(np.int16)}
    table |= named(draft, Located(**columns, precision=row)) | {"documented": np.ones(len(row), dtype=bool)}
    return pd.DataFrame(table)[["row", *WAYPOINT_COLUMNS]]


def named(draft: Draft, where: Located) -> dict[str, "pd.Series | Floats"]:
    """Return the columns `country`, `admin1`, `place`, `latitude` and `longitude`."""
    return {
        "country": text(draft.vocabulary.codes("country"), where.nation),
        "admin1": text(draft.gazetteer.admin1["code"], where.unit),
        "place": text(draft.sites.table["name"], where.site),
        "latitude": where.latitude,
        "longitude": where.longitude,
    }


def _ends(draft: Draft, rows: Ints, nation: Ints) -> Located:
    """Return where route ends lie: at a port, an airport or a town of the kind the pattern uses, or only a country."""
    kinds = np.array([0 if pattern.kind == "land_crossing" else KINDS.index(pattern.kind) for pattern in PATTERNS])
    site = _site_of(draft, nation, kinds[draft.pattern[rows]])
    hidden = absent(ROUTE_PLACE_ABSENT, draft.care[rows], draft.generator)
    return _at(draft, nation, site, np.where(hidden, 2, 0))


def _site_of(draft: Draft, nation: Ints, kinds: Ints) -> Ints:
    """Return a site in each country, −1 where the gazetteer has none there."""
    group = pd.Index(draft.sites.countries).get_indexer(list(draft.vocabulary.codes("country")))[nation]
    found = np.full(len(nation), -1, dtype=np.int64)
    has = group >= 0
    found[has] = draft.sites.draw(group[has], kinds[has], draft.generator)
    return found


def _at(draft: Draft, nation: Ints, site: Ints, precision: Ints) -> Located:
    """Return positions at a precision, coarser where there is no site or the unit has no inner point."""
    codes = draft.gazetteer.admin1["code"]
    unit_of = _positions(tuple(codes), tuple(draft.sites.table["admin1"]))
    unit = np.where((site >= 0) & (precision < 2), unit_of[site], -1)
    level = np.where(site < 0, 2, precision)
    points = [draft.sites.table, _points(draft.gazetteer, tuple(codes))]
    points.append(_points(draft.gazetteer, draft.vocabulary.codes("country")))
    spot = [site, unit, nation]
    level = np.where((level == 1) & ((unit < 0) | points[1]["latitude"].isna().to_numpy()[unit]), 2, level)
    degrees = {
        name: np.choose(level, [table[name].to_numpy(float)[at] for table, at in zip(points, spot, strict=True)])
        for name in ("latitude", "longitude")
    }
    return Located(nation, unit, np.where(level == 0, site, -1), **degrees, precision=level)


def _points(gazetteer: Gazetteer, codes: tuple[str, ...]) -> pd.DataFrame:
    nowhere = (np.nan, np.nan)
    return pd.DataFrame([gazetteer.points.get(code, nowhere) for code in codes], columns=["latitude", "longitude"])


def _positions(values: tuple[str, ...], wanted: tuple[str, ...]) -> Ints:
    """Return the position of each wanted value, −1 where it isn't among the values."""
    return pd.Index(values).get_indexer(list(wanted))
