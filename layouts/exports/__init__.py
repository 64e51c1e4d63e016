"""Files of records: one selection, in each format, written piece by piece."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from layouts.exports.delimited import csv_chunks, excel_csv_bytes, excel_csv_chunks
from layouts.exports.formats import Format, TooManyRows
from layouts.exports.places import geojson_chunks, geopackage_chunks
from layouts.exports.sheets import refusal, xlsx_chunks
from layouts.exports.structured import json_chunks, parquet_chunks
from layouts.i18n import mark
from layouts.rows import csv_bytes
from layouts.scene import Scene

__all__ = ["FORMATS", "Format", "TooManyRows", "csv_bytes", "excel_csv_bytes"]


def package_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the package; what draws the charts is loaded only where it is asked for."""
    from layouts.exports.package import package_chunks as chunks

    return chunks(scene)


_CSV = "text/csv; charset=utf-8"
_ALL = {
    "csv-excel": Format(
        ending="csv",
        media_type=_CSV,
        chunks=excel_csv_chunks,
        title=mark("CSV for Excel"),
        use=mark("opens in Excel with its accents"),
        stem="seizures-excel",
    ),
    "xlsx": Format(
        ending="xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        chunks=xlsx_chunks,
        title=mark("Excel (XLSX)"),
        use=mark("a workbook with dates, numbers and its codebook"),
        refusal=refusal,
    ),
    "csv": Format(
        ending="csv",
        media_type=_CSV,
        chunks=csv_chunks,
        title=mark("CSV"),
        use=mark("for R, Python, Stata or another program"),
    ),
    "json": Format(
        ending="json",
        media_type="application/json",
        chunks=json_chunks,
        title="JSON",
        use=mark("for web programs"),
    ),
    "parquet": Format(
        ending="parquet",
        media_type="application/vnd.apache.parquet",
        chunks=parquet_chunks,
        title="Parquet",
        use=mark("small and typed, for millions of rows"),
    ),
    "geojson": Format(
        ending="geojson",
        media_type="application/geo+json",
        chunks=geojson_chunks,
        title="GeoJSON",
        use=mark("points for web maps"),
    ),
    "gpkg": Format(
        ending="gpkg",
        media_type="application/geopackage+sqlite3",
        chunks=geopackage_chunks,
        title="GeoPackage",
        use=mark("points for QGIS and ArcGIS"),
    ),
    "package": Format(
        ending="zip",
        media_type="application/zip",
        chunks=package_chunks,
        title=mark("Research package (ZIP)"),
        use=mark("records, goods, routes, codebook, citation, and a program that recomputes the charts"),
        stem="package",
    ),
}
FORMATS: Mapping[str, Format] = MappingProxyType(_ALL)
"""Name, as in the address and on the command line → format; in the order in which they are offered."""
