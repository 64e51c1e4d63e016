"""What a slide says above its chart: what the chart shows, where that can be told, else the question it answers."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from analytics import findings
from analytics.findings import Finding
from layouts.chart import Chart
from layouts.scene import Scene
from layouts.topics.findings import sentence
from layouts.topics.timing import not_whole

UNTOLD = frozenset({"trend_undetermined", "never_stated"})
"""Kinds that say that nothing can be said: the question then stands."""


def _most_frequent(dimension: str, scene: Scene) -> list[Finding]:
    return findings.most_frequent(scene.view, dimension)


def _area(scene: Scene) -> list[Finding]:
    level = scene.option("level")
    if scene.measure != "seizures" or scene.option("scale") != "count" or level not in {"admin1", "country"}:
        return []
    return findings.most_frequent(scene.view, level)


def _over_time(scene: Scene) -> list[Finding]:
    gone = not_whole(scene, "year")
    return [*findings.long_trend(scene.view, gone), *findings.last_change(scene.view, gone)]


def _routes(scene: Scene) -> list[Finding]:
    return findings.routes_stated(scene.view)


def _sizes(scene: Scene) -> list[Finding]:
    return findings.consignment(scene.view)


FINDINGS: Mapping[str, Callable[[Scene], list[Finding]]] = MappingProxyType(
    {
        "areas": _area,
        "explore-map": _area,
        "trend": _over_time,
        "trend-counts": _over_time,
        "concealment": partial(_most_frequent, "concealment"),
        "methods-frequency": partial(_most_frequent, "concealment"),
        "transport": partial(_most_frequent, "transport_mode"),
        "routes": _routes,
        "route-sankey": _routes,
        "flow-map": _routes,
        "consignment-sizes": _sizes,
    }
)
"""Charts that show what a finding of the findings list tells → that finding."""


def headline(chart: Chart, scene: Scene) -> str:
    """Return what a chart shows as a hedged sentence; blank where nothing can be told, or two selections are."""
    seen = chart.seen(scene)
    if chart.name not in FINDINGS or scene.other is not None or not seen.view.seizures:
        return ""
    told = [found for found in FINDINGS[chart.name](seen) if found.kind not in UNTOLD]
    return sentence(told[0], scene.say) if told else ""
