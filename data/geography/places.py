"""Place names and points to admin-1 units and coordinates, by the gazetteer that ships with Istmo.

Nothing is guessed: a name that could mean two places gets the coarser unit that is certain, and a note.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.geography.borders import admin1_at
from data.geography.gazetteer import Gazetteer, Place, load_gazetteer
from data.geography.toponyms import alternatives, fold, is_list, is_relative, parts, readings, said_kind, says_unit

__all__ = ["Gazetteer", "fold", "load_gazetteer", "resolve", "waypoints"]

SUCCESSORS: Mapping[str, tuple[str, ...]] = MappingProxyType({"PA-8": ("PA-10",), "DO-01": ("DO-32",)})
"""Units that lost territory to newer ones, where a report may still use the old name."""
NAMESAKES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "BZ": frozenset({"belize", "belice"}),
        "GT": frozenset({"guatemala"}),
        "MX": frozenset({"mexico"}),
        "PA": frozenset({"panama"}),
    }
)
"""Names of countries that are also names of their units or towns: alone they say nothing more."""
KINDS = ("town", "land_crossing", "seaport", "airport")
SAME_PLACE, SAME_TOWN = 10.0, 40.0
"""Kilometres: a town and its port are one place; a district lies about its town."""
POINT, PLACE, ADMIN1, COUNTRY = "point", "place", "admin1", "country"
KEYS = ["country", "admin1", "place"]


class Answer(NamedTuple):
    """What a country, an admin-1 name and a place name lead to."""

    admin1: str | None = None
    latitude: float = np.nan
    longitude: float = np.nan
    place_precision: str | None = None
    place_name: str | None = None
    note: str | None = None


class Finding(NamedTuple):
    """What a place text leads to within a country: a place, or only a unit, or a note why not."""

    place: Place | None = None
    unit: str | None = None
    note: str | None = None


def resolve(rows: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the admin-1 unit and coordinates of each row.

    Parameters
    ----------
    rows : column `country` (ISO 3166-1 alpha-2) and, optionally, `admin1` and `place` (text, may be missing),
        `latitude` and `longitude` (numbers or text, may be missing).
    gazetteer : from `load_gazetteer`.

    Returns
    -------
    Table with the index of `rows`: `admin1` (ISO 3166-2), `latitude`, `longitude` (WGS 84), `place_precision`
    (point, place, admin1, country), `place_name` and `note`: `country_unknown`, `admin1_unknown`,
    `place_unknown`, `place_ambiguous`, `place_several` (it names several), `place_relative` (it states a
    distance), `place_outside_admin1`, `place_not_stated`, `coordinates_invalid`, `point_outside_country`.
    """
    keys = pd.DataFrame({name: _text(rows, name) for name in KEYS})
    keys["country"] = keys["country"].str.upper()
    combinations = keys.drop_duplicates()
    number = keys.groupby(KEYS, sort=False).ngroup().to_numpy()
    answers = [
        _answer(country, admin1, place, gazetteer)
        for country, admin1, place in zip(*(combinations[name] for name in KEYS), strict=True)
    ]
    table = pd.DataFrame(answers, columns=list(Answer._fields))
    texts = ["admin1", "place_precision", "place_name", "note"]
    table = table.astype(dict.fromkeys(texts, "string") | {"latitude": float, "longitude": float})
    found = table.take(number).reset_index(drop=True)
    return _with_points(found, rows, keys["country"], gazetteer).set_axis(rows.index)


def waypoints(routes: pd.Series) -> pd.DataFrame:
    """Return the stops that route texts such as `CR:San José>PA:` name, one row a stop.

    Returns
    -------
    Table with the index of `routes` (repeated) and columns `sequence` (from 0), `country`, `place`; ready for
    `resolve`. A stop without a country code keeps its text as the place.
    """
    stops = routes.dropna().astype(str).str.split(">").explode().str.strip()
    stops = stops[stops != ""]
    pieces = stops.str.extract(r"^(?:([A-Za-z]{2})\s*:)?\s*(.*)$")
    sequence = stops.groupby(level=0).cumcount() if len(stops) else stops.astype(int)
    country = pieces[0].fillna("").str.upper()
    return pd.DataFrame({"sequence": sequence, "country": country, "place": pieces[1]})


def _text(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as stripped text without gaps; empty where the table lacks it."""
    if name not in rows:
        return pd.Series("", index=range(len(rows)))
    return rows[name].astype("string").fillna("").str.strip().reset_index(drop=True)


def _answer(country: str, admin1: str, place: str, gazetteer: Gazetteer) -> Answer:
    """Return what one combination of texts leads to."""
    if country not in gazetteer.points:
        return Answer(note="country_unknown")
    unit = _unit(country, admin1, gazetteer)
    note = "admin1_unknown" if admin1 and unit is None else None
    finding = _search(country, place, unit, gazetteer)
    if unit and finding.place is None and finding.note in {None, "place_unknown"}:
        anywhere = _search(country, place, None, gazetteer)
        other = None if finding.note else anywhere.unit
        if anywhere.place or other not in {None, unit, *SUCCESSORS.get(unit, ())}:
            finding = finding._replace(note="place_outside_admin1")
    if finding.place is not None:
        spot = finding.place
        return Answer(spot.admin1 or unit, spot.latitude, spot.longitude, PLACE, spot.name, note)
    code = unit or finding.unit or None
    if code in gazetteer.points:
        return Answer(code, *gazetteer.points[str(code)], ADMIN1, None, note or finding.note)
    return Answer(code, *gazetteer.points[country], COUNTRY, None, note or finding.note)


def _unit_of(country: str, key: str, gazetteer: Gazetteer) -> str | None:
    """Return the one unit that bears exactly this folded name."""
    codes = gazetteer.units.get((country, key), set())
    return next(iter(codes)) if len(codes) == 1 else None


def _unit(country: str, name: str, gazetteer: Gazetteer) -> str | None:
    """Return the one unit that a name stands for, with or without "department of" and the like."""
    return next(filter(None, (_unit_of(country, key, gazetteer) for key in readings(name))), None)


def _coarse_unit(country: str, part: str, gazetteer: Gazetteer) -> str | None:
    """Return the unit that the part after a place stands for ("Houston, Texas")."""
    if fold(part) in NAMESAKES.get(country, ()):
        return None
    return _unit(country, part, gazetteer) if says_unit(part) else _unit_of(country, fold(part), gazetteer)


def _search(country: str, text: str, unit: str | None, gazetteer: Gazetteer) -> Finding:
    """Return the most specific place a text names, within a unit where one is given.

    Parts are read from the least specific; each narrows the choice for the one before it.
    """
    if not fold(text):
        return Finding(None, unit, "place_not_stated")
    pieces = [text] if _known(country, text, gazetteer) else parts(text)
    if any(is_list(piece) and not _known(country, piece, gazetteer) for piece in pieces[1:]):
        return Finding(None, unit, "place_several")
    best = Finding(None, unit)
    for position, piece in reversed(list(enumerate(pieces))):
        own = None if unit or position == 0 else _coarse_unit(country, piece, gazetteer)
        finding = Finding(None, own) if own else _search_part(country, piece, best, gazetteer)
        if finding.place is not None:
            best = Finding(finding.place, best.unit or finding.place.admin1)
        elif best.place is None:
            note = best.note if best.note not in {None, "place_unknown"} else finding.note or best.note
            best = Finding(None, best.unit or finding.unit, note)
    return best


def _known(country: str, text: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a whole text is one name, commas and all."""
    key = country, fold(text)
    return key in gazetteer.units or key in gazetteer.named


def _search_part(country: str, part: str, within: Finding, gazetteer: Gazetteer) -> Finding:
    """Return what one part of a place text names, within what the coarser parts gave."""
    if is_relative(part):
        return Finding(note="place_relative")
    names = [part] if _known(country, part, gazetteer) else alternatives(part)
    findings = [_search_name(country, name, within, gazetteer) for name in names]
    known = {finding for finding in findings if finding.place or finding.unit}
    if len(findings) == 1 or not known:
        return findings[0]
    if len(known) == 1 and len(findings) == sum(finding in known for finding in findings):
        return findings[0]
    units = {finding.place.admin1 if finding.place else finding.unit for finding in findings}
    return Finding(None, units.pop() if len(units) == 1 else None, "place_several")


def _search_name(country: str, name: str, within: Finding, gazetteer: Gazetteer) -> Finding:
    """Return what a single name stands for: a place, the unit of that name, or a note.

    A name that a unit shares with its most populous town stands for the town, with other towns for the unit.
    """
    for key in readings(name):
        own = _unit_of(country, key, gazetteer)
        if own and says_unit(name):
            return Finding(None, own)
        if within.unit is None and key in NAMESAKES.get(country, ()):
            return Finding(note="place_ambiguous")
        candidates = gazetteer.named.get((country, key), [])
        nearby = [place for place in candidates if _fits(place, within)]
        if own and candidates and within.unit in {None, own}:
            nearby = [place for place in nearby if place in gazetteer.seats and place.admin1 == own]
            if not nearby and within.unit is None and any(place.admin1 != own for place in candidates):
                return Finding(note="place_ambiguous")
        if nearby:
            choice = _single(nearby, name, key)
            return Finding(choice) if choice else Finding(note="place_ambiguous")
        if own:
            return Finding(None, own)
    return Finding(note="place_unknown")


def _fits(place: Place, within: Finding) -> bool:
    """Tell whether a place lies in the unit (or what became of it) and near the coarser place."""
    if within.unit and place.admin1 not in {within.unit, *SUCCESSORS.get(within.unit, ())}:
        return False
    return within.place is None or _kilometres(place, within.place) <= SAME_TOWN


def _single(places: list[Place], name: str, key: str) -> Place | None:
    """Return the one place that candidates amount to: a town and its port are one, two towns are not."""
    kind = said_kind(name)
    places = [place for place in places if place.kind == kind] or places
    places = [place for place in places if fold(place.name) == key] or places
    if any(_kilometres(place, places[0]) > SAME_PLACE for place in places):
        return None
    return min(places, key=lambda place: KINDS.index(place.kind))


def _kilometres(one: Place, other: Place) -> float:
    """Return the distance of two places on a sphere, by the haversine formula."""
    latitudes = np.radians([one.latitude, other.latitude])
    longitudes = np.radians([one.longitude, other.longitude])
    along = np.sin(np.diff(longitudes) / 2) ** 2 * np.prod(np.cos(latitudes))
    half = np.sin(np.diff(latitudes) / 2) ** 2 + along
    return float(2 * 6371.0088 * np.arcsin(np.sqrt(half))[0])


def _coordinates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return given `latitude` and `longitude` as numbers, whether either is `stated` and both are `valid`."""
    stated = (_text(rows, "latitude") != "") | (_text(rows, "longitude") != "")
    latitude = pd.to_numeric(_text(rows, "latitude"), errors="coerce").astype(float)
    longitude = pd.to_numeric(_text(rows, "longitude"), errors="coerce").astype(float)
    valid = latitude.abs().le(90) & longitude.abs().le(180) & (latitude.ne(0) | longitude.ne(0))
    return pd.DataFrame({"latitude": latitude, "longitude": longitude, "stated": stated, "valid": valid})


def _with_points(found: pd.DataFrame, rows: pd.DataFrame, country: pd.Series, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the answers with given coordinates over the gazetteer's, and units read off the borders."""
    given = _coordinates(rows)
    table, valid = found.copy(), given["valid"]
    table.loc[valid, ["latitude", "longitude"]] = given.loc[valid, ["latitude", "longitude"]]
    table.loc[valid, "place_precision"] = POINT
    seek = valid & (table["admin1"].isna() | table["admin1"].isin(list(SUCCESSORS)))
    codes = _codes_at(given[seek].assign(country=country[seek]), gazetteer.borders)
    named = table.loc[seek, "admin1"]
    usable = [pd.isna(old) or code in SUCCESSORS[old] for old, code in zip(named, codes, strict=True)]
    codes = codes[np.array(usable, dtype=bool)]
    table.loc[codes.index, "admin1"] = codes
    table["note"] = _notes(table, given, country.isin(gazetteer.bordered))
    return table


def _notes(table: pd.DataFrame, given: pd.DataFrame, bordered: pd.Series) -> pd.Series:
    """Return the notes that remain once coordinates are considered; `bordered` countries have polygons."""
    note, located = table["note"].fillna(""), table["admin1"].notna()
    known = note != "country_unknown"
    note[given["valid"] & located & (note != "admin1_unknown")] = ""
    note[given["valid"] & ~located & known & bordered] = "point_outside_country"
    note[given["stated"] & ~given["valid"] & known] = "coordinates_invalid"
    return note.replace("", pd.NA)


def _codes_at(spots: pd.DataFrame, borders: Path) -> pd.Series:
    """Return the unit at each spot (`country`, `latitude`, `longitude`), looking up each distinct one."""
    if spots.empty:
        return pd.Series(dtype="string")
    columns = ["country", "latitude", "longitude"]
    unique = spots[columns].drop_duplicates()
    codes = admin1_at(unique, borders)
    number = spots.groupby(columns, sort=False).ngroup().to_numpy()
    return codes.take(number).set_axis(spots.index)
