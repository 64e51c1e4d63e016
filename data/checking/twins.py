"""Records that may tell of one seizure twice, within a file and against the store. Reported, never dropped.

Pairs are found by blocking: only records of one country and of one place, or of neighbouring map cells, are compared.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.dimensions import FIREARM_FAMILIES
from data.schema import Records
from data.vocabulary import Vocabulary, load_vocabulary

DAYS = 1
"""Days that the dates of twins may lie apart."""

KILOMETRES = 5.0
"""Kilometres within which two points are one place."""

CELL = 0.1
"""Degrees of a map cell: 5 km never reach beyond the next one up to 60° north or south."""

WIDTH = 4_000
"""Cells in a row of the map, with room to spare."""

CROWDED = 10
"""Records of one block (place and goods) within a day that one is compared with, and most twins told of one."""

SLICE = 50_000
"""New records looked at together."""

EARTH_RADIUS = 6371.0088
"""Kilometres (mean radius, IUGG)."""

EXACT, TWIN = "exact", "possible"
COLUMNS = ["row", "other_id", "other_row", "days", "kilometres", "kind"]
NOT_CONTENT = ["seizure_id", "dataset", "sensitivity", "import_id"]
ITEM_KEYS = ["item_type", "quantity"]


def possible_twins(new: Records, old: Records | None = None, vocabulary: Vocabulary | None = None) -> pd.DataFrame:
    """Return pairs of new records with each other and with stored ones that may tell of one seizure; see `twins`."""
    terms = vocabulary or load_vocabulary()
    return twins(traits(new, terms), traits(old, terms) if old is not None else None)


def twins(new: pd.DataFrame, old: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return pairs of new records with each other and with stored ones that may tell of one seizure.

    `exact`: everything but the id is the same. `possible`: dates at most a day apart, one country and one place (by
    name or within 5 km), and the same items or the same stated quantity of firearms. A record that states no goods, or
    whose date is not known to the day, has exact twins only; a stored record of the same id is the same record.

    Parameters
    ----------
    new, old : as `traits` returns them; those of several chunks one below the other, with a RangeIndex.

    Returns
    -------
    `row` (position in `new`), `other_id`, `other_row` (position in `new`; -1 for a stored record), `days`, `kilometres`
    (NaN where not both are known to a place), `kind`. Of two new records the later is told, with the earlier. Of one
    record at most 10 twins are told, the nearest in date and place.
    """
    table = new.assign(position=np.arange(len(new)), side=1)
    if old is not None and len(old):
        replaced = old["seizure_id"].isin(new["seizure_id"]) & old["dataset"].isin(new["dataset"].unique())
        near = old["day"].isin(_around(table["day"])) | old["content"].isin(table["content"])
        table = pd.concat([old[near & ~replaced].assign(position=-1, side=0), table], ignore_index=True)
    pairs = pd.concat([_exact(table), *_possible(table)], ignore_index=True)
    return _told(pairs.drop_duplicates(["one", "other"]), table)


def traits(records: Records, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return what is compared of each record; hashes stand for its items and for everything but its id."""
    seizures, goods = records.seizures, _goods(records, vocabulary)
    exact = seizures["date_precision"].isin(["day", "reported"])
    placed = seizures["place_precision"].isin(["point", "place"])
    day = seizures["date"].astype("datetime64[s]").to_numpy().astype("datetime64[D]").astype(np.int64)
    table = seizures[["seizure_id", "dataset", "country", "admin1"]].reset_index(drop=True)
    return table.assign(
        day=np.where(exact, day, np.iinfo(np.int64).min // 2),
        dated=exact.to_numpy(),
        place=_folded(seizures["place"]),
        latitude=seizures["latitude"].where(placed).to_numpy(float),
        longitude=seizures["longitude"].where(placed).to_numpy(float),
        items=goods["items"].to_numpy(),
        firearms=goods["firearms"].to_numpy(),
        content=_content(records, goods["items"]),
    )


def _folded(places: pd.Series) -> np.ndarray:
    """Return place names without case or surrounding blanks, blank where there is none."""
    return places.fillna("").astype("str").str.strip().str.casefold().to_numpy()


def _goods(records: Records, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return for each record a hash of its items (0 for none) and its firearms (NaN for none)."""
    items, count = records.items, len(records)
    rows = items["row"].to_numpy(np.int64)
    hashes = pd.util.hash_pandas_object(items[ITEM_KEYS], index=False).to_numpy(np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    np.add.at(total, rows, hashes)  # a sum, so that the order of items doesn't matter
    guns = items["item_type"].map(vocabulary.families("item_type")).isin(FIREARM_FAMILIES).to_numpy()
    firearms = np.bincount(rows[guns], items["quantity"].to_numpy(float)[guns], minlength=count)
    return pd.DataFrame({"items": total, "firearms": np.where(firearms > 0, firearms, np.nan)})


def _content(records: Records, items: pd.Series) -> np.ndarray:
    """Return a hash of everything that a record says, but its id and where it came from."""
    said = records.seizures.drop(columns=NOT_CONTENT)
    total = pd.util.hash_pandas_object(said, index=False).to_numpy(np.uint64) * np.uint64(31)
    total = total + items.to_numpy(np.uint64)
    tables = {name: records.lists[name] for name in sorted(records.lists)}
    tables["waypoints"] = records.waypoints[["row", "role", "country", "place"]]
    for place, table in enumerate(tables.values(), start=1):
        hashes = pd.util.hash_pandas_object(table.drop(columns="row"), index=False).to_numpy(np.uint64)
        np.add.at(total, table["row"].to_numpy(np.int64), hashes * np.uint64(2 * place + 1))
    return total


def _around(days: pd.Series) -> np.ndarray:
    return np.unique(np.concatenate([days.to_numpy() + shift for shift in range(-DAYS, DAYS + 1)]))


def _exact(table: pd.DataFrame) -> pd.DataFrame:
    """Return each new record with the record before it that says the same: a chain, not all pairs."""
    order = table.sort_values(["content", "side"], kind="stable").index.to_numpy()
    content = table["content"].to_numpy()[order]
    same = np.flatnonzero(content[1:] == content[:-1])
    pairs = pd.DataFrame({"one": order[same + 1], "other": order[same]}).assign(kind=EXACT)
    return pairs[table["side"].to_numpy()[pairs["one"]] == 1]


def _possible(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield pairs of the same goods at the same named place, or near, on the same or the next day."""
    dated = table[table["dated"]]
    goods = {"items": dated["items"] != 0, "firearms": dated["firearms"].notna()}
    for key, stated in goods.items():
        known = dated[stated]
        named = known[known["place"] != ""]
        blocks = named.groupby(["country", "place", key], sort=False).ngroup()
        yield from _neighbours(named, blocks.to_numpy(np.int64), (0,), table)
        located = known[known["latitude"].notna()]
        blocks = located.groupby(["country", key], sort=False).ngroup().to_numpy(np.int64)
        y, x = (np.floor((located[name] + 180) / CELL).astype(np.int64) for name in ("latitude", "longitude"))
        cells = (blocks * WIDTH + y.to_numpy()) * WIDTH + x.to_numpy()
        steps = tuple(up * WIDTH + right for up in (-1, 0, 1) for right in (-1, 0, 1))
        yield from _neighbours(located, cells, steps, table)


def _neighbours(
    known: pd.DataFrame, blocks: np.ndarray, steps: tuple[int, ...], table: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    """Yield pairs of a new record and one of a block a step from its own, at most a day apart.

    Sorted by block and day, the neighbours of a record follow each other.
    """
    if known.empty:
        return
    first = int(known["day"].min()) - DAYS
    span = int(known["day"].max()) - first + DAYS + 1
    keys, labels = blocks * span + known["day"].to_numpy() - first, known.index.to_numpy()
    order = np.argsort(keys, kind="stable")
    ordered, new = keys[order], np.flatnonzero(known["side"].to_numpy() == 1)
    for begin in range(0, len(new), SLICE):
        part = new[begin : begin + SLICE]
        for step in steps:
            centre = keys[part] + step * span
            start = np.searchsorted(ordered, centre - DAYS)
            count = np.minimum(np.searchsorted(ordered, centre + DAYS, side="right") - start, CROWDED)
            shift = start - (np.cumsum(count) - count)
            others = order[np.arange(count.sum()) + np.repeat(shift, count)]
            yield _close(pd.DataFrame({"one": labels[np.repeat(part, count)], "other": labels[others]}), table)


def _close(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that lie in one place, the later record first: stored ones come before new ones."""
    one, other = pairs["one"].to_numpy(np.int64), pairs["other"].to_numpy(np.int64)
    pairs = pd.DataFrame({"one": np.maximum(one, other), "other": np.minimum(one, other)})
    pairs = pairs[pairs["one"] != pairs["other"]].drop_duplicates(ignore_index=True)
    place, apart = table["place"].to_numpy(), _kilometres(table, pairs)
    named = place[pairs["one"]] == place[pairs["other"]]
    return pairs[(named & ~(apart > KILOMETRES)) | (apart <= KILOMETRES)].assign(kind=TWIN)


def _kilometres(table: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Return distances on a sphere by the haversine formula, NaN unless both are known to a place."""
    degrees = np.radians(table[["latitude", "longitude"]].to_numpy(float))
    one, other = degrees[pairs["one"].to_numpy(np.int64)], degrees[pairs["other"].to_numpy(np.int64)]
    half = np.sin((one - other) / 2) ** 2
    chord = half[:, 0] + half[:, 1] * np.cos(one[:, 0]) * np.cos(other[:, 0])
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(chord, 1))))


def _told(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    one, other = pairs["one"].to_numpy(np.int64), pairs["other"].to_numpy(np.int64)
    day, dated = table["day"].to_numpy(), table["dated"].to_numpy()
    days = np.where(dated[one] & dated[other], np.abs(day[one] - day[other]), 0)
    told = pd.DataFrame(
        {
            "row": table["position"].to_numpy()[one],
            "other_id": table["seizure_id"].to_numpy()[other],
            "other_row": table["position"].to_numpy()[other],
            "days": days,
            "kilometres": _kilometres(table, pairs),
            "kind": pairs["kind"].to_numpy(),
        },
        columns=COLUMNS,
    )
    told = told.sort_values(["row", "kind", "days", "kilometres", "other_id"])
    return told[told.groupby("row").cumcount() < CROWDED].reset_index(drop=True)
