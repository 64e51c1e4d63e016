"""The registry: everything records are grouped by, filtered by and counted in.

One entry a dimension and one a measure. The record schema, the filter rail, the query grammar, the API, the
codebook, the labels and the tests are all read from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Holder = Literal["seizure", "list", "item", "waypoint", "date"]
Section = Literal["where", "how", "what", "who", "record"]

NOT_RECORDED = "not_recorded"
"""The value a dimension takes where the record says nothing; it can be filtered and counted like any other."""

UNKNOWN = frozenset({NOT_RECORDED, "unknown", "unspecified"})
"""Values that answer nothing: they are shown, and left out of the share known."""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to group and filter records.

    Attributes
    ----------
    name : key in queries, the API and the vocabulary of labels.
    holder : where the value lives: one on the seizure, a list on it, on its items, on its waypoints, or its date.
    column : column in the holder that carries the code.
    section : part of the filter rail.
    values : which list of `vocabulary.csv` is allowed; `country` and `admin1` are geographic, None is any text.
    family_of : the finer dimension this one is a roll-up of.
    role : for waypoints, which of them.
    filterable : whether it is a query name (calendar dimensions are filtered by `from` and `to`).
    """

    name: str
    holder: Holder
    column: str
    section: Section = "record"
    values: str | None = None
    family_of: str | None = None
    role: str | None = None
    filterable: bool = True

    @property
    def is_many(self) -> bool:
        """Whether one seizure may carry several values."""
        return self.holder in {"list", "item", "waypoint"}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing that is counted.

    Attributes
    ----------
    name : key in queries and the API.
    item_types : item types whose quantities are added up; empty for counts of seizures.
    unit : unit of an item line that this measure adds (`pieces`, `rounds`, `kg`).
    additive : whether it may be summed over groups.
    """

    name: str
    item_types: frozenset[str] = frozenset()
    item_families: frozenset[str] = frozenset()
    unit: str = "records"
    additive: bool = True


def _own(name: str, section: Section, holder: Holder = "seizure", values: str | None = None) -> Dimension:
    return Dimension(name=name, holder=holder, column=name, section=section, values=values or name)


def _family(of: Dimension) -> Dimension:
    return Dimension(
        name=f"{of.name}_family",
        holder=of.holder,
        column=of.column,
        section=of.section,
        values=f"{of.name}_family",
        family_of=of.name,
    )


def _route(name: str, role: str) -> Dimension:
    return Dimension(name=name, holder="waypoint", column="place", section="where", role=role)


_LOCATION = _own("location_type", "where")
_TRANSPORT = _own("transport_mode", "how")
_CONCEALMENT = _own("concealment", "how", "list")
_ITEM = _own("item_type", "what", "item")

_ALL = (
    _own("country", "where"),
    _own("admin1", "where"),
    _family(_LOCATION),
    _LOCATION,
    _route("origin", "origin"),
    _route("via", "transit"),
    _route("destination", "destination"),
    _family(_TRANSPORT),
    _TRANSPORT,
    _family(_CONCEALMENT),
    _CONCEALMENT,
    _own("detection", "how"),
    _family(_ITEM),
    _ITEM,
    _own("diversion_source", "what", "list"),
    _own("event", "record"),
    _own("document_status", "who"),
    _own("agency_type", "who", "list"),
    Dimension(name="dataset", holder="seizure", column="dataset", section="record", values="dataset"),
    _own("source_reliability", "record"),
    Dimension(name="year", holder="date", column="date", filterable=False),
    Dimension(name="quarter", holder="date", column="date", filterable=False),
    Dimension(name="month", holder="date", column="date", filterable=False),
)

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({dimension.name: dimension for dimension in _ALL})

FILTERS: tuple[str, ...] = tuple(name for name, dimension in DIMENSIONS.items() if dimension.filterable)

FIREARM_FAMILIES = frozenset(
    {"handgun", "long_gun", "automatic", "light_weapon", "irregular_firearm", "firearm_unspecified"}
)

ITEM_UNITS: Mapping[str, str] = MappingProxyType({"ammunition": "rounds", "explosive": "kg"})
"""Unit of each item type; `pieces` for all others."""

_MEASURES = (
    Measure(name="seizures"),
    Measure(name="firearms", item_families=FIREARM_FAMILIES, unit="pieces"),
    Measure(name="ammunition", item_types=frozenset({"ammunition"}), unit="rounds"),
    Measure(name="parts", item_families=frozenset({"parts_components"}), unit="pieces"),
    Measure(name="grenades", item_types=frozenset({"grenade", "rocket"}), unit="pieces"),
    Measure(name="explosives_kg", item_types=frozenset({"explosive"}), unit="kg"),
    Measure(name="median_consignment", item_families=FIREARM_FAMILIES, unit="pieces", additive=False),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _MEASURES})

NOT_SEIZURES = frozenset({"diverted"})
"""Events that are losses, not seizures: they count only where the query asks for them."""


def base(name: str) -> str:
    """Return the dimension that a family rolls up, or the name itself."""
    return DIMENSIONS[name].family_of or name


def family_name(name: str) -> str | None:
    """Return the name of the family dimension of a dimension, if it has one."""
    return next((family.name for family in DIMENSIONS.values() if family.family_of == name), None)
