"""A file → one commit: read, mapped, checked and staged in one pass, a chunk at a time, so that memory stays bounded.

Nothing is committed while a file is looked at: what was checked lies in a working folder until `commit` is called.
Every row of the file ends as exactly one of accepted, flagged or refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from data.checking.checks import REFUSING, REMARK_COLUMNS, Checked, Checker, Rules
from data.checking.personal import without_personal
from data.checking.twins import COLUMNS as TWIN_COLUMNS
from data.checking.twins import traits, twins
from data.findings import Describe, Findings
from data.mapping.grouping import Numbers, Runs
from data.mapping.mapper import Mapped, Mapper, key_of
from data.mapping.profiles import bound
from data.mapping.sums import sums
from data.mapping.values import value_key
from data.plans import Plan, examine
from data.schema import ARROW_SCHEMA, Records, to_arrow
from data.versions.ledger import Entry

__all__ = ["Intake", "Outcome", "Plan", "Progress", "entry_of", "examine"]

CHUNK = 50_000
"""Rows looked at together."""

STATES = ("accepted", "flagged", "refused")

CHECKED_AGAIN = frozenset({"date_unreadable", "number_unreadable", "country_unknown"})
"""Notes of the mapping whose value stays as it is written, so that the check says the same."""

ASTRAY = "cells_surplus"
"""Note of the reader for which a row is refused: any of its cells may stand in another column than its own."""

COUNTING, READING = 0.25, 0.85
"""Share of the work done when the rows of incidents were counted, and when all are read and checked; the rest looks for
what is recorded twice."""

_NOTHING = pd.DataFrame({"state": pd.Series(dtype="str"), "record": pd.Series(dtype="int64")})
_NONE_REPLACED = pd.DataFrame(columns=["seizure_id", "dataset", "columns"], dtype="str")

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Outcome:
    """What a file holds, before it is committed.

    Attributes
    ----------
    entry : what the commit will say of itself: file, hash, profile, counts.
    staged : the records, in the stored form.
    refused : the refused rows as they came, each with its row and reasons; None if there are none.
    remarks : `row`, `column`, `value`, `code`, `suggestion`: the first of each code.
    written : all of them as CSV, each with its sentence; None if there are none.
    codes : code → how many remarks bear it.
    twins : `row`, `other_id`, `other_row`, `days`, `kilometres`, `kind`: what may be recorded twice; rows are those of
        the file, `other_row` is missing where the other record is in the store.
    replaced : the key of the records held whose place it takes, and `columns`: in which they differ (joined by `;`).
    """

    entry: Entry
    staged: Path
    refused: Path | None
    remarks: pd.DataFrame
    written: Path | None
    codes: Mapping[str, int]
    twins: pd.DataFrame
    replaced: pd.DataFrame = field(default_factory=_NONE_REPLACED.copy)

    def summary(self, version: int | None) -> dict[str, Any]:
        """Return the counts as `summary.json` holds them; `version` is None for a rehearsal."""
        names = ("read", *STATES, "duplicates", "replaced", "profile")
        counts = {name: getattr(self.entry, name) for name in names}
        done = {"committed": version is not None, "version": version}
        return {"file": self.entry.file, **counts, **done, "remarks": dict(self.codes)}


@dataclass
class Intake:
    """One pass over a file.

    Attributes
    ----------
    plan : how it is read.
    rules : what its rows are checked against.
    folder : where the staged records and the refused rows are written.
    describe : turns remarks into the sentences of the refused rows.
    """

    plan: Plan
    rules: Rules
    folder: Path
    describe: Describe
    _read: int = 0

    @cached_property
    def _findings(self) -> Findings:
        return Findings(self.folder, self.describe)

    @cached_property
    def _written(self) -> dict[str, str]:
        """Our columns → how the file writes them."""
        columns = bound(self.plan.profile, self.plan.source.shape.columns)
        return {rule.target: column for rule, column in reversed(columns)}

    def _as_written(self, columns: pd.Series) -> pd.Series:
        """Return how the file writes our columns; a quantity of an item file stands in one column for all types."""
        own = self._written
        of_items = own.get("quantity", own.get("item_type", ""))
        is_item = columns.str.startswith("qty_") & ~columns.isin(list(own)) & bool(of_items)
        return columns.replace(own).mask(is_item, of_items)

    @property
    def staged(self) -> Path:
        """Where the records lie until they are committed."""
        return self.folder / "staged.parquet"

    def run(self, old: Records | None, progress: Progress = lambda done: None) -> Outcome:
        """Read, map and check every row; commit nothing.

        Parameters
        ----------
        old : the records in force, to look for what may be recorded twice.
        progress : called with the fraction done; it may raise to stop.

        Raises
        ------
        UnreadableFile
            If the file turns out to be damaged further down.
        """
        checker, vocabulary, taken = Checker(self.rules), self.rules.vocabulary, 0
        self.folder.mkdir(parents=True, exist_ok=True)
        states, seen = [_NOTHING], []
        with pq.ParquetWriter(self.staged, ARROW_SCHEMA) as writer:
            for mapped, raw in self._mapped(progress):
                checked = checker.check(mapped.template)
                writer.write_table(to_arrow(checked.records))
                states.append(self._judge(mapped, checked, raw, taken))
                seen.append(traits(checked.records, vocabulary))
                taken += len(checked.records)
        progress(READING)
        stored = traits(old, vocabulary) if old is not None else None
        pairs = twins(pd.concat(seen, ignore_index=True), stored) if taken else pd.DataFrame(columns=TWIN_COLUMNS)
        return self._outcome(pd.concat(states), pairs)

    def _mapped(self, progress: Progress) -> Iterator[tuple[Mapped, pd.DataFrame]]:
        """Yield the chunks mapped, each with the rows of the file that it tells of."""
        profile, source, self._read = self.plan.profile, self.plan.source, 0
        apart = self._apart(progress) if profile.grain == "item" else None
        begin = COUNTING if profile.grain == "item" else 0.0
        mapper, held = Mapper(profile, self.rules.vocabulary, apart), pd.DataFrame()
        for chunk in source.chunks(CHUNK):
            self._read += len(chunk)
            progress(begin + source.done() * (READING - begin))
            raw, masked = without_personal(chunk, self.plan.personal)
            self._findings.note(masked.assign(value="", code="personal_masked", suggestion=masked["kind"]))
            left_out = self._left_out(chunk)
            mapped = mapper.map(raw[~raw.index.isin(left_out.index)])
            mapped = replace(mapped, refused=pd.concat([mapped.refused, left_out]).sort_index())
            held = pd.concat([held, raw])
            yield mapped, held.loc[mapped.refused.index]
            held = held.drop(index=mapped.refused.index)
        if last := mapper.finish():
            yield last, held.loc[last.refused.index]

    def _left_out(self, chunk: pd.DataFrame) -> pd.Series:
        """Return why rows are not mapped: row → `row_of_sums`, or `ASTRAY` where the reader noted it."""
        notes = self.plan.source.notes()
        codes = pd.Series("", index=chunk.index, dtype="str").mask(sums(chunk, self.plan.profile), "row_of_sums")
        codes = codes.mask(codes.index.isin(notes.loc[notes["code"] == ASTRAY, "row"]), ASTRAY)
        return codes[codes != ""]

    def _apart(self, progress: Progress) -> Numbers:
        """Look over the whole file for incidents whose rows stand apart."""
        profile, source, runs = self.plan.profile, self.plan.source, Runs()
        for chunk in source.chunks(CHUNK):
            progress(source.done() * COUNTING)
            kept = chunk[~chunk.index.isin(self._left_out(chunk).index)]
            naming = [name for name in kept.columns if value_key(name) in {value_key(key) for key in profile.incident}]
            named = {name: kind for name, kind in self.plan.personal.items() if name in naming}
            raw, _ = without_personal(kept[naming], named)
            runs.feed(key_of(raw, profile.incident))
        return runs.apart()

    def _judge(self, mapped: Mapped, checked: Checked, raw: pd.DataFrame, taken: int) -> pd.DataFrame:
        """Return the `state` of each row of the file and the position of its `record` (-1 for none)."""
        notes = mapped.notes[~mapped.notes["code"].isin(CHECKED_AGAIN)]
        ours = notes["code"] == "differs_within_incident"
        notes = notes.assign(column=notes["column"].mask(ours, self._as_written(notes["column"])))
        remarks = checked.remarks.assign(column=self._as_written(checked.remarks["column"]))
        self._findings.note(notes)
        self._findings.note(remarks)
        unmapped = mapped.refused[mapped.refused != ""].str.split(";").explode()
        refusals = pd.DataFrame({"row": unmapped.index, "code": unmapped.to_numpy()})
        refusals = refusals.reindex(columns=REMARK_COLUMNS, fill_value="")
        self._findings.note(refusals)
        kept = checked.status != "refused"
        position = pd.Series(kept.cumsum() - 1 + taken).where(kept, -1)
        state = mapped.rows.map(checked.status).astype("object").reindex(mapped.refused.index).fillna("refused")
        record = mapped.rows.map(position).reindex(mapped.refused.index).fillna(-1).astype("int64")
        refusing = remarks[remarks["code"].isin(REFUSING)]
        own = pd.DataFrame({"file_row": mapped.rows.index, "row": mapped.rows.to_numpy()}).merge(refusing, on="row")
        own = own.drop(columns="row").rename(columns={"file_row": "row"})
        self._findings.refuse(raw[(state == "refused").to_numpy()], pd.concat([refusals, own], ignore_index=True))
        return pd.DataFrame({"state": state, "record": record})

    def _outcome(self, told: pd.DataFrame, pairs: pd.DataFrame) -> Outcome:
        """Return the outcome, given `state` and `record` of each row, and the twins among the records."""
        found = self._findings
        notes = self.plan.source.notes()
        found.note(notes[notes["code"] != ASTRAY].assign(suggestion=""))
        doubled = told["record"].isin(pairs["row"])
        doubted = doubled | told.index.isin(found.doubted)
        state = told["state"].mask((told["state"] == "accepted") & doubted, "flagged")
        entry = entry_of(self.plan, self.rules, state, self._read, int(doubled.sum()))
        entry = replace(entry, dataset=self.rules.dataset)
        pairs = _by_file_row(pairs, told["record"])
        return Outcome(entry, self.staged, found.refused, found.shown, found.written, found.codes, pairs)


def _by_file_row(pairs: pd.DataFrame, record: pd.Series) -> pd.DataFrame:
    """Return twins named by the rows of the file instead of the places of their records."""
    rows = pd.Series(record.index, index=record.to_numpy())
    rows = rows[(rows.index >= 0) & ~rows.index.duplicated()]
    other = pairs["other_row"].map(rows).astype("Int64")
    return pairs.assign(row=pairs["row"].map(rows).astype("int64"), other_row=other)


def entry_of(plan: Plan, rules: Rules, state: pd.Series, read: int, duplicates: int = 0) -> Entry:
    """Return what the commit of a file says of itself.

    Parameters
    ----------
    state : what became of each row.
    read : how many rows the file gave; counted where it is read, not where they are judged.

    Raises
    ------
    RuntimeError
        If a row was lost or told twice on the way: nothing may be committed then.
    """
    if read != len(state) or not state.index.is_unique or not state.isin(STATES).all():
        raise RuntimeError(f"{plan.source.path.name}: {read} rows were read, {len(state)} are accounted for")
    accepted, flagged, refused = (int((state == name).sum()) for name in STATES)
    return Entry(
        import_id=rules.import_id,
        file=plan.source.path.name,
        sha256=plan.source.sha256(),
        profile=plan.profile.name,
        read=read,
        accepted=accepted,
        flagged=flagged,
        refused=refused,
        duplicates=duplicates,
    )
