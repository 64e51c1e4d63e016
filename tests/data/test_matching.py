"""Guessing: what a file's columns are, from its headers and its values."""

import pandas as pd
import pytest

from data.geography.places import load_gazetteer
from data.mapping.mapper import Mapper
from data.mapping.matching import AssumedCountry, guess
from data.mapping.profiles import read_profile, save_profile
from data.vocabulary import REFERENCE

DRUGS = {
    "REGION": "ignore",
    "SUBREGION": "ignore",
    "COUNTRY": "country",
    "ADMINISTRATIVE_DIVISION": "admin1",
    "PLACE": "place",
    "SEIZURE_DATE": "date",
    "DRUG_NAME": "other_goods",
    "AMOUNT": "other_goods",
    "DRUG_UNIT": "other_goods",
    "HIDING_PLACE": "concealment",
    "INSTALLATION": "location_type",
    "TRANSPORT": "transport_mode",
    "PRODUCING_COUNTRY": "ignore",
    "DEPARTURE_COUNTRY": "origin",
    "DESTINATION_COUNTRY": "destination",
    "ROUTING": "ignore",
}


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer(REFERENCE)


def drugs() -> pd.DataFrame:
    """Return thirty invented rows under the sixteen headers of the UNODC file."""
    places = [("Panama", "Colón", "Colón"), ("Costa Rica", "Limón", "Limón"), ("Guatemala", "Petén", "Flores")]
    how = [("Baggage", "Airport", "Commercial air"), ("Car Parts", "Highway", "Private road"), ("Sack", "", "River")]
    cells = [
        [
            *("Americas", "Central America", *places[row % 3], f"2015-{row % 12 + 1:02d}-{row % 28 + 1:02d}"),
            *("Cannabis herb", f"{row}.5", "Kilogram", *how[row // 3 % 3], "Unknown", "Honduras", "Mexico", "Other"),
        ]
        for row in range(30)
    ]
    return pd.DataFrame(cells, columns=list(DRUGS), dtype="str")


def targets(guessed) -> dict[str, str]:
    return {rule.source: rule.target for rule in guessed.profile.columns}


def test_the_sixteen_columns_of_the_unodc_file_are_guessed(vocabulary, gazetteer):
    guessed = guess(drugs(), vocabulary, gazetteer)
    right = [name for name, target in targets(guessed).items() if DRUGS[name] == target]
    assert len(right) == 16
    assert all(0 <= confidence <= 1 for confidence in guessed.confidence.values())
    assert guessed.why["AMOUNT"] == "beside_goods" and guessed.profile.decimal == "auto"


OFFICE = pd.DataFrame(
    {
        "N° de caso": ["H-1", "H-2", "H-3", "H-4"],
        "Fecha del hecho": ["15/03/2021", "mar-21", "3/4/2021", "44270"],
        "Depto.": ["Cortés", "Francisco Morazán", "Atlántida", "Cortés"],
        "Mpio": ["Puerto Cortés", "Tegucigalpa", "La Ceiba", "Choloma"],
        "Cant. armas cortas": ["2", "1,0", "12", "12 pistolas"],
        "Fusiles": ["1", "", "", "2"],
        "Munición (cartuchos)": ["1.250,5", "300", "", "2.017"],
        "Forma de ocultamiento": ["Doble fondo", "Equipaje", "Paquette o encomienda", "raro"],
        "Medio de Transporte": ["Camion", "BUS", "Sin información", "lancha"],
        "Procedencia": ["Estados Unidos", "Guatemala", "Miami, Estados Unidos", "-"],
        "Observaciones": ["uno", "dos", "tres", "cuatro"],
        "Zona X": ["1", "2", "3", "4"],
    },
    dtype="str",
)


def test_a_spanish_file_nobody_prepared_for(vocabulary, gazetteer, tmp_path):
    guessed = guess(OFFICE, vocabulary, gazetteer)
    assert list(targets(guessed).values()) == [
        *("seizure_id", "date", "admin1", "place", "qty_handgun_unspecified", "qty_rifle", "qty_ammunition"),
        *("concealment", "transport_mode", "origin", "summary", "ignore"),
    ]
    assert guessed.profile.constants == {"event": "seized", "country": "HN"}
    assert guessed.profile.decimal == "auto" and guessed.confidence["Zona X"] == 0
    assert guessed.country == AssumedCountry("HN", ("Depto.", "Mpio"), 3, 7)
    assert read_profile(save_profile(guessed.profile, tmp_path)) == guessed.profile


def test_what_was_guessed_maps_the_file(vocabulary, gazetteer):
    result = Mapper(guess(OFFICE, vocabulary, gazetteer).profile, vocabulary).map(OFFICE)
    table = result.template
    assert list(table["date"]) == ["2021-03-15", "2021-03", "2021-04-03", "2021-03-15"]
    assert list(table["qty_handgun_unspecified"]) == ["2", "1", "12", "12 pistolas"]
    assert list(table["qty_ammunition"]) == ["1250.5", "300", "", "2017"]
    assert list(table["concealment"]) == ["vehicle_compartment", "baggage", "parcel", ""]
    assert list(table["transport_mode"]) == ["road_cargo_truck", "road_bus", "", "sea_small_craft"]
    assert list(table["origin"]) == ["US:", "GT:", "US:Miami", ""]
    assert set(result.notes["code"]) == {"number_unreadable", "value_corrected", "code_unknown", "date_year_short"}


@pytest.mark.parametrize(
    ("header", "values", "target"),
    [
        ("FECHA DE LA INCAUTACION", ["01/02/2020"], "date"),
        ("columna 7", ["2020-05-01", "2020-06-01"], "date"),
        ("columna 7", ["Honduras", "Guatemala", "México"], "country"),
        ("Pistolas", ["1", "2"], "qty_pistol"),
        ("Pistolas", ["si", "no"], "ignore"),
        ("Fecha", ["alto", "bajo", "medio"], "ignore"),
        ("Total de armas", ["3"], "firearms_total"),
        ("Tipo", ["pistola", "escopeta", "revólver"], "item_type"),
        ("Cédula", ["8-123-456"], "ignore"),
        ("País de procedência", ["Brasil"], "origin"),
        ("Meio de transporte", ["caminhão"], "transport_mode"),
        ("xyz", ["qwerty", "asdf"], "ignore"),
        ("vacía", [""], "ignore"),
    ],
)
def test_headers_and_values_speak_for_a_column(vocabulary, gazetteer, header, values, target):
    guessed = guess(pd.DataFrame({header: values}, dtype="str"), vocabulary, gazetteer)
    assert targets(guessed) == {header: target}


def test_split_dates_and_rows_of_items(vocabulary, gazetteer):
    table = pd.DataFrame(
        {
            "Caso": ["A", "A", "B"],
            "Año": ["2020", "2020", "9999"],
            "Mes": ["marzo", "marzo", "1"],
            "Tipo de arma": ["pistola", "rifle", "pistola"],
            "Cantidad": ["1", "2", "3"],
        },
        dtype="str",
    )
    profile = guess(table, vocabulary, gazetteer).profile
    assert (profile.grain, profile.incident) == ("item", ("Caso",))
    assert [rule.kind for rule in profile.columns] == ["", "year", "month", "", ""]
    mapper = Mapper(profile, vocabulary)
    first = mapper.map(table).template
    assert first[["date", "qty_pistol", "qty_rifle"]].to_numpy().tolist() == [["2020-03", "1", "2"]]
    assert mapper.finish().template["date"].item() == ""


def test_an_empty_file_is_guessed_by_its_headers(vocabulary, gazetteer):
    guessed = guess(pd.DataFrame({"País": [], "Fecha": []}, dtype="str"), vocabulary, gazetteer)
    assert targets(guessed) == {"País": "country", "Fecha": "date"}


def test_coordinates_don_t_decide_how_rounds_are_read(vocabulary, gazetteer):
    table = pd.DataFrame({"Munición": ["2.000", "300"], "Latitud": ["8.5", "9.1"], "Longitud": ["-79.5", "-80.1"]})
    result = Mapper(guess(table, vocabulary, gazetteer).profile, vocabulary).map(table)
    assert list(result.template["qty_ammunition"]) == ["2000", "300"]
    assert result.notes[["value", "code"]].to_numpy().tolist() == [["2.000", "number_ambiguous"]]


@pytest.mark.parametrize("header", ["Calibre del arma", "Marca y modelo del arma"])
def test_a_column_that_describes_arms_counts_none(vocabulary, gazetteer, header):
    guessed = guess(pd.DataFrame({header: ["9", "38", "45"]}, dtype="str"), vocabulary, gazetteer)
    assert not targets(guessed)[header].startswith(("qty_", "firearms"))


def test_nothing_is_assumed_where_a_column_states_the_country(vocabulary, gazetteer):
    table = pd.DataFrame({"País": ["PA"], "Provincia": ["Colón"]}, dtype="str")
    assert guess(table, vocabulary, gazetteer).country is None
    nowhere = guess(pd.DataFrame({"Provincia": ["Xyz"]}, dtype="str"), vocabulary, gazetteer)
    assert nowhere.country == AssumedCountry("", ("Provincia",), 0, 1) and "country" not in nowhere.profile.constants
