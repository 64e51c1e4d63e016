"""`datapackage.json`: what the files of a package are and what their columns may hold, for programs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from data.codebook import table_schema
from data.dimensions import DIMENSIONS
from data.schema import ITEM_COLUMNS, WAYPOINT_COLUMNS
from layouts import captions
from layouts.codebook import meanings
from layouts.exports.about import about
from layouts.exports.parts import KEY
from layouts.i18n import mark
from layouts.scene import Scene

TITLES = {
    "data": mark("The records: one row a seizure"),
    "items": mark("The goods of each record: one row a line of goods"),
    "waypoints": mark("The stops of each record's route, in their order"),
    "codes": mark("Every code that a column may hold, with its labels and its definition"),
}
MEANINGS = {
    "seizure_id": mark("Number of the record; with the data set it names the record in every table."),
    "dataset": mark("Data set the record belongs to; synthetic records serve for training only."),
    "item_type": mark("Type of goods."),
    "quantity": mark("How many or how much, in the unit beside it; blank where the source doesn't say."),
    "unit": mark("Unit of the quantity."),
    "calibre": mark("Calibre, as the source writes it."),
    "make": mark("Make or model, as the source writes it."),
    "manufacture_country": mark("Country where it was made."),
    "marking_status": mark("State of its markings."),
    "tracing_status": mark("State of its tracing."),
    "role": mark("Origin, transit, place of seizure or intended destination."),
    "sequence": mark("Place in the order of the route."),
    "country": mark("Country of the stop."),
    "admin1": mark("Province or department of the stop, as its ISO 3166-2 code."),
    "place": mark("Place of the stop, as the report names it."),
    "latitude": mark("Latitude in degrees (WGS 84)."),
    "longitude": mark("Longitude in degrees (WGS 84)."),
    "documented": mark("Whether the source states the stop, or it was inferred."),
    "list": mark("List the code is of: the name of a column, or item_type."),
    "code": mark("The code, as the tables hold it."),
    "family": mark("Group of codes it belongs to."),
    "label_en": mark("English label."),
    "label_es": mark("Spanish label."),
    "definition_en": mark("English definition."),
    "definition_es": mark("Spanish definition."),
    "source": mark("Where the term is from."),
}


def descriptor(scene: Scene, files: Mapping[str, Mapping[str, Any]], heading: list[str]) -> dict[str, Any]:
    """Return the descriptor of a package.

    Parameters
    ----------
    files : name of a table → `bytes` and `hash` of its file.
    heading : columns of the records' table.
    """
    told = about(scene)
    schemas = {
        "data": _records_schema(scene, heading),
        "items": _schema(scene, [*KEY, *ITEM_COLUMNS], ITEM_COLUMNS) | _belongs(),
        "waypoints": _schema(scene, [*KEY, *WAYPOINT_COLUMNS], WAYPOINT_COLUMNS) | _belongs(),
        "codes": _schema(scene, CODE_COLUMNS, {}) | {"primaryKey": ["list", "code"]},
    }
    return {
        "name": "istmo-seizures-synthetic" if scene.is_synthetic else "istmo-seizures",
        "title": told["title"],
        "description": " ".join(filter(None, (told["warning"], told["filters"]))),
        "version": str(scene.version),
        "licenses": licences(scene),
        "sources": [{"title": scene.say.label("dataset", code)} for code in captions.datasets(scene)],
        "contributors": [{"title": "Istmo contributors", "role": "author"}],
        "istmo": told,
        "resources": [_resource(scene, name, schema, files[name]) for name, schema in schemas.items()],
    }


CODE_COLUMNS = [*("list", "code", "family", "unit", "label_en", "label_es", "definition_en", "definition_es", "source")]


def licences(scene: Scene) -> list[dict[str, str]]:
    """Return the licences of the selected records; an agency's own bear none of ours."""
    own = {"name": "other-closed", "title": scene.say(captions.OWN_RECORDS)}
    held = captions.datasets(scene) or ("public",)
    ours = {
        code: {"name": told.name, "title": told.title, "path": told.path} for code, told in captions.LICENCES.items()
    }
    return list({entry["name"]: entry for entry in (ours.get(code, own) for code in held)}.values())


def _resource(scene: Scene, name: str, schema: dict[str, Any], file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "title": scene.say(TITLES[name]),
        "path": f"{name}.csv",
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **file,
        "schema": schema,
    }


def _records_schema(scene: Scene, heading: list[str]) -> dict[str, Any]:
    """Return the codebook's fields of the records' table, in the order of its columns."""
    schema = table_schema(scene.say.vocabulary, meanings(scene.say))
    fields = {field["name"]: field for field in schema["fields"]}
    return {"fields": [fields[name] for name in heading], "missingValues": [""], "primaryKey": list(KEY)}


def _schema(scene: Scene, names: list[str], types: Mapping[str, pa.DataType]) -> dict[str, Any]:
    fields = [_field(scene, name, types.get(name, pa.string())) for name in names]
    return {"fields": fields, "missingValues": [""]}


def _field(scene: Scene, name: str, kind: pa.DataType) -> dict[str, Any]:
    types = {pa.float64(): "number", pa.int16(): "integer", pa.bool_(): "boolean"}
    field: dict[str, Any] = {
        "name": name,
        "type": types.get(kind, "string"),
        "description": scene.say(MEANINGS[name]),
    }
    required = {"constraints": {"required": True}} if name in {*KEY, "item_type", "role", "list", "code"} else {}
    values = {"list": name} if name in DIMENSIONS and DIMENSIONS[name].values else {}
    return field | required | values


def _belongs() -> dict[str, Any]:
    key = list(KEY)
    return {"foreignKeys": [{"fields": key, "reference": {"resource": "data", "fields": key}}]}


def heading_of(content: bytes) -> list[str]:
    """Return the columns of a CSV from its first block."""
    return content.partition(b"\n")[0].decode().split(",")


def codes_file(table: pd.DataFrame) -> pd.DataFrame:
    """Return the codes in the columns that the descriptor names."""
    return table[CODE_COLUMNS]
