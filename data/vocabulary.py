"""Codes, families and labels of `reference/vocabulary.csv`; names of countries and provinces."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from babel import Locale

from data.dimensions import DIMENSIONS, NOT_RECORDED, base

REFERENCE = Path(__file__).parent / "reference"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "en", "es": "es_419"})
"""Languages Istmo speaks, each with the locale its numbers and dates follow."""


NO_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"))
"""Codes of Unicode's territories that are no country of ISO 3166-1: unions, islands of others, made-up languages."""


@dataclass(frozen=True)
class Vocabulary:
    """Look-up of codes.

    Attributes
    ----------
    terms : columns `dimension`, `code`, `family`, `label_en`, `label_es`, `definition_en`, `definition_es`,
        `source`, `note`; one row a code.
    provinces : columns `code` (ISO 3166-2), `country`, `name_en`, `name_es`.
    """

    terms: pd.DataFrame
    provinces: pd.DataFrame

    @cached_property
    def _labels(self) -> dict[tuple[str, str, str], str]:
        labels: dict[tuple[str, str, str], str] = {}
        for language in LANGUAGES:
            terms = zip(self.terms["dimension"], self.terms["code"], self.terms[f"label_{language}"], strict=True)
            labels |= {(language, dimension, code): label for dimension, code, label in terms}
            provinces = zip(self.provinces["code"], self.provinces[f"name_{language}"], strict=True)
            labels |= {(language, "admin1", code): name for code, name in provinces}
        return labels

    @cached_property
    def _lists(self) -> dict[str, tuple[str, ...]]:
        lists = {str(name): tuple(group["code"]) for name, group in self.terms.groupby("dimension", sort=False)}
        territories = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
        lists["country"] = tuple(sorted(territories - NO_COUNTRIES))
        lists["admin1"] = tuple(self.provinces["code"])
        return lists

    @cached_property
    def _families(self) -> dict[str, dict[str, str]]:
        rows = self.terms[self.terms["family"] != ""]
        return {
            str(name): dict(zip(group["code"], group["family"], strict=True))
            for name, group in rows.groupby("dimension", sort=False)
        }

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Return the codes a dimension allows, in display order; empty for dimensions of free text."""
        return self._lists.get(DIMENSIONS[dimension].values or "", ())

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the codes of one list of the vocabulary file, such as `date_precision`."""
        return self._lists.get(name, ())

    def families(self, dimension: str) -> dict[str, str]:
        """Return code → family of a dimension that has families, else an empty mapping."""
        return self._families.get(dimension, {})

    def allows(self, dimension: str, value: str) -> bool:
        """Tell whether a value may stand in a query for this dimension."""
        if value == NOT_RECORDED or DIMENSIONS[dimension].values is None:
            return True
        return value in self.codes(dimension)

    def label(self, dimension: str, code: str, language: str) -> str:
        """Return what a person reads for a code; the code itself where there is no label."""
        if code == NOT_RECORDED:
            return self._labels[language, "value", NOT_RECORDED]
        values = DIMENSIONS[dimension].values if dimension in DIMENSIONS else dimension
        found = self._labels.get((language, values or dimension, code))
        if found is not None:
            return found
        return place_label(code, language) if values in {"country", None} else code

    def name(self, dimension: str, language: str) -> str:
        """Return the name of a dimension."""
        return self._labels[language, "dimension", dimension]

    def measure(self, measure: str, language: str) -> str:
        """Return the name of a measure."""
        return self._labels[language, "measure", measure]

    def phrase(self, code: str, language: str) -> str:
        """Return a building block of the sentence that describes a selection."""
        return self._labels[language, "phrase", code]

    def province_country(self) -> dict[str, str]:
        """Return ISO 3166-2 code → ISO 3166-1 country."""
        return dict(zip(self.provinces["code"], self.provinces["country"], strict=True))

    def parent(self, dimension: str, code: str) -> str | None:
        """Return the family of a code, or the country of a province."""
        if dimension == "admin1":
            return code.partition("-")[0]
        return self.families(base(dimension)).get(code)


@lru_cache(maxsize=8)
def _territories(language: str) -> Mapping[str, str]:
    return Locale.parse(LANGUAGES[language]).territories


def place_label(value: str, language: str) -> str:
    """Return a country's name for a two-letter code, and any other text as it stands."""
    return _territories(language).get(value, value)


@lru_cache(maxsize=1)
def load_vocabulary(folder: Path = REFERENCE) -> Vocabulary:
    """Read the vocabulary and the provinces that ship with Istmo."""
    terms = pd.read_csv(folder / "vocabulary.csv", dtype=str, keep_default_na=False)
    provinces = pd.read_csv(folder / "admin1.csv", dtype=str, keep_default_na=False)
    return Vocabulary(terms=terms, provinces=provinces[["code", "country", "name_en", "name_es"]])
