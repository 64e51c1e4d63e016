"""Records as points: GeoJSON and GeoPackage. Records without a point are in them too, without a geometry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from layouts.exports.about import about
from layouts.exports.spooling import spooled
from layouts.exports.structured import json_rows
from layouts.i18n import mark
from layouts.rows import blocks, selected_rows
from layouts.scene import Scene

LAYER = "seizures"
CRS = "EPSG:4326"
PRECISION = mark(
    "A point lies where place_precision says: at the place itself, or, for “admin1” and “country”, somewhere in the "
    "province or country. {n} records without a point have no geometry."
)


def told_of_points(scene: Scene) -> dict[str, object]:
    """Return what the file says of itself, with how many records have no point."""
    without = int(np.isnan(scene.view.columns.latitude[selected_rows(scene.view)]).sum())
    note = scene.say(PRECISION, n=scene.say.number(without))
    return about(scene) | {"without_point": without, "note": note}


def geojson_chunks(scene: Scene) -> Iterator[bytes]:
    """Return a feature collection (RFC 7946), block by block; `istmo` holds what the file says of itself."""
    told = json.dumps(told_of_points(scene), ensure_ascii=False)
    before = f'{{"type": "FeatureCollection", "istmo": {told}, "features": [\n'
    for table in blocks(scene.view):
        for rows in json_rows(table):
            yield (before + ",\n".join(_feature(row) for row in json.loads(f"[{rows}]"))).encode()
            before = ",\n"
    yield (before.removesuffix(",\n") + "\n]}\n").encode()


def _feature(row: dict[str, object]) -> str:
    point = [row["longitude"], row["latitude"]]
    geometry = None if None in point else {"type": "Point", "coordinates": point}
    feature = {"type": "Feature", "id": row["seizure_id"], "geometry": geometry, "properties": row}
    return json.dumps(feature, ensure_ascii=False)


def geopackage_chunks(scene: Scene) -> Iterator[bytes]:
    """Return a GeoPackage with one layer of points."""
    return spooled(lambda file: _write_geopackage(scene, file), "gpkg")


def _write_geopackage(scene: Scene, file: Path) -> None:
    told = {name: str(value) for name, value in told_of_points(scene).items()}
    kept = {"layer_metadata": told, "dataset_metadata": told}
    for place, table in enumerate(blocks(scene.view)):
        options: dict[str, Any] = {"mode": "a"} if place else {"mode": "w", **kept}
        _points(table).to_file(file, driver="GPKG", layer=LAYER, engine="pyogrio", geometry_type="Point", **options)


def _points(table: pd.DataFrame) -> Any:
    """Return the rows with their points; a column keeps its type, whether or not a block has values in it."""
    import geopandas

    where = geopandas.points_from_xy(table["longitude"], table["latitude"], crs=CRS)
    lacking = table[["longitude", "latitude"]].isna().any(axis=1).to_numpy()
    points = geopandas.GeoSeries(where, index=table.index, crs=CRS).mask(lacking)
    return geopandas.GeoDataFrame(table, geometry=points)
