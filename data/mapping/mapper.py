"""Raw rows of a known source → rows of the contributors' template, by its profile; nothing checked, nothing lost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from data.mapping.bulletins import published
from data.mapping.cells import NOTE_COLUMNS, Cells, kind_of
from data.mapping.grouping import JOINED, Grouped, Incidents, Numbers, counted
from data.mapping.identifiers import Identifiers
from data.mapping.items import OTHER_GOODS, item_quantities
from data.mapping.profiles import ColumnRule, Profile, bound, by_key, template_columns
from data.mapping.values import Lexicon, value_key
from data.vocabulary import Vocabulary

__all__ = ["Mapped", "Mapper", "key_of", "published"]

DATE_PARTS = ("year", "month", "day")
PRECISIONS = {4: "year", 7: "month", 10: "day"}
NOT_KEPT = frozenset({"ignore"})


@dataclass(frozen=True)
class Mapped:
    """Rows of a file as rows of the template.

    Attributes
    ----------
    template : all text, blank = not stated; the index is the file row (of an incident: that of its first item).
    rows : file row → index of `template`, of the rows that are not refused.
    refused : file row → reason codes joined by `;`, `""` if fine; every row of the file is in it once.
    notes : `row` (of the file), `column` (of the file), `value`, `code`, `suggestion`: what was changed or not
        understood; a number, date or country not understood stays in the template as it is written.
    """

    template: pd.DataFrame
    rows: pd.Series
    refused: pd.Series
    notes: pd.DataFrame


@dataclass(frozen=True)
class Bound:
    """A rule and what it read."""

    rule: ColumnRule
    values: pd.Series


class Mapper:
    """Maps the chunks of one file, in order.

    Parameters
    ----------
    profile : how the columns and values of the file map to ours.
    vocabulary : the allowed codes.
    apart : incidents whose rows stand apart in the file, as `Runs.apart` tells them: all their rows are refused.
    """

    def __init__(self, profile: Profile, vocabulary: Vocabulary, apart: Numbers | None = None) -> None:
        self.profile = profile
        self._cells = Cells(profile, Lexicon(vocabulary))
        self._identifiers = Identifiers()
        self._incidents = Incidents(apart)

    def map(self, chunk: pd.DataFrame) -> Mapped:
        """Return the rows of a chunk as template rows.

        With one row an item, the last incident is held back until the next chunk or `finish`.
        """
        table, notes = self._table(chunk)
        if self.profile.grain == "item":
            return self._whole(self._incidents.feed(table, key_of(chunk, self.profile.incident)), notes)
        rows = pd.Series(chunk.index, index=chunk.index)
        return Mapped(self._completed(table), rows, pd.Series("", index=chunk.index, dtype="str"), notes)

    def finish(self) -> Mapped | None:
        """Return what is still held back; None if nothing is."""
        grouped = self._incidents.finish()
        return None if grouped is None else self._whole(grouped, pd.DataFrame(columns=list(NOTE_COLUMNS)))

    def _whole(self, grouped: Grouped, notes: pd.DataFrame) -> Mapped:
        differing = grouped.differing.assign(code="differs_within_incident", suggestion="")
        every = pd.concat([notes, differing], ignore_index=True)
        return Mapped(self._completed(grouped.template), grouped.rows, grouped.refused, every)

    def _completed(self, table: pd.DataFrame) -> pd.DataFrame:
        stated = table if "seizure_id" in table else table.assign(seizure_id="")
        identified = self._identifiers.complete(stated)
        extra = [name for name in identified.columns if name not in template_columns()]
        return identified.reindex(columns=[*template_columns(), *extra], fill_value="").astype("str")

    def _table(self, chunk: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the template columns that the chunk fills, one row a row of the chunk, and notes."""
        read: defaultdict[str, list[Bound]] = defaultdict(list)
        notes = [pd.DataFrame(columns=list(NOTE_COLUMNS))]
        columns = bound(self.profile, chunk.columns)
        for rule, column in columns:
            if rule.target not in NOT_KEPT:
                values, noted = self._cells.read(rule, chunk[column])
                read[rule.target].append(Bound(rule, values))
                notes.append(noted.assign(column=column))
            if rule.keep_raw:
                written = ColumnRule(rule.source, "summary", "note", sentinels=rule.sentinels)
                read["summary"].append(Bound(written, self._cells.read(written, chunk[column])[0]))
        table = {name: _combined(name, parts) for name, parts in read.items() if name not in {"item_type", "quantity"}}
        if "item_type" in read:
            raw = chunk[next(column for rule, column in columns if rule.target == "item_type")]
            parts = {name: read[name][0].values for name in ("item_type", "quantity") if name in read}
            items, noted = item_quantities(raw, parts, self.profile.constants.get("quantity", "1"))
            table = _with_items(table, items)
            notes.append(noted)
        frame = self._dated(self._constant(pd.DataFrame(table, index=chunk.index), read))
        return self._named(frame, chunk), pd.concat(notes, ignore_index=True)

    def _constant(self, frame: pd.DataFrame, read: dict[str, list[Bound]]) -> pd.DataFrame:
        """Fill blanks with what a stated cell says besides, then with what holds for every row."""
        given = [(part.values != "", part.rule.fixed) for parts in read.values() for part in parts if part.rule.fixed]
        everywhere = {name: text for name, text in self.profile.constants.items() if name != "quantity"}
        for rows, texts in [*given, (pd.Series(True, index=frame.index), everywhere)]:
            for name, text in texts.items():
                column = frame[name] if name in frame else pd.Series("", index=frame.index, dtype="str")
                frame = frame.assign(**{name: column.mask((column == "") & rows, text)})
        return frame

    def _dated(self, frame: pd.DataFrame) -> pd.DataFrame:
        if "date" not in frame or "date_precision" in frame:
            return frame
        return frame.assign(date_precision=frame["date"].str.len().map(PRECISIONS).fillna("").astype("str"))

    def _named(self, frame: pd.DataFrame, chunk: pd.DataFrame) -> pd.DataFrame:
        """Give the ids that are made of columns of the file."""
        columns = self.profile.id_from or (self.profile.incident if self.profile.grain == "item" else ())
        if not columns:
            return frame
        own = frame["seizure_id"] if "seizure_id" in frame else pd.Series("", index=frame.index, dtype="str")
        return frame.assign(seizure_id=own.mask(own == "", key_of(chunk, columns)))


def key_of(chunk: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Return the texts of some columns joined by `-`; blank where all of them are."""
    columns = by_key(chunk.columns)
    held = [chunk[columns[value_key(name)]].str.strip() for name in names if value_key(name) in columns]
    blank = pd.Series("", index=chunk.index, dtype="str")
    return reduce(lambda left, right: _together(left, right, "-"), held, blank)


def _together(left: pd.Series, right: pd.Series, separator: str) -> pd.Series:
    joined = left + separator + right
    return joined.where((left != "") & (right != ""), left.where(right == "", right))


def _combined(target: str, parts: Sequence[Bound]) -> pd.Series:
    """Make one column of those that share a target: dates are put together, numbers added, texts joined."""
    if target == "date":
        return _date(parts)
    if target.startswith("qty_") or target == "firearms_total":
        return reduce(_added, (part.values for part in parts))
    values, previous = parts[0].values, kind_of(parts[0].rule)
    for part in parts[1:]:
        kind = kind_of(part.rule)
        beside = " " if "number" in {kind, previous} else JOINED.get(target, "; ")
        is_text = target in JOINED or kind == "text"
        values = _together(values, part.values, beside) if is_text else values.where(values != "", part.values)
        previous = kind
    return values


def _added(left: pd.Series, right: pd.Series) -> pd.Series:
    both = (left != "") & (right != "")
    total = counted(left[both]) + counted(right[both])
    text = total.map(lambda number: f"{number:.0f}" if number == np.floor(number) else str(number)).astype("str")
    text = text.where(total.notna(), left[both] + " + " + right[both])
    either = left.where(right == "", right)
    return either.mask(both, text.reindex(left.index))


def _date(parts: Sequence[Bound]) -> pd.Series:
    """Join year, month and day as far as they are stated in order; a whole date comes first."""
    kinds = {kind_of(part.rule): part.values for part in reversed(parts)}
    blank = pd.Series("", index=parts[0].values.index, dtype="str")
    year, month, day = (kinds.get(kind, blank) for kind in DATE_PARTS)
    month = month.where(year != "", "")
    split = _together(_together(year, month, "-"), day.where(month != "", ""), "-")
    whole = kinds.get("date", blank)
    return whole.where(whole != "", split)


def _with_items(table: dict[str, pd.Series], items: dict[str, pd.Series]) -> dict[str, pd.Series]:
    joined = dict(table)
    for name, values in items.items():
        if name not in table:
            joined[name] = values
        elif name == OTHER_GOODS:
            joined[name] = _together(values, table[name], "; ")
        else:
            joined[name] = _added(table[name], values)
    return joined
