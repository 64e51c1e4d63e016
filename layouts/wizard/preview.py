"""The first records of a file as they will stand, and what of the store they replace."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from dash import html

from data.flat import flat_table
from data.replacing import moved
from data.schema import from_arrow
from layouts.i18n import Speech, mark
from layouts.wizard.choices import name_of
from layouts.wizard.outcome import Report
from layouts.wizard.parts import alert, short, table

PREVIEWED = 8
MOST_REPLACED = 3

SHOWN = (
    *(
        "seizure_id",
        "date",
        "country",
        "admin1",
        "place",
        "transport_mode",
        "concealment",
        "firearms",
        "qty_ammunition",
    ),
    "other_goods",
)
"""Columns of the exported table that the preview shows, where any record states them."""

REPLACED = {
    "seizures": (
        mark("1 row bears the number of a record that is already there in this dataset: it takes its place."),
        mark("{n} rows bear the number of a record that is already there in this dataset: they take its place."),
    ),
    "published": (
        mark("1 figure is already there for the same place, period, category and source: the new one takes its place."),
        mark(
            "{n} figures are already there for the same place, period, category and source: the new ones take their "
            "place."
        ),
    ),
}
"""Target of a file → what is said of what it replaces."""


def replaced(report: Report, say: Speech) -> Any:
    """Return how much of what is held the file takes the place of, which the first are, and in what they differ."""
    held = report.replaced
    if held.empty:
        return None
    told = [say.plural(*REPLACED[report.target], len(held))]
    if report.target == "seizures":
        told += [_first(held, say), *_moved(held, say)]
    return alert(" ".join(told))


def _first(held: pd.DataFrame, say: Speech) -> str:
    rows = held.head(MOST_REPLACED)[["seizure_id", "columns"]].itertuples(index=False, name=None)
    told = "; ".join(f"{name} ({_differing(columns, say)})" for name, columns in rows)
    return say("For example: {records}.", records=told)


def _differing(columns: str, say: Speech) -> str:
    names = [name_of(name, say) for name in columns.split(";") if name]
    return say("they differ in: {columns}", columns=", ".join(names)) if names else say("they say the same")


def _moved(held: pd.DataFrame, say: Speech) -> list[str]:
    """Return a warning where the two are rather different seizures than a record and its correction."""
    count = len(moved(held))
    if not count:
        return []
    return [
        say.plural(
            "1 of them differs in date or place: is it another seizure that bears the same number?",
            "{n} of them differ in date or place: are they other seizures that bear the same numbers?",
            count,
        )
    ]


def preview(report: Report, say: Speech) -> list[Any]:
    """Return the first records as they will stand."""
    batch = next(pq.ParquetFile(report.staged).iter_batches(batch_size=PREVIEWED), None)
    if batch is None or not batch.num_rows:
        return []
    records = from_arrow(pa.Table.from_batches([batch]))
    flat = flat_table(records, np.arange(len(records)), say.vocabulary)
    names = [name for name in SHOWN if name in flat and _is_stated(flat[name])]
    rows = [[_cell(name, row[name], say) for name in names] for row in flat.to_dict("records")]
    heads = [name_of(name, say) if name != "firearms" else say.measure("firearms") for name in names]
    title = say("First records as they will stand")
    return [html.H3(title, className="sub"), table(heads, rows, name=title)]


def _is_stated(column: pd.Series) -> bool:
    return bool((column.notna() & (column.astype(str) != "")).any())


def _cell(name: str, value: Any, say: Speech) -> str:
    if value is None or pd.isna(value) or value == "":
        return "–"
    if isinstance(value, int | float):
        return say.number(float(value))
    if name in {"country", "admin1", "transport_mode"}:
        return say.label(name, str(value))
    if name == "concealment":
        return ", ".join(say.label(name, code.strip()) for code in str(value).split(";"))
    return short(str(value))
