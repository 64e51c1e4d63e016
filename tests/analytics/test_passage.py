"""What passed one place, on records a reader can count in the head."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine

from analytics.itineraries import shipped_gazetteer
from analytics.passage import busiest, passage
from analytics.selection import Selection

ALL = Selection()
PLACES = shipped_gazetteer().places.set_index("place_id", drop=False)
CANOAS, SERENO = "cr-pa-paso-canoas-crossing", "cr-pa-rio-sereno-crossing"
PORT, AIRPORT, TOWN = "hn-pcr-seaport", "pa-pty-airport", "hn-puerto-cortez-3600026"
RECORDS = (
    {"country": "CR", "place": "Paso Canoas"},
    {"country": "PA", "place": "Colón", "transit": "CR:Paso Canoas"},
    {"country": "CR", "place": "San José", "destination": "PA:Paso Canoas"},
    {"country": "PA", "origin": "CR:", "transport_mode": "road_bus"},
    {"country": "CR", "origin": "PA:", "transport_mode": "pedestrian"},
    {"country": "PA", "origin": "CR:", "transport_mode": "sea_go_fast"},
    {"country": "PA", "origin": "CR:", "transport_mode": "unknown"},
    {"country": "PA", "origin": "NI:", "transport_mode": "road_bus"},
    {"country": "CR", "destination": "PA:", "transport_mode": "road_bus"},
    {"country": "PA", "place": "Paso Canoas", "event": "diverted"},
    {},
)


@pytest.fixture(scope="module")
def view():
    return engine(*RECORDS).view(ALL)


def relations(view, place):
    table = passage(view, PLACES.loc[place])
    return dict(zip(table["row"], table["relation"], strict=True))


def test_what_was_seized_passed_bound_and_may_have_passed_is_kept_apart(view):
    assert relations(view, CANOAS) == {
        0: "seized", 1: "passed", 2: "bound", 3: "may_have_passed", 4: "may_have_passed"
    }  # fmt: skip


def test_a_record_that_names_one_crossing_did_not_pass_another():
    rows = [
        {"country": "PA", "place": place, "origin": "CR:", "transport_mode": "road_bus"}
        for place in ("Paso Canoas", "")
    ]
    assert relations(engine(*rows).view(ALL), SERENO) == {1: "may_have_passed"}


def test_an_area_whose_middle_is_near_is_not_the_place():
    view = engine({"country": "CR"}).view(ALL)
    middle = {"latitude": view.columns.latitude[0], "longitude": view.columns.longitude[0]}
    assert passage(view, pd.Series(PLACES.loc[CANOAS].to_dict() | middle)).empty


def test_a_town_and_its_port_are_one_place_but_what_happens_in_town_is_only_nearby():
    rows = (
        {"country": "HN", "place": "Puerto Cortés", "location_type": "seaport"},
        {"country": "HN", "place": "Puerto Cortés", "location_type": "premises", "transport_mode": "sea_container"},
        {"country": "HN", "place": "Puerto Cortés", "transport_mode": "sea_container"},
        {"country": "HN", "place": "Puerto Cortés"},
        {"country": "HN", "destination": "HN:Puerto Cortés", "transport_mode": "sea_general"},
        {"country": "HN", "origin": "HN:Puerto Cortés", "transport_mode": "road_bus"},
    )
    view = engine(*rows).view(ALL)
    assert relations(view, PORT) == {0: "seized", 1: "nearby", 2: "seized", 3: "nearby", 4: "bound", 5: "nearby"}
    assert relations(view, TOWN) == {0: "seized", 1: "seized", 2: "seized", 3: "seized", 4: "bound", 5: "passed"}


def test_distance_decides_for_points_and_the_far_country_is_not_there():
    row = PLACES.loc[PORT]
    near = {"latitude": row["latitude"] + 8 / 111.195, "longitude": row["longitude"]}
    view = engine({"country": "HN", "place": "Puerto Cortés", "location_type": "seaport"}).view(ALL)
    moved = passage(view, pd.Series(row.to_dict() | near))
    assert moved["kilometres"].tolist() == pytest.approx([8], abs=2)
    far = {"latitude": row["latitude"] + 13 / 111.195, "longitude": row["longitude"]}
    assert passage(view, pd.Series(row.to_dict() | far)).empty
    assert passage(view, pd.Series(row.to_dict() | {"country": "GT"})).empty


def test_a_place_only_named_is_found_by_its_whole_name():
    row = PLACES.loc[CANOAS]
    invented = pd.Series(row.to_dict() | {"name": "Quebrada Ficticia", "aliases": "FIC"})
    rows = [
        {"country": "CR", "place": place} for place in ("Finca 3, Quebrada Ficticia", "Quebrada Ficticia Norte", "FIC")
    ]
    table = passage(engine(*rows).view(ALL), invented)
    assert (
        table["row"].tolist() == [0] and np.isnan(table.loc[0, "kilometres"]) and table.loc[0, "relation"] == "seized"
    )


def test_the_picker_counts_what_each_place_shows(view):
    places = PLACES.loc[[SERENO, CANOAS, PORT, AIRPORT]]
    table = busiest(view, places).set_index("place_id")
    assert table.index[0] == CANOAS and len(table) == 4
    assert table.loc[CANOAS, ["seized", "passed", "bound", "may_have_passed", "stated"]].tolist() == [1, 1, 1, 2, 3]
    for place in places.index:
        counts = passage(view, PLACES.loc[place])["relation"].value_counts().to_dict()
        assert {name: count for name, count in table.loc[place].items() if name in counts} == counts


@pytest.mark.parametrize("rows", [(), ({},), ({"event": "diverted", "place": "Paso Canoas"},)])
def test_nothing_and_one_record_give_tables(rows):
    view = engine(*rows).view(ALL)
    table = passage(view, PLACES.loc[CANOAS])
    assert table.empty and list(table) == ["row", "relation", "role", "kilometres", "location_type"]
    assert busiest(view, PLACES)["stated"].sum() == 0 and len(busiest(view, PLACES.head(0))) == 0


def test_distances_are_haversines(reference_engine):
    view = reference_engine.view(ALL)
    table = passage(view, PLACES.loc[PORT])
    stated = table[table["role"] == "seizure"]
    spot = PLACES.loc[PORT]
    latitude, longitude = (
        np.radians(spots[stated["row"]]) for spots in (view.columns.latitude, view.columns.longitude)
    )
    north, east = np.radians(spot["latitude"]), np.radians(spot["longitude"])
    half = np.sin((latitude - north) / 2) ** 2 + np.cos(latitude) * np.cos(north) * np.sin((longitude - east) / 2) ** 2
    assert stated["kilometres"].tolist() == pytest.approx(list(2 * 6371.0088 * np.arcsin(np.sqrt(half))), abs=1e-6)
    assert (stated["kilometres"] <= 10).all() and len(stated) >= 5
