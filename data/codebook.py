"""The registry → codebook: every column of the contributors' template and of the exported table, and its codes.

Names, types, units and codes come from the registry, the record schema and the vocabulary; what a column means is
said in the layouts, in each language.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from data.dimensions import DIMENSIONS, ITEM_UNITS
from data.schema import LIST_COLUMNS, SEIZURE_COLUMNS
from data.vocabulary import LANGUAGES, Vocabulary

Kind = Literal["text", "code", "number", "date", "route"]
Blank = Literal["refused", "made", "not_stated", "not_known", "as_written", "public"]

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "record": ("seizure_id", "date", "date_precision", "event"),
        "where": ("country", "admin1", "place", "latitude", "longitude", "place_precision", "location_type"),
        "how": (
            *("detection", "agency_type", "agencies", "transport_mode", "concealment"),
            *("diversion_source", "offence_context"),
            *("document_status", "document_type", "origin", "transit", "destination"),
        ),
        "what": ("firearms", "firearms_total", "qty_", "other_goods", "summary"),
        "source": (
            *("report_date", "source_publisher", "source_date", "source_reliability", "dataset", "sensitivity"),
            *("source_url", "source_url_2", "source_urls"),
        ),
    }
)
"""Columns in reading order; `qty_` stands for one column an item type."""

CALCULATED = frozenset({"place_precision", "agency_type", "firearms", "dataset", "source_urls"})
"""What Istmo fills in: in the exported table only."""
TEMPLATE_ONLY = frozenset({"offence_context", "source_url", "source_url_2"})
BLANKS: Mapping[str, Blank] = MappingProxyType(
    {"seizure_id": "made", "date_precision": "as_written", "sensitivity": "public"}
)
"""Columns where a blank is an answer."""
REQUIRED = frozenset({"date", "event", "country"})
DATES = frozenset({"date", "report_date", "source_date"})
SEPARATORS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys({*LIST_COLUMNS, "agencies", "source_urls"} - {"source_url"}, ";") | {"transit": ">"}
)
UNITS: Mapping[str, str] = MappingProxyType(
    {"firearms": "pieces", "firearms_total": "pieces", "latitude": "degrees", "longitude": "degrees"}
)
RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({"latitude": (-90, 90), "longitude": (-180, 180)})

EXAMPLES: tuple[Mapping[str, str], ...] = (
    MappingProxyType(
        {
            **{"seizure_id": "PA-2025-0014", "date": "2025-03-07", "event": "seized", "country": "PA"},
            **{"admin1": "Colón", "place": "Cristóbal", "latitude": "9.352", "longitude": "-79.907"},
            **{"location_type": "seaport", "detection": "customs_inspection"},
            **{"agencies": "Autoridad Nacional de Aduanas;Servicio Nacional Aeronaval"},
            **{"transport_mode": "sea_container", "concealment": "misdeclared_cargo;furniture"},
            **{"diversion_source": "straw_purchase", "offence_context": "illicit_trafficking"},
            **{"document_status": "misdeclared", "document_type": "customs_declaration"},
            **{"origin": "US:Miami", "transit": "JM:Kingston>PA:Colón"},
            **{"destination": "CR:San José", "firearms_total": "12", "qty_pistol": "8", "qty_assault_rifle": "4"},
            **{"qty_ammunition": "1500", "qty_magazine": "20", "report_date": "2025-03-08"},
            **{"source_publisher": "Autoridad Nacional de Aduanas", "source_date": "2025-03-08"},
            **{"source_reliability": "official_record", "source_url": "https://example.org/2025/0014"},
        }
    ),
    MappingProxyType(
        {
            **{"seizure_id": "HN-2025-0102", "date": "2025-04", "event": "found", "country": "HN"},
            **{"admin1": "Cortés", "location_type": "rural_open", "detection": "cache_found"},
            **{"agencies": "Policía Nacional", "transport_mode": "not_applicable", "concealment": "stash_outdoor"},
            **{"destination": "GT:", "firearms_total": "5", "qty_pistol": "0", "qty_grenade": "2"},
            **{"qty_explosive": "1.5", "source_reliability": "official_statement"},
        }
    ),
)
"""Two invented seizures, as one fills them in: the second is known only to the month."""
MORE_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        **{"date_precision": "day", "place_precision": "place", "agency_type": "customs;naval_coast"},
        **{"firearms": "12", "dataset": "agency", "sensitivity": "public", "source_url_2": "https://example.org/more"},
        "source_urls": "https://example.org/2025/0014;https://example.org/more",
    }
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the template, of the exported table, or of both.

    Attributes
    ----------
    name : heading of the column.
    section : key of `SECTIONS`.
    kind : what is written in it.
    unit : of a number: `pieces`, `rounds`, `kg` or `degrees`; else blank.
    values : list of the vocabulary its codes are from; blank where anything may be written.
    separator : what stands between several values; blank where there is one at most.
    required : whether a row without it is refused.
    in_template : whether contributors fill it in.
    in_export : whether the exported table has it.
    blank : what a blank means: the row is `refused`, it is `made` by Istmo, `not_stated`, `not_known` to Istmo,
        `as_written` in the date, or `public`.
    example : a value of it.
    """

    name: str
    section: str
    kind: Kind
    unit: str
    values: str
    separator: str
    required: bool
    in_template: bool
    in_export: bool
    blank: Blank
    example: str

    @property
    def item_type(self) -> str:
        """Item type of a quantity; blank for other columns."""
        return self.name.removeprefix("qty_") if self.name.startswith("qty_") else ""


def columns(vocabulary: Vocabulary) -> tuple[Column, ...]:
    """Return every column of the template and of the exported table, in reading order."""
    return tuple(
        _column(name, section, vocabulary)
        for section, names in SECTIONS.items()
        for declared in names
        for name in (_quantities(vocabulary) if declared == "qty_" else [declared])
    )


def template_columns(vocabulary: Vocabulary) -> list[str]:
    """Return the headings of the contributors' template, in reading order."""
    return [column.name for column in columns(vocabulary) if column.in_template]


def codebook_table(vocabulary: Vocabulary) -> pd.DataFrame:
    """Return one row a column of the template or the exported table: the attributes of `Column`."""
    return pd.DataFrame([asdict(column) for column in columns(vocabulary)])


def _quantities(vocabulary: Vocabulary) -> list[str]:
    """Return the quantity columns, family by family; what is no firearm, part or explosive comes last."""
    families = vocabulary.families("item_type")
    order = [name for name in vocabulary.codes("item_type_family") if name != "not_a_firearm"] + ["not_a_firearm"]
    return [f"qty_{code}" for code in sorted(families, key=lambda code: order.index(families[code]))]


def _column(name: str, section: str, vocabulary: Vocabulary) -> Column:
    values, is_quantity = _values(name, vocabulary), name.startswith("qty_")
    unit = ITEM_UNITS.get(name.removeprefix("qty_"), "pieces") if is_quantity else UNITS.get(name, "")
    return Column(
        name=name,
        section=section,
        kind="number" if unit else _kind(name, values),
        unit=unit,
        values=values,
        separator=SEPARATORS.get(name, ""),
        required=name in REQUIRED,
        in_template=name not in CALCULATED,
        in_export=name not in TEMPLATE_ONLY,
        blank=_blank(name),
        example=_example(name),
    )


def _blank(name: str) -> Blank:
    if name in REQUIRED:
        return "refused"
    return "not_known" if name in CALCULATED else BLANKS.get(name, "not_stated")


def _values(name: str, vocabulary: Vocabulary) -> str:
    """Return the list a column's codes are from: its dimension's, else the list of its own name."""
    if name in DIMENSIONS:
        return DIMENSIONS[name].values or ""
    return name if vocabulary.listed(name) else ""


def _kind(name: str, values: str) -> Kind:
    if values:
        return "code"
    if name in DATES or SEIZURE_COLUMNS.get(name) == pa.date32():
        return "date"
    return "route" if name in {"origin", "transit", "destination"} else "text"


def _example(name: str) -> str:
    given = (*EXAMPLES, MORE_EXAMPLES)
    return next((row[name] for row in given if name in row), "2" if name.startswith("qty_") else "")


def value_lists(vocabulary: Vocabulary) -> pd.DataFrame:
    """Return every code that a column may hold.

    Returns
    -------
    `list` (as `Column.values`; `item_type` for the quantity columns), `code`, `family`, `label_en`, `label_es`,
    `definition_en`, `definition_es` and `source` of the term; the lists in the order of the columns.
    """
    used = dict.fromkeys(column.values or "item_type" for column in columns(vocabulary) if _is_listed(column))
    tables = [_value_list(name, vocabulary) for name in used]
    return pd.concat(tables, ignore_index=True)


def _is_listed(column: Column) -> bool:
    return bool(column.values or column.item_type)


def _value_list(name: str, vocabulary: Vocabulary) -> pd.DataFrame:
    texts = ["family", "label_en", "label_es", "definition_en", "definition_es", "source"]
    if name == "country":
        table = pd.DataFrame({"code": _nearest_first(vocabulary)})
        labels = {f"label_{language}": _country_names(table["code"], vocabulary, language) for language in LANGUAGES}
        table = table.assign(source="ISO 3166-1 alpha-2; Unicode CLDR", **labels)
    elif name == "admin1":
        titles = {"country": "family", "name_en": "label_en", "name_es": "label_es"}
        table = vocabulary.provinces.rename(columns=titles).assign(source="ISO 3166-2")
        table = table.sort_values("family", kind="stable")
    else:
        table = vocabulary.terms[vocabulary.terms["dimension"] == name]
    return table.reindex(columns=["code", *texts], fill_value="").assign(list=name)[["list", "code", *texts]]


def _nearest_first(vocabulary: Vocabulary) -> list[str]:
    """Return the country codes, those whose provinces are known before the rest of the world."""
    near = set(vocabulary.provinces["country"])
    return sorted(vocabulary.codes("country"), key=lambda code: (code not in near, code))


def _country_names(codes: pd.Series, vocabulary: Vocabulary, language: str) -> list[str]:
    return [vocabulary.label("country", code, language) for code in codes]


def table_schema(vocabulary: Vocabulary, described: Mapping[str, str]) -> dict[str, Any]:
    """Return the codebook as a Frictionless Table Schema, https://specs.frictionlessdata.io/table-schema/.

    It fits the template and the exported table alike: each has some of its fields, in this order.

    Parameters
    ----------
    described : column → what it means, in one language.
    """
    codes = value_lists(vocabulary).groupby("list")["code"].agg(list)
    fields = [_field(column, list(codes.get(column.values, []))) for column in columns(vocabulary)]
    return {
        "fields": [field | {"description": described[field["name"]]} for field in fields],
        "fieldsMatch": ["superset"],
        "missingValues": [""],
    }


def _field(column: Column, codes: list[str]) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": "number" if column.kind == "number" else "string",
        "example": column.example,
        "constraints": _constraints(column, codes),
        "section": column.section,
        "unit": column.unit,
        "list": column.values or ("item_type" if column.item_type else ""),
        "separator": column.separator,
        "blank": column.blank,
        "tables": [name for name, held in _tables(column).items() if held],
    }
    return {name: value for name, value in field.items() if value != ""}


def _tables(column: Column) -> dict[str, bool]:
    return {"template": column.in_template, "export": column.in_export}


def _constraints(column: Column, codes: list[str]) -> dict[str, Any]:
    """Return what a value must satisfy; a province may be a name in the template, so its codes are no limit."""
    found: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind == "number":
        low, high = RANGES.get(column.name, (0, None))
        return found | {"minimum": low} | ({} if high is None else {"maximum": high})
    if column.kind == "date":
        return found | {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"}
    if not codes or column.name == "admin1":
        return found
    one = "|".join(codes)
    return found | ({"pattern": f"({one})(;({one}))*"} if column.separator else {"enum": codes})
