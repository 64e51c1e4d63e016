"""The biases that apply to a chart: their names in one line, which opens on what they are and do."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
from dash import html

from data.biases import applying, load_biases
from data.dimensions import DIMENSIONS, MEASURES
from layouts.i18n import Speech


def cautions(touches: Sequence[str], say: Speech) -> Any:
    """Return the one to three biases to bear in mind when reading what rests on these measures and dimensions."""
    table = biases_of(tuple(touches))
    head = html.Summary([html.B(say("Bear in mind:")), " ", " · ".join(table[f"name_{say.language}"])])
    lines = [
        html.Li(f"{text} {effect}")
        for text, effect in zip(table[f"text_{say.language}"], table[f"effect_{say.language}"], strict=True)
    ]
    return html.Details([head, html.Ul(lines)])


@lru_cache(maxsize=256)
def biases_of(touches: tuple[str, ...], most: int = 3) -> pd.DataFrame:
    """Return the biases that apply to what rests on these measures and dimensions."""
    measures, dimensions = ([name for name in touches if name in known] for known in (MEASURES, DIMENSIONS))
    return applying(load_biases(), measures, dimensions, most=most)
