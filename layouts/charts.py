"""The chart registry: every chart of every topic, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from layouts.chart import Chart
from layouts.topics import (
    compare,
    consignments,
    coverage,
    findings,
    hotspots,
    method,
    methods,
    overview,
    passage,
    routes,
    trends,
)

_TOPICS = (overview, hotspots, routes, passage, findings, compare, coverage, methods, method, consignments, trends)

CHARTS: Mapping[str, Chart] = MappingProxyType({chart.name: chart for topic in _TOPICS for chart in topic.CHARTS})
