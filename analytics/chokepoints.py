"""Chokepoints of the route network: how far the records agree on which nodes and links routes go through.

Nodes are countries or places; a link's weight is the number of distinct seizures with a leg along it, travelled or
intended. Ranks are told as intervals over bootstraps of the seizures, since few seizures make any one ranking brittle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.columns import Floats, Ints
from analytics.crossfilter import View
from analytics.intervals import LEVEL
from analytics.itineraries import NODE_COLUMNS, Level
from analytics.networks import Network, named_links, network

MINIMUM_SEIZURES = 20
"""Seizures with a leg between two nodes below which no ranking is told."""
MINIMUM_NODES = 5
MAXIMUM_NODES = 600
"""Above this the bootstraps take too long: filter, or rank countries."""
TOP = 5
REPLICATES = 500
WHOLE = 5_342_931_457_063_200
"""Least common multiple of 1 to 40. Distances are this over the weight, whole numbers: ways of equal length tie."""

Measure = Callable[[Ints, Floats, int], Floats]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Ranking:
    """Ranks of nodes or links with what is known of their certainty.

    Attributes
    ----------
    table : the ranks; without rows where there is a reason.
    seizures, nodes, links : size of the network.
    replicates : bootstraps drawn.
    reason : `few_records` (under 20 seizures), `few_nodes` (under 5), `many_nodes` (over 600), or empty.
    """

    table: pd.DataFrame
    seizures: int
    nodes: int
    links: int
    replicates: int
    reason: str


def chokepoints(
    view: View,
    level: Level = "country",
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Ranking:
    """Rank the nodes by weighted degree and by betweenness, with rank intervals.

    Betweenness is the share of all pairs of other nodes whose shortest ways lead through a node (Freeman 1977,
    Sociometry 40; Brandes 2001, J. Math. Sociology 25), a link being as long as 1 / its weight (Newman 2001, Phys.
    Rev. E 64:016132). The network is undirected. The bootstrap resamples whole seizures (Efron and Tibshirani 1993).

    Parameters
    ----------
    progress : called with the fraction done before each replicate; what it raises ends the ranking.

    Returns
    -------
    Ranking whose table has a row a node with a leg, highest betweenness first: `node`, `name`, `country`, `latitude`,
    `longitude`, `precision`, and for each of `degree` (legs of distinct seizures) and `betweenness` (0 to 1): the
    value, `_rank`, `_rank_low`, `_rank_high` (95 % of replicates) and `_top` (share of replicates in the first five).
    Equals share the better rank; what has no betweenness at all is last.
    """
    found = network(view, level)
    reason = _reason(found)
    if reason:
        return _unranked(found, found.nodes[NODE_COLUMNS], ("degree", "betweenness"), reason)
    used, links = np.unique(found.links, return_inverse=True)
    links = links.reshape(found.links.shape)
    measures: dict[str, Measure] = {"degree": _degree, "betweenness": _betweenness}
    columns = _replicated(found, links, len(used), measures, replicates, seed, progress)
    table = found.nodes.iloc[used][NODE_COLUMNS].reset_index(drop=True).assign(**columns)
    table = table.sort_values(["betweenness", "degree", "node"], ascending=[False, False, True], ignore_index=True)
    return _ranking(found, table, replicates, "")


def link_chokepoints(
    view: View,
    level: Level = "country",
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Ranking:
    """Rank the links by betweenness, as `chokepoints` does nodes (Girvan and Newman 2002, PNAS 99:7821).

    Returns
    -------
    Ranking whose table has a row a link, highest betweenness first: `start`, `end` (undirected), `start_name`,
    `end_name`, `seizures`, `betweenness`, `betweenness_rank`, `_rank_low`, `_rank_high` and `_top`.
    """
    found = network(view, level)
    reason = _reason(found)
    if reason:
        return _unranked(found, named_links(found, found.weights(found.patterns)), ("betweenness",), reason)
    measures: dict[str, Measure] = {"betweenness": _link_betweenness}
    columns = _replicated(found, found.links, len(found.nodes), measures, replicates, seed, progress)
    table = named_links(found, found.weights(found.patterns)).assign(**columns)
    table = table.sort_values(["betweenness", "seizures"], ascending=False, ignore_index=True, kind="stable")
    return _ranking(found, table, replicates, "")


def _replicated(
    found: Network,
    links: Ints,
    nodes: int,
    measures: dict[str, Measure],
    replicates: int,
    seed: int,
    progress: Progress | None,
) -> dict[str, Any]:
    """Return each measure with its rank, rank interval and share of replicates in the first five."""
    weights = found.weights(found.patterns)
    values = {name: measure(links, weights, nodes) for name, measure in measures.items()}
    ranks: dict[str, list[Ints]] = {name: [] for name in measures}
    generator = np.random.default_rng(seed)
    for number in range(replicates):
        if progress is not None:
            progress(number / replicates)
        drawn = found.weights(generator.multinomial(found.seizures, found.patterns / found.seizures))
        for name, measure in measures.items():
            ranks[name].append(_ranks(measure(links, drawn, nodes)))
    columns: dict[str, Any] = {}
    for name, seen in ranks.items():
        columns |= _summary(name, values[name], np.array(seen).reshape(replicates, len(values[name])))
    return columns


def _summary(name: str, values: Floats, ranks: Ints) -> dict[str, Any]:
    columns: dict[str, Any] = {name: values, f"{name}_rank": _ranks(values)}
    if not len(ranks):
        return columns
    tail = (1 - LEVEL) / 2
    low = np.quantile(ranks, tail, axis=0, method="inverted_cdf")
    high = np.quantile(ranks, 1 - tail, axis=0, method="inverted_cdf")
    top = (ranks <= TOP).mean(axis=0)
    return columns | {f"{name}_rank_low": low, f"{name}_rank_high": high, f"{name}_top": top}


def _ranks(values: Floats) -> Ints:
    """Return ranks from 1, equals sharing the better one; what has none of it is last, and never among the first."""
    from scipy.stats import rankdata

    ranks = rankdata(-values.round(12), method="min").astype(np.int64)
    return np.where(values > 0, ranks, np.maximum(len(values), TOP + 1))


def _degree(links: Ints, weights: Floats, nodes: int) -> Floats:
    return np.bincount(links.ravel(), weights=np.repeat(weights, 2), minlength=nodes).astype(np.float64)


def _betweenness(links: Ints, weights: Floats, nodes: int) -> Floats:
    import networkx as nx

    found = nx.betweenness_centrality(_undirected(links, weights, nodes), weight="distance")
    return np.array([found[node] for node in range(nodes)])


def _link_betweenness(links: Ints, weights: Floats, nodes: int) -> Floats:
    import networkx as nx

    found = nx.edge_betweenness_centrality(_undirected(links, weights, nodes), weight="distance")
    return np.array([found.get((one, other), found.get((other, one), 0.0)) for one, other in links.tolist()])


def _undirected(links: Ints, weights: Floats, nodes: int) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    for (one, other), weight in zip(links.tolist(), weights.tolist(), strict=True):
        if weight:
            graph.add_edge(one, other, distance=WHOLE // int(weight))
    return graph


def _reason(found: Network) -> str:
    used = len(np.unique(found.links))
    short = {"few_records": found.seizures < MINIMUM_SEIZURES, "few_nodes": used < MINIMUM_NODES}
    reasons = short | {"many_nodes": used > MAXIMUM_NODES}
    return next((reason for reason, holds in reasons.items() if holds), "")


def _ranking(found: Network, table: pd.DataFrame, replicates: int, reason: str) -> Ranking:
    return Ranking(table, found.seizures, len(np.unique(found.links)), len(found.links), replicates, reason)


def _unranked(found: Network, table: pd.DataFrame, measures: Sequence[str], reason: str) -> Ranking:
    ranks = np.zeros((1, 0), dtype=np.int64)
    nothing = {key: value for name in measures for key, value in _summary(name, np.zeros(0), ranks).items()}
    return _ranking(found, table.head(0).assign(**nothing), 0, reason)
