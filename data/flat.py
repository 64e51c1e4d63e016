"""Records → one wide table in the columns of the contributors' template, which can be imported again."""

import re

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
_FORMULA = re.compile(r"^[=+\-@\t\r]")
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
    items = records.items[records.items["row"].isin(wanted)]
    families = vocabulary.families("item_type")
    is_firearm = items["item_type"].map(families).isin(FIREARM_FAMILIES)
    table["firearms"] = items[is_firearm].groupby("row")["quantity"].sum().reindex(wanted)
    table["firearms_total"] = seizures["firearms_stated"]
    present = set(records.items["item_type"])
    order = [name for name in vocabulary.codes("item_type") if name in present]
    wide = items.pivot_table(index="row", columns="item_type", values="quantity", aggfunc="sum")
    for name in order:
        table[f"qty_{name}"] = wide[name].reindex(wanted) if name in wide else np.nan
    return table[_order(list(table.columns))].reset_index(drop=True)


def dated(seizures: pd.DataFrame) -> pd.Series:
    """Return dates as precise as they are known: `2024`, `2024-03` or `2024-03-15`."""
    text = seizures["date"].dt.strftime("%Y-%m-%d")
    for precision, length in DATE_LENGTH.items():
        text = text.mask(seizures["date_precision"] == precision, text.str[:length])
    return text


def _joined(table: pd.DataFrame, column: str, wanted: pd.Index, separator: str) -> pd.Series:
    mine = table[table["row"].isin(wanted)]
    return mine.groupby("row")[column].agg(separator.join).reindex(wanted)


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
    """Return the table with an apostrophe before any text that a spreadsheet would run as a formula."""
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: table[name].map(_harmless, na_action="ignore") for name in texts})


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
