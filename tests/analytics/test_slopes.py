"""Trends against the libraries, and their verdicts against simulated truths."""

import numpy as np
import pandas as pd
import pymannkendall
import pytest
from conftest import engine
from scipy import stats

from analytics.selection import Selection
from analytics.slopes import FEWEST_PERIODS, slope, slopes
from analytics.trends import FREQUENCIES

ALL = Selection()


def series(values, grain="year") -> pd.Series:
    """Return values as a series that begins with 2000."""
    span = pd.period_range("2000-01", periods=len(values), freq=FREQUENCIES[grain])
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]
    return pd.Series(np.asarray(values, dtype=float), index=pd.Index(span.strftime(form), dtype="str"))


def called(draw, runs, grain="year", seed=0, exposure=None) -> dict[str, float]:
    """Return how often simulated series are called a rise and a fall."""
    random = np.random.default_rng(seed)
    verdicts = [slope(series(draw(random), grain), grain, exposure).verdict for _ in range(runs)]
    return {name: verdicts.count(name) / runs for name in ("rise", "fall", "undetermined")}


def autoregressive(length, weight, random):
    noise = random.standard_normal(length) * np.sqrt(1 - weight**2)
    level = np.zeros(length)
    level[0] = random.standard_normal()
    for place in range(1, length):
        level[place] = weight * level[place - 1] + noise[place]
    return random.poisson(8 * np.exp(level / 2 - 1 / 8))


NOISE = {
    "poisson_years": (lambda random: random.poisson(5, 20), "year"),
    "varied_years": (lambda random: random.negative_binomial(2, 2 / 7, 20), "year"),
    "poisson_months": (lambda random: random.poisson(3, 120), "month"),
    "varied_months": (lambda random: random.negative_binomial(2, 2 / 7, 120), "month"),
}
AUTOCORRELATED = {
    "weak_years": (20, 0.3, "year", 0.12),
    "strong_years": (20, 0.6, "year", 0.22),
    "weak_months": (120, 0.3, "month", 0.11),
    "strong_months": (120, 0.6, "month", 0.13),
}
"""Length, weight of the month before, and the share called that is known: what is left of the excess is stated."""


def test_years_are_theil_sen_and_mann_kendall():
    values = np.array([3, 5, 4, 8, 6, 9, 11, 9, 14, 12.0])
    found = slope(series(values), "year")
    reference = stats.theilslopes(values, np.arange(10))
    test = pymannkendall.original_test(values)
    assert [found.per_year, found.low, found.high] == pytest.approx([reference[i] for i in (0, 2, 3)])
    assert found.p == pytest.approx(test.p) and found.method == "mann_kendall" and found.verdict == "rise"
    assert (found.n_periods, found.total) == (10, 81)


def test_months_are_the_librarys_seasonal_test():
    values = np.random.default_rng(3).poisson(4, 60)
    found, test = slope(series(values, "month"), "month"), pymannkendall.seasonal_test(values, period=12)
    assert found.method == "seasonal"
    assert (found.p, found.per_year) == pytest.approx(
        (test.p, test.slope)
    ) and found.low <= found.per_year <= found.high


def test_neighbours_alike_are_corrected_by_hamed_and_rao():
    values = np.repeat([4, 12, 5, 11, 6, 14], 4)
    found = slope(series(values), "year")
    plain, test = pymannkendall.original_test(values), pymannkendall.hamed_rao_modification_test(values, lag=3)
    assert found.method == "hamed_rao" and found.p == pytest.approx(test.p) and found.p > plain.p


def test_a_fall_and_a_flat_line():
    assert slope(series(range(20, 4, -1)), "year").verdict == "fall"
    flat = slope(series([5] * 20), "year")
    assert (flat.verdict, flat.p, flat.per_year) == ("no_evidence", 1.0, 0.0)


@pytest.mark.parametrize("grain", FEWEST_PERIODS)
def test_too_few_periods_are_never_called_anything(grain):
    least = FEWEST_PERIODS[grain]
    short = slope(series(range(10, 10 + least - 1), grain), grain)
    assert (short.verdict, short.reason, short.minimum) == ("undetermined", "few_periods", least)
    assert np.isnan(short.p) and short.method == ""
    assert slope(series(range(10, 10 + least), grain), grain).verdict == "rise"


def test_four_years_can_never_reach_significance():
    assert pymannkendall.original_test([1, 2, 3, 4]).p > 0.05


def test_too_few_records_and_mostly_zero():
    assert slope(series([1] * 19), "year").reason == "few_records"
    assert slope(series([0] * 11 + [9] * 9), "year").reason == "mostly_zero"
    assert slope(series([]), "year").reason == "few_periods"


def test_the_incomplete_end_can_be_left_out():
    values = [*range(10, 20), 0]
    whole, rest = slope(series(values), "year"), slope(series(values), "year", incomplete=("2010",))
    assert (whole.n_periods, rest.n_periods) == (11, 10) and rest.per_year == 1.0


def test_with_effort_the_rate_is_what_is_tested():
    effort = series(100 * 1.1 ** np.arange(15))
    random = np.random.default_rng(5)
    flat = slope(series(random.poisson(effort / 5)), "year", effort)
    assert flat.verdict == "no_evidence" and flat.low < 1 < flat.high
    rising = slope(series(random.poisson(effort / 5 * 1.2 ** np.arange(15))), "year", effort)
    assert rising.verdict == "rise" and rising.per_year == pytest.approx(1.2, abs=0.03)


def test_the_regression_is_the_librarys():
    import statsmodels.api as sm

    values, effort = np.array([9, 30, 4, 22, 41, 12, 35, 70, 15, 44]), np.arange(10, 20)
    found = slope(series(values), "year", series(effort))
    design = sm.add_constant(np.arange(10.0))
    direct = sm.NegativeBinomial(values, design, offset=np.log(effort)).fit(disp=0)
    assert found.method == "negative_binomial_offset"
    assert np.log(found.per_year) == pytest.approx(direct.params[1], abs=1e-4)


def test_counts_less_varied_than_poisson_fall_back():
    found = slope(series([10, 11, 10, 11, 10, 11, 10, 11, 10, 11]), "year", series([1.0] * 10))
    assert found.method == "quasi_poisson_offset" and found.verdict == "no_evidence"


@pytest.mark.parametrize("bad", [[1.0] * 9 + [np.nan], [1.0] * 9 + [0.0], [1.0] * 9])
def test_a_missing_effort_is_told(bad):
    found = slope(series(range(10, 20)), "year", series(bad))
    assert (found.verdict, found.reason) == ("undetermined", "exposure_missing")


def test_a_table_by_country_holds_the_false_discovery_rate():
    rows = [{"date": str(2010 + year), "country": "PA"} for year in range(10) for _ in range(year + 1)]
    rows += [{"date": str(2010 + year), "country": "HN"} for year in range(10) for _ in range(3)]
    rows += [{"date": "2019", "country": "GT"}]
    table = slopes(engine(*rows).view(ALL), "year", "country").set_index("code")
    assert table["verdict"].to_dict() == {"PA": "rise", "HN": "no_evidence", "GT": "undetermined"}
    assert table.loc["GT", "reason"] == "few_records" and table["total"].tolist() == [55, 30, 1]
    tested = table.loc[["PA", "HN"]]
    assert tested["q"].to_numpy() == pytest.approx(stats.false_discovery_control(tested["p"]))
    assert table["n_periods"].eq(10).all()


def test_nothing_one_and_unknown_have_no_rows():
    for rows in ([{"event": "diverted"}], [{"date": "2024"}], [{"transport_mode": "unknown"}] * 3):
        assert slopes(engine(*rows).view(ALL), "year", "transport_mode").empty


@pytest.mark.parametrize("name", NOISE)
def test_no_change_is_seldom_called_a_sample(name):
    draw, grain = NOISE[name]
    found = called(draw, 60, grain)
    assert found["rise"] + found["fall"] <= 0.14 and found["undetermined"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NOISE)
def test_no_change_is_called_in_at_most_seven_percent(name):
    draw, grain = NOISE[name]
    found = called(draw, 2_000, grain, seed=1)
    assert found["rise"] + found["fall"] <= 0.07


@pytest.mark.slow
@pytest.mark.parametrize("name", AUTOCORRELATED)
def test_autocorrelated_noise_is_called_as_often_as_stated(name):
    length, weight, grain, stated = AUTOCORRELATED[name]
    found = called(lambda random: autoregressive(length, weight, random), 1_000, grain, seed=2)
    assert found["rise"] + found["fall"] <= stated


@pytest.mark.parametrize(("grain", "length", "start", "end"), [("month", 120, 0.5, 1.5), ("quarter", 48, 1, 3)])
def test_a_true_rise_is_found_although_counts_tie(grain, length, start, end):
    means = np.linspace(start, end, length)
    found = called(lambda random: random.poisson(means), 60, grain)
    assert found["rise"] > 0.6 and found["fall"] == 0


def growing_inspections(random):
    """Trafficking is constant, one inspection in a hundred finds it, inspections grow by 5% a year for 20 years."""
    return random.poisson(0.01 * 1_000 * 1.05 ** np.arange(20))


EFFORT = series(1_000 * 1.05 ** np.arange(20))


def test_growing_inspections_look_like_a_rise_unless_they_are_known_a_sample():
    assert called(growing_inspections, 40)["rise"] >= 0.8
    assert called(growing_inspections, 40, exposure=EFFORT)["rise"] <= 0.1


@pytest.mark.slow
def test_growing_inspections_look_like_a_rise_in_nine_of_ten_unless_they_are_known():
    assert called(growing_inspections, 1_000, seed=3)["rise"] >= 0.9
    found = called(growing_inspections, 1_000, seed=3, exposure=EFFORT)
    assert found["rise"] <= 0.07 and found["rise"] + found["fall"] <= 0.07
