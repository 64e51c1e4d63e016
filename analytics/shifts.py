"""How far the mix of methods moved between two groups of seizures, and how far it moves by chance alone."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.columns import Floats, Ints, Mask
from analytics.crossfilter import View
from analytics.frequency import known
from analytics.intervals import LEVEL, MINIMUM_BASE
from analytics.modus_operandi import Stated, period_groups, shares, stated
from data.dimensions import family_name

PERMUTATIONS = 999

MERGE_UNDER = 300
"""Under this many seizures in either group values are merged to their families: chance alone moves too many values."""

MOST_PATTERNS = 1_000
"""Beyond this many distinct combinations of values the null is drawn from its normal limit (see `_drawn`)."""

SERIES = (
    "period",
    "previous",
    "dimension",
    "merged",
    "first",
    "second",
    "score",
    "low",
    "middle",
    "high",
    "p",
    "reason",
)


@dataclass(frozen=True)
class Shift:
    """Jensen–Shannon divergence between the mixes of two groups of seizures, beside what chance alone gives.

    Attributes
    ----------
    dimension : the dimension compared; the family where values were merged.
    merged : whether values were merged to families because a group has fewer than 300 seizures.
    first, second : seizures of each group that state the dimension.
    first_unknown, second_unknown : those that don't; they are in neither mix.
    left_out : seizures in neither group because their date is too vague to tell the side.
    score : bits, 0 (same mix) to 1 (nothing in common); NaN with a reason.
    low, middle, high : 5, 50 and 95 % of the scores of the same seizures dealt out at random.
    p : share of those scores at least as high, the observed one included (Phipson and Smyth 2010).
    values : `code`, `first`, `second` (seizures), `first_share`, `second_share` (NaN under 10) and `bits` (its part of
        the score), the largest part first.
    reason : empty, `few_records` (either group states the dimension in fewer than `minimum`) or `overlapping_groups`
        (a seizure is in both, so labels cannot be exchanged).
    minimum : seizures that state the dimension needed in each group.
    """

    dimension: str
    merged: bool
    first: int
    second: int
    first_unknown: int
    second_unknown: int
    left_out: int
    score: float
    low: float
    middle: float
    high: float
    p: float
    values: pd.DataFrame
    reason: str
    minimum: int = MINIMUM_BASE

    @property
    def beyond_chance(self) -> bool:
        """Whether chance gives such a score in at most 5 % of cases; never where it could not be determined."""
        return not self.reason and self.p <= 1 - LEVEL


def shift(first: View, second: View, dimension: str, *, permutations: int = PERMUTATIONS, seed: int = 0) -> Shift:
    """Return how far the mix moved from one view to another (Jensen–Shannon divergence, Lin 1991).

    A mix is how often each value is stated, of all values stated. Chance is shown by exchanging group labels over
    whole seizures, each with all its values (Good 2005, Permutation, Parametric and Bootstrap Tests).

    Parameters
    ----------
    first, second : views of the same records that share no seizure.

    Raises
    ------
    ValueError : if the views are of different records.
    """
    if first.columns is not second.columns:
        raise ValueError("cannot compare views of different records")
    level = _level(dimension, min(known(first, dimension), known(second, dimension)))
    joined = _together(stated(first, level), stated(second, level))
    groups = np.repeat([0, 1], [first.seizures, second.seizures])
    reason = "overlapping_groups" if len(np.intersect1d(first.rows, second.rows)) else ""
    return _shift(joined, groups, dimension, level, permutations, seed, reason)


def shift_at(view: View, dimension: str, day: date, *, permutations: int = PERMUTATIONS, seed: int = 0) -> Shift:
    """Return how far the mix moved from before a day to that day and after.

    Seizures whose date is too vague to tell the side (a year or month that holds the day, or no date) are left out.
    """
    cut = (day - date(1970, 1, 1)).days
    rows = view.rows
    groups = np.select([view.columns.last_day[rows] < cut, view.columns.first_day[rows] >= cut], [0, 1], -1)
    fine = stated(view, dimension)
    level = _level(dimension, min(int(np.count_nonzero(fine.known[groups == side])) for side in (0, 1)))
    found = fine if level == dimension else stated(view, level)
    return _shift(found, groups, dimension, level, permutations, seed, "")


def shift_series(
    view: View, dimension: str, grain: str, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """Return how far the mix of each period moved from that of the period before.

    Parameters
    ----------
    grain : `year`, `quarter`, `month`, or `enough` (years joined until each group has 10 that state the dimension).

    Returns
    -------
    One row a period but the first: `period`, `previous`, `dimension`, `merged`, `first`, `second` (seizures that state
    it), `score`, `low`, `middle`, `high`, `p`, `reason`, as in `Shift`, and `adjusted_p` (Benjamini and Hochberg 1995,
    over the rows with a score). A row that is merged and one that isn't are on different scales: read each against its
    own band.
    """
    fine = stated(view, dimension)
    periods = period_groups(view, grain, fine.known)
    codes = np.full(view.seizures, -1)
    codes[periods.places] = periods.codes
    told = np.bincount(codes[fine.known & (codes >= 0)], minlength=len(periods.values))
    levels = [_level(dimension, int(least)) for least in np.minimum(told[:-1], told[1:])]
    found = {level: stated(view, level) for level in {dimension, *levels}}
    rows = []
    for place, level in enumerate(levels):
        groups = np.select([codes == place, codes == place + 1], [0, 1], -1)
        each = _shift(found[level], groups, dimension, level, permutations, seed + place, "")
        named = {"period": periods.values[place + 1], "previous": periods.values[place]}
        rows.append(named | {name: getattr(each, name) for name in SERIES[2:]})
    return _adjusted(pd.DataFrame(rows, columns=list(SERIES)))


def divergence(first: Floats | Ints, second: Floats | Ints) -> Floats:
    """Return the Jensen–Shannon divergence in bits of each row of counts to the same row of the other (Lin 1991)."""
    from scipy.spatial.distance import jensenshannon

    return np.asarray(jensenshannon(first, second, base=2, axis=-1)) ** 2


def _adjusted(table: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import false_discovery_control

    adjusted, scored = np.full(len(table), np.nan), (table["reason"] == "").to_numpy(bool)
    if scored.any():
        adjusted[scored] = false_discovery_control(table["p"].to_numpy(np.float64)[scored])
    return table.assign(adjusted_p=adjusted)


def _level(dimension: str, least: int) -> str:
    """Return the dimension to compare by: its family, if it has one, where a group is small."""
    return (family_name(dimension) or dimension) if least < MERGE_UNDER else dimension


def _shift(found: Stated, groups: Ints, dimension: str, level: str, permutations: int, seed: int, reason: str) -> Shift:
    """Return the shift between the records of group 0 and of group 1; -1 is neither."""
    sizes = [int(np.count_nonzero((groups == side) & found.known)) for side in (0, 1)]
    unknown = [int(np.count_nonzero((groups == side) & ~found.known)) for side in (0, 1)]
    reason = reason or ("few_records" if min(sizes) < MINIMUM_BASE else "")
    counts, members = _patterns(_of(found, groups >= 0), groups[groups >= 0])
    mentions = counts @ members
    score, low, middle, high, p = np.full(5, np.nan).tolist()
    if not reason:
        score = float(divergence(*mentions))
        null = _null(counts, members, permutations, np.random.default_rng(seed))
        low, middle, high = np.quantile(null, [0.05, 0.5, 0.95]).tolist()
        # an equal score summed in another order may differ in the last bit
        p = (1 + np.count_nonzero(null >= score * (1 - 1e-9))) / (1 + permutations)
    return Shift(
        dimension=level,
        merged=level != dimension,
        first=sizes[0],
        second=sizes[1],
        first_unknown=unknown[0],
        second_unknown=unknown[1],
        left_out=int(np.count_nonzero(groups < 0)),
        score=score,
        low=low,
        middle=middle,
        high=high,
        p=p,
        values=_parts(found.values, mentions.astype(np.int64), sizes),
        reason=reason,
    )


def _parts(values: tuple[str, ...], mentions: Ints, sizes: list[int]) -> pd.DataFrame:
    from scipy.special import rel_entr

    totals = mentions.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mixes = mentions / totals
    bits = (rel_entr(mixes, mixes.mean(axis=0)) / 2 / np.log(2)).sum(axis=0)
    table = pd.DataFrame({"code": pd.Series(values, dtype="str"), "first": mentions[0], "second": mentions[1]})
    for side, name in enumerate(("first", "second")):
        table[f"{name}_share"] = shares(mentions[side], np.full(len(values), sizes[side]))["share"]
    table = table.assign(bits=bits)[(mentions.sum(axis=0) > 0)]
    return table.sort_values(["bits", "code"], ascending=[False, True], ignore_index=True)


def _together(first: Stated, second: Stated) -> Stated:
    """Return the records of both, the second's after the first's, with one list of values."""
    values = tuple(dict.fromkeys([*first.values, *second.values]))
    place = {value: position for position, value in enumerate(values)}
    codes = [np.array([place[value] for value in each.values], dtype=np.int64)[each.codes] for each in (first, second)]
    places = np.concatenate([first.places, second.places + first.size])
    code = np.concatenate(codes)
    order = np.lexsort([code, places])
    return Stated(first.size + second.size, places[order], code[order], values)


def _of(found: Stated, kept: Mask) -> Stated:
    mine = kept[found.places]
    renumbered = np.cumsum(kept) - 1
    return Stated(int(kept.sum()), renumbered[found.places[mine]], found.codes[mine], found.values)


def combinations(found: Stated) -> Ints:
    """Return a number for each record: the same where records state the same values."""
    numbers = np.zeros(found.size, dtype=np.int64)
    turn = np.arange(len(found.places)) - np.searchsorted(found.places, found.places)
    for step in range(int(turn.max(initial=-1)) + 1):
        code = np.zeros(found.size, dtype=np.int64)
        code[found.places[turn == step]] = found.codes[turn == step] + 1
        numbers = pd.factorize(numbers * (len(found.values) + 1) + code)[0]
    return numbers


def _patterns(found: Stated, groups: Ints) -> tuple[Ints, Ints]:
    """Return how many records of groups 0 and 1 hold each combination of values, and which values it holds.

    Records that state nothing are in none.
    """
    patterns = combinations(found)
    count = int(patterns.max(initial=-1)) + 1
    members = np.zeros((count, len(found.values)), dtype=np.int64)
    members[patterns[found.places], found.codes] = 1
    counts = np.bincount(groups * count + patterns, minlength=2 * count).reshape(2, count)
    told = members.any(axis=1)
    return counts[:, told], members[told]


def _null(counts: Ints, members: Ints, permutations: int, generator: np.random.Generator) -> Floats:
    """Return the scores of the same records dealt out at random to groups of the same sizes."""
    mentions = (counts.sum(axis=0) @ members).astype(np.float64)
    first = _drawn(counts, members, permutations, generator)
    return divergence(first, mentions - first)


def _drawn(counts: Ints, members: Ints, permutations: int, generator: np.random.Generator) -> Floats:
    """Return how often each value is stated in a first group dealt out at random.

    Combinations are drawn as they would be without replacement. Where there are too many of them the values' counts
    are drawn from the limit law of such draws, a normal one with the same mean and covariance (Hájek 1960).
    """
    whole, size = counts.sum(axis=0), int(counts[0].sum())
    if len(whole) <= MOST_PATTERNS:
        drawn = generator.multivariate_hypergeometric(whole, size, size=permutations, method="marginals")
        return (drawn @ members).astype(np.float64)
    records = int(whole.sum())
    mean = whole @ members / records
    spread = (members * whole[:, None]).T @ members / records - np.outer(mean, mean)
    scale = size * (records - size) / (records - 1)
    limit = generator.multivariate_normal(
        size * mean, scale * spread, size=permutations, method="svd", check_valid="ignore"
    )
    return np.clip(limit, 0, records * mean)
