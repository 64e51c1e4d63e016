"""Whether all seizures, and those of each value of a split, rise or fall."""

from dataclasses import dataclass

import pandas as pd

from analytics import trends
from analytics.slopes import SLOPE_COLUMNS, Slope, slope, slopes
from layouts.figures import intervals
from layouts.figures.base import Figure, message
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics import rates
from layouts.topics.curve import refusal
from layouts.topics.rates import Denominator
from layouts.topics.timing import chance, fine, missing, not_whole, spanned, split_of

SHOWN = 9
TOTAL = "all"

VERDICTS = {
    "rise": mark("rises"),
    "fall": mark("falls"),
    "no_evidence": mark("no evidence of a change"),
    "undetermined": mark("cannot be determined:<br>{reason}"),
}
UNITS = {
    "year": mark("Change of a year's count, each year"),
    "quarter": mark("Change of a quarter's count, each year"),
    "month": mark("Change of a month's count, each year"),
}
METHODS = {
    "mann_kendall": mark("Mann–Kendall"),
    "hamed_rao": mark("Mann–Kendall, corrected for autocorrelation (Hamed–Rao)"),
    "seasonal": mark("seasonal Mann–Kendall"),
    "negative_binomial_offset": mark("negative binomial with offset"),
    "quasi_poisson_offset": mark("quasi-Poisson with offset"),
}


@dataclass(frozen=True, kw_only=True)
class Slopes:
    """The trend of all seizures (`all`) and of each value of `by`.

    Attributes
    ----------
    table : the columns of `analytics.slopes.slopes`; the first row is `all`, whose `q` is missing.
    by : the split.
    per : what counts are set against; slopes are then rate ratios.
    """

    table: pd.DataFrame
    by: str
    grain: str
    per: Denominator


def slope_split(scene: Scene) -> str:
    """Return the split chosen; else countries, or transport where only one country is left."""
    if chosen := split_of(scene):
        return chosen
    return "country" if len(scene.view.by("country")) != 1 else "transport_mode_family"


def slope_result(scene: Scene) -> Slopes:
    """Return all slopes, over complete periods that have a figure."""
    grain, by = scene.option("grain"), slope_split(scene)
    counts = trends.counts(scene.view, grain)
    codes = list(scene.view.by(by)[by])
    per = rates.denominator(scene, list(counts.index), by, codes)
    run = set(rates.run_of(per, list(counts.index)))
    left_out = {*not_whole(scene, grain), *(period for period in counts.index if period not in run)}
    empty = pd.Series(dtype="float64")
    whole = slope(counts, grain, per.figures.get(rates.TOTAL, empty) if per.name else None, incomplete=left_out)
    scene.progress(0.2)
    if not per.name:
        each = slopes(scene.view, grain, by, incomplete=left_out)
    elif by == "country":
        each = slopes(scene.view, grain, by, exposure=dict(per.figures), incomplete=left_out)
    else:
        each = slopes(scene.view, grain, by, exposure=per.figures.get(rates.TOTAL, empty), incomplete=left_out)
    first = pd.DataFrame([_row(whole)])
    table = pd.concat([first, each], ignore_index=True) if len(each) else first
    return Slopes(table=table[[*SLOPE_COLUMNS, "minimum"]], by=by, grain=grain, per=per)


def _row(found: Slope) -> dict[str, object]:
    return {"code": TOTAL, "q": float("nan"), **vars(found)}


def numbers(found: Slopes) -> pd.DataFrame:
    """Return the slopes, with what they are of."""
    table = found.table.assign(exposure=found.per.name)
    table.insert(0, "dimension", [""] + [found.by] * (len(table) - 1))
    return table


def words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return slopes as a person reads them."""
    say, grain = scene.say, scene.option("grain")
    rows = table.to_dict("records")
    bounds = table[["per_year", "low", "high"]].itertuples(index=False)
    return pd.DataFrame(
        {
            say("Series"): [_name(scene, str(row["dimension"]), str(row["code"])) for row in rows],
            say.measure("seizures"): [say.number(row["total"]) for row in rows],
            _unit(scene, grain): ["–" if pd.isna(value) else spanned(say, value, *rest) for value, *rest in bounds],
            say("Verdict"): [verdict(row, grain, scene).replace("<br>", " ") for row in rows],
            "p": [fine(say, row["p"]) for row in rows],
            "q": [fine(say, row["q"]) for row in rows],
            say("Test"): [say(METHODS[row["method"]]) if row["method"] else "–" for row in rows],
        }
    )


def told(found: Slopes, scene: Scene) -> str:
    """Return over which periods, and what isn't drawn."""
    say = scene.say
    parts = [say("by {dimension}", dimension=say.name(found.by))]
    tested = found.table[found.table["verdict"] != "undetermined"]
    if len(tested):
        n = int(found.table["n_periods"].iloc[0])
        texts = {
            "year": say("{n} complete years"),
            "quarter": say("{n} complete quarters"),
            "month": say("{n} complete months"),
        }
        parts.append(texts[found.grain].format(n=say.number(n)))
    if (left := len(found.table) - 1 - SHOWN) > 0:
        parts.append(say("{n} more are in the table and the CSV", n=say.number(left)))
    return " · ".join(parts)


def figure(found: Slopes, scene: Scene) -> Figure:
    """Draw slopes with their intervals and verdicts."""
    say = scene.say
    if not scene.view.seizures:
        return message(say("No seizure matches these filters: there is no trend to tell."), scene.look)
    if refused := refusal(found.per, scene):
        return message(refused, scene.look)
    table = found.table.head(SHOWN + 1)
    if (table["verdict"] == "undetermined").all():
        row = table.iloc[0].to_dict()
        why = verdict(row, found.grain, scene).replace("<br>", " ")
        return message(say("The trend of these seizures {verdict}.").format(verdict=why), scene.look)
    rows = [row | {"dimension": found.by if place else ""} for place, row in enumerate(table.to_dict("records"))]
    shown = pd.DataFrame(
        {
            "label": [_name(scene, row["dimension"], row["code"]) for row in rows],
            "value": table["per_year"],
            "low": table["low"],
            "high": table["high"],
            "text": [verdict(row, found.grain, scene) for row in rows],
            "hover": [_hover(row, found, scene) for row in rows],
            "custom": [None if row["code"] == TOTAL else f"{found.by}={row['code']}" for row in rows],
            "strong": table["verdict"].isin(["rise", "fall"]),
        }
    )
    is_ratio = bool(found.per.name)
    return intervals.dots(
        shown,
        look=scene.look,
        empty="",
        unit=_unit(scene, found.grain),
        reference=1.0 if is_ratio else 0.0,
        form=".2f" if is_ratio else "",
    )


def _unit(scene: Scene, grain: str) -> str:
    if rates.per_of(scene):
        return scene.say("Rate, times that of a year before")
    return scene.say(UNITS[grain])


def _name(scene: Scene, dimension: str, code: str) -> str:
    return scene.say.label(dimension, code) if dimension else scene.say("All seizures")


def verdict(row: dict[str, object], grain: str, scene: Scene) -> str:
    """Return a verdict in words, with what is lacking where there is none."""
    say = scene.say
    text = say(VERDICTS[str(row["verdict"])])
    if row["verdict"] != "undetermined":
        return text
    values = {"minimum": row["minimum"], "periods": row["n_periods"], "total": row["total"]}
    return text.format(reason=missing(str(row["reason"]), grain, say, **values))  # type: ignore[arg-type]


def _hover(row: dict[str, object], found: Slopes, scene: Scene) -> str:
    say = scene.say
    name = f"<b>{_name(scene, str(row['dimension']), str(row['code']))}</b>"
    base = say("{n} seizures in {periods} periods").format(
        n=say.number(float(str(row["total"]))), periods=say.number(float(str(row["n_periods"])))
    )
    if row["verdict"] == "undetermined":
        return f"{name}<br>{base}<br>{verdict(row, found.grain, scene)}"
    middle, low, high, p, q = (float(str(row[key])) for key in ("per_year", "low", "high", "p", "q"))
    tests = chance(say, p) + ("" if pd.isna(q) else f" · {chance(say, q, 'q')}")
    bounds = f"{_unit(scene, found.grain)}: {spanned(say, middle, low, high)}"
    return f"{name}<br>{bounds}<br>{tests} · {say(METHODS[str(row['method'])])}<br>{base}"
