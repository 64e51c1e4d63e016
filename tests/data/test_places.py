"""Borders, gazetteer and place resolution."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.geography.borders import admin1_at
from data.geography.gazetteer import Gazetteer, load_gazetteer
from data.geography.places import resolve, waypoints
from data.geography.toponyms import fold, readings

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
OUTPUT = ["admin1", "latitude", "longitude", "place_precision", "place_name", "note"]
NOT_STATED = {  # rows of incidents.csv that name neither a province nor a place that lies in one
    "CR-2017-002",
    "DO-2023-001",
    "DO-2024-001",
    "DO-2025-004",
    "GT-2009-004",
    "HN-2011-002",
    "HN-2011-003",
    "HN-2013-001",
    "NI-2005-001",
    "NI-2014-001",
    "PA-2002-002",
    "PA-2002-003",
    "PA-2010-001",
    "PA-2018-001",
    "SV-2015-001",
    "SV-2024-001",
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE)


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Country AA is a 2° × 1° box: West (AA-W) and East (AA-E), with a town Twin in each."""
    borders = tmp_path_factory.mktemp("borders") / "borders.geojson"
    boxes = {"AA-W": shapely.box(0, 0, 1, 1), "AA-E": shapely.box(1, 0, 2, 1)}
    features = [
        {"properties": {"iso": code, "country": "AA"}, "geometry": json.loads(shapely.to_geojson(box))}
        for code, box in boxes.items()
    ]
    borders.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    admin1 = pd.DataFrame(
        [["AA-W", "AA", "West", "Oeste", "Poniente", 0.5, 0.5], ["AA-E", "AA", "East", "Este", "", 1.5, 0.5]],
        columns=["code", "country", "name_en", "name_es", "aliases", "longitude", "latitude"],
    ).assign(has_geometry=True)
    places = pd.DataFrame(
        [
            ["Twin", "town", "AA-W", 0.2, 0.2, "", 9, "", ""],
            ["Twin", "town", "AA-E", 0.2, 1.8, "", 8, "", ""],
            ["Solo", "town", "AA-E", 0.8, 1.8, "Alone", 7, "", ""],
            ["Solo", "seaport", "AA-E", 0.81, 1.81, "", np.nan, "", ""],
            ["Gate", "land_crossing", "AA-E", 0.5, 2.0, "", np.nan, "BB", "BB-1"],
        ],
        columns=[
            "name",
            "kind",
            "admin1",
            "latitude",
            "longitude",
            "aliases",
            "population",
            "other_country",
            "other_admin1",
        ],
    ).assign(country="AA")
    countries = pd.DataFrame({"country": ["AA", "BB"], "longitude": [1.0, 2.5], "latitude": [0.5, 0.5]})
    return Gazetteer(admin1, places, countries, borders)


def one(gazetteer: Gazetteer, country: str, admin1: object = None, place: object = None, **point: object) -> pd.Series:
    """Resolve a single row."""
    row = {"country": country, "admin1": admin1, "place": place} | point
    return resolve(pd.DataFrame([row]), gazetteer).iloc[0]


# --- names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ciudad de Panamá", "ciudad de panama"),
        ("  PUERTO   CORTÉS ", "puerto cortes"),
        ("St. Matthew’s", "st matthews"),
        ("Ngäbe-Buglé", "ngabe bugle"),
        ("", ""),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text())
def test_fold_is_stable_and_clean(text: str) -> None:
    key = fold(text)
    assert fold(key) == key
    assert key == " ".join(key.split())


@given(st.text())
def test_readings_start_with_the_whole_name(text: str) -> None:
    assert readings(text)[0] == fold(text)
    assert len(readings(text)) == len(set(readings(text)))


# --- resolving, on the square country


def test_unit_by_name_gives_its_point(square: Gazetteer) -> None:
    found = one(square, "AA", "oeste")
    assert found.admin1 == "AA-W"
    assert (found.latitude, found.longitude, found.place_precision) == (0.5, 0.5, "admin1")


def test_place_gives_its_unit_and_point(square: Gazetteer) -> None:
    found = one(square, "AA", None, "Main Street, Alone")
    assert (found.admin1, found.place_name, found.place_precision) == ("AA-E", "Solo", "place")
    assert (found.latitude, found.longitude) == (0.8, 1.8)


def test_a_port_is_chosen_where_the_text_says_port(square: Gazetteer) -> None:
    assert one(square, "AA", None, "Port of Solo").latitude == 0.81
    assert one(square, "AA", None, "near Solo").latitude == 0.8


def test_two_towns_of_one_name_are_not_guessed(square: Gazetteer) -> None:
    found = one(square, "AA", None, "Twin")
    assert (found.note, found.place_precision, found.longitude) == ("place_ambiguous", "country", 1.0)
    assert pd.isna(found.admin1)


def test_the_unit_tells_namesakes_apart(square: Gazetteer) -> None:
    assert one(square, "AA", "East", "Twin").longitude == 1.8
    assert one(square, "AA", None, "Twin, West").longitude == 0.2


def test_place_in_another_unit_is_refused(square: Gazetteer) -> None:
    found = one(square, "AA", "West", "Solo")
    assert (found.admin1, found.place_precision, found.note) == ("AA-W", "admin1", "place_outside_admin1")


@pytest.mark.parametrize(
    ("admin1", "place", "note"),
    [
        ("Nowhere", None, "admin1_unknown"),
        (None, "Nowhere", "place_unknown"),
        (None, None, "place_not_stated"),
        (None, "Twin and Solo", "place_several"),
        (None, "About 57 km northeast of Solo", "place_relative"),
    ],
)
def test_notes_say_why_there_is_no_place(square: Gazetteer, admin1: str, place: str, note: str) -> None:
    found = one(square, "AA", admin1, place)
    assert (found.note, found.place_precision) == (note, "country")


def test_unknown_country(square: Gazetteer) -> None:
    found = one(square, "ZZ", "West", "Solo")
    assert found.note == "country_unknown"
    assert found.drop("note").isna().all()


def test_crossing_counts_on_both_sides(square: Gazetteer) -> None:
    assert one(square, "AA", "East", "Gate").admin1 == "AA-E"
    assert one(square, "BB", None, "Gate").admin1 == "BB-1"


def test_given_point_stays_and_finds_its_unit(square: Gazetteer) -> None:
    found = one(square, "AA", latitude="0.5", longitude="1.5")
    assert (found.admin1, found.latitude, found.longitude) == ("AA-E", 0.5, 1.5)
    assert found.place_precision == "point"
    assert pd.isna(found.note)


def test_point_just_off_the_coast_belongs_to_it(square: Gazetteer) -> None:
    assert one(square, "AA", latitude=-0.04, longitude=0.5).admin1 == "AA-W"
    assert one(square, "AA", latitude=-0.06, longitude=0.5).note == "point_outside_country"


@pytest.mark.parametrize(
    "point",
    [
        {"latitude": 95, "longitude": 1},
        {"latitude": "x", "longitude": 1},
        {"latitude": 0.5},
        {"latitude": 0, "longitude": 0},
    ],
)
def test_impossible_coordinates_are_noted_and_not_used(square: Gazetteer, point: dict[str, object]) -> None:
    found = one(square, "AA", "West", **point)
    assert (found.note, found.place_precision, found.latitude) == ("coordinates_invalid", "admin1", 0.5)


def test_a_place_without_a_unit_leaves_it_missing(gazetteer: Gazetteer) -> None:
    assert pd.isna(one(gazetteer, "EC", None, "Guayaquil").admin1)
    assert pd.isna(one(gazetteer, "EC", None, "Guayaquil and Manta").admin1)


def test_index_and_argument_are_unchanged(square: Gazetteer) -> None:
    rows = pd.DataFrame({"country": ["AA", "AA"], "place": ["Solo", None]}, index=[7, 7])
    before = rows.copy()
    found = resolve(rows, square)
    pd.testing.assert_frame_equal(rows, before)
    assert list(found.index) == [7, 7]
    assert list(found.columns) == OUTPUT


def test_empty_table(square: Gazetteer) -> None:
    assert list(resolve(pd.DataFrame({"country": []}), square).columns) == OUTPUT


@given(st.sampled_from(["AA", "BB", ""]), st.text(), st.text(), st.one_of(st.none(), st.floats(), st.text()))
def test_any_text_is_safe(square: Gazetteer, country: str, admin1: str, place: str, latitude: object) -> None:
    found = one(square, country, admin1, place, latitude=latitude, longitude=1.0)
    assert found.place_precision in {"point", "place", "admin1", "country"} or found.note == "country_unknown"


def test_waypoints() -> None:
    stops = waypoints(pd.Series(["CR:>PA:Chiriquí>PA:Chepo", None, "US:Port Everglades / Miami, Florida"]))
    assert list(stops.index) == [0, 0, 0, 2]
    assert list(stops["sequence"]) == [0, 1, 2, 0]
    assert list(stops["country"]) == ["CR", "PA", "PA", "US"]
    assert list(stops["place"]) == ["", "Chiriquí", "Chepo", "Port Everglades / Miami, Florida"]


# --- the shipped gazetteer


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("BZ", "Belize", "BZ-BZ"),
        ("NI", "RACCN", "NI-AN"),
        ("NI", "Atlántico Norte", "NI-AN"),
        ("PA", "Kuna Yala", "PA-KY"),
        ("PA", "Ngöbe Buglé", "PA-NB"),
        ("PA", "PA-10", "PA-10"),
        ("CO", "Distrito Capital", "CO-DC"),
        ("GT", "Departamento de Petén", "GT-17"),
        ("GT", "GT-PE", "GT-17"),
        ("US", "Luisiana", "US-LA"),
        ("MX", "Distrito Federal", "MX-CMX"),
        ("HN", "ATLANTIDA", "HN-AT"),
    ],
)
def test_unit_aliases(gazetteer: Gazetteer, country: str, name: str, code: str) -> None:
    assert one(gazetteer, country, name).admin1 == code


@pytest.mark.parametrize("town", ["Arraiján", "La Chorrera", "Chame", "Capira", "San Carlos", "Veracruz"])
def test_todays_panama_oeste(gazetteer: Gazetteer, town: str) -> None:
    assert one(gazetteer, "PA", "Panamá", town).admin1 == "PA-10"


@pytest.mark.parametrize(
    ("country", "admin1", "place", "name", "code"),
    [
        ("DO", "San Cristóbal", "HIT Puerto Río Haina", "Puerto de Haina", "DO-21"),
        ("DO", None, "Haina Oriental", "Haina Oriental", "DO-32"),
        ("PA", "Chiriquí", "Paso Canoas", "Paso Canoas", "PA-4"),
        ("CR", "Puntarenas", "Paso Canoas", "Paso Canoas", "CR-P"),
        ("GT", "Guatemala", "Granja Penal Pavón, Fraijanes", "Fraijanes", "GT-01"),
        ("BZ", "Belize", "northern Ambergris Caye", "Ambergris Caye", "BZ-BZ"),
        ("PA", None, "San Francisco, Panama City", "Ciudad de Panamá", "PA-8"),
        ("US", None, "Brooklyn, New York", "Brooklyn", "US-NY"),
        ("HN", None, "Puerto Cortez", "Puerto Cortés", "HN-CR"),
        ("SV", "La Paz", "SAL", "Aeropuerto Internacional Monseñor Romero", "SV-PA"),
    ],
)
def test_known_places(gazetteer: Gazetteer, country: str, admin1: str, place: str, name: str, code: str) -> None:
    found = one(gazetteer, country, admin1, place)
    assert (found.place_name, found.admin1) == (name, code)


@pytest.mark.parametrize("country", ["PA", "GT", "BZ", "MX"])
def test_a_country_s_own_name_is_no_province(gazetteer: Gazetteer, country: str) -> None:
    name = {"PA": "Panamá", "GT": "Guatemala", "BZ": "Belice", "MX": "México"}[country]
    found = one(gazetteer, country, None, name)
    assert (found.note, found.place_precision) == ("place_ambiguous", "country")


def test_other_countries_get_their_point(gazetteer: Gazetteer) -> None:
    found = resolve(pd.DataFrame({"country": ["DE", "NA", "tr"]}), gazetteer)
    assert found["latitude"].between([47, -30, 35], [56, -15, 43]).all()


def test_every_stated_province_of_the_incidents_is_found(gazetteer: Gazetteer) -> None:
    incidents = pd.read_csv(REFERENCE / "incidents.csv", dtype=str, keep_default_na=False)
    known = resolve(incidents, gazetteer)["admin1"].notna()
    stated = ~incidents["seizure_id"].isin(NOT_STATED)
    assert known[stated].mean() >= 0.95
    assert set(incidents["seizure_id"][~known]) == NOT_STATED


# --- the shipped files


def test_places_are_unique_and_complete(gazetteer: Gazetteer) -> None:
    places = gazetteer.places
    assert places["place_id"].is_unique
    assert places["place_id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
    assert set(places["kind"]) == {"seaport", "airport", "land_crossing", "town"}
    assert places[["latitude", "longitude"]].notna().all(axis=None)
    assert (places["source"] != "").all()
    assert set(places["admin1"]) - {""} <= set(gazetteer.admin1["code"])


def test_places_lie_near_their_country(gazetteer: Gazetteer) -> None:
    units = pd.DataFrame(features("borders_admin1.geojson"))
    for country, own in units.groupby("country"):
        places = gazetteer.places[gazetteer.places["country"] == country]
        land = shapely.union_all(own["geometry"].to_numpy())
        far = shapely.distance(land, shapely.points(places["longitude"], places["latitude"])) > 0.3
        assert not far.any(), places["place_id"][far].tolist()


def test_units_cover_the_borders(gazetteer: Gazetteer) -> None:
    codes = {feature["iso"] for feature in features("borders_admin1.geojson")}
    assert gazetteer.admin1["code"].is_unique
    assert codes == set(gazetteer.admin1["code"][gazetteer.admin1["has_geometry"]])
    assert {"PA-10", "PA-NT"} <= set(gazetteer.admin1["code"])


def test_unit_points_lie_in_their_unit(gazetteer: Gazetteer) -> None:
    units = gazetteer.admin1[gazetteer.admin1["has_geometry"]]
    assert (admin1_at(units, gazetteer.borders) == units["code"]).all()


@pytest.mark.parametrize(("name", "most"), [("borders_admin1.geojson", 400_000), ("borders_admin0.geojson", 300_000)])
def test_borders_are_valid_clockwise_and_small(name: str, most: int) -> None:
    shapes = np.array([feature["geometry"] for feature in features(name)])
    exteriors = shapely.get_exterior_ring(shapely.get_parts(shapes))
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert not shapely.is_ccw(exteriors).any()
    assert (REFERENCE / name).stat().st_size < most


def features(name: str) -> list[dict[str, object]]:
    """Read a border file: properties and `geometry` of each feature."""
    collection = json.loads((REFERENCE / name).read_text(encoding="utf-8"))
    return [
        {**feature["properties"], "geometry": shapely.from_geojson(json.dumps(feature["geometry"]))}
        for feature in collection["features"]
    ]
