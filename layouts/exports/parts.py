"""The tables of a package beside the records: items, waypoints, codes; block by block as CSV."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from data.codebook import value_lists
from data.dimensions import ITEM_UNITS
from data.flat import BLOCK, nearby
from data.schema import ITEM_COLUMNS, WAYPOINT_COLUMNS
from data.vocabulary import Vocabulary
from layouts.rows import csv_bytes, selected_rows

KEY = ("seizure_id", "dataset")
"""What names a record in every table of a package."""


def item_blocks(view: View) -> Iterator[bytes]:
    """Return the lines of goods of the selected records."""
    return _blocks(view, "items", [*KEY, *ITEM_COLUMNS])


def waypoint_blocks(view: View) -> Iterator[bytes]:
    """Return the stops of the selected records, in their order."""
    return _blocks(view, "waypoints", [*KEY, *WAYPOINT_COLUMNS])


def _blocks(view: View, name: str, columns: list[str]) -> Iterator[bytes]:
    rows, records = selected_rows(view), view.columns.records
    for start in range(0, max(len(rows), 1), BLOCK):
        block = rows[start : start + BLOCK]
        table: pd.DataFrame = getattr(nearby(records, block), name)
        keys = records.seizures[list(KEY)].iloc[table["row"]].reset_index(drop=True)
        whole = pd.concat([keys, table.reset_index(drop=True)], axis=1)[columns]
        yield csv_bytes(_plain(whole), header=start == 0)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with truth written as Table Schema reads it."""
    if "documented" not in table:
        return table
    told = table["documented"].map({True: "true", False: "false"})
    return table.assign(documented=told.astype("str").where(told.notna(), np.nan))


def codes(vocabulary: Vocabulary) -> pd.DataFrame:
    """Return every code that a table may hold, with its group, the unit it is counted in, and its labels."""
    table = value_lists(vocabulary)
    units = [
        ITEM_UNITS.get(code, "pieces") if name == "item_type" else ""
        for name, code in zip(table["list"], table["code"], strict=True)
    ]
    table.insert(3, "unit", units)
    return table
