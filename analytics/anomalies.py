"""Months with more seizures than the same months of earlier years lead to expect."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.crossfilter import View
from analytics.intervals import Floats
from analytics.trends import span
from data.dimensions import NOT_RECORDED, UNKNOWN

FEWEST_YEARS = 3
MOST_YEARS = 5
"""Years a baseline reaches back; older ones say little of what to expect now."""

WINDOW = 1
"""Months on either side of the same month of earlier years that are in the baseline."""

FEWEST_EVENTS = 5
ALPHA = 0.01
"""One-sided; the nominal share of ordinary months that are flagged."""

TREND_LEVEL = 0.05
OUTLIER = 2.0
"""Standardised residual above which a past month counts for less: past outbreaks must not hide new ones.

The paper's 2.58 is for weeks; one month among at most fifteen can't exceed it, however large it is.
"""

TESTED = 24

COLUMNS = ("code", "period", "seizures", "expected", "upper", "exceeds", "reason")


@dataclass(frozen=True, kw_only=True)
class Anomalies:
    """Months tested against their past.

    Attributes
    ----------
    table : `code` (`""` without a dimension), `period`, `seizures`; `expected` and `upper`, NaN where not tested;
        `exceeds`, True, False or, where not tested, missing; `reason` it wasn't: `few_events`, `few_periods`,
        `no_baseline` (nothing was recorded in the earlier years) or `no_fit`, else empty.
    alpha : one-sided level of each test.
    series : number of series of which any month was tested.
    false_alarms : nominal number of false alarms a month if nothing is unusual: `alpha` × series tested. Simulated at
        1 %: 0.1 to 0.2 % of months with Poisson counts, 2.6 % where the variance is three times the mean.
    reason : empty, or why no month at all was tested: `few_periods`, `few_events`.
    minimum : months of data or events a month the reason asks for, else 0.
    """

    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    alpha: float = ALPHA
    series: int = 0
    false_alarms: float = 0.0
    reason: str = ""
    minimum: int = 0


def anomalies(view: View, by: str | None = None, *, alpha: float = ALPHA, tested: int = TESTED) -> Anomalies:
    """Test the last months of a view, or of each value of a dimension, as `bounds` does."""
    table = view.by("month", *([by] if by else []))
    table = table[table["month"] != NOT_RECORDED]
    known = table.assign(code=table[by] if by else "")
    known = known[~known["code"].isin(UNKNOWN)]
    if known.empty:
        return Anomalies(alpha=alpha, reason="few_periods", minimum=12 * FEWEST_YEARS + 1)
    wide = known.pivot_table(index="code", columns="month", values="seizures", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=span(view, "month"), fill_value=0)
    found = pd.concat(
        [bounds(row, alpha=alpha, tested=tested).assign(code=code) for code, row in wide.iterrows()], ignore_index=True
    )
    reason = _overall(found["reason"])
    minimum = {"few_periods": 12 * FEWEST_YEARS + 1, "few_events": FEWEST_EVENTS}.get(reason, 0)
    series = int(found.loc[found["reason"] == "", "code"].nunique())
    return Anomalies(
        table=found[list(COLUMNS)],
        alpha=alpha,
        series=series,
        false_alarms=alpha * series,
        reason=reason,
        minimum=minimum,
    )


def bounds(counts: pd.Series, *, alpha: float = ALPHA, tested: int = TESTED) -> pd.DataFrame:
    """Return the upper bound of the last months of a series by what the same months of earlier years were.

    Quasi-Poisson regression on the same month and its neighbours of the last three to five years (Farrington, Andrews,
    Beale and Catchpole 1996, JRSS A 159), with a linear trend where it is significant and predicts no more than was
    ever seen; past months with a large Anscombe residual are weighted down (Noufaily et al. 2013, Statistics in
    Medicine 32); the bound by the 2/3 power, with the t quantile because the dispersion is estimated from nine to
    fifteen months. Months under `FEWEST_EVENTS` events are never flagged and not tested.

    Parameters
    ----------
    counts : by month, every month from the first to the last.

    Returns
    -------
    `period`, `seizures`, `expected`, `upper`, `exceeds`, `reason`: as in `Anomalies.table`.
    """
    values = counts.to_numpy(np.float64)
    rows = [_tested(values, place, alpha) for place in range(max(len(values) - tested, 0), len(values))]
    table = pd.DataFrame(rows, columns=["expected", "upper", "reason"])
    table = table.astype({"expected": "float64", "upper": "float64", "reason": "str"})
    last = counts.iloc[max(len(values) - tested, 0) :]
    table.insert(0, "seizures", last.to_numpy())
    table.insert(0, "period", last.index.astype("str"))
    exceeds = (table["seizures"] > table["upper"]).astype("boolean").mask(table["upper"].isna())
    return table.assign(exceeds=exceeds)[[name for name in COLUMNS if name != "code"]]


def _overall(reasons: pd.Series) -> str:
    if (reasons == "").any():
        return ""
    return "few_periods" if (reasons == "few_periods").all() else "few_events"


def _tested(values: Floats, place: int, alpha: float) -> tuple[float, float, str]:
    baseline = _baseline(place)
    if baseline is None:
        return np.nan, np.nan, "few_periods"
    if values[place] < FEWEST_EVENTS:
        return np.nan, np.nan, "few_events"
    past = values[baseline]
    if not past.any():
        return np.nan, np.nan, "no_baseline"
    fit = _fitted(past, (baseline - place) / 12)
    if fit is None:
        return np.nan, np.nan, "no_fit"
    return fit[0], _upper(*fit, alpha), ""


def _baseline(place: int) -> npt.NDArray[np.int64] | None:
    """Return the positions of the same months of earlier years and their neighbours; None if there are too few."""
    years = min(place // 12, MOST_YEARS)
    if years < FEWEST_YEARS:
        return None
    centres = place - 12 * np.arange(years, 0, -1)
    around = (centres[:, None] + np.arange(-WINDOW, WINDOW + 1)).ravel()
    return around[around >= 0]


def _fitted(past: Floats, years: Floats) -> tuple[float, float, float, float] | None:
    """Return the expected count now, the variance of its logarithm, dispersion and degrees of freedom of the past."""
    import warnings

    flat = np.ones((len(past), 1))
    sloped = np.column_stack([flat, years])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            fit = _regression(past, sloped)
            if not (_trend_p(fit) < TREND_LEVEL and np.exp(fit.params[0]) <= past.max()):
                fit = _regression(past, flat)
        except (ValueError, np.linalg.LinAlgError):
            return None
    expected, dispersion = float(np.exp(fit.params[0])), _dispersion(fit)
    spread = float(fit.cov_params()[0, 0]) * dispersion
    return (expected, spread, dispersion, float(fit.df_resid)) if np.isfinite(expected * spread) else None


def _dispersion(fit: Any) -> float:
    """Return Pearson's chi-square over its degrees of freedom, at least that of Poisson counts, 1."""
    return max(1.0, float(fit.pearson_chi2 / fit.df_resid))


def _trend_p(fit: Any) -> float:
    from scipy.stats import t

    return float(2 * t.sf(abs(fit.tvalues[1]) / np.sqrt(_dispersion(fit)), fit.df_resid))


def _regression(past: Floats, design: Floats) -> Any:
    """Fit, weight down what stands out, and fit again (Noufaily 2013, section 3.4)."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    first = GLM(past, design, family=Poisson()).fit()
    room = np.clip(1 - first.get_hat_matrix_diag(), 1e-6, None)
    residual = first.resid_anscombe_unscaled / np.sqrt(_dispersion(first) * room)
    weights = np.where(residual > OUTLIER, np.clip(residual, 1, None) ** -2.0, 1.0)
    if (weights == 1).all():
        return first
    weights *= len(past) / weights.sum()
    return GLM(past, design, family=Poisson(), var_weights=weights).fit()


def _upper(expected: float, spread: float, dispersion: float, freedom: float, alpha: float) -> float:
    """Return the bound μ (1 + ⅔ t √((φ + μ V) / μ))^{3/2}, V the variance of log μ (Farrington 1996, section 3.6)."""
    from scipy.stats import t

    variance = dispersion + expected * spread
    return float(expected * (1 + 2 / 3 * t.ppf(1 - alpha, freedom) * np.sqrt(variance / expected)) ** 1.5)
