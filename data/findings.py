"""What a pass over a file finds: remarks on its rows, and the rows it refuses, as they came, with their reasons."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from data.checking.checks import REMARK_COLUMNS
from data.checking.gravity import effects
from data.flat import with_formulas, without_formulas

SHOWN = 200
"""Remarks of one code that are kept to be shown; all are counted and written."""

ROW, REASON = "istmo_row", "istmo_reason"
"""Columns added to the refused rows, which no import takes for data."""

EFFECT, REMARK = "effect", "remark"
"""Columns added to the remarks: whether one `refuses` its row, `flags` it or only `notes`; and its sentence."""

Describe = Callable[[pd.DataFrame], pd.Series]
"""Remarks (`column`, `value`, `code`, `suggestion`) → sentences."""


@dataclass
class Findings:
    """Remarks and refused rows of one file, written as they come.

    Attributes
    ----------
    folder : where `remarks.csv` and `refused.csv` are written; what an earlier pass left there is removed.
    describe : turns remarks into sentences.
    """

    folder: Path
    describe: Describe
    _shown: list[pd.DataFrame] = field(default_factory=list)
    _codes: Counter[str] = field(default_factory=Counter)
    _doubted: list["np.ndarray"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in (self._refused, self._remarks):
            path.unlink(missing_ok=True)

    @property
    def _refused(self) -> Path:
        return self.folder / "refused.csv"

    @property
    def _remarks(self) -> Path:
        return self.folder / "remarks.csv"

    @property
    def refused(self) -> Path | None:
        """Where the refused rows lie; None if there are none."""
        return self._refused if self._refused.exists() else None

    @property
    def written(self) -> Path | None:
        """Where all remarks lie, each with its sentence; None if there are none."""
        return self._remarks if self._remarks.exists() else None

    @property
    def codes(self) -> Mapping[str, int]:
        """Code → how many remarks bear it."""
        return dict(self._codes)

    @property
    def shown(self) -> pd.DataFrame:
        """Return `row`, `column`, `value`, `code`, `suggestion`: the first `SHOWN` remarks of each code."""
        return pd.concat([pd.DataFrame(columns=REMARK_COLUMNS), *self._shown], ignore_index=True)

    @property
    def doubted(self) -> "np.ndarray":
        """Return the rows with a remark that flags them, if they are taken in."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *self._doubted]))

    def note(self, remarks: pd.DataFrame) -> None:
        """Count remarks, write them, and keep the first of each code."""
        if remarks.empty:
            return
        table = remarks.reindex(columns=REMARK_COLUMNS)
        effect = effects(table["code"])
        self._doubted.append(np.unique(table.loc[effect == "flags", "row"].to_numpy(np.int64)))
        for code, those in table.groupby("code", sort=False):
            left = SHOWN - self._codes[code]
            self._codes[code] += len(those)
            if left > 0:
                self._shown.append(those.head(left))
        _append(table.assign(**{EFFECT: effect, REMARK: self.describe(table)}), self._remarks)

    def refuse(self, raw: pd.DataFrame, reasons: pd.DataFrame) -> None:
        """Write refused rows as they came, each with its row and its reasons; what looks like a formula is disarmed.

        Parameters
        ----------
        raw : the rows, all text, indexed by the row number a person sees.
        reasons : remarks on them.
        """
        if raw.empty:
            return
        told = self.describe(reasons).groupby(reasons["row"].to_numpy()).agg(" ".join)
        _append(raw.assign(**{ROW: raw.index, REASON: told.reindex(raw.index)}), self._refused)


def _append(table: pd.DataFrame, path: Path) -> None:
    """Add rows to a CSV that spreadsheets open rightly."""
    is_new = not path.exists()
    encoding = "utf-8-sig" if is_new else "utf-8"
    safe = without_formulas(table)
    safe.to_csv(path, mode="a", header=is_new, index=False, encoding=encoding, lineterminator="\n")


def as_it_was(chunk: pd.DataFrame) -> pd.DataFrame:
    """Return rows without what an earlier import added to them, if they were refused there and mended since."""
    if ROW not in chunk:
        return chunk
    own = chunk.drop(columns=[ROW, REASON], errors="ignore")
    return own.apply(with_formulas).set_axis(list(columns_as_they_were(list(chunk.columns))), axis="columns")


def columns_as_they_were(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns without those that an earlier import added, as `as_it_was` returns them."""
    if ROW not in columns:
        return tuple(columns)
    return tuple(with_formulas(pd.Series([name for name in columns if name not in {ROW, REASON}], dtype="str")))
