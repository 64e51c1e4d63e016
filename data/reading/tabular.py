"""Columnar tables → text as a person would write it."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.reading.limits import MAX_ROW_GROUP, MAX_ROWS, UnreadableFile
from data.reading.records import plain


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
    elif pa.types.is_floating(kind):
        column = pa.array([plain(value and float(value)) for value in _shortest(column)], pa.large_string())
    elif pa.types.is_nested(kind) or _is_bytes(kind):
        column = pa.array([plain(value) for value in column.to_pylist()], pa.large_string())
    text = pc.fill_null(pc.cast(column, pa.large_string()), "")
    if pa.types.is_decimal(kind):
        text = pc.replace_substring_regex(text, r"^([+-]?\d+\.\d{3})$", r"\10")  # as plain_number
    return pd.Series(pd.array(text, dtype="str")).array


def _shortest(column: pa.Array) -> list[str | None]:
    """Return floats as the shortest texts that stand for them: 7.62 also where it has only 32 bits."""
    wide = pc.cast(column, pa.float32()) if pa.types.is_float16(column.type) else column
    return pc.cast(wide, pa.large_string()).to_pylist()


def _is_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
