"""Where routes converge: ranks of places and legs with their intervals, and the legs a destination hangs on."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from analytics.chokepoints import (
    MINIMUM_NODES,
    MINIMUM_SEIZURES,
    Ranking,
    chokepoints,
    link_chokepoints,
)
from analytics.cuts import cut_set
from analytics.routes import route_ends
from data.dimensions import NOT_RECORDED
from layouts.drawing import nothing
from layouts.figures import intervals
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.topics.flowmap import level_of, node_name

NODE = ["node", "name", "country", "precision"]
SHOWN = 10
TARGETS = 6
"""Destinations, most frequent first, whose cut is told."""

CUT_NUMBERS = {"n": "cut", "low": "low", "high": "high"}

SURE_RANK = 5
"""What lies within this rank with its whole interval is drawn in the accent colour."""


def node_ranking(scene: Scene) -> Ranking:
    """Return the nodes that routes lead through, with rank intervals."""
    return chokepoints(scene.view, level_of(scene), progress=scene.progress)


def link_ranking(scene: Scene) -> Ranking:
    """Return the legs that routes lead along, with rank intervals."""
    return link_chokepoints(scene.view, level_of(scene), progress=scene.progress)


def node_figure(ranking: Ranking, scene: Scene) -> Figure:
    """Draw the ranks of nodes."""
    return _ranks(ranking, scene, lambda row: node_name(scene, *(getattr(row, part) for part in ("node", *NODE[1:]))))


def link_figure(ranking: Ranking, scene: Scene) -> Figure:
    """Draw the ranks of legs."""

    def name(row: Any) -> str:
        return " – ".join(_end(scene, getattr(row, side), getattr(row, f"{side}_name")) for side in ("start", "end"))

    return _ranks(ranking, scene, name)


def _end(scene: Scene, node: str, name: str) -> str:
    if name:
        return name
    return scene.say.label("admin1" if "-" in node else "country", node)


def _ranks(ranking: Ranking, scene: Scene, name: Callable[[Any], str]) -> Figure:
    say = scene.say
    if ranking.reason:
        return message(_too_few(ranking, scene), scene.look)
    top = ranking.table[ranking.table["betweenness"] > 0].head(SHOWN)
    shown = pd.DataFrame(
        {
            "label": [name(row) for row in top.itertuples()],
            "value": top["betweenness_rank"].astype("float64"),
            "low": top["betweenness_rank_low"].astype("float64"),
            "high": top["betweenness_rank_high"].astype("float64"),
            "text": [say("top 5 in {share}", share=say.percent(share * 100, 100)) for share in top["betweenness_top"]],
            "custom": None,
            "strong": top["betweenness_rank_high"] <= SURE_RANK,
        }
    )
    told = say("{place}: rank {rank} (95% of resamples: {low} to {high})")
    shown["hover"] = [
        told.format(place=row.label, rank=int(row.value), low=int(row.low), high=int(row.high))
        for row in shown.itertuples()
    ]
    unit = say("Rank by betweenness (1 = most routes lead through)")
    return intervals.dots(shown, look=scene.look, empty=nothing(scene), unit=unit)


def _too_few(ranking: Ranking, scene: Scene) -> str:
    say = scene.say
    if ranking.reason == "many_nodes":
        return say("Too many places to rank ({n}): filter, or choose countries.", n=say.number(ranking.nodes))
    return say(
        "A ranking needs {least} seizures with a stated route between {nodes} or more nodes; this selection has {n}.",
        least=MINIMUM_SEIZURES,
        nodes=MINIMUM_NODES,
        n=say.number(ranking.seizures),
    )


def cut_table(scene: Scene) -> pd.DataFrame:
    """Return, for the most frequent destinations, the legs whose removal parts them from every stated origin.

    Returns
    -------
    `destination`, `start`, `end`, `seizures` (of the leg); of the whole set `cut`, `low`, `high` (over resamples) and
    `arrivals` (seizures of all legs into the destination); by country.
    """
    ends = route_ends(scene.view)
    origins = sorted(set(ends["origin"]) - {NOT_RECORDED})
    targets = ends.loc[ends["destination"] != NOT_RECORDED, "destination"].value_counts().index[:TARGETS]
    found = []
    for place, target in enumerate(targets):
        scene.progress(place / len(targets))
        cut = cut_set(scene.view, [origin for origin in origins if origin != target], target)
        whole = {"cut": cut.value, "low": cut.low, "high": cut.high, "arrivals": cut.arrivals}
        found.append(cut.links.assign(destination=target, **whole))
    columns = ["destination", "start", "end", "seizures", "cut", "low", "high", "arrivals"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def cut_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return cuts as a person reads them, one row a destination."""
    say = scene.say
    rows = []
    for target, legs in table.groupby("destination", sort=False):
        told = [
            f"{say.label('country', leg.start)} → {say.label('country', leg.end)} ({say.number(leg.seizures)})"
            for leg in legs.itertuples()
        ]
        whole = legs.iloc[0]
        size = say("{n} ({low} to {high})", **{to: say.number(whole[of]) for to, of in CUT_NUMBERS.items()})
        note = say("all that arrive") if whole["cut"] == whole["arrivals"] else ""
        rows.append((say.label("country", str(target)), ", ".join(told), size, note))
    names = [say.name("destination"), say("Legs it hangs on"), say("Seizures of these legs (95% interval)"), ""]
    return pd.DataFrame(rows, columns=names)


def no_cut(table: pd.DataFrame, scene: Scene) -> str:
    """Return why no cut is told."""
    text = scene.say("This needs {least} seizures with a stated route and a stated destination.")
    return text.format(least=MINIMUM_SEIZURES)
