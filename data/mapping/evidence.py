"""What the values of a column of an unknown file speak for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pandas as pd

from data.geography.gazetteer import Gazetteer
from data.geography.toponyms import fold
from data.mapping.cells import NUMBER_TARGETS, TARGET_KINDS
from data.mapping.dates import read_date, read_month
from data.mapping.quantities import read_number
from data.mapping.values import Lexicon, value_key

SENTINELS = frozenset(
    {
        *(".", "..", "-", "--", "—", "*", "?", "n/a", "na", "nd", "n/d", "n.d.", "s/d", "s/i", "none", "null", "nan"),
        *("ignorado", "ignorada", "no aplica", "no indica", "no indicado", "no reporta", "no reportado", "sin dato"),
        *("sin datos", "sin información", "sin informacion", "sin especificar", "desconocido", "desconocida"),
        *("unknown", "not stated", "not known", "not available", "desconhecido", "não informado", "sem informação"),
        *("#n/a", "#n/d", "no consta", "se desconoce"),
    }
)
PART_SENTINELS = ("9999", "99", "88", "77")
"""What files write for a year, month or day that isn't known."""

YES_OR_NO = frozenset({"si", "no"})
"""Answers that are codes of Slovenia and Norway too."""

MOST_VALUES = 300
LONGEST_NAME = 40
"""Characters of the longest name of an item."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the file, and how many of its values are this or that.

    Attributes
    ----------
    name : its header.
    values : what differs in it, sentinels left out.
    """

    name: str
    values: Sequence[str]
    lexicon: Lexicon
    gazetteer: Gazetteer
    _shares: dict[str, float] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The header as it is compared."""
        return value_key(self.name)

    def share(self, target: str) -> float | None:
        """Return the share (0-1) of values that fit a target; None where that can't be told."""
        test = self._test(target)
        if test is None or not self.values:
            return None
        if target not in self._shares:
            self._shares[target] = sum(map(test, self.values)) / len(self.values)
        return self._shares[target]

    def _test(self, target: str) -> Callable[[str], bool] | None:
        kind = "number" if target.startswith("qty_") or target in NUMBER_TARGETS else TARGET_KINDS.get(target, target)
        if kind in {"code", "codes"}:
            return lambda text: self.lexicon.several(target, text).code in {"", "value_corrected", *_assumed(text)}
        tests: dict[str, Callable[[str], bool]] = {
            "date": lambda text: not read_date(text)[1].endswith("unreadable"),
            "month": lambda text: bool(read_month(text)) or text in PART_SENTINELS,
            "year": lambda text: bool(re.fullmatch(r"(19|20)\d\d(\.0)?|\d\d|9999", text)),
            "day": lambda text: bool(re.fullmatch(r"\d{1,2}(\.0)?", text)),
            "number": lambda text: read_number(text.lstrip("-"))[1] != "number_unreadable",
            "country": lambda text: (
                not text.islower() and text not in YES_OR_NO and not self.lexicon.country(text).code
            ),
            "admin1": lambda text: fold(text) in names_of(self.gazetteer)["admin1"],
            "place": lambda text: fold(text) in names_of(self.gazetteer)["place"],
        }
        return tests.get(kind)


def _assumed(text: str) -> tuple[str, ...]:
    """Return what else speaks for a code: a long text that begins with a gun's name is rather a summary."""
    return ("value_assumed",) if len(text) <= LONGEST_NAME else ()


def distinct(column: pd.Series) -> list[str]:
    """Return what differs in a column, blanks and sentinels left out; the first few hundred."""
    texts = [text for text in column.str.strip().unique()[:MOST_VALUES] if text]
    return [text for text in texts if text.casefold() not in SENTINELS]


@lru_cache(maxsize=2)
def names_of(gazetteer: Gazetteer) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return folded names of units and of places, each with the countries it is known in."""
    found: dict[str, dict[str, frozenset[str]]] = {"admin1": {}, "place": {}}
    for kind, pairs in (("admin1", gazetteer.units), ("place", gazetteer.named)):
        for country, key in pairs:
            found[kind][key] = found[kind].get(key, frozenset()) | {country}
    return found
