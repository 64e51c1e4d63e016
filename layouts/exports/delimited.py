"""CSV: for programs, and for Excel."""

from collections.abc import Iterator

import pandas as pd

from layouts.rows import csv_blocks, csv_bytes
from layouts.scene import Scene

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Excel needs it to read accents."""


def excel_csv_bytes(table: pd.DataFrame) -> bytes:
    """Return UTF-8 CSV with the byte order mark that Excel needs to read accents."""
    return BYTE_ORDER_MARK + csv_bytes(table)


def csv_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the CSV of a selection block by block."""
    return csv_blocks(scene.view)


def excel_csv_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the CSV that Excel reads block by block."""
    yield BYTE_ORDER_MARK
    yield from csv_blocks(scene.view)
