"""Single values → our codes: labels, words of the field, names of countries, and near misses."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from data.geography.toponyms import fold
from data.vocabulary import REFERENCE, Vocabulary

PROFILES = Path(__file__).parents[1] / "profiles"
NAME_LANGUAGES = ("en", "es", "es_419", "pt")
CORRECTABLE = 92.0
"""Likeness (0-100, `rapidfuzz.fuzz.ratio` of folded texts) from which a misspelt value is corrected."""

CLEARLY = 5.0
"""How much liker the best code must be than the next one."""

SHORTEST_CORRECTED = 5
SUGGESTIBLE = 65.0
SPLIT = re.compile(r"\s*[;|,+/\n]\s*")
STOP = re.compile(r"[A-Z]{2}:.*")
STOPS = re.compile(r"\s*(?:>|;|→|->|\n)\s*")
NONE: Mapping[str, str] = MappingProxyType({})


class Reading(NamedTuple):
    """What a value was read as; `code` says what there is to say about it, `suggestion` is the likeliest code."""

    value: str
    code: str = ""
    suggestion: str = ""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words for our codes.

    Attributes
    ----------
    vocabulary : codes and their labels in both languages.
    """

    vocabulary: Vocabulary
    _words: dict[str, dict[str, str]] = field(default_factory=dict)

    def words(self, dimension: str) -> Mapping[str, str]:
        """Return folded word → code: codes, labels in both languages, words of known sources."""
        if dimension not in self._words:
            terms = self.vocabulary.terms[self.vocabulary.terms["dimension"] == dimension]
            found = dict(self._synonyms.get(dimension, {}))
            for column in ("label_es", "label_en", "code"):
                found |= {fold(word): code for word, code in zip(terms[column], terms["code"], strict=True)}
            found |= {_singular(word): code for word, code in found.items() if _singular(word) not in found}
            self._words[dimension] = {word: code for word, code in found.items() if word}
        return self._words[dimension]

    @cached_property
    def _synonyms(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in (*rows(REFERENCE / "value_aliases.csv"), *rows(PROFILES / "value_words.csv")):
            if row["code"] not in {"", "unknown"}:
                found.setdefault(row["dimension"], {})[fold(row["raw_value"])] = row["code"]
        return found

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """Folded name (Spanish, English, Portuguese, United Nations) or ISO code → ISO 3166-1 alpha-2."""
        names: dict[str, str] = {}
        codes = [code for code in self.vocabulary.codes("country") if code != "ZZ"]
        for language in NAME_LANGUAGES:
            territories = Locale.parse(language).territories
            for code in codes:
                full = territories.get(code, code)
                spelt = full.replace("&", "and").replace("St.", "Saint")
                names |= {fold(form): code for form in (full.partition("(")[0], full, spelt)}
        alphas = get_global("territory_aliases")
        names |= {fold(alias): new[0] for alias, new in alphas.items() if len(alias) == 3 and len(new) == 1}
        names |= {fold(code): code for code in codes}
        return names | {fold(row["name"]): row["country"] for row in rows(PROFILES / "country_names.csv")}

    def country(self, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read the name or code of a country; the text itself, as `country_unknown`, if there is no such one.

        "Bolivia, Plurinational State of" and "Iraq (Kurdistan Region)" are read by what comes first.
        """
        if (stated := own.get(value_key(text))) is not None:
            return Reading(stated, "" if stated else "value_left_out")
        for form in (text, text.partition("(")[0], text.partition(",")[0]):
            code = self.countries.get(fold(form))
            if code:
                return Reading(code)
        near = _nearest(fold(text), self.countries)
        if near.code == "value_corrected":
            return near
        return Reading(text, "country_unknown", near.suggestion)

    def coded(self, dimension: str, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read one code of a dimension; blank, as `code_unknown`, if nothing is like it.

        `own` (keys as `value_key` gives them) comes before the vocabulary.
        """
        if (stated := own.get(value_key(text))) is not None:
            return Reading(stated, "" if stated else "value_left_out")
        words = self.words(dimension)
        key = fold(text)
        code = words.get(key) or words.get(_singular(key))
        return Reading(code) if code else _nearest(key, words)

    def several(self, dimension: str, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read codes joined by `;`, `,`, `/`, `+` or line breaks; what isn't understood is left out and said."""
        whole = self.coded(dimension, text, own)
        if whole.code not in {"code_unknown", "value_corrected"}:
            return whole
        parts = [self.coded(dimension, part, own) for part in SPLIT.split(text) if part]
        if len(parts) < 2:
            return whole
        worst = next((part for part in parts if part.code == "code_unknown"), None)
        noted = worst or next((part for part in parts if part.code), Reading(""))
        codes = dict.fromkeys(part.value for part in parts if part.value)
        return Reading(";".join(codes), noted.code, noted.suggestion)

    def route(self, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read the stops of a route as `CC:place>CC:place`; a stop whose country isn't said keeps its text."""
        if (stated := own.get(value_key(text))) is not None:
            return Reading(stated, "" if stated else "value_left_out")
        return Reading(">".join(self._stop(stop) for stop in STOPS.split(text) if stop))

    def _stop(self, text: str) -> str:
        if STOP.fullmatch(text) or (len(text) <= 3 and not text.isupper()):  # "mar" is no Morocco
            return text
        country = self.country(text)
        if not country.code:
            return f"{country.value}:"
        place, _, last = text.rpartition(",")
        named = self.countries.get(fold(last))
        return f"{named}:{place.strip()}" if named and place else text


def value_key(text: str) -> str:
    """Return the key values are compared by: folded, or as it is where only punctuation is written."""
    return fold(text) or text.strip()


def _nearest(key: str, words: Mapping[str, str]) -> Reading:
    from rapidfuzz import fuzz, process

    found = process.extract(key, words.keys(), scorer=fuzz.ratio, limit=8, score_cutoff=SUGGESTIBLE)
    if not found or not key:
        return Reading("", "code_unknown")
    word, score, _ = found[0]
    second = next((other for name, other, _ in found[1:] if words[name] != words[word]), 0.0)
    if score >= CORRECTABLE and score - second >= CLEARLY and len(key) >= SHORTEST_CORRECTED:
        return Reading(words[word], "value_corrected", words[word])
    return Reading("", "code_unknown", words[word])


def _singular(key: str) -> str:
    """Return a folded Spanish, Portuguese or English noun phrase without its plural endings."""
    return " ".join(re.sub(r"(?<=[lnrd])es$|(?<=[aeiouwtk])s$", "", word) for word in key.split())


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a small table of words."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
