"""Rows of a table that are sums of its other rows: no seizures."""

import re

import numpy as np
import pandas as pd

from data.geography.toponyms import fold
from data.mapping.profiles import Profile, bound

NAMING = frozenset({"seizure_id", "date", "country", "admin1", "place", "item_type", "agencies"})
"""Targets of the columns where a row of sums says that it is one."""

SUM = re.compile(
    r"(?:(?:gran|grand|sub|suma) ?)?(?:total(?:es)?|subtotal(?:es)?|sumas?|sumatorias?|sums?)"
    r"(?: (?:general(?:es)?|gral|nacional(?:es)?|anual|mensual|acumulado|parcial|global|(?:de|del|por|of|for) .*))?"
)
"""What names a sum, folded. More words may follow only where they tell of what: a station called Total is none."""

HINT = r"(?i:tot|sum)"
"""What every such name holds, so that few texts need be folded."""

LETTERS = r"[^\W\d_]"


def sums(raw: pd.DataFrame, profile: Profile) -> pd.Series:
    """Tell which raw rows are sums, by what stands in a column that names, or in the first text of the row."""
    columns = dict.fromkeys(column for rule, column in bound(profile, raw.columns) if rule.target in NAMING)
    found = pd.Series(False, index=raw.index)
    for text in (*(raw[column] for column in columns), _first_text(raw)):
        found |= _is_sum(text)
    return found


def _first_text(raw: pd.DataFrame) -> pd.Series:
    """Return the first cell of each row that holds a letter; blank if none does."""
    first = pd.Series("", index=raw.index, dtype="str")
    for name in raw.columns:
        left = first == ""
        if not left.any():
            break
        cells = raw.loc[left, name]
        first[left] = cells.where(cells.str.contains(LETTERS, regex=True), "")
    return first


def _is_sum(texts: pd.Series) -> np.ndarray:
    found = texts.str.contains(HINT, regex=True).to_numpy(bool, copy=True)
    found[found] = [bool(SUM.fullmatch(fold(text))) for text in texts[found]]
    return found
