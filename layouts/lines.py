"""Records as short lines that link to them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from analytics.columns import Ints
from layouts.scene import Scene


def lines(scene: Scene, rows: Sequence[int] | Ints) -> list[Any]:
    """Return records as short lines that link to them, in this order."""
    records = scene.view.columns.records.seizures.iloc[rows]
    return [_line(scene, record) for record in records.to_dict("records")]


def _line(scene: Scene, record: Any) -> Any:
    say = scene.say
    where = [record["place"]] if isinstance(record["place"], str) else []
    where.append(say.label("country", record["country"]))
    head = dcc.Link(", ".join(where), href=record_path(scene, record["seizure_id"]), className="line-place")
    when = html.Span(say.date(record["date"], record["date_precision"]), className="line-date")
    event = (
        [html.Span(say.label("event", record["event"]), className="line-event")] if record["event"] != "seized" else []
    )
    summary = (
        html.P(record["summary"], className="line-summary", lang="en") if isinstance(record["summary"], str) else None
    )
    return html.Article([html.Div([when, head, *event]), summary], className="line")


def record_path(scene: Scene, seizure_id: str) -> str:
    """Return the address of a record's page; it keeps the query."""
    query = scene.query.to_query()
    return f"/records/{quote(seizure_id, safe='')}" + (f"?{query}" if query else "")
