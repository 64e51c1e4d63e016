"""Where goods bound for, from or through a country were intercepted."""

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from analytics.intervals import MINIMUM_BASE, wilson
from data.dimensions import NOT_RECORDED

FEW_RECORDS, NOT_REPORTED, PLACE_FILTERED = "few_records", "not_reported", "place_filtered"
"""Why a country has no ratio: under 10 seizures touch it; no seizure made there is in the whole version (the records
don't cover it, so its ratio is not zero but unknown); the selection leaves out the seizures made elsewhere."""


def interdiction(view: View) -> pd.DataFrame:
    """Return the law-enforcement ratio of each country, after that of CITES' Elephant Trade Information System.

    Numerator: seizures made in the country. Denominator: seizures made in it, or made elsewhere with a stated route
    that touches it (origin, transit or destination). All counted records take part: one without a stated route is in
    the denominator of the country where it was made, and in no other, so the ratio of every country is too high by
    what routes leave unsaid. It tells how seizures are spread along routes, not how good an institution is, and its
    rows are sorted by code: it is no ranking (Underwood, Burn and Milliken 2013, PLoS ONE 8(10) e76539, where it
    stands in for the rate at which a country's seizures are made and reported).

    The country filter of the selection is left out: it would leave no seizures made elsewhere.

    Returns
    -------
    `code` (country, sorted), `made`, `routed` (of those made, how many state a route that leaves the country),
    `elsewhere`, `touching` (`made` + `elsewhere`), `share`, `low`, `high` (Wilson 1927), `reason`: empty, or why the
    share is NaN: `place_filtered` (province or map filter), `not_reported`, `few_records`.
    """
    pairs = _touching(view)
    here = pairs["country"] == pairs["made"]
    table = pd.DataFrame({"made": pairs[here]["country"].value_counts(), "touching": pairs["country"].value_counts()})
    table = table.fillna(0).astype("int64").sort_index().rename_axis("code").reset_index().astype({"code": "str"})
    abroad = pairs[~here].drop_duplicates("row")["made"].value_counts()
    table["routed"] = table["code"].map(abroad).fillna(0).astype("int64")
    table["elsewhere"] = table["touching"] - table["made"]
    table["reason"] = _reasons(view, table)
    told = table["reason"] == ""
    bounds = wilson(table["made"], table["touching"]).where(told)
    table["share"] = (table["made"] / table["touching"]).where(told)
    table[["low", "high"]] = bounds
    return table[["code", "made", "routed", "elsewhere", "touching", "share", "low", "high", "reason"]]


def _touching(view: View) -> pd.DataFrame:
    """Return `row`, `country` it touches and country where it was `made`, each pair once."""
    records = view.columns.records
    counted = view.counted("country")
    rows = np.flatnonzero(counted)
    made = records.seizures["country"].iloc[rows]
    stops = records.waypoints
    stops = stops[counted[stops["row"].to_numpy()] & (stops["role"] != "seizure").to_numpy()]
    own = pd.DataFrame({"row": rows, "country": made.to_numpy()})
    pairs = pd.concat([own, stops[["row", "country"]]], ignore_index=True).drop_duplicates(ignore_index=True)
    pairs = pairs[pairs["country"].notna() & (pairs["country"] != "")]
    return pairs.assign(made=records.seizures["country"].iloc[pairs["row"]].to_numpy())


def _reasons(view: View, table: pd.DataFrame) -> pd.Series:
    country = view.columns.records.seizures["country"]
    covered = table["code"].isin(country[view.columns.counted].unique())
    chosen = view.selection
    placed = bool(chosen.bbox) or any(value != NOT_RECORDED for value in chosen.values("admin1"))
    few = table["touching"] < MINIMUM_BASE
    reasons = np.select([~covered, few], [NOT_REPORTED, FEW_RECORDS], "")
    return pd.Series(PLACE_FILTERED if placed else reasons, index=table.index, dtype="str")
