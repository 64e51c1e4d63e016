"""What the JSON of the API looks like: JSON Schema, its columns read from the codebook."""

from collections.abc import Sequence
from typing import Any

from analytics.legs import LEG_TABLE
from data.codebook import columns
from data.dimensions import DIMENSIONS, MEASURES
from layouts.i18n import Speech

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer", "minimum": 0}
NUMBER: Json = {"type": "number"}
DIGEST: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def schemas(say: Speech, kinds: Sequence[str]) -> Json:
    """Return every schema by its name.

    Parameters
    ----------
    kinds : the kinds of problems.
    """
    return {
        "Records": _records(say),
        "FeatureCollection": _features(),
        "Aggregate": _aggregate(),
        "Citation": _citation(),
        "Codebook": _object({"fields": _list({"type": "object"}), "version": WHOLE, "lists": {"type": "object"}}),
        "Versions": _object({"versions": _list(_version())}),
        "Description": _object({"openapi": TEXT, "info": {"type": "object"}, "paths": {"type": "object"}}),
        "Health": _object({"status": {"const": "ok"}, "version": WHOLE, "records": WHOLE}),
        "Running": _object({"state": {"const": "running"}}),
        "Problem": _problem(kinds),
    }


def _object(properties: Json, optional: Json | None = None) -> Json:
    """Return an object that has all these members; it may have the optional ones, and others."""
    return {"type": "object", "required": list(properties), "properties": properties | (optional or {})}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _or_null(schema: Json) -> Json:
    return schema | {"type": [schema["type"], "null"]}


def _records(say: Speech) -> Json:
    cells = {column.name: _or_null(NUMBER if column.kind == "number" else TEXT) for column in columns(say.vocabulary)}
    rows = _list({"type": "object", "required": ["seizure_id"], "properties": cells})
    about = {"version": WHOLE, "query": TEXT, "filters": TEXT, "licence": TEXT, "citation": TEXT, "records": WHOLE}
    paging = {"total": WHOLE, "limit": WHOLE, "offset": WHOLE, "next": _or_null(TEXT)}
    return _object({**about, "rows": rows}, paging)


def _features() -> Json:
    shape = {"type": ["object", "null"], "required": ["type", "coordinates"]}
    properties = {"type": "object", "properties": {name: {} for name in LEG_TABLE}}
    feature = _object({"type": {"const": "Feature"}, "geometry": shape, "properties": properties})
    return _object({"type": {"const": "FeatureCollection"}, "features": _list(feature)})


def _aggregate() -> Json:
    cells = dict.fromkeys(DIMENSIONS, TEXT)
    row = _object({"seizures": WHOLE, "value": _or_null(NUMBER)}, cells)
    name = {"type": "string", "enum": list(DIMENSIONS)}
    return _object(
        {
            "version": WHOLE,
            "query": TEXT,
            "synthetic": {"type": "boolean"},
            "source": TEXT,
            "licence": TEXT,
            "measure": {"type": "string", "enum": list(MEASURES)},
            "unit": TEXT,
            "by": _list(name) | {"minItems": 1, "maxItems": 3},
            "base": WHOLE,
            "total": _or_null(NUMBER),
            "stated": WHOLE,
            "known": {"type": "object", "additionalProperties": WHOLE},
            "overlapping": _list(name),
            "rows": _list(row),
        }
    )


def _citation() -> Json:
    texts = dict.fromkeys(("text", "short", "full", "bibtex", "query"), TEXT)
    compared = _object({"filters": TEXT, "query": TEXT, "records": WHOLE, "sha256": DIGEST})
    held = {**texts, "records": WHOLE, "seizures": WHOLE, "sha256": DIGEST, "version": WHOLE}
    return _object(held, {"compared": compared})


def _version() -> Json:
    counts = dict.fromkeys(("added", "changed", "removed"), _or_null(NUMBER))
    return _object({"version": WHOLE, "time": TEXT | {"format": "date-time"}, "action": TEXT, "user": TEXT, **counts})


def _problem(kinds: Sequence[str]) -> Json:
    found = _object({"kind": TEXT, "name": TEXT, "value": TEXT})
    return _object(
        {
            "type": {"type": "string", "enum": [f"/api#problem-{kind}" for kind in kinds]},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
        },
        {"problems": _list(found), "code": TEXT},
    )
