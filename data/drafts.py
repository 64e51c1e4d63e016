"""One row of the template, looked at before it is saved: the checks of an import, and what it may repeat.

A correction leaves untouched what it doesn't change, also what the template has no column for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.checking.checks import Checker, Rules
from data.checking.personal import without_personal
from data.checking.recording import ROUTE_ORDER
from data.checking.twins import possible_twins
from data.entering import Row, table_of
from data.schema import ITEM_COLUMNS, WAYPOINT_COLUMNS, Records

LOCATING = ("country", "admin1", "place", "latitude", "longitude")
LOCATED = ["admin1", "latitude", "longitude", "place_precision"]
NEAR = pd.Timedelta(days=1)
WRITTEN = ("place", "other_goods", "summary")
"""Columns of free text, which are searched for personal data."""


@dataclass(frozen=True)
class Draft:
    """One row, looked at before it is saved.

    Attributes
    ----------
    row : the row, personal data masked.
    records : the one record it makes; none if it is refused.
    status : `accepted`, `flagged` or `refused`.
    remarks : `row`, `column`, `value`, `code`, `suggestion`.
    twins : `row`, `other_id`, `days`, `kilometres`, `kind`: records that may tell of the same seizure.
    """

    row: Mapping[str, str]
    records: Records
    status: str
    remarks: pd.DataFrame
    twins: pd.DataFrame


@dataclass(frozen=True)
class Original:
    """A record that is being corrected.

    Attributes
    ----------
    records : the records it is one of.
    position : where it stands among them.
    row : the row that says what it holds.
    """

    records: Records
    position: int
    row: Row


def draft(row: Row, rules: Rules, old: Records, original: Original | None = None) -> Draft:
    """Return what becomes of a row.

    Parameters
    ----------
    row : columns of the template, with its `seizure_id`.
    old : the records in force, to look for what may be recorded twice.
    original : the record that the row corrects.
    """
    written = table_of({name: row.get(name, "") for name in WRITTEN}, ())
    masked, masks = without_personal(written, {})
    clean = {**row, **{name: masked[name].iloc[0] for name in WRITTEN if row.get(name)}}
    checked = Checker(rules).check(table_of(clean))
    told = masks.assign(value="", code="personal_masked", suggestion=masks["kind"])
    remarks = pd.concat([told.reindex(columns=checked.remarks.columns), checked.remarks], ignore_index=True)
    records, status = checked.records, str(checked.status.iloc[0])
    if original and len(records):
        records = _untouched(records, clean, original)
    twins = possible_twins(records, _near(old, records)) if len(records) else pd.DataFrame(columns=["other_id"])
    if original:
        twins = twins[twins["other_id"] != row["seizure_id"]].reset_index(drop=True)
    if len(masks) and status == "accepted":
        status = "flagged"
    return Draft(clean, records, status, remarks, twins)


def _near(old: Records, new: Records) -> Records:
    """Return the records that a new one could repeat: of its country, within days of it."""
    apart = (old.seizures["date"] - new.seizures["date"].iloc[0]).abs()
    rows = np.flatnonzero((old.seizures["country"] == new.seizures["country"].iloc[0]) & (apart <= NEAR))
    number = pd.Series(range(len(rows)), index=rows)

    def own(table: pd.DataFrame) -> pd.DataFrame:
        kept = table[table["row"].isin(rows)]
        return kept.assign(row=kept["row"].map(number).astype("int64")).reset_index(drop=True)

    lists = {name: own(table) for name, table in old.lists.items()}
    return Records(old.seizures.iloc[rows].reset_index(drop=True), lists, own(old.items), own(old.waypoints))


def _untouched(new: Records, row: Row, original: Original) -> Records:
    """Return a corrected record with what the correction doesn't speak of as it was."""

    def same(*names: str) -> bool:
        return all(row.get(name, "") == original.row.get(name, "") for name in names)

    seizures = new.seizures
    old = original.records.seizures.iloc[[original.position]].set_axis(seizures.index)
    if same(*LOCATING):
        seizures = seizures.assign(**{name: old[name] for name in LOCATED})
    kept = {role for role in ROUTE_ORDER if same(role)} | ({"seizure"} if same(*LOCATING) else set())
    waypoints = _merged(_own(original, "waypoints"), new.waypoints, "role", kept)
    order = waypoints["role"].map({**ROUTE_ORDER, "seizure": 2})
    waypoints = waypoints.assign(order=order).sort_values(["order", "sequence"], kind="stable", ignore_index=True)
    waypoints = waypoints.assign(sequence=waypoints.index.to_numpy("int16"))[["row", *WAYPOINT_COLUMNS]]
    items = _own(original, "items")
    return replace(new, seizures=seizures, waypoints=waypoints, items=_items(items, new.items))


def _own(original: Original, table: str) -> pd.DataFrame:
    """Return the lines of the record that is being corrected, as of row 0."""
    lines: pd.DataFrame = getattr(original.records, table)
    return lines[lines["row"] == original.position].assign(row=0)


def _merged(old: pd.DataFrame, new: pd.DataFrame, column: str, kept: set[str]) -> pd.DataFrame:
    """Return the old lines of the kept values of a column and the new ones of the others, if new has any."""
    if new.empty:
        return new
    return pd.concat([old[old[column].isin(kept)], new[~new[column].isin(kept)]], ignore_index=True).astype(new.dtypes)


def _items(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the goods: lines of a type whose sum is as it was keep their calibre, make and marks."""
    before, after = (lines.groupby("item_type")["quantity"].sum() for lines in (old, new))
    kept = {name for name, quantity in after.items() if before.get(name) == quantity}
    place = pd.concat([old["item_type"], new["item_type"]]).drop_duplicates().reset_index(drop=True)
    order = pd.Series(place.index, index=place)
    lines = _merged(old, new, "item_type", {str(name) for name in kept})
    return lines.iloc[lines["item_type"].map(order).argsort(kind="stable")][["row", *ITEM_COLUMNS]].reset_index(
        drop=True
    )
