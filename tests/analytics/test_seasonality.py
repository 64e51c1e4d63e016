"""Months of the year, on counts a reader can check."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from scipy import stats
from statsmodels.tsa.seasonal import STL

from analytics.seasonality import decomposition, months, seasonality
from analytics.selection import Selection
from analytics.trends import periods

ALL = Selection()


def view(*counts_of_months):
    """Return a view of so many records in each month from January 2020, the last of them not empty."""
    rows = [
        {"date": f"{2020 + place // 12}-{place % 12 + 1:02d}"}
        for place, count in enumerate(counts_of_months)
        for _ in range(count)
    ]
    return engine(*rows).view(ALL)


def test_months_are_compared_by_their_days():
    table = months(view(*[1] * 24)).set_index("month")
    assert table["seizures"].tolist() == [2] * 12 and table["months"].tolist() == [2] * 12
    assert table.loc[1, "expected"] == pytest.approx(24 * 62 / 731)  # 2020 is a leap year
    assert table.loc[2, "index"] == pytest.approx(2 / (24 * 57 / 731))
    assert table["expected"].sum() == pytest.approx(24)
    assert table.loc[1, "high"] == pytest.approx(stats.chi2.ppf(0.975, 6) / 2)  # Garwood (1936): 2


def test_a_month_outside_the_records_is_not_a_zero():
    table = months(view(*[1] * 13)).set_index("month")
    assert table["months"].tolist() == [2] + [1] * 11


def test_records_without_a_month_are_left_out():
    table = months(engine({"date": "2020"}, {"date": "2020-03"}).view(ALL))
    assert table["seizures"].sum() == 1 and table["index"].isna().all()  # one record is no base for an index


def test_a_season_is_found_and_noise_is_not():
    assert seasonality(view(*([6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6] * 4))).verdict == "seasonal"
    found = seasonality(view(*np.random.default_rng(0).poisson(3, 60)))
    assert found.verdict == "no_evidence" and found.p > 0.05
    assert found == seasonality(view(*np.random.default_rng(0).poisson(3, 60)))  # a seed


def test_the_statistic_is_chi_square():
    counted = [4, 1, 2, 3, 1, 2, 5, 2, 1, 2, 3, 4] * 2
    seen = 2 * np.array(counted[:12])
    expected = months(view(*counted))["expected"]
    assert seasonality(view(*counted)).statistic == pytest.approx(stats.chisquare(seen, expected).statistic)


def test_one_outbreak_and_a_rise_are_no_season():
    counted = [*[1] * 12, *[2] * 12, *[4] * 8, 30, *[4] * 3]
    found = seasonality(view(*counted))
    assert found.verdict == "no_evidence"
    assert stats.chi2.sf(found.statistic, 11) < 0.001  # what the table of chi-square would have said


@pytest.mark.parametrize(
    ("counted", "reason", "minimum"), [([3] * 23, "few_periods", 24), ([1] + [0] * 22 + [9], "few_records", 24)]
)
def test_too_little_is_told(counted, reason, minimum):
    found = seasonality(view(*counted))
    assert (found.verdict, found.reason, found.minimum) == ("undetermined", reason, minimum) and np.isnan(found.p)


def test_nothing_and_one():
    for records in ([{"event": "diverted"}], [{"date": "2020"}], [{"date": "2020-01"}]):
        found = engine(*records).view(ALL)
        assert months(found)["seizures"].sum() == len(months(found)) / 12
        assert seasonality(found).reason == "few_periods"


def test_parts_are_stls_and_add_up():
    values = 10 + 5 * np.sin(np.arange(48) * np.pi / 6)
    series = pd.Series(values, index=periods(["2020-01", "2023-12"], "month"))
    found, reference = decomposition(series), STL(values, period=12, robust=True).fit()
    assert found.reason == "" and found.parts["trend"].to_numpy() == pytest.approx(reference.trend)
    total = found.parts[["trend", "seasonal", "remainder"]].sum(axis=1)
    assert total.to_numpy() == pytest.approx(values) and found.strength > 0.99


def test_short_or_mostly_empty_series_are_not_taken_apart():
    every = periods(["2020-01", "2021-12"], "month")
    assert decomposition(pd.Series([3] * 23, index=every[:23])).reason == "few_periods"
    sparse = decomposition(pd.Series([1] * 11 + [0] * 13, index=every))
    assert (sparse.reason, sparse.minimum) == ("mostly_zero", 12) and sparse.parts.empty
    assert decomposition(pd.Series([1] * 12 + [0] * 12, index=every)).reason == ""


@pytest.mark.slow
def test_noise_is_called_seasonal_in_one_of_twenty():
    random = np.random.default_rng(4)
    found = [seasonality(view(*random.negative_binomial(2, 0.5, 60), 1)).verdict for _ in range(100)]
    assert found.count("seasonal") <= 11
