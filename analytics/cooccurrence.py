"""Values stated together more often than chance gives, with the coding habits of agencies held apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.columns import Floats, Ints, Mask
from analytics.crossfilter import View
from analytics.intervals import LEVEL, MINIMUM_BASE
from analytics.modus_operandi import stated
from analytics.shifts import combinations
from data.dimensions import DIMENSIONS, base

SUPPORT = 5
"""Fewest seizures that must state both values of a pair for it to be tested."""

MANTEL_FLEISS = 5
"""Room on either side of the expected count under which the stratified test cannot be trusted."""

STRATA = ("agency_type", "source_publisher", "country")
"""What seizures can be stratified by; those of several agency types are a stratum of their own for each combination."""

Strings = npt.NDArray[np.str_]
Matrices = tuple[Any, Any]
"""Sparse matrices of records by values, of the first and the second dimension."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of values, those with support tested for association.

    Attributes
    ----------
    table : one row a tested pair, the surest first: `first`, `second` (codes), `both` (seizures that state both),
        `first_seizures`, `second_seizures`, `expected` (both, if independent), `lift` (both / expected), `p` (Fisher's
        exact test, two-sided), `adjusted_p` (Benjamini and Hochberg 1995, over the tested pairs), and within strata
        `stratified_odds` (Mantel–Haenszel odds ratio), `stratified_p` (Cochran–Mantel–Haenszel),
        `stratified_adjusted_p`, `strata` (with information on the pair) and `stratified_reason`; `finding`.
        `stratified_reason` is `few_strata` (no stratum of 10 in which both values vary) or `few_records` (Mantel and
        Fleiss 1980: too few expected for the test), the stratified figures then being NaN. `finding` is `associated`
        (p under 0.05 after adjustment, crude and within strata, in the same direction), `crude_only` (crude but not
        within strata: possibly a coding habit), `unstratified` (crude, strata too few to tell) or `none`.
    seizures : counted seizures that state the dimension, or both dimensions.
    unknown : counted seizures that don't.
    tested : pairs tested.
    not_tested : pairs that occur, in fewer seizures than the support.
    stratified_by : what strata are of.
    stratified : seizures that lie in strata of 10 or more.
    reason : empty; `few_records` where seizures are under 10; `no_support` where no pair has the support.
    minimum : the support, or the seizures, that the reason is about.
    """

    table: pd.DataFrame
    seizures: int
    unknown: int
    tested: int
    not_tested: int
    stratified_by: str
    stratified: int
    reason: str
    minimum: int


def pairs(view: View, first: str = "concealment", second: str | None = None, *, strata: str = "agency_type") -> Pairs:
    """Return the pairs of values of one dimension, or of two, that are stated by the same seizures.

    Association is judged among the seizures that state the dimension, or both. Fisher's exact test (Fisher 1935) is
    crude: an agency that always writes two values makes a false pair, so that the test is repeated within strata
    (Cochran 1954; Mantel and Haenszel 1959), those of 10 or more seizures.

    Parameters
    ----------
    first, second : dimensions, such as `concealment` and `transport_mode`; without the second, pairs within the first.
    strata : one of `STRATA`.

    Raises
    ------
    ValueError : for strata that aren't offered, two dimensions read from the same values, or pairs within a dimension
        that has one value a record or states a place beside its country.
    """
    _check(first, second, strata)
    one = stated(view, first)
    other = one if second is None else stated(view, second)
    kept = one.known & other.known
    matrices = (one.matrix[np.flatnonzero(kept)], other.matrix[np.flatnonzero(kept)])
    together = (matrices[0].T @ matrices[1]).toarray()
    counts = np.triu(together, 1) if second is None else together
    seizures, stratum = int(kept.sum()), _strata(view, strata, kept)
    few = seizures < MINIMUM_BASE
    chosen = np.argwhere(counts >= (SUPPORT if not few else np.inf))
    table = _table(matrices, (one.values, other.values), (chosen[:, 0], chosen[:, 1]), stratum)
    return Pairs(
        table=table,
        seizures=seizures,
        unknown=view.seizures - seizures,
        tested=len(table),
        not_tested=int(np.count_nonzero(counts)) - len(table),
        stratified_by=strata,
        stratified=int(np.count_nonzero(stratum >= 0)),
        reason="few_records" if few else "" if len(table) else "no_support",
        minimum=MINIMUM_BASE if few else SUPPORT,
    )


def _check(first: str, second: str | None, strata: str) -> None:
    if strata not in STRATA:
        raise ValueError(f"strata must be one of {', '.join(STRATA)}, not {strata!r}")
    if second is None and DIMENSIONS[first].holder not in {"list", "item"}:
        raise ValueError(f"{first} has one value a record, or a place and its country: no two tell of each other")
    if second is not None and base(first) == base(second):
        raise ValueError(f"cannot pair {first} with {second}: they are read from the same values")


def _strata(view: View, name: str, kept: Mask) -> Ints:
    """Return the stratum of each kept record, numbered from 0; -1 where it isn't stated or has fewer than 10."""
    if name == "source_publisher":
        stratum = pd.factorize(view.columns.records.seizures[name].iloc[view.rows])[0]
    else:
        found = stated(view, name)
        stratum = np.where(found.known, combinations(found), -1)
    stratum = stratum[kept]
    sizes = np.bincount(stratum[stratum >= 0], minlength=1)
    return pd.factorize(np.where((stratum >= 0) & (sizes[stratum] >= MINIMUM_BASE), stratum, np.nan))[0]


def _table(
    matrices: Matrices, values: Sequence[tuple[str, ...]], pair: tuple[Ints, Ints], stratum: Ints
) -> pd.DataFrame:
    """Return the table of `Pairs` for the chosen pairs of codes."""
    whole = _cells(matrices, pair, np.arange(len(stratum)))
    layers = [
        _cells(matrices, pair, np.flatnonzero(stratum == number)) for number in range(stratum.max(initial=-1) + 1)
    ]
    ones, others = whole[:, 0].sum(axis=1), whole[:, :, 0].sum(axis=1)
    table = pd.DataFrame(
        {
            "first": pd.Series([values[0][code] for code in pair[0]], dtype="str"),
            "second": pd.Series([values[1][code] for code in pair[1]], dtype="str"),
            "both": whole[:, 0, 0],
            "first_seizures": ones,
            "second_seizures": others,
            "expected": ones * others / max(len(stratum), 1),
        }
    )
    table["lift"] = table["both"] / table["expected"]
    table["p"] = _fisher(whole)
    table["adjusted_p"] = _adjusted(table["p"])
    table = table.join(_stratified(np.array(layers, dtype=np.int64).reshape(len(layers), len(table), 2, 2)))
    table["finding"] = _findings(table)
    return table.sort_values(["p", "both", "first", "second"], ascending=[True, False, True, True], ignore_index=True)


def _cells(matrices: Matrices, pair: tuple[Ints, Ints], rows: Ints) -> Ints:
    """Return the two-by-two table of each pair in some records: stated or not, by stated or not."""
    left, right = (matrix[rows] for matrix in matrices)
    both = (left.T @ right).toarray()[pair]
    one, other = left.sum(axis=0)[pair[0]], right.sum(axis=0)[pair[1]]
    neither = len(rows) - one - other + both
    return np.stack([both, one - both, other - both, neither], axis=1).reshape(-1, 2, 2).astype(np.int64)


def _fisher(tables: Ints) -> Floats:
    from scipy.stats import fisher_exact

    return np.array([fisher_exact(cells).pvalue for cells in tables], dtype=np.float64)


def _adjusted(p_values: pd.Series) -> Floats:
    """Return p-values adjusted for their number, NaN where there is none."""
    from scipy.stats import false_discovery_control

    adjusted = p_values.to_numpy(np.float64, copy=True)
    given = np.isfinite(adjusted)
    if given.any():
        adjusted[given] = false_discovery_control(adjusted[given])
    return adjusted


def _stratified(layers: Ints) -> pd.DataFrame:
    """Return the stratified columns of `Pairs`, from tables by stratum and pair."""
    each = [_within(layers[:, pair]) for pair in range(layers.shape[1])]
    names = ["stratified_odds", "stratified_p", "strata", "stratified_reason"]
    table = pd.DataFrame(each, columns=names).astype({"stratified_odds": float, "stratified_p": float})
    table.insert(2, "stratified_adjusted_p", _adjusted(table["stratified_p"]))
    return table


def _within(tables: Ints) -> tuple[float, float, int, str]:
    """Return pooled odds ratio, p, strata with information and reason, from one pair's table in each stratum."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    ones, others, sizes = tables[:, 0].sum(axis=1), tables[:, :, 0].sum(axis=1), tables.sum(axis=(1, 2))
    telling = (ones > 0) & (ones < sizes) & (others > 0) & (others < sizes)
    if not telling.any():
        return float("nan"), float("nan"), 0, "few_strata"
    ones, others, sizes, tables = ones[telling], others[telling], sizes[telling], tables[telling]
    expected = float((ones * others / sizes).sum())
    least, most = np.maximum(0, ones + others - sizes).sum(), np.minimum(ones, others).sum()
    if min(expected - least, most - expected) < MANTEL_FLEISS:
        return float("nan"), float("nan"), len(sizes), "few_records"
    with np.errstate(divide="ignore", invalid="ignore"):
        table = StratifiedTable(np.moveaxis(tables, 0, -1).astype(np.float64))
        return float(table.oddsratio_pooled), float(table.test_null_odds(correction=True).pvalue), len(sizes), ""


def _findings(table: pd.DataFrame) -> Strings:
    crude = table["adjusted_p"] < 1 - LEVEL
    same = (table["stratified_odds"] > 1) == (table["lift"] > 1)
    held = (table["stratified_adjusted_p"] < 1 - LEVEL) & same
    untold = table["stratified_reason"] != ""
    return np.select([~crude, untold, held], ["none", "unstratified", "associated"], "crude_only")
