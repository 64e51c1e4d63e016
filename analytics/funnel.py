"""Places on a funnel instead of a ranking: which differ from the whole by more than their size explains.

Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24:1185-1202.
Scipy is imported where it is used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from analytics.columns import Floats, Many, Mask
from analytics.consignments import small_consignments
from analytics.crossfilter import View
from analytics.intervals import MINIMUM_BASE
from data.dimensions import UNKNOWN

Kind = Literal["rate", "share"]
Dispersion = Literal["none", "multiplicative", "additive"]

MINIMUM_PLACES = 5
"""No funnel is drawn through fewer places."""

LIMITS: Mapping[str, float] = MappingProxyType({"95": 0.95, "99_8": 0.998})
"""Levels of the limits: two and three standard errors, near enough."""

WINSORISED = 0.1
"""Share of the z-scores at each end that is drawn in before dispersion is measured."""

GRID = 60
"""Points of a limit curve."""

FALSE_DISCOVERIES = 0.05

SMALL = 2
"""Firearms of a small consignment, at most."""

OPEN = "none_open"
"""The concealment of goods that weren't concealed."""

ROUTE_ENDS = ("origin", "destination")


@dataclass(frozen=True)
class Funnel:
    """Places against the limits of chance around the overall rate.

    Attributes
    ----------
    points : one row a place, `code`, `seizures`, `base`, `rate` (per one of the base; NaN where not told), `z` (after
        over-dispersion), `p` (two-sided mid-p), `p_adjusted` (Benjamini and Hochberg 1995), `outside_95`,
        `outside_99_8`, `reliable` (adjusted p under 0.05), `reason` (empty, or `few_records`: a share of under 10
        records, neither told nor tested).
    limits : `base`, `low_95`, `high_95`, `low_99_8`, `high_99_8`: curves over the range of the bases.
    overall : rate of all places together, None where there is no base, or one under 10 for a share.
    phi : over-dispersion of the places tested, 1 being chance alone; None where not measured.
    threshold : phi up to which it may still be chance.
    tau : standard deviation between places, in units of the rate, as additive over-dispersion has it; None likewise.
    dispersion : what the limits were widened for: `none`, `multiplicative` or `additive`.
    reason : empty, `few_places` (under `MINIMUM_PLACES`: no limits), or `no_variation` (a share of nothing or all).
    """

    points: pd.DataFrame
    limits: pd.DataFrame
    overall: float | None
    phi: float | None
    threshold: float | None
    tau: float | None
    dispersion: Dispersion
    reason: str


def rates(view: View, level: str, population: pd.Series) -> pd.DataFrame:
    """Return the seizures of each place and its denominator.

    Only places that have both a denominator and some counted record in the whole version are in it: where nothing was
    ever recorded, none isn't zero.

    Parameters
    ----------
    level : `country` or `admin1`.
    population : people (or another denominator) by code.

    Returns
    -------
    `code`, `seizures`, `base`.
    """
    column = view.columns.held[level]
    recorded = np.bincount(column.codes[view.columns.counted], minlength=len(column.values)) > 0
    chosen = view.selection.values(level)
    codes = [code for code, seen in zip(column.values, recorded, strict=True) if seen and code in population.index]
    kept = [code for code in codes if code not in UNKNOWN and (not chosen or code in chosen)]
    seizures = view.by(level).set_index(level)["seizures"].reindex(kept, fill_value=0)
    base = population.reindex(kept).to_numpy(np.float64)
    table = pd.DataFrame({"code": kept, "seizures": seizures.to_numpy(), "base": base}).astype({"code": "str"})
    return table[table["base"] > 0].reset_index(drop=True)


def shares(view: View, level: str, share: str) -> pd.DataFrame:
    """Return in how many seizures of each place something holds, of those that tell.

    Parameters
    ----------
    share : a name in `SHARES`: `route_known` (origin or destination; of all), `concealed` (of those with concealment
        known), `small_consignment` (two firearms at most, or parts alone; of those with a number of either).

    Returns
    -------
    `code`, `seizures`, `base`.
    """
    part, whole = (mask[view.rows] for mask in SHARES[share](view))
    column = view.columns.held[level]
    codes = column.codes[view.rows]
    seizures, base = (np.bincount(codes[mask], minlength=len(column.values)) for mask in (part & whole, whole))
    table = pd.DataFrame({"code": column.values, "seizures": seizures, "base": base}).astype({"code": "str"})
    return table[(table["base"] > 0) & ~table["code"].isin(UNKNOWN)].reset_index(drop=True)


def funnel(table: pd.DataFrame, kind: Kind, *, dispersion: Dispersion = "multiplicative") -> Funnel:
    """Return the funnel of `rates` (Poisson) or `shares` (binomial).

    Limits are exact quantiles, interpolated between counts as in the paper's appendix A.1, but on mid-probabilities
    (Lancaster 1961, JASA 56): the paper's own leave 8 % of chance above the upper 2.5 % limit where one is expected.
    Where phi, from z-scores winsorised by 10 %, exceeds 1 + 2√(2/I), limits are widened around the overall rate by
    √phi or, additive, by √(1 + tau²/s²), tau² being DerSimonian and Laird's (1986) from the same phi.

    Parameters
    ----------
    table : `code`, `seizures`, `base`, one row a place, bases above zero.
    dispersion : how the limits are widened, if the places vary by more than chance.
    """
    told = (table["base"] >= MINIMUM_BASE) | (kind == "rate")
    places = table[told]
    whole = table["base"].sum()
    overall = float(table["seizures"].sum() / whole) if whole >= (MINIMUM_BASE if kind == "share" else 1) else None
    flat = not overall or (kind == "share" and overall == 1)
    if len(places) < MINIMUM_PLACES or flat or overall is None:
        reason = "few_places" if len(places) < MINIMUM_PLACES else "no_variation"
        return Funnel(_untold(table, told), _curves(None, []), overall, None, None, None, "none", reason)
    base = places["base"].to_numpy(np.float64)
    error = _error(overall, base, kind)
    plain = (places["seizures"].to_numpy() / base - overall) / error
    phi, tau = _spread(plain, error)
    threshold = float(1 + 2 * np.sqrt(2 / len(places)))
    used: Dispersion = dispersion if phi > threshold else "none"
    chance = Chance(
        overall, kind, {"none": 1.0, "multiplicative": phi, "additive": 1.0}[used], tau * (used == "additive")
    )
    points = _untold(table, told)
    points.loc[told, "z"] = plain / chance.widening(base)
    points.loc[told, "p"] = chance.p(places["seizures"].to_numpy(np.float64), base)
    return Funnel(_flagged(points), _curves(chance, base), overall, phi, threshold, tau, used, "")


@dataclass(frozen=True)
class Chance:
    """What chance does around an overall rate.

    Attributes
    ----------
    overall : the rate, per one of the base.
    kind : `rate` (Poisson) or `share` (binomial).
    phi : factor of the variance.
    tau : standard deviation added to that of chance.
    """

    overall: float
    kind: Kind
    phi: float = 1.0
    tau: float = 0.0

    def widening(self, base: Floats) -> Floats:
        """Return by what factor limits at these bases lie further out than chance alone puts them."""
        return np.sqrt(self.phi + (self.tau / _error(self.overall, base, self.kind)) ** 2)

    def p(self, seizures: Floats, base: Floats) -> Floats:
        """Return the two-sided mid-p of each count, drawn in towards what is expected by the widening."""
        expected = self.overall * base
        below = self._below(expected + (seizures - expected) / self.widening(base), base)
        return np.minimum(1.0, 2 * np.minimum(below, 1 - below))

    def limits(self, base: Floats, level: float) -> tuple[Floats, Floats]:
        """Return the rates between which chance leaves this share of places."""
        found = []
        for tail in ((1 - level) / 2, (1 + level) / 2):
            limit = self.overall + (self._quantile(tail, base) / base - self.overall) * self.widening(base)
            found.append(np.clip(limit, 0, 1 if self.kind == "share" else None))
        return found[0], found[1]

    def _cumulative(self, counts: Floats, base: Floats) -> Floats:
        from scipy.stats import binom, poisson

        if self.kind == "rate":
            return poisson.cdf(counts, self.overall * base)
        return binom.cdf(counts, base, self.overall)

    def _middle(self, counts: Floats, base: Floats) -> Floats:
        """Return the probability of fewer, and half that of as many; linear from zero below no seizures at all."""
        return (self._cumulative(counts, base) + self._cumulative(counts - 1, base)) / 2

    def _below(self, amounts: Floats, base: Floats) -> Floats:
        """Return the mid-probability of amounts between counts."""
        whole = np.floor(amounts)
        low, high = self._middle(whole, base), self._middle(whole + 1, base)
        return low + (amounts - whole) * (high - low)

    def _quantile(self, tail: float, base: Floats) -> Floats:
        """Return the amount, between counts, below which this probability lies: the inverse of `_below`."""
        from scipy.stats import binom, poisson

        law = poisson(self.overall * base) if self.kind == "rate" else binom(base, self.overall)
        count = law.ppf(tail)
        above = np.where(self._middle(count, base) >= tail, count, count + 1)
        low, high = self._middle(above - 1, base), self._middle(above, base)
        return above - (high - tail) / (high - low)


def _error(overall: float, base: Floats, kind: Kind) -> Floats:
    return np.sqrt(overall * (1 - overall if kind == "share" else 1) / base)


def _spread(z: Floats, error: Floats) -> tuple[float, float]:
    """Return phi and tau (the paper's appendix A.3) from unadjusted z-scores and their standard errors."""
    drawn = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi, weights = float(np.mean(drawn**2)), error**-2.0
    excess = len(z) * phi - (len(z) - 1)
    return phi, float(np.sqrt(max(0.0, excess / (weights.sum() - (weights**2).sum() / weights.sum()))))


def _untold(table: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    rate = (table["seizures"] / table["base"]).where(told)
    reason = np.where(told, "", "few_records")
    points = table[["code", "seizures", "base"]].assign(rate=rate, z=np.nan, p=np.nan, p_adjusted=np.nan)
    return points.assign(outside_95=False, outside_99_8=False, reliable=False, reason=reason)


def _flagged(points: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import false_discovery_control

    tested = points["p"].notna().to_numpy()
    adjusted = np.full(len(points), np.nan)
    adjusted[tested] = false_discovery_control(points["p"].to_numpy()[tested])
    outside = {f"outside_{name}": points["p"] < 1 - level for name, level in LIMITS.items()}
    return points.assign(p_adjusted=adjusted, reliable=adjusted < FALSE_DISCOVERIES, **outside)


def _curves(chance: Chance | None, base: Floats | list[float]) -> pd.DataFrame:
    """Return the limits over the bases, closer together where they bend."""
    if chance is None:
        return pd.DataFrame(
            columns=["base", *(f"{end}_{name}" for name in LIMITS for end in ("low", "high"))], dtype=float
        )
    grid = np.geomspace(np.min(base) * 0.9, np.max(base) * 1.05, GRID)
    grid = np.unique(np.round(grid)) if chance.kind == "share" else grid
    table = pd.DataFrame({"base": grid})
    for name, level in LIMITS.items():
        table[f"low_{name}"], table[f"high_{name}"] = chance.limits(grid, level)
    return table


def _route_known(view: View) -> tuple[Mask, Mask]:
    known = np.logical_or.reduce([view.known(end) for end in ROUTE_ENDS])
    return known, np.ones(view.columns.size, dtype=bool)


def _concealed(view: View) -> tuple[Mask, Mask]:
    values = view.columns.held["concealment"].values
    return _holding(view, "concealment", ~np.isin(values, [*UNKNOWN, OPEN])), view.known("concealment")


def _small_consignment(view: View) -> tuple[Mask, Mask]:
    masks = np.zeros((2, view.columns.size), dtype=bool)
    masks[:, view.rows] = small_consignments(view)
    return masks[0], masks[1]


def _holding(view: View, dimension: str, wanted: Mask) -> Mask:
    column = view.columns.held[dimension]
    assert isinstance(column, Many)
    mask = np.zeros(view.columns.size, dtype=bool)
    mask[column.rows[wanted[column.codes]]] = True
    return mask


SHARES: Mapping[str, Callable[[View], tuple[Mask, Mask]]] = MappingProxyType(
    {"route_known": _route_known, "concealed": _concealed, "small_consignment": _small_consignment}
)
"""Shares that places are compared by: which records have it, and which tell whether they do."""
