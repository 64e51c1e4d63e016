"""What is refused, with its code, and the sizes beyond which it is: memory and time stay bounded whatever comes in."""

MAX_COLUMNS = 500
MAX_RECORD_CELLS = 2 * MAX_COLUMNS
"""Cells of one record: there may be more than columns for others to be told of them."""
MAX_CELL = 131_072
"""Characters; the limit of the csv module. Longer ones come from a quote that was never closed."""
MAX_LINE = 4 * 1024**2
"""Bytes without a line break."""
MAX_UNPACKED = 2 * 1024**3
"""Bytes that the members of one archive may unpack to."""
MAX_RATIO = 250
"""Unpacked to packed bytes: repetitive tables reach 100, a bomb 1,000."""
RATIO_COUNTS_FROM = 16 * 1024**2
"""Bytes: what unpacks to less is harmless at any ratio."""
MAX_SHEET = 512 * 1024**2
"""Bytes of a workbook's XML, unpacked."""
MAX_SHEET_CELLS = 12_000_000
"""Rows × columns of the smallest rectangle holding all cells of a sheet: 750,000 rows of 16 columns."""
MAX_SHEET_MEMORY = 1_200 * 1024**2
"""Bytes of address space that the process reading a workbook may take."""
MAX_SHEET_SECONDS = 120
MAX_RECORD = 8 * 1024**2
"""Characters of one JSON record."""
MAX_ROWS = 20_000_000
"""Rows of a Parquet file: a few bytes can claim thousands of millions."""
MAX_ROW_GROUP = 1024**3
"""Bytes of a Parquet file's row group, unpacked."""

DETAILS = {
    "file_missing": ("file",),
    "file_empty": ("file",),
    "format_other": ("file", "format"),
    "binary": ("file",),
    "damaged": ("file", "format"),
    "encrypted": ("file",),
    "encoding_wrong": ("file", "encoding"),
    "quote_not_closed": ("file", "line"),
    "cell_too_long": ("file", "line", "limit"),
    "line_too_long": ("file", "limit"),
    "record_too_long": ("file", "row", "limit"),
    "record_not_json": ("file", "row"),
    "columns_too_many": ("file", "columns", "limit"),
    "rows_too_many": ("file", "rows", "limit"),
    "cells_too_many": ("file", "sheet", "rows", "columns", "limit"),
    "sheet_too_large": ("file", "sheet", "size", "limit"),
    "workbook_too_large": ("file", "limit"),
    "unpacked_too_large": ("file", "size", "limit"),
    "unpacked_ratio": ("file", "ratio", "limit"),
    "archive_without_table": ("file", "members"),
    "archive_with_several": ("file", "members"),
    "part_missing": ("file", "parts"),
    "sheet_missing": ("file", "sheet", "sheets"),
    "sheet_empty": ("file", "sheet"),
    "header_missing": ("file", "header"),
    "header_only": ("file", "header"),
    "projection_missing": ("file", "sheet"),
    "layer_computed": ("file", "sheet"),
    "delimiter_wrong": ("file", "delimiter"),
}
"""Each code of `UnreadableFile` → the names of its details. Sizes in bytes, limits in the unit of what they limit."""


class UnreadableFile(Exception):
    """A file that can't be read as a table.

    Attributes
    ----------
    code : a key of `DETAILS`.
    details : the values of that code's details, as text.
    """

    def __init__(self, code: str, **details: object) -> None:
        if set(details) != set(DETAILS[code]):
            raise TypeError(f"{code} is told with {DETAILS[code]}, got {sorted(details)}")
        self.code = code
        self.details = {name: str(value) for name, value in details.items()}
        super().__init__(f"{code}: {self.details}")
