"""What Istmo knows besides the records: places, people, dated events, denominators, biases."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from data.biases import load_biases
from data.denominators import DENOMINATOR_COLUMNS, load_denominators
from data.events import BadCell, BadTable, load_events
from data.vocabulary import REFERENCE

EVENTS, DENOMINATORS = "events.csv", "denominators.csv"
"""Names of the files a user may lay beside the record store."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Everything charts are set against; told apart by identity.

    Attributes
    ----------
    places : ports, airports and crossings: `place_id`, `name`, `kind`, `country`, `latitude`, `longitude`, `aliases`,
        `other_country`.
    population : people by country code (2019).
    biases : as `data.biases.load_biases` returns them.
    events : as `data.events.load_events` returns them, the user's own included.
    denominators : the user's, as `data.denominators.load_denominators` returns them; empty without such a file.
    refused : cells of the user's files that can't be read; such a file is left out as a whole.
    stamp : what the user's files are told apart by when they change; empty without any.
    """

    places: pd.DataFrame
    population: pd.Series
    biases: pd.DataFrame
    events: pd.DataFrame
    denominators: pd.DataFrame
    refused: tuple[BadCell, ...] = ()
    stamp: str = ""


def load_reference(beside: Path | None, folder: Path = REFERENCE) -> Reference:
    """Return the shipped tables with the user's own; read again when a user's file changes.

    Parameters
    ----------
    beside : the folder the record store lies in; None where it isn't a folder.
    """
    files = [beside / name for name in (EVENTS, DENOMINATORS)] if beside else []
    return _load(folder, tuple((path, path.stat().st_mtime_ns) for path in files if path.is_file()))


@lru_cache(maxsize=4)
def _load(folder: Path, files: tuple[tuple[Path, int], ...]) -> Reference:
    own = {path.name: path for path, _ in files}
    shipped = folder / EVENTS
    events, bad_events = _read(load_events, (shipped, own[EVENTS])) if EVENTS in own else (None, ())
    figures, bad_figures = _read(load_denominators, own[DENOMINATORS]) if DENOMINATORS in own else (None, ())
    return Reference(
        places=_places(folder),
        population=_population(folder),
        biases=load_biases(folder),
        events=load_events((shipped,)) if events is None else events,
        denominators=pd.DataFrame(columns=list(DENOMINATOR_COLUMNS)) if figures is None else figures,
        refused=(*bad_events, *bad_figures),
        stamp=" ".join(f"{path.name}:{changed}" for path, changed in files),
    )


def _read(
    load: Callable[..., pd.DataFrame], source: Path | tuple[Path, ...]
) -> tuple[pd.DataFrame | None, tuple[BadCell, ...]]:
    try:
        return load(source), ()
    except BadTable as error:
        return None, error.cells


def _places(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(folder / "places.csv", keep_default_na=False)
    return table[table["kind"].isin(["land_crossing", "seaport", "airport"])].reset_index(drop=True)


def _population(folder: Path) -> pd.Series:
    table = pd.read_csv(folder / "population.csv", keep_default_na=False, na_values=[""])
    return table.dropna(subset=["population"]).set_index("country")["population"]
