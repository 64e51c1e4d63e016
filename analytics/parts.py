"""Part of a view: some of its records, counted in every way a view is."""

import numpy as np

from analytics.columns import Ints, Mask
from analytics.crossfilter import View


class Part(View):
    """The counted records of a view that are among these.

    Parameters
    ----------
    view : what it is part of.
    inside : which of all records of the version belong to it.
    """

    def __init__(self, view: View, inside: Mask) -> None:
        self.columns, self.selection = view.columns, view.selection
        self._inside = view.counted() & inside

    def records(self, free: str | None = None) -> Mask:
        """Return which records are in it, whatever filter is left out."""
        return self._inside

    def counted(self, free: str | None = None) -> Mask:
        """Return the same: only counted records are in it."""
        return self._inside


def of_rows(view: View, rows: Ints) -> Part:
    """Return the part of a view whose records lie at these positions."""

    inside = np.zeros(view.columns.size, dtype=bool)
    inside[rows] = True
    return Part(view, inside)
