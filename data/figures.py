"""A bulletin of totals → one commit to the published figures: read, turned into figures, checked and staged.

A row is taken in whole or refused whole: where one of its figures can't be read, none comes in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from data.checking.checks import REMARK_COLUMNS, Rules
from data.checking.personal import without_personal
from data.checking.twins import COLUMNS as TWIN_COLUMNS
from data.findings import Describe, Findings
from data.intake import CHECKED_AGAIN, CHUNK, Outcome, Plan, Progress, entry_of
from data.mapping.bulletins import published
from data.mapping.profiles import bound
from data.store import PUBLISHED_SCHEMA, Published, figures_to_arrow
from data.vocabulary import Vocabulary

PERIOD = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
"""A year, a month or a day; two of them with `/` between are a span."""

FIGURE_TARGETS = {
    "number_unreadable": "value",
    "number_negative": "value",
    "period_unreadable": "date",
    "figure_place_unknown": "place",
}
"""Codes of remarks → the target of the column they speak of."""


@dataclass
class Tally:
    """One pass over a file of totals.

    Attributes
    ----------
    plan : how it is read: a profile of target `published`.
    rules : vocabulary, today and the name of the import.
    folder : where the staged figures and the refused rows are written.
    describe : turns remarks into the sentences of the refused rows.
    """

    plan: Plan
    rules: Rules
    folder: Path
    describe: Describe

    def run(self, progress: Progress = lambda done: None) -> Outcome:
        """Read and check every row; commit nothing.

        Parameters
        ----------
        progress : called with the fraction done; it may raise to stop.

        Raises
        ------
        UnreadableFile
            If the file turns out to be damaged further down.
        """
        findings, read = Findings(self.folder, self.describe), 0
        staged = self.folder / "staged.parquet"
        seen: set[tuple[str, ...]] = set()
        states = [pd.Series(dtype="str")]
        with pq.ParquetWriter(staged, PUBLISHED_SCHEMA) as writer:
            for raw in self._rows(findings, progress):
                read += len(raw)
                figures, notes = published(raw, self.plan.profile)
                figures = self._sourced(figures)
                remarks = self._remarks(raw, figures, seen)
                refused = raw.index.isin(remarks["row"])
                findings.note(notes[~notes["code"].isin(CHECKED_AGAIN)])
                findings.note(remarks)
                findings.refuse(raw[refused], remarks)
                kept = figures[~figures.index.isin(raw.index[refused])]
                seen.update(keys(kept))
                writer.write_table(figures_to_arrow(kept, self.rules.import_id))
                states.append(pd.Series("accepted", index=raw.index).mask(refused, "refused"))
        progress(1.0)
        findings.note(self.plan.source.notes().assign(suggestion=""))
        state = pd.concat(states)
        state = state.mask((state == "accepted") & state.index.isin(findings.doubted), "flagged")
        entry, none = entry_of(self.plan, self.rules, state, read), pd.DataFrame(columns=TWIN_COLUMNS)
        return Outcome(entry, staged, findings.refused, findings.shown, findings.written, findings.codes, none)

    def _rows(self, findings: Findings, progress: Progress) -> Iterator[pd.DataFrame]:
        for chunk in self.plan.source.chunks(CHUNK):
            progress(self.plan.source.done())
            raw, masked = without_personal(chunk, self.plan.personal)
            findings.note(masked.assign(value="", code="personal_masked", suggestion=masked["kind"]))
            yield raw

    def _sourced(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Note the file where no source is stated; it is no part of the key, so that a copy of it changes nothing."""
        name, note = self.plan.source.path.name, figures["note"]
        noted = (note + "; " + name).where(note != "", name)
        return figures.assign(note=note.where(figures["source_title"] != "", noted))

    def _remarks(self, raw: pd.DataFrame, figures: pd.DataFrame, seen: set[tuple[str, ...]]) -> pd.DataFrame:
        """Return what refuses rows: no figure, or one that can't be taken in."""
        none = raw.index[~raw.index.isin(figures.index)]
        number = pd.to_numeric(figures["value"], errors="coerce")
        repeated = pd.Series(keys(figures), index=figures.index, dtype="object")
        wrong = {
            "number_unreadable": ~np.isfinite(number),
            "number_negative": number < 0,
            "period_unreadable": ~figures["period"].str.fullmatch(f"{PERIOD}(/{PERIOD})?"),
            "figure_place_unknown": ~figures["place"].isin(known_places(self.rules.vocabulary)),
            "figure_repeated": repeated.duplicated() | repeated.isin(seen),
        }
        held = {"date": "period"}
        columns = {rule.target: column for rule, column in reversed(bound(self.plan.profile, raw.columns))}
        parts = [pd.DataFrame({"row": none, "column": "", "value": "", "code": "figure_missing"})]
        for code, rows in wrong.items():
            those = figures[rows]
            target = FIGURE_TARGETS.get(code, "")
            told = those[held.get(target, target)] if target else ""
            column = columns.get(target, "")
            parts.append(pd.DataFrame({"row": those.index, "column": column, "value": told, "code": code}))
        found = pd.concat(parts, ignore_index=True).assign(suggestion="").drop_duplicates()
        return found[REMARK_COLUMNS].fillna("")


def keys(figures: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what names each figure: two with the same key are one figure."""
    return list(figures[list(Published.key)].itertuples(index=False, name=None))


def known_places(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the codes that a figure may be of: countries and their provinces."""
    return frozenset(vocabulary.listed("country")) | frozenset(vocabulary.provinces["code"])
