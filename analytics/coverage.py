"""What the records don't say."""

import pandas as pd

from analytics.crossfilter import View
from analytics.frequency import known

ASKED = (
    "admin1",
    "location_type",
    "transport_mode",
    "concealment",
    "origin",
    "via",
    "destination",
    "diversion_source",
    "document_status",
    "agency_type",
)
"""Dimensions whose completeness is told: those a route and a modus operandi are read from."""


def completeness(view: View) -> pd.DataFrame:
    """Return in how many counted records each field is known.

    Returns
    -------
    `field`, `known`, `seizures` (all counted), `share`; also `month` (date known to the month) and `firearms`
    (number of firearms stated).
    """
    counts = {name: known(view, name) for name in ASKED}
    counts["month"] = known(view, "month")
    counts["firearms"] = view.stated("firearms")
    table = pd.DataFrame({"field": list(counts), "known": list(counts.values())})
    table["seizures"] = view.seizures
    table["share"] = table["known"] / view.seizures if view.seizures else float("nan")
    return table.sort_values(["known", "field"], ascending=[False, True], ignore_index=True)
