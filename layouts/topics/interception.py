"""Where goods bound for, from or through a country were intercepted: what is drawn."""

import numpy as np
import pandas as pd

from analytics.interdiction import FEW_RECORDS, NOT_REPORTED, PLACE_FILTERED, interdiction
from analytics.intervals import MINIMUM_BASE
from data.geography.places import fold
from layouts.figures import intervals
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.scene import Scene

REASONS = {
    "": "",
    FEW_RECORDS: mark("fewer than 10: no share"),
    NOT_REPORTED: mark("the records don't cover it"),
    PLACE_FILTERED: mark("filtered by place"),
}


def interdiction_table(scene: Scene) -> pd.DataFrame:
    """Return where the seizures that touch each country were made."""
    return interdiction(scene.view).rename(columns={"code": "country"})


def interdiction_told(table: pd.DataFrame, scene: Scene) -> str:
    """Return how many seizures take part, and which countries have no ratio as the records don't cover them."""
    say, view = scene.say, scene.view
    routed = int(table["routed"].sum())
    told = [say("with a route from or to another country: {n}", n=say.number(routed))]
    if view.selection.values("country"):
        told.insert(0, say("the country filter is left out here: n = {n}", n=say.number(int(table["made"].sum()))))
    if uncovered := int((table["reason"] == NOT_REPORTED).sum()):
        told.append(say("countries named only in routes are in the table and CSV: {n}", n=say.number(uncovered)))
    return " · ".join(told)


def interdiction_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return where the seizures that touch each country were made as a person reads it."""
    say = scene.say
    return pd.DataFrame(
        {
            say.name("country"): [say.label("country", code) for code in table["country"]],
            say("Made there"): [say.number(count) for count in table["made"]],
            say("of these, routes abroad"): [say.number(count) for count in table["routed"]],
            say("Made elsewhere"): [say.number(count) for count in table["elsewhere"]],
            say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
            say("Remark"): [say(REASONS[reason]) for reason in table["reason"]],
        }
    )


def interdiction_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw, of the seizures that touch each country, the share made in it; countries by name, not by rank."""
    say = scene.say
    if (table["reason"] == PLACE_FILTERED).any():
        return message(
            say(
                "With a filter by province or map area, the seizures made elsewhere are missing: no ratio can be told."
            ),
            scene.look,
        )
    if not table["share"].notna().any():
        most = say.number(table["touching"].max()) if len(table) else "0"
        told = say("A ratio needs {least} seizures that touch a country; the most here is {n}.")
        return message(told.format(least=MINIMUM_BASE, n=most), scene.look)
    names = table["country"].map(lambda code: say.label("country", code))
    shown = table.assign(label=names, order=names.map(fold)).sort_values("order", ignore_index=True)
    shown = shown[shown["reason"] != NOT_REPORTED].reset_index(drop=True)
    counts = [say.percent(row.made, row.touching) for row in shown.itertuples()]
    of = [say("{part} of {whole}", part=row.made, whole=row.touching) for row in shown.itertuples()]
    told = say("{country}: {made} of {n} seizures that touch it were made there; {routed} of them state a route abroad")
    drawn = shown.assign(
        value=shown["share"],
        strong=True,
        custom=None,
        text=[
            part if np.isnan(row.share) else f"{count} · {part}"
            for row, count, part in zip(shown.itertuples(), counts, of, strict=True)
        ],
        hover=[
            told.format(country=row.label, made=row.made, n=row.touching, routed=row.routed)
            for row in shown.itertuples()
        ],
    )
    unit = say("Of the seizures that touch the country, share made in it")
    figure = intervals.dots(drawn, look=scene.look, empty="", unit=unit, form=".0%")
    figure["layout"]["xaxis"] |= {"range": [-0.02, 1.02], "dtick": 0.25}
    return figure
