"""The catalogue of biases: what is known to be wrong with seizure records, and what it does to a finding."""

from collections.abc import Container, Sequence
from pathlib import Path

import pandas as pd

from data.dimensions import DIMENSIONS, MEASURES
from data.vocabulary import LANGUAGES, REFERENCE

EFFECTS = ("over", "under", "either", "none")
"""What a bias does to what is shown: too high, too low, one or the other, or nothing but a reading that misleads."""

EVERY = "*"
"""Stands for all measures, or for all dimensions."""

LONGEST = 140
"""Characters a text may have: it stands under a chart."""

MOST = 3
"""Biases told with one chart."""


def load_biases(folder: Path = REFERENCE) -> pd.DataFrame:
    """Read the catalogue that ships with Istmo.

    Returns
    -------
    `id`, `name_en`, `name_es` (in a few words), `text_en`, `text_es` (what is wrong), `measures`, `dimensions` (codes
    joined by `;`, or `*`), `effect` (one of `EFFECTS`), `effect_en`, `effect_es` (what it does to a finding), `source`.

    Raises
    ------
    ValueError
        If `problems` finds any.
    """
    table = pd.read_csv(folder / "biases.csv", dtype=str, keep_default_na=False)
    found = problems(table)
    if found:
        raise ValueError("; ".join(found))
    return table


def problems(table: pd.DataFrame) -> tuple[str, ...]:
    """Return what is wrong with a catalogue, as `code:id`.

    Codes: `id_repeated`, `text_missing`, `text_too_long`, `source_missing`, `measure_unknown`, `dimension_unknown`,
    `effect_unknown`; `nothing_general` if no bias is for every measure and dimension, so that a chart might get none.
    """
    texts = table[[f"{kind}_{language}" for kind in ("name", "text", "effect") for language in LANGUAGES]]
    checks = {
        "id_repeated": table["id"].duplicated() | (table["id"] == ""),
        "text_missing": texts.apply(lambda column: column.str.strip() == "").any(axis=1),
        "text_too_long": texts.apply(lambda column: column.str.len() > LONGEST).any(axis=1),
        "source_missing": table["source"].str.strip() == "",
        "measure_unknown": ~table["measures"].map(lambda codes: _allowed(codes, MEASURES)).astype(bool),
        "dimension_unknown": ~table["dimensions"].map(lambda codes: _allowed(codes, DIMENSIONS)).astype(bool),
        "effect_unknown": ~table["effect"].isin(EFFECTS),
    }
    found = [f"{code}:{name}" for code, wrong in checks.items() for name in table.loc[wrong, "id"]]
    general = (table["measures"] == EVERY) & (table["dimensions"] == EVERY)
    return tuple(found if general.any() else [*found, "nothing_general:"])


def applying(table: pd.DataFrame, measures: Sequence[str], dimensions: Sequence[str], most: int = MOST) -> pd.DataFrame:
    """Return the biases that most specifically apply to a chart; at least one with the shipped catalogue.

    A bias applies if it names one of the measures, or every one, and likewise for dimensions. First those that name
    both; then those that name a dimension and those that name a measure by turns, so that a chart of quantities over
    time is told of time and of quantities; last those for everything. Within each, the fewer codes a bias names the
    earlier it comes, then the order of the catalogue.

    Parameters
    ----------
    table : as `load_biases` returns it.
    measures, dimensions : names of what the chart shows; either may be empty.
    most : how many at the most.

    Returns
    -------
    Rows of `table`, most specific first.
    """
    named = {"measures": set(measures), "dimensions": set(dimensions)}
    codes = {column: table[column].str.split(";") for column in named}
    every = {column: table[column] == EVERY for column in named}
    own = {
        column: codes[column].map(lambda listed, shown=shown: not shown.isdisjoint(listed)).astype(bool)
        for column, shown in named.items()
    }
    fits = (own["measures"] | every["measures"]) & (own["dimensions"] | every["dimensions"])
    rank = pd.DataFrame({column: own[column].astype(int) for column in named}).assign(
        width=codes["measures"].str.len() + codes["dimensions"].str.len(), place=range(len(table))
    )[fits]
    rank["general"] = -(rank["measures"] + rank["dimensions"])
    rank = rank.sort_values(["general", "width", "place"])
    rank["turn"] = rank.groupby(["measures", "dimensions"]).cumcount()
    order = rank.sort_values(["general", "turn", "measures", "place"]).index
    return table.loc[order[:most]].reset_index(drop=True)


def _allowed(codes: str, registry: Container[str]) -> bool:
    """Tell whether a cell is `*` or names only what the registry holds."""
    return codes == EVERY or all(code in registry for code in codes.split(";"))
