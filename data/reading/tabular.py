"""Columnar tables and JSON records → text as a person would write it."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.reading.limits import MAX_RECORD, MAX_ROW_GROUP, MAX_ROWS, UnreadableFile

BLOCK = 64 * 1024


def read_parquet(path: Path, name: str, rows: int) -> Iterator[tuple[pa.RecordBatch, float]]:
    """Yield (rows, share read) of a Parquet file.

    Raises
    ------
    UnreadableFile
        `damaged`, `rows_too_many` or `unpacked_too_large`.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            _check_parquet(file.metadata, name)
            seen = 0
            for batch in file.iter_batches(batch_size=rows):
                seen += len(batch)
                yield batch, seen / max(1, file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile("damaged", file=name, format="parquet") from error


def parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    """Return the names of the columns of a Parquet file; raises as `read_parquet` does."""
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile("damaged", file=name, format="parquet") from error
    return tuple(schema.names)


def text_frame(batch: pa.RecordBatch, columns: tuple[str, ...], first: int) -> pd.DataFrame:
    """Return a batch as text columns of these names, missing = "", indexed from `first`."""
    series = {name: _text(batch.column(place)) for place, name in enumerate(columns)}
    return pd.DataFrame(series, index=pd.RangeIndex(first, first + len(batch)))


def write_records(path: Path, out: Path, name: str) -> None:
    """Write JSON records (an array, or one a line) as CSV whose first record is the header.

    Lists of plain values are joined by `;`, what is nested deeper stays JSON.

    Raises
    ------
    UnreadableFile
        `record_not_json` or `record_too_long`.
    """
    columns: dict[str, None] = {}
    for record in _records(path, name):
        columns.update(dict.fromkeys(record))
    with out.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow([" ".join(column.split()) or '""' for column in columns])
        for record in _records(path, name):
            writer.writerow([_plain(record.get(column)) for column in columns])


def _check_parquet(metadata: "pa.parquet.FileMetaData", name: str) -> None:
    if metadata.num_rows > MAX_ROWS:
        raise UnreadableFile("rows_too_many", file=name, rows=metadata.num_rows, limit=MAX_ROWS)
    groups = (metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups))
    if (largest := max(groups, default=0)) > MAX_ROW_GROUP:
        raise UnreadableFile("unpacked_too_large", file=name, size=largest, limit=MAX_ROW_GROUP)


def _text(column: pa.Array) -> pd.Series:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        column = pc.strftime(pc.cast(column, pa.timestamp("s", kind.tz), safe=False), "%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring_regex(column, r" 00:00:00$", "")
    elif pa.types.is_nested(kind) or pa.types.is_floating(kind) or pa.types.is_binary(kind):
        column = pa.array([_plain(value) for value in column.to_pylist()], pa.large_string())
    text = pc.fill_null(pc.cast(column, pa.large_string()), "")
    return pd.Series(pd.array(text, dtype="str")).array


def _plain(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e16 else f"{value:.15g}"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ";".join(map(_plain, value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)


def _records(path: Path, name: str) -> Iterator[dict[str, object]]:
    """Yield the objects of a text one after the other, whatever separates them; numbers stay as they are written."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    row, text, ended = 0, "", False
    with path.open(encoding="utf-8-sig", errors="replace") as handle:
        while text or not ended:
            text = text.lstrip(" \t\r\n,[]")
            try:
                value, end = decoder.raw_decode(text) if text else (None, 0)
            except (ValueError, RecursionError) as error:
                if ended:
                    raise UnreadableFile("record_not_json", file=name, row=row + 1) from error
                value, end = None, 0
            if not end:
                block = handle.read(max(BLOCK, len(text)))
                text, ended = text + block, not block
                if len(text) > 3 * MAX_RECORD:
                    raise UnreadableFile("record_too_long", file=name, row=row + 1, limit=MAX_RECORD)
                continue
            text = text[end:]
            row += 1
            if not isinstance(value, dict):
                raise UnreadableFile("record_not_json", file=name, row=row)
            yield value
