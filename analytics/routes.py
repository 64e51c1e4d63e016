"""Routes stated in the records."""

import pandas as pd

from analytics.crossfilter import View
from data.dimensions import NOT_RECORDED


def corridors(view: View, *, top: int | None = None) -> pd.DataFrame:
    """Return routes between countries: stated origin, country of seizure, intended destination.

    Only counted records that state an origin or a destination are in it; the end they don't state stays
    `not_recorded`.

    Returns
    -------
    `origin`, `country`, `destination`, `seizures`; most frequent first.
    """
    ends = route_ends(view)
    stated = ends[(ends["origin"] != NOT_RECORDED) | (ends["destination"] != NOT_RECORDED)]
    names = ["origin", "country", "destination"]
    table = stated.groupby(names).size().rename("seizures").reset_index()
    table = table.sort_values(["seizures", *names], ascending=[False, True, True, True], ignore_index=True)
    return table if top is None else table.head(top)


def route_ends(view: View) -> pd.DataFrame:
    """Return `origin`, `country` and `destination` (country codes, `not_recorded`) of every counted record."""
    records = view.columns.records
    waypoints = records.waypoints
    ends = {"country": records.seizures["country"].iloc[view.rows]}
    for role in ("origin", "destination"):
        first = waypoints[waypoints["role"] == role].drop_duplicates("row").set_index("row")["country"]
        ends[role] = first.reindex(view.rows).fillna(NOT_RECORDED)
    return pd.DataFrame(ends)


def legs(view: View) -> pd.DataFrame:
    """Return the legs of counted records whose two ends have coordinates.

    Returns
    -------
    `row`, `start_longitude`, `start_latitude`, `end_longitude`, `end_latitude`, `role` (of the end).
    """
    stops = view.columns.records.waypoints
    stops = stops[stops["row"].isin(view.rows)]
    following = stops.groupby("row")[["longitude", "latitude", "role"]].shift(-1)
    table = pd.DataFrame(
        {
            "row": stops["row"],
            "start_longitude": stops["longitude"],
            "start_latitude": stops["latitude"],
            "end_longitude": following["longitude"],
            "end_latitude": following["latitude"],
            "role": following["role"],
        }
    )
    return table.dropna(ignore_index=True)
