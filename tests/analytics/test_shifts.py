"""The divergence against scipy and its definition, its chance band against the permutation it stands for."""

from datetime import date

import numpy as np
import pytest
from conftest import engine
from scipy import stats

from analytics import shifts
from analytics.modus_operandi import Stated
from analytics.selection import Selection
from analytics.shifts import combinations, divergence, shift, shift_at, shift_series

ALL = Selection()
CATEGORIES = 14
SKEWED = (1 / np.arange(1, CATEGORIES + 1) ** 1.15) / (1 / np.arange(1, CATEGORIES + 1) ** 1.15).sum()
OLD, NEW = {"date": "2020-01-01"}, {"date": "2022-01-01"}


def records(when, *groups):
    """Return rows of (how many, concealment) at a date."""
    return [{**when, "concealment": codes} for count, codes in groups for _ in range(count)]


def test_divergence_is_lins_definition_in_bits():
    # H(m) - (H(p) + H(q)) / 2 with p = (1, 0), q = (1/2, 1/2): H(3/4, 1/4) - 1/2 = 0.3113
    assert divergence([4, 0], [3, 3]) == pytest.approx(stats.entropy([3, 1], base=2) - 0.5)
    assert divergence([5, 0], [0, 2]) == pytest.approx(1) and divergence([1, 3], [2, 6]) == pytest.approx(0)


def simulated(size, repeats):
    generator = np.random.default_rng(0)
    draws = generator.multinomial(size, SKEWED, size=(2, repeats))
    return divergence(draws[0], draws[1]).mean()


def test_without_any_change_the_score_is_not_zero():
    # docs/methods: 14 categories, 0.172 bits at 30 a group and 0.015 at 300; the limit is (k - 1) / (4 n ln 2)
    assert simulated(30, 4_000) == pytest.approx(0.172, abs=0.005)
    assert simulated(300, 4_000) == pytest.approx(0.015, abs=0.002)
    assert simulated(300, 4_000) == pytest.approx((CATEGORIES - 1) / (4 * 300 * np.log(2)), rel=0.1)


def found(patterns):
    """Return what records state, each given by its values' positions."""
    places = np.repeat(np.arange(len(patterns)), [len(each) for each in patterns])
    codes = np.array([code for each in patterns for code in sorted(each)], dtype=np.int64)
    return Stated(len(patterns), places, codes, tuple("abcdef"))


def test_records_with_the_same_values_have_the_same_number():
    numbers = combinations(found([[0], [0, 1], [1], [], [0, 1], [0]]))
    assert numbers[0] == numbers[5] and numbers[1] == numbers[4]
    assert len(set(numbers)) == 4


def test_drawing_combinations_is_permuting_whole_records():
    generator = np.random.default_rng(3)
    patterns = [[[0], [0, 1], [1, 2], [3]][kind] for kind in generator.integers(0, 4, 60)]
    groups = np.repeat([0, 1], [25, 35])
    counts, members = shifts._patterns(found(patterns), groups)
    fast = shifts._null(counts, members, 4_000, np.random.default_rng(0))
    states = np.array([[code in each for code in range(6)] for each in patterns], dtype=float)
    slow = []
    for _ in range(4_000):
        order = generator.permutation(groups)
        slow.append(divergence(states[order == 0].sum(axis=0), states[order == 1].sum(axis=0)))
    assert np.quantile(fast, [0.05, 0.5, 0.95]) == pytest.approx(np.quantile(slow, [0.05, 0.5, 0.95]), rel=0.12)


def test_the_limit_law_agrees_with_the_draws_it_replaces(monkeypatch):
    generator = np.random.default_rng(4)
    patterns = [generator.choice(6, size=generator.integers(1, 4), replace=False).tolist() for _ in range(3_000)]
    counts, members = shifts._patterns(found(patterns), np.repeat([0, 1], [1_000, 2_000]))
    exact = shifts._null(counts, members, 3_000, np.random.default_rng(0))
    monkeypatch.setattr(shifts, "MOST_PATTERNS", 1)
    limit = shifts._null(counts, members, 3_000, np.random.default_rng(0))
    assert np.quantile(limit, [0.05, 0.5, 0.95]) == pytest.approx(np.quantile(exact, [0.05, 0.5, 0.95]), rel=0.12)


def false_alarms(runs, size):
    generator, alarms = np.random.default_rng(1), 0
    for seed in range(runs):
        codes = generator.choice(CATEGORIES, size=2 * size, p=SKEWED)
        whole = Stated(2 * size, np.arange(2 * size), codes, tuple(map(str, range(CATEGORIES))))
        groups = np.repeat([0, 1], size)
        alarms += shifts._shift(whole, groups, "country", "country", 199, seed, "").beyond_chance
    return alarms / runs


def test_without_any_change_the_score_is_within_its_band():
    assert false_alarms(200, 30) == pytest.approx(0.05, abs=0.045)


@pytest.mark.slow
@pytest.mark.parametrize("size", [30, 300])
def test_without_any_change_the_score_is_within_its_band_in_full(size):
    assert false_alarms(3_000, size) == pytest.approx(0.05, abs=0.012)


def test_a_real_change_is_beyond_chance_and_says_where():
    rows = [*records(OLD, (30, "vehicle_seat"), (5, "food")), *records(NEW, (5, "vehicle_tyre"), (30, "food"))]
    told = shift_at(engine(*rows, *[OLD] * 3).view(ALL), "concealment", date(2021, 1, 1))
    assert told.beyond_chance and told.p == pytest.approx(0.001) and told.merged
    assert (told.dimension, told.first, told.second, told.first_unknown) == ("concealment_family", 35, 35, 3)
    assert told.values.set_index("code")["first"].to_dict() == {"vehicle": 30, "cargo": 5}
    assert told.values["bits"].sum() == pytest.approx(told.score)
    assert told.values.set_index("code").loc["cargo", "second_share"] == pytest.approx(30 / 35)


def test_values_are_merged_only_under_three_hundred():
    rows = [*records(OLD, (150, "vehicle_seat"), (150, "vehicle_tyre")), *records(NEW, (300, "vehicle_seat"))]
    view = engine(*rows).view(ALL)
    told = shift_at(view, "concealment", date(2021, 1, 1), permutations=99)
    assert not told.merged and told.beyond_chance
    fewer = shift_at(engine(*rows[1:]).view(ALL), "concealment", date(2021, 1, 1), permutations=99)
    assert fewer.merged and fewer.score == 0 and fewer.p == 1 and not fewer.beyond_chance


def test_a_date_too_vague_to_tell_the_side_is_left_out():
    view = engine({**OLD, "date": "2021"}, {**OLD, "date": "2021-06"}, OLD, {"date": "2021-06-15"}).view(ALL)
    told = shift_at(view, "country", date(2021, 6, 15))
    assert (told.left_out, told.first, told.second) == (2, 1, 1)


def test_two_views_are_compared_if_they_share_no_seizure():
    here = {"country": "PA", "transport_mode": "road_bus"}
    there = {"country": "CR", "transport_mode": "sea_fishing"}
    crossfilter = engine(*[here] * 12, *[there] * 10)
    first, second = (crossfilter.view(ALL.with_values("country", [code])) for code in ("PA", "CR"))
    told = shift(first, second, "transport_mode")
    assert told.score == pytest.approx(1) and (told.first, told.second, told.reason) == (12, 10, "")
    same = shift(first, crossfilter.view(ALL), "transport_mode")
    assert same.reason == "overlapping_groups" and np.isnan(same.score) and not same.beyond_chance
    with pytest.raises(ValueError, match="different records"):
        shift(first, engine(here).view(ALL), "transport_mode")


def test_the_order_of_groups_does_not_matter():
    rows = [*records(OLD, (20, "food"), (15, "baggage;food")), *records(NEW, (12, "baggage"), (20, "on_body;food"))]
    view = engine(*rows, *({**row, "country": "CR"} for row in rows[:30])).view
    one, other = view(ALL.with_values("country", ["PA"])), view(ALL.with_values("country", ["CR"]))
    forth, back = shift(one, other, "concealment"), shift(other, one, "concealment")
    assert forth.score == pytest.approx(back.score) and forth.high == pytest.approx(back.high, rel=0.2)


def test_a_series_compares_each_period_with_the_one_before():
    rows = [
        *records({"date": "2019-05-01"}, (12, "food"), (3, "baggage")),
        *records({"date": "2020-05-01"}, (12, "food"), (3, "baggage")),
        *records({"date": "2021-05-01"}, (15, "vehicle_seat")),
        *records({"date": "2023-05-01"}, (4, "vehicle_seat")),
    ]
    view = engine(*rows).view(ALL)
    table = shift_series(view, "concealment", "year")
    assert table["period"].tolist() == ["2020", "2021", "2022", "2023"]
    assert table["reason"].tolist() == ["", "", "few_records", "few_records"]
    assert table["score"][0] == pytest.approx(0) and table["score"][1] > table["high"][1]
    assert table["adjusted_p"][1] == pytest.approx(2 * table["p"][1]) and table["score"][2:].isna().all()
    assert shift_series(view, "concealment", "enough")["period"].tolist() == ["2020", "2021/2023"]


@pytest.mark.parametrize("rows", [({},), ({"concealment": "unknown", "date": ""}, {}), ()])
def test_few_or_no_records_say_so(rows):
    view = engine(*(rows or ({},))).view(ALL if rows else ALL.with_values("country", ["CR"]))
    told = shift_at(view, "concealment", date(2021, 1, 1))
    assert (told.reason, told.minimum) == ("few_records", 10) and np.isnan(told.p) and told.values.empty
    table = shift_series(view, "concealment", "year")
    assert table.empty and "adjusted_p" in table and shift_series(view, "concealment", "enough").empty
