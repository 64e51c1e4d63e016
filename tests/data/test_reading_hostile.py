import http.server
import json
import shutil
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas
import pandas as pd
import pytest

from data.reading.limits import DETAILS, UnreadableFile
from data.reading.sheets import _weigh
from data.reading.source import open_source

FEATURE = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[-79.5,9]}}'
VRT = "<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"


def outcome(path: Path, **given: str) -> pd.DataFrame | str:
    """Return the table that is read, or the code of why not."""
    try:
        return pd.concat(list(open_source(path, **given).chunks()))
    except UnreadableFile as error:
        assert set(error.details) == set(DETAILS[error.code])
        return error.code


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text("user,word\nroot,hunter2\n")
    return path


@pytest.mark.parametrize("name", ["x.json", "x.geojson", "x.gpkg", "x.csv"])
def test_a_pipeline_is_never_run(tmp_path, secret, name):
    command = f"gdal vector pipeline ! read {secret}"
    attack = {"type": "gdal_streamed_alg", "command_line": command, "x": "FeatureCollection"}
    path = tmp_path / name
    path.write_text(json.dumps(attack))
    assert "hunter2" not in str(outcome(path))
    assert list(open_source(path).shape.columns) == ["type", "command_line", "x"], "records as any others"


@pytest.mark.parametrize("name", ["x.shp", "x.gpkg", "x.vrt", "x.geojson"])
def test_a_virtual_layer_is_never_opened(tmp_path, secret, name):
    path = tmp_path / name
    path.write_text(VRT.format(secret))
    assert outcome(path) == "format_other"
    for head in (b"\x00\x00\x27\x0a", b"SQLite format 3\x00"):
        path.write_bytes(head + VRT.format(secret).encode())
        for part in (".shx", ".dbf"):
            path.with_suffix(part).write_bytes(VRT.format(secret).encode())
        assert outcome(path) in ("damaged", "part_missing")


@pytest.fixture
def layer(tmp_path):
    path = tmp_path / "layer.gpkg"
    points = geopandas.GeoSeries.from_wkt(["POINT (-79.5 9)"], crs="EPSG:4326")
    geopandas.GeoDataFrame({"id": ["a"]}, geometry=points).to_file(path)
    return path


def test_an_archive_behind_a_database_is_not_looked_into(tmp_path, secret, layer):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("x.vrt", VRT.format(secret))
    path.write_bytes(layer.read_bytes() + (tmp_path / "inner.zip").read_bytes())
    assert "hunter2" not in str(outcome(path))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT load_extension('/tmp/x.so')",
        "CREATE TABLE t (a TEXT, b TEXT GENERATED ALWAYS AS (upper(a)))",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        'CREATE VIRTUAL TABLE "rtree_x using rtree(" USING fts5(a)',
    ],
)
def test_a_database_that_computes_its_tables_is_refused(layer, statement):
    assert len(outcome(layer)) == 1
    with closing(sqlite3.connect(layer)) as database:
        database.execute(statement)
        database.commit()
    assert outcome(layer) == "layer_computed"


def test_another_database_is_refused(tmp_path):
    path = tmp_path / "x.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a TEXT)")
        database.commit()
    assert outcome(path) == "format_other"


def test_a_projection_is_never_fetched(tmp_path):
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    link = {"type": "link", "properties": {"href": f"http://127.0.0.1:{server.server_port}/x", "type": "proj4"}}
    path = tmp_path / "x.geojson"
    path.write_text(f'{{"type":"FeatureCollection","crs":{json.dumps(link)},"features":[{FEATURE}]}}')
    assert outcome(path) == "projection_missing"
    server.shutdown()
    assert not asked


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f'{{"type":"FeatureCollection","features":[{FEATURE},', "record_not_json"),
        (f'{{"type":"FeatureCollection","features":[{FEATURE}', "record_not_json"),
        (f'{{"type":"FeatureCollection","features":[{FEATURE}]', "record_not_json"),
        ('{"type":"FeatureCollection","features":["x"]}', "record_not_json"),
        ('[{"a": 1},\n{"a": 2},\n', "record_not_json"),
        ('{"a": "' + "x" * 200_000 + '"}', "cell_too_long"),
    ],
)
def test_a_damaged_json_is_refused(tmp_path, content, code):
    path = tmp_path / "x.json"
    path.write_text(content)
    assert outcome(path) == code


def test_half_a_character_does_not_stop_the_reading(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('[{"a": "\\ud83d", "b": 1}]')
    assert outcome(path).to_numpy().tolist() == [["?", "1"]]


@pytest.mark.parametrize("delimiter", [";;", '"', "\n", "\x00"])
def test_what_cannot_separate_columns_is_refused(tmp_path, delimiter):
    path = tmp_path / "x.csv"
    path.write_text("a;;b\n1;;2\n")
    assert outcome(path, delimiter=delimiter) == "delimiter_wrong"


@pytest.mark.parametrize("encoding", ["rot13", "hex", "a\x00b", "punycode", "undefined"])
def test_what_is_no_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "x.csv"
    path.write_text("a;b\nñ;2\n")
    assert outcome(path, encoding=encoding) in ("encoding_wrong", "damaged")


def test_whatever_a_library_raises_is_told(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")
    for name in ("find_layout", "read"):
        with monkeypatch.context() as patch:
            patch.setattr(f"data.reading.source.{name}", lambda *given: {}["lost"])
            assert outcome(path) == "damaged"


def seconds(work) -> float:
    """Return the least of three, for the machine may be busy."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def _table(*rows: str) -> str:
    return "".join(f"{row}\n" for row in ("Lugar;Nota", *rows))


HARD = {
    "blanks": lambda n: _table("x;a" + " " * n + "b"),
    "digits": lambda n: _table("x;" + "1 " * n + "b", "y;" + "$ " * n),
    "names": lambda n: "a," * n + "a\n" + "1," * n + "1\n",
    "records": lambda n: '[{"a": "' + "x" * n + '"}' + ',{"a":1}' * (n // 8) + "]",
    "strays": lambda n: "a;b\n" + "ñ;1\n" * n,
}


@pytest.mark.parametrize("name", HARD)
def test_time_grows_with_the_size_only(tmp_path, name):
    spent = []
    for size in (25_000, 100_000):
        path = tmp_path / f"{size}.csv"
        path.write_text(HARD[name](size), encoding="cp1252" if name == "strays" else "utf-8")
        spent.append(seconds(lambda path=path: outcome(path)))
    assert spent[1] < 9 * spent[0] + 0.1, spent


@pytest.mark.parametrize("tag", ["<c ", "<c r=", '<c r="A1" ', "<row ", "<c x='" + "a" * 90])
def test_weighing_takes_time_by_the_size_only(tmp_path, tag):
    spent = []
    for size in (20_000, 80_000):
        path = tmp_path / f"{size}.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", tag * size)
        spent.append(seconds(lambda path=path: _weigh(path, "x.xlsx")))
    assert spent[1] < 9 * spent[0] + 0.1, spent


def test_only_the_parts_of_a_shapefile_are_unpacked(tmp_path, layer):
    geopandas.read_file(layer).to_file(tmp_path / "x.shp")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for part in (
            *tmp_path.glob("x.shp"),
            *tmp_path.glob("x.shx"),
            *tmp_path.glob("x.dbf"),
            *tmp_path.glob("x.prj"),
        ):
            archive.write(part, part.name.upper())
        archive.writestr("x.vrt", "<OGRVRTDataSource/>")
    source = open_source(tmp_path / "x.zip")
    assert source.head().to_numpy().tolist() == [["a", "9", "-79.5"]]
    unpacked = {part.suffix for part in Path(source._folder.name).iterdir()}
    assert unpacked == {".shp", ".shx", ".dbf", ".prj"}
    shutil.rmtree(source._folder.name)
