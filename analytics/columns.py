"""Records as columns of small integer codes: what the crossfilter counts on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.dimensions import DIMENSIONS, MEASURES, NOT_RECORDED, NOT_SEIZURES, Dimension, Measure, base
from data.geography.places import fold
from data.schema import Records
from data.vocabulary import Vocabulary

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

OPEN_START, OPEN_END = np.int32(-(2**31)), np.int32(2**31 - 1)
"""Days that stand for a date not known: no period contains them."""


@dataclass(frozen=True)
class Single:
    """One value a record: `values[codes[row]]`; code 0 is not recorded."""

    codes: Ints
    values: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """Several values a record: those of a row are `codes[offsets[row]:offsets[row + 1]]`, each at most once.

    `amounts` holds, for items, the quantity of that value in that row, else ones. A row without values holds code 0.
    """

    offsets: Ints
    rows: Ints
    codes: Ints
    values: tuple[str, ...]
    amounts: Floats


@dataclass(frozen=True)
class Columns:
    """One version of the records, ready to be filtered and counted.

    Attributes
    ----------
    size : number of records.
    held : dimension → its column.
    first_day, last_day : days since 1970-01-01 between which the event lies.
    latitude, longitude : degrees (EPSG:4326), NaN where not known.
    text : folded words of place, summary and other goods.
    counted : whether the event is a seizure (losses from lawful holders are not).
    records : the tables the columns were built from.
    item_measures : item type → names of the measures its quantity is part of.
    parents : family dimension → code, in the family's column, of each value of the finer dimension.
    """

    size: int
    held: Mapping[str, Single | Many]
    first_day: Ints
    last_day: Ints
    latitude: Floats
    longitude: Floats
    text: pd.Series
    counted: Mask
    records: Records
    item_measures: Mapping[str, frozenset[str]]
    parents: Mapping[str, Ints]

    @cached_property
    def firearms(self) -> Floats:
        """Firearms of each record, NaN where the record states none."""
        items = self.held["item_type"]
        assert isinstance(items, Many)
        mine = self.measured(items.values, "firearms")[items.codes]
        amount = np.bincount(items.rows[mine], weights=items.amounts[mine], minlength=self.size)
        stated = np.bincount(items.rows[mine], minlength=self.size) > 0
        return np.where(stated, amount, np.nan)

    def measured(self, item_types: Sequence[str], measure: str) -> Mask:
        """Tell of each item type whether its quantity is part of a measure."""
        nothing: frozenset[str] = frozenset()
        return np.array([measure in self.item_measures.get(name, nothing) for name in item_types], dtype=bool)


def build_columns(records: Records, vocabulary: Vocabulary) -> Columns:
    """Code the records of one version.

    Records are taken as they are; a value outside its vocabulary keeps its own code.
    """
    size = len(records)
    held: dict[str, Single | Many] = {}
    for name, dimension in DIMENSIONS.items():
        if not dimension.family_of:
            held[name] = _BUILDERS[dimension.holder](records, dimension, vocabulary)
    parents: dict[str, Ints] = {}
    for name, dimension in DIMENSIONS.items():
        if dimension.family_of:
            held[name], parents[name] = _roll_up(held[dimension.family_of], name, vocabulary, size)
    seizures = records.seizures
    first, last = _days(seizures)
    return Columns(
        size=size,
        held={name: held[name] for name in DIMENSIONS},
        first_day=first,
        last_day=last,
        latitude=seizures["latitude"].to_numpy(np.float64),
        longitude=seizures["longitude"].to_numpy(np.float64),
        text=_folded(seizures),
        counted=~seizures["event"].isin(NOT_SEIZURES).to_numpy(),
        records=records,
        item_measures=item_measures(vocabulary),
        parents=parents,
    )


def _folded(seizures: pd.DataFrame) -> pd.Series:
    """Return the words a text filter looks in; each distinct text is folded once."""
    columns = []
    for name in ("place", "summary", "other_goods"):
        codes, texts = pd.factorize(seizures[name].fillna(""))
        columns.append(pd.Series([fold(text) for text in texts], dtype="str").take(codes).reset_index(drop=True))
    return columns[0].str.cat(columns[1:], sep=" ").set_axis(seizures.index)


def item_measures(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Return item type → names of the measures that add up its quantity."""
    families = vocabulary.families("item_type")

    def holds(measure: Measure, item: str) -> bool:
        return item in measure.item_types or families.get(item) in measure.item_families

    return {
        item: frozenset(name for name, measure in MEASURES.items() if holds(measure, item))
        for item in vocabulary.codes("item_type")
    }


def _coded(values: pd.Series, order: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Return small codes and their values: not recorded first, then in the vocabulary's order, then the rest."""
    factors, found = pd.factorize(values, use_na_sentinel=True)
    rank = {name: place for place, name in enumerate(order)}
    kept = [str(name) for name in found]
    sequence = sorted(range(len(kept)), key=lambda code: (rank.get(kept[code], len(rank)), kept[code]))
    new = np.zeros(len(kept) + 1, dtype=np.min_scalar_type(len(kept) + 1))
    new[[code + 1 for code in sequence]] = np.arange(1, len(kept) + 1)
    return new[factors + 1], (NOT_RECORDED, *(kept[code] for code in sequence))


def _single(records: Records, dimension: Dimension, vocabulary: Vocabulary) -> Single:
    return Single(*_coded(records.seizures[dimension.column], vocabulary.codes(dimension.name)))


def _calendar(records: Records, dimension: Dimension, vocabulary: Vocabulary) -> Single:
    """Return the year, quarter or month of each record, not recorded where the date isn't that precise."""
    dates, precision = records.seizures["date"], records.seizures["date_precision"]
    if dimension.name == "year":
        named = dates.dt.year.astype("Int64").astype("str")
    else:
        quarter = dates.dt.year.astype("str") + "-Q" + dates.dt.quarter.astype("str")
        named = quarter if dimension.name == "quarter" else dates.dt.strftime("%Y-%m").astype("str")
        named = named.where(precision.isin(["month", "day", "reported"]))
    return Single(*_coded(named.where(dates.notna()), ()))


def _list(records: Records, dimension: Dimension, vocabulary: Vocabulary) -> Many:
    table = records.lists[dimension.column]
    codes, values = _coded(table["code"], vocabulary.codes(dimension.name))
    return _many(table["row"].to_numpy(), codes, values, np.ones(len(table)), len(records))


def _items(records: Records, dimension: Dimension, vocabulary: Vocabulary) -> Many:
    table = records.items[records.items["quantity"].fillna(1) > 0]
    codes, values = _coded(table["item_type"], vocabulary.codes(dimension.name))
    amounts = table["quantity"].fillna(0).to_numpy(np.float64)
    return _many(table["row"].to_numpy(), codes, values, amounts, len(records))


def _route(records: Records, dimension: Dimension, vocabulary: Vocabulary) -> Many:
    """Return country and, where it is stated, place of the waypoints in this role."""
    table = records.waypoints[records.waypoints["role"] == dimension.role]
    both = pd.concat([table[["row", column]].set_axis(["row", "code"], axis=1) for column in ("country", "place")])
    both = both[both["code"].notna()]
    codes, values = _coded(both["code"], ())
    return _many(both["row"].to_numpy(), codes, values, np.ones(len(both)), len(records))


def _many(rows: Ints, codes: Ints, values: tuple[str, ...], amounts: Floats, size: int) -> Many:
    """Sort by row, merge repeats of a value within a row, and give code 0 to rows without any."""
    key = rows.astype(np.int64) * len(values) + codes
    unique, place = np.unique(key, return_inverse=True)
    summed = np.bincount(place, weights=amounts, minlength=len(unique))
    empty = np.flatnonzero(np.bincount(rows, minlength=size) == 0)
    key = np.concatenate([unique, empty * len(values)])
    order = np.argsort(key, kind="stable")
    row, code = np.divmod(key[order], len(values))
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=size), out=offsets[1:])
    amount = np.concatenate([summed, np.zeros(len(empty))])[order]
    small = np.min_scalar_type(len(values))
    return Many(offsets, row.astype(np.int32), code.astype(small), values, amount)


def _roll_up(fine: Single | Many, name: str, vocabulary: Vocabulary, size: int) -> tuple[Single | Many, Ints]:
    """Return the family's column, and the family code of each value of the finer dimension."""
    families = vocabulary.families(base(name))
    found = [families.get(value, NOT_RECORDED) for value in fine.values]
    present = (NOT_RECORDED, *(value for value in vocabulary.codes(name) if value in found))
    parents = np.array([present.index(family) for family in found], dtype=np.uint8)
    if isinstance(fine, Single):
        return Single(parents[fine.codes], present), parents
    recorded = fine.codes > 0
    codes, rows = parents[fine.codes[recorded]], fine.rows[recorded]
    return _many(rows, codes, present, fine.amounts[recorded], size), parents


def _days(seizures: pd.DataFrame) -> tuple[Ints, Ints]:
    start = seizures["date"]
    period = seizures["date_precision"]
    end = start.mask(period == "month", start + pd.offsets.MonthEnd(0))
    end = end.mask(period == "year", start + pd.offsets.YearEnd(0))

    def days(dates: pd.Series, unknown: np.int32) -> Ints:
        count = dates.to_numpy("datetime64[D]").astype(np.int64)
        return np.where(dates.isna(), unknown, count).astype(np.int32)

    return days(start, OPEN_START), days(end, OPEN_END)


_BUILDERS: Mapping[str, Callable[[Records, Dimension, Vocabulary], Single | Many]] = {
    "seizure": _single,
    "date": _calendar,
    "list": _list,
    "item": _items,
    "waypoint": _route,
}
