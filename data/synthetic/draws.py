"""Weighted draws for a million records at once, and the texts they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Generator = np.random.Generator

TAIL = 1.3
"""Tail index of quantities: their mean exists, their variance does not."""
LARGEST = 20_000
"""No line holds more pieces than this."""


@dataclass(frozen=True)
class Urns:
    """Weighted choices, one urn a group.

    Attributes
    ----------
    choices : what can be drawn; those of a group are `choices[starts[group]:starts[group + 1]]`.
    edges : number of the group plus the share of its weight up to and with each choice.
    starts : one more than there are groups.
    """

    choices: Ints
    edges: Floats
    starts: Ints

    def draw(self, groups: Ints, generator: Generator) -> Ints:
        """Return one choice from the urn of each group, −1 where that urn is empty."""
        first, after = self.starts[groups], self.starts[groups + 1]
        place = np.searchsorted(self.edges, generator.random(len(groups)) + groups, side="right")
        kept = np.clip(place, first, np.maximum(after - 1, first))
        kept = np.minimum(kept, len(self.choices) - 1)  # an empty last urn points past the end
        return np.where(after > first, self.choices[kept], -1)


def filled(groups: Ints, choices: Ints, weights: Floats, count: int) -> Urns:
    """Return the urns of `count` groups from one line a choice, sorted by group; all weights are positive."""
    starts = np.searchsorted(groups, np.arange(count + 1))
    running = np.concatenate([[0.0], np.cumsum(weights)])
    whole = running[starts[1:]] - running[starts[:-1]]
    share = (running[1:] - running[starts[groups]]) / whole[groups]
    return Urns(choices, groups + share, starts)


def urns(weights: Floats) -> Urns:
    """Return the urns of a table of weights, one row a group and one column a choice; zero is never drawn."""
    groups, choices = np.nonzero(weights > 0)
    return filled(groups, choices, weights[groups, choices], len(weights))


def weighted(shares: Mapping[str, float], codes: Sequence[str], *, background: float = 0.0) -> Floats:
    """Return the weight of each code: its share, or `background` for those not named but `unknown`.

    Raises
    ------
    ValueError
        If a share is given to something that is not a code.
    """
    strange = set(shares) - set(codes)
    if strange:
        raise ValueError(f"not in the vocabulary: {sorted(strange)}")
    return np.array([shares.get(code, 0.0 if code == "unknown" else background) for code in codes])


def drifting(weights: Floats, growth: Floats, moments: Floats) -> Floats:
    """Return weights at each moment (−0.5 to 0.5), where `growth` is the change of their logarithm from end to end.

    Returns
    -------
    One row for each row of `weights` and moment (moments vary fastest), one column a choice.
    """
    factors = np.exp(np.multiply.outer(moments, growth))
    return (weights[:, np.newaxis, :] * factors).reshape(-1, weights.shape[1])


def zipf(size: int, exponent: float, generator: Generator) -> Floats:
    """Return weights by Zipf's law in random order, so that no real ranking is in them."""
    return generator.permutation(np.arange(1, size + 1) ** -exponent)


def pareto(scale: Floats, generator: Generator) -> Floats:
    """Return whole numbers of at least one whose survival falls as the power `TAIL` (Pareto, floored)."""
    return np.clip(np.floor(scale * generator.random(len(scale)) ** (-1 / TAIL)), 1, LARGEST)


def absent(base: float, care: Floats, generator: Generator) -> Mask:
    """Return which records leave a field out: `base` is the chance at average care, on the logistic scale."""
    odds = base / (1 - base) * np.exp(-care)
    return generator.random(len(care)) < odds / (1 + odds)


def text(values: Iterable[str], codes: Ints) -> pd.Series:
    """Return the text of each code, missing for −1."""
    return pd.Series(pd.array(list(values), dtype="str").take(codes, allow_fill=True))
