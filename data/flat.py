"""Records → one wide table in the columns of the contributors' template, which can be imported again."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.dimensions import FIREARM_FAMILIES
from data.schema import Records
from data.vocabulary import Vocabulary

LISTS = {
    "agency_type": "agency_type",
    "agency": "agencies",
    "concealment": "concealment",
    "diversion_source": "diversion_source",
    "source_url": "source_urls",
}
ROUTE = {"origin": "origin", "transit": "transit", "destination": "destination"}
_FORMULA = re.compile(r"^'*[=+\-@\t\r](?!(?<=[+-])\d+(?:[.,]\d+)*$)")
"""What a spreadsheet would run: not `-79.9`, a number. What already has apostrophes gets one more, so that taking one
away again gives the text as it was."""
_GUARD = r"^'(?='*[=+\-@\t\r])"
BLOCK = 20_000
"""Rows of a block: what is held in memory at once while a file is written."""
DATE_LENGTH = {"year": 4, "month": 7}


def flat_table(records: Records, rows: npt.NDArray[np.integer], vocabulary: Vocabulary) -> pd.DataFrame:
    """Return one row a record.

    Parameters
    ----------
    rows : positions of the records wanted, in the order wanted.

    Returns
    -------
    The columns of the template (several codes joined by `;`, transits by `>`, route ends as `CC:place`), with
    `admin1` as ISO 3166-2, coordinates in degrees (EPSG:4326), `qty_<item_type>` for the types that occur in the
    store, and `firearms` (sum of the firearm lines). Blank is "not stated", 0 is zero.
    """
    return _flat(nearby(records, rows), rows, vocabulary, item_types(records, vocabulary))


def flat_blocks(records: Records, rows: npt.NDArray[np.integer], vocabulary: Vocabulary) -> Iterator[pd.DataFrame]:
    """Return the flat table in blocks of rows, each with all its columns; one without rows where there are none."""
    present = item_types(records, vocabulary)
    for start in range(0, max(len(rows), 1), BLOCK):
        block = rows[start : start + BLOCK]
        yield _flat(nearby(records, block), block, vocabulary, present)


def item_types(records: Records, vocabulary: Vocabulary) -> list[str]:
    """Return the types of goods that occur in these records, in the order of the vocabulary."""
    present = set(records.items["item_type"].unique())
    return [name for name in vocabulary.codes("item_type") if name in present]


def nearby(records: Records, rows: npt.NDArray[np.integer]) -> Records:
    """Return the records with only those lists, items and waypoints that belong to these rows.

    The tables are sorted by row, so a block of neighbours costs what it holds, not what the store holds.
    """

    def cut(table: pd.DataFrame) -> pd.DataFrame:
        if not len(rows):
            return table.iloc[:0]
        first, last = np.searchsorted(table["row"].to_numpy(), [rows.min(), rows.max() + 1])
        near = table.iloc[first:last]
        return near[near["row"].isin(rows)]

    lists = {name: cut(table) for name, table in records.lists.items()}
    return Records(records.seizures, lists, cut(records.items), cut(records.waypoints))


def _flat(
    records: Records, rows: npt.NDArray[np.integer], vocabulary: Vocabulary, present: Sequence[str]
) -> pd.DataFrame:
    seizures = records.seizures.iloc[rows]
    wanted = seizures.index
    table = seizures.drop(columns=["import_id", "firearms_stated"])
    table["date"] = dated(seizures)
    table["report_date"] = seizures["report_date"].dt.strftime("%Y-%m-%d")
    for name, title in LISTS.items():
        table[title] = _joined(records.lists[name], "code", wanted, ";")
    for role, title in ROUTE.items():
        stops = records.waypoints[records.waypoints["role"] == role]
        text = stops["country"] + ":" + stops["place"].fillna("")
        table[title] = _joined(stops.assign(text=text), "text", wanted, ">")
    items = records.items
    families = vocabulary.families("item_type")
    is_firearm = items["item_type"].map(families).isin(FIREARM_FAMILIES)
    table["firearms"] = items[is_firearm].groupby("row")["quantity"].sum().reindex(wanted)
    table["firearms_total"] = seizures["firearms_stated"]
    wide = items.pivot_table(index="row", columns="item_type", values="quantity", aggfunc="sum")
    quantities = {f"qty_{name}": wide[name].reindex(wanted) if name in wide else np.nan for name in present}
    table = table.assign(**quantities)
    return table[_order(list(table.columns))].reset_index(drop=True)


def dated(seizures: pd.DataFrame) -> pd.Series:
    """Return dates as precise as they are known: `2024`, `2024-03` or `2024-03-15`."""
    text = seizures["date"].dt.strftime("%Y-%m-%d")
    for precision, length in DATE_LENGTH.items():
        text = text.mask(seizures["date_precision"] == precision, text.str[:length])
    return text


def _joined(table: pd.DataFrame, column: str, wanted: pd.Index, separator: str) -> pd.Series:
    """Return the texts of each row joined; the table is sorted by row and holds no others than those wanted."""
    rows, texts = table["row"].to_numpy(), table[column].to_numpy(object)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    ends = np.append(starts[1:], len(rows))
    each = [separator.join(texts[a:b]) for a, b in zip(starts, ends, strict=True)] if len(rows) else []
    return pd.Series(each, index=rows[starts] if len(rows) else rows, dtype="str").reindex(wanted)


def _order(names: list[str]) -> list[str]:
    """Return the columns in reading order: what, when, where, how, how many, source."""
    first = [
        *("seizure_id", "date", "date_precision", "event", "country", "admin1", "place", "latitude", "longitude"),
        *("place_precision", "location_type", "detection", "agency_type", "agencies", "transport_mode", "concealment"),
        *("diversion_source", "document_status", "document_type", "origin", "transit", "destination", "firearms"),
        *("firearms_total", *(name for name in names if name.startswith("qty_")), "other_goods", "summary"),
    ]
    return [*first, *(name for name in names if name not in first)]


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before any text, or name, that a spreadsheet would run as a formula."""
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.copy(deep=False)
    for name in texts:  # not by assign: a column may be called "self"
        safe[name] = table[name].map(_harmless, na_action="ignore")
    return safe.set_axis([_harmless(name) for name in table.columns], axis="columns")


def with_formulas(texts: pd.Series) -> pd.Series:
    """Return texts without the apostrophes that `without_formulas` put before them."""
    return texts.str.replace(_GUARD, "", regex=True)


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
