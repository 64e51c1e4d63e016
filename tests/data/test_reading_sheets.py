import zipfile
from datetime import datetime

import pandas as pd
import pytest
import xlsxwriter

from data.reading.source import open_source
from data.reading.workbook import cell_text

CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Hoja">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "informe.xlsx"
    workbook = xlsxwriter.Workbook(path)
    day, moment = (workbook.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
    workbook.add_worksheet("Portada").write_column(0, 0, ["Policía Nacional", "Informe", "2020"])
    sheet = workbook.add_worksheet("Datos")
    sheet.merge_range(1, 1, 1, 5, "Armas incautadas, 2020")
    sheet.merge_range(3, 1, 4, 1, "Provincia")
    sheet.merge_range(3, 2, 3, 3, "Fecha")
    sheet.write_row(4, 2, ["del hecho", "del informe"])
    sheet.write_row(3, 4, ["Arma", ""])
    sheet.write_row(4, 4, ["Calibre", "Munición", "Legal"])
    sheet.merge_range(5, 1, 6, 1, "Colón")
    for row in (5, 6):
        sheet.write_datetime(row, 2, datetime(2020, 1, 2), day)
        sheet.write_datetime(row, 3, datetime(2020, 1, 2, 3, 4), moment)
        sheet.write_row(row, 4, [7.62, 5, True])
    for column, text in enumerate(["=cmd|' /C calc'!A0", "03/2020", "", "@x", "-5", "+1"], start=1):
        sheet.write_string(8, column, text)
    workbook.add_worksheet("Listas").hide()
    workbook.close()
    return path


def test_the_sheet_and_its_header_are_found_below_merged_titles(book):
    source = open_source(book)
    shape = source.shape
    assert (shape.kind, shape.sheet, shape.sheets, shape.header) == ("xlsx", "Datos", ("Portada", "Datos"), 5)
    assert shape.columns == ("Provincia", "del hecho", "del informe", "Calibre", "Munición", "Legal")
    frame = pd.concat(list(source.chunks()))
    assert list(frame.index) == [6, 7, 9], "rows as the sheet numbers them"
    assert frame.loc[6].tolist() == ["Colón", "2020-01-02", "2020-01-02 03:04:00", "7.62", "5", "true"]
    assert frame.loc[7, "Provincia"] == "Colón", "a merged cell's value holds for each of its rows"


def test_formulas_stay_text(book):
    row = open_source(book).head().loc[9]
    assert row.tolist() == ["=cmd|' /C calc'!A0", "03/2020", "", "@x", "-5", "+1"]


def test_another_sheet_and_header_can_be_asked_for(book):
    shape = open_source(book, sheet="Portada", header=1).shape
    assert (shape.sheet, shape.header, shape.columns) == ("Portada", 1, ("Policía Nacional",))


def test_formatted_blank_cells_do_not_count(tmp_path):
    path = tmp_path / "x.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_row(1, 0, ["1", "2"])
    sheet.write_blank(1_048_575, 300, None, workbook.add_format({"bold": True}))
    workbook.close()
    assert open_source(path).shape.columns == ("a", "b")


def test_an_open_document_is_read(tmp_path):
    path = tmp_path / "x.ods"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in ("ab", "xy")]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m/>")
        archive.writestr("content.xml", CONTENT.format("".join(rows)))
    source = open_source(path)
    assert (source.shape.kind, source.shape.sheet, source.shape.columns) == ("ods", "Hoja", ("a", "b"))
    assert source.head().to_numpy().tolist() == [["x", "y"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (7.62, "7.62"), (0.1 + 0.2, "0.3"), (1234567890123456.0, "1234567890123456"), (False, "false")],
)
def test_numbers_read_as_they_are_seen(value, text):
    assert cell_text(value) == text
