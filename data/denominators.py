"""What counts can be set against: inspections, patrols, containers scanned, population.

Users supply `denominators.csv`; the population that ships with Istmo is in the same form. A period without a figure
is told, never filled in: an interpolated denominator would make a trend of its own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from data.events import Check, is_country, read_cells, refuse_repeats
from data.vocabulary import REFERENCE

DENOMINATOR_COLUMNS = ("series", "country", "period", "value", "source")
KEY = ["series", "country", "period"]
STOCKS = frozenset({"population"})
"""Series that say how much there is, not how much was done: a year's figure holds in its months and quarters."""

_SERIES = re.compile(r"[a-z][a-z0-9_]*")
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Exposure:
    """A denominator for each period, or why there is none.

    Attributes
    ----------
    values : positive numbers by period; empty where there is a reason.
    reason : empty, `series_unknown`, `period_missing` or `exposure_zero`.
    missing : the country and period (`PA 2020`; ` 2020` for the region) that have no figure, or a zero.
    """

    values: pd.Series = field(default_factory=lambda: pd.Series(dtype=np.float64))
    reason: str = ""
    missing: tuple[str, ...] = ()


def load_denominators(path: Path) -> pd.DataFrame:
    """Read a user's `denominators.csv`.

    Returns
    -------
    `series`, `country` (blank = the region as one), `period` (`YYYY` or `YYYY-MM`), `value`, `source`.

    Raises
    ------
    BadTable
        If any cell can't be read, or a series has two figures for one country and period.
    FileNotFoundError
        If the file isn't there.
    """
    rows = read_cells(path, DENOMINATOR_COLUMNS, _checks())
    refuse_repeats(path, {line: " ".join(row[name] for name in KEY) for line, row in rows.items()}, "period", set())
    table = pd.DataFrame(list(rows.values()), columns=list(DENOMINATOR_COLUMNS), dtype="str")
    return table.assign(value=table["value"].astype("float64"))


def population(folder: Path = REFERENCE) -> pd.DataFrame:
    """Return the population that ships with Istmo (2019 only), in the form of `load_denominators`."""
    table = pd.read_csv(folder / "population.csv", dtype=str, keep_default_na=False)
    named = table.rename(columns={"year": "period", "population": "value"}).assign(series="population")
    return named[list(DENOMINATOR_COLUMNS)].assign(value=named["value"].astype("float64"))


def exposure(table: pd.DataFrame, series: str, countries: Iterable[str], periods: Sequence[str]) -> Exposure:
    """Return one denominator for each period, summed over countries.

    Parameters
    ----------
    table : as `load_denominators` returns it.
    series : which denominator.
    countries : ISO codes whose figures are added up; none for the figures of the region as one.
    periods : `2024`, `2024-Q1` or `2024-03`.

    Returns
    -------
    `Exposure`. A quarter is the sum of its three months and a year that of its twelve where the year itself has no
    figure; a year's figure is split over its months only for a stock such as population, of which each month has all.
    """
    known = table[table["series"] == series]
    if known.empty:
        return Exposure(reason="series_unknown")
    figures = known.set_index(["country", "period"])["value"].to_dict()
    chosen = sorted(set(countries)) or [""]
    stock = series in STOCKS
    grid = pd.DataFrame({name: [_figure(figures, name, text, stock) for text in periods] for name in chosen})
    return _answer(grid, chosen, periods)


def _answer(grid: pd.DataFrame, countries: Sequence[str], periods: Sequence[str]) -> Exposure:
    blank = grid.isna().to_numpy()
    if blank.any():
        gaps = tuple(f"{countries[place]} {periods[row]}" for row, place in np.argwhere(blank))
        return Exposure(reason="period_missing", missing=gaps)
    summed = pd.Series(grid.sum(axis=1).to_numpy(np.float64), index=pd.Index(periods, dtype="str"), name="exposure")
    zero = summed.index[summed <= 0]
    if len(zero):
        return Exposure(reason="exposure_zero", missing=tuple(zero))
    return Exposure(values=summed)


def _figure(figures: dict[tuple[str, str], float], country: str, period: str, stock: bool) -> float:
    """Return the figure of a country and period, NaN where it isn't stated or can't be added up exactly."""
    if (country, period) in figures:
        return figures[country, period]
    if stock:
        return figures.get((country, period[:4]), np.nan)
    year, _, quarter = period.partition("-Q")
    if "-" in year:
        return np.nan
    first, last = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    return sum(figures.get((country, f"{year}-{month:02d}"), np.nan) for month in range(first, last + 1))


def _checks() -> dict[str, Check]:
    return {
        "series": lambda text: None if _SERIES.fullmatch(text) else "use_lower_case_and_underscores",
        "country": lambda text: None if is_country(text) else "use_country_code_or_blank",
        "period": lambda text: None if _PERIOD.fullmatch(text) else "use_year_or_month",
        "value": lambda text: None if _NUMBER.fullmatch(text) else "use_plain_number",
        "source": lambda text: None if text else "name_the_source",
    }
