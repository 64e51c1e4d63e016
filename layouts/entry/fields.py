"""The fields of the form for one seizure: which there are, by the registry and the vocabulary, and how each looks."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.checking.recording import TEMPLATE_LISTS, single_coded
from data.dimensions import DIMENSIONS
from data.entering import Row, form_of
from data.vocabulary import Vocabulary
from layouts.i18n import Speech, mark

FORM = "seizure"
"""Name of the form in the ids of its components."""

NEAREST = ("PA", "CR", "NI", "HN", "SV", "GT", "BZ", "DO", "MX", "CO", "US")
"""Countries offered first: SICA and its neighbours."""

DERIVED = frozenset({"agency_type"})
"""Dimensions that follow from other columns."""

REQUIRED = frozenset({"date", "event", "country", "dataset"})
PICKED = ("latitude", "longitude")
"""Columns that the map fills in."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "date": mark("Date"),
        "place": mark("Place"),
        "latitude": mark("Latitude"),
        "longitude": mark("Longitude"),
        "document_type": mark("Type of document"),
        "offence_context": mark("Context of the offence"),
        "firearms_total": mark("Firearms in all, as stated"),
        "other_goods": mark("Other goods"),
        "agencies": mark("Agencies"),
        "summary": mark("Summary"),
        "source_url": mark("Web addresses of the sources"),
        "source_publisher": mark("Published by"),
        "source_date": mark("Date of publication"),
        "sensitivity": mark("Who may see it"),
    }
)
"""Names of the columns that are no dimension."""

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "date": mark("2024-03-15 or 15/03/2024; or 2024-03 or 2024 where no more is known"),
        "place": mark("Town, port or crossing, as the source names it"),
        "latitude": mark("Degrees, such as 9.3547"),
        "longitude": mark("Degrees, such as -79.9011 (west is negative)"),
        "firearms_total": mark("If larger than the lines, the rest counts as “type not stated”"),
        "other_goods": mark("Drugs, cash, vehicles …"),
        "agencies": mark("Type a name, then Enter"),
        "summary": mark(
            "What happened, in a sentence or two. No names of persons, number plates, serial or ID numbers."
        ),
        "source_url": mark("One a line"),
        "source_date": mark("2024-03-16 or 16/03/2024"),
    }
)

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "record": ("date", "event", "dataset"),
        "where": ("country", "admin1", "place", "location_type"),
        "how": ("detection", "transport_mode", "concealment", "diversion_source"),
        "what": ("firearms_total", "other_goods"),
        "who": ("agencies", "offence_context", "document_status", "document_type"),
        "source": ("summary", "source_url", "source_publisher", "source_date", "source_reliability", "sensitivity"),
    }
)
"""Section → columns in their order; a dimension of the registry that is named nowhere follows at the end of its own."""

LONG = frozenset({"other_goods", "concealment", "agencies", "offence_context", "diversion_source"})
"""Columns that take the whole width."""

Id = dict[str, Any]


def part(kind: str, **more: Any) -> Id:
    """Id of a part of the form."""
    return {"type": f"entry-{kind}" if kind else "entry", "form": FORM, **more}


def box(name: str) -> Id:
    """Id of the field of a column."""
    return part("", name=name)


def anchor(name: str) -> str:
    """Id in the page of what holds a column's field."""
    return f"entry-{name.replace('_', '-')}"


def columns_of(section: str) -> tuple[str, ...]:
    """Return the columns of a section: those listed, then the registry's others."""
    placed = {*(name for names in SECTIONS.values() for name in names), *PICKED, *DERIVED}
    others = [
        name
        for name, dimension in DIMENSIONS.items()
        if dimension.section == section and dimension.holder in {"seizure", "list"} and not dimension.family_of
    ]
    return (*SECTIONS[section], *(name for name in others if name not in placed))


def all_columns() -> Iterator[str]:
    """Yield every column that has a field of its own."""
    for section in SECTIONS:
        yield from columns_of(section)
    yield from PICKED


def title(name: str, say: Speech) -> str:
    """Return the name of a column."""
    return say(TITLES[name]) if name in TITLES else say.name(name)


def control(name: str, row: Row, say: Speech, *, fixed: bool = False) -> Any:
    """Return the field of a column, filled in.

    Parameters
    ----------
    row : what is filled in.
    fixed : whether it can't be changed.
    """
    value = form_of(row).values.get(name)
    known: dict[str, Any] = {
        "id": box(name),
        "label": title(name, say),
        "description": say(HINTS[name]) if name in HINTS else None,
        "required": name in REQUIRED,
        "disabled": fixed,
        "inputWrapperOrder": ["label", "input", "description", "error"],
        "size": "sm",
    }
    return html.Div(_control(name, value, known, say), id=anchor(name), className="entry-wide" if name in LONG else "")


def _control(name: str, value: Any, known: dict[str, Any], say: Speech) -> Any:
    if name in {*TEMPLATE_LISTS} - {"agencies"}:
        data = options(name, say)
        return dmc.MultiSelect(**known, data=data, value=list(value or []), searchable=True, clearable=True)
    if name == "agencies":
        return dmc.TagsInput(**known, data=[], value=list(value or []), clearable=True, splitChars=[";"])
    if name in {*single_coded(), "event", "country", "admin1", "dataset", "sensitivity"}:
        data = [] if name == "admin1" else options(name, say)
        return dmc.Select(
            **known, data=data, value=value, searchable=True, clearable=not known["required"], nothingFoundMessage="–"
        )
    if name in {"summary", "source_url"}:
        text = "\n".join(value) if isinstance(value, list) else value or ""
        return dmc.Textarea(**known, value=text, autosize=True, minRows=2, maxRows=8)
    return dmc.TextInput(**known, value=value or "")


def options(name: str, say: Speech) -> list[dict[str, Any]]:
    """Return the codes of a column with their labels, in groups where it has families."""
    if name == "country":
        return country_options(say)
    codes = say.vocabulary.listed(single_coded().get(name, name))
    families = say.vocabulary.families(name)
    return _grouped({code: say.label(name, code) for code in codes}, families, f"{name}_family", say)


def country_options(say: Speech) -> list[dict[str, Any]]:
    """Return all countries, those of the region first."""
    labels = {code: say.label("country", code) for code in say.vocabulary.codes("country")}
    others = sorted((code for code in labels if code not in NEAREST), key=lambda code: labels[code])
    groups = {say("The region"): NEAREST, say("Other countries"): others}
    return [{"group": group, "items": _items(labels, codes)} for group, codes in groups.items()]


def province_options(country: str | None, vocabulary: Vocabulary, say: Speech) -> list[dict[str, str]]:
    """Return the provinces of a country, by name."""
    codes = [code for code, owner in vocabulary.province_country().items() if owner == country]
    labels = {code: say.label("admin1", code) for code in codes}
    return _items(labels, sorted(codes, key=lambda code: labels[code]))


def _grouped(labels: Mapping[str, str], families: Mapping[str, str], titles: str, say: Speech) -> list[dict[str, Any]]:
    if not families:
        return _items(labels, list(labels))
    groups: dict[str, list[str]] = {}
    for code in labels:
        groups.setdefault(families.get(code, ""), []).append(code)
    return [
        {"group": say.label(titles, family) if family else "–", "items": _items(labels, codes)}
        for family, codes in groups.items()
    ]


def _items(labels: Mapping[str, str], codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": code, "label": labels[code]} for code in codes]
