"""The record tables: columns, types and the one nested Arrow schema they are stored in.

One seizure is one row; its lists, items and waypoints are nested in it, so that one commit is one atomic change.
In memory they are four kinds of flat table that share the row number of their seizure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_TEXT = pa.string()
_DATE = pa.date32()
_NUMBER = pa.float64()

SEIZURE_COLUMNS: Mapping[str, pa.DataType] = {
    "seizure_id": _TEXT,
    "date": _DATE,
    "date_precision": _TEXT,
    "report_date": _DATE,
    "event": _TEXT,
    "country": _TEXT,
    "admin1": _TEXT,
    "place": _TEXT,
    "latitude": _NUMBER,
    "longitude": _NUMBER,
    "place_precision": _TEXT,
    "location_type": _TEXT,
    "detection": _TEXT,
    "transport_mode": _TEXT,
    "document_status": _TEXT,
    "document_type": _TEXT,
    "firearms_stated": _NUMBER,
    "other_goods": _TEXT,
    "summary": _TEXT,
    "source_publisher": _TEXT,
    "source_date": _TEXT,
    "source_reliability": _TEXT,
    "dataset": _TEXT,
    "sensitivity": _TEXT,
    "import_id": _TEXT,
}
"""One value a seizure. `firearms_stated` is the total the source gives; NaN where it gives none."""

LIST_COLUMNS = ("agency_type", "agency", "concealment", "diversion_source", "offence_context", "source_url")
"""Several values a seizure, in the order stated."""

ITEM_COLUMNS: Mapping[str, pa.DataType] = {
    "item_type": _TEXT,
    "quantity": _NUMBER,
    "unit": _TEXT,
    "calibre": _TEXT,
    "make": _TEXT,
    "manufacture_country": _TEXT,
    "marking_status": _TEXT,
    "tracing_status": _TEXT,
}
WAYPOINT_COLUMNS: Mapping[str, pa.DataType] = {
    "role": _TEXT,
    "sequence": pa.int16(),
    "country": _TEXT,
    "admin1": _TEXT,
    "place": _TEXT,
    "latitude": _NUMBER,
    "longitude": _NUMBER,
    "documented": pa.bool_(),
}

ARROW_SCHEMA = pa.schema(
    [
        *((name, kind) for name, kind in SEIZURE_COLUMNS.items()),
        *((name, pa.list_(_TEXT)) for name in LIST_COLUMNS),
        ("items", pa.list_(pa.struct(list(ITEM_COLUMNS.items())))),
        ("waypoints", pa.list_(pa.struct(list(WAYPOINT_COLUMNS.items())))),
    ]
)


@dataclass(frozen=True)
class Records:
    """Records as flat tables.

    Attributes
    ----------
    seizures : one row a seizure, RangeIndex, the columns of `SEIZURE_COLUMNS`.
    lists : name of a list column → table of `row` (position in `seizures`) and `code`, sorted by row.
    items : `row` and the columns of `ITEM_COLUMNS`, sorted by row.
    waypoints : `row` and the columns of `WAYPOINT_COLUMNS`, sorted by row and sequence.
    """

    seizures: pd.DataFrame
    lists: Mapping[str, pd.DataFrame]
    items: pd.DataFrame
    waypoints: pd.DataFrame

    def __len__(self) -> int:
        return len(self.seizures)


def to_arrow(records: Records) -> pa.Table:
    """Nest the tables into the stored form, one row a seizure."""
    count = len(records)
    arrays = [_array(records.seizures[name], kind) for name, kind in SEIZURE_COLUMNS.items()]
    for name in LIST_COLUMNS:
        table = records.lists[name]
        arrays.append(_nest(table["row"], _array(table["code"], _TEXT), count))
    for table, columns in ((records.items, ITEM_COLUMNS), (records.waypoints, WAYPOINT_COLUMNS)):
        fields = [_array(table[name], kind) for name, kind in columns.items()]
        struct = pa.StructArray.from_arrays(fields, fields=[pa.field(*item) for item in columns.items()])
        arrays.append(_nest(table["row"], struct, count))
    return pa.Table.from_arrays(arrays, schema=ARROW_SCHEMA)


def from_arrow(table: pa.Table) -> Records:
    """Flatten the stored form; the inverse of `to_arrow`."""
    flat = table.select(list(SEIZURE_COLUMNS)).to_pandas(types_mapper=_mapper)
    flat["date"] = pd.to_datetime(flat["date"])
    flat["report_date"] = pd.to_datetime(flat["report_date"])
    lists = {name: _flatten(table[name]).rename(columns={"value": "code"}) for name in LIST_COLUMNS}
    return Records(flat, lists, _flatten(table["items"]), _flatten(table["waypoints"]))


def concatenate(first: Records, second: Records) -> Records:
    """Return the records of both, the second's rows numbered after the first's."""
    shift = len(first)

    def join(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([a, b.assign(row=b["row"] + shift)], ignore_index=True)

    return Records(
        seizures=pd.concat([first.seizures, second.seizures], ignore_index=True),
        lists={name: join(first.lists[name], second.lists[name]) for name in LIST_COLUMNS},
        items=join(first.items, second.items),
        waypoints=join(first.waypoints, second.waypoints),
    )


def _mapper(kind: pa.DataType) -> pd.StringDtype | None:
    return pd.StringDtype(na_value=np.nan) if pa.types.is_string(kind) or pa.types.is_large_string(kind) else None


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    if kind == _DATE:
        column = pd.to_datetime(column)
    array = pa.Array.from_pandas(column, type=kind)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _nest(rows: pd.Series, values: pa.Array, count: int) -> pa.Array:
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows.to_numpy(dtype=np.int64), minlength=count), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _flatten(column: pa.ChunkedArray) -> pd.DataFrame:
    rows = pc.list_parent_indices(column.combine_chunks())
    values = pc.list_flatten(column.combine_chunks())
    if pa.types.is_struct(values.type):
        flat = pa.Table.from_batches([pa.RecordBatch.from_struct_array(values)])
        frame = flat.to_pandas(types_mapper=_mapper)
    else:
        frame = pd.DataFrame({"value": values.to_pandas().astype(_mapper(_TEXT))})
    frame.insert(0, "row", rows.to_numpy().astype(np.int64))
    return frame
