"""Reporting delays and the periods that aren't complete."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine

from analytics.delays import delays, incomplete_from
from analytics.selection import Selection

ALL = Selection()
PANAMA = Selection(filters=(("country", ("PA",)),))


def reported(*days, event="2023-01-10", **more):
    """Return records reported so many days after their event."""
    first = pd.Timestamp(event)
    dates = (str((first + pd.Timedelta(days=day)).date()) for day in days)
    return [{"date": event, "source_date": date, **more} for date in dates]


def test_delays_are_days_between_two_known_days():
    other = [
        {"date": "2023-01", "source_date": "2023-02-01"},
        {"date": "2023-01-10", "source_date": "2023-02"},
        {"date": "2023-01-10"},
        {"date": "2023-01-10", "source_date": "2023-01-09"},
        {"date": "2023-01-10", "source_date": "2023-03-10", "event": "diverted"},
    ]
    found = delays(engine(*reported(*range(21)), *other).view(ALL))
    assert (found.known, found.left_out, found.negative) == (21, 4, 1)
    assert (found.median, found.high, found.months, found.reason) == (10, 18, 1, "")


def test_the_delay_is_in_whole_months_rounded_up():
    assert delays(engine(*reported(*[31] * 20)).view(ALL)).months == 2
    assert delays(engine(*reported(*[0] * 20)).view(ALL)).months == 0


def test_the_last_months_are_incomplete_as_of_the_newest_report():
    view = engine(*reported(*[40] * 20), {"date": "2024-05-20"}).view(ALL)
    found = incomplete_from(view, "month")
    assert found.months == 2 and found.newest == pd.Timestamp("2024-05-20")
    assert found.periods == ("2024-03", "2024-04", "2024-05")
    assert incomplete_from(view, "quarter").periods == ("2024-Q1", "2024-Q2")
    assert incomplete_from(view, "year").periods == ("2024",)


def test_a_period_that_has_just_ended_is_complete_without_delay():
    view = engine(*reported(*[0] * 20), {"date": "2024-05-31"}).view(ALL)
    assert incomplete_from(view, "month").periods == ()
    assert incomplete_from(view, "year").periods == ("2024",)


def test_today_is_that_of_all_records_not_of_the_selection():
    view = engine(*reported(*[1] * 20), {"date": "2024-05-20", "country": "HN"}).view(PANAMA)
    assert incomplete_from(view, "year").newest == pd.Timestamp("2024-05-20")


@pytest.mark.parametrize("count", [0, 1, 19])
def test_few_delays_are_told(count):
    view = engine({"date": "2023"}, *reported(*[1] * count)).view(ALL)
    found, periods = delays(view), incomplete_from(view, "month")
    assert (found.reason, found.minimum, found.known) == ("few_delays", 20, count) and np.isnan(found.high)
    assert (periods.reason, periods.minimum, periods.periods) == ("few_delays", 20, ())


def test_the_shipped_records_know_their_delay(reference_engine):
    found = delays(reference_engine.view(ALL))
    assert found.known + found.left_out == 204 and found.known >= 100 and found.reason == ""
