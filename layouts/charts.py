"""The chart registry: every chart of every topic, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from layouts.chart import Chart
from layouts.topics import findings, hotspots, overview, passage, routes

_TOPICS = (overview, hotspots, routes, passage, findings)

CHARTS: Mapping[str, Chart] = MappingProxyType({chart.name: chart for topic in _TOPICS for chart in topic.CHARTS})
