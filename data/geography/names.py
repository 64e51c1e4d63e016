"""All names the gazetteer knows, whatever the country: to tell a place from a person, and a misspelling from a name."""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale

from data.geography.toponyms import fold, readings

REFERENCE = Path(__file__).parents[1] / "reference"


@lru_cache(maxsize=1)
def unit_names() -> Mapping[tuple[str, str], str]:
    """Return country and folded code, name or alias of every first-level unit → its Spanish name."""
    found: dict[tuple[str, str], str] = {}
    for row in _rows("admin1.csv"):
        for name in (row["code"], row["name_en"], row["name_es"], *row["aliases"].split(";")):
            if fold(name):
                found.setdefault((row["country"], fold(name)), row["name_es"])
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def place_names() -> frozenset[str]:
    """Return the folded names and aliases of all units and places."""
    places = (name for row in _rows("places.csv") for name in (row["name"], *row["aliases"].split(";")))
    return frozenset({*map(fold, places), *(key for _, key in unit_names())} - {""})


@lru_cache(maxsize=1)
def country_names() -> frozenset[str]:
    """Return the folded names of all countries in Spanish, English and Portuguese."""
    territories = (Locale(language).territories for language in ("es", "en", "pt"))
    return frozenset(fold(name) for names in territories for code, name in names.items() if code.isalpha())


def is_place(text: str) -> bool:
    """Tell whether a text is the name of a unit or place, with or without generic words ("Puesto El Carmen")."""
    return any(key in place_names() for key in readings(text))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
