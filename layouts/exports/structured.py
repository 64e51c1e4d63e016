"""JSON and Parquet: the flat table for programs."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.codebook import columns
from data.vocabulary import Vocabulary
from layouts.exports.about import about
from layouts.exports.spooling import spooled
from layouts.rows import blocks
from layouts.scene import Scene

DIGITS = 15
"""Significant digits of a number: no coordinate loses any."""
AT_ONCE = 2_000
"""Rows written at once: as text or objects they weigh ten times what they do in a table."""


def json_rows(table: pd.DataFrame) -> Iterator[str]:
    """Return the rows as JSON objects with commas between them, some at once; what is blank is null."""
    for start in range(0, len(table), AT_ONCE):
        part = table[start : start + AT_ONCE]
        yield str(part.to_json(orient="records", force_ascii=False, double_precision=DIGITS))[1:-1]


def json_chunks(scene: Scene) -> Iterator[bytes]:
    """Return one JSON object: what the file says of itself, and `rows`, each with the columns of the CSV."""
    head = json.dumps(about(scene), ensure_ascii=False)
    before = f'{head[:-1]}, "rows": [\n'
    for table in blocks(scene.view):
        for rows in json_rows(table):
            yield (before + rows).encode()
            before = ",\n"
    yield (before.removesuffix(",\n") + "\n]}\n").encode()


def parquet_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the flat table as Parquet, a block a row group."""
    return spooled(lambda file: _write_parquet(scene, file), "parquet")


def _write_parquet(scene: Scene, file: Path) -> None:
    told = {"istmo": json.dumps(about(scene), ensure_ascii=False)}
    tables = blocks(scene.view)
    first = next(tables)
    schema = pa.schema(arrow_fields(list(first.columns), scene.say.vocabulary), metadata=told)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in chain([first], tables):
            writer.write_table(_arrow(table, schema))


def arrow_fields(names: list[str], vocabulary: Vocabulary) -> list[pa.Field]:
    """Return the types of the flat table: numbers, the day of the report, text; a date is as precise as its text."""
    kinds = {column.name: column.kind for column in columns(vocabulary)}
    types = {"number": pa.float64()}
    return [
        pa.field(name, pa.date32() if name == "report_date" else types.get(kinds.get(name, "text"), pa.string()))
        for name in names
    ]


def _arrow(table: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    dated = table.assign(report_date=pd.to_datetime(table["report_date"]))
    return pa.Table.from_pandas(dated, schema=schema, preserve_index=False)
