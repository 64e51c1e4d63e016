"""How a leg is drawn."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.lanes import arrow, crossings, curve, great_circle, path, pieces, sea_lane, through_crossings

MIAMI, COLON, GUATEMALA, SAN_JOSE = (-80.19, 25.77), (-79.9, 9.36), (-90.5, 14.6), (-84.08, 9.93)
KANSAS, CHINA, PANAMA_CITY, BALBOA = (-98.0, 38.0), (104.0, 35.0), (-79.52, 8.98), (-79.57, 8.95)
points = st.tuples(st.floats(-180, 180), st.floats(-60, 60))


def test_there_and_back_lie_on_two_sides():
    there, back = curve((0, 0), (10, 0)), curve((10, 0), (0, 0))
    assert there[0].tolist() == [0, 0] and there[-1].tolist() == [10, 0]
    assert there[1:-1, 1].max() < 0 < back[1:-1, 1].min()  # eastward, the right-hand side is south


def test_a_great_circle_is_the_shortest_way():
    # Equator to equator stays on it; Madrid-Tokyo's known great circle passes north of 65 degrees
    assert np.allclose(great_circle((0, 0), (20, 0))[:, 1], 0)
    assert great_circle((-3.7, 40.4), (139.7, 35.7))[:, 1].max() > 65


def test_a_sea_lane_goes_through_the_canal_from_end_to_end():
    line = sea_lane((-77.07, 3.88), COLON)
    assert line[0].tolist() == [-77.07, 3.88] and line[-1].tolist() == list(COLON)
    assert (np.hypot(*(line - [-79.6, 9.0]).T) < 0.3).any()  # Panama City's anchorage


def test_a_sea_lane_is_a_curve_where_there_is_none(capsys, monkeypatch):
    for end in (PANAMA_CITY, BALBOA):
        assert np.array_equal(sea_lane(PANAMA_CITY, end), curve(PANAMA_CITY, end))

    import searoute

    def fail(*_, **__):
        warnings.warn("no path", stacklevel=1)
        raise RuntimeError

    monkeypatch.setattr(searoute, "searoute", fail)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(sea_lane((-60.0, 12.0), MIAMI), curve((-60.0, 12.0), MIAMI))
    assert capsys.readouterr().out == ""


def test_by_land_the_way_leads_through_the_crossings_between():
    line = through_crossings(GUATEMALA, SAN_JOSE, "GT", "CR")
    posts = crossings()[["longitude", "latitude"]].to_numpy()
    near = np.hypot(*(line[:, None] - posts).T).min(axis=1) < 1e-9
    pairs = {frozenset(pair) for pair in crossings().loc[near, ["a", "b"]].to_numpy().tolist()}
    assert frozenset(("NI", "CR")) in pairs and len(pairs) >= 3
    assert line[0].tolist() == list(GUATEMALA) and line[-1].tolist() == pytest.approx(list(SAN_JOSE))


def test_of_two_crossings_the_nearer_is_taken():
    golfito, david, limon, bocas = (-83.17, 8.64), (-82.43, 8.43), (-83.03, 9.99), (-82.25, 9.34)
    for start, end, post in ((golfito, david, (-82.839, 8.533)), (limon, bocas, (-82.617, 9.505))):
        line = through_crossings(start, end, "CR", "PA")
        assert (np.hypot(*(line - post).T) < 1e-9).any()  # Paso Canoas on the Pacific side, Sixaola on the other


def test_countries_no_crossing_joins_get_a_curve():
    assert np.array_equal(through_crossings(MIAMI, GUATEMALA, "US", "GT"), curve(MIAMI, GUATEMALA))
    assert np.array_equal(through_crossings(SAN_JOSE, (-84, 10), "CR", "CR"), curve(SAN_JOSE, (-84, 10)))


@pytest.mark.parametrize("surface", ["sea", "air", "land", "unknown"])
def test_no_line_is_drawn_across_the_map(surface):
    line = path(KANSAS, CHINA, surface, "US", "CN")
    assert np.abs(np.diff(line[:, 0])).max() < 60 and line[-1, 0] == pytest.approx(104 - 360)
    cut = pieces(line)
    assert len(cut) == 2 and all(np.abs(part[:, 0]).max() <= 180 for part in cut)
    assert cut[0][-1, 0] == -180 and cut[1][0, 0] == 180 and cut[0][-1, 1] == cut[1][0, 1]
    assert cut[1][-1] == pytest.approx(CHINA)


@pytest.mark.parametrize("surface", ["sea", "air", "land", "unknown"])
def test_a_leg_without_length_or_without_place_is_no_error(surface):
    line = path(MIAMI, MIAMI, surface, "US", "US")
    assert np.allclose(line, MIAMI) and np.isnan(arrow(line).bearing)
    nowhere = path((np.nan, np.nan), MIAMI, surface, "US", "US")
    assert nowhere.shape == (0, 2) and np.isnan(arrow(nowhere).longitude) and pieces(nowhere) == []


def test_a_crossing_is_its_own_other_side():
    post = (-82.839, 8.533)
    assert np.allclose(path(post, post, "land", "CR", "PA"), post)


@pytest.mark.parametrize(("end", "bearing"), [((0, 10), 0), ((10, 0), 90), ((0, -10), 180), ((-10, 0), 270)])
def test_an_arrow_points_along_the_line(end, bearing):
    line = np.array([(0.0, 0.0), end])
    found = arrow(line)
    assert found.bearing == pytest.approx(bearing) and (found.longitude, found.latitude) == pytest.approx(
        (end[0] * 0.9, end[1] * 0.9)
    )


def test_an_arrow_beyond_the_antimeridian_sits_on_the_map():
    assert abs(arrow(path(KANSAS, CHINA, "air")).longitude) <= 180


@given(points, points)
def test_curves_are_finite_and_join_their_ends(start, end):
    line = curve(start, end)
    assert np.isfinite(line).all() and line[0] == pytest.approx(start)
    assert (line[-1, 0] - end[0]) % 360 == pytest.approx(0, abs=1e-6) or (line[-1, 0] - end[0]) % 360 > 359.99
    assert abs(line[-1, 0] - start[0]) <= 180 + 1e-9
    assert all(np.abs(part[:, 0]).max() <= 180 + 1e-9 for part in pieces(line))
