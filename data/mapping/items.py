"""An item type and a quantity a row → the template's wide quantity columns."""

from collections.abc import Mapping

import pandas as pd

from data.dimensions import ITEM_UNITS
from data.mapping.quantities import whole_count

OTHER_GOODS = "other_goods"
"""What a profile calls goods that are neither firearms nor anything counted: they are kept as text."""


def item_quantities(
    raw: pd.Series, parts: Mapping[str, pd.Series], default: str
) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """Return a column for each item type, and goods that have none.

    Parameters
    ----------
    raw : the item's name as the file writes it; its name is the column's.
    parts : `item_type` (codes, blank = not understood) and, where the file states one, `quantity` as `read_amount`
        gives it.
    default : quantity of a row where the file has no column for it.

    Returns
    -------
    `qty_<item_type>` and `other_goods` ("12 chalecos"), and notes on rows that state a type and no quantity: their
    type is kept in `other_goods`, nothing is counted.
    """
    kinds = parts["item_type"]
    amounts = parts.get("quantity", pd.Series(default, index=raw.index, dtype="str").where(raw.str.strip() != "", ""))
    weighed = kinds.map(dict(ITEM_UNITS)) == "kg"
    amounts = amounts.where(weighed | (kinds == ""), amounts.map(whole_count))
    counted = (kinds != "") & (kinds != OTHER_GOODS) & (amounts != "")
    goods = (amounts + " " + raw.str.strip()).str.strip().where(~counted & (raw.str.strip() != ""), "")
    columns = {f"qty_{code}": amounts.where(counted & (kinds == code), "") for code in kinds[counted].unique()}
    silent = raw[(kinds != "") & (kinds != OTHER_GOODS) & (amounts == "")]
    notes = {"row": silent.index, "column": raw.name, "value": silent.to_numpy(), "code": "quantity_not_stated"}
    return {**columns, OTHER_GOODS: goods.astype("str")}, pd.DataFrame(notes | {"suggestion": ""})
