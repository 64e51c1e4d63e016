"""The biases that apply to a chart, in one line that opens."""

from typing import Any

from layouts.chart import Chart
from layouts.scene import Scene


def cautions(chart: Chart, scene: Scene) -> Any:
    """Return what to bear in mind when reading a chart."""
    return []
