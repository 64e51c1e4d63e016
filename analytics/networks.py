"""The network of the stated routes: nodes, weighted links, and what each seizure adds to them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import Floats, Ints
from analytics.crossfilter import View
from analytics.itineraries import Level, itineraries, route_legs


@dataclass(frozen=True)
class Network:
    """The route network as one weight a link, and as what each seizure adds to it.

    Attributes
    ----------
    nodes : the nodes, as in `Itineraries`; the index is the number.
    links : (n, 2) numbers of the nodes at either end; of start and end if directed.
    patterns : how many seizures have each combination of links.
    pattern, link : entry by entry, which combination holds which link.
    """

    nodes: pd.DataFrame
    links: Ints
    patterns: Ints
    pattern: Ints
    link: Ints

    @property
    def seizures(self) -> int:
        """Seizures with a leg between two nodes."""
        return int(self.patterns.sum())

    def weights(self, patterns: Floats | Ints) -> Floats:
        """Return the weight of each link if the combinations of links occur this often."""
        found = np.bincount(self.link, weights=patterns[self.pattern], minlength=len(self.links))
        return found.astype(np.float64)


def network(view: View, level: Level = "country", *, directed: bool = False) -> Network:
    """Return the route network of the counted records; legs within one node are not part of it."""
    journeys = itineraries(view, level)
    legs = route_legs(journeys)
    legs = legs[legs["start"] != legs["end"]]
    ends = legs[["start", "end"]].to_numpy(np.int64)
    if not directed:
        ends = np.sort(ends, axis=1)
    count = len(journeys.nodes)
    keys, link = np.unique(ends[:, 0] * count + ends[:, 1], return_inverse=True)
    links = np.stack(np.divmod(keys, max(count, 1)), axis=1)
    pairs = pd.DataFrame({"row": legs["row"].to_numpy(), "link": link}).drop_duplicates()
    return Network(journeys.nodes, links, *_patterns(pairs.sort_values(["row", "link"], ignore_index=True)))


def _patterns(pairs: pd.DataFrame) -> tuple[Ints, Ints, Ints]:
    """Return how often each combination of links occurs, and its entries (pattern, link)."""
    sizes = pairs.groupby("row").size()
    first = np.append(0, sizes.to_numpy().cumsum())[:-1].astype(np.int64)
    link = pairs["link"].to_numpy(np.int64)
    counts, entries, start = [np.zeros(0, np.int64)], [np.zeros((0, 2), np.int64)], 0
    for size in np.unique(sizes):
        table = link[first[sizes == size][:, None] + np.arange(size)]
        distinct, times = np.unique(table, axis=0, return_counts=True)
        number = np.repeat(np.arange(start, start + len(distinct)), size)
        counts.append(times)
        entries.append(np.stack([number, distinct.ravel()], axis=1))
        start += len(distinct)
    both = np.concatenate(entries)
    return np.concatenate(counts), both[:, 0], both[:, 1]


def named_links(found: Network, weights: Floats) -> pd.DataFrame:
    """Return `start`, `end`, `start_name`, `end_name` and `seizures` (the weight) of each link."""
    start, end = (found.nodes.iloc[found.links[:, side]] for side in (0, 1))
    return pd.DataFrame(
        {
            "start": start["node"].to_numpy(),
            "end": end["node"].to_numpy(),
            "start_name": start["name"].to_numpy(),
            "end_name": end["name"].to_numpy(),
            "seizures": weights.astype(np.int64),
        }
    )
