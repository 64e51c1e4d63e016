"""Files of records: each format holds every record, with its types, its places and its warnings."""

import io
import json
from dataclasses import replace

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import imported

import data.flat
from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.selection import Selection
from app import FORMS
from data.flat import flat_blocks, flat_table, without_formulas
from data.schema import Records
from layouts.exports import FORMATS, csv_bytes, sheets

QUERIES = ["", "country=PA", "text=Lázaro Cárdenas&country=MX", "country=BZ&transport_mode=rail"]


@pytest.fixture
def made(scene):
    """What a format makes of the shipped records that a query selects."""
    return lambda form, query="", language="en": b"".join(FORMATS[form].chunks(scene(query, language)))


@pytest.fixture
def few(scene):
    """A scene of a handful of rows; `seizures` changes columns of theirs."""

    def see(*rows, **seizures):
        held, shown = imported(*rows).records, scene()
        changed = Records(held.seizures.assign(**seizures), held.lists, held.items, held.waypoints)
        view = Crossfilter(build_columns(changed, shown.say.vocabulary)).view(Selection())
        return replace(shown, view=view, everything=view)

    return see


def read_csv(content):
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(start):
    table = pd.DataFrame({"text": [f"{start}1+1", "plain", None], "number": [-1.0, 2.0, float("nan")]})
    safe = without_formulas(table)
    assert safe["text"].tolist()[:2] == [f"'{start}1+1", "plain"] and pd.isna(safe["text"].iloc[2])
    assert safe["number"].iloc[0] == -1


def test_a_csv_keeps_accents_commas_quotes_and_line_breaks():
    table = pd.DataFrame({"text": ['Colón, "puerto"\nAtlántico', "ñ"]})
    assert pd.read_csv(io.BytesIO(csv_bytes(table)))["text"].tolist() == table["text"].tolist()


def test_a_workbook_of_no_rows_opens(made):
    book = opened(made("xlsx", "country=BZ&transport_mode=rail"))
    assert book["seizures"].max_row == 1 and book["seizures"]["A1"].value == "seizure_id"


def test_the_command_line_names_every_format():
    assert set(FORMS) == set(FORMATS)


@pytest.mark.parametrize("query", QUERIES)
def test_blocks_are_the_table(scene, query, monkeypatch):
    shown = scene(query)
    rows, records = shown.view.records().nonzero()[0], shown.view.columns.records
    monkeypatch.setattr(data.flat, "BLOCK", 7)
    parts = list(flat_blocks(records, rows, shown.say.vocabulary))
    assert len(parts) == max(1, -(-len(rows) // 7))
    whole = flat_table(records, rows, shown.say.vocabulary)
    assert b"".join(csv_bytes(part, header=place == 0) for place, part in enumerate(parts)) == csv_bytes(whole)


def test_a_file_is_written_as_its_rows_are_read(scene, monkeypatch):
    monkeypatch.setattr(data.flat, "BLOCK", 23)
    for name in ("csv", "json", "geojson"):
        pieces = list(FORMATS[name].chunks(scene()))
        assert 10 <= len(pieces) <= 12 and max(map(len, pieces)) < sum(map(len, pieces)) / 5, name


@pytest.mark.parametrize("block", [20_000, 90])
@pytest.mark.parametrize("query", QUERIES)
def test_every_format_holds_every_record(made, tmp_path, monkeypatch, query, block):
    monkeypatch.setattr(data.flat, "BLOCK", block)
    table = read_csv(made("csv", query))
    ids = table["seizure_id"].tolist()
    assert read_csv(made("csv-excel", query).removeprefix(b"\xef\xbb\xbf")).equals(table)
    assert [row["seizure_id"] for row in json.loads(made("json", query))["rows"]] == ids
    parquet = pq.read_table(io.BytesIO(made("parquet", query)))
    assert parquet["seizure_id"].to_pylist() == ids and parquet.column_names == list(table)
    assert [feature["id"] for feature in json.loads(made("geojson", query))["features"]] == ids
    (tmp_path / "file.gpkg").write_bytes(made("gpkg", query))
    layer = geopandas.read_file(tmp_path / "file.gpkg", layer="seizures")
    assert layer["seizure_id"].tolist() == ids and layer.crs.to_epsg() == 4326
    rows = list(opened(made("xlsx", query))["seizures"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ids and list(rows[0]) == list(table)


def test_numbers_agree_between_the_formats(made):
    table = read_csv(made("csv"))
    total = pd.to_numeric(table["firearms"]).sum()
    rows = json.loads(made("json"))["rows"]
    assert sum(row["firearms"] or 0 for row in rows) == total > 5_000
    assert [row["latitude"] for row in rows] == pd.to_numeric(table["latitude"]).tolist()
    parquet = pq.read_table(io.BytesIO(made("parquet"))).to_pandas()
    assert parquet["firearms"].sum() == total
    assert str(pq.read_schema(io.BytesIO(made("parquet"))).field("report_date").type) == "date32[day]"
    cells = [row[22] for row in opened(made("xlsx"))["seizures"].iter_rows(values_only=True)]
    assert cells[0] == "firearms" and sum(cell or 0 for cell in cells[1:]) == total


def test_dates_of_a_workbook_are_as_precise_as_they_are_known(few):
    shown = few({"date": "2024-03-05"}, {"date": "2024-03"}, {"date": "2024"}, {"date": ""})
    sheet = opened(b"".join(FORMATS["xlsx"].chunks(shown)))["seizures"]
    dates = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [str(value) for value in dates][:3] == ["2024-03-05 00:00:00", "2024-03", "2024"]
    assert sheet.cell(2, 2).number_format == "yyyy-mm-dd" and sheet.freeze_panes == "B2"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_workbook_says_what_it_is(made, language):
    book = opened(made("xlsx", "country=PA", language))
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    told = " ".join(map(str, about.values()))
    assert ("Panamá" if language == "es" else "Country: Panama") in told
    assert "CC BY 4.0" in told and "country=PA&version=0" in about.values()
    columns = [row[0] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)]
    assert {cell.value for cell in book["seizures"][1]} <= set(columns)
    codes = {row[:2] for row in book.worksheets[3].iter_rows(values_only=True)}
    assert ("event", "diverted") in codes and ("item_type", "pistol") in codes


def test_a_workbook_holds_texts_as_they_are_and_makes_no_formulas_or_links(few):
    shown = few({"place": "=1+1", "summary": "https://example.org"})
    cells = next(opened(b"".join(FORMATS["xlsx"].chunks(shown)))["seizures"].iter_rows(min_row=2))
    held = {cell.value: cell for cell in cells}
    assert held["=1+1"].data_type == "s" and held["https://example.org"].hyperlink is None


def test_too_many_rows_are_refused_not_truncated(scene, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 229)
    told = FORMATS["xlsx"].refusal(scene())
    assert "229" in told and "230" in told and "CSV" in told and not FORMATS["xlsx"].refusal(scene("country=PA"))
    with pytest.raises(ValueError, match="230"):
        FORMATS["xlsx"].chunks(scene())


def test_a_text_too_long_for_a_cell_is_refused(few):
    assert "CSV" in FORMATS["xlsx"].refusal(few({"summary": "x" * 32_768}))
    assert not FORMATS["xlsx"].refusal(few({"summary": "x" * 32_767}))


def test_a_record_without_a_point_is_told(few, tmp_path):
    nowhere = {"latitude": [9.35, float("nan")], "longitude": [-79.9, float("nan")]}
    shown = few({"place": "Cristóbal"}, {"country": "ZA"}, **nowhere)
    collection = json.loads(b"".join(FORMATS["geojson"].chunks(shown)))
    shapes = [feature["geometry"] for feature in collection["features"]]
    assert shapes[0] == {"type": "Point", "coordinates": [-79.9, 9.35]} and shapes[1] is None
    assert collection["istmo"]["without_point"] == 1 and "1" in collection["istmo"]["note"]
    (tmp_path / "file.gpkg").write_bytes(b"".join(FORMATS["gpkg"].chunks(shown)))
    assert geopandas.read_file(tmp_path / "file.gpkg").geometry.isna().tolist() == [False, True]


def test_synthetic_records_say_so_in_every_file(few, scene):
    shown = few({"country": "PA"}, dataset="synthetic")
    for name, kind in FORMATS.items():
        assert "-synthetic" in kind.file_name(shown) and "-synthetic" not in kind.file_name(scene())
        content = b"".join(kind.chunks(shown))
        if name not in {"xlsx", "package", "parquet"}:
            assert b"synthetic" in content, name
    assert json.loads(b"".join(FORMATS["geojson"].chunks(shown)))["istmo"]["warning"].startswith("SYNTHETIC")
    about = opened(b"".join(FORMATS["xlsx"].chunks(shown))).worksheets[1]
    assert any("SYNTHETIC" in str(row) for row in about.iter_rows(values_only=True))
