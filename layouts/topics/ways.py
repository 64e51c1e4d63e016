"""Which methods of concealment occur, with what, and with which others: tables → figures and listings."""

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc

from analytics.cooccurrence import SUPPORT, Pairs, pairs
from analytics.crossfilter import View
from analytics.frequency import OTHER, frequency, known
from analytics.intervals import MINIMUM_BASE
from analytics.modus_operandi import crossed, shares
from data.dimensions import NOT_RECORDED
from layouts.drawing import nothing
from layouts.figures import bars, intervals, matrices
from layouts.figures.base import Figure
from layouts.scene import Scene
from layouts.sides import decimal
from layouts.topics.mixes import period_fragment, share_in_words

METHOD = "concealment"
SHOWN = 14
ACROSS = ("transport_mode", "location_type", "country", "year")


def method_table(scene: Scene) -> pd.DataFrame:
    """Return every method: seizures, share of those that state any with its interval, first and last year."""
    view = scene.view
    table = frequency(view, METHOD)[["code", "seizures"]].rename(columns={"code": METHOD})
    whole = np.full(len(table), known(view, METHOD))
    dated = view.by(METHOD, "year")
    years = dated[dated["year"] != NOT_RECORDED].groupby(METHOD)["year"].agg(first="min", last="max")
    told = table.join(shares(table["seizures"].to_numpy(), whole))
    return told.join(years.reindex(told[METHOD]).reset_index(drop=True))


def method_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the most frequent methods with their intervals; counts only where there are too few for shares."""
    say, top = scene.say, table.head(SHOWN)
    columns = ["seizures", "share", "low", "high", "known"]
    labels = [say.label(METHOD, code) for code in top[METHOD]]
    shown = top[columns].assign(
        label=labels,
        detail="",
        value=top["seizures"],
        text=[_count_and_share(scene, row.seizures, row.share) for row in top.itertuples()],
        hover=[
            f"{label}<br>{share_in_words(scene, *row)}"
            for label, row in zip(labels, top[columns].to_numpy(), strict=True)
        ],
        custom=METHOD + "=" + top[METHOD],
        muted=False,
    )
    if top.empty or top["known"].iloc[0] < MINIMUM_BASE:
        return bars.ranked(shown, look=scene.look, empty=nothing(scene))
    unit = say("Share of the seizures that state how it was hidden")
    dots = shown.assign(value=shown["share"], strong=True)
    return intervals.dots(dots, look=scene.look, empty=nothing(scene), unit=unit, form=".0%")


def _count_and_share(scene: Scene, count: int, share: float) -> str:
    told = scene.say.number(count)
    return f"{told} · {scene.say.percent(share * 100, 100)}" if np.isfinite(share) else told


def methods_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return methods as a person reads them, each a link to its profile."""
    say = scene.say
    return pd.DataFrame(
        {
            say.name(METHOD): [profile_link(scene, code) for code in table[METHOD]],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
            say("Years seen"): [years_in_words(*row) for row in table[["first", "last"]].itertuples(index=False)],
        }
    )


def profile_link(scene: Scene, code: str) -> dcc.Link:
    """Return a method's name as a link to its profile; it keeps the query."""
    options = tuple(sorted({**dict(scene.query.options), "method": code}.items()))
    return dcc.Link(scene.say.label(METHOD, code), href="/method?" + replace(scene.query, options=options).to_query())


def years_in_words(first: str, last: str) -> str:
    """Return `2019`, `2019–2024`, or a dash where no year is known."""
    if not isinstance(first, str):
        return "–"
    return first if first == last else f"{first}–{last}"


def matrix_across(scene: Scene) -> str:
    """Return what methods are crossed with."""
    chosen = scene.option("across", ACROSS[0])
    return chosen if chosen in ACROSS else ACROSS[0]


def matrix_table(scene: Scene) -> pd.DataFrame:
    """Return methods crossed with the chosen dimension."""
    across = matrix_across(scene)
    return crossed(scene.view, METHOD, across).rename(columns={"row": METHOD, "column": across})


def matrix_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the crossing; the scale is that of all records, whatever is filtered."""
    say, across = scene.say, matrix_across(scene)
    some = table.assign(
        row=[say.label(METHOD, code) for code in table[METHOD]],
        column=[say.label(across, code) for code in table[across]],
        value=table["seizures"].where(table["seizures"] > 0).astype("float64"),
        text=[say.number(count) if count else "" for count in table["seizures"]],
    )
    filled = {name: set(some.loc[some["seizures"] > 0, name]) for name in ("row", "column")}
    rows, columns = ([label for label in dict.fromkeys(some[name]) if label in held] for name, held in filled.items())
    some = some[some["seizures"] > 0]
    some = some.assign(
        hover=[_cell_hover(scene, row) for row in some.to_dict("records")],
        custom=[_cell_fragment(scene, row, across) for row in some.to_dict("records")],
    )
    return matrices.matrix(
        some,
        rows=rows,
        columns=columns,
        look=scene.look,
        empty=nothing(scene),
        most=_most(scene.everything, across),
        left=170,
    )


@lru_cache(maxsize=8)
def _most(everything: View, across: str) -> float:
    return float(crossed(everything, METHOD, across)["seizures"].max())


def _cell_hover(scene: Scene, row: dict[Hashable, Any]) -> str:
    share = share_in_words(scene, *(row[name] for name in ("seizures", "share", "low", "high", "known")))
    return f"{row['row']} · {row['column']}<br>{share}"


def _cell_fragment(scene: Scene, row: dict[Hashable, Any], across: str) -> str | None:
    if OTHER in (row[METHOD], row[across]):
        return None
    other = period_fragment(scene, row[across]) if across == "year" else f"{across}={row[across]}"
    return f"{METHOD}={row[METHOD]}&{other}"


def matrix_base(scene: Scene) -> str:
    """Return how many seizures state both, and how many don't."""
    say, view = scene.say, scene.view
    both = int((view.known(METHOD) & view.known(matrix_across(scene)) & view.counted()).sum())
    return say("{n} state both, {unknown} don't", n=say.number(both), unknown=say.number(view.seizures - both))


def matrix_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the crossing as a person reads it, the pairs that occur."""
    say, across = scene.say, matrix_across(scene)
    some = table[table["seizures"] > 0]
    return pd.DataFrame(
        {
            say.name(METHOD): [say.label(METHOD, code) for code in some[METHOD]],
            say.name(across): [say.label(across, code) for code in some[across]],
            say.measure("seizures"): [say.number(count) for count in some["seizures"]],
            say("Share (95% interval)"): [say.between(*row) for row in some[["share", "low", "high"]].to_numpy()],
            say("Of seizures that state it"): [say.number(count) for count in some["known"]],
        }
    )


def pair_result(scene: Scene) -> Pairs:
    """Return pairs of methods stated by the same seizures."""
    return pairs(scene.view, METHOD)


def pairs_told(found: Pairs, scene: Scene) -> str:
    """Return how many pairs were tested, among which seizures, and how many occur too rarely."""
    say = scene.say
    told = say("{n} state how it was hidden", n=say.number(found.seizures))
    tested = say.plural("1 pair tested", "{n} pairs tested", found.tested)
    rare = say("{n} too rare to test", n=say.number(found.not_tested))
    return " · ".join([told, tested, rare])


def pairs_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return pairs as a person reads them."""
    say = scene.say
    findings = {
        "associated": say("yes, also within types of agency"),
        "crude_only": say("not shown within types of agency: a coding habit, or too few to show it"),
        "unstratified": say("yes, but too few by type of agency to rule out a coding habit"),
        "none": say("no: chance alone may give this"),
    }
    names = [[say.label(METHOD, code) for code in pair] for pair in table[["first", "second"]].to_numpy()]
    return pd.DataFrame(
        {
            say("Methods"): [" + ".join(pair) for pair in names],
            say("Stated together"): [say.number(count) for count in table["both"]],
            say("Expected by chance"): [say.number(count) for count in table["expected"]],
            say("Times as often"): [decimal(say, lift, places=1) for lift in table["lift"]],
            say("p, adjusted"): [decimal(say, p, places=3) for p in table["adjusted_p"]],
            say("Beyond chance"): [findings[finding] for finding in table["finding"]],
        }
    )


def why_no_pairs(found: Pairs, scene: Scene) -> str:
    """Return why no pair could be tested."""
    say = scene.say
    if found.reason == "few_records":
        needed = {"least": MINIMUM_BASE, "n": say.number(found.seizures)}
        return say("Pairs need {least} seizures that state how it was hidden; this selection has {n}.", **needed)
    return say(
        "No two methods are stated together by {least} seizures or more; {n} pairs occur in fewer: too few to test.",
        least=SUPPORT,
        n=say.number(found.not_tested),
    )
