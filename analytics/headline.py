"""The totals of a selection, with the largest case named: in a heavy tail one case can make the year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.crossfilter import View


@dataclass(frozen=True)
class Headline:
    """Totals of the counted records.

    Attributes
    ----------
    seizures : number of seizures.
    losses : records in the selection that are losses from lawful holders, kept apart.
    totals : measure → sum over the records that state it.
    stated : measure → number of records that state it.
    largest : row of the seizure with most firearms, None where no seizure states any.
    largest_firearms : how many.
    """

    seizures: int
    losses: int
    totals: dict[str, float]
    stated: dict[str, int]
    largest: pd.Series | None
    largest_firearms: float


MEASURES_TOLD = ("firearms", "ammunition", "parts", "grenades")


def headline(view: View) -> Headline:
    """Return the totals of a view."""
    firearms = view.amounts("firearms")[view.rows]
    stated = np.isfinite(firearms) & (firearms > 0)
    largest = view.rows[np.nanargmax(np.where(stated, firearms, -1))] if stated.any() else None
    return Headline(
        seizures=view.seizures,
        losses=int(view.records().sum()) - view.seizures,
        totals={name: view.total(name) for name in MEASURES_TOLD},
        stated={name: view.stated(name) for name in MEASURES_TOLD},
        largest=None if largest is None else view.columns.records.seizures.iloc[largest],
        largest_firearms=float(firearms[stated].max()) if stated.any() else float("nan"),
    )
