import os
import time
import zipfile

import pytest
import xlsxwriter

from data.reading.limits import DETAILS, UnreadableFile
from data.reading.source import open_source

WIDE = ",".join(f"c{place}" for place in range(10_000))
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
CONTENT = {
    "wide.csv": (f"{WIDE}\n{WIDE}\n".encode(), "columns_too_many"),
    "pdf.csv": (b"%PDF-1.7\n", "format_other"),
    "image.xlsx": (b"\x89PNG\r\n\x1a\n", "format_other"),
    "page.xls": (b"\n<!DOCTYPE html><html><table>", "format_other"),
    "letter.xls": (COMPOUND + "WordDocument".encode("utf-16-le"), "format_other"),
    "empty.csv": (b"", "file_empty"),
    "blank.csv": (b"\xef\xbb\xbf\r\n;;;\r\n", "file_empty"),
    "header.csv": (b"a,b\n", "header_only"),
    "noise.csv": (bytes(range(256)) * 9, "binary"),
    "quote.csv": (b'a,b\n1,2\n3,"4\n5,6\n', "quote_not_closed"),
    "swallowed.csv": (b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 50_000, "cell_too_long"),
    "line.csv": (b"a," * 3_000_000, "line_too_long"),
    "locked.xlsx": (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "broken.xls": (COMPOUND + "Workbook".encode("utf-16-le") + bytes(2_000), "damaged"),
    "cut.parquet": (b"PAR1" + bytes(100), "damaged"),
    "cut.json": (b'[{"a": 1}, {"a": ', "record_not_json"),
    "deep.json": (b'{"a":' * 100_000, "record_not_json"),
    "cut.zip": (b"PK\x03\x04" + bytes(50), "damaged"),
}


def refusal(path, **given) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        for _ in open_source(path, **given).chunks():
            pass
    assert set(caught.value.details) == set(DETAILS[caught.value.code])
    assert caught.value.details["file"] == path.name
    return caught.value


def archive(path, members: dict[str, str | bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize("name", CONTENT)
def test_each_has_its_code(tmp_path, name):
    content, code = CONTENT[name]
    path = tmp_path / name
    path.write_bytes(content)
    started = time.monotonic()
    assert refusal(path).code == code
    assert time.monotonic() - started < 3


def test_the_line_of_the_open_quote_is_told(tmp_path):
    for name in ("quote.csv", "swallowed.csv"):
        path = tmp_path / name
        path.write_bytes(CONTENT[name][0])
        assert refusal(path).details["line"] == "3"


def test_archives(tmp_path):
    assert refusal(archive(tmp_path / "bomb.zip", {"a.csv": b"0,0,0\n" * 4_000_000})).code == "unpacked_ratio"
    assert refusal(archive(tmp_path / "two.zip", {"a.csv": "", "b.csv": ""})).details["members"] == "a.csv, b.csv"
    assert refusal(archive(tmp_path / "none.zip", {"a.exe": ""})).code == "archive_without_table"
    assert refusal(archive(tmp_path / "shape.zip", {"a.shp": "", "a.dbf": ""})).details["parts"] == ".shx"
    word = {"[Content_Types].xml": "", "word/document.xml": ""}
    assert refusal(archive(tmp_path / "letter.xlsx", word)).details["format"] == "docx"


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("A").write_row(0, 0, ["a", "b"])
    workbook.close()
    return path


def replaced(book, name, xml):
    with zipfile.ZipFile(book) as old:
        members = {member: old.read(member) for member in old.namelist()}
    return archive(book.with_name(name), members | {"xl/worksheets/sheet1.xml": SHEET.format(xml)})


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 5_000 + '</row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_a_sparse_sheet_is_refused_before_it_is_loaded(book, xml):
    error = refusal(replaced(book, "sparse.xlsx", xml))
    assert error.code == "cells_too_many" and error.details["rows"] == "1048576"


def test_what_a_sheet_says_of_its_size_does_not_count(book):
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="str"><v>x{row}</v></c></row>' for row in (1, 2))
    path = replaced(book, "dimension.xlsx", cells)
    assert open_source(path).shape.columns == ("x1",)


def test_workbooks(tmp_path, book):
    assert refusal(book).code == "header_only"
    assert refusal(book, sheet="B").details["sheets"] == "A"
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(book.read_bytes()[:-200])
    assert refusal(cut).code == "damaged"
    big = replaced(book, "big.xlsx", os.urandom(10).hex())
    assert refusal(big).code == "sheet_empty"


def test_what_is_asked_for_must_be_there(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    assert refusal(path, header=9).code == "header_missing"
    assert refusal(path, encoding="klingon").code == "encoding_wrong"
    assert refusal(tmp_path / "gone.csv").code == "file_missing"
