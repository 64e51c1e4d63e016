"""Density, against scipy and its own integral."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import imported
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gaussian_kde, multivariate_normal

from analytics import density as module
from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.density import BANDWIDTH, FRAME, MINIMUM_PLACES, MINIMUM_RECORDS, SHAPE, density, kernel_density
from analytics.selection import Selection
from data.vocabulary import load_vocabulary

ALL = Selection()


def scattered(number):
    """Return points about northern Honduras, a degree either way."""
    return np.random.default_rng(0).normal((15, -87), 0.5, (number, 2)).round(4)


def at(places, *rows):
    """Return the view of seizures at these latitudes and longitudes, and of other rows."""
    records = imported(*[{}] * len(places), *rows).records
    seizures = records.seizures.copy()
    seizures.loc[: len(places) - 1, ["latitude", "longitude"]] = np.array(places, dtype=float).reshape(-1, 2)
    seizures.loc[: len(places) - 1, "place_precision"] = "point"
    return Crossfilter(build_columns(replace(records, seizures=seizures), load_vocabulary())).view(ALL)


def area(table):
    """Return the square kilometres of each cell of the grid on a sphere."""
    west, south, east, north = FRAME
    half = (north - south) / SHAPE[1] / 2
    edges = (np.sin(np.radians(table["latitude"] + side)) for side in (half, -half))
    return 6371.0072**2 * np.radians((east - west) / SHAPE[0]) * np.subtract(*edges)


@pytest.fixture(scope="module")
def found():
    return density(at(scattered(60)))


def test_the_surface_holds_every_record(found):
    assert found.reason == "" and found.records == found.places == 60
    assert (found.table["density"] * area(found.table) / 1_000).sum() == pytest.approx(60, rel=0.03)


def test_the_grid_covers_the_frame(found):
    table = found.table
    assert len(table) == SHAPE[0] * SHAPE[1] and not table.duplicated(["longitude", "latitude"]).any()
    assert table["longitude"].between(FRAME[0], FRAME[2]).all() and table["latitude"].between(FRAME[1], FRAME[3]).all()
    top = table.loc[table["density"].idxmax()]
    assert top["longitude"] == pytest.approx(-87, abs=0.4) and top["latitude"] == pytest.approx(15, abs=0.4)


def test_faint_density_is_none(found):
    shown = found.table["density"]
    assert shown[shown > 0].min() >= 0.01 * shown.max() and (shown == 0).any()


def test_the_kernel_is_scipys_where_the_scatter_is_round():
    # the corners and middle of a square scatter as much either way, so scipy's kernel is a circle too
    flat = np.array([[0.0, 60.0, 0.0, 60.0, 30.0], [0.0, 0.0, 60.0, 60.0, 30.0]])
    nodes = np.array([[10.0, 100.0], [5.0, 30.0]])
    kernel = gaussian_kde(flat, bw_method=25 / np.sqrt(np.cov(flat)[0, 0]))
    assert kernel_density(flat, np.ones(5, int), nodes, bandwidth_km=25) == pytest.approx(kernel(nodes) * 5)


def test_the_kernel_is_a_sum_of_round_bells_whatever_the_scatter():
    flat, nodes = np.array([[0.0, 200.0, 400.0], [0.0, 10.0, 0.0]]), np.array([[10.0, 100.0], [5.0, 30.0]])
    by_hand = sum(multivariate_normal(place, 25**2 * np.eye(2)).pdf(nodes.T) for place in flat.T)
    assert kernel_density(flat, np.ones(3, int), nodes, bandwidth_km=25) == pytest.approx(by_hand)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=4, max_size=4))
def test_records_at_one_place_count_as_if_each_stood_alone(counts):
    flat, nodes = np.array([[0.0, 50.0, 90.0, 20.0], [0.0, 10.0, 70.0, 90.0]]), np.array([[20.0, 70.0], [30.0, 10.0]])
    repeated = np.repeat(flat, counts, axis=1)
    alone = np.ones(sum(counts), int)
    one = kernel_density(flat, np.array(counts), nodes, bandwidth_km=40)
    other = kernel_density(repeated, alone, nodes, bandwidth_km=40)
    assert one == pytest.approx(other)


def test_many_places_are_gathered_without_moving_the_surface(monkeypatch):
    flat = np.random.default_rng(2).normal(0, 100, (2, 3_000))
    nodes, alone = np.random.default_rng(3).normal(0, 100, (2, 50)), np.ones(3_000, int)
    monkeypatch.setattr(module, "MOST_PLACES", 3_000)
    exact = kernel_density(flat, alone, nodes, bandwidth_km=30)
    monkeypatch.setattr(module, "MOST_PLACES", 1_000)
    gathered = kernel_density(flat, alone, nodes, bandwidth_km=30)
    assert not np.array_equal(exact, gathered)
    assert np.abs(gathered - exact).max() < 0.02 * exact.max()


def test_a_bandwidth_asked_for_is_used_and_a_tiny_one_refused():
    view = at(scattered(60))
    narrow, wide = density(view, bandwidth_km=25), density(view, bandwidth_km=100)
    assert (narrow.bandwidth_km, wide.bandwidth_km) == (25, 100)
    assert narrow.table["density"].max() > wide.table["density"].max()
    for wrong in (19, -1, float("nan")):
        with pytest.raises(ValueError, match="less than"):
            density(view, bandwidth_km=wrong)


def test_records_known_only_by_area_or_elsewhere_are_left_out_and_counted():
    places = [*scattered(30), (29.7, -95.3)]
    found = density(at(places, {"country": "HN", "admin1": "Cortés"}, {"event": "diverted"}))
    assert (found.records, found.imprecise, found.outside, found.reason) == (30, 1, 1, "")


@pytest.mark.parametrize(
    ("places", "rows", "reason", "minimum"),
    [
        ([], [{"event": "diverted"}], "few_records", MINIMUM_RECORDS),
        (scattered(1), [], "few_records", MINIMUM_RECORDS),
        ([], [{}] * 40, "few_records", MINIMUM_RECORDS),
        (scattered(MINIMUM_RECORDS - 1), [{}] * 9, "few_records", MINIMUM_RECORDS),
        (scattered(9).tolist() * 4, [], "few_places", MINIMUM_PLACES),
    ],
)
def test_too_little_is_told_as_such(places, rows, reason, minimum):
    found = density(at(places, *rows))
    assert (found.reason, found.minimum) == (reason, minimum)
    assert found.table.empty and list(found.table.columns) == ["longitude", "latitude", "density"]


@pytest.mark.slow
def test_the_minimum_keeps_two_equal_places_about_equal():
    # two towns 200 km apart draw records evenly: how often does one look twice as dense as the other?
    generator, towns = np.random.default_rng(4), np.array([[0.0, 200.0], [0.0, 0.0]])
    share = {}
    for records in (10, MINIMUM_RECORDS):
        twice = 0
        for _ in range(300):
            flat = towns[:, generator.integers(0, 2, records)] + generator.normal(0, 20, (2, records))
            ones = np.ones(records, int)
            left, right = kernel_density(flat, ones, towns, bandwidth_km=BANDWIDTH)
            twice += max(left, right) > 2 * min(left, right)
        share[records] = twice / 300
    assert share[10] > 0.25 and share[MINIMUM_RECORDS] < 0.2


def test_shipped_records_have_a_surface(reference_engine):
    view = reference_engine.view(ALL)
    found = density(view, bandwidth_km=50)
    assert found.records + found.imprecise + found.outside == view.seizures
    assert (found.table["density"] * area(found.table) / 1_000).sum() == pytest.approx(found.records, rel=0.03)
