"""Displacement: the formula in the head, chance by simulation, and areas on a map of three squares."""

from collections import Counter
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from analytics.displacement import Counts, displacement, displacement_of, neighbours
from analytics.selection import Selection
from data.vocabulary import REFERENCE

ALL = Selection()
DAY = date(2024, 1, 1)


def test_the_quotient_is_that_of_the_paper():
    # control steady at 100; target 100 to 60, a fall of 0.4; buffer 50 to 58, a rise of 0.08: 0.08 / -0.4 = -0.2
    told = displacement(Counts(100, 50, 100), Counts(60, 58, 100))
    assert [told.quotient, told.success, told.movement] == pytest.approx([-0.2, -0.4, 0.08])
    # Guerette (2009), appendix B: [Rb(Ca/Cb) - Ra] + [Db(Ca/Cb) - Da] = 40 - 8
    assert told.prevented == pytest.approx(32)


def test_what_changed_everywhere_is_taken_out():
    # everything halves but the target, which falls to a quarter: nothing moved
    told = displacement(Counts(400, 200, 100), Counts(100, 100, 50))
    assert told.quotient == 0 and told.success == -2 and told.prevented == 100
    assert told.category == "undetermined"


@pytest.mark.parametrize(
    ("buffer", "category"),
    [
        ((5000, 3000), "diffusion_of_benefits"),
        ((5000, 6500), "displacement_below_gain"),
        ((5000, 12000), "displacement_above_gain"),
        ((5000, 9000), "displacement"),
        ((5000, 5000), "undetermined"),
    ],
)
def test_categories(buffer, category):
    told = displacement(Counts(8000, buffer[0], 8000), Counts(4000, buffer[1], 8000))
    assert told.category == category and told.low < told.quotient < told.high and not told.is_unstable


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ((50, 50, 9), (20, 50, 50), "few_in_control"),
        ((50, 50, 50), (20, 50, 9), "few_in_control"),
        ((50, 50, 0), (20, 50, 0), "few_in_control"),
        ((9, 50, 50), (2, 50, 50), "few_in_target"),
        ((50, 4, 50), (20, 5, 50), "few_in_buffer"),
        ((50, 50, 50), (50, 50, 50), "target_did_not_fall"),
        ((50, 50, 50), (40, 50, 30), "target_did_not_fall"),
        ((0, 0, 0), (0, 0, 0), "few_in_control"),
    ],
)
def test_what_cannot_be_told_says_why(before, after, reason):
    told = displacement(Counts(*before), Counts(*after))
    assert told.reason == reason and told.quotient is None and told.low is None and told.category == ""


def test_an_uncertain_fall_is_unstable():
    told = displacement(Counts(20, 60, 40), Counts(16, 60, 40))
    assert told.is_unstable and told.category == "undetermined" and told.quotient == 0


counts = st.builds(Counts, *[st.integers(0, 3000)] * 3)


@given(counts, counts)
def test_any_counts_give_a_number_or_a_reason(before, after):
    told = displacement(before, after)
    assert (told.quotient is None) == bool(told.reason) == (told.category == "")
    if told.quotient is not None:
        assert np.isfinite([told.quotient, told.low, told.high]).all() and told.low <= told.high


def simulated(before, after, runs: int) -> tuple[Counter, float]:
    """Return the categories told where these are the true means, and how often the interval holds the true quotient."""
    rng, told, held = np.random.default_rng(0), Counter(), []
    (a0, b0, c0), (a1, b1, c1) = before, after
    truth = (b1 / c1 - b0 / c0) / (a1 / c1 - a0 / c0)
    for run in range(runs):
        drawn = (Counts(*(int(number) for number in rng.poisson(means))) for means in (before, after))
        found = displacement(*drawn, seed=run)
        told[found.reason or found.category] += 1
        if found.quotient is not None and not found.is_unstable:
            held.append(found.low <= truth <= found.high)
    return told, float(np.mean(held))


def test_chance_is_seldom_taken_for_movement():
    told, held = simulated((60, 40, 60), (30, 40, 60), 150)
    assert told["undetermined"] >= 0.88 * 150 and held > 0.88


@pytest.mark.slow
def test_intervals_hold_the_truth():
    for means in (((60, 40, 60), (30, 40, 60)), ((200, 100, 200), (100, 130, 200)), ((200, 100, 200), (100, 70, 200))):
        assert 0.92 < simulated(*means, 800)[1] < 0.975


def squares() -> gpd.GeoDataFrame:
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), box(9, 9, 10, 10)]
    return gpd.GeoDataFrame({"iso": ["A-1", "A-2", "A-3", "B-1"]}, geometry=shapes, crs=4326)


def test_neighbours_share_a_border():
    assert neighbours(squares(), ["A-1"]) == ("A-2",)
    assert neighbours(squares(), ["A-1", "A-2"]) == ("A-3",)
    assert neighbours(squares(), ["B-1"]) == () == neighbours(squares(), []) == neighbours(squares(), ["X-1"])


def test_neighbours_of_shipped_provinces():
    provinces = gpd.read_file(REFERENCE / "borders_admin1.geojson")
    assert neighbours(provinces, ["PA-4"]) == ("CR-P", "PA-1", "PA-9", "PA-NB")  # Chiriquí
    countries = gpd.read_file(REFERENCE / "borders_admin0.geojson")
    assert neighbours(countries, ["SV"], code="country") == ("GT", "HN")


def rows(day: str, **of: int) -> list[dict[str, str]]:
    return [{"country": country, "date": day} for country, count in of.items() for _ in range(count)]


@pytest.fixture(scope="module")
def crossfilter():
    made = rows("2023-06-01", PA=40, CR=12, GT=20) + rows("2024-06-01", PA=10, CR=18, GT=20)
    made += rows("2022-12-31", PA=5) + rows("2024-12-31", GT=1) + [{"country": "CR", "date": "2023-01-01"}]
    made += [{"country": "PA", "date": "2024-03-01", "event": "diverted"}, {"country": "SV", "date": "2024-03-01"}]
    return engine(*made)


def test_windows_are_equal_and_within_the_records(crossfilter):
    study = displacement_of(crossfilter.view(ALL), DAY, ["PA"], ["CR"], ["GT"])
    assert (study.before, study.after) == (Counts(40, 13, 20), Counts(10, 18, 21))
    assert (study.start, study.end, study.months) == (date(2023, 1, 1), date(2024, 12, 31), 12)
    assert study.displacement == displacement(study.before, study.after)
    assert displacement_of(crossfilter.view(ALL), DAY, ["PA"], ["CR"], ["GT"], months=999_999).months == 12
    short = displacement_of(crossfilter.view(ALL), DAY, ["PA"], ["CR"], ["GT"], months=3)
    assert (short.start, short.end, short.displacement.reason) == (
        date(2023, 10, 1),
        date(2024, 3, 31),
        "few_in_control",
    )


def test_the_period_of_the_selection_bounds_the_windows(crossfilter):
    view = crossfilter.view(Selection(start="2023", end="2024-07"))
    assert displacement_of(view, DAY, ["PA"], ["CR"], ["GT"]).months == 7


def test_a_date_outside_the_records_has_no_windows(crossfilter):
    for day in (date(2030, 1, 1), date(2022, 12, 31), date(1, 1, 2)):
        study = displacement_of(crossfilter.view(ALL), day, ["PA"], ["CR"], ["GT"])
        assert study.displacement.reason == "few_periods" and study.months == 0 and study.before == Counts(0, 0, 0)


@pytest.mark.parametrize(
    ("target", "buffer", "control", "reason"),
    [
        ([], ["CR"], ["GT"], "no_target"),
        (["PA"], [], ["GT"], "no_buffer"),
        (["PA"], ["CR"], [], "no_control"),
        (["PA"], ["PA", "CR"], ["GT"], "areas_overlap"),
        (["PA-4"], ["PA"], ["GT"], "areas_overlap"),
        (["PA"], ["CR"], ["PA-4"], "areas_overlap"),
        (["PA"], ["CR"], ["SV"], "few_in_control"),
    ],
)
def test_areas_that_cannot_be_compared(crossfilter, target, buffer, control, reason):
    assert displacement_of(crossfilter.view(ALL), DAY, target, buffer, control).displacement.reason == reason


def test_what_is_not_dated_or_placed_well_enough_is_counted():
    made = [{"admin1": "Colón", "date": f"{year}-06-01"} for year in (2022, 2023, 2024, 2025)]
    made += [{"admin1": "Colón", "date": "2023"}, {"date": "2024-02-01"}]
    study = displacement_of(engine(*made).view(ALL), DAY, ["PA-3"], ["PA-4"], ["PA-8"], months=6)
    assert (study.before.target, study.after.target) == (0, 1) and study.months == 6
    assert (study.undated, study.unplaced) == (1, 1)


@pytest.mark.parametrize("made", [(), ({},), ({"country": "", "place": "Darién"},) * 2])
def test_nothing_one_and_unknown(made):
    study = displacement_of(engine(*made).view(ALL), DAY, ["PA"], ["CR"], ["GT"])
    assert study.displacement.reason == "few_periods" and study.start is None
