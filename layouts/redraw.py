"""What the one redrawing callback answers: each part of a page, from one scene."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import dash_mantine_components as dmc
from dash import html, no_update

from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.cite import older_version
from layouts.controls import facet_values
from layouts.details import listing
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.panels import PANELS
from layouts.refusals import sentences
from layouts.scene import Scene
from layouts.tasks import Job, Outcome, Tasks
from layouts.wording import sentence_about

LOG = logging.getLogger(__name__)

STATES = {
    "running": mark("Being computed: {percent}."),
    "cancelled": mark("The computation was cancelled."),
    "failed": mark("This chart could not be drawn. The others are not affected."),
}
AT_ONCE = 0.1
"""Seconds of a request that may go to computations known to be quick; the others are done off its path."""

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
    _waiting: dict[str, Job] = field(default_factory=dict)

    def begin(self, names: Sequence[str]) -> None:
        """Look how far the long computations of these charts are; do at once those that are known to be quick."""
        left = AT_ONCE
        for name in names:
            job = job_of(CHARTS[name], self.scene)
            outcome = self.tasks.look(job.key)
            if outcome is None and (expected := self.tasks.expected(job)) <= left:
                left -= expected
                outcome = self.tasks.run(job)
            if outcome is None:
                self._waiting[name] = job
            self._outcomes[name] = outcome or Outcome("running")

    def go_on(self) -> bool:
        """Start what is left, now that the rest is drawn and the two don't slow each other; tell whether any is."""
        for job in self._waiting.values():
            self.tasks.start(job)
        return any(outcome.state == "running" for outcome in self._outcomes.values())

    def done(self) -> list[str]:
        """Return the charts whose numbers are there."""
        return [name for name, outcome in self._outcomes.items() if outcome.state == "done"]

    def part(self, kind: str, name: str) -> Any:
        """Return one part; where it fails, what says so: the others are not affected."""
        try:
            return _PARTS[kind](self, name)
        except Exception:
            LOG.exception("%s of %s failed for %r", kind, name, self.scene.view.selection)
            return self.scene.say("This part could not be drawn. The others are not affected.")

    def outcome(self, name: str) -> Outcome:
        """Return a chart's numbers, or how far they are; made once for all parts of the chart."""
        if name not in self._outcomes:
            self._outcomes[name] = made(CHARTS[name], self.scene)
        return self._outcomes[name]


def made(chart: Chart, scene: Scene) -> Outcome:
    """Return a chart's numbers; a chart that fails leaves the others alone."""
    try:
        return Outcome("done", 1.0, chart.make(scene))
    except Exception:
        LOG.exception("chart %s failed for %r", chart.name, scene.view.selection)
        return Outcome("failed")


def computed(chart: Chart, scene: Scene, tasks: Tasks) -> Outcome:
    """Return a chart's numbers, waited for however long they take: what a file or an answer to a script needs."""
    return tasks.run(job_of(chart, scene)) if chart.background else made(chart, scene)


def job_of(chart: Chart, scene: Scene) -> Job:
    """Return the long computation of a chart.

    It is known by chart, version, filters, options and the user's own files, and takes about as long as the last of
    this chart with these options.
    """

    def compute(progress: Callable[[float], None]) -> Any:
        return chart.make(replace(scene, progress=progress))

    options = [f"{name}={value}" for name, value in scene.query.options if name not in {"lang", "webgl"}]
    kind = " ".join([chart.name, str(scene.version), *options, scene.reference.stamp])
    size = scene.view.seizures + (scene.other.seizures if scene.other else 0)
    return Job(f"{kind} {scene.query.selection.to_query()}", compute, kind, size)


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
    outcome, say = page.outcome(name), page.scene.say
    if outcome.state == "done":
        return []
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
        alerts = [dmc.Alert(line, color="yellow", variant="light", className="notice") for line in lines]
        return [*older_version(scene, page.path), *alerts]
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
