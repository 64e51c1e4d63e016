"""The gazetteer that ships with Istmo: units, places and countries, found by folded name."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from data.geography.toponyms import fold


class Place(NamedTuple):
    """One gazetteer row as seen from one country."""

    name: str
    kind: str
    admin1: str
    latitude: float
    longitude: float


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Units, places and countries, with look-ups by folded name.

    Attributes
    ----------
    admin1 : columns `code`, `country`, `name_en`, `name_es`, `kind_en`, `kind_es`, `aliases` (`;`-separated),
        `longitude`, `latitude` (of an inner point, may be missing), `has_geometry` (in the border file).
    places : columns `place_id`, `name`, `kind`, `country`, `admin1`, `latitude`, `longitude`, `aliases`,
        `population`, `source`, `other_country`, `other_admin1` (the far side of a land crossing).
    countries : columns `country`, `longitude`, `latitude` (of an inner point).
    borders : GeoJSON file of admin-1 polygons.
    """

    admin1: pd.DataFrame
    places: pd.DataFrame
    countries: pd.DataFrame
    borders: Path

    @cached_property
    def points(self) -> dict[str, tuple[float, float]]:
        """Latitude and longitude of an inner point of every country and every unit that has one."""
        tables = (self.countries.rename(columns={"country": "code"}), self.admin1)
        known = pd.concat([table[["code", "latitude", "longitude"]] for table in tables]).dropna()
        return dict(zip(known["code"], zip(known["latitude"], known["longitude"], strict=True), strict=True))

    @cached_property
    def bordered(self) -> set[str]:
        """Countries whose units have polygons."""
        return set(self.admin1.loc[self.admin1["has_geometry"], "country"])

    @cached_property
    def units(self) -> dict[tuple[str, str], set[str]]:
        """Country and folded name → codes of units; codes themselves are names too."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.admin1.to_dict("records"):
            names = row["code"], row["name_en"], row["name_es"], *row["aliases"].split(";")
            for name in filter(fold, names):
                found[row["country"], fold(name)].add(row["code"])
        return dict(found)

    @cached_property
    def seats(self) -> set[Place]:
        """The most populous town of each unit."""
        known = self.places[self.places["population"].notna()]
        largest = known.sort_values("population").drop_duplicates("admin1", keep="last")
        return {_place(row, row["admin1"]) for row in largest.to_dict("records")}

    @cached_property
    def named(self) -> dict[tuple[str, str], list[Place]]:
        """Country and folded name → places of that name or alias."""
        names: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        aliases: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        for row in self.places.to_dict("records"):
            for side in ("", "other_"):
                country, place = row[f"{side}country"], _place(row, row[f"{side}admin1"])
                names[country, fold(row["name"])].append(place)
                for alias in filter(fold, row["aliases"].split(";")):
                    aliases[country, fold(alias)].append(place)
        keys = dict.fromkeys([*names, *aliases])
        return {key: list(dict.fromkeys(names.get(key, []) + aliases.get(key, []))) for key in keys}


def _place(row: Mapping[Hashable, Any], admin1: str) -> Place:
    """Return one gazetteer row as seen from the side of a border that `admin1` lies on."""
    return Place(row["name"], row["kind"], admin1, row["latitude"], row["longitude"])


def load_gazetteer(folder: Path) -> Gazetteer:
    """Read the gazetteer from the folder of reference files."""
    blanks = {name: [""] for name in ("latitude", "longitude", "population")}
    admin1, places, countries = (
        pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=blanks)
        for name in ("admin1", "places", "countries")
    )
    return Gazetteer(admin1, places, countries, folder / "borders_admin1.geojson")
