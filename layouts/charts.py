"""The chart registry: every chart of every topic, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from layouts.chart import Chart
from layouts.topics import overview, routes

_TOPICS = (overview, routes)

CHARTS: Mapping[str, Chart] = MappingProxyType({chart.name: chart for topic in _TOPICS for chart in topic.CHARTS})
