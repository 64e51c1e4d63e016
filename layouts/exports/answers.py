"""What `reproduce.py` recomputes, as the page shows it: the numbers of the Overview and the query behind them."""

import json
from typing import Any

from analytics.headline import headline
from analytics.trends import span
from layouts import drawing
from layouts.charts import CHARTS
from layouts.citing import of_file
from layouts.scene import Scene

DIGITS = 15
OVERVIEW = ("areas", "trend", "concealment", "transport", "items", "routes", "completeness")
"""Charts of the Overview whose numbers come from the selected records alone."""


def query(scene: Scene) -> dict[str, Any]:
    """Return which records a package holds, and what its numbers need that no record of it tells.

    `periods` are the first and the last of the trend: a selection's series has zeros where others of its places and
    datasets were recorded.
    """
    told, selection = of_file(scene), scene.view.selection
    made = scene.committed()
    grain = scene.option("grain")
    periods = span(scene.view, grain)
    return {
        "query": told.query,
        "selection": selection.to_query(),
        "filters": {name: list(values) for name, values in selection.filters},
        "version": scene.version,
        "created": made.isoformat() if made else None,
        "language": scene.say.language,
        "records": told.records,
        "sha256": told.digest,
        "synthetic": scene.is_synthetic,
        "grain": grain,
        "by": drawing.trend_by(scene),
        "periods": [periods[0], periods[-1]] if periods else [],
    }


def expected(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Return the numbers of the tiles and of each chart's CSV, row by row."""
    tables = {name: CHARTS[name].table(scene) for name in OVERVIEW}
    rows = {
        name: json.loads(table.to_json(orient="records", double_precision=DIGITS)) for name, table in tables.items()
    }
    return {"headline": tiles(scene), **rows}


def tiles(scene: Scene) -> list[dict[str, Any]]:
    """Return the numbers of the tiles."""
    told = headline(scene.view)
    values: dict[str, Any] = {"seizures": told.seizures, "losses": told.losses}
    for measure, total in told.totals.items():
        values |= {measure: total, f"{measure}_stated": told.stated[measure]}
    found = told.largest is not None
    values["largest"] = str(told.largest["seizure_id"]) if told.largest is not None else None
    values["largest_firearms"] = told.largest_firearms if found else None
    return [{"number": name, "value": value} for name, value in values.items()]
