"""Legs, stubs and the origin-destination matrix, on routes a reader can count in the head."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine, imported
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter, View
from analytics.flows import flows, matrix, node_totals, strongest, stubs
from analytics.itineraries import itineraries, route_legs
from analytics.selection import Selection
from data.dimensions import NOT_RECORDED
from data.schema import Records
from data.vocabulary import load_vocabulary

ALL = Selection()
ROUTES = (
    {"origin": "US:", "transit": "MX:>GT:", "destination": "CO:", "transport_mode": "road_bus"},
    {"origin": "US:", "destination": "PA:", "transport_mode": "sea_container"},
    {"origin": "US:", "transport_mode": "sea_container"},
    {"destination": "CO:", "transport_mode": "air_cargo"},
    {"country": "HN"},
    {"event": "diverted", "origin": "BZ:"},
)


@pytest.fixture(scope="module")
def view():
    return engine(*ROUTES).view(ALL)


def by_ends(table):
    return {(row.start, row.end, row.stage): row.seizures for row in table.itertuples()}


def test_legs_follow_the_stops_and_those_from_the_seizure_on_were_only_intended(view):
    assert by_ends(flows(view)) == {
        ("US", "MX", "travelled"): 1,
        ("MX", "GT", "travelled"): 1,
        ("GT", "PA", "travelled"): 1,
        ("US", "PA", "travelled"): 2,
        ("PA", "CO", "intended"): 2,
        ("PA", "PA", "intended"): 1,
    }


def test_a_legs_mode_is_what_most_of_its_records_state(view):
    table = flows(view).set_index(["start", "end"])
    assert table.loc[("US", "PA"), "mode"] == "sea" and table.loc[("GT", "PA"), "mode"] == "land"
    rows = [{"origin": "US:", "transport_mode": mode} for mode in ("unknown", "courier", "multimodal", "drone")]
    assert flows(engine(*rows).view(ALL)).loc[0, ["seizures", "mode", "mode_known"]].tolist() == [4, "air", 1]
    assert flows(engine(*rows[:3]).view(ALL)).loc[0, ["mode", "mode_known"]].tolist() == ["unknown", 0]


def test_internal_legs_are_told_apart_not_dropped(view):
    table = flows(view)
    assert table.loc[table["internal"], ["start", "end"]].to_numpy().tolist() == [["PA", "PA"]]


def test_an_unknown_end_is_a_stub_at_the_last_place_known(view):
    found = {(row.node, row.direction): row.seizures for row in stubs(view).itertuples()}
    assert found == {("PA", "in"): 1, ("HN", "in"): 1, ("PA", "out"): 1, ("HN", "out"): 1}
    halfway = stubs(engine({"transit": "CR:"}).view(ALL)).set_index("direction")["node"]
    assert halfway.to_dict() == {"in": "CR", "out": "PA"}


def test_node_totals_count_each_seizure_once_a_role(view):
    table = node_totals(view).set_index("node")
    roles = ["origin", "transit", "seized", "destination", "inward", "outward", "unknown_in", "unknown_out"]
    assert table.loc["PA", roles].tolist() == [0, 0, 4, 1, 3, 2, 1, 1]
    assert table.loc["US", roles].tolist() == [3, 0, 0, 0, 0, 3, 0, 0]
    assert table.loc["HN", roles].tolist() == [0, 0, 1, 0, 0, 0, 1, 1]
    assert table.loc["PA", "latitude"] == pytest.approx(8.4, abs=0.5)


def with_inferred(view, role):
    records = view.columns.records
    points = records.waypoints.assign(documented=records.waypoints["role"] != role)
    changed = Records(records.seizures, records.lists, records.items, points)
    return Crossfilter(build_columns(changed, load_vocabulary())).view(ALL)


def test_legs_with_an_inferred_end_are_rows_of_their_own(view):
    table = flows(with_inferred(view, "transit"))
    told = {(row.start, row.end): row.documented for row in table.itertuples()}
    assert not told["US", "MX"] and not told["MX", "GT"] and not told["GT", "PA"]
    assert told["US", "PA"] and told["PA", "CO"]


def test_a_route_without_the_place_of_seizure_gets_it_before_the_destination(view):
    records = view.columns.records
    points = records.waypoints[records.waypoints["role"] != "seizure"]
    changed = Records(records.seizures, records.lists, records.items, points)
    assert by_ends(flows(Crossfilter(build_columns(changed, load_vocabulary())).view(ALL))) == by_ends(flows(view))


def test_places_are_nodes_and_what_is_known_by_area_only_is_the_area():
    view = engine({"origin": "CR:Peñas Blancas", "place": "Paso Canoas", "destination": "CO:"}).view(ALL)
    table = flows(view, "place").set_index("stage")
    assert table.loc["travelled", ["start", "end"]].tolist() == ["CR:11.21,-85.61", "PA:8.53,-82.84"]
    assert table.loc["travelled", "start_name"] == "Peñas Blancas"
    assert table.loc["intended", ["end", "end_precision", "end_name"]].tolist() == ["CO", "country", ""]
    unit = node_totals(engine({"admin1": "Colón"}).view(ALL), "place")
    assert unit.loc[0, ["node", "precision"]].tolist() == ["PA-3", "admin1"]


def test_the_strongest_flows_and_what_they_leave_out(view):
    kept = strongest(flows(view), top=1, least=2)
    assert len(kept.flows) == 1 and kept.flows_left_out == 5 and kept.seizures_left_out == 8 - 2
    assert strongest(flows(view), top=None, least=3).flows_left_out == 6


def test_the_matrix_holds_every_seizure_and_ends_with_the_unknown(view):
    table = matrix(view)
    assert table.loc["US", "CO"] == 1 and table.loc["US", NOT_RECORDED] == 1
    assert table.loc[NOT_RECORDED, NOT_RECORDED] == 1
    assert table.index[-1] == NOT_RECORDED == table.columns[-1]
    assert matrix(view, to="country").loc["US", "PA"] == 3


STOPS = ("", "US:", "CR:", "CR:Peñas Blancas", "nowhere")
POOL = tuple(
    {"origin": origin, "transit": transit, "destination": destination, "place": place}
    for origin in STOPS
    for transit in STOPS
    for destination in STOPS
    for place in ("", "Paso Canoas")
)


@pytest.fixture(scope="module")
def pool():
    return engine(*POOL)


@settings(max_examples=15)
@given(st.sets(st.integers(0, len(POOL) - 1), max_size=12), st.sampled_from(["country", "place"]))
def test_flows_and_stubs_account_for_every_seizure(pool, chosen, level):
    view = View(pool, ALL)
    view.__dict__["rows"] = np.array(sorted(chosen), dtype=np.int64)  # importing anew for each example takes long
    legs, ends, totals = flows(view, level), stubs(view, level), node_totals(view, level)
    journeys = itineraries(view, level)
    assert len(route_legs(journeys)) == len(journeys.stops) - view.seizures  # every record has a known stop here
    assert legs["seizures"].sum() == len(route_legs(journeys).drop_duplicates())
    for direction, role in (("in", "origin"), ("out", "destination")):
        unknown = ends.loc[ends["direction"] == direction, "seizures"].sum()
        stating = sum(POOL[row][role] not in {"", "nowhere"} for row in chosen)
        assert unknown + stating == view.seizures
        assert totals[role].sum() == stating and totals[f"unknown_{direction}"].sum() == unknown
    assert totals["seized"].sum() == view.seizures
    for to in ("destination", "country"):
        assert matrix(view, to).to_numpy().sum() == view.seizures


@pytest.mark.parametrize("level", ["country", "place"])
@pytest.mark.parametrize("rows", [(), ({},), ({"event": "diverted"},)])
def test_nothing_and_one_record_give_tables(rows, level):
    view = engine(*rows).view(ALL)
    count = view.seizures
    assert len(flows(view, level)) == 0 and {"start", "end", "seizures", "mode"} <= set(flows(view, level))
    assert stubs(view, level)["seizures"].sum() == 2 * count and len(node_totals(view, level)) == count
    assert matrix(view).to_numpy().sum() == count and matrix(view).shape == (1, 1)
    assert strongest(flows(view, level), top=3).flows_left_out == 0


def test_a_record_without_a_country_is_a_stub_nowhere():
    records = imported({}).records
    changed = Records(records.seizures.assign(country=""), records.lists, records.items, records.waypoints)
    view = Crossfilter(build_columns(changed, load_vocabulary())).view(ALL)
    assert stubs(view)["node"].tolist() == [NOT_RECORDED] * 2 and matrix(view).to_numpy().sum() == 1
    assert matrix(view, to="country").loc[NOT_RECORDED, NOT_RECORDED] == 1


def test_the_shipped_records_are_conserved(reference_engine):
    view = reference_engine.view(ALL)
    ends = itineraries(view, "place").stops
    before = view.columns.records.waypoints.copy()
    assert set(ends["row"]) == set(view.rows)
    assert np.isfinite(node_totals(view, "place")[["latitude", "longitude"]].to_numpy()).all()
    pd.testing.assert_frame_equal(view.columns.records.waypoints, before)
