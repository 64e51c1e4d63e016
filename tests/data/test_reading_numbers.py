import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from data.reading.numbers import float_text, plain_number
from data.reading.source import open_source

WRITTEN = {1.125: "1.1250", -2.5: "-2.5", 12.0: "12", 12.34: "12.34", 1e-7: "0.0000001", 0.1 + 0.2: "0.3", -0.0: "0"}


@pytest.mark.parametrize("value", WRITTEN)
def test_a_float_is_written_so_that_its_point_is_no_thousands_sign(value):
    assert float_text(value) == WRITTEN[value]


@given(st.floats(-1e9, 1e9))
def test_a_float_is_read_back_as_it_was(value):
    text = float_text(value)
    assert float(text) == pytest.approx(value, rel=1e-14, abs=1e-20)
    assert plain_number(text) == text


def test_three_decimals_of_a_workbook(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["kg", "text"])
    sheet.write_row(1, 0, [1.125, "1.125"])
    sheet.write_row(2, 0, [12, "x"])
    workbook.close()
    assert open_source(tmp_path / "x.xlsx").head().to_numpy().tolist() == [["1.1250", "1.125"], ["12", "x"]]


def test_three_decimals_of_a_parquet_file(tmp_path):
    table = pa.table(
        {
            "double": [1.125, 12.0, None],
            "single": pa.array([1.125, 7.62, None], pa.float32()),
            "half": pa.array(np.array([1.125, 2.5, 3], np.float16)),
            "exact": pa.array([Decimal("1.125"), Decimal("12.000"), None], pa.decimal128(9, 3)),
            "text": ["1.125", "12.000", None],
            "listed": [[1.125], [2.0], None],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    assert open_source(tmp_path / "x.parquet").head().to_numpy().tolist() == [
        ["1.1250", "1.1250", "1.1250", "1.1250", "1.125", "1.1250"],
        ["12", "7.62", "2.5", "12.0000", "12.000", "2"],
        ["", "", "3", "", "", ""],
    ]


def test_three_decimals_of_json(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('[{"kg": 1.125, "text": "1.125", "n": 12, "listed": [1.125, "1.125"]}]')
    assert open_source(path).head().to_numpy().tolist() == [["1.1250", "1.125", "12", "1.1250;1.125"]]


def test_geojson_keeps_its_own_coordinates_and_knows_projections(tmp_path):
    metres = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32617"}}
    shapes = [{"type": "Point", "coordinates": [664_000, 995_000]}, {"type": "LineString", "coordinates": []}, None]
    features = [{"type": "Feature", "id": n, "geometry": g, "properties": {"kg": 1.125}} for n, g in enumerate(shapes)]
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"crs": metres, "bbox": [1, 2], "features": features, "type": "FeatureCollection"}))
    source = open_source(path)
    assert (source.shape.kind, source.shape.columns) == ("geojson", ("id", "kg", "latitude", "longitude"))
    frame = source.head()
    assert float(frame["latitude"][1]) == pytest.approx(9, abs=0.01)
    assert float(frame["longitude"][1]) == pytest.approx(-79.5, abs=0.01)
    assert frame.loc[[2, 3]].to_numpy().tolist() == [["1", "1.1250", "", ""], ["2", "1.1250", "", ""]]
    stated = {"type": "Feature", "properties": {"Latitude": "9"}, "geometry": shapes[0]}
    path.write_text(json.dumps(stated))
    assert open_source(path).shape.columns == ("Latitude", "longitude")


def test_columns_of_a_parquet_file_without_values(tmp_path):
    pd.DataFrame({"a": [None, None], "b": [1, 2]}).to_parquet(tmp_path / "x.parquet")
    assert open_source(tmp_path / "x.parquet").head().to_numpy().tolist() == [["", "1"], ["", "2"]]
