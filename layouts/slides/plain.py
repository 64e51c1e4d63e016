"""Words of the page without its markup: labels of figures, cells of tables, the rows that fit beside a picture."""

import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType
from typing import Any

import pandas as pd

from data.dimensions import DIMENSIONS, MEASURES
from layouts.chart import Chart
from layouts.details import COLUMN_NAMES, labelled
from layouts.i18n import mark
from layouts.scene import Scene

ENDS: Mapping[str, str] = MappingProxyType({"start": mark("Start"), "end": mark("End")})
UNTOLD = {"longitude", "latitude", "precise", "code"}
BLOCKS = ("Li", "Div", "P")
"""Components that stand on lines of their own."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 leaves out: https://www.w3.org/TR/xml/#charsets"""

RANKED = ("shown", "value", "seizures", "firearms")
TIMES = ("period", "month", "quarter", "year")


def writable(text: str) -> str:
    """Return a text without what no XML file may hold: control letters, halves of pairs, and no letters at all."""
    return _FORBIDDEN.sub("", text)


def plain(text: Any) -> str:
    """Return a label without HTML; lines are kept."""
    lined = re.sub(r"<br\s*/?>", "\n", "" if text is None else str(text))
    return writable(unescape(re.sub(r"<[^>]+>", "", lined))).strip()


def line(text: Any) -> str:
    """Return a label without HTML, on one line."""
    return " ".join(plain(text).split())


def cell_text(cell: Any) -> str:
    """Return what a cell says: a text, a number, or components with texts in them."""
    if isinstance(cell, list | tuple):
        return "".join(cell_text(part) for part in cell).strip()
    if hasattr(cell, "to_plotly_json"):
        inner = "\n" if type(cell).__name__ == "Br" else cell_text(getattr(cell, "children", None))
        return f"{inner}\n" if type(cell).__name__ in BLOCKS else inner
    return "" if cell is None else str(cell)


def words_of(chart: Chart, table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a chart's table as a person reads it, every cell a text."""
    return marked_up(chart, table, scene).map(lambda cell: cell_text(cell).strip())


def marked_up(chart: Chart, table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a chart's table as a person reads it, without the columns only scripts need; cells may be components."""
    seen = chart.seen(scene)
    return chart.words(table, seen) if chart.words else labelled(_told_columns(table, scene), seen)


def top_rows(chart: Chart, table: pd.DataFrame, scene: Scene, most: int, *, newest: bool = False) -> pd.DataFrame:
    """Return the foremost rows in words: the largest, or of a table over time the newest where they are asked for."""
    return words_of(chart, foremost(chart, table, most, newest=newest), scene)


def foremost(chart: Chart, table: pd.DataFrame, most: int, *, newest: bool = False) -> pd.DataFrame:
    """Return the foremost rows as they are."""
    by = next((name for name in RANKED if name in table and pd.api.types.is_numeric_dtype(table[name])), None)
    time = next((name for name in TIMES if name in table), None)
    if newest and time:
        by_size = table.sort_values(by, ascending=False, kind="stable") if by else table
        return by_size.sort_values(time, ascending=False, kind="stable").head(most)
    if chart.listing or by is None or newest:
        return table.head(most)
    return table.sort_values(by, ascending=False, kind="stable").head(most)


def _told_columns(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the columns that have a name in words; the ends of a flow by their names."""
    told = {}
    for name in table.columns:
        if name in ENDS:
            named = table.get(f"{name}_name", table[name])
            told[scene.say(ENDS[name])] = [
                _node(scene, code, given) for code, given in zip(table[name], named, strict=True)
            ]
        elif name in DIMENSIONS or name in MEASURES or (name in COLUMN_NAMES and name not in UNTOLD):
            told[name] = table[name].tolist()
    if told.get("value") == told.get("seizures"):
        told.pop("value", None)
    if told.get("shown") == told.get("seizures"):
        told.pop("shown", None)
    return pd.DataFrame(told) if told else table


def _node(scene: Scene, code: Any, name: Any) -> str:
    return name if isinstance(name, str) and name else scene.say.label("country", str(code))
