"""GeoJSON, GeoPackage and shapefiles: their attributes, and where their points lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.reading.limits import UnreadableFile

WORLD = "EPSG:4326"
COORDINATES = ("latitude", "longitude")


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


def find_layer(path: Path, name: str, wanted: str | None) -> Layer:
    """Return the wanted layer, or the one with the most attributes.

    Raises
    ------
    UnreadableFile
        `damaged`, `sheet_missing`, `part_missing` or `projection_missing`.
    """
    import pyogrio  # type: ignore[import-untyped]
    from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

    missing = [part for part in (".shx", ".dbf") if path.suffix.lower() == ".shp" and not _beside(path, part)]
    if missing:
        raise UnreadableFile("part_missing", file=name, parts=", ".join(missing))
    try:
        names = tuple(str(layer) for layer in pyogrio.list_layers(path)[:, 0])
        if wanted is not None and wanted not in names:
            raise UnreadableFile("sheet_missing", file=name, sheet=wanted, sheets=", ".join(names))
        known = {layer: pyogrio.read_info(path, layer=layer, force_feature_count=True) for layer in names}
    except (DataSourceError, ValueError, RuntimeError) as error:
        raise UnreadableFile("damaged", file=name, format=path.suffix.lstrip(".") or "gpkg") from error
    if not names:
        raise UnreadableFile("sheet_missing", file=name, sheet="", sheets="")
    chosen = wanted or max(names, key=lambda layer: len(known[layer]["fields"]))
    return _layer(path, name, chosen, names, known[chosen])


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


def _beside(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(one).exists() for one in (suffix, suffix.upper()))
