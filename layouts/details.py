"""What the drawer shows of a chart: its numbers as a table, or how they were computed."""

from collections.abc import Hashable
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from data.dimensions import DIMENSIONS, MEASURES
from layouts.chart import Chart
from layouts.drawing import field_name
from layouts.i18n import mark
from layouts.scene import Scene

COLUMN_NAMES = {
    "value": mark("Value"),
    "shown": mark("On the map"),
    "share": mark("Share of known"),
    "period": mark("Period"),
    "known": mark("Known"),
    "field": mark("Field"),
    "place": mark("Place"),
    "longitude": mark("Longitude"),
    "latitude": mark("Latitude"),
    "precise": mark("Known to the place"),
    "code": mark("Code"),
    "low": mark("Low (95%)"),
    "high": mark("High (95%)"),
    "pieces": mark("Pieces"),
    "rounds": mark("Rounds"),
    "kg": mark("Kilograms"),
}
MOST_ROWS = 500
"""Rows the drawer shows of a table."""

MOST_LISTED = 100
"""Rows a page shows of a listing."""


def labelled(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a chart's table in words: headings, codes and numbers as a person reads them."""
    say = scene.say
    shown = {}
    for name in table.columns:
        column = table[name]
        if name in DIMENSIONS:
            shown[say.name(name)] = [say.label(name, code) for code in column]
        elif name == "period":
            shown[say(COLUMN_NAMES[name])] = [say.period(str(code)) for code in column]
        elif name == "field":
            shown[say(COLUMN_NAMES[name])] = [field_name(scene, code) for code in column]
        elif name == "share":
            shown[say(COLUMN_NAMES[name])] = [_share(scene, row) for row in table.to_dict("records")]
        else:
            title = say.measure(name) if name in MEASURES else say(COLUMN_NAMES.get(name, name))
            shown[title] = [_text(scene, value) for value in column]
    return pd.DataFrame(shown)


def _share(scene: Scene, row: dict[Hashable, Any]) -> str:
    """Return a share, or a dash where its base is under 10."""
    base = (
        row.get("seizures", 0) / row["share"]
        if row["share"] and row["share"] > 0 and "known" not in row
        else row.get("seizures", 0)
    )
    return scene.say.percent(row["share"] * 100, 100) if base >= 10 else "–"


def _text(scene: Scene, value: Any) -> str:
    if isinstance(value, bool):
        return scene.say("yes") if value else scene.say("no")
    if isinstance(value, str):
        return value
    return "–" if pd.isna(value) else scene.say.number(float(value))


def table_view(chart: Chart, table: pd.DataFrame, scene: Scene) -> Any:
    """Return a chart's numbers as a table, with what they are of."""
    return html.Div([_context(chart, scene), *_rows(chart, table, scene, MOST_ROWS)])


def listing(chart: Chart, result: Any, scene: Scene) -> Any:
    """Return a listing: its rows, or why there are none."""
    table = chart.numbers(result)
    if table.empty:
        return html.P(chart.why(result, chart.seen(scene)), className="empty")
    return _rows(chart, table, scene, MOST_LISTED)


def _rows(chart: Chart, table: pd.DataFrame, scene: Scene, most: int) -> list[Any]:
    told = (chart.words or labelled)(table.head(most), chart.seen(scene))
    rows = [html.Tr([html.Td(cell) for cell in row]) for row in told.itertuples(index=False)]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in told.columns]))
    left = len(table) - most
    more = [html.P(scene.say("{n} more rows are in the CSV.", n=scene.say.number(left)))] if left > 0 else []
    return [html.Table([head, html.Tbody(rows)], className="table"), *more]


def method_text(chart: Chart, scene: Scene) -> Any:
    """Return how a chart is computed, and what to bear in mind."""
    say = scene.say
    general = say(
        "A record is the product of trafficking, of detection, of what is reported and of what was found by those who "
        "compiled the reports. Losses from lawful holders are kept apart from seizures unless you ask for that event."
    )
    return dmc.Stack([_context(chart, scene), html.P(say(chart.method)), html.P(general)])


def _context(chart: Chart, scene: Scene) -> Any:
    say = scene.say
    sentence = scene.view.selection.describe(say.language, say.vocabulary)
    return html.P([sentence, html.Br(), chart.note(scene)], className="card-note")
