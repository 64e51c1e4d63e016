"""Files that spreadsheets open without surprises."""

import io

import openpyxl
import pandas as pd
import pytest

from data.flat import without_formulas
from layouts.exports import csv_bytes, xlsx_bytes


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(start):
    table = pd.DataFrame({"text": [f"{start}1+1", "plain", None], "number": [-1.0, 2.0, float("nan")]})
    safe = without_formulas(table)
    assert safe["text"].tolist()[:2] == [f"'{start}1+1", "plain"] and pd.isna(safe["text"].iloc[2])
    assert safe["number"].iloc[0] == -1


def test_a_csv_keeps_accents_commas_quotes_and_line_breaks():
    table = pd.DataFrame({"text": ['Colón, "puerto"\nAtlántico', "ñ"]})
    assert pd.read_csv(io.BytesIO(csv_bytes(table)))["text"].tolist() == table["text"].tolist()


def test_a_workbook_of_no_rows_opens():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(pd.DataFrame({"a": [], "b": []}))))
    assert [cell.value for cell in book["seizures"][1]] == ["a", "b"]
