"""Possible breaks: found where there is one, seldom in noise, and beside what may explain them."""

import numpy as np
import pandas as pd
import pytest
import ruptures

from analytics.breaks import BREAK_COLUMNS, PENALTY, breaks, explanations
from analytics.trends import FREQUENCIES
from data.events import load_events


def series(values, grain="year") -> pd.Series:
    """Return values as a series that begins with 2000."""
    span = pd.period_range("2000-01", periods=len(values), freq=FREQUENCIES[grain])
    form = {"year": "%Y", "quarter": "%Y-Q%q", "month": "%Y-%m"}[grain]
    return pd.Series(np.asarray(values, dtype=float), index=pd.Index(span.strftime(form), dtype="str"))


NOISE = {
    "poisson_years": (lambda random: random.poisson(5, 27), "year"),
    "varied_years": (lambda random: random.negative_binomial(2, 2 / 7, 27), "year"),
    "varied_quarters": (lambda random: random.negative_binomial(2, 2 / 7, 40), "quarter"),
    "poisson_months": (lambda random: random.poisson(2, 120), "month"),
    "varied_months": (lambda random: random.negative_binomial(2, 2 / 7, 120), "month"),
}


def broken(name, runs, seed):
    draw, grain = NOISE[name]
    random = np.random.default_rng(seed)
    return sum(len(breaks(series(draw(random), grain), grain).table) > 0 for _ in range(runs)) / runs


def test_a_step_is_one_break_with_its_means():
    found = breaks(series([2] * 8 + [12] * 6), "year")
    row = found.table.iloc[0]
    assert len(found.table) == 1 and found.reason == ""
    assert (row["period"], row["label"]) == ("2008", "possible_break")
    assert (row["before"], row["after"]) == (2.0, 12.0)
    assert (row["before_total"], row["before_periods"], row["after_total"], row["after_periods"]) == (16, 8, 72, 6)
    assert row["before_low"] < 2 < row["before_high"] < row["after_low"] < 12 < row["after_high"]


def test_it_is_pelt_with_least_squares():
    values = np.concatenate([np.random.default_rng(0).poisson(level, 30) for level in (3, 15, 6)])
    transformed = 2 * np.sqrt(values + 3 / 8)
    penalty = PENALTY * max(1, np.var(np.diff(transformed)) / 2) * np.log(90)
    reference = ruptures.Pelt(model="l2", min_size=12, jump=1).fit(transformed.reshape(-1, 1)).predict(pen=penalty)
    counted = series(values, "month")
    assert breaks(counted, "month").table["period"].tolist() == list(counted.index[reference[:-1]])


def test_an_even_series_has_none():
    found = breaks(series([5] * 20), "year")
    assert found.table.empty and list(found.table.columns) == list(BREAK_COLUMNS) and found.reason == ""


@pytest.mark.parametrize(
    ("values", "grain", "reason", "minimum"),
    [
        ([], "year", "few_periods", 8),
        ([9] * 7, "year", "few_periods", 8),
        ([9] * 23, "month", "few_periods", 24),
        ([1] * 19, "year", "few_records", 20),
        ([0] * 15 + [9] * 5, "year", "", 0),
        ([0] * 17 + [9] * 3, "year", "mostly_zero", 5),
    ],
)
def test_too_little_is_told(values, grain, reason, minimum):
    found = breaks(series(values, grain), grain)
    assert (found.reason, found.minimum) == (reason, minimum) and (found.table.empty or not reason)


def test_the_incomplete_end_makes_no_break():
    values = [9] * 12 + [0] * 4
    assert len(breaks(series(values), "year").table) == 1
    assert breaks(series(values), "year", incomplete=("2012", "2013", "2014", "2015")).table.empty


def events(*rows):
    table = pd.DataFrame(rows, columns=["event_id", "kind", "start", "end"])
    return table.astype({"start": "datetime64[s]", "end": "datetime64[s]"})


def test_changes_in_recording_come_first_and_far_events_are_left_out():
    known = events(
        ("a-law", "law", "2006-01-01", "2006-12-31"),
        ("far", "law", "2005-12-31", "2005-12-31"),
        ("form", "recording_change", "2010-12-31", "2010-12-31"),
        ("later", "recording_change", "2011-01-01", "2011-01-01"),
    )
    row = breaks(series([2] * 8 + [12] * 6), "year", known).table.iloc[0]
    assert row["explained"] == ("form", "a-law")
    assert explanations("2008-03", "month", events(("year", "law", "2008-01-01", "2008-12-31"))) == ("year",)
    assert explanations("2008-Q3", "quarter", known) == () == explanations("2008", "year", None)


def test_the_shipped_events_can_explain():
    assert "hn-exception-2022" in explanations("2022-12", "month", load_events())


@pytest.mark.parametrize("name", NOISE)
def test_noise_seldom_breaks_a_sample(name):
    assert broken(name, 60, seed=0) <= 0.12


@pytest.mark.slow
@pytest.mark.parametrize("name", NOISE)
def test_noise_breaks_in_at_most_five_percent(name):
    assert broken(name, 1_500, seed=1) <= 0.05
