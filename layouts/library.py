"""Keeps the versions of the records that people look at ready to be counted."""

from functools import cached_property
from pathlib import Path
from threading import Lock

import pandas as pd

from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter, Recent
from analytics.selection import Query, Selection, read_query
from data.store import Store
from data.vocabulary import REFERENCE, Vocabulary, load_vocabulary
from layouts.i18n import Speech
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
        self._folder = folder
        self._engines: Recent[int, Crossfilter] = Recent(KEPT_VERSIONS)
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

    @cached_property
    def places(self) -> pd.DataFrame:
        """Ports, airports and crossings: `name`, `kind`, `country`, `latitude`, `longitude`."""
        table = pd.read_csv(self._folder / "places.csv", dtype={"name": "str", "kind": "str", "country": "str"})
        return table[table["kind"].isin(["land_crossing", "seaport", "airport"])]

    @cached_property
    def population(self) -> pd.Series:
        """People by country code."""
        table = pd.read_csv(self._folder / "population.csv", keep_default_na=False, na_values=[""])
        return table.dropna(subset=["population"]).set_index("country")["population"]

    def read(self, text: str) -> Query:
        """Read a query string; values of free text that no record holds are problems too."""
        query = read_query(text, self.vocabulary)
        _, engine = self.engine(query.selection.version)
        unknown = engine.unknown_values(query.selection, self.vocabulary)
        selection = query.selection
        for problem in unknown:
            kept = [value for value in selection.values(problem.key) if value != problem.value]
            selection = selection.with_values(problem.key, kept)
        return Query(selection, query.options, query.problems + unknown)

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
            places=self.places,
            population=self.population,
        )
