"""Quantities of goods, each in its own unit: pieces, rounds and kilograms are never added up."""

import numpy as np
import pandas as pd

from analytics.columns import Many
from analytics.crossfilter import View
from data.dimensions import ITEM_UNITS


def quantities(view: View) -> pd.DataFrame:
    """Return the stated quantity of each family of goods in the counted records.

    Under an item filter only the items filtered for are added up.

    Returns
    -------
    `item_type_family`, `pieces`, `rounds`, `kg`: zero where no item of that unit states a quantity.
    """
    items = view.columns.held["item_type"]
    assert isinstance(items, Many)
    chosen = view.counted()[items.rows] & view.item_types()[items.codes]
    totals = np.bincount(items.codes[chosen], weights=items.amounts[chosen], minlength=len(items.values))
    families = np.array(view.columns.held["item_type_family"].values)[view.columns.parents["item_type_family"]]
    table = pd.DataFrame(
        {
            "item_type_family": families,
            "unit": [ITEM_UNITS.get(name, "pieces") for name in items.values],
            "quantity": totals,
        }
    )
    wide = table.pivot_table(index="item_type_family", columns="unit", values="quantity", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=["pieces", "rounds", "kg"], fill_value=0.0).rename_axis(columns=None).reset_index()
