"""The records on the map: by country, province, point or hexagon."""

import h3
import numpy as np
import pandas as pd

from analytics.crossfilter import View
from data.dimensions import MEASURES, NOT_RECORDED

RATE_BASE = 100_000
MINIMUM_BASE = 10
"""No share is told on fewer records than this."""


def areas(
    view: View, level: str, *, measure: str = "seizures", scale: str = "count", population: pd.Series | None = None
) -> pd.DataFrame:
    """Return the measure by country or province.

    Parameters
    ----------
    level : `country` or `admin1`.
    scale : `count`; `rate`, per 100,000 people; or `share` of what lies in a known area.
    population : people by country code, for rates.

    Returns
    -------
    `code`, `seizures`, `value` (the measure), `shown` (on the scale; NaN where it can't be told: no population, fewer
    than 10 records that state the measure, or a measure that isn't a sum).
    """
    table = view.by(level, measure=measure).rename(columns={level: "code"})
    table = table[table["code"] != NOT_RECORDED].sort_values("value", ascending=False, ignore_index=True)
    if scale != "count" and not MEASURES[measure].additive:
        return table.assign(shown=np.nan)
    if scale == "rate":
        people = table["code"].map({} if population is None else population.to_dict())
        return table.assign(shown=table["value"] / people.astype("float64") * RATE_BASE)
    if scale == "share":
        stating = (
            np.ones(view.seizures, dtype=bool)
            if measure == "seizures"
            else np.isfinite(view.amounts(measure)[view.rows])
        )
        base = np.count_nonzero(stating & view.known(level)[view.rows])
        enough = base >= MINIMUM_BASE and table["value"].sum() > 0
        return table.assign(shown=table["value"] / table["value"].sum() if enough else np.nan)
    return table.assign(shown=table["value"].astype("float64"))


def points(view: View) -> pd.DataFrame:
    """Return the counted records that lie at a named place or point, and those known only by area.

    Returns
    -------
    `row`, `latitude`, `longitude`, `precise` (place or point), sorted by row.
    """
    rows = view.rows[np.isfinite(view.columns.latitude[view.rows])]
    precision = view.columns.records.seizures["place_precision"].iloc[rows]
    return pd.DataFrame(
        {
            "row": rows,
            "latitude": view.columns.latitude[rows],
            "longitude": view.columns.longitude[rows],
            "precise": precision.isin(["point", "place"]).to_numpy(),
        }
    )


def hexagons(view: View, *, resolution: int) -> pd.DataFrame:
    """Return counted records known to a place or point by H3 cell (h3geo.org, resolution 4 ≈ 1,770 km²).

    Returns
    -------
    `code` (H3 index), `seizures`, `value`.
    """
    table = points(view)
    table = table[table["precise"]]
    where = zip(table["latitude"], table["longitude"], strict=True)
    cells = pd.Series([h3.latlng_to_cell(*place, resolution) for place in where], dtype="str")
    counts = cells.value_counts().rename_axis("code").rename("seizures").reset_index()
    return counts.assign(value=counts["seizures"])


def hexagon_outlines(cells: pd.Series) -> list[list[tuple[float, float]]]:
    """Return the closed (longitude, latitude) ring of each H3 cell."""
    rings = ([(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)] for cell in cells)
    return [[*ring, ring[0]] for ring in rings]
