"""What the one redrawing callback answers: each part of a page, from one scene."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import dash_mantine_components as dmc
from dash import html, no_update

from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.controls import facet_values
from layouts.details import listing
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.panels import PANELS
from layouts.refusals import sentences
from layouts.scene import Scene
from layouts.tasks import AT_ONCE, Outcome, Tasks
from layouts.wording import sentence_about

LOG = logging.getLogger(__name__)

STATES = {
    "running": mark("Being computed: {percent}."),
    "cancelled": mark("The computation was cancelled."),
    "failed": mark("This chart could not be drawn. The others are not affected."),
}
TOLD = ("chart", "note", "listing", "working")
"""Parts that belong to a chart."""


@dataclass
class Redraw:
    """The parts of one page, each asked for by its kind and name.

    Attributes
    ----------
    scene : what the request sees.
    tasks : the long computations.
    path : the page's address.
    searched : dimension → what is looked for among its values.
    opened : dimensions whose values are shown.
    """

    scene: Scene
    tasks: Tasks
    path: str = "/"
    searched: Mapping[str, str | None] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _until: float = 0.0

    def start(self, names: Sequence[str]) -> None:
        """Start the long computations of these charts, so that they run side by side while the rest is drawn."""
        for name in names:
            ask(CHARTS[name], self.scene, self.tasks, wait=0.0)
        self._until = monotonic() + AT_ONCE

    def parts(self, kind: str, names: Sequence[str]) -> list[Any]:
        """Return every part of one kind."""
        return [self._safely(_PARTS[kind], name) for name in names]

    def is_waiting(self, names: Sequence[str]) -> bool:
        """Tell whether any of these charts is still being computed."""
        return any(self.outcome(name).state == "running" for name in names)

    def outcome(self, name: str) -> Outcome:
        """Return a chart's numbers, or how far they are; made once for all parts of the chart."""
        if name not in self._outcomes:
            self._outcomes[name] = self._make(CHARTS[name])
        return self._outcomes[name]

    def _make(self, chart: Chart) -> Outcome:
        if chart.background:
            return ask(chart, self.scene, self.tasks, wait=max(self._until - monotonic(), 0.0))
        return made(chart, self.scene)

    def _safely(self, part: Callable[["Redraw", str], Any], name: str) -> Any:
        try:
            return part(self, name)
        except Exception:
            LOG.exception("%s of %s failed for %r", part.__name__, name, self.scene.view.selection)
            return self.scene.say("This part could not be drawn. The others are not affected.")


def made(chart: Chart, scene: Scene) -> Outcome:
    """Return a chart's numbers; a chart that fails leaves the others alone."""
    try:
        return Outcome("done", 1.0, chart.make(scene))
    except Exception:
        LOG.exception("chart %s failed for %r", chart.name, scene.view.selection)
        return Outcome("failed")


def ask(chart: Chart, scene: Scene, tasks: Tasks, *, wait: float | None = None) -> Outcome:
    """Return how far the numbers of a chart are that take long; by default at their end."""

    def compute(progress: Callable[[float], None]) -> Any:
        return chart.make(replace(scene, progress=progress))

    return tasks.ask(task_key(chart, scene), compute, wait=wait)


def task_key(chart: Chart, scene: Scene) -> str:
    """Return what a long computation is known by: chart, version, filters, options and the user's own files."""
    options = [f"{name}={value}" for name, value in scene.query.options if name not in {"lang", "webgl"}]
    return " ".join([chart.name, str(scene.version), scene.query.selection.to_query(), *options, scene.reference.stamp])


def draw(chart: Chart, outcome: Outcome, scene: Scene) -> Figure:
    """Return a chart's figure, or what stands in its place."""
    if outcome.state != "done":
        return message(told(outcome, scene), scene.look)
    try:
        return chart.figure(outcome.result, scene)
    except Exception:
        LOG.exception("chart %s failed for %r", chart.name, scene.view.selection)
        return message(scene.say(STATES["failed"]), scene.look)


def told(outcome: Outcome, scene: Scene) -> str:
    """Return what is said while, or because, there are no numbers."""
    text = STATES[outcome.state]
    return scene.say(text).format(percent=scene.say.percent(outcome.done * 100, 100))


def _chart(page: Redraw, name: str) -> Figure:
    return draw(CHARTS[name], page.outcome(name), page.scene)


def _note(page: Redraw, name: str) -> str:
    return CHARTS[name].note(page.scene, page.outcome(name).result)


def _listing(page: Redraw, name: str) -> Any:
    outcome = page.outcome(name)
    if outcome.state != "done":
        return html.P(told(outcome, page.scene), className="empty")
    return listing(CHARTS[name], outcome.result, page.scene)


def _working(page: Redraw, name: str) -> Any:
    """Return the progress of a long computation, and what stops or starts it."""
    chart, say = CHARTS[name], page.scene.say
    if not chart.background or page.outcome(name).state == "done":
        return []
    outcome = page.outcome(name)
    is_running = outcome.state == "running"
    marks = {"data-command": "cancel" if is_running else "start", "data-of": name}
    label = say("Cancel") if is_running else say("Compute again")
    button = html.Button(label, type="button", className="plain", **marks)
    bar = dmc.Progress(value=round(outcome.done * 100), size="sm", flex=1, **{"aria-label": say("Progress")})
    return html.Div([bar, button] if is_running else [button], className="working", role="status")


def _panel(page: Redraw, name: str) -> Any:
    return PANELS[name](page.scene, page.path)


def _facet(page: Redraw, name: str) -> Any:
    if name not in page.opened:
        return no_update
    return facet_values(page.scene, name, page.searched.get(name) or "")


def _status(page: Redraw, name: str) -> Any:
    scene, say = page.scene, page.scene.say
    if name == "notices":
        said = [sentence_about(problem, say) for problem in scene.problems]
        said += sentences(scene.reference.refused, say)
        synthetic = [say("These records are synthetic: made for training, calibrated to nothing real.")]
        lines = said + (synthetic if scene.is_synthetic else [])
        return [dmc.Alert(line, color="yellow", variant="light", className="notice") for line in lines]
    return scene.view.selection.describe(say.language, say.vocabulary)


_PARTS: Mapping[str, Callable[[Redraw, str], Any]] = {
    "chart": _chart,
    "note": _note,
    "listing": _listing,
    "working": _working,
    "panel": _panel,
    "facet": _facet,
    "status": _status,
}
