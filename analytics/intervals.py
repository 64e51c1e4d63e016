"""Intervals for small counts, shares, and their differences.

All are two-sided at `LEVEL`. Scipy and statsmodels are imported where they are used: they would double the start-up.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

LEVEL = 0.95
MINIMUM_BASE = 10
"""No share and no percentage change is told on fewer records than this."""

BOOTSTRAPS = 2_000

Floats = npt.NDArray[np.float64]


def poisson(counts: npt.ArrayLike) -> pd.DataFrame:
    """Return the exact interval of each count (Garwood 1936, Biometrika 28).

    Returns
    -------
    `low`, `high`: bounds of the mean of a Poisson variable observed once as this count; 0 to 3.69 for none.
    """
    from scipy.stats import chi2

    seen = np.asarray(counts, dtype=np.float64)
    tail = (1 - LEVEL) / 2
    low = np.where(seen > 0, chi2.ppf(tail, 2 * seen) / 2, 0.0)
    return pd.DataFrame({"low": low, "high": chi2.ppf(1 - tail, 2 * seen + 2) / 2})


def wilson(part: npt.ArrayLike, whole: npt.ArrayLike) -> pd.DataFrame:
    """Return the score interval of each share (Wilson 1927, JASA 22).

    Returns
    -------
    `low`, `high`: between 0 and 1, NaN where the whole is zero.
    """
    from statsmodels.stats.proportion import proportion_confint

    parts, wholes = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    base = np.where(wholes > 0, wholes, np.nan)
    low, high = proportion_confint(parts, base, alpha=1 - LEVEL, method="wilson")
    return pd.DataFrame({"low": np.atleast_1d(low), "high": np.atleast_1d(high)})


def share_difference(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Return the interval of the second share minus the first (Newcombe 1998, Statistics in Medicine 17, method 10).

    Parameters
    ----------
    first, second : part and whole; a whole of zero gives NaN.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not first[1] or not second[1]:
        return float("nan"), float("nan")
    low, high = confint_proportions_2indep(*second, *first, compare="diff", method="newcomb", alpha=1 - LEVEL)
    return float(low), float(high)


def rate_ratio(first: int, second: int, *, first_exposure: float = 1.0, second_exposure: float = 1.0) -> Floats:
    """Return ratio of the second rate to the first, its exact interval and its two-sided p-value.

    Given their sum, one of two Poisson counts is binomial (Przyborowski and Wilenski 1940, Biometrika 31); the
    interval turns the Clopper-Pearson one of that share into a ratio, and the p-value is that of the binomial test.

    Returns
    -------
    Ratio, low, high, p: infinity where the first count is zero, all NaN where both are.
    """
    from scipy.stats import binomtest

    if first + second == 0:
        return np.full(4, np.nan)
    expected = second_exposure / (first_exposure + second_exposure)
    test = binomtest(second, first + second, expected)
    bounds = test.proportion_ci(LEVEL, method="exact")
    shares = np.array([second / (first + second), bounds.low, bounds.high])
    with np.errstate(divide="ignore"):
        ratios = shares / (1 - shares) * first_exposure / second_exposure
    return np.array([*ratios, test.pvalue])


def median(values: npt.ArrayLike, *, seed: int = 0) -> tuple[float, float, float]:
    """Return the median and its bootstrap interval (percentile; Efron and Tibshirani 1993, chapter 13).

    The resamples are drawn by how often each value occurs, so that a million values cost as much as a hundred.

    Returns
    -------
    Median, low, high: NaN bounds under five values, all NaN for none.
    """
    seen = np.asarray(values, dtype=np.float64)
    if not len(seen):
        return float("nan"), float("nan"), float("nan")
    middle = float(np.median(seen))
    if len(seen) < 5:
        return middle, float("nan"), float("nan")
    distinct, counts = np.unique(seen, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(seen), counts / len(seen), size=BOOTSTRAPS).cumsum(axis=1)
    left, right = (len(seen) - 1) // 2, len(seen) // 2
    middles = (distinct[(drawn > left).argmax(axis=1)] + distinct[(drawn > right).argmax(axis=1)]) / 2
    low, high = np.quantile(middles, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return middle, float(low), float(high)
