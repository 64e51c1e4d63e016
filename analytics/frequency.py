"""How often each value of a dimension occurs, and in what share of the records it is known."""

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from data.dimensions import UNKNOWN

OTHER = "other_values"
"""Row that gathers everything after the top values; what is not known is never in it."""


def frequency(view: View, dimension: str, *, measure: str = "seizures", top: int | None = None) -> pd.DataFrame:
    """Return the values of a dimension, most frequent first.

    A record with several values counts under each, so shares may add up to more than one.

    Returns
    -------
    `code`, `seizures`, `value` (the measure) and `share` (of counted seizures in which the dimension is known).
    Values that answer nothing are left out; beyond `top`, the rest is one row `other_values`, in which `seizures` and
    `share` are not known (NaN): records may hold several of the values it gathers.
    """
    table = view.by(dimension, measure=measure).rename(columns={dimension: "code"})
    table = table[~table["code"].isin(UNKNOWN)]
    table = table.sort_values(["value", "code"], ascending=[False, True], ignore_index=True)
    count = known(view, dimension)
    table["share"] = table["seizures"] / count if count else np.nan
    if top is None or len(table) <= top + 1:
        return table
    rest = table.iloc[top:]
    last = {"code": OTHER, "seizures": np.nan, "value": rest["value"].sum(), "share": np.nan}
    return pd.concat([table.iloc[:top], pd.DataFrame([last])], ignore_index=True)


def known(view: View, dimension: str) -> int:
    """Return in how many counted records a dimension has a value that answers something."""
    return int((view.known(dimension) & view.counted()).sum())
