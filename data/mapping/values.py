"""Single values → our codes: labels, words of the field, names of countries, and near misses."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from data.geography.names import is_place, unit_names
from data.geography.toponyms import LONGEST, fold, readings
from data.mapping.arms import read_arm
from data.mapping.near import Reading, nearest
from data.mapping.stops import read_country, read_route
from data.vocabulary import REFERENCE, Vocabulary

PROFILES = Path(__file__).parents[1] / "profiles"
NAME_LANGUAGES = ("en", "es", "es_419", "pt")
UNITS_OF = frozenset({"BZ", "GT", "SV", "HN", "NI", "CR", "PA", "MX", "CO", "DO"})
"""Countries among whose units a misspelt one is sought where no country is given."""

SPLIT = re.compile(r"\s*[;|,+/\n]\s*")
BLANKS = re.compile(r"[^\S\n]+")
NONE: Mapping[str, str] = MappingProxyType({})


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
    def _coarse(self) -> frozenset[tuple[str, str]]:
        """Dimension and folded word of those that say less than the code they are taken for."""
        words = rows(PROFILES / "value_words.csv")
        return frozenset((row["dimension"], fold(row["raw_value"])) for row in words if row["sure"] == "no")

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
        """Read the name or code of a country; the text itself, as `country_unknown`, if there is no such one."""
        if (stated := own.get(value_key(text))) is not None:
            return Reading(stated, "" if stated else "value_left_out")
        return read_country(text, self.countries)

    def unit(self, text: str, country: str = "") -> Reading:
        """Return the name of a province, a misspelt one corrected; what is unknown stays as it is written."""
        if len(text) > LONGEST or is_place(text):
            return Reading(text)
        units = unit_names().items()
        names = {key: name for (of, key), name in units if (of == country if country else of in UNITS_OF)}
        found = (nearest(key, names) for key in readings(text))
        return next((near for near in found if near.code == "value_corrected"), Reading(text))

    def coded(self, dimension: str, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read one code of a dimension; blank, as `code_unknown`, if nothing is like it.

        `own` (keys as `value_key` gives them) comes before the vocabulary.
        """
        if (stated := own.get(value_key(text))) is not None:
            return Reading(stated, "" if stated else "value_left_out")
        if len(text) > LONGEST:
            return Reading("", "code_unknown")
        words, key = self.words(dimension), fold(text)
        single = _singular(key)
        if code := words.get(key) or words.get(single):
            coarse = not self._coarse.isdisjoint({(dimension, key), (dimension, single)})
            return Reading(code, "value_assumed", code) if coarse else Reading(code)
        arm = read_arm(single, words) if dimension == "item_type" else None
        near = arm or nearest(key, words)
        return near if near.code != "code_unknown" or arm or single == key else nearest(single, words)

    def several(self, dimension: str, text: str, own: Mapping[str, str] = NONE) -> Reading:
        """Read codes joined by `;`, `,`, `/`, `+` or line breaks; what isn't understood is left out and said."""
        whole = self.coded(dimension, text, own)
        if whole.code not in {"code_unknown", "value_corrected"} or len(text) > LONGEST:
            return whole
        parts = [self.coded(dimension, part, own) for part in SPLIT.split(BLANKS.sub(" ", text)) if part]
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
        return read_route(text, self.countries)


def value_key(text: str) -> str:
    """Return the key values are compared by: folded, or as it is where only punctuation is written."""
    return fold(text) or text.strip()


def _singular(key: str) -> str:
    """Return a folded Spanish, Portuguese or English noun phrase without its plural endings."""
    return " ".join(re.sub(r"(?<=[lnrd])es$|(?<=[aeiouwtk])s$", "", word) for word in key.split())


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a small table of words."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
