"""Whether counts rise or fall, and what part of it an effort or a population explains.

A test on too little says so: it never says "stable". Heavy libraries are imported where they are used.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from analytics.intervals import LEVEL, Floats
from analytics.trends import PER_YEAR, span
from data.dimensions import NOT_RECORDED, UNKNOWN

Method = Literal["", "mann_kendall", "hamed_rao", "seasonal", "negative_binomial_offset", "quasi_poisson_offset"]
Verdict = Literal["rise", "fall", "no_evidence", "undetermined"]

FEWEST_PERIODS = {"year": 8, "quarter": 12, "month": 36}
"""Fewer are not tested; four annual points could not reach p < 0.05 whatever they were."""

FEWEST_RECORDS = 20
LAGS = 3
"""Lags of the correction for autocorrelation: with all of them the test finds trends in noise too often."""

NEGLIGIBLE = 0.01
"""Share by which a negative binomial must exceed the Poisson variance to be told from it."""

SLOPE_COLUMNS = ("code", "per_year", "low", "high", "p", "q", "method", "n_periods", "total", "verdict", "reason")


@dataclass(frozen=True, kw_only=True)
class Slope:
    """A trend and its test.

    Attributes
    ----------
    per_year : change of a period's count per year; with an exposure, the ratio of the rate to that of a year before.
    low, high : its interval.
    p : two-sided.
    method : test used, empty if none was.
    n_periods, total : what it rests on.
    verdict : `rise`, `fall`, `no_evidence` (tested, not significant) or `undetermined` (not tested). Counts tie: the
        test may tell the direction where the slope's interval touches 0, so that its size isn't told.
    reason : of `undetermined`: `few_periods`, `few_records`, `mostly_zero`, `exposure_missing` or `no_fit`.
    minimum : number of periods or records the reason asks for, else 0.
    """

    per_year: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    method: Method = ""
    n_periods: int
    total: int
    verdict: Verdict
    reason: str = ""
    minimum: int = 0


def slope(
    counts: pd.Series, grain: str, exposure: pd.Series | None = None, *, incomplete: Collection[str] = ()
) -> Slope:
    """Return the trend of counts.

    Without an exposure: Theil-Sen slope (Sen 1968, JASA 63) and the test of Mann (1945, Econometrica 13); for months
    and quarters their seasonal form (Hirsch, Slack and Smith 1982, Water Resources Research 18); where neighbouring
    periods resemble each other, the correction of Hamed and Rao (1998, Journal of Hydrology 204), used only where it
    makes the test stricter. The interval of the slope uses the same variance as the test. With an exposure: the
    rate ratio of a negative-binomial regression with its logarithm as offset (Hilbe 2011, chapter 8), dispersion by
    maximum likelihood, standard errors scaled by Pearson's chi-square where it is above 1, and t quantiles; Poisson
    scaled in the same way where the negative binomial doesn't converge or isn't needed.

    Parameters
    ----------
    counts : by period, every period from the first to the last, zeros included.
    grain : `year`, `quarter` or `month`.
    exposure : effort or population by period, positive; a period it lacks makes the trend `undetermined`.
    incomplete : periods to leave out because reports of them are still coming in.
    """
    used = counts[~counts.index.isin(list(incomplete))].astype(np.float64)
    reason, minimum = _too_little(used, grain)
    if reason:
        return _undetermined(used, reason, minimum)
    if exposure is None:
        return _ranked(used, grain)
    effort = exposure.reindex(used.index).astype(np.float64)
    if not (effort > 0).all():
        return _undetermined(used, "exposure_missing")
    return _regressed(used, grain, effort)


def slopes(
    view: View,
    grain: str,
    by: str,
    *,
    exposure: pd.Series | Mapping[str, pd.Series] | None = None,
    incomplete: Collection[str] = (),
) -> pd.DataFrame:
    """Return the trend of every value of a dimension, with the false discovery rate held over those tested.

    Every series runs over the periods of `trends.span`. Values that answer nothing have no row.

    Parameters
    ----------
    exposure : as for `slope`, one for all values or one for each; a value that has none is `undetermined`.

    Returns
    -------
    `code`, the fields of `Slope`, and `q`, the p-value adjusted by Benjamini and Hochberg (1995, JRSS B 57); the
    verdict goes by `q`. Largest total first.
    """
    table = view.by(grain, by)
    table = table[table[grain] != NOT_RECORDED]
    known = table[~table[by].isin(UNKNOWN)]
    if known.empty:
        return pd.DataFrame(columns=[*SLOPE_COLUMNS, "minimum"])
    wide = known.pivot_table(index=by, columns=grain, values="seizures", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=span(view, grain), fill_value=0)
    found = [
        slope(row, grain, _exposure_of(str(code), exposure), incomplete=incomplete) for code, row in wide.iterrows()
    ]
    result = pd.DataFrame([vars(each) for each in found]).assign(code=wide.index.to_numpy())
    result = _adjusted(result)[[*SLOPE_COLUMNS, "minimum"]]
    return result.sort_values(["total", "code"], ascending=[False, True], ignore_index=True)


def _exposure_of(code: str, exposure: pd.Series | Mapping[str, pd.Series] | None) -> pd.Series | None:
    if isinstance(exposure, Mapping):
        return exposure.get(code, pd.Series(dtype=np.float64))
    return exposure


def _adjusted(table: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import false_discovery_control

    table = table.assign(q=np.nan)
    tested = table["p"].notna()
    if tested.any():
        table.loc[tested, "q"] = false_discovery_control(table.loc[tested, "p"])
    weak = tested & ~(table["q"] < 1 - LEVEL)
    return table.assign(verdict=table["verdict"].mask(weak, "no_evidence"))


def _too_little(counts: pd.Series, grain: str) -> tuple[str, int]:
    if len(counts) < FEWEST_PERIODS[grain]:
        return "few_periods", FEWEST_PERIODS[grain]
    if counts.sum() < FEWEST_RECORDS:
        return "few_records", FEWEST_RECORDS
    if np.count_nonzero(counts) * 2 < len(counts):
        return "mostly_zero", (len(counts) + 1) // 2
    return "", 0


def _undetermined(counts: pd.Series, reason: str, minimum: int = 0) -> Slope:
    total = int(counts.sum())
    return Slope(n_periods=len(counts), total=total, verdict="undetermined", reason=reason, minimum=minimum)


def _ranked(counts: pd.Series, grain: str) -> Slope:
    """Return the rank-based trend. A series that never changes has no direction: p is 1."""
    import pymannkendall
    from scipy.stats import norm

    values, cycle = counts.to_numpy(np.float64), PER_YEAR[grain]
    method: Method = "mann_kendall" if cycle == 1 else "seasonal"
    plain = pymannkendall.original_test(values)
    test = plain if cycle == 1 else pymannkendall.seasonal_test(values, period=cycle)
    if _autocorrelation(values) > norm.ppf(LEVEL) / np.sqrt(len(values)):
        corrected = pymannkendall.hamed_rao_modification_test(values, lag=LAGS)
        if corrected.var_s > plain.var_s:
            test, method = corrected, "hamed_rao"
    p = float(test.p) if np.isfinite(test.p) else 1.0
    middle, low, high = _sen(values, cycle, test.var_s, seasonal=method == "seasonal")
    return Slope(
        per_year=middle,
        low=low,
        high=high,
        p=p,
        method=method,
        n_periods=len(values),
        total=int(values.sum()),
        verdict=_verdict(p, float(test.s)),
    )


def _autocorrelation(values: Floats) -> float:
    """Return the lag-1 autocorrelation of the ranks of the detrended series (Hamed and Rao 1998, section 3)."""
    from scipy.stats import rankdata, theilslopes

    steps = np.arange(len(values))
    ranks = rankdata(values - theilslopes(values, steps).slope * steps)
    centred = ranks - ranks.mean()
    spread = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / spread if spread else 0.0


def _sen(values: Floats, cycle: int, variance: float, *, seasonal: bool) -> tuple[float, float, float]:
    """Return the median of all pairwise slopes per year and its interval (Gilbert 1987, sections 16.5 and 17.4).

    In the seasonal form only the same months of different years are paired.
    """
    from scipy.stats import norm

    first, second = np.triu_indices(len(values), k=1)
    if seasonal:
        same = (second - first) % cycle == 0
        first, second = first[same], second[same]
    pairs = np.sort((values[second] - values[first]) / (second - first)) * cycle
    reach = norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance)
    low = max(round((len(pairs) - reach) / 2) - 1, 0)
    high = min(round((len(pairs) + reach) / 2), len(pairs) - 1)
    return float(np.median(pairs)), float(pairs[low]), float(pairs[high])


def _verdict(p: float, direction: float) -> Verdict:
    if not p < 1 - LEVEL:
        return "no_evidence"
    return "rise" if direction > 0 else "fall"


def _regressed(counts: pd.Series, grain: str, effort: pd.Series) -> Slope:
    years = np.arange(len(counts)) / PER_YEAR[grain]
    design = np.column_stack([np.ones(len(counts)), years - years.mean()])
    offset = np.log(effort.to_numpy(np.float64) / effort.mean())
    fit, method = _fit(counts.to_numpy(np.float64), design, offset)
    if fit is None:
        return _undetermined(counts, "no_fit")
    coefficient, p = float(fit.params[1]), float(fit.pvalues[1])
    low, high = np.exp(fit.conf_int(alpha=1 - LEVEL)[1])
    return Slope(
        per_year=float(np.exp(coefficient)),
        low=float(low),
        high=float(high),
        p=p,
        method=method,
        n_periods=len(counts),
        total=int(counts.sum()),
        verdict=_verdict(p, coefficient),
    )


def _fit(values: Floats, design: Floats, offset: Floats) -> tuple[Any, Method]:
    """Return the fit and which of the two models it is; None if neither can be fitted."""
    import warnings

    from statsmodels.genmod.families import NegativeBinomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        dispersion = _dispersion(values, design, offset)
        family = NegativeBinomial(alpha=dispersion) if dispersion else Poisson()
        method: Method = "negative_binomial_offset" if dispersion else "quasi_poisson_offset"
        try:
            model = GLM(values, design, family=family, offset=offset)
            first = model.fit()
            fit = model.fit(scale=max(1.0, float(first.pearson_chi2 / first.df_resid)), use_t=True)
        except (ValueError, np.linalg.LinAlgError):
            return None, ""
    return (fit, method) if np.isfinite(fit.pvalues).all() else (None, "")


def _dispersion(values: Floats, design: Floats, offset: Floats) -> float:
    """Return the dispersion of the negative binomial by maximum likelihood; 0 if it is negligible or not found."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    try:
        fit = NegativeBinomial(values, design, offset=offset).fit(disp=0, maxiter=200)
    except (ValueError, np.linalg.LinAlgError):
        return 0.0
    found = float(fit.params[-1])
    matters = np.isfinite(found) and found * values.mean() > NEGLIGIBLE
    return found if matters and fit.mle_retvals["converged"] else 0.0
