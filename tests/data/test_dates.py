"""Dates as people write them: as precise as they are stated, and never with an invented year."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping.dates import day_comes_first, read_date


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15/03/2021", "2021-03-15"),
        ("15.3.21", "2021-03-15"),
        ("03/15/2021", "2021-03-15"),
        ("2021-03-15 10:22:00", "2021-03-15"),
        ("2021-03-15T00:00:00.000Z", "2021-03-15"),
        ("15/03/2021 0:00", "2021-03-15"),
        ("15 de marzo de 2021", "2021-03-15"),
        ("Lunes, 15 de marzo de 2021", "2021-03-15"),
        ("March 15th, 2021", "2021-03-15"),
        ("15 de março de 2021", "2021-03-15"),
        ("15-mar-21", "2021-03-15"),
        ("mar 2021", "2021-03"),
        ("12 oct 21", "2021-10-12"),
        ("mar-85", "1985-03"),
        ("setiembre 2020", "2020-09"),
        ("03/2021", "2021-03"),
        ("202103", "2021-03"),
        ("20210315", "2021-03-15"),
        ("44270", "2021-03-15"),
        ("44270.5", "2021-03-15"),
        ("2021", "2021"),
        ("2021.0", "2021"),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_written(text, wanted):
    assert read_date(text) == (wanted, "")


@pytest.mark.parametrize("text", ["31/02/2021", "pendiente", "12 pistolas", "0", "99999", "13/13/2021", "1850-01-01"])
def test_what_is_no_date_stays_as_written(text):
    assert read_date(text) == (text, "date_unreadable")


@pytest.mark.parametrize(
    ("texts", "order"),
    [(["1/2/2021", "13/2/2021"], True), (["1/2/2021", "2/13/2021"], False), (["1/2/2021", "3/4/2021"], None)],
)
def test_the_whole_column_tells_day_from_month(texts, order):
    assert day_comes_first(texts) is order


@given(st.dates(min_value=pd.Timestamp("1970-01-01").date(), max_value=pd.Timestamp("2068-12-31").date()))
def test_a_day_is_the_same_however_it_is_written(day):
    forms = [
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d-%b-%Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d.%m.%y}",
    ]
    assert {read_date(form, True)[0] for form in forms} == {day.isoformat()}
    assert read_date(f"{day:%m/%d/%Y}", False)[0] == day.isoformat()


@pytest.mark.parametrize(
    "text", ["5-mar", "21-mar", "12 de octubre", "10 mayo", "March 15", "mar. 5", "10 pistolas marzo 2021", "15 21 mar"]
)
def test_a_day_without_a_year_is_no_date(text):
    assert read_date(text) == (text, "date_unreadable")


@pytest.mark.parametrize("text", ["mar-21", "mar.21", "Marzo/21", "marzo del 21"])
def test_a_month_and_two_digits_are_a_year_that_is_remarked_on(text):
    assert read_date(text) == ("2021-03", "date_year_short")
