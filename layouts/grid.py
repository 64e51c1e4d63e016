"""The table of records: its columns, and the rows of one block of it."""

from typing import Any

import numpy as np
import pandas as pd

from data.flat import dated, flat_table
from layouts.i18n import Speech, mark
from layouts.scene import Scene

LARGEST_BLOCK = 500

COLUMNS: tuple[tuple[str, str, int, bool], ...] = (
    ("seizure_id", mark("Record"), 130, True),
    ("date", mark("Date"), 115, True),
    ("event", mark("Event"), 120, True),
    ("country", mark("Country"), 120, True),
    ("admin1", mark("Province or department"), 150, True),
    ("place", mark("Place"), 190, True),
    ("firearms", mark("Firearms"), 100, True),
    ("qty_ammunition", mark("Rounds"), 100, True),
    ("transport_mode", mark("Transport"), 150, True),
    ("concealment", mark("Concealment"), 180, True),
    ("location_type", mark("Type of location"), 140, False),
    ("detection", mark("How it was detected"), 150, False),
    ("agencies", mark("Agencies"), 180, False),
    ("origin", mark("Origin"), 130, False),
    ("destination", mark("Intended destination"), 130, False),
    ("source_publisher", mark("Published by"), 150, True),
    ("source_reliability", mark("Kind of source"), 150, False),
    ("summary", mark("Summary"), 420, True),
)
"""Field, heading, width in pixels, shown at first."""

NUMBERS = frozenset({"firearms", "qty_ammunition"})
CODED = frozenset(
    {"event", "country", "admin1", "transport_mode", "concealment", "location_type", "detection", "source_reliability"}
)
SORTABLE = frozenset(field for field, *_ in COLUMNS)


def column_definitions(say: Speech) -> list[dict[str, Any]]:
    """Return the column definitions of the grid."""
    return [_column(say, *column) for column in COLUMNS]


def _column(say: Speech, field: str, title: str, width: int, shown: bool) -> dict[str, Any]:
    column: dict[str, Any] = {"field": field, "headerName": say(title), "width": width, "hide": not shown}
    column["tooltipField"] = field
    if field == "seizure_id":
        column |= {"pinned": "left", "cellRenderer": "RecordLink"}
    if field in NUMBERS:
        column |= {"type": "rightAligned"}
    return column


def rows(scene: Scene, request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows the grid asks for, in words of the language, and how many there are.

    Parameters
    ----------
    request : `startRow`, `endRow`, `sortModel` of the grid; read with suspicion.
    """
    matching = np.flatnonzero(scene.view.records())
    start = _whole(request.get("startRow"), 0, len(matching))
    end = _whole(request.get("endRow"), start, min(start + LARGEST_BLOCK, len(matching)))
    ordered = _sorted(scene, matching, request.get("sortModel"))
    table = flat_table(scene.view.columns.records, ordered[start:end], scene.say.vocabulary)
    return {"rowData": _worded(scene, table), "rowCount": len(matching)}


def _whole(value: Any, least: int, most: int) -> int:
    number = value if isinstance(value, int) and not isinstance(value, bool) else least
    return max(least, min(number, most))


def _sorted(scene: Scene, matching: Any, model: Any) -> Any:
    """Return the rows in the order asked for; newest first where none is asked for."""
    first = model[0] if isinstance(model, list) and model and isinstance(model[0], dict) else {}
    field = first.get("colId")
    records = scene.view.columns.records
    if not isinstance(field, str) or field not in SORTABLE:
        days = scene.view.columns.first_day[matching].astype(np.int64)
        return matching[np.argsort(-days, kind="stable")]
    if field in records.seizures:
        keys = dated(records.seizures) if field == "date" else records.seizures[field]
        if field in CODED:
            keys = keys.map({code: scene.say.label(field, code) for code in keys.dropna().unique()})
        keys = keys.iloc[matching]
    else:
        flat = flat_table(records, matching, scene.say.vocabulary).reindex(columns=[field])
        keys = flat[field].map(lambda codes: _labels(scene.say, field, codes)) if field in CODED else flat[field]
    keys = pd.Series(keys.to_numpy())
    order = keys.sort_values(ascending=first.get("sort") != "desc", kind="stable", na_position="last").index
    return matching[order]


def _worded(scene: Scene, table: pd.DataFrame) -> list[dict[str, Any]]:
    say = scene.say
    shown = table.reindex(columns=[field for field, *_ in COLUMNS]).astype(object)
    precision = table["date_precision"].to_numpy()
    dates = pd.to_datetime(
        table["date"].str.pad(10, "right", "*").str.replace(r"\*.*$", "", regex=True), format="ISO8601"
    )
    shown["date"] = [say.date(day, kind) for day, kind in zip(dates, precision, strict=True)]
    for field in CODED:
        shown[field] = [_labels(say, field, codes) for codes in table[field]]
    for field in NUMBERS:
        shown[field] = ["" if pd.isna(value) else say.number(value) for value in shown[field]]
    return shown.where(shown.notna(), "").to_dict(orient="records")


def _labels(say: Speech, field: str, codes: Any) -> str:
    if not isinstance(codes, str):
        return ""
    return ", ".join(say.label(field, code) for code in codes.split(";"))
