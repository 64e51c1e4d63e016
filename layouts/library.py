"""Keeps the versions of the records that people look at ready to be counted."""

import secrets
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

import pandas as pd

from analytics.columns import build_columns
from analytics.comparison import Rest, previous
from analytics.crossfilter import Crossfilter, View
from analytics.recent import Recent
from analytics.selection import Problem, Query, Selection, read_query
from data.agencies import load_agencies
from data.checking.checks import Rules
from data.geography.gazetteer import Gazetteer, load_gazetteer
from data.store import Store
from data.vocabulary import REFERENCE, Vocabulary, load_vocabulary
from layouts.i18n import Speech
from layouts.newer import Later
from layouts.reference import Reference, load_reference
from layouts.scene import Scene
from layouts.tasks import Tasks
from layouts.theme import look

KEPT_VERSIONS = 4


class Library:
    """The records of a store, by version.

    Parameters
    ----------
    store : where they lie.
    folder : the reference tables.
    """

    def __init__(self, store: Store, folder: Path = REFERENCE) -> None:
        self.store = store
        self.vocabulary: Vocabulary = load_vocabulary(folder)
        self.tasks = Tasks()
        self._later = Later(store, self.tasks)
        self._folder = folder
        self._engines: Recent[int, Crossfilter] = Recent(KEPT_VERSIONS)
        self._days: Recent[int, date | None] = Recent(64)
        self._lock = Lock()

    def engine(self, version: int | None = None) -> tuple[int, Crossfilter]:
        """Return the number and the crossfilter of a version, the newest by default.

        Raises
        ------
        StoreError
            If the store or the version can't be read.
        """
        with self._lock:
            number = self.store.version() if version is None else version
            return number, self._engines.get(number, lambda: self._build(number))

    def _build(self, version: int) -> Crossfilter:
        return Crossfilter(build_columns(self.store.read(version), self.vocabulary))

    def committed(self, version: int) -> date | None:
        """Return the day (UTC) a version was made; None where the store doesn't tell."""
        return self._days.get(version, lambda: self._made(version))

    def _made(self, version: int) -> date | None:
        table = self.store.versions()
        times = table.loc[table["version"] == version, "time"]
        return None if times.empty else pd.Timestamp(times.iloc[0]).date()

    def rules(self, dataset: str, import_id: str = "") -> Rules:
        """Return what rows to take in are checked against; without an id, the import gets one of its own."""
        own = import_id or f"{date.today():%Y%m%d}-{secrets.token_hex(4)}"
        return Rules(self.vocabulary, self.gazetteer, self.agencies, date.today(), dataset, own)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Where places lie."""
        return load_gazetteer(self._folder)

    @cached_property
    def agencies(self) -> pd.DataFrame:
        """Names of agencies and their type, as `load_agencies` returns them."""
        return load_agencies(self._folder)

    @property
    def reference(self) -> Reference:
        """What the records are set against; the user's own files lie in the folder that holds the store."""
        place = Path(self.store.uri)
        return load_reference(place.parent if place.is_dir() else None, self._folder)

    def read(self, text: str) -> Query:
        """Read a query string; values of free text that no record holds are problems too."""
        query = read_query(text, self.vocabulary)
        _, engine = self.engine(query.selection.version)
        unknown = engine.unknown_values(query.selection, self.vocabulary)
        unknown += self._unknown_options(query)
        if "=" in (asked := query.option("compare")):
            unknown += self.read(asked).problems
        selection = query.selection
        for problem in unknown:
            kept = [value for value in selection.values(problem.key) if value != problem.value]
            selection = selection.with_values(problem.key, kept)
        return Query(selection, query.options, query.problems + unknown)

    def _unknown_options(self, query: Query) -> tuple[Problem, ...]:
        """Return the options that name what isn't there: a place of the gazetteer, a method of the vocabulary."""
        known = {"place": self.reference.places["place_id"], "method": self.vocabulary.codes("concealment")}
        given = {name: query.option(name) for name in known}
        wrong = [(name, value) for name, value in given.items() if value and value not in {*known[name]}]
        return tuple(Problem("value", *pair) for pair in wrong)

    def _other(self, query: Query, engine: Crossfilter) -> View | None:
        """Return what the query is compared with: the period before, the rest, all records, or another query."""
        asked, view = query.option("compare"), engine.view(query.selection)
        if not asked:
            return None
        if asked == "rest":
            return Rest(engine.view(Selection()), view)
        if asked == "previous":
            before = previous(query.selection)
            return engine.view(before) if before else None
        return engine.view(Selection() if asked == "all" else self.read(asked).selection)

    def scene(self, text: str, say: Speech, *, theme: str | None = None, webgl: bool = True) -> Scene:
        """Return what a request sees.

        Raises
        ------
        StoreError
            If the store or the pinned version can't be read.
        """
        query = self.read(text)
        version, engine = self.engine(query.selection.version)
        return Scene(
            view=engine.view(query.selection),
            everything=engine.view(Selection()),
            query=query,
            problems=query.problems,
            say=say,
            look=look(theme),
            webgl=webgl,
            version=version,
            reference=self.reference,
            other=self._other(query, engine),
            committed=lambda: self.committed(version),
            newer=lambda: self._later.than(version, engine.columns.size),
        )
