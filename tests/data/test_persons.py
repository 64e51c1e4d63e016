"""Personal data inside texts: names after what a person is called, numbers after what announces them; nothing else."""

import time

import pandas as pd
import pytest

from data.checking.personal import MASK, mask, masked_by
from data.vocabulary import REFERENCE


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Conductor Juan Pérez López, DPI 2512 34567 0101", f"Conductor {MASK}, DPI {MASK}"),
        ("Imputado: Luis Rojas", f"Imputado: {MASK}"),
        ("Detenido Juan Pérez en David", f"Detenido {MASK} en David"),
        ("a nombre de Ana María López", f"a nombre de {MASK}"),
        ('alias "El Chapo"', f"alias {MASK}"),
        ("alias El Chapo en Petén", f"alias {MASK} en Petén"),
        ("CONDUCTOR JUAN PEREZ LOPEZ EN PUERTO BARRIOS", f"CONDUCTOR {MASK} EN PUERTO BARRIOS"),
        ("Detenidos: Juan Pérez; Luis Soto", f"Detenidos: {MASK}; {MASK}"),
        ("el conductor del vehículo, Juan Pérez, fue", f"el conductor del vehículo, {MASK}, fue"),
        ("El señor José Á. Núñez de la Cruz", f"El señor {MASK}"),
        ("Conductor Hondureño Carlos Mejía", f"Conductor Hondureño {MASK}"),
        ("se detuvo a Juan Pérez en David", f"se detuvo a {MASK} en David"),
        ("arrested driver John Smith", f"arrested driver {MASK}"),
        ("imputados JUAN PEREZ Y ANA LOPEZ", f"imputados {MASK} Y {MASK}"),
        ("Detenido: Juan Pérez (a) El Chapo", f"Detenido: {MASK} (a) {MASK}"),
        ("suspeito: João da Silva", f"suspeito: {MASK}"),
        ("chofer de apellido Ramírez", f"chofer de apellido {MASK}"),
        ("Carlos Gómez Ruiz con DPI 2512 34567 0101", f"{MASK} con DPI {MASK}"),
        ("consignatario: Juan José Flores, Tegucigalpa", f"consignatario: {MASK}, Tegucigalpa"),
    ],
)
def test_names_of_persons_inside_a_text_are_masked(text, clean):
    assert mask(text)[0] == clean and "name" in mask(text)[1]


@pytest.mark.parametrize(
    ("text", "clean", "kind"),
    [
        ("placa HAA 1234", f"placa {MASK}", "plate"),
        ("placas hondureñas PDA 1234", f"placas hondureñas {MASK}", "plate"),
        ("chasis JN1AZ4EH7DM430111", f"chasis {MASK}", "plate"),
        ("camión 1HGCM82633A004352 rojo", f"camión {MASK} rojo", "plate"),
        ("número de motor 4G63-1234", f"número de motor {MASK}", "plate"),
        ("IMEI 356938035643809", f"IMEI {MASK}", "phone"),
        ("celular número 5555 1234", f"celular número {MASK}", "phone"),
        ("placa: M-456 DFG roja", f"placa: {MASK} roja", "plate"),
        ("serie 1983 AB 1234", f"serie {MASK}", "serial_number"),
        ("series A1B2C3 / D4E5F6", f"series {MASK} / {MASK}", "serial_number"),
        ("series: AB1234 y CD5678 halladas", f"series: {MASK} y {MASK} halladas", "serial_number"),
        ("series: ABC123, DEF456 y 7788990.", f"series: {MASK}, {MASK} y {MASK}.", "serial_number"),
        ("serie 'AB 12345'", f"serie '{MASK}'", "serial_number"),
        ("serie=AB12345", f"serie={MASK}", "serial_number"),
        ("serie (XYZ987)", f"serie ({MASK})", "serial_number"),
        ("serie AB12345 y 1500 cartuchos", f"serie {MASK} y 1500 cartuchos", "serial_number"),
        ("cédula 79.123.456", f"cédula {MASK}", "identity_number"),
        ("pasaporte salvadoreño B01234567", f"pasaporte salvadoreño {MASK}", "identity_number"),
    ],
)
def test_numbers_that_a_text_announces_are_masked(text, clean, kind):
    assert mask(text) == (clean, [kind])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Destinatario: Panamá",
            "remitente Miami, Florida",
            "NOMBRE: PUERTO BARRIOS",
            "Fiscal General de la República",
        ),
        *("DETENIDOS DOS SUJETOS EN COLON", "CAPTURADO EN FLAGRANCIA"),
        *("CONDUCTOR TRANSPORTABA ARMAS", "Agentes de la Policía Nacional", "propietario de la finca San José"),
        *("Muelle Fiscal, Ciudad de Panamá", "cerca de Doña Ana", "serie 2024", "modelo serie 3", "alias de guerra"),
        *("capturados 3 hondureños en Puerto Cortés", "placa de acero 5 mm", "destinatario Empresa Azul"),
    ],
)
def test_places_offices_and_goods_are_no_persons(text):
    assert mask(text) == (text, [])


@pytest.mark.parametrize("folder", ["incidents", "events", "published", "biases", "agencies", "places"])
def test_nothing_of_the_reference_files_is_masked(folder):
    table = pd.read_csv(REFERENCE / f"{folder}.csv", dtype=str, keep_default_na=False)
    texts = {text for column in table for text in table[column].unique()}
    assert not [text for text in texts if mask(text)[1]]


LONG = 128_000


@pytest.mark.parametrize(
    "text",
    [
        *("conductor el" + " " * LONG + "b", "A'" * (LONG // 2), "a." * (LONG // 2), "conductor " * (LONG // 10)),
        *("serie 1234 " * (LONG // 11), "Juan " * (LONG // 5) + "conductor", "a@" * (LONG // 2), "A" * LONG + " dpi"),
    ],
    ids=range(8),
)
def test_a_long_text_takes_no_time(text):
    start = time.process_time()
    mask(text)
    masked_by(["Juan Pérez", "HAA 1234"], text)
    assert time.process_time() - start < 0.5
