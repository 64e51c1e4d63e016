"""Records that resemble one record, with what they share."""

from functools import lru_cache
from typing import Any

from dash import html

from analytics.consignments import BINS, bin_names
from analytics.crossfilter import View
from analytics.similarity import FIREARMS, Field, compared, similar
from layouts.lines import lines
from layouts.scene import Scene


def similar_cases(scene: Scene, row: int) -> Any:
    """Return the card of the records that share most with one record, among all of the version."""
    say, columns = scene.say, scene.view.columns
    head = html.Div(html.H2(say("Similar cases"), className="card-title"), className="card-head")
    table = similar(columns, row, fields=_fields(scene.everything))
    if table.empty:
        told = say("No other record shares a stated method, place, route, kind of goods or size with this one.")
        return html.Section([head, html.P(told, className="empty")], className="card below")
    cases = [
        html.Li([html.Div(line, className="similar-case"), _why(scene, score, shared)])
        for line, score, shared in zip(
            lines(scene, table["row"].tolist()), table["score"], table["shared"], strict=True
        )
    ]
    note = say(
        "Among all records. “In common” is how much of what both records state is the same, where what few records "
        "share weighs more (Lin 1998). Alike doesn't mean linked."
    )
    return html.Section(
        [head, html.P(note, className="card-note"), html.Ol(cases, className="similar")], className="card below"
    )


@lru_cache(maxsize=2)
def _fields(everything: View) -> list[Field]:
    return compared(everything.columns)


def _why(scene: Scene, score: float, shared: tuple[str, ...]) -> Any:
    """Return how much two records have in common, and what."""
    say = scene.say
    share = html.B(say("{share} in common", share=say.percent(score * 100, 100)))
    return html.Div([share, *(html.Span(_label(scene, each), className="shared") for each in shared)], className="why")


def _label(scene: Scene, shared: str) -> str:
    say = scene.say
    name, _, code = shared.partition("=")
    if name == FIREARMS:
        return say("Firearms: {size}", size=_size(code))
    return f"{say.name(name)}: {say.label(name, code)}"


def _size(code: str) -> str:
    place = bin_names().index(code)
    if place + 1 == len(BINS):
        return f"{BINS[place]} +"
    last = BINS[place + 1] - 1
    return str(last) if last == BINS[place] else f"{BINS[place]}–{last}"
