"""Months above what the past leads to expect."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from scipy import stats

from analytics.anomalies import ALPHA, anomalies, bounds
from analytics.selection import Selection
from analytics.trends import FREQUENCIES


def series(values, grain="month") -> pd.Series:
    """Return values as a series that begins with 2000."""
    span = pd.period_range("2000-01", periods=len(values), freq=FREQUENCIES[grain])
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]
    return pd.Series(np.asarray(values, dtype=float), index=pd.Index(span.strftime(form), dtype="str"))


ALL = Selection()
STEADY = [4, 6, 5] * 16
NOISE = {
    "poisson": lambda random: random.poisson(8, 61),
    "season": lambda random: random.poisson(12 * np.exp(0.4 * np.sin(np.arange(61) * np.pi / 6))),
    "varied": lambda random: random.negative_binomial(5, 1 / 3, 61),
}


def last(values, **options) -> pd.Series:
    return bounds(series(values, "month"), tested=1, **options).iloc[0]


def flagged(draw, runs, seed) -> float:
    random = np.random.default_rng(seed)
    found = [last(draw(random))["exceeds"] for _ in range(runs)]
    return sum(each is not pd.NA and bool(each) for each in found) / runs


def test_a_steady_past_expects_its_mean():
    row = last([*[5] * 48, 5])
    assert row["expected"] == pytest.approx(5) and not row["exceeds"] and row["reason"] == ""
    # eleven months of mean 5: 5 (1 + 2/3 t sqrt((1 + 1/11) / 5)) ^ 1.5 (Farrington 1996)
    bound = 5 * (1 + 2 / 3 * stats.t.ppf(1 - ALPHA, 10) * np.sqrt((1 + 1 / 11) / 5)) ** 1.5
    assert row["upper"] == pytest.approx(bound)


def test_far_more_is_flagged():
    row = last([*STEADY, 30])
    assert row["exceeds"] and row["upper"] < 30


def test_a_past_outbreak_counts_for_less():
    values = [*[5] * 60, 5]
    values[48] = 60  # the same month a year ago; of the fifteen in the baseline one is before the series
    assert last(values)["expected"] < (13 * 5 + 60) / 14 - 2


def test_a_significant_trend_is_followed_but_not_beyond_what_was_seen():
    rising = np.repeat([50, 40, 30, 20, 10], 12)
    assert last([*rising, 5])["expected"] < 12 < rising.mean()
    assert last([*rising[::-1], 60])["expected"] == pytest.approx(np.mean([10, 20, 30, 40, 50]), rel=0.1)


def test_silent_below_five_and_below_three_years():
    few, short = last([*([0] * 48), 4]), last([9] * 36)
    assert (few["reason"], short["reason"]) == ("few_events", "few_periods")
    assert few["exceeds"] is pd.NA and np.isnan(few["upper"])
    assert last([*([0] * 48), 5])["reason"] == "no_baseline"
    assert last([9] * 37)["reason"] == ""


def test_only_the_last_months_are_tested():
    table = bounds(series([*STEADY] * 2, "month"), tested=24)
    assert len(table) == 24 and table["period"].iloc[-1] == "2007-12"
    assert len(bounds(series([1, 2], "month"))) == 2 and bounds(series([], "month")).empty


def rows(country, *counted):
    return [
        {"date": f"{2018 + place // 12}-{place % 12 + 1:02d}", "country": country}
        for place, count in enumerate(counted)
        for _ in range(count)
    ]


def test_only_what_is_tested_adds_false_alarms():
    view = engine(*rows("PA", *[5] * 36, 20), *rows("HN", *[1] * 37)).view(ALL)
    whole, split = anomalies(view), anomalies(view, "country")
    assert (whole.series, whole.false_alarms, whole.reason) == (1, ALPHA, "")
    assert (split.series, split.false_alarms) == (1, ALPHA)
    assert split.table.loc[split.table["exceeds"].fillna(False), ["code", "period"]].to_numpy().tolist() == [
        ["PA", "2021-01"]
    ]
    assert split.table.groupby("code").size().to_dict() == {"PA": 24, "HN": 24}


def test_nothing_one_and_unknown_are_told():
    for records in ([{"event": "diverted"}], [{"date": "2024"}], [{"date": "2024-01"}]):
        found = anomalies(engine(*records).view(ALL))
        assert found.reason == "few_periods" and not found.table["exceeds"].notna().any()
    assert anomalies(engine({"date": "2024-01"}).view(ALL), "transport_mode").table.empty
    assert anomalies(engine(*rows("PA", *[1] * 40)).view(ALL)).reason == "few_events"


def test_ordinary_months_are_seldom_flagged_a_sample():
    assert flagged(NOISE["poisson"], 50, seed=0) <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("name", NOISE)
def test_ordinary_months_are_flagged_about_as_often_as_said(name):
    assert flagged(NOISE[name], 1_500, seed=1) <= (0.04 if name == "varied" else ALPHA)
