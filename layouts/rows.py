"""The selected records as rows: which they are, in blocks that fit into memory, and as CSV."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.columns import Ints
from analytics.crossfilter import View
from data.flat import flat_blocks, without_formulas
from data.vocabulary import load_vocabulary


def selected_rows(view: View) -> Ints:
    """Return the positions of every record of a view, losses included: what a file of records holds."""
    return np.flatnonzero(view.records())


def blocks(view: View) -> Iterator[pd.DataFrame]:
    """Return the flat table of a view in blocks of rows; one without rows where it selects none."""
    return flat_blocks(view.columns.records, selected_rows(view), load_vocabulary())


def csv_bytes(table: pd.DataFrame, *, header: bool = True) -> bytes:
    """Return UTF-8 CSV without a byte order mark, for analysis."""
    return without_formulas(table).to_csv(index=False, header=header, lineterminator="\n").encode()


def csv_blocks(view: View) -> Iterator[bytes]:
    """Return the CSV of a view block by block."""
    for place, table in enumerate(blocks(view)):
        yield csv_bytes(table, header=place == 0)
