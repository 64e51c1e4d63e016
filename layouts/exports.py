"""Files of records: one table, in each format."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from data.flat import flat_table, without_formulas
from data.vocabulary import Vocabulary


@dataclass(frozen=True)
class Format:
    """A file format: its ending, its media type and what writes it."""

    ending: str
    media_type: str
    write: Callable[[pd.DataFrame], bytes]


def selected_table(view: View, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return every record of a view, losses included, as the flat table."""
    return flat_table(view.columns.records, np.flatnonzero(view.records()), vocabulary)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return UTF-8 CSV without a byte order mark, for analysis."""
    return without_formulas(table).to_csv(index=False, lineterminator="\n").encode()


def excel_csv_bytes(table: pd.DataFrame) -> bytes:
    """Return UTF-8 CSV with the byte order mark that Excel needs to read accents."""
    return b"\xef\xbb\xbf" + csv_bytes(table)


def xlsx_bytes(table: pd.DataFrame) -> bytes:
    """Return a workbook with typed cells, a frozen heading and filters; no cell is a formula or a link."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        without_formulas(table).to_excel(writer, sheet_name="seizures", index=False, freeze_panes=(1, 1))
        sheet = writer.sheets["seizures"]
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
        sheet.set_column(0, len(table.columns) - 1, 16)
    return buffer.getvalue()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("csv", "text/csv; charset=utf-8", csv_bytes),
        "csv-excel": Format("csv", "text/csv; charset=utf-8", excel_csv_bytes),
        "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
    }
)
