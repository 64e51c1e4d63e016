"""Totals that somebody published → the columns of `reference/published.csv`."""

from functools import lru_cache

import pandas as pd

from data.geography.toponyms import fold
from data.mapping.cells import NOTE_COLUMNS, Cells, kind_of
from data.mapping.profiles import ColumnRule, Profile, bound
from data.mapping.values import Lexicon
from data.vocabulary import REFERENCE, load_vocabulary

PARTS = ("year", "month", "day")


def published(chunk: pd.DataFrame, profile: Profile) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row a figure, and what was changed or not understood.

    Parameters
    ----------
    chunk : raw text of a bulletin: one figure a row, or one column a month or type (a rule with target `value` and
        `fixed` texts such as `{month = "01"}`).
    profile : of target `published`.

    Returns
    -------
    The columns of `reference/published.csv` with the file rows as index (repeated for wide columns). Provinces that
    are known are given by ISO 3166-2 code; blank cells give no row, unreadable ones keep their text. And `row`,
    `column` (of the file), `value`, `code`, `suggestion`.
    """
    columns = list(pd.read_csv(REFERENCE / "published.csv", nrows=0).columns)
    cells = Cells(profile, Lexicon(load_vocabulary()))
    read = [(rule, column, *cells.read(rule, chunk[column])) for rule, column in bound(profile, chunk.columns)]
    kept = [(rule, values) for rule, _, values, _ in read if rule.target != "ignore"]
    shared = pd.DataFrame({_slot(rule): values for rule, values in kept if rule.target != "value"}, index=chunk.index)
    tables = [_figures(shared, rule, values) for rule, values in kept if rule.target == "value"]
    figures = pd.concat(tables) if tables else shared.iloc[:0].assign(value="")
    for name, text in profile.constants.items():
        figures[name] = figures[name].mask(figures[name] == "", text) if name in figures else text
    every = list(dict.fromkeys([*columns, "country", "date", *PARTS]))
    figures = figures.reindex(columns=every, fill_value="").astype("str").fillna("")
    figures = figures.assign(place=_places(figures), period=_periods(figures))[columns].sort_index(kind="stable")
    noted = [notes.assign(column=column) for rule, column, _, notes in read if rule.target != "ignore"]
    return figures, pd.concat([pd.DataFrame(columns=list(NOTE_COLUMNS)), *noted], ignore_index=True)


def _slot(rule: ColumnRule) -> str:
    return kind_of(rule) if kind_of(rule) in PARTS else rule.target


def _figures(shared: pd.DataFrame, rule: ColumnRule, values: pd.Series) -> pd.DataFrame:
    return shared.assign(value=values, **dict(rule.fixed))[values != ""]


def _periods(figures: pd.DataFrame) -> pd.Series:
    month = ("-" + figures["month"]).where(figures["month"] != "", "")
    split = (figures["year"] + month).where(figures["year"] != "", "")
    stated = figures["period"].where(figures["period"] != "", figures["date"])
    return stated.where(stated != "", split)


def _places(figures: pd.DataFrame) -> pd.Series:
    names = _provinces()
    pairs = list(zip(figures["country"], figures["place"], strict=True))
    known = {pair: _place(*pair, names) for pair in set(pairs)}
    return pd.Series([known[pair] for pair in pairs], index=figures.index, dtype="str")


def _place(country: str, place: str, names: dict[str, tuple[str, ...]]) -> str:
    """Return the code of a province if only one is meant; a place that isn't one as written, a blank as the country."""
    found = [code for code in names.get(fold(place), ()) if not country or code.startswith(f"{country}-")]
    return found[0] if len(found) == 1 else place or country


@lru_cache(maxsize=1)
def _provinces() -> dict[str, tuple[str, ...]]:
    names: dict[str, set[str]] = {}
    for column in ("code", "name_en", "name_es"):
        provinces = load_vocabulary().provinces
        for code, name in zip(provinces["code"], provinces[column], strict=True):
            names.setdefault(fold(name), set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in names.items()}
