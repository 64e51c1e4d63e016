"""Intervals, against the papers' examples and reference implementations."""

import numpy as np
import pytest
from scipy import stats

from analytics import intervals


def test_poisson_is_garwoods_table():
    # Garwood (1936), table for 95%: counts 0, 1, 5, 10
    found = intervals.poisson([0, 1, 5, 10])
    assert found["low"].round(3).tolist() == [0.0, 0.025, 1.623, 4.795]
    assert found["high"].round(3).tolist() == [3.689, 5.572, 11.668, 18.39]


def test_wilson_is_newcombes_example():
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3: 81/263 and 15/148
    found = intervals.wilson([81, 15], [263, 148])
    assert found["low"].round(4).tolist() == [0.2553, 0.0624]
    assert found["high"].round(4).tolist() == [0.3662, 0.1605]
    assert intervals.wilson(0, 0).isna().all(axis=None)


def test_share_difference_is_newcombes_example():
    # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10: 56/70 - 48/80
    low, high = intervals.share_difference((48, 80), (56, 70))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert np.isnan(intervals.share_difference((0, 0), (1, 2))).all()


def test_rate_ratio_is_the_exact_test_of_poisson_means():
    ratio, low, high, p = intervals.rate_ratio(5, 12)
    assert ratio == pytest.approx(2.4)
    share = stats.beta.ppf([0.025, 0.975], [12, 13], [6, 5])  # Clopper-Pearson by its definition
    assert [low, high] == pytest.approx(list(share / (1 - share)))
    assert p == pytest.approx(stats.poisson_means_test(12, 1, 5, 1).pvalue, abs=0.06) and p > 0.05
    doubled = intervals.rate_ratio(5, 12, second_exposure=2)
    assert doubled[0] == pytest.approx(1.2)
    assert np.isnan(intervals.rate_ratio(0, 0)).all() and np.isinf(intervals.rate_ratio(0, 3)[0])


def test_median_covers_like_scipys_bootstrap():
    values = np.random.default_rng(1).lognormal(1, 1, 60).round()
    middle, low, high = intervals.median(values)
    reference = stats.bootstrap((values,), np.median, method="percentile", n_resamples=4000, rng=2)
    assert middle == np.median(values)
    assert [low, high] == pytest.approx(list(reference.confidence_interval), abs=1)
    assert np.isnan(intervals.median([3, 4])[1:]).all() and np.isnan(intervals.median([])).all()


def test_median_of_an_even_number_is_between_the_two_middle_ones():
    assert intervals.median([1, 1, 1, 9, 9, 9])[0] == 5
