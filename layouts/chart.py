"""What a chart is: its numbers, its figure, how it is computed, and what to bear in mind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.frequency import known
from data.dimensions import base
from layouts.figures.base import Figure
from layouts.scene import Scene


def nothing_to_draw(result: Any, scene: Scene) -> Figure:
    """Return the figure of a listing: it has none."""
    return {"data": [], "layout": {}}


@dataclass(frozen=True)
class Constant:
    """Names one dimension, whatever the scene."""

    dimension: str

    def __call__(self, scene: Scene) -> str:
        """Return the dimension."""
        return self.dimension


def about(dimension: str) -> Constant:
    """Return what names one dimension, whatever the scene."""
    return Constant(dimension)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart, or one table of a page.

    Attributes
    ----------
    name : its id; also the name of its CSV.
    title : what it answers.
    seen : scene → the scene the chart shows: the page's own, unless it narrows it.
    result : scene → what is shown, in codes: a table, or something that holds one.
    numbers : result → its table: what the CSV holds.
    method : how it is computed and how to read it.
    draw : result, scene → figure.
    words : table, scene → the same as a person reads it; None for the usual way.
    listing : whether it is shown as a table instead of a figure.
    why : result, scene → why a listing without rows has none.
    background : whether its numbers take long: they are computed off the request's path, with progress.
    about : dimension whose share known is told; None for those that need none.
    base : how many of the seizures it can show, in words; empty for those that show all.
    told : result, scene → what the line under the title says once there are numbers, after n; empty for nothing.
    touches : measures and dimensions it rests on besides `about`: which biases apply is read from them.
    foot : what stands below the chart.
    height : least height in pixels; the card may stretch it.
    map : whether it is a map (zoomable, with the boundary disclaimer).
    """

    name: str
    title: str
    result: Callable[[Scene], Any]
    method: str
    seen: Callable[[Scene], Scene] = lambda scene: scene
    numbers: Callable[[Any], pd.DataFrame] = lambda result: result
    draw: Callable[[Any, Scene], Figure] = nothing_to_draw
    words: Callable[[pd.DataFrame, Scene], pd.DataFrame] | None = None
    listing: bool = False
    why: Callable[[Any, Scene], str] = lambda result, scene: scene.say("Nothing to list in this selection.")
    background: bool = False
    about: Callable[[Scene], str | None] = lambda scene: None
    base: Callable[[Scene], str] = lambda scene: ""
    told: Callable[[Any, Scene], str] = lambda result, scene: ""
    touches: tuple[str, ...] = ("seizures",)
    foot: str = ""
    height: int = 320
    map: bool = False

    @property
    def touched(self) -> tuple[str, ...]:
        """Measures and dimensions it rests on."""
        own = self.about.dimension if isinstance(self.about, Constant) else None
        return tuple(dict.fromkeys([*self.touches, *([own] if own else [])]))

    def make(self, scene: Scene) -> Any:
        """Return what a page shows."""
        return self.result(self.seen(scene))

    def table(self, scene: Scene) -> pd.DataFrame:
        """Return the numbers of what a page shows."""
        return self.numbers(self.make(scene))

    def figure(self, result: Any, scene: Scene) -> Figure:
        """Return the figure of a result."""
        return self.draw(result, self.seen(scene))

    def note(self, scene: Scene, result: Any = None) -> str:
        """Return n, and the share of it in which the charted field is known, or what the result tells instead."""
        scene = self.seen(scene)
        say, count = scene.say, scene.view.seizures
        told = say.plural("n = 1 seizure", "n = {n} seizures", count)
        if fewer := (result is not None and self.told(result, scene)) or self.base(scene):
            return f"{told} · {fewer}"
        dimension = self.about(scene)
        if dimension is None or not count:
            return told
        share = say.percent(known(scene.view, dimension), count)
        return f"{told} · " + say("{field} known in {share}", field=say.name(base(dimension)), share=share)
