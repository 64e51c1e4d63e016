"""One row an item → one row an incident, over chunks: the rows of an incident follow one another in the file."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.uint64]

JOINED = {
    **dict.fromkeys(("other_goods", "summary"), "; "),
    **dict.fromkeys(("agencies", "agency_type", "concealment", "diversion_source", "offence_context"), ";"),
    "source_url": "\n",
}
"""Columns of which an incident keeps every different text, with what joins them."""

MOST_ROWS = 10_000
"""Rows of one incident: more, and the column named doesn't tell incidents apart; the largest seizures list a few
thousand guns."""


@dataclass(frozen=True)
class Grouped:
    """Rows of one grain made rows of another.

    Attributes
    ----------
    template : one row an incident; the index is the file row of its first item.
    rows : file row → template row, of the rows that were taken.
    refused : file row → reason codes, `""` if fine.
    differing : `row`, `column`, `value`: what an item states otherwise than its incident's first one.
    """

    template: pd.DataFrame
    rows: pd.Series
    refused: pd.Series
    differing: pd.DataFrame


@dataclass
class Runs:
    """A first look over the keys of a whole file, chunk after chunk: which incidents stand apart in it.

    Eight bytes a run are kept, not the keys.
    """

    _last: str = ""
    _numbers: list[Numbers] = field(default_factory=list)

    def feed(self, keys: pd.Series) -> None:
        """Look at the keys of one more chunk."""
        if keys.empty:
            return
        firsts = keys[(keys != keys.shift(fill_value=self._last)) & (keys != "")]
        self._numbers.append(hashed(firsts))
        self._last = str(keys.iloc[-1])

    def apart(self) -> Numbers:
        """Return the numbers of the keys that several runs bear, sorted."""
        every, counts = np.unique(np.concatenate([np.empty(0, np.uint64), *self._numbers]), return_counts=True)
        return every[counts > 1]


def hashed(keys: pd.Series) -> Numbers:
    """Return a number for each key; two of a million share one with a chance of 1 in 37 million."""
    return np.asarray(pd.util.hash_array(keys.to_numpy(dtype=object), categorize=False), dtype=np.uint64)


@dataclass
class Incidents:
    """Groups items, holding back the last incident of a chunk until it is known to be whole.

    Attributes
    ----------
    apart : incidents that are refused wholly, because their rows stand apart, as `Runs.apart` returns them; None where
        nobody looked before: then the first run of such an incident is taken and the later ones are refused.
    """

    apart: Numbers | None = None
    _held: pd.DataFrame | None = None
    _keys: pd.Series | None = None
    _closed: set[str] = field(default_factory=set)
    _endless: str = ""

    def feed(self, items: pd.DataFrame, keys: pd.Series) -> Grouped:
        """Return the incidents that are whole now, and those that are too long to be one.

        Parameters
        ----------
        items : template columns, one row an item.
        keys : names the incident of each item, index of `items`; a blank one is an incident of its own.
        """
        if self._held is not None and self._keys is not None:
            items = pd.concat([self._held, items]).fillna("")
            keys = pd.concat([self._keys, keys])
        last = _runs(keys)
        ending = str(keys.iloc[-1]) if len(keys) else ""
        open_run = (last == last.max()).to_numpy()
        endless = open_run.sum() > MOST_ROWS or (self._endless != "" and ending == self._endless)
        if endless:  # what is refused anyway need not be held
            open_run = np.zeros(len(keys), dtype=bool)
        self._held, self._keys = items[open_run], keys[open_run]
        grouped = self._group(items[~open_run], keys[~open_run])
        self._endless = ending if endless else "" if len(keys) else self._endless
        return grouped

    def finish(self) -> Grouped | None:
        """Return the incident still held back; None if there is none."""
        held, keys = self._held, self._keys
        self._held = self._keys = None
        return None if held is None or keys is None or held.empty else self._group(held, keys)

    def _group(self, items: pd.DataFrame, keys: pd.Series) -> Grouped:
        runs = _runs(keys)
        long = runs.map(runs.value_counts()) > MOST_ROWS
        if self._endless:
            long |= (runs == runs.min()) & (keys == self._endless)
        split = runs.isin(self._split(keys[~runs.duplicated()], runs))
        good = items[~split & ~long]
        labels = good.index.to_series().groupby(runs[good.index], sort=False).transform("first").astype("int64")
        template, differing = _merged(good, labels)
        codes = np.where(long, "incident_too_long", np.where(split, "incident_split", ""))
        return Grouped(template, labels, pd.Series(codes, index=items.index, dtype="str"), differing)

    def _split(self, firsts: pd.Series, runs: pd.Series) -> pd.Series:
        """Return the runs that are refused, because another run of the file is of the same incident."""
        if self.apart is not None:
            again = np.isin(hashed(firsts), self.apart) & (firsts != "").to_numpy()
        else:
            again = (firsts.isin(self._closed) | (firsts.duplicated() & (firsts != ""))).to_numpy()
            self._closed |= set(firsts[firsts != ""])
        return runs[firsts.index[again]]


def _runs(keys: pd.Series) -> pd.Series:
    return ((keys != keys.shift()) | (keys == "")).cumsum()


def _merged(items: pd.DataFrame, labels: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    columns, differing = {}, [pd.DataFrame(columns=["row", "column", "value"])]
    for name in items.columns:
        stated = items.loc[items[name] != "", name]
        groups = stated.groupby(labels[stated.index], sort=False)
        if name.startswith("qty_") or name == "firearms_total":
            columns[name] = _summed(stated, labels[stated.index])
        elif name in JOINED:
            columns[name] = _joined(stated, labels[stated.index], JOINED[name])
        else:
            columns[name] = groups.first()
            other = stated[stated != labels[stated.index].map(columns[name])]
            differing.append(pd.DataFrame({"row": other.index, "column": name, "value": other.to_numpy()}))
    whole = pd.Index(labels.unique())
    template = pd.DataFrame({name: column.reindex(whole) for name, column in columns.items()}, index=whole)
    return template.astype("str").fillna(""), pd.concat(differing, ignore_index=True)


def _joined(stated: pd.Series, labels: pd.Series, separator: str) -> pd.Series:
    """Join the different texts of each incident; most have one, so only the others are walked through."""
    pairs = pd.DataFrame({"label": labels, "text": stated}).drop_duplicates()
    several = pairs["label"].duplicated(keep=False)
    single = pairs[~several].set_index("label")["text"]
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for label, text in zip(pairs.loc[several, "label"], pairs.loc[several, "text"], strict=True):
        texts[label].append(text)
    many = {label: separator.join(parts) for label, parts in texts.items()}
    return pd.concat([single, pd.Series(many, dtype="str")])


def counted(stated: pd.Series) -> pd.Series:
    """Return numbers of things; NaN for what is no number, less than nothing, or without end."""
    numbers = pd.to_numeric(stated, errors="coerce").astype("float64")
    return numbers.where((numbers >= 0) & (numbers < np.inf))


def _summed(stated: pd.Series, labels: pd.Series) -> pd.Series:
    """Add up numbers; where one is no quantity its text stays, so that the check refuses the incident."""
    numbers = counted(stated)
    total = numbers.groupby(labels, sort=False).sum()
    written = {
        number: f"{number:.0f}" if number == np.floor(number) else repr(float(number)) for number in total.unique()
    }
    text = total.map(written).astype("str")
    bad = stated[numbers.isna()].groupby(labels, sort=False).first()
    return text.mask(text.index.isin(bad.index), bad.reindex(text.index))
