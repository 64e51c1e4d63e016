"""The biases that apply to a chart: their names in one line, which opens on what they are and do."""

from typing import Any

from dash import html

from data.biases import applying
from data.dimensions import DIMENSIONS, MEASURES
from layouts.chart import Chart
from layouts.scene import Scene


def cautions(chart: Chart, scene: Scene) -> Any:
    """Return the one to three biases to bear in mind when reading a chart."""
    say, touched = scene.say, [*chart.touches]
    if (field := chart.about(scene)) is not None:
        touched.append(field)
    measures, dimensions = ([name for name in touched if name in known] for known in (MEASURES, DIMENSIONS))
    table = applying(scene.reference.biases, measures, dimensions)
    names = " · ".join(table[f"name_{say.language}"])
    head = html.Summary([html.B(say("Bear in mind:")), " ", names])
    lines = [
        html.Li(f"{text} {effect}")
        for text, effect in zip(table[f"text_{say.language}"], table[f"effect_{say.language}"], strict=True)
    ]
    return html.Details([head, html.Ul(lines)])
