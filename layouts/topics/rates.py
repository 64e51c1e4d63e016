"""What counts are set against: people, or a series of the user's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analytics.neighbours import CORE
from analytics.parts import of_rows
from data.denominators import exposure
from layouts.reference import Reference
from layouts.scene import Scene

POPULATION = "population"
TOTAL = ""


@dataclass(frozen=True, kw_only=True)
class Denominator:
    """What counts are divided by.

    Attributes
    ----------
    name : `population` or the name of a user's series; empty for none.
    scale : a rate is told per this many.
    figures : code of the split (`""` = all) → positive figures of the periods that have one.
    gaps : periods without a figure for all.
    reason : empty, `series_unknown` or `no_figure`.
    """

    name: str = ""
    scale: float = 1.0
    figures: Mapping[str, pd.Series] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    reason: str = ""


def per_of(scene: Scene) -> str:
    """Return what counts are set against, empty for nothing."""
    return scene.option("per")


def names(reference: Reference) -> list[str]:
    """Return the user's series."""
    return sorted(set(reference.denominators["series"]))


def in_region(scene: Scene) -> Scene:
    """Return the scene of a rate: without a country chosen, only the countries of Central America are counted."""
    if not per_of(scene) or scene.view.selection.values("country"):
        return scene
    column = scene.view.columns.held["country"]
    inside = np.isin(np.array(column.values, dtype=object), CORE)
    rows = scene.view.rows[inside[column.codes[scene.view.rows]]]  # type: ignore[union-attr]
    return replace(scene, view=of_rows(scene.view, rows))


def denominator(scene: Scene, periods: Sequence[str], by: str = "", codes: Iterable[str] = ()) -> Denominator:
    """Return the figures of each period; of each country where the split is by country."""
    name = per_of(scene)
    if not name:
        return Denominator()
    countries = scene.view.selection.values("country")
    if name == POPULATION:
        return _people(scene, periods, countries or CORE, by, codes)
    if name not in names(scene.reference):
        return Denominator(name=name, reason="series_unknown")
    table = scene.reference.denominators
    figures = {TOTAL: _figures(table, name, countries, periods)}
    if by == "country":
        figures |= {code: _figures(table, name, [code], periods) for code in codes}
    gaps = tuple(period for period in periods if period not in figures[TOTAL].index)
    reason = "" if any(len(each) for each in figures.values()) else "no_figure"
    return Denominator(name=name, scale=1_000.0, figures=figures, gaps=gaps, reason=reason)


def run_of(found: Denominator, periods: Sequence[str]) -> list[str]:
    """Return the longest unbroken run of periods that have a figure: a model of change needs neighbours."""
    if not found.name:
        return list(periods)
    told = found.figures.get(TOTAL, pd.Series(dtype=np.float64))
    known = set(told.index) if len(told) else {period for each in found.figures.values() for period in each.index}
    best: list[str] = []
    run: list[str] = []
    for period in periods:
        run = [*run, period] if period in known else []
        best = run if len(run) > len(best) else best
    return best


def _people(
    scene: Scene, periods: Sequence[str], countries: Iterable[str], by: str, codes: Iterable[str]
) -> Denominator:
    """Return the people of 2019 for every period: no other year ships with Istmo."""
    known = scene.reference.population
    groups = {TOTAL: tuple(countries)} | ({code: (code,) for code in codes} if by == "country" else {})
    index = pd.Index(periods, dtype="str")
    figures = {
        code: pd.Series(float(known[list(group)].sum()), index=index)
        for code, group in groups.items()
        if all(country in known.index for country in group)
    }
    reason = "" if figures else "no_figure"
    return Denominator(name=POPULATION, scale=100_000.0, figures=figures, reason=reason)


def _figures(table: pd.DataFrame, name: str, countries: Iterable[str], periods: Sequence[str]) -> pd.Series:
    """Return the figures there are; periods of which one is missing or zero are left out."""
    left, chosen = list(periods), tuple(countries)
    while left:
        found = exposure(table, name, chosen, left)
        if not found.reason:
            return found.values
        bad = {gap.rpartition(" ")[2] for gap in found.missing}
        left = [period for period in left if period not in bad]
    return pd.Series(dtype=np.float64)
