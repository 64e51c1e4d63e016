"""Raw rows → template rows: nothing lost, nothing changed without a note."""

import pandas as pd
import pytest
from conftest import template
from hypothesis import given
from hypothesis import strategies as st

from data.mapping.dates import read_date
from data.mapping.mapper import Mapper, published
from data.mapping.profiles import ColumnRule, Profile, load_profiles
from data.mapping.quantities import decimal_sign, read_number


def raw(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


def profile(*rules: ColumnRule, **others) -> Profile:
    return Profile("test", {"en": "Test"}, rules, **others)


def mapped(table, own, vocabulary):
    return Mapper(own, vocabulary).map(table)


def notes(result):
    return list(zip(result.notes["row"], result.notes["column"], result.notes["value"], result.notes["code"]))  # noqa: B905


@given(st.text(max_size=20))
def test_no_text_breaks_the_readers(text):
    found, code = read_date(text)
    assert code == "date_unreadable" or pd.Timestamp(found) is not None
    number, code = read_number(text)
    assert code == "number_unreadable" or float(number) >= 0


@pytest.mark.parametrize(
    ("column", "text", "wanted"),
    [
        (["1,5", "2,017"], "2,017", ("2.017", "")),
        (["1.5", "2,017"], "2,017", ("2017", "")),
        (["3", "2,017"], "2,017", ("2017", "number_ambiguous")),
        (["3", "12.183"], "12.183", ("12183", "number_ambiguous")),
        (["1.234,5"], "1.234,5", ("1234.5", "")),
        (["1.5"], "0,75", ("0.75", "number_format_differs")),
        (["3"], "12 183", ("12183", "")),
        (["3"], "12 pistolas", ("12 pistolas", "number_unreadable")),
        (["3"], "-4", ("-4", "number_unreadable")),
        (["1.5"], "1e-05", ("0.00001", "")),
    ],
)
def test_the_whole_column_tells_thousands_from_decimals(column, text, wanted):
    assert read_number(text, decimal_sign(column)) == wanted


def test_the_template_maps_onto_itself(vocabulary, incidents):
    result = mapped(incidents, load_profiles()["istmo_template"], vocabulary)
    pd.testing.assert_frame_equal(result.template[list(incidents.columns)], incidents, check_dtype=False)
    assert result.notes.empty and list(result.rows) == list(incidents.index)


def test_spanish_headers_of_the_template(vocabulary):
    table = template({"qty_pistol": "2", "concealment": "parcel"})
    spanish = {"date": "Fecha", "country": "PAÍS", "qty_pistol": "Cantidad pistola", "concealment": "Ocultamiento"}
    result = mapped(table.rename(columns=spanish), load_profiles()["istmo_template"], vocabulary)
    row = result.template.iloc[0]
    assert (row["date"], row["country"], row["qty_pistol"], row["concealment"]) == ("2024-03-05", "PA", "2", "parcel")


def test_parts_of_a_date_make_a_date_as_far_as_they_are_stated(vocabulary):
    rules = [ColumnRule(name, "date", name, sentinels=("9999", "99")) for name in ("year", "month", "day")]
    table = raw(year=["2021", "2021", "2021", "9999"], month=["3", "marzo", "99", "1"], day=["5", "99", "7", "1"])
    result = mapped(table, profile(*rules), vocabulary)
    assert list(result.template["date"]) == ["2021-03-05", "2021-03", "2021", ""]
    assert list(result.template["date_precision"]) == ["day", "month", "year", ""]


def test_misspelt_values_are_corrected_and_said_and_doubtful_ones_left_blank(vocabulary):
    table = raw(modo=["Motociclta", "raro", "Sin información", "TAXI"])
    own = profile(ColumnRule("modo", "transport_mode"), sentinels=frozenset({"sin información"}))
    result = mapped(table, own, vocabulary)
    assert list(result.template["transport_mode"]) == ["road_motorcycle", "", "", "road_taxi"]
    assert notes(result) == [(0, "modo", "Motociclta", "value_corrected"), (1, "modo", "raro", "code_unknown")]


def test_a_near_miss_is_suggested_not_taken(vocabulary):
    result = mapped(raw(arma=["rebolber"]), profile(ColumnRule("arma", "item_type")), vocabulary)
    assert result.notes["suggestion"].item() == "revolver" and result.template["qty_revolver"].item() == ""
    assert result.template["other_goods"].item() == "1 rebolber"


def test_a_country_not_understood_stays_for_the_check_to_refuse(vocabulary):
    table = raw(pais=["Bolivia, Plurinational State of", "PANAMÁ", "USA", "Hondúras", "Atlantis", "Iraq (Kurdistan)"])
    result = mapped(table, profile(ColumnRule("pais", "country")), vocabulary)
    assert list(result.template["country"]) == ["BO", "PA", "US", "HN", "Atlantis", "IQ"]
    assert notes(result) == [(4, "pais", "Atlantis", "country_unknown")]


def test_several_codes_in_a_cell_and_the_stops_of_a_route(vocabulary):
    own = profile(ColumnRule("oculto", "concealment"), ColumnRule("ruta", "transit"))
    table = raw(oculto=["Paquete; equipaje", "maleta, algo"], ruta=["Guatemala > Tapachula, México", "mar"])
    result = mapped(table, own, vocabulary)
    assert list(result.template["concealment"]) == ["parcel;baggage", "baggage"]
    assert list(result.template["transit"]) == ["GT:>MX:Tapachula", "mar"]
    assert notes(result) == [(1, "oculto", "maleta, algo", "code_unknown"), (1, "ruta", "mar", "stop_without_country")]


def test_an_item_and_its_quantity_become_a_wide_column_and_other_goods_stay_text(vocabulary):
    own = profile(ColumnRule("tipo", "item_type"), ColumnRule("cant", "quantity"))
    result = mapped(
        raw(tipo=["Pistolas", "escopeta", "chaleco", "fusil"], cant=["2", "1.200", "3", ""]), own, vocabulary
    )
    stated = result.template[["qty_pistol", "qty_shotgun", "other_goods"]].to_numpy().tolist()
    assert stated == [["2", "", ""], ["", "1200", ""], ["", "", "3 chaleco"], ["", "", "fusil"]]
    assert set(result.notes["code"]) == {"number_ambiguous", "code_unknown", "quantity_not_stated"}


def test_two_columns_of_one_type_are_added(vocabulary):
    own = profile(ColumnRule("AK", "qty_assault_rifle"), ColumnRule("AR", "qty_assault_rifle"))
    result = mapped(raw(AK=["2", "", "x"], AR=["3", "1", "1"]), own, vocabulary)
    assert list(result.template["qty_assault_rifle"]) == ["5", "1", "x + 1"]


def test_equal_rows_keep_separate_ids_and_the_same_ones_next_time_whatever_the_chunks(vocabulary):
    table = raw(pais=["PA", "PA", "CR", "PA"])
    own = profile(ColumnRule("pais", "country"))
    whole = list(mapped(table, own, vocabulary).template["seizure_id"])
    mapper = Mapper(own, vocabulary)
    halves = [name for start in (0, 2) for name in mapper.map(table.iloc[start : start + 2]).template["seizure_id"]]
    assert halves == whole and len(set(whole)) == 4
    assert whole[1] == f"{whole[0]}-2" and whole[3] == f"{whole[0]}-3"


ITEMS = profile(
    ColumnRule("caso", "seizure_id"),
    ColumnRule("lugar", "place"),
    ColumnRule("tipo", "item_type"),
    ColumnRule("cant", "quantity"),
    grain="item",
    incident=("caso",),
)
CASES = raw(
    caso=["A", "A", "B", "B", "C", "A", ""],
    lugar=["Colón", "Colón", "", "David", "Boquete", "Colón", "Almirante"],
    tipo=["pistola", "pistola", "rifle", "municion", "pistola", "rifle", "granada"],
    cant=["1", "2", "1", "300", "1", "1", "4"],
)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_items_become_incidents_over_chunks_and_every_row_is_accounted_for(vocabulary, size):
    mapper = Mapper(ITEMS, vocabulary)
    parts = [mapper.map(CASES.iloc[start : start + size]) for start in range(0, len(CASES), size)]
    parts += [last for last in [mapper.finish()] if last is not None]
    refused = pd.concat([part.refused for part in parts])
    assert sorted(refused.index) == list(CASES.index)
    assert dict(refused[refused != ""]) == {5: "incident_split"}
    found = pd.concat([part.template for part in parts]).fillna("")
    assert list(found["seizure_id"])[:3] == ["A", "B", "C"] and list(found.index) == [0, 2, 4, 6]
    assert list(found["qty_pistol"]) == ["3", "", "1", ""] and found.loc[2, "place"] == "David"
    assert dict(pd.concat([part.rows for part in parts])) == {0: 0, 1: 0, 2: 2, 3: 2, 4: 4, 6: 6}


def test_what_an_item_states_otherwise_is_noted(vocabulary):
    mapper = Mapper(ITEMS, vocabulary)
    mapper.map(CASES.iloc[:2].assign(lugar=["Colón", "David"]))
    last = mapper.finish()
    assert list(last.template["place"]) == ["Colón"] and mapper.finish() is None
    assert notes(last) == [(1, "place", "David", "differs_within_incident")]


def test_the_colombian_file(vocabulary):
    table = raw(
        departamento=["ANTIOQUIA"],
        municipio_hecho=["MEDELLÍN"],
        codigo_dane=["05001000"],
        clase_bien=["REVOLVER"],
        fecha_hecho=["13/02/2021"],
        cantidad=["4"],
    )
    row = mapped(table, load_profiles()["co_policia_armas"], vocabulary).template.iloc[0]
    assert (row["country"], row["admin1"], row["date"], row["qty_revolver"]) == ("CO", "ANTIOQUIA", "2021-02-13", "4")


def test_the_unodc_file(vocabulary):
    table = raw(
        COUNTRY=["Viet Nam"],
        SEIZURE_DATE=["2014-02-03"],
        DRUG_NAME=["Cannabis"],
        AMOUNT=["0.50"],
        DRUG_UNIT=["Kilogram"],
        HIDING_PLACE=["Baggage"],
        INSTALLATION=["Airport"],
        TRANSPORT=["Land"],
        DEPARTURE_COUNTRY=["Unknown"],
        DESTINATION_COUNTRY=["Liberia"],
    )
    result = mapped(table, load_profiles()["unodc_ids"], vocabulary)
    row = result.template.iloc[0]
    assert (row["country"], row["concealment"], row["location_type"]) == ("VN", "baggage", "airport")
    assert (row["transport_mode"], row["summary"]) == ("unknown", "TRANSPORT: Land")
    assert (row["other_goods"], row["origin"], row["event"]) == ("Cannabis 0.5 Kilogram", "", "seized")
    assert row["destination"] == "LR:"  # the column says that a country is meant, not the town in Costa Rica
    assert result.notes.empty


def test_the_customs_items(vocabulary):
    table = raw(
        seizure_number=["S1", "S1"],
        seizure_date=["2024-01-05", "2024-01-05"],
        customs_office=["Paso Canoas", "Paso Canoas"],
        item_type=["Pistol", "Cartridges"],
        quantity=["2", "100"],
        calibre=["9 mm", "9 mm"],
    )
    mapper = Mapper(load_profiles()["ncen_items"], vocabulary)
    mapper.map(table)
    row = mapper.finish().template.iloc[0]
    assert (row["qty_pistol"], row["qty_ammunition"], row["summary"]) == ("2", "100", "calibre: 9 mm")


def test_a_bulletin_with_a_column_a_month():
    table = raw(
        País=["Panamá", "PA"], Provincia=["Colón", "Chiriquí"], Año=["2023", "2023"], Enero=["4", "-"], Feb=["", "7"]
    )
    figures, _ = published(table, load_profiles()["bulletin_months"])
    stated = figures[["place", "period", "value", "measure"]].to_numpy().tolist()
    assert stated == [["PA-3", "2023-01", "4", "firearms_seized"], ["PA-4", "2023-02", "7", "firearms_seized"]]


def test_a_bulletin_with_a_row_a_figure():
    table = raw(Provincia=["Chiriquí"], Tipo=["pistola"], Mes=["setiembre"], Año=["2023"], Cantidad=["doce"])
    figures, notes = published(table, load_profiles()["bulletin_monthly"])
    figure = figures.iloc[0]
    assert (figure["place"], figure["period"], figure["category"]) == ("PA-4", "2023-09", "pistola")
    assert figure["value"] == "doce" and notes[["column", "code"]].values.tolist() == [
        ["Cantidad", "number_unreadable"]
    ]


def test_a_file_without_any_known_column_loses_no_row(vocabulary):
    result = mapped(raw(otra=["x", "y"]), profile(ColumnRule("pais", "country")), vocabulary)
    assert len(result.template) == len(result.refused) == 2 and result.template["seizure_id"].is_unique


@pytest.mark.parametrize("name", ["unodc_ids", "ncen_items", "co_policia_armas", "istmo_template"])
def test_an_empty_chunk_gives_an_empty_template(vocabulary, name):
    own = load_profiles()[name]
    mapper = Mapper(own, vocabulary)
    assert mapper.map(pd.DataFrame(columns=[rule.source for rule in own.columns], dtype="str")).template.empty
    assert mapper.finish() is None
