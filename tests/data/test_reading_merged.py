from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from data.reading.source import Source, open_source

EXAMPLES = Path(__file__).parents[1] / "examples"
HEADER = ["Provincia", "Año", "Cantidad", "Arma", "Fecha"]


def read(path: Path) -> tuple[Source, pd.DataFrame]:
    source = open_source(path)
    return source, pd.concat(list(source.chunks()))


@pytest.fixture
def book(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.merge_range(1, 0, 3, 0, "Colón")
    sheet.merge_range(1, 1, 3, 1, 2021)
    sheet.merge_range(1, 2, 3, 2, 10)
    sheet.merge_range(4, 2, 5, 2, "20")
    for row in range(1, 6):
        sheet.write_row(row, 3, ["Pistola", f"2021-01-0{row}"])
    workbook.close()
    return tmp_path / "x.xlsx"


def test_a_merged_quantity_is_counted_once_and_told(book):
    source, frame = read(book)
    assert list(frame["Cantidad"]) == ["10", "", "", "20", ""]
    told = source.notes().to_numpy().tolist()
    assert told == [[row, "Cantidad", value, "merged_number"] for row, value in ((3, "10"), (4, "10"), (6, "20"))]
    assert len(source.notes()) == 3 and len(list(source.chunks(2))) == 3 and len(source.notes()) == 3


def test_merged_texts_and_years_hold_for_each_row(book):
    frame = read(book)[1]
    assert list(frame["Provincia"]) == ["Colón"] * 3 + [""] * 2
    assert list(frame["Año"]) == ["2021"] * 3 + [""] * 2


def test_years_merged_in_a_header_of_two_rows_name_their_columns(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sheet = workbook.add_worksheet()
    sheet.merge_range(0, 0, 1, 0, "Provincia")
    sheet.merge_range(0, 1, 1, 1, 2019)
    sheet.merge_range(0, 2, 0, 4, "Armas")
    sheet.write_row(1, 2, ["cortas", "largas", "otras"])
    for row in range(2, 6):
        sheet.write_row(row, 0, ["Colón", row, row, row, row])
    workbook.close()
    source, frame = read(tmp_path / "x.xlsx")
    assert source.shape.columns == ("Provincia", "2019", "cortas", "largas", "otras") and source.notes().empty
    assert len(frame) == 4


def test_the_largest_table_is_read_and_the_others_named(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sizes = {"Resumen": (8, 3), "2020": (6, 20), "2021": (6, 40), "Municipios": (2, 200), "Vacía": (0, 0)}
    for name, (columns, rows) in sizes.items():
        sheet = workbook.add_worksheet(name)
        for row in range(rows):
            sheet.write_row(row, 0, [f"{'c' if row == 0 else row}{column}" for column in range(columns)])
    workbook.close()
    shape = open_source(tmp_path / "x.xlsx").shape
    assert (shape.sheet, shape.left_out) == ("2021", ("Resumen", "2020", "Municipios", "Vacía"))
    assert open_source(tmp_path / "x.xlsx", sheet="2020").shape.left_out[1] == "2021"


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_genuine_files_of_other_programs_read_right(kind):
    source, frame = read(EXAMPLES / f"incautaciones.{kind}")
    assert (source.shape.kind, source.shape.sheet, source.shape.header) == (kind, "Incautaciones", 3)
    assert list(frame.index) == [4, 5, 6]
    assert list(frame["Fecha"]) == ["2021-03-05", "2021-03-06", "2021-12-31"]
    assert list(frame["Hora del parte"]) == ["2021-03-05 14:30:00", "2021-03-06", "2022-01-01 00:05:00"]
    assert list(frame["Cantidad"]) == ["10", "", "1200"] and list(frame["Peso (kg)"]) == ["1.1250", "7.62", "12.5"]
    assert list(frame["Observación"]) == ["Hallada en un vehículo; ñandú", "¿Origen?", ""]
    assert list(frame["Provincia"]) == ["Colón", "Colón", "Chiriquí"]
    assert source.notes().to_numpy().tolist() == [[5, "Cantidad", "10", "merged_number"]]


def notes_of(tmp_path, *rows: str) -> list[list[object]]:
    path = tmp_path / "x.csv"
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    source, _ = read(path)
    return source.notes()[["row", "code"]].to_numpy().tolist()


def test_a_decimal_comma_that_shifts_columns_is_told_from_a_comma_in_a_text(tmp_path):
    text = "hallada en un vehículo abandonado"
    rows = ["lugar,peso,unidad,nota", *[f"Colón,{n},kg,{text}" for n in range(9)]]
    assert notes_of(tmp_path, *rows, f"Colón,1,5,kg,{text}") == [[11, "cells_surplus"]]
    assert notes_of(tmp_path, *rows, f"Colón,1,kg,{text}, de noche") == [[11, "cells_joined"]]
    rows = ["lugar,unidad,peso", *[f"Colón,kg,{n}" for n in range(9)]]
    assert notes_of(tmp_path, *rows, "Colón,kg,1,5") == [[11, "cells_surplus"]]


def test_rows_wider_than_the_header_make_no_column(tmp_path):
    rows = ["lugar,peso,arma", *[f"Colón,{n},5,pistola" for n in range(9)], "Colón,2,pistola"]
    assert [code for _, code in notes_of(tmp_path, *rows)] == ["cells_surplus"] * 9
    rows = ["lugar,peso,", *[f"Colón,{n},pistola" for n in range(9)]]
    assert notes_of(tmp_path, *rows) == []
    assert open_source(tmp_path / "x.csv").shape.columns == ("lugar", "peso", "column 3")
