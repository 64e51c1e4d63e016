"""Rows as 64-bit numbers: the same row has the same number in every version, so that a million compare in seconds.

Two different rows out of a million share a number with a probability under one in ten million.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.uint64]

MISSING = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xFF51AFD7ED558CCD)


def keys(table: pa.Table, names: Sequence[str]) -> Numbers:
    """Return a number a row, made of these columns."""
    return _joined((_column(table[name]) for name in names), table.num_rows)


def columns(table: pa.Table, names: Iterable[str]) -> pd.DataFrame:
    """Return a number for each row and column; lists and structs are one value."""
    return pd.DataFrame({name: _column(table[name]) for name in names})


def within(numbers: Numbers, ordered: Numbers) -> npt.NDArray[np.bool_]:
    """Tell which numbers are among those of a sorted array."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=bool)
    places = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return ordered[places] == numbers


def _joined(parts: Iterable[Numbers], count: int) -> Numbers:
    """Return one number a row; the order of the parts matters."""
    total = np.zeros(count, dtype=np.uint64)
    for part in parts:
        total = _mixed(total * np.uint64(31) + part)
    return total


def _mixed(numbers: Numbers) -> Numbers:
    mixed = (numbers ^ (numbers >> np.uint64(33))) * MIX
    return mixed ^ (mixed >> np.uint64(29))


def _column(column: pa.ChunkedArray | pa.Array) -> Numbers:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # what has no rows stays chunked
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_list(array.type):
        return _lists(array)
    if pa.types.is_struct(array.type):
        return _joined((_column(field) for field in array.flatten()), len(array))
    return _values(array)


def _lists(array: pa.ListArray) -> Numbers:
    """Number each list by its values and their places: differences of running sums, so that no row is looped over."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum(lengths)
    places = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
    values = _mixed(_column(pc.list_flatten(array)) + places.astype(np.uint64) * MISSING)
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(values, dtype=np.uint64)])
    return _mixed(sums[ends] - sums[ends - lengths] + lengths.astype(np.uint64))


def _values(array: pa.Array) -> Numbers:
    """Number the distinct values, then spread them: columns of codes have few."""
    coded = pc.dictionary_encode(array)
    distinct = coded.dictionary
    if pa.types.is_date(array.type):
        distinct = distinct.cast(pa.int32())
    values = distinct.to_numpy(zero_copy_only=False)
    numbers = np.append(pd.util.hash_array(values), MISSING)
    places = pc.fill_null(coded.indices, len(values)).to_numpy(zero_copy_only=False)
    return numbers[places]
