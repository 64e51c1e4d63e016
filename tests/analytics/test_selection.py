"""The one grammar: what is written can be read, and nothing that is read can break it."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.selection import Problem, Selection, moment, read_query
from data.dimensions import FILTERS, NOT_RECORDED
from data.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
CLOSED = [name for name in FILTERS if VOCABULARY.codes(name)]
MOMENTS = st.dates(date(1990, 1, 1), date(2030, 12, 31)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
)


@st.composite
def selections(draw) -> Selection:
    selection = Selection(
        start=draw(st.just("") | MOMENTS),
        end=draw(st.just("") | MOMENTS),
        text=" ".join(draw(st.lists(st.text(string.ascii_letters + "áñü&=%+#;", min_size=1, max_size=8), max_size=3))),
        min_firearms=draw(st.none() | st.integers(0, 10_000)),
        max_firearms=draw(st.none() | st.integers(0, 10_000)),
        version=draw(st.none() | st.integers(0, 99)),
        bbox=draw(st.none() | st.just((-92.5, 6.25, -77.0, 18.5))),
    )
    for name in draw(st.lists(st.sampled_from(CLOSED), max_size=4, unique=True)):
        codes = st.sampled_from([*VOCABULARY.codes(name), NOT_RECORDED])
        selection = selection.with_values(name, draw(st.lists(codes, min_size=1, max_size=4)))
    return selection


@given(selections())
def test_a_selection_survives_its_query(selection):
    query = read_query(selection.to_query(), VOCABULARY)
    first, last = selection.days()
    is_backwards = bool(first and last and first > last)
    assert query.selection == selection
    assert [problem.kind for problem in query.problems] == ["order"] * is_backwards
    assert query.selection.to_query() == selection.to_query()


@given(st.text(max_size=200))
def test_any_text_is_safe(text):
    query = read_query(text, VOCABULARY)
    again = read_query(query.to_query(), VOCABULARY)
    assert again.selection == query.selection and again.options == query.options and not again.problems


KEYS = [*FILTERS, "from", "to", "bbox", "text", "min_firearms", "version", "by", "grain"]


@given(st.sampled_from(KEYS), st.text(max_size=40))
def test_any_value_is_safe(key, value):
    query = read_query(f"{key}={value}", VOCABULARY)
    assert read_query(query.to_query(), VOCABULARY).selection == query.selection


@given(selections(), st.sampled_from(["en", "es"]))
def test_every_selection_can_be_told(selection, language):
    assert selection.describe(language, VOCABULARY)


def test_commas_are_accepted_and_repeats_are_canonical():
    query = read_query("country=PA,CR&country=BZ", VOCABULARY)
    assert query.selection.to_query() == "country=BZ&country=CR&country=PA"


def test_a_place_name_may_hold_a_comma_and_countries_may_be_listed():
    assert read_query("origin=Miami, Florida", VOCABULARY).selection.values("origin") == ("Miami, Florida",)
    assert read_query("origin=US,MX", VOCABULARY).selection.values("origin") == ("MX", "US")


def test_what_is_not_understood_is_named():
    query = read_query("contry=PA&country=XX&from=yesterday&country=PA", VOCABULARY)
    assert set(query.problems) == {
        Problem("name", "contry"),
        Problem("value", "country", "XX"),
        Problem("date", "from", "yesterday"),
    }
    assert query.selection == Selection().with_values("country", ["PA"])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
    ],
)
def test_a_moment_has_a_first_and_a_last_day(text, first, last):
    assert moment(text) == (first, last)


def test_defaults_are_left_out_of_the_query():
    assert read_query("grain=year&measure=seizures&scale=count", VOCABULARY).to_query() == ""


def test_the_sentence_in_both_languages():
    selection = read_query("country=PA&from=2019&concealment=wrapping", VOCABULARY).selection
    assert selection.describe("en", VOCABULARY) == "Concealment: Wrapped; Country: Panama; from 2019"
    assert selection.describe("es", VOCABULARY) == "Ocultamiento: Envuelta; País: Panamá; desde 2019"


@pytest.mark.parametrize(
    "query", ["country=PA&" + "x=1&" * 40_000, "min_firearms=" + "0" * 20 + "9" * 5_000, "version=" + "9" * 30]
)
def test_a_query_of_any_length_is_read_or_refused_never_ignored(query):
    assert read_query(query, VOCABULARY).problems


def test_problems_are_told_a_bounded_number_of_times():
    assert len(read_query("by=" + ",".join(f"z{n}" for n in range(9_000)), VOCABULARY).problems) <= 20


def test_a_period_that_ends_before_it_begins_is_told():
    assert [problem.kind for problem in read_query("from=2025&to=2024", VOCABULARY).problems] == ["order"]
    assert not read_query("from=2024&to=2024-02", VOCABULARY).problems
