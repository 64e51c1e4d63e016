"""What a profile is: rules for the columns of a source, and what they may map to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from data.mapping.values import value_key
from data.vocabulary import REFERENCE, load_vocabulary

TARGETS = ("seizures", "published")
GRAINS = ("seizure", "item")
KINDS = ("text", "code", "codes", "country", "date", "year", "month", "day", "number", "route", "note", "url")
"""How a column is read; a `note` goes into its target with the column's name before it."""

DATE_ORDERS = ("auto", "day_first", "month_first")
DECIMALS = ("auto", ".", ",")
EXTRA_TARGETS = (
    *("report_date", "document_status", "document_type", "latitude", "longitude", "offence_context", "agency_type"),
    *("place_precision", "sensitivity"),
)
"""Columns a template may have beyond those of `reference/incidents.csv`."""

LONG_TARGETS = ("item_type", "quantity", "ignore")
PUBLISHED_TARGETS = ("country", "date")
PROFILE_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


class ProfileError(ValueError):
    """A profile that can't be used.

    Attributes
    ----------
    code : what is wrong: `toml_unreadable`, `key_unknown`, `key_missing`, `value_type`, `value_not_allowed`,
        `target_unknown`, `column_repeated`, `aliases_unknown` or `name_taken`.
    file : name of the file.
    where : key, or `columns[3].target`.
    value : what is written there.
    """

    def __init__(self, code: str, file: str, where: str, value: object = "") -> None:
        super().__init__(f"{file}: {where}: {code} {value}".rstrip())
        self.code, self.file, self.where, self.value = code, file, where, str(value)


@dataclass(frozen=True)
class ColumnRule:
    """How one column of a source is read.

    Attributes
    ----------
    source : name of the column; case, accents and punctuation don't matter.
    target : column of the template, `qty_<item_type>`, `item_type` and `quantity` (one item a row), or `ignore`.
    kind : one of `KINDS`; blank: as the target needs.
    aliases : other names of the column.
    values : value → code, before anything else is tried; `""` leaves the value out.
    values_from : `source/field` of `reference/value_aliases.csv`, whose rows are added to `values`.
    sentinels : further values that mean "not stated" in this column.
    fixed : what a value in this column says about its row besides (target → text), e.g. the month of a wide column.
    day_first : how `1/2/2021` is read; None: as the profile says.
    required : whether the column must be there for the profile to be recognised.
    keep_raw : whether the value is also kept as written, in `summary`: where our codes are coarser or finer.
    """

    source: str
    target: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    values_from: str = ""
    sentinels: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    required: bool = False
    keep_raw: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Folded names the column may go by, its own first."""
        return tuple(dict.fromkeys(value_key(name) for name in (self.source, *self.aliases)))


@dataclass(frozen=True)
class Profile:
    """How a known source maps to ours.

    Attributes
    ----------
    name : code, also the name of its file.
    title : language → what people call the source.
    columns : how each column is read.
    target : `seizures`, or `published` for totals.
    constants : target → what holds for every row that states nothing else.
    sentinels : values that mean "not stated", whatever their case.
    grain : a row is a `seizure` or an `item` of one.
    incident : for grain `item`, source columns that name one incident.
    id_from : source columns the id is made of; empty: a hash of the row's content and its occurrence.
    dates : `day_first`, `month_first` or `auto` (the column's values decide).
    decimal : decimal sign `.` or `,`, or `auto`.
    notes : language → what to know about the source.
    """

    name: str
    title: Mapping[str, str]
    columns: tuple[ColumnRule, ...]
    target: str = "seizures"
    constants: Mapping[str, str] = field(default_factory=dict)
    sentinels: frozenset[str] = frozenset()
    grain: str = "seizure"
    incident: tuple[str, ...] = ()
    id_from: tuple[str, ...] = ()
    dates: str = "auto"
    decimal: str = "auto"
    notes: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def template_columns() -> tuple[str, ...]:
    """Return the columns every template has, in order."""
    return tuple(pd.read_csv(REFERENCE / "incidents.csv", nrows=0).columns)


def targets(kind: str = "seizures") -> tuple[str, ...]:
    """Return what a column may be mapped to in a profile of seizures or of published figures."""
    if kind == "published":
        published = pd.read_csv(REFERENCE / "published.csv", nrows=0).columns
        return (*published, *PUBLISHED_TARGETS, "ignore")
    quantities = (f"qty_{code}" for code in load_vocabulary().codes("item_type"))
    return tuple(dict.fromkeys((*template_columns(), *quantities, *EXTRA_TARGETS, *LONG_TARGETS)))
