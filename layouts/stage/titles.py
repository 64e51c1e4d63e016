"""What a slide says above its chart: what the chart shows, where that can be told, else the question it answers."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from analytics import findings
from analytics.findings import Finding
from analytics.intervals import MINIMUM_BASE
from layouts.chart import Chart
from layouts.i18n import Speech, mark
from layouts.scene import Scene
from layouts.stage.decks import Slide, worded
from layouts.topics.findings import sentence
from layouts.topics.timing import not_whole

UNTOLD = frozenset({"trend_undetermined", "never_stated", "most_frequent_count", "tied_many"})
"""Kinds that say that nothing can be said, or too little for a title: the question then stands."""

OTHER_BASE = frozenset({"most_frequent_moved", "tied_moved"})
"""Kinds that rest on other records than the bars of their chart, which also show what was not in transit."""

QUESTION = mark("Question")


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
    told = [found for found in FINDINGS[chart.name](seen) if _is_told(found)]
    return sentence(told[0], scene.say) if told else ""


def _is_told(found: Finding) -> bool:
    """Tell whether a finding stands above a chart: no winner on a base under ten, nor on another base than its bars."""
    return found.kind not in UNTOLD | OTHER_BASE and not (found.kind == "tied" and found.n < MINIMUM_BASE)


def title_of(slide: Slide, chart: Chart, scene: Scene) -> str:
    """Return what stands above a chart, on the screen and in a file: its own title, else its finding or question."""
    return worded(slide.title, scene.say.language) or headline(chart, scene) or scene.say(chart.title)


def words_title(slide: Slide, say: Speech) -> str:
    """Return what stands above words only; a question without a title is named as one, other words need none."""
    return worded(slide.title, say.language) or (say(QUESTION) if slide.kind == "question" else "")
