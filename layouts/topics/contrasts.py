"""Numbers and shares of A beside those of B: tables → what the compare page draws."""

from typing import Any

import numpy as np
import pandas as pd

from analytics.comparison import FEW_KNOWN, OVERLAPPING, Differences, Overall, by_value, differences
from analytics.frequency import OTHER, known
from analytics.intervals import MINIMUM_BASE
from data.dimensions import base
from layouts.figures import pairs
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.sides import both, compared, decimal, is_empty

SPLITS = (
    "transport_mode_family",
    "concealment_family",
    "item_type_family",
    "location_type_family",
    "country",
    "origin",
    "destination",
    "agency_type",
    "detection",
)
"""Dimensions whose shares can be drawn side by side, the first until another is chosen."""

SIDES = ("a", "b")
ESTIMATE = ["value", "low", "high"]
OVERALL = ["side", "measure", *ESTIMATE, "p", "stated", "largest", "reason"]
SHARES = [
    *("code", "a", "b", "a_known", "b_known", "a_share", "b_share", "difference", "low", "high"),
    *("p", "p_adjusted", "reliable", "ratio", "ratio_low", "ratio_high", "reason"),
]
DIFFERENCE = ("difference", "low", "high")


def overall_result(scene: Scene) -> Overall | None:
    """Return both sides as wholes, None without a B."""
    return compared(scene.view, scene.other) if scene.other is not None else None


def overall_numbers(told: Overall | None) -> pd.DataFrame:
    """Return the measures of each side, and the ratio of seizures as a side of its own."""
    if told is None:
        return pd.DataFrame(columns=OVERALL)
    ratio = {"side": "a_to_b", "measure": "seizures", "value": told.ratio, "low": told.low, "high": told.high}
    last = pd.DataFrame([ratio | {"p": told.p, "reason": told.reason}])
    return pd.concat([told.measures.astype({"stated": "Int64"}), last], ignore_index=True)[OVERALL]


def overall_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return both sides as a person reads them."""
    say = scene.say
    names = {"a": "A", "b": "B", "a_to_b": say("A to B (a day, where the lengths of time are known)")}
    return pd.DataFrame(
        {
            say("Side"): [names[side] for side in table["side"]],
            say("Measure"): [say.measure(measure) for measure in table["measure"]],
            say("Value (95% interval)"): [_estimate(scene, *row) for row in table[ESTIMATE].to_numpy(np.float64)],
            say("Stated in"): ["–" if pd.isna(count) else say.number(count) for count in table["stated"]],
            say("Largest case"): [say.number(count) for count in table["largest"].astype("float64")],
        }
    )


def _estimate(scene: Scene, value: float, low: float, high: float) -> str:
    """Return a number with its interval, where there is one."""
    say = scene.say
    bounds = (round(part) if part >= 100 else part for part in (low, high))
    middle, least, most = (decimal(say, part) if part < 1 else say.number(part) for part in (value, *bounds))
    return say("{value} ({low} to {high})", value=middle, low=least, high=most) if np.isfinite(low) else middle


def overall_figure(told: Overall | None, scene: Scene) -> Figure:
    """Draw seizures, firearms and the median consignment of both sides."""
    if (why := is_empty(scene)) or told is None:
        return message(why, scene.look)
    say = scene.say
    table = told.measures[told.measures["measure"].eq("seizures") | told.measures["value"].notna()]
    rows = [
        {"panel": say.measure(row["measure"]), "side": row["side"], "text": _told(row, scene)}
        | {name: row[name] for name in ESTIMATE}
        for row in table.to_dict("records")
    ]
    shown = pd.DataFrame(rows)
    shown["hover"] = "<b>" + shown["side"].str.upper() + "</b> · " + shown["panel"] + ": " + shown["text"]
    return pairs.panels(shown, look=scene.look, empty="")


def _told(row: dict[str, Any], scene: Scene) -> str:
    """Return an estimate and what it rests on."""
    say, estimate = scene.say, _estimate(scene, *(float(row[name]) for name in ESTIMATE))
    if row["measure"] == "seizures":
        return estimate
    if row["reason"]:
        return f"{estimate} · " + say("stated in {n} only", n=say.number(row["stated"]))
    if row["measure"] == "firearms":
        return f"{estimate} · " + say("largest {n}", n=say.number(row["largest"]))
    return f"{estimate} · " + say("of {n}", n=say.number(row["stated"]))


def split_of(scene: Scene) -> str:
    """Return the dimension whose shares are compared."""
    chosen = scene.option("by", SPLITS[0]).split(",")[0]
    return chosen if chosen in SPLITS else SPLITS[0]


def shares_table(scene: Scene) -> pd.DataFrame:
    """Return how often each value occurs on both sides."""
    if scene.other is None:
        return pd.DataFrame(columns=SHARES).rename(columns={"code": split_of(scene)})
    return by_value(scene.view, scene.other, split_of(scene))[SHARES].rename(columns={"code": split_of(scene)})


def shares_base(scene: Scene) -> str:
    """Return of how many seizures of each side the shares are."""
    if scene.other is None:
        return ""
    say, by = scene.say, split_of(scene)
    counts = (say.number(known(view, by)) for view in (scene.view, scene.other))
    told = say(
        "{field} known in {a} of A and {b} of B", **dict(zip(SIDES, counts, strict=True)), field=say.name(base(by))
    )
    restated = [say("A and B are chosen by this field, so it must differ")] if _is_chosen_by(by, scene) else []
    return " · ".join([both(scene), told, *restated])


def _is_chosen_by(dimension: str, scene: Scene) -> bool:
    """Tell whether the filters of the two sides differ by a dimension or its family."""
    first, second = (view.selection.filters for view in (scene.view, scene.other or scene.everything))
    return base(dimension) in {base(name) for name, _ in set(first) ^ set(second)}


def shares_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the shares of both sides and their difference; where a base is under ten, say that there are none."""
    say, by = scene.say, split_of(scene)
    if (why := is_empty(scene)) or table.empty:
        return message(why or say("Neither side states this."), scene.look)
    bases = table[["a_known", "b_known"]].min()
    if bases.min() < MINIMUM_BASE:
        text = say(
            "Shares need {least} seizures that state it on each side: A has {a}, B has {b}. The table has the counts."
        )
        told = {"a": say.number(bases["a_known"]), "b": say.number(bases["b_known"])}
        return message(text.format(least=MINIMUM_BASE, **told), scene.look)
    kept = table[table[by] != OTHER]
    rows = kept.to_dict("records")
    shown = pd.DataFrame(
        {
            "label": [say.label(by, code) for code in kept[by]],
            "detail": [_counts(row, scene) for row in rows],
            "a": kept["a_share"].astype("float64"),
            "b": kept["b_share"].astype("float64"),
            **{name: kept[name] * 100 for name in DIFFERENCE},
            "strong": kept["reliable"].astype(bool),
            "hover": [_share_hover(row, by, scene) for row in rows],
            "custom": [f"{by}={row[by]}" if row["a"] else None for row in rows],
        }
    )
    titles = (say("Share of those where it is known"), say("A minus B, percentage points"))
    return pairs.dumbbells(shown, look=scene.look, empty="", titles=titles, form=".0%")


def _counts(row: dict[str, Any], scene: Scene) -> str:
    say = scene.say
    parts = [say("{n} of {whole}", n=say.number(row[side]), whole=say.number(row[f"{side}_known"])) for side in SIDES]
    return f"A {parts[0]} · B {parts[1]}"


def _share_hover(row: dict[str, Any], by: str, scene: Scene) -> str:
    say = scene.say
    lines = [f"<b>{say.label(by, row[by])}</b>", _counts(row, scene)]
    if np.isfinite(row["low"]):
        lines.append(say("difference: {points} points", points=points(scene, *(row[n] for n in DIFFERENCE))))
        lines.append(say("holds after adjusting for all values") if row["reliable"] else say("may be chance"))
    elif row["reason"] == OVERLAPPING:
        lines.append(say("both sides share records: no interval"))
    elif row["reason"] == FEW_KNOWN:
        lines.append(say("too few to compare"))
    return "<br>".join(lines)


def points(scene: Scene, difference: float, low: float, high: float) -> str:
    """Return a difference of shares in percentage points with its interval."""
    value, least, most = (_signed(scene, round(part * 100)) for part in (difference, low, high))
    return scene.say("{value} ({low} to {high})", value=value, low=least, high=most)


def _signed(scene: Scene, number: int) -> str:
    return ("+" if number > 0 else "−" if number < 0 else "") + scene.say.number(abs(number))


def shares_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the shares of both sides as a person reads them."""
    by = next((name for name in table.columns if name in SPLITS), SPLITS[0])
    rows = table.to_dict("records")
    return _in_words(rows, [scene.say.label(by, row[by]) for row in rows], scene.say.name(base(by)), scene)


def _in_words(rows: list[dict[str, Any]], names: list[str], title: str, scene: Scene) -> pd.DataFrame:
    say = scene.say
    return pd.DataFrame(
        {
            title: names,
            **{say("In {side}", side=side.upper()): [_side_words(row, side, scene) for row in rows] for side in SIDES},
            say("A minus B, in points"): [_difference_words(row, scene) for row in rows],
            say("p, adjusted"): [_p(row["p_adjusted"], scene) for row in rows],
        }
    )


def _side_words(row: dict[str, Any], side: str, scene: Scene) -> str:
    say, count, whole = scene.say, row[side], row[f"{side}_known"]
    if not np.isfinite(count):
        return "–"
    told = say("{n} of {whole}", n=say.number(count), whole=say.number(whole))
    share = row[f"{side}_share"]
    return f"{told} · {say.percent(share * 100, 100)}" if np.isfinite(share) else told


def _difference_words(row: dict[str, Any], scene: Scene) -> str:
    return points(scene, *(row[name] for name in DIFFERENCE)) if np.isfinite(row["low"]) else "–"


def _p(value: float, scene: Scene) -> str:
    if not np.isfinite(value):
        return "–"
    return "< 0.001" if value < 0.001 else decimal(scene.say, value, places=3)


def difference_result(scene: Scene) -> Differences | None:
    """Return every difference that holds, None where there is nothing to compare."""
    return None if scene.other is None or is_empty(scene) else differences(scene.view, scene.other)


def difference_numbers(found: Differences | None) -> pd.DataFrame:
    """Return the differences that hold, each with how many values were tested."""
    if found is None:
        return pd.DataFrame(columns=["dimension", *SHARES, "tested"])
    return found.table[["dimension", *SHARES]].assign(tested=found.tested)


def difference_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the differences as a person reads them."""
    say, rows = scene.say, table.to_dict("records")
    named = _in_words(rows, [say.label(row["dimension"], row["code"]) for row in rows], say("Value"), scene)
    named.insert(0, say("Field"), [say.name(base(row["dimension"])) for row in rows])
    tested = int(table["tested"].iloc[0]) if len(table) else 0
    return named.rename(columns={say("p, adjusted"): say("p, adjusted for {n} tests", n=say.number(tested))})


def difference_reason(found: Differences | None, scene: Scene) -> str:
    """Return why no difference is listed."""
    say = scene.say
    if (why := is_empty(scene)) or found is None:
        return why
    if found.reason == OVERLAPPING:
        return say("A and B share records, so no difference can be tested. Choose filters that exclude each other.")
    if found.reason == FEW_KNOWN:
        return say("Too few: no field is known in ten seizures of both A and B.")
    return say(
        "None of {n} shares that were tested differs reliably between A and B. That is not the same as being alike: "
        "small numbers hide even large differences.",
        n=say.number(found.tested),
    )
