"""One column of a file → template text: every distinct value is read once, by the rule of its column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.dimensions import ITEM_UNITS
from data.mapping.dates import day_comes_first, read_date, read_month
from data.mapping.near import Reading
from data.mapping.profiles import ColumnRule, Profile
from data.mapping.quantities import (
    OFTEN_UNKNOWN,
    UNKNOWN_BESIDE_OTHERS,
    decimal_sign,
    read_amount,
    read_count,
    read_number,
)
from data.mapping.values import Lexicon, value_key

NOTE_COLUMNS = ("row", "column", "value", "code", "suggestion")
REMEMBERED = 200_000
"""Readings kept of one column; a column of mostly different values forgets and reads again."""

ROUTE_ENDS = frozenset({"origin", "transit", "destination"})
NUMBER_TARGETS = frozenset({"firearms_total", "quantity", "latitude", "longitude", "value"})
TARGET_KINDS: Mapping[str, str] = (
    dict.fromkeys(("date", "report_date", "source_date"), "date")
    | dict.fromkeys(ROUTE_ENDS, "route")
    | dict.fromkeys(("concealment", "diversion_source", "offence_context", "agency_type"), "codes")
    | dict.fromkeys(("event", "location_type", "detection", "transport_mode", "document_status"), "code")
    | dict.fromkeys(("document_type", "source_reliability", "item_type", "date_precision"), "code")
    | dict.fromkeys(("place_precision", "sensitivity"), "code")
    | {"country": "country", "source_url": "url"}
)


def kind_of(rule: ColumnRule) -> str:
    """Return how a column is read: as its rule says, or as its target needs."""
    if rule.kind:
        return rule.kind
    is_number = rule.target in NUMBER_TARGETS or rule.target.startswith("qty_")
    return "number" if is_number else TARGET_KINDS.get(rule.target, "text")


@dataclass
class Cells:
    """Reads columns and remembers, from one chunk to the next, what it read and how a column writes its numbers.

    Attributes
    ----------
    profile : says how.
    lexicon : the words for our codes.
    """

    profile: Profile
    lexicon: Lexicon
    _known: dict[tuple[str, str], dict[str, Reading]] = field(default_factory=dict)
    _signs: dict[str, str] = field(default_factory=dict)
    _orders: dict[str, bool | None] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)

    def read(self, rule: ColumnRule, column: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
        """Return the column as template text, and notes (`NOTE_COLUMNS`) on what was changed or not understood."""
        places, uniques = pd.factorize(column)
        texts = [str(text).strip() for text in uniques]
        readings = self._readings(rule, texts)
        values = np.array([reading.value for reading in readings] or [""], dtype=object)[places]
        series = pd.Series(values, index=column.index, name=rule.target, dtype="str")
        return series, _notes(column.index, rule.source, places, texts, readings)

    def _readings(self, rule: ColumnRule, texts: Sequence[str]) -> list[Reading]:
        known = self._known.setdefault((rule.source, rule.target), {})
        if len(known) > REMEMBERED:
            known.clear()
        new = [text for text in texts if text not in known]
        blanks = {text.casefold() for text in (*self.profile.sentinels, *rule.sentinels)}
        own = {value_key(text): code for text, code in rule.values.items()}
        ours = {text for text in new if value_key(text) in own} if own else set()
        stated = [text for text in new if text and (text.casefold() not in blanks or text in ours)]
        if any(text.casefold() in blanks for text in new) or OFTEN_UNKNOWN & set(new):
            self._silent.add(rule.source)
        self._decide(rule, [text for text in stated if text not in ours])
        known |= dict.fromkeys(new, Reading("")) | {text: self._reading(rule, text, own) for text in stated}
        return [known[text] for text in texts]

    def _decide(self, rule: ColumnRule, texts: Sequence[str]) -> None:
        """Settle decimal sign and order of dates when a column shows them first; a later chunk may still tell."""
        kind = kind_of(rule)
        if kind == "number" and not self._signs.get(rule.source):
            stated = self.profile.decimal
            self._signs[rule.source] = decimal_sign(texts) if stated == "auto" else stated
        if kind == "date" and self._orders.get(rule.source) is None:
            order = {"day_first": True, "month_first": False}.get(self.profile.dates, rule.day_first)
            order = order if rule.day_first is None else rule.day_first
            self._orders[rule.source] = day_comes_first(texts) if order is None else order

    def _reading(self, rule: ColumnRule, text: str, own: Mapping[str, str]) -> Reading:
        kind = kind_of(rule)
        if kind == "code":
            return self.lexicon.coded(rule.target, text, own)
        if kind == "codes":
            return self.lexicon.several(rule.target, text, own)
        if kind == "country":
            found = self.lexicon.country(text, own)
            is_end = rule.target in ROUTE_ENDS and found.code != "country_unknown"
            return found._replace(value=f"{found.value}:") if is_end and found.value else found
        if kind == "route":
            return self.lexicon.route(text, own)
        if own and value_key(text) in own:
            return Reading(own[value_key(text)])
        return self._plain(rule, kind, text)

    def _plain(self, rule: ColumnRule, kind: str, text: str) -> Reading:
        if kind == "date":
            return Reading(*read_date(text, self._orders[rule.source]))
        if kind in {"year", "month", "day"}:
            return _date_part(kind, text)
        if kind == "number":
            return self._quantity(rule, text)
        if rule.target == "admin1" and kind == "text":
            return self.lexicon.unit(text, self.profile.constants.get("country", ""))
        if kind == "url":
            return Reading(text.replace(";http", "\nhttp"))
        return Reading(f"{rule.source}: {text}" if kind == "note" else text)

    def _quantity(self, rule: ColumnRule, text: str) -> Reading:
        """Read a number, and say of those that often stand for "not known" that they may."""
        found = _number(rule, text, self._signs[rule.source])
        doubted = OFTEN_UNKNOWN | (UNKNOWN_BESIDE_OTHERS if rule.source in self._silent else frozenset())
        is_quantity = rule.target in {"quantity", "firearms_total"} or rule.target.startswith("qty_")
        return Reading(found.value, "quantity_perhaps_unknown") if is_quantity and found.value in doubted else found


def _number(rule: ColumnRule, text: str, sign: str) -> Reading:
    """Read a number; pieces and rounds are whole, coordinates may be negative and are never thousands."""
    if rule.target == "firearms_total" or rule.target.startswith("qty_"):
        weighed = ITEM_UNITS.get(rule.target.removeprefix("qty_")) == "kg"
        return Reading(*(read_number if weighed else read_count)(text, sign))
    if rule.target == "quantity":
        return Reading(*read_amount(text, sign))
    if rule.target not in {"latitude", "longitude"}:
        return Reading(*read_number(text, sign))
    minus = "-" if text.startswith(("-", "−")) else ""
    number, code = read_number(text.lstrip("-−"), sign or ("," if "," in text else "."))
    return Reading(text if code == "number_unreadable" else minus + number, code)


def _date_part(kind: str, text: str) -> Reading:
    if kind == "month":
        found = read_month(text)
    else:
        number, code = read_number(text, ".")
        found = "" if code or not number.isdigit() else number.zfill(2)
    return Reading(found, "" if found else "date_unreadable")


def _notes(
    index: pd.Index, column: str, places: np.ndarray, texts: Sequence[str], readings: Sequence[Reading]
) -> pd.DataFrame:
    coded = np.array([bool(reading.code) for reading in readings], dtype=bool)
    rows = np.flatnonzero(coded[places]) if len(readings) else np.empty(0, dtype=np.int64)
    found = places[rows]
    table = {"row": index[rows], "column": column, "value": [texts[place] for place in found]}
    codes = {"code": [readings[place].code for place in found]}
    return pd.DataFrame(table | codes | {"suggestion": [readings[place].suggestion for place in found]})
