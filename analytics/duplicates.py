"""Records that may be of one event. Nothing is ever dropped or merged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import OPEN_START, Floats, Ints, Many, Mask, Single
from analytics.crossfilter import View
from analytics.outliers import contradictions
from data.dimensions import UNKNOWN
from data.geography.places import fold

__all__ = ["CONFLICT", "POSSIBLE_DUPLICATE", "Duplicates", "contradictions", "duplicates"]

DAYS = 3
"""Days two reports of one event may lie apart."""

NEAR, SAME_PLACE = 25.0, 5.0
"""Kilometres within which two places are similar, and within which they are one."""

SIMILAR = 0.2
"""Share of the larger quantity by which two quantities of one event may differ."""

AGREEING = 3
"""Fields beside place and province that must agree before what differs is called a conflict about one event."""

MOST_PAIRS, CHUNK = 3_000_000, 500_000
"""Pairs looked at, and pairs looked at together: bounds of time and memory."""

EARTH_RADIUS = 6371.0088
"""Kilometres (mean radius, IUGG)."""

CELL = 0.4
"""Degrees of a search cell: 25 km never reach beyond the next cell up to 55° north or south."""

COMPARED = ("transport_mode_family", "location_type_family", "concealment_family", "agency_type")
"""Dimensions that agree if two records share a value, and conflict if both know theirs and share none."""

MEASURED = ("firearms", "ammunition", "parts", "grenades")
"""Measures compared where both records state more than zero."""

POSSIBLE_DUPLICATE, CONFLICT = "possible_duplicate", "conflict"


@dataclass(frozen=True)
class Duplicates:
    """Pairs of records that may be of one event.

    Attributes
    ----------
    pairs : `first`, `second` (rows), `days` (the two dates are apart at the least, as precisely as they are known),
        `kilometres` (NaN unless both are known to a place), `agreement`, `conflicts` (fields joined by `;`: `date`,
        `place`, `admin1`, `item_type_family`, those of `COMPARED` and `MEASURED`), `kind`; most agreeing first.
    compared, not_compared : pairs of one country, near in date and place, that were and were not looked at.
    unplaced, undated : counted records compared with none, for want of a province or place, or of a date.
    """

    pairs: pd.DataFrame
    compared: int
    not_compared: int
    unplaced: int
    undated: int


def duplicates(view: View, *, most_pairs: int = MOST_PAIRS) -> Duplicates:
    """Return pairs of counted records that may report one event.

    Candidates lie in one country, at most 3 days apart (a date known to the month or year may be any day of it), in
    one province or within 25 km, and share a family of goods. `possible_duplicate`: no field conflicts, every
    quantity both state differs by at most 20 %, and where none is stated by both the families are the same.
    `conflict`: as it seems one event (one place, by name or within 5 km; at least 3 more fields beside the province
    agree, and more agree than differ), but quantities or other fields differ.

    Sorted neighbourhoods within blocks (Hernández and Stolfo 1995, The merge/purge problem for large databases,
    SIGMOD). The thresholds are Istmo's own and the kinds a reason to read both records: two small seizures in one
    town in one week are often two.

    Parameters
    ----------
    most_pairs : pairs looked at in each way of blocking; those of records with the fewest neighbours come first.
    """
    fields = _fields(view)
    dated = view.columns.first_day[view.rows] > OPEN_START
    placed = (fields.admin1 > 0)[view.rows] | fields.precise[view.rows]
    rows = view.rows[dated & placed]
    tables, compared, total = [_judged(fields, rows[:0], rows[:0])], 0, 0
    for left, right in (_provinces(fields, rows), _cells(fields, rows)):
        start, counts, order = _neighbours(fields, rows, left, right)
        total += int(counts.sum())
        for first, second in _chunks(left["row"].to_numpy(), order, start, counts, most_pairs):
            compared += len(first)
            tables.append(_judged(fields, *_similar(fields, first, second)))
    pairs = pd.concat(tables, ignore_index=True)
    told = ("agreement", "conflicts")
    fields_of = {name: pairs[name].map({text: text.count(";") for text in pairs[name].unique()}) for name in told}
    rank = pairs.assign(most=-fields_of["agreement"].astype(int), least=fields_of["conflicts"].astype(int))
    pairs = pairs.loc[rank.sort_values(["most", "least", "first", "second"]).index].reset_index(drop=True)
    missing = int(np.count_nonzero(dated & ~placed)), int(np.count_nonzero(~dated))
    return Duplicates(pairs, compared, total - compared, *missing)


@dataclass(frozen=True)
class _Fields:
    """What is compared, one value a record of the version.

    Attributes
    ----------
    country, admin1, place : small codes, 0 where not known (`place` is the folded name).
    first_day, last_day : days since 1970-01-01.
    latitude, longitude, precise : degrees, and whether they are those of a place.
    bits : dimension → known values as bits.
    amounts : measure → quantity, NaN where it is not stated.
    """

    country: Ints
    admin1: Ints
    place: Ints
    first_day: Ints
    last_day: Ints
    latitude: Floats
    longitude: Floats
    precise: Mask
    bits: Mapping[str, Ints]
    amounts: Mapping[str, Floats]


def _fields(view: View) -> _Fields:
    columns = view.columns
    seizures = columns.records.seizures
    precise = seizures["place_precision"].isin(["point", "place"]).to_numpy(bool) & np.isfinite(columns.latitude)
    codes, names = pd.factorize(seizures["place"])
    folded = pd.factorize(pd.Series([fold(str(name)) for name in names], dtype="str"))[0]
    return _Fields(
        country=_codes(view, "country"),
        admin1=np.where(view.known("admin1"), _codes(view, "admin1"), 0),
        place=np.append(folded + 1, 0)[codes],
        first_day=columns.first_day.astype(np.int64),
        last_day=columns.last_day.astype(np.int64),
        latitude=columns.latitude,
        longitude=columns.longitude,
        precise=precise,
        bits={name: _bits(view, name) for name in ("item_type_family", *COMPARED)},
        amounts={name: view.amounts(name) for name in MEASURED},
    )


def _provinces(fields: _Fields, rows: Ints) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `row` and `block` of both sides of the pairs within a province."""
    known = rows[fields.admin1[rows] > 0]
    keys = pd.DataFrame({"country": fields.country[known], "admin1": fields.admin1[known]})
    table = pd.DataFrame({"row": known, "block": keys.groupby(["country", "admin1"]).ngroup()})
    return table, table


def _cells(fields: _Fields, rows: Ints) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `row` and `block` of both sides of the pairs of two provinces, or of none, in adjoining map cells."""
    precise = rows[fields.precise[rows]]
    table = pd.DataFrame({"row": precise, "country": fields.country[precise], "admin1": fields.admin1[precise]})
    table["y"] = np.floor(fields.latitude[precise] / CELL).astype(np.int64)
    table["x"] = np.floor(fields.longitude[precise] / CELL).astype(np.int64)
    keys = ["country", "x", "y", "admin1"]
    table["block"] = table.groupby(keys).ngroup()
    blocks = table[[*keys, "block"]].drop_duplicates()
    steps = pd.DataFrame([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)], columns=["right", "up"])
    beside = blocks.merge(steps, how="cross")
    beside = beside.assign(x=beside["x"] + beside["right"], y=beside["y"] + beside["up"])
    beside = beside.merge(blocks, on=["country", "x", "y"], suffixes=("", "_other"))
    beside = beside[(beside["admin1"] != beside["admin1_other"]) | (beside["admin1"] == 0)]
    left = table[["row", "block"]].merge(beside[["block", "block_other"]], on="block")
    return left[["row", "block_other"]].set_axis(["row", "block"], axis=1), table[["row", "block"]]


def _neighbours(fields: _Fields, rows: Ints, left: pd.DataFrame, right: pd.DataFrame) -> tuple[Ints, Ints, Ints]:
    """Return where the neighbours of each left entry start, how many there are, and the right rows in that order.

    Records are ranked by first day; the neighbours of one are those after it that begin until 3 days past its end.
    """
    first, last = fields.first_day[rows], fields.last_day[rows]
    by_day = np.argsort(first, kind="stable")
    rank, limit = np.zeros((2, len(fields.country)), dtype=np.int64)
    rank[rows[by_day]] = np.arange(len(rows))
    limit[rows] = np.searchsorted(first[by_day], last + DAYS, side="right")
    width = len(rows) + 1
    keys = right["block"].to_numpy() * width + rank[right["row"]]
    order = np.argsort(keys)
    base = left["block"].to_numpy() * width
    start = np.searchsorted(keys[order], base + rank[left["row"]] + 1)
    end = np.searchsorted(keys[order], base + limit[left["row"]])
    return start, end - start, right["row"].to_numpy()[order]


def _chunks(left: Ints, order: Ints, start: Ints, counts: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Return the pairs of rows, those of the records with the fewest neighbours first, until there are too many."""
    entries = np.argsort(counts, kind="stable")
    entries = entries[counts[entries] > 0]
    reached = np.cumsum(counts[entries])
    entries, reached = entries[reached <= most], reached[reached <= most]
    parts = np.unique(np.searchsorted(reached, np.arange(CHUNK, most, CHUNK), side="right"))
    for part in np.split(entries, parts):
        repeats = counts[part]
        shift = start[part] - (np.cumsum(repeats) - repeats)
        yield np.repeat(left[part], repeats), order[np.arange(repeats.sum()) + np.repeat(shift, repeats)]


def _kilometres(fields: _Fields, first: Ints, second: Ints) -> Floats:
    """Return distances on a sphere by the haversine formula, NaN unless both records are known to a place."""
    south, north = np.radians(fields.latitude[first]), np.radians(fields.latitude[second])
    across = np.radians(fields.longitude[second] - fields.longitude[first])
    half = np.sin((north - south) / 2) ** 2 + np.sin(across / 2) ** 2 * np.cos(south) * np.cos(north)
    found = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return np.where(fields.precise[first] & fields.precise[second], found, np.nan)


def _similar(fields: _Fields, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return the pairs that share a family of goods and lie in one province or near each other."""
    families = fields.bits["item_type_family"]
    kept = (families[first] & families[second]) > 0
    first, second = first[kept], second[kept]
    within = (fields.admin1[first] == fields.admin1[second]) & (fields.admin1[first] > 0)
    kept = within | (_kilometres(fields, first, second) <= NEAR)
    return first[kept], second[kept]


def _judged(fields: _Fields, first: Ints, second: Ints) -> pd.DataFrame:
    """Return the pairs that are of one of the two kinds, as `Duplicates.pairs` describes them."""
    apart = np.maximum(
        fields.first_day[first] - fields.last_day[second], fields.first_day[second] - fields.last_day[first]
    )
    table = pd.DataFrame({"first": np.minimum(first, second), "second": np.maximum(first, second)})
    table["days"], table["kilometres"] = np.maximum(apart, 0), _kilometres(fields, first, second)
    agree, differ, stated = _compared(fields, table)
    agreeing, conflicts = np.sum([*agree.values()], axis=0), np.sum([*differ.values()], axis=0)
    further = agreeing - agree["place"] - agree["admin1"]
    one_event = agree["place"] & (further >= AGREEING) & (agreeing > conflicts)
    kinds = [(conflicts == 0) & (stated | agree["item_type_family"]), (conflicts > 0) & one_event]
    kind = np.select(kinds, [POSSIBLE_DUPLICATE, CONFLICT], "")
    told = kind != ""
    table = table[told].reset_index(drop=True)
    table["agreement"], table["conflicts"] = _names(agree, told), _names(differ, told)
    table["kind"] = kind[told]
    return table.astype({"agreement": "str", "conflicts": "str", "kind": "str"})


def _compared(fields: _Fields, pairs: pd.DataFrame) -> tuple[dict[str, Mask], dict[str, Mask], Mask]:
    """Return field → which pairs agree, field → which conflict, and which state some quantity both."""
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    named = (fields.place[first] == fields.place[second]) & (fields.place[first] > 0)
    families = fields.bits["item_type_family"]
    agree = {
        "date": pairs["days"].to_numpy() == 0,
        "place": named | (pairs["kilometres"].to_numpy() <= SAME_PLACE),
        "admin1": (fields.admin1[first] == fields.admin1[second]) & (fields.admin1[first] > 0),
        "item_type_family": families[first] == families[second],
    }
    differ: dict[str, Mask] = {}
    for name in COMPARED:
        one, other = fields.bits[name][first], fields.bits[name][second]
        agree[name] = (one & other) > 0
        differ[name] = (one > 0) & (other > 0) & ~agree[name]
    stated = np.zeros(len(pairs), dtype=bool)
    for name in MEASURED:
        one, other = fields.amounts[name][first], fields.amounts[name][second]
        both = (one > 0) & (other > 0)
        agree[name] = both & (np.abs(one - other) <= SIMILAR * np.maximum(one, other))
        differ[name] = both & ~agree[name]
        stated |= both
    return agree, differ, stated


def _names(masks: Mapping[str, Mask], told: Mask) -> Ints:
    """Return the names of the fields that hold for each pair told, joined by `;`: one text a combination."""
    combined = np.sum([mask[told].astype(np.int64) << place for place, mask in enumerate(masks.values())], axis=0)
    found, place = np.unique(combined, return_inverse=True)
    texts = [";".join(name for bit, name in enumerate(masks) if code >> bit & 1) for code in found.tolist()]
    return np.array(texts, dtype=object)[place] if texts else np.empty(0, dtype=object)


def _codes(view: View, name: str) -> Ints:
    column = view.columns.held[name]
    assert isinstance(column, Single)
    return column.codes.astype(np.int64)


def _bits(view: View, name: str) -> Ints:
    """Return the known values of every record as bits; beyond 64 values two of them share one."""
    column = view.columns.held[name]
    known = ~np.isin(column.values, list(UNKNOWN))
    bits = np.where(known, np.uint64(1) << (np.arange(len(known)) % 64).astype(np.uint64), np.uint64(0))[column.codes]
    if isinstance(column, Many):
        return np.bitwise_or.reduceat(bits, column.offsets[:-1]) if len(bits) else bits
    return bits
