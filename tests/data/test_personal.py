"""Personal data: left out, told, never repeated; and nothing else is touched."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.checking.personal import MASK, mask, masked_by, personal_columns, without_personal


def columns(**values: list[str]) -> dict[str, str]:
    return dict(personal_columns(pd.DataFrame(values, dtype="str")))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Nombre", "name"),
        ("NombreCompleto", "name"),
        ("apellidos_detenido", "name"),
        ("Nome do suspeito", "name"),
        ("Imputado", "name"),
        ("Agente", "name"),
        ("Nombre del propietario del arma", "name"),
        ("DPI", "identity_number"),
        ("No. Cédula", "identity_number"),
        ("N° de pasaporte", "identity_number"),
        ("RUC", "identity_number"),
        ("Número de serie", "serial_number"),
        ("Serial number", "serial_number"),
        ("Matrícula", "plate"),
        ("Placa del vehículo", "plate"),
        ("Teléfono", "phone"),
        ("Correo electrónico", "email"),
        *((header, "name") for header in ("Implicado", "Involucrado", "Sujeto", "Infractor", "Chofer", "Remitente")),
        *((header, "name") for header in ("Destinatario", "Tipo y nombre del imputado", "Consignatario")),
    ],
)
def test_headers_that_name_persons_and_their_numbers(header, kind):
    assert columns(**{header: ["x"]}) == {header: kind}


@pytest.mark.parametrize(
    "header",
    [
        *("Nombre del lugar", "nombre de la institución", "nombre_municipio", "Agencia", "agencies", "DRUG_NAME"),
        *("Tipo de arma", "Número de detenidos", "Estado", "summary", "source_publisher", "cantidad", "clase_bien"),
    ],
)
def test_headers_that_name_no_person(header):
    assert columns(**{header: ["x"]}) == {}


def test_a_count_of_detainees_is_no_name():
    assert columns(detenidos=["3", "", "1"]) == {}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@b.pa", "c@d.gob.gt", "e.f@g.org", "h@i.com", "j@k.net"], "email"),
        ([f"8-{number}-{number * 3}" for number in range(200, 206)], "identity_number"),
        ([f"25{number:07}0101" for number in range(6)], "identity_number"),
        ([f"0{number:07}-{number}" for number in range(6)], "identity_number"),
        ([f"P-{number}BCD" for number in range(100, 106)], "plate"),
        ([f"GLK{number}X" for number in range(1000, 1020)], "serial_number"),
        ([f"+507 6123-{number}" for number in range(4000, 4006)], "phone"),
    ],
)
def test_columns_are_known_by_their_values(values, kind):
    assert columns(dato=values) == {"dato": kind}


@pytest.mark.parametrize(
    "values",
    [
        ["2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08", "2024-03-09"],
        ["5-12-2024", "6-12-2024", "7-12-2024", "8-12-2024", "9-11-2024"],
        ["9302.00", "9303.10", "9305.91", "9306.30", "9301.20"],
        ["-79.51234", "-80.12345", "-78.99999", "-79.50001", "-77.10203"],
        ["PA-2024-001", "PA-2024-002", "PA-2024-003", "PA-2024-004", "PA-2024-005"],
        ["61234567", "5000", "120000", "1234567", "12345678"],
        ["7.62x39", "5.56x45", "7.62x51", "12.7x99", "5.45x39"],
        ["AK-47", "AR-15", "M-16", "G-3", "M1911A1"],
    ],
)
def test_ids_codes_dates_coordinates_and_quantities_stay(values):
    assert columns(dato=values) == {}
    rows = pd.DataFrame({"dato": values}, dtype="str")
    kept, told = without_personal(rows, {})
    pd.testing.assert_frame_equal(kept, rows)
    assert told.empty


@pytest.mark.parametrize(
    ("text", "clean", "kind"),
    [
        ("Detenido con cédula 8-123-456.", f"Detenido con cédula {MASK}.", "identity_number"),
        ("DPI 2512 34567 0101 en Zacapa", f"DPI {MASK} en Zacapa", "identity_number"),
        ("DUI 01234567-8", f"DUI {MASK}", "identity_number"),
        ("0801-1985-12345, Tegucigalpa", f"{MASK}, Tegucigalpa", "identity_number"),
        ("escribir a juan.p@mail.com", f"escribir a {MASK}", "email"),
        ("tel. 6123-4567", f"tel. {MASK}", "phone"),
        ("vehículo P-123BCD rojo", f"vehículo {MASK} rojo", "plate"),
        ("pistola serie AB12345, 9 mm", f"pistola serie {MASK}, 9 mm", "serial_number"),
    ],
)
def test_values_inside_a_text_are_masked(text, clean, kind):
    assert mask(text) == (clean, [kind])


@pytest.mark.parametrize(
    "text",
    [
        *("cash USD 6000", "RPG-7 and AK-47", "5000-6000 rounds", "Carretera CA-9 km 58", "A 100 MTS DEL PUENTE"),
        *(
            "9.123456, -79.51234",
            "7.62x39 mm",
            "2008-2009",
            "placa de acero",
            "HS 9302.00",
            "5-12-2024",
            "serie de tiro",
        ),
    ],
)
def test_what_only_looks_like_a_number_stays(text):
    assert mask(text) == (text, [])


def test_a_report_names_row_column_and_kind_but_not_the_value():
    rows = pd.DataFrame({"summary": ["cédula 8-123-456", "x"], "cedula": ["1", "2"]}, index=[7, 9], dtype="str")
    kept, told = without_personal(rows, {"cedula": "identity_number", "absent": "name"})
    assert list(kept.columns) == ["summary"] and list(kept.index) == [7, 9]
    assert told.to_dict("records") == [{"row": 7, "column": "summary", "kind": "identity_number"}]
    assert rows.loc[7, "summary"] == "cédula 8-123-456"


def test_nothing_of_the_shipped_file_is_personal(incidents):
    assert not personal_columns(incidents)
    kept, told = without_personal(incidents, {})
    pd.testing.assert_frame_equal(kept, incidents)
    assert told.empty


@given(st.text(max_size=60))
def test_a_text_is_masked_only_where_a_kind_is_told_and_once(text):
    clean, kinds = mask(text)
    assert (clean == text) == (not kinds)


@given(st.from_regex(r"\A(?:[1-9]|1[0-3])-[1-9][0-9]{2}-[1-9][0-9]{3}\Z"), st.sampled_from(["con ", "(", "nota: "]))
def test_no_panamanian_number_survives(number, before):
    assert number not in mask(f"{before}{number}, en David")[0]


@pytest.mark.parametrize(
    ("header", "values", "kinds"),
    [
        ("Situación jurídica del detenido", ["Procesado", "En libertad", "Procesado"], []),
        ("Situación jurídica del detenido", ["PRISION PREVENTIVA", "EN LIBERTAD"], []),
        ("Situación del imputado", ["Juan Pérez López", "Ana Ruiz"], ["name"]),
        ("Registro del arma", ["GLK1234X", "ABC12345"], ["serial_number"]),
        ("Registro del arma", ["Sí", "No"], []),
        ("Nombre", ["Puesto El Carmen", "Paso Canoas", "Peñas Blancas"], []),
        ("Nombre", ["Juan Pérez", "Ana Ruiz", "David"], ["name"]),
        ("Destinatario", ["Estados Unidos", "Honduras"], []),
        ("Descripción del caso", ["detenido con DPI 2512 34567 0101"], []),
    ],
)
def test_values_tell_persons_from_places_states_and_registers(header, values, kinds):
    assert list(columns(**{header: values}).values()) == kinds


@pytest.mark.parametrize("header", ["Descripción del caso", "Parte", "Expediente", "Fecha y relato", "Registro"])
def test_a_text_is_masked_whatever_its_header(header):
    rows = pd.DataFrame({header: ["con DPI 2512 34567 0101", "PA-2024-001"]}, dtype="str")
    assert list(without_personal(rows, {})[0][header]) == [f"con DPI {MASK}", "PA-2024-001"]


@pytest.mark.parametrize("count", [2, 20])
def test_the_ids_of_cases_stay(count):
    rows = pd.DataFrame({"expediente": [f"0801-2021-{number:05}" for number in range(count)]}, dtype="str")
    pd.testing.assert_frame_equal(without_personal(rows, {})[0], rows)


def test_what_a_column_left_out_states_is_masked_in_the_texts_of_its_row():
    rows = pd.DataFrame(
        {
            "Nombre del detenido": ["David Pérez López", "Ana Ruiz"],
            "Placa": ["HAA 1234", ""],
            "self": ["iba PEREZ LOPEZ, DAVID en el HAA-1234", "iba David Pérez"],
            "Lugar": ["David", "David"],
        },
        dtype="str",
    )
    kept, told = without_personal(rows, personal_columns(rows))
    assert kept.to_numpy().tolist() == [[f"iba {MASK} en el {MASK}", "David"], ["iba David Pérez", "David"]]
    assert told[["row", "kind"]].to_numpy().tolist() == [[0, "name"], [0, "plate"]]


@pytest.mark.parametrize(
    ("values", "text", "clean"),
    [
        (["Juan Pérez López"], "Pérez López huyó", f"{MASK} huyó"),
        (["Pérez"], "Pérez huyó", f"{MASK} huyó"),
        (["2512345670101"], "2512 34567 0101", MASK),
        (["12"], "12 pistolas", "12 pistolas"),
        (["", "Sí"], "Sí hubo", "Sí hubo"),
    ],
)
def test_values_are_masked_however_they_are_written(values, text, clean):
    assert masked_by(values, text) == clean
