"""How many seizures, how many firearms, how large a consignment: side by side over time."""

import numpy as np
import pandas as pd

from analytics.trends import counted
from layouts.figures import sizes
from layouts.figures.base import Figure
from layouts.scene import Scene
from layouts.topics.curve import why_no_series
from layouts.topics.timing import fragment, interval, not_whole, spanned


def size_table(scene: Scene) -> pd.DataFrame:
    """Return seizures, firearms and the median consignment of each period."""
    return counted(scene.view, scene.option("grain")).drop(columns="code")


def size_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the three side by side."""
    say = scene.say
    periods = table["period"].tolist()
    rows = table.to_dict("records")
    others = (table["firearms"] - table["largest"].fillna(0)).astype("float64")
    names = [f"<b>{say.period(period)}</b><br>" for period in periods]
    shown = table.assign(
        period=[say.period(period) for period in periods],
        others=others,
        hover_seizures=[
            f"{name}{say.plural('1 seizure', '{n} seizures', row['seizures'])} {interval(say, row['low'], row['high'])}"
            for name, row in zip(names, rows, strict=True)
        ],
        hover_firearms=[name + _of_largest(row, scene) for name, row in zip(names, rows, strict=True)],
        hover_median=[name + _of_median(row, scene) for name, row in zip(names, rows, strict=True)],
        custom=[fragment(scene, period) for period in periods],
    )
    square = f"<span style='color:{sizes.LARGEST}'>■</span>"
    return sizes.panels(
        shown,
        look=scene.look,
        empty=why_no_series(scene),
        titles=(
            say.measure("seizures"),
            say("Firearms, {square} the largest case").format(square=square),
            say.measure("median_consignment"),
        ),
        none=say("not stated"),
        shaded=[say.period(period) for period in not_whole(scene, scene.option("grain")) if period in periods],
    )


def _of_largest(row: dict[str, float], scene: Scene) -> str:
    say = scene.say
    if not row["firearms"]:
        return say("no firearms stated")
    return say(
        "{n} firearms; the largest case has {share} of them",
        n=say.number(row["firearms"]),
        share=say.percent(row["largest"], row["firearms"]),
    )


def _of_median(row: dict[str, float], scene: Scene) -> str:
    say = scene.say
    if not np.isfinite(row["median"]):
        return say("no firearms stated")
    base = say("{n} seizures state their firearms").format(n=say.number(row["stated"]))
    if not np.isfinite(row["median_low"]):
        return say("median {n}; too few for an interval").format(n=say.number(row["median"])) + f"<br>{base}"
    middle = say("median {n}").format(n=say.number(row["median"]))
    return f"{middle} {interval(say, row['median_low'], row['median_high'])}<br>{base}"


def size_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return sizes as a person reads them."""
    say = scene.say
    bounds = {
        "seizures": ["seizures", "low", "high"],
        "median_consignment": ["median", "median_low", "median_high"],
    }
    middle = {
        name: [spanned(say, *row) for row in table[names].itertuples(index=False)] for name, names in bounds.items()
    }
    return pd.DataFrame(
        {
            say("Period"): [say.period(period) for period in table["period"]],
            say.measure("seizures"): middle["seizures"],
            say.measure("firearms"): [say.number(count) for count in table["firearms"]],
            say("Largest case, firearms"): [say.number(count) for count in table["largest"]],
            say.measure("median_consignment"): middle["median_consignment"],
        }
    )
