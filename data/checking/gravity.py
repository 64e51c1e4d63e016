"""What a remark does to its row: refuse it, flag it, or nothing."""

import numpy as np
import pandas as pd

REFUSING = frozenset(
    {
        "id_missing",
        "id_repeated",
        "date_missing",
        "date_unreadable",
        "date_future",
        "country_missing",
        "country_unknown",
        "event_unknown",
        "quantity_not_a_number",
    }
)
"""Codes for which a row can't be taken in."""

NOTING = frozenset(
    {
        "value_left_out",
        "place_not_stated",
        "place_unknown",
        "place_ambiguous",
        "place_several",
        "place_relative",
        "country_not_in_gazetteer",
        "admin1_not_in_gazetteer",
    }
)
"""Codes that tell how far a place could be located, or that a word of the source says nothing to Istmo: nothing in the
row is wrong, so that they don't flag it."""

OTHERWISE_REFUSING = frozenset(
    {
        "incident_split",
        "incident_too_long",
        "row_of_sums",
        "number_unreadable",
        "number_negative",
        "period_unreadable",
        "figure_missing",
        "figure_place_unknown",
        "figure_repeated",
    }
)
"""Codes for which a row is refused before the check of seizures, or as one of published figures."""


def effects(codes: pd.Series) -> pd.Series:
    """Return what a remark does to its row: `refuses`, `flags`, or only `notes`."""
    refuses = codes.isin(REFUSING | OTHERWISE_REFUSING)
    return pd.Series(np.select([refuses, codes.isin(NOTING)], ["refuses", "notes"], "flags"), codes.index, dtype="str")
