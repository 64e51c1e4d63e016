"""GeoPackage and shapefiles: their attributes, and where their points lie.

The content of a hostile file must not choose another of GDAL's drivers, some of which read files or fetch addresses
that a file names. So a file is seen under a name of ours, its content is looked at before, the driver's name after.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from data.reading.limits import UnreadableFile

WORLD = "EPSG:4326"
COORDINATES = ("latitude", "longitude")
DRIVERS = {"gpkg": "GPKG", "shp": "ESRI Shapefile"}
REQUIRED = (".shx", ".dbf")
PARTS = {"gpkg": (), "shp": (*REQUIRED, ".prj", ".cpg")}
STORED = re.compile(
    r"""create\s+(?:table|index|unique\s+index|trigger)\s|"""
    r"""create\s+virtual\s+table\s+(?:"rtree_(?:[^"]|"")+"|rtree_\w+)\s+using\s+rtree\s*\(""",
    re.IGNORECASE,
)
"""What a GeoPackage may hold: tables and what belongs to them. Views and other virtual tables can open things."""
COMPUTED = (
    "SELECT one.name FROM sqlite_master AS one, pragma_table_xinfo(one.name) AS field "
    "WHERE one.type = 'table' AND field.hidden IN (2, 3)"
)


@dataclass(frozen=True)
class Layer:
    """A layer of a spatial file.

    Attributes
    ----------
    path : the file.
    file : what it is called in messages.
    name, names : of the layer; of all of the file.
    fields : names of the attributes.
    features : how many it has.
    projection : its coordinate reference system; "" for a layer without geometry.
    """

    path: Path
    file: str
    name: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    features: int
    projection: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The attributes, then `latitude` and `longitude` (degrees, EPSG:4326) unless the layer has such attributes."""
        have = {field.casefold() for field in self.fields}
        return (*self.fields, *(name for name in COORDINATES if self.projection and name not in have))


def find_layer(path: Path, folder: Path, kind: str, name: str, wanted: str | None) -> Layer:
    """Return the wanted layer, or the one with the most attributes, of a `gpkg` or `shp`; `folder` is for work.

    Raises
    ------
    UnreadableFile
        `damaged`, `sheet_missing`, `part_missing`, `projection_missing`, `layer_computed` or `format_other`.
    """
    import pyogrio  # type: ignore[import-untyped]
    from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

    plain = _renamed(path, folder, kind, name)
    if kind == "gpkg":
        _check_geopackage(plain, name)
    try:
        names = tuple(str(layer) for layer in pyogrio.list_layers(plain)[:, 0])
        if wanted is not None and wanted not in names:
            raise UnreadableFile("sheet_missing", file=name, sheet=wanted, sheets=", ".join(names))
        known = {layer: pyogrio.read_info(plain, layer=layer, force_feature_count=True) for layer in names}
    except (DataSourceError, ValueError, RuntimeError) as error:
        raise UnreadableFile("damaged", file=name, format=kind) from error
    if not names:
        raise UnreadableFile("sheet_missing", file=name, sheet="", sheets="")
    chosen = wanted or max(names, key=lambda layer: len(known[layer]["fields"]))
    if known[chosen]["driver"] != DRIVERS[kind]:
        raise UnreadableFile("format_other", file=name, format=known[chosen]["driver"])
    return _layer(plain, name, chosen, names, known[chosen])


def _renamed(path: Path, folder: Path, kind: str, name: str) -> Path:
    """Return a link of our own naming: a name can ask for another driver, or for what an archive holds, too."""
    parts = {suffix: _beside(path, suffix) for suffix in PARTS[kind]}
    if missing := [suffix for suffix in REQUIRED if suffix in parts and parts[suffix] is None]:
        raise UnreadableFile("part_missing", file=name, parts=", ".join(missing))
    for suffix, part in {f".{kind}": path, **parts}.items():
        if part is not None:
            _link(part.resolve(), folder / f"layer{suffix}")
    return folder / f"layer.{kind}"


def _link(old: Path, new: Path) -> None:
    try:
        new.symlink_to(old)
    except OSError:  # Windows asks for a privilege
        shutil.copyfile(old, new)


def _check_geopackage(path: Path, name: str) -> None:
    """Raise `layer_computed` if it holds more than plain tables, `format_other` if it is another database."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
            schema = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            computed = [table for table, sql in schema if not STORED.match(str(sql))]
            computed += [] if computed else [table for (table,) in database.execute(COMPUTED)]
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise UnreadableFile("damaged", file=name, format="gpkg") from error
    if computed:
        raise UnreadableFile("layer_computed", file=name, sheet=computed[0])
    if not any(table == "gpkg_contents" for table, _ in schema):
        raise UnreadableFile("format_other", file=name, format="SQLite")


def read_layer(layer: Layer, rows: int) -> Iterator[tuple[pa.RecordBatch, float]]:
    """Yield (rows with the layer's columns, share read); only points have coordinates, others stay blank.

    Raises
    ------
    UnreadableFile
        `damaged`.
    """
    import pyogrio.raw  # type: ignore[import-untyped]
    from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

    seen = 0
    try:
        with pyogrio.raw.open_arrow(layer.path, layer=layer.name, batch_size=rows, use_pyarrow=True) as (meta, reader):
            for batch in reader:
                seen += len(batch)
                yield _with_coordinates(batch, layer, meta["geometry_name"]), seen / max(1, layer.features)
    except (DataSourceError, pa.ArrowException, RuntimeError) as error:
        raise UnreadableFile("damaged", file=layer.file, format="spatial") from error


def _layer(path: Path, file: str, chosen: str, names: tuple[str, ...], known: dict[str, Any]) -> Layer:
    bounds = known.get("total_bounds")
    projection = str(known["crs"] or "") if known["geometry_type"] else ""
    if known["geometry_type"] and not projection:
        degrees = bounds and all(abs(value) <= limit for value, limit in zip(bounds, (180, 90, 180, 90), strict=True))
        if not degrees:
            raise UnreadableFile("projection_missing", file=file, sheet=chosen)
        projection = WORLD
    fields = tuple(str(field) for field in known["fields"])
    return Layer(path, file, chosen, names, fields, int(known["features"]), projection)


def _with_coordinates(batch: pa.RecordBatch, layer: Layer, geometry: str) -> pa.RecordBatch:
    columns = {name: batch.column(name) for name in layer.fields}
    extra = layer.columns[len(layer.fields) :]
    if extra:
        stored = geometry or "wkb_geometry"
        points = _points(batch.column(stored).to_pylist(), layer.projection)
        columns |= {name: points[name] for name in extra}
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _points(shapes: list[bytes | None], projection: str) -> dict[str, pa.Array]:
    import geopandas
    import numpy as np
    import shapely

    series = geopandas.GeoSeries(shapely.from_wkb(shapes, on_invalid="ignore"), crs=projection)
    series = series if projection == WORLD else series.to_crs(WORLD)
    found = {"latitude": shapely.get_y(series.to_numpy()), "longitude": shapely.get_x(series.to_numpy())}
    return {name: pa.array(np.round(values, 7), from_pandas=True) for name, values in found.items()}


def _beside(path: Path, suffix: str) -> Path | None:
    both = (path.with_suffix(one) for one in (suffix, suffix.upper()))
    return next((one for one in both if one.exists()), None)
