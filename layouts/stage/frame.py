"""Where slides are shown: the stage above every page, unseen until somebody presents, and the preview of a slide."""

import json
from functools import lru_cache
from typing import Any

from dash import dcc, html

from data.vocabulary import LANGUAGES
from layouts.charts import CHARTS
from layouts.i18n import mark, speech

OFFERED, TAKEN, QUERIES = "deck-offered", "deck-taken", "deck-queries"
SENTENCES, LISTED, NOTED, SETTLED = "deck-sentences", "deck-listed", "deck-noted", "stage-settled"
"""Stores that decks pass through between the browser and the server."""

WORDS = {
    "notes": mark("Notes"),
    "answer": mark("Answer:"),
    "next": mark("Next:"),
    "back": mark("Back to slide {n} (E)"),
}
"""What the script of the stage says, by name."""

POLL_EVERY = 300
"""Milliseconds from an answer to the next look at a long computation."""


def part(kind: str, name: Any) -> dict[str, Any]:
    """Return the id of a part of the stage on the `screen` or of the `preview`."""
    return {"type": f"stage-{kind}", "name": name}


def frame(name: str) -> list[Any]:
    """Return a stage: what it is asked for, and where the answer stands."""
    return [
        html.Div([], id=part("content", name), className="stage-content"),
        dcc.Store(id=part("wanted", name)),
        dcc.Interval(id=part("poll", name), interval=POLL_EVERY, max_intervals=0),
    ]


def holder() -> Any:
    """Return the stage above every page, and what decks pass through."""
    stores = [dcc.Store(id=name) for name in (OFFERED, TAKEN, QUERIES, SENTENCES, LISTED, NOTED, SETTLED)]
    told = {f"data-{name}": json.dumps(texts, ensure_ascii=False) for name, texts in _texts().items()}
    return html.Div([html.Div(frame("screen"), id="stage", className="stage", **told), *stores])


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    """Return the words of the stage and the titles of charts in every language: a slide changes its own."""
    words, titles = {}, {}
    for code in LANGUAGES:
        say = speech(code)
        words[code] = {name: say(text) for name, text in WORDS.items()}
        titles[code] = {name: say(chart.title) for name, chart in CHARTS.items()}
    return {"words": words, "titles": titles}
