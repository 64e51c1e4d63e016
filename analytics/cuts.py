"""Cut sets of the route network: the fewest recorded seizures whose legs part a destination from its origins."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.chokepoints import MINIMUM_SEIZURES
from analytics.columns import Floats
from analytics.crossfilter import View
from analytics.intervals import LEVEL
from analytics.itineraries import Level
from analytics.networks import Network, named_links, network

REPLICATES = 200
SOURCE = "all_sources"


@dataclass(frozen=True)
class CutSet:
    """The fewest recorded seizures whose legs, taken away, part a destination from the origins.

    Attributes
    ----------
    links : `start`, `end`, `start_name`, `end_name`, `seizures` of each leg in the cut, most first.
    value : sum of their seizures; one with several of the legs counts in each.
    low, high : 95 % interval of the value over resamples of the seizures.
    arrivals : seizures of all legs into the target: a cut as large says no more than that.
    seizures : seizures with a leg between two nodes.
    reason : `few_records`, `unknown_node` (the target, or all sources, are not in the network), `target_is_source`,
        `no_path`, or empty.
    """

    links: pd.DataFrame
    value: int
    low: int
    high: int
    arrivals: int
    seizures: int
    reason: str


def cut_set(
    view: View,
    sources: Collection[str],
    target: str,
    level: Level = "country",
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> CutSet:
    """Return the cheapest set of legs that parts a destination from a set of origins.

    A minimum cut of the directed network, each leg as strong as its seizures (Ford and Fulkerson 1956, Canad. J. Math.
    8). It says which recorded legs a destination hangs on, not where to intervene: routes not seen are not in it.

    Parameters
    ----------
    sources, target : nodes of the level; sources that the network lacks are passed over.
    """
    found = network(view, level, directed=True)
    if found.seizures < MINIMUM_SEIZURES:
        return _uncut(found, "few_records")
    if target in sources:
        return _uncut(found, "target_is_source")
    weights = found.weights(found.patterns)
    cut = _minimum_cut(found, weights, sources, target)
    if cut is None:
        return _uncut(found, "unknown_node")
    value, near = cut
    if not value:
        return _uncut(found, "no_path")
    inside = found.nodes["node"].isin(near).to_numpy()
    crossing = inside[found.links[:, 0]] & ~inside[found.links[:, 1]]
    named = named_links(found, weights)
    table = named[crossing].sort_values("seizures", ascending=False, ignore_index=True)
    arrivals = int(named.loc[named["end"] == target, "seizures"].sum())
    low, high = _cut_interval(found, sources, target, replicates, seed)
    return CutSet(table, value, low, high, arrivals, found.seizures, "")


def _cut_interval(found: Network, sources: Collection[str], target: str, replicates: int, seed: int) -> tuple[int, int]:
    """Return the interval of the value of a cut over resamples of whole seizures."""
    generator, values = np.random.default_rng(seed), []
    for _ in range(replicates):
        drawn = generator.multinomial(found.seizures, found.patterns / found.seizures)
        cut = _minimum_cut(found, found.weights(drawn), sources, target)
        values.append(cut[0] if cut else 0)
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return int(low), int(high)


def _uncut(found: Network, reason: str) -> CutSet:
    nothing = named_links(found, found.weights(found.patterns)).head(0)
    return CutSet(nothing, 0, 0, 0, 0, found.seizures, reason)


def _minimum_cut(found: Network, weights: Floats, sources: Collection[str], target: str) -> tuple[int, set[Any]] | None:
    """Return value and near side of the cut; None where the network lacks the target or every source."""
    import networkx as nx

    names = found.nodes["node"].to_numpy()
    graph = nx.DiGraph()
    for (start, end), weight in zip(found.links.tolist(), weights.astype(np.int64).tolist(), strict=True):
        graph.add_edge(names[start], names[end], capacity=weight)
    known = [source for source in sources if source in graph]
    if target not in graph or not known:
        return None
    graph.add_edges_from((SOURCE, source) for source in known)  # no capacity: as strong as need be
    value, (near, _) = nx.minimum_cut(graph, SOURCE, target)
    return int(value), near
