"""Single values: what is read, what is corrected, what is only suggested; and none of them slowly."""

import time

import pandas as pd
import pytest

from data.geography.places import load_gazetteer, resolve
from data.mapping.cells import Cells
from data.mapping.column_rules import ColumnRule, Profile
from data.mapping.dates import day_comes_first, read_date, read_month
from data.mapping.items import item_quantities
from data.mapping.quantities import read_count, read_number
from data.mapping.values import Lexicon
from data.vocabulary import REFERENCE


@pytest.fixture(scope="module")
def lexicon(vocabulary):
    return Lexicon(vocabulary)


def cells(vocabulary, target: str, texts: list[str], **others):
    """Return what a column reads as, and its notes as (value, code)."""
    profile = Profile("test", {"en": "Test"}, (), **others)
    column = pd.Series(texts, dtype="str")
    values, notes = Cells(profile, Lexicon(vocabulary)).read(ColumnRule("columna", target), column)
    return list(values), list(zip(notes["value"], notes["code"], strict=True))


# --- goods


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "assault_rifle") for text in ("AK-47", "AK 47", "AK47", "Fusil AR-15", "AR-15", "M16", "M4", "Galil")),
        *(
            (text, "assault_rifle")
            for text in ("Fusil de asalto", "rifle AR-15", "fusil M16A2", "Fusil de asalto Colt")
        ),
        *((text, "rifle") for text in ("Fusil", "Fusiles", "rifle", "Rifle .22", "fusil calibre 5.56")),
        *((text, "smg") for text in ("Uzi", "mini Uzi", "subametralladora MP5")),
        *((text, "shotgun") for text in ("escopeta calibre 12", "Escopeta cal. 12 Mossberg")),
        *((text, "pistol") for text in ("pistola 9mm", "Pistola Glock 17", "pistola calibre 9 mm", "Glock")),
        ("Revólver Taurus .38 special", "revolver"),
        ("arma de fuego tipo pistola", "pistol"),
        ("municiones cal. 9 mm", "ammunition"),
        ("cargadores de AK-47", "magazine"),
        ("pistola hechiza", "craft"),
        *((text, "blank_replica") for text in ("arma de fogueo", "pistola de salva", "réplica", "juguete")),
        *((text, "blank_replica") for text in ("réplica AK-47", "pistola de juguete", "Arma de fogeo")),
        *((text, "air_pellet") for text in ("rifle de aire comprimido", "AR-15 de airsoft", "pistola de balines")),
    ],
)
def test_names_of_arms_are_read(lexicon, text, code):
    reading = lexicon.coded("item_type", text)
    assert (reading.value, reading.code) == (code, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fusil desconocido", "rifle"),
        ("arma rara", "firearm_unspecified"),
        ("arma corta niquelada", "handgun_unspecified"),
        ("escopeta recortada", "shotgun"),
        ("Pistola con cargador", "pistol"),
        ("cargador de pistola", "magazine"),
    ],
)
def test_an_unknown_gun_is_counted_as_the_nearest_type_and_flagged(lexicon, text, code):
    reading = lexicon.coded("item_type", text)
    assert (reading.value, reading.code) in {(code, "value_assumed"), ("magazine", "")}


@pytest.mark.parametrize(
    "text",
    ["arma blanca", "armas blancas", "pistola de clavos", "funda de pistola", "pistol grip", "9mm", "shotgun shells"],
)
def test_what_is_no_firearm_is_not_counted_as_one(lexicon, text):
    assert lexicon.coded("item_type", text)[:2] == ("", "code_unknown")


# --- misspellings


@pytest.mark.parametrize(
    ("dimension", "text", "code"),
    [
        ("transport_mode", "Motociclta", "road_motorcycle"),
        ("item_type", "revolber", "revolver"),
        ("item_type", "escopetta", "shotgun"),
        ("concealment", "Paquette o encomienda", "parcel"),
    ],
)
def test_one_letter_a_word_is_corrected_and_said(lexicon, dimension, text, code):
    assert lexicon.coded(dimension, text)[:2] == (code, "value_corrected")


@pytest.mark.parametrize(("dimension", "text"), [("location_type", "Puesto"), ("transport_mode", "camino")])
def test_a_word_of_its_own_is_never_corrected_into_another(lexicon, dimension, text):
    assert lexicon.coded(dimension, text)[:2] == ("", "code_unknown")


def test_a_misspelt_province_is_corrected_and_a_known_place_never(vocabulary):
    texts = ["Chiriqi", "Bocas del Torro", "Cortez", "San Marcos", "S. Marcos", "Petén", "Xyz"]
    values, notes = cells(vocabulary, "admin1", texts)
    assert values == ["Chiriquí", "Bocas del Toro", "Cortés", "San Marcos", "S. Marcos", "Petén", "Xyz"]
    assert notes == [(text, "value_corrected") for text in texts[:3]]


def test_no_province_is_corrected_into_another(lexicon, vocabulary):
    for name in {*vocabulary.provinces["name_es"], *vocabulary.provinces["name_en"]}:
        assert lexicon.unit(name) == (name, "", "")


@pytest.mark.parametrize(
    ("country", "admin1", "place", "unit"),
    [
        ("GT", "S. Marcos", "", "GT-12"),
        ("GT", "", "Pto. Barrios", "GT-18"),
        ("HN", "Sta. Bárbara", "", "HN-SB"),
        ("CR", "", "Puesto Peñas Blancas", "CR-G"),
    ],
)
def test_abbreviated_names_are_found(country, admin1, place, unit):
    row = pd.DataFrame([{"country": country, "admin1": admin1, "place": place}])
    assert resolve(row, load_gazetteer(REFERENCE))["admin1"].item() == unit


@pytest.mark.parametrize(
    ("dimension", "text", "code", "said"),
    [
        ("transport_mode", "Avión", "air_passenger", "value_assumed"),
        ("transport_mode", "Barco", "sea_general", "value_assumed"),
        ("transport_mode", "lancha", "sea_small_craft", ""),
        ("concealment", "Bajo el asiento", "vehicle_seat", ""),
    ],
)
def test_everyday_words(lexicon, dimension, text, code, said):
    assert lexicon.coded(dimension, text)[:2] == (code, said)


# --- countries and routes


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Congo, Democratic Republic of the", "CD"),
        ("Guinea, Equatorial", "GQ"),
        ("Bolivia, Plurinational State of", "BO"),
        ("Iraq (Kurdistan)", "IQ"),
    ],
)
def test_inverted_and_qualified_countries(lexicon, text, country):
    assert lexicon.country(text) == (country, "", "") and lexicon.route(text).value == f"{country}:"


@pytest.mark.parametrize(
    "text", ["Granada, Nicaragua", "Georgia, USA", "Mexico, Missouri", "San Martin", "Panamá, Honduras"]
)
def test_a_country_that_isn_t_certain_is_left_to_the_check(lexicon, text):
    assert lexicon.country(text)[:2] == (text, "country_unknown")


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Granada, Nicaragua", "NI:Granada"),
        ("Santa Lucía, Honduras", "HN:Santa Lucía"),
        ("Georgia, USA", "US:Georgia"),
        ("Estados Unidos: Miami", "US:Miami"),
        ("Colón (Panamá) > Guatemala", "PA:Colón>GT:"),
        ("Estados Unidos (Miami)", "US:Miami"),
        ("CR:San José>PA:", "CR:San José>PA:"),
    ],
)
def test_stops_with_their_countries(lexicon, text, route):
    assert lexicon.route(text) == (route, "", "")


@pytest.mark.parametrize("text", ["San Martin", "Georgia", "Mexico, Missouri", "Miami", "XX:lugar", "Puerto: Cortés"])
def test_a_stop_without_a_country_is_never_silent(lexicon, text):
    assert lexicon.route(text)[:2] == (text, "stop_without_country")


# --- quantities


@pytest.mark.parametrize("target", ["qty_ammunition", "qty_pistol", "firearms_total"])
def test_there_is_no_fraction_of_a_round(vocabulary, target):
    assert cells(vocabulary, target, ["1.500", "12"], decimal=".") == (["1500", "12"], [("1.500", "number_ambiguous")])
    assert cells(vocabulary, target, ["1,500"], decimal=",") == (["1500"], [("1,500", "number_ambiguous")])
    assert cells(vocabulary, target, ["1,500"], decimal=".") == (["1500"], [])


def test_kilograms_have_fractions(vocabulary):
    assert cells(vocabulary, "qty_explosive", ["1.500"], decimal=".") == (["1.5"], [])
    assert cells(vocabulary, "qty_explosive", ["1.500"]) == (["1500"], [("1.500", "number_ambiguous")])


def test_the_item_tells_pieces_from_kilograms(vocabulary):
    amounts, notes = cells(vocabulary, "quantity", ["1.500", "1.500", "0.75"], decimal=".")
    assert notes == [("1.500", "number_ambiguous")] * 2
    raw = pd.Series(["balas", "dinamita", "dinamita"], name="tipo", dtype="str")
    kinds = pd.Series(["ammunition", "explosive", "explosive"], dtype="str")
    columns, _ = item_quantities(raw, {"item_type": kinds, "quantity": pd.Series(amounts, dtype="str")}, "1")
    assert list(columns["qty_ammunition"]) == ["1500", "", ""]
    assert list(map(float, columns["qty_explosive"][1:])) == [1.5, 0.75]


def test_nines_perhaps_stand_for_not_known(vocabulary):
    said = "quantity_perhaps_unknown"
    assert cells(vocabulary, "qty_pistol", ["9999", "2"]) == (["9999", "2"], [("9999", said)])
    assert cells(vocabulary, "qty_pistol", ["999", "2"])[1] == []
    assert cells(vocabulary, "qty_pistol", ["999", "-"], sentinels=frozenset({"-"}))[1] == [("999", said)]
    assert cells(vocabulary, "qty_pistol", ["9999"], sentinels=frozenset({"9999"})) == ([""], [])
    assert cells(vocabulary, "latitude", ["9999"])[1] == []


# --- speed

LONG = 128_000
TEXTS = {
    "blanks": "a" + " " * LONG + "b",
    "times": "T" * LONG,
    "parts": "a," * (LONG // 2),
    "alternatives": "a and " * (LONG // 6),
    "guns": "arma " * (LONG // 5),
    "digits": "9" * LONG,
    "lines": "a\n" * (LONG // 2),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_cell_takes_no_time(lexicon, name):
    text = TEXTS[name]
    gazetteer = load_gazetteer(REFERENCE)
    rows = pd.DataFrame([{"country": "PA", "admin1": "x", "place": "y"}])
    resolve(rows, gazetteer), lexicon.unit("x"), lexicon.country("x"), lexicon.coded("item_type", "x")
    readers = [
        *(read_date, read_month, read_number, read_count, lexicon.country, lexicon.route, lexicon.unit),
        *(lambda text: day_comes_first([text]), lambda text: lexicon.coded("item_type", text)),
        *(lambda text: lexicon.several("concealment", text), lambda text: resolve(rows.assign(place=text), gazetteer)),
    ]
    for read in readers:
        start = time.process_time()
        read(text)
        assert time.process_time() - start < 0.5
    assert read_date(text)[1] == "date_unreadable" and lexicon.coded("item_type", text)[:2] == ("", "code_unknown")
