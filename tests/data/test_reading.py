import csv
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reading.headers import column_names, find_header
from data.reading.source import Source, UnreadableFile, open_source

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def write(tmp_path):
    def written(content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def whole(source: Source, rows: int = 50_000) -> pd.DataFrame:
    return pd.concat(list(source.chunks(rows)))


def test_an_unprepared_spanish_sheet_is_found_out():
    source = open_source(EXAMPLES / "incautaciones_latin1.csv")
    shape = source.shape
    assert (shape.kind, shape.encoding, shape.delimiter, shape.header) == ("csv", "cp1252", ";", 3)
    assert shape.columns == ("Provincia", "Fecha", "Munición", "Observación")
    frame = whole(source)
    assert list(frame.index) == [4, 6, 8], "numbered by the line a record starts on; the blank row is none"
    assert list(frame["Provincia"]) == ["Colón", "Darién", "Chiriquí"]
    assert list(frame["Munición"]) == ["5", "7,62", "1.200"]
    assert list(frame["Observación"]) == ["en el\npuerto", "", 'dice "ilegible" ']
    assert (frame.dtypes == "str").all()
    assert source.notes().empty


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850"])
def test_every_encoding_and_delimiter_reads_alike(write, encoding, delimiter):
    lines = ["Provincia,Año,Munición", "Colón,2019,5", "Chiriquí,2020,7", "Darién,2020,1"]
    text = "\r\n".join(lines).replace(",", delimiter)
    source = open_source(write(text, encoding=encoding))
    assert (source.shape.encoding, source.shape.delimiter) == (encoding, delimiter)
    assert whole(source).to_numpy().tolist() == [line.split(",") for line in lines[1:]]


def test_decimal_commas_do_not_pass_for_delimiters(write):
    source = open_source(write("Calibre;Peso;Largo\n7,62;1,5;2,5\n9,0;2,5;3,5\n"))
    assert source.shape.columns == ("Calibre", "Peso", "Largo")


def test_what_is_given_is_taken(write):
    path = write("a;b\nc;d\ne,f;g\n")
    assert open_source(path, header=2).shape.columns == ("c", "d")
    assert open_source(path, header=0).shape.columns == ("column 1", "column 2")
    assert len(whole(open_source(path, header=0))) == 3
    assert open_source(path, delimiter=",").shape.delimiter == ","
    assert open_source(write("año;b\n1;2\n"), encoding="cp1252").shape.columns[0] == "aÃ±o"


def test_ragged_rows_lose_nothing_and_are_told(write):
    source = open_source(write("a,b,c\n1,2,3\n4,5\n6,7,8,9,x\n1,2,3,,\n1,2,3\n"))
    frame = whole(source)
    assert frame.loc[3].tolist() == ["4", "5", ""]
    assert frame.loc[4].tolist() == ["6", "7", "8,9,x"]
    assert frame.loc[5].tolist() == ["1", "2", "3"], "blank cells too many are no matter"
    told = source.notes()[["row", "column", "value", "code"]].to_numpy().tolist()
    assert told == [[3, "c", "2", "cells_missing"], [4, "c", "9,x", "cells_surplus"]]


def test_a_stray_byte_does_not_spoil_a_file_in_utf8(write):
    source = open_source(write(b"a,a\xf1o\n" + "Panamá,Colón\n".encode() * 9 + b"Chiriqu\xed,x\n"))
    frame = whole(source)
    assert source.shape.encoding == "utf-8" and source.shape.columns == ("a", "año")
    assert frame.loc[11, "a"] == "Chiriquí" and frame.loc[2, "a"] == "Panamá"
    assert source.notes().to_numpy().tolist() == [[11, "a", "Chiriquí", "bytes_foreign"]]


def test_chunks_cover_the_file_once_with_progress(write):
    text = "a,b\n" + "".join(f"{place},x\n" for place in range(12_345))
    source = open_source(write(text))
    sizes, shares = [], []
    for chunk in source.chunks(5_000):
        sizes.append(len(chunk))
        shares.append(source.done())
    assert sizes == [5_000, 5_000, 2_345]
    assert shares == sorted(shares) and source.done() == 1
    assert list(whole(source, 777)["a"]) == [str(place) for place in range(12_345)]
    assert len(source.head(7)) == 7 and source.size == len(text)


def test_a_table_alone_in_an_archive_is_read(tmp_path):
    path = tmp_path / "real.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/file.csv", "a;b\n1;2\n")
        archive.writestr("__MACOSX/._file.csv", "x")
        archive.writestr("readme.md", "x")
    source = open_source(path)
    assert (source.path, source.shape.kind, source.shape.columns) == (path, "csv", ("a", "b"))


def test_json_numbers_stay_as_written(write):
    records = '{"a": 7.62, "b": [1, "x"], "c": true}\n{"a": 1e3, "d": {"x": null}, "c": null}'
    wanted = [["7.62", "1;x", "true", ""], ["1e3", "", "", '{"x": null}']]
    for text in (records, "[" + records.replace("\n", ",\n") + "]"):
        source = open_source(write(text, "records.json"))
        assert (source.shape.kind, source.shape.header, source.shape.columns) == ("json", 0, ("a", "b", "c", "d"))
        assert whole(source).to_numpy().tolist() == wanted
        assert list(whole(source).index) == [1, 2]


def test_parquet_reads_as_a_person_writes(tmp_path):
    moments = pd.to_datetime(["2020-01-02", "2020-01-02 03:04:05", None], format="ISO8601")
    frame = pd.DataFrame({"when": moments, "kg": [5.0, 7.62, None], "n": [1, 2, 3], "t": ["x", None, "é"]})
    frame.assign(many=[["a", "b"], [], None]).to_parquet(tmp_path / "x.parquet")
    read = whole(open_source(tmp_path / "x.parquet"), 2)
    assert list(read["when"]) == ["2020-01-02", "2020-01-02 03:04:05", ""]
    assert list(read["kg"]) == ["5", "7.62", ""] and list(read["n"]) == ["1", "2", "3"]
    assert list(read["many"]) == ["a;b", "", ""] and list(read.index) == [1, 2, 3]


def test_points_become_coordinates():
    source = open_source(EXAMPLES / "seizures.geojson")
    frame = whole(source)
    assert source.shape.columns == ("id", "calibre", "guns", "latitude", "longitude")
    assert frame.to_numpy().tolist() == [["a", "7.62", "2", "9", "-79.5"], ["b", "", "1", "", ""]]


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_other_projections_become_degrees(tmp_path, suffix):
    import geopandas

    points = geopandas.GeoSeries.from_wkt(["POINT (-79.5 9)"], crs="EPSG:4326").to_crs("EPSG:32617")
    geopandas.GeoDataFrame({"id": ["a"]}, geometry=points).to_file(tmp_path / f"x.{suffix}")
    path = tmp_path / f"x.{suffix}"
    if suffix == "shp":
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("x.[!z]*"):
                archive.write(part, part.name)
    source = open_source(path)
    assert (source.shape.kind, source.shape.columns) == (suffix, ("id", "latitude", "longitude"))
    row = whole(source).iloc[0]
    assert float(row["latitude"]) == pytest.approx(9) and float(row["longitude"]) == pytest.approx(-79.5)


def test_names_are_unique_and_never_blank():
    assert column_names([" Fecha\n(día) ", "", "Fecha (día)"], 4) == (
        "Fecha (día)",
        "column 2",
        "Fecha (día) (2)",
        "column 4",
    )


def test_a_header_of_years_beats_its_numbers():
    rows = [["Cuadro 1", "", ""], ["Provincia", "2019", "2020"], ["Colón", "12", "7"], ["Darién", "3", "1"]]
    assert find_header(rows).position == 1


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\x1e\ufeff", exclude_categories=["Cs"]), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9).map(str), CELL, CELL), min_size=1, max_size=30))
def test_what_was_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([("Number", "Place", "Remark"), *rows])
    path.write_bytes(text.getvalue().encode())
    frame = whole(open_source(path, encoding="utf-8", delimiter=";", header=1))
    assert frame.iloc[:, :3].to_numpy().tolist() == [list(row) for row in rows]


def test_the_first_bytes_of_a_shapefile_alone_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x00\x00'\n")
    with pytest.raises(UnreadableFile, match="part_missing"):
        open_source(path)


def test_a_table_without_rows_is_refused(tmp_path):
    path = tmp_path / "x.parquet"
    pd.DataFrame({"date": pd.Series([], dtype="str")}).to_parquet(path)
    with pytest.raises(UnreadableFile, match="file_empty"):
        open_source(path)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.json", "x.zip"]))
def test_any_bytes_are_read_or_refused_with_a_code(tmp_path_factory, content, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content)
    try:
        whole(open_source(path))
    except UnreadableFile as error:
        assert json.dumps(error.details)
