"""The table of admin-1 units, `admin1.csv`: part of `build_places.py`, which runs it."""

from pathlib import Path
from typing import Any

import build_borders as borders
import geopandas as gpd
import pandas as pd
import pycountry

HERE = Path(__file__).parent
US_ATLAS = "us-atlas@3.0.1", "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d"
COVERED = [*borders.CENTRAL, "MX", "CO", "DO", "US", "JM", "HT"]
KINDS = {  # ISO 3166-2 kind → Spanish
    "Department": "Departamento",
    "Province": "Provincia",
    "District": "Distrito",
    "State": "Estado",
    "Parish": "Parroquia",
    "Indigenous region": "Comarca indígena",
    "Autonomous region": "Región autónoma",
    "Capital district": "Distrito capital",
    "National district": "Distrito nacional",
    "Federal district": "Distrito federal",
    "Federal entity": "Entidad federativa",
    "Territory": "Territorio",
}
KIND_FIX = {"DO-01": "National district", "US-DC": "Federal district", "US-PR": "Territory", "MX-CMX": "Federal entity"}


def read_table(name: str) -> pd.DataFrame:
    """Return one of the hand-curated tables; blanks as empty text."""
    return pd.read_csv(HERE / name, dtype=str, keep_default_na=False)


def outlines(work: Path) -> gpd.GeoDataFrame:
    """Return full-resolution units: `iso`, `country`, `shipped` (in the border file), `geometry`."""
    shipped = gpd.read_file(work / "admin1_full.gpkg")[["iso", "country", "geometry"]].assign(shipped=True)
    haiti = borders.read_units(borders.pinned(borders.UNITS, work), "HT", "haiti")
    states = gpd.read_file(borders.fetch(*US_ATLAS, work) / "states-10m.json", layer="states").set_crs(4326)
    states = states.assign(iso=states["name"].map(subdivision_codes("US")), country="US")
    parishes = gpd.read_file(borders.pinned(borders.ISLETS, work) / "src/js/data/jam.json")
    parishes = parishes.assign(iso=parishes["name"].map(subdivision_codes("JM")), country="JM")
    others = pd.concat([haiti, states, parishes.set_crs(4326, allow_override=True)], ignore_index=True)
    others = others.loc[others["iso"].notna(), ["iso", "country", "geometry"]].assign(shipped=False)
    return gpd.GeoDataFrame(pd.concat([shipped, others], ignore_index=True), crs=4326)


def subdivision_codes(country: str) -> dict[str, str]:
    """Return ISO name → ISO 3166-2 code of one country."""
    return {unit.name: unit.code for unit in pycountry.subdivisions.get(country_code=country)}


def build_admin1(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every unit of the covered countries with names, kinds, aliases and an inner point."""
    curated = borders.curated_names(HERE)
    aliases = read_table("admin1_curated.csv").set_index("code")["aliases"]
    points = {row.iso: borders.inner_point(row.geometry) for row in units.itertuples()}
    shipped = set(units.loc[units["shipped"], "iso"])
    rows: list[list[Any]] = []
    for unit in (unit for country in COVERED for unit in pycountry.subdivisions.get(country_code=country)):
        if unit.type in {"Region", "Outlying area"} and unit.code != "US-PR":
            continue
        kind = KIND_FIX.get(unit.code, unit.type)
        longitude, latitude = points.get(unit.code, ("", ""))
        rows.append(
            [
                unit.code,
                unit.country_code,
                *borders.unit_name(unit.code, curated),
                kind,
                KINDS[kind],
                aliases.get(unit.code, ""),
                longitude,
                latitude,
                str(unit.code in shipped).lower(),
            ]
        )
    columns = [
        "code",
        "country",
        "name_en",
        "name_es",
        "kind_en",
        "kind_es",
        "aliases",
        "longitude",
        "latitude",
        "has_geometry",
    ]
    return pd.DataFrame(sorted(rows, key=lambda row: (COVERED.index(str(row[1])), row[0])), columns=columns)
