"""One row an item → one row an incident, over chunks: the rows of an incident follow one another in the file."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

JOINED = {
    **dict.fromkeys(("other_goods", "summary"), "; "),
    **dict.fromkeys(("agencies", "agency_type", "concealment", "diversion_source", "offence_context"), ";"),
    "source_url": "\n",
}
"""Columns of which an incident keeps every different text, with what joins them."""


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
class Incidents:
    """Groups items, holding back the last incident of a chunk until it is known to be whole."""

    _held: pd.DataFrame | None = None
    _keys: pd.Series | None = None
    _closed: set[str] = field(default_factory=set)

    def feed(self, items: pd.DataFrame, keys: pd.Series) -> Grouped:
        """Return the incidents that are whole now.

        Parameters
        ----------
        items : template columns, one row an item.
        keys : names the incident of each item, index of `items`; a blank one is an incident of its own.
        """
        if self._held is not None and self._keys is not None:
            items = pd.concat([self._held, items]).fillna("")
            keys = pd.concat([self._keys, keys])
        last = _runs(keys)
        open_run = (last == last.max()).to_numpy()
        self._held, self._keys = items[open_run], keys[open_run]
        return self._group(items[~open_run], keys[~open_run])

    def finish(self) -> Grouped | None:
        """Return the incident still held back; None if there is none."""
        held, keys = self._held, self._keys
        self._held = self._keys = None
        return None if held is None or keys is None or held.empty else self._group(held, keys)

    def _group(self, items: pd.DataFrame, keys: pd.Series) -> Grouped:
        runs = _runs(keys)
        firsts = keys[~runs.duplicated()]
        again = firsts.isin(self._closed) | (firsts.duplicated() & (firsts != ""))
        self._closed |= set(firsts[firsts != ""])
        split = runs.isin(runs[firsts.index[again]])
        good = items[~split]
        labels = good.index.to_series().groupby(runs[~split], sort=False).transform("first").astype("int64")
        template, differing = _merged(good, labels)
        refused = pd.Series(np.where(split, "incident_split", ""), index=items.index, dtype="str")
        return Grouped(template, labels, refused, differing)


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


def _summed(stated: pd.Series, labels: pd.Series) -> pd.Series:
    """Add up numbers; where one can't be read its text stays, so that the check refuses the incident."""
    numbers = pd.to_numeric(stated, errors="coerce")
    total = numbers.groupby(labels, sort=False).sum()
    written = {number: f"{number:.0f}" if number == int(number) else repr(float(number)) for number in total.unique()}
    text = total.map(written).astype("str")
    bad = stated[numbers.isna()].groupby(labels, sort=False).first()
    return text.mask(text.index.isin(bad.index), bad.reindex(text.index))
