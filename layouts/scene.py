"""What one request sees: the view of its selection, its language and its look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from analytics.crossfilter import View
from analytics.selection import Problem, Query
from layouts.i18n import Speech
from layouts.newer import Newer
from layouts.reference import Reference
from layouts.theme import Look


@dataclass(frozen=True)
class Scene:
    """Everything a chart is drawn from.

    Attributes
    ----------
    view : the selected records.
    everything : all records of the version: what fixed scales are read from.
    query : the query, read.
    problems : what of the query was not understood.
    say : the language.
    look : the colours.
    webgl : whether the browser can draw WebGL 2 maps.
    version : the data version shown.
    reference : what the records are set against.
    other : the records they are compared with, if the query asks for a comparison.
    committed : tells the day the version was made; None where that isn't known.
    newer : tells what came after this version; None if it is the newest.
    progress : what a long computation calls with the fraction done; it may raise to stop it.
    """

    view: View
    everything: View
    query: Query
    problems: tuple[Problem, ...]
    say: Speech
    look: Look
    webgl: bool
    version: int
    reference: Reference
    other: View | None = None
    committed: Callable[[], date | None] = lambda: None
    newer: Callable[[], Newer | None] = lambda: None
    progress: Callable[[float], None] = lambda done: None

    def option(self, name: str, default: str = "") -> str:
        """Return a view option, or this default where the query doesn't give it."""
        return dict(self.query.options).get(name) or default or self.query.option(name)

    @property
    def measure(self) -> str:
        """The measure in force."""
        return self.query.option("measure")

    @property
    def is_synthetic(self) -> bool:
        """Whether any selected record is synthetic."""
        values = self.view.columns.held["dataset"].values
        return "synthetic" in values and bool((self.view.by("dataset", free=None)["dataset"] == "synthetic").any())
