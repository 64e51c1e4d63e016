"""Seizures that resemble one seizure, and the values they share with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import Columns, Floats, Ints, Many, Mask
from analytics.consignments import bin_names, size_bins
from analytics.crossfilter import View
from data.dimensions import UNKNOWN

COMPARED = (
    "transport_mode",
    "concealment",
    "location_type",
    "item_type",
    "origin",
    "destination",
    "country",
    "admin1",
    "detection",
    "diversion_source",
)
"""Dimensions whose values make seizures alike; beside them, the bin of sizes their firearms lie in."""

FIREARMS = "firearms"
"""Name under which a shared bin of sizes is told, such as `firearms=3_5`."""

NEVER_SHARED = UNKNOWN | {"other"}
"""Values that make nothing alike: two that are not stated, or two that are none of those listed, need not agree."""

FIRST_SCORED = 5_000
"""Records scored first: those that share most."""

COLUMNS = {"row": np.int64, "score": np.float64, "shared": object}


def similar(view: View | Columns, row: int, top: int = 8, *, fields: Sequence["Field"] | None = None) -> pd.DataFrame:
    """Return the records that share most with one record, weighed by how rare it is to share it.

    A shared value held by a share p of all records is worth its information, −log₂ p bits (Goodall 1966, Biometrics 22;
    Boriah, Chandola and Kumar 2008, SIAM Data Mining, compare such weights), and a record is worth that of all its
    values: the score is twice the worth of what both share over the worth of both (Lin 1998, ICML). A value that is
    not known is worth nothing and matches nothing. Firearms are compared by bins that about double
    (`consignments.BINS`).

    Parameters
    ----------
    view : where to look: the counted records of a view, or all records.
    row : position of the record; it need not be in the view.
    fields : what `compared` gives for these records, if it is at hand: at a million records that is half the wait.

    Returns
    -------
    `row`, `score` (0 to 1; 1 if both state the same) and `shared` (tuple of `dimension=code`, the rarest first), the
    most similar first. Records that share nothing are not in it; empty if the record states nothing.

    Raises
    ------
    IndexError : if there is no such row.
    """
    columns = view.columns if isinstance(view, View) else view
    if not 0 <= row < columns.size:
        raise IndexError(f"no record {row}: there are {columns.size}")
    fields = compared(columns) if fields is None else fields
    common = np.zeros(columns.size)
    for field in fields:
        for code in field.of(np.array([row]))[1]:
            if field.weights[code]:
                common[field.holding(code)] += field.weights[code]
    common[row] = 0
    if isinstance(view, View):
        common[~view.counted()] = 0
    best, score = _nearest(fields, common, row, top)
    return pd.DataFrame({"row": best, "score": score, "shared": _shared(fields, row, best)}).astype(COLUMNS)


@dataclass(frozen=True)
class Field:
    """One compared field.

    Attributes
    ----------
    values : `dimension=code` of each code.
    codes : codes; one a record, or with `offsets` those of a record are `codes[offsets[row]:offsets[row + 1]]`.
    offsets, rows : as in `Many`; None for one value a record.
    weights : worth of each code in bits.
    """

    values: list[str]
    codes: Ints
    offsets: Ints | None
    rows: Ints | None
    weights: Floats

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the codes of some records: position in `rows`, and code."""
        if self.offsets is None:
            return np.arange(len(rows)), self.codes[rows]
        starts, lengths = self.offsets[rows], self.offsets[rows + 1] - self.offsets[rows]
        shift = np.repeat(starts - (lengths.cumsum() - lengths), lengths)
        return np.repeat(np.arange(len(rows)), lengths), self.codes[np.arange(lengths.sum()) + shift]

    def holding(self, code: int) -> Ints:
        """Return the records that hold a code, each once."""
        found = np.flatnonzero(self.codes == code)
        return found if self.rows is None else self.rows[found]


def compared(columns: Columns) -> list[Field]:
    """Return the fields that are compared, with the worth of their values; one version of the records has one list."""
    return [*(_field(columns, name) for name in COMPARED), _sizes(columns)]


def _field(columns: Columns, name: str) -> Field:
    column = columns.held[name]
    never = np.isin(column.values, list(NEVER_SHARED))
    named = [f"{name}={value}" for value in column.values]
    offsets, rows = (column.offsets, column.rows) if isinstance(column, Many) else (None, None)
    return Field(named, column.codes, offsets, rows, _worth(column.codes, never, columns.size))


def _sizes(columns: Columns) -> Field:
    """Return the bins of firearms as a field; code 0 is none stated."""
    stated = np.nan_to_num(columns.firearms)
    codes = np.where(stated > 0, size_bins(stated) + 1, 0).astype(np.uint8)
    named = ["", *(f"{FIREARMS}={name}" for name in bin_names())]
    return Field(named, codes, None, None, _worth(codes, np.arange(len(named)) == 0, columns.size))


def _worth(codes: Ints, never: Mask, size: int) -> Floats:
    """Return the information of each code, as if one more record held none, so that sharing is never worth nothing."""
    counts = np.bincount(codes, minlength=len(never))
    return np.where(never, 0.0, np.log2((size + 1) / np.maximum(counts, 1)))


def _nearest(fields: Sequence[Field], common: Floats, row: int, top: int) -> tuple[Ints, Floats]:
    """Return the rows of the highest scores, and the scores.

    What both share bounds the score, so that only the records that share most need be scored: a record scored higher
    than the bound of those left out is higher than all of them.
    """
    own = _total(fields, np.array([row]))[0]
    size = FIRST_SCORED
    while True:
        size = min(size, len(common))
        chosen = np.argpartition(common, len(common) - size)[len(common) - size :]
        bound = common[chosen].min() if size < len(common) else 0.0
        chosen = chosen[common[chosen] > 0]
        score = 2 * common[chosen] / (own + _total(fields, chosen))
        best = np.lexsort([chosen, -score])[:top]
        enough = len(best) == top and score[best].min(initial=2) > 2 * bound / (own + bound or 1)
        if size == len(common) or not bound or enough:
            return chosen[best], score[best]
        size *= 8


def _total(fields: Sequence[Field], rows: Ints) -> Floats:
    """Return the worth of all values of some records."""
    total = np.zeros(len(rows))
    for field in fields:
        places, codes = field.of(rows)
        total += np.bincount(places, weights=field.weights[codes], minlength=len(rows))
    return total


def _shared(fields: Sequence[Field], row: int, rows: Ints) -> list[tuple[str, ...]]:
    shared: list[list[tuple[float, str]]] = [[] for _ in rows]
    for field in fields:
        places, codes = field.of(rows)
        same = np.isin(codes, field.of(np.array([row]))[1]) & (field.weights[codes] > 0)
        for place, code in zip(places[same], codes[same], strict=True):
            shared[place].append((-field.weights[code], field.values[code]))
    return [tuple(name for _, name in sorted(each)) for each in shared]
