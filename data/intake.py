"""A file → one commit: read, mapped, checked and staged in one pass, a chunk at a time, so that memory stays bounded.

Nothing is committed while a file is looked at: what was checked lies in a working folder until `commit` is called.
Every row of the file ends as exactly one of accepted, flagged or refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

from data.checking.checks import REFUSING, REMARK_COLUMNS, Checked, Checker, Rules
from data.checking.personal import personal_columns, without_personal
from data.checking.twins import COLUMNS as TWIN_COLUMNS
from data.checking.twins import traits, twins
from data.findings import Describe, Findings, as_it_was
from data.geography.gazetteer import Gazetteer
from data.mapping.mapper import Mapped, Mapper
from data.mapping.matching import Guess, guess
from data.mapping.profiles import Profile, bound, recognise
from data.reading.source import Source, open_source
from data.schema import ARROW_SCHEMA, Records, to_arrow
from data.versions.ledger import Entry
from data.vocabulary import Vocabulary

CHUNK = 50_000
"""Rows looked at together."""

STATES = ("accepted", "flagged", "refused")
MILD = frozenset({"value_left_out", "value_corrected"})
"""Notes of the mapping that don't flag a row: a word of the source that says nothing, an evident misspelling."""

CHECKED_AGAIN = frozenset({"date_unreadable", "number_unreadable", "country_unknown"})
"""Notes of the mapping whose value stays as it is written, so that the check says the same."""

READING = 0.85
"""Share of the work that is reading and checking; the rest looks for what is recorded twice."""

_NOTHING = pd.DataFrame({"state": pd.Series(dtype="str"), "record": pd.Series(dtype="int64")})

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Plan:
    """How a file is going to be read.

    Attributes
    ----------
    source : the opened file, with what was found of its form.
    profile : how its columns and values map to ours.
    guess : how sure a guessed mapping is; None for a known profile.
    personal : columns that hold personal data → kind: they are left out.
    """

    source: Source
    profile: Profile
    guess: Guess | None
    personal: Mapping[str, str]


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
    twins : `row`, `other_id`, `days`, `kilometres`, `kind`: what may be recorded twice.
    """

    entry: Entry
    staged: Path
    refused: Path | None
    remarks: pd.DataFrame
    written: Path | None
    codes: Mapping[str, int]
    twins: pd.DataFrame

    def summary(self, version: int | None) -> dict[str, Any]:
        """Return the counts as `summary.json` holds them; `version` is None for a rehearsal."""
        counts = {name: getattr(self.entry, name) for name in ("read", *STATES, "duplicates", "profile")}
        return {"file": self.entry.file, **counts, "version": version, "remarks": dict(self.codes)}


def examine(
    path: Path,
    *,
    profiles: Mapping[str, Profile],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    profile: str | None = None,
    **shape: Any,
) -> Plan:
    """Return how a file would be read: by the named profile, by one that knows its columns, or by a guess.

    Parameters
    ----------
    shape : what overrules the form found: `sheet`, `encoding`, `delimiter`, `header`.

    Raises
    ------
    UnreadableFile
        If the file can't be read as a table.
    KeyError
        If there is no profile of that name.
    """
    source = open_source(path, **shape)
    head = source.head()
    personal = personal_columns(head)
    known = profiles[profile] if profile else recognise(source.shape.columns, profiles)
    if known:
        return Plan(source, known, None, personal)
    guessed = guess(head.drop(columns=list(personal)), vocabulary, gazetteer)
    return Plan(source, guessed.profile, guessed, personal)


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

    @cached_property
    def _findings(self) -> Findings:
        return Findings(self.folder, self.describe)

    @cached_property
    def _written(self) -> dict[str, str]:
        """Our columns → how the file writes them."""
        columns = bound(self.plan.profile, self.plan.source.shape.columns)
        return {rule.target: column for rule, column in reversed(columns)}

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
        told = pd.concat(states)
        stored = traits(old, vocabulary) if old is not None else None
        pairs = twins(pd.concat(seen, ignore_index=True), stored) if taken else pd.DataFrame(columns=TWIN_COLUMNS)
        doubled = told["record"].isin(pairs["row"])
        state = told["state"].mask(self._mended(told.index) & (told["state"] == "accepted"), "flagged")
        state = state.mask(doubled & (state == "accepted"), "flagged")
        return self._outcome(state, pairs, int(doubled.sum()))

    def _mapped(self, progress: Progress) -> Iterator[tuple[Mapped, pd.DataFrame]]:
        """Yield the chunks mapped, each with the rows of the file that it tells of."""
        mapper, held = Mapper(self.plan.profile, self.rules.vocabulary), pd.DataFrame()
        for chunk in self.plan.source.chunks(CHUNK):
            progress(self.plan.source.done() * READING)
            raw, masked = without_personal(as_it_was(chunk), self.plan.personal)
            self._findings.note(masked.assign(value="", code="personal_masked", suggestion=masked["kind"]))
            mapped = mapper.map(raw)
            held = pd.concat([held, raw])
            yield mapped, held.loc[mapped.refused.index]
            held = held.drop(index=mapped.refused.index)
        if last := mapper.finish():
            yield last, held.loc[last.refused.index]

    def _judge(self, mapped: Mapped, checked: Checked, raw: pd.DataFrame, taken: int) -> pd.DataFrame:
        """Return the `state` of each row of the file and the position of its `record` (-1 for none)."""
        notes = mapped.notes[~mapped.notes["code"].isin(CHECKED_AGAIN)]
        remarks = checked.remarks.assign(column=checked.remarks["column"].replace(self._written))
        self._findings.note(notes)
        self._findings.note(remarks)
        unmapped = mapped.refused[mapped.refused != ""].str.split(";").explode()
        refusals = pd.DataFrame({"row": unmapped.index, "code": unmapped.to_numpy()})
        refusals = refusals.reindex(columns=REMARK_COLUMNS, fill_value="")
        self._findings.note(refusals)
        kept = checked.status != "refused"
        position = pd.Series(kept.cumsum() - 1 + taken).where(kept, -1)
        state = mapped.rows.map(checked.status).reindex(mapped.refused.index).fillna("refused")
        noted = notes.loc[~notes["code"].isin(MILD), "row"]
        state = state.mask((state == "accepted") & state.index.isin(noted), "flagged")
        record = mapped.rows.map(position).reindex(mapped.refused.index).fillna(-1).astype("int64")
        refusing = remarks[remarks["code"].isin(REFUSING)]
        own = pd.DataFrame({"file_row": mapped.rows.index, "row": mapped.rows.to_numpy()}).merge(refusing, on="row")
        own = own.drop(columns="row").rename(columns={"file_row": "row"})
        self._findings.refuse(raw[(state == "refused").to_numpy()], pd.concat([refusals, own], ignore_index=True))
        return pd.DataFrame({"state": state, "record": record})

    def _mended(self, rows: pd.Index) -> npt.NDArray[np.bool_]:
        """Tell which rows the reader had to mend."""
        notes = self.plan.source.notes()
        self._findings.note(notes.assign(suggestion=""))
        return np.asarray(rows.isin(notes["row"]))

    def _outcome(self, state: pd.Series, pairs: pd.DataFrame, duplicates: int) -> Outcome:
        entry = entry_of(self.plan, self.rules, state, duplicates, self.rules.dataset)
        found = self._findings
        return Outcome(entry, self.staged, found.refused, found.shown, found.written, found.codes, pairs)


def entry_of(plan: Plan, rules: Rules, state: pd.Series, duplicates: int = 0, dataset: str = "") -> Entry:
    """Return what the commit of a file says of itself, given the state of each of its rows."""
    accepted, flagged, refused = (int((state == name).sum()) for name in STATES)
    return Entry(
        import_id=rules.import_id,
        file=plan.source.path.name,
        sha256=plan.source.sha256(),
        profile=plan.profile.name,
        dataset=dataset,
        read=len(state),
        accepted=accepted,
        flagged=flagged,
        refused=refused,
        duplicates=duplicates,
    )
