"""Rows a batch at a time: of a version, of a staged file; so that memory stays bounded."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, QueryBuilder

from data.versions import fingerprints
from data.versions.faults import StoreError, speaking
from data.versions.fingerprints import Numbers, within

BATCH = 32_768
"""Rows held in memory at once."""

Staged = Path | Iterable[pa.RecordBatch]


def query(table: DeltaTable, sql: str) -> pa.Table:
    """Return what a query finds in a version, which it calls `held`."""
    return pa.table(QueryBuilder().register("held", table).execute(sql).read_all())


def stored(table: DeltaTable, schema: pa.Schema) -> Iterator[pa.Table]:
    """Stream the rows of a version; through the query engine, which reads object storage too.

    The query starts here and not at the first batch: a writer that pulls the batches can't start one.
    """
    names = ", ".join(f'"{name}"' for name in schema.names)
    engine = QueryBuilder({"datafusion.execution.batch_size": str(BATCH)}).register("held", table)
    found = engine.execute(f"select {names} from held")
    return (pa.Table.from_batches([pa.record_batch(batch)]).cast(schema) for batch in found)


def staged(file: Path, schema: pa.Schema, names: Sequence[str] = ()) -> Iterator[pa.Table]:
    """Stream the rows of a staged Parquet file: all columns, or these.

    Raises
    ------
    StoreError
        `staged_unreadable` if it can't be read, or lacks a column or holds another type.
    """
    wanted = pa.schema([schema.field(name) for name in names or schema.names])
    try:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(BATCH, columns=list(wanted.names)):
                yield pa.Table.from_batches([batch]).select(wanted.names).cast(wanted)
    except (pa.ArrowException, KeyError, OSError) as error:
        raise StoreError("staged_unreadable", file=str(file), detail=str(error)) from error


@contextmanager
def spooled(rows: Staged, schema: pa.Schema) -> Iterator[Path]:
    """Give a file: batches are written to one first, because a write may have to be begun again."""
    if isinstance(rows, Path):
        yield rows
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "staged.parquet"
        with speaking(folder), pq.ParquetWriter(file, schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
        yield file


def chosen(
    rows: Iterable[pa.Table], key: Sequence[str], among: Numbers, *, without: bool = False
) -> Iterator[pa.Table]:
    """Keep the rows with a key among these (sorted), or those without."""
    for batch in rows:
        yield batch.filter(pa.array(within(fingerprints.keys(batch, key), among) ^ without))
