"""How a file is going to be read: its form, the mapping of its columns, and what of it is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.checking.personal import personal_columns
from data.findings import as_it_was, columns_as_they_were
from data.geography.gazetteer import Gazetteer
from data.mapping.mapper import NOT_KEPT
from data.mapping.matching import Guess, guess
from data.mapping.profiles import Profile, bound, recognise
from data.reading.delimited import Part
from data.reading.limits import UnreadableFile
from data.reading.source import Source, open_source
from data.vocabulary import Vocabulary

MOST_SHEETS = 5
"""Sheets looked at besides the one with the largest table."""


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

    @property
    def used(self) -> dict[str, str]:
        """Column of the file → what it becomes, for those that are kept."""
        columns = [name for name in self.source.shape.columns if name not in self.personal]
        return {column: rule.target for rule, column in bound(self.profile, columns) if rule.target not in NOT_KEPT}

    @property
    def ignored(self) -> list[str]:
        """Columns of the file that are left out, but those with personal data."""
        used = self.used
        return [name for name in self.source.shape.columns if name not in used and name not in self.personal]

    def summary(self) -> dict[str, Any]:
        """Return what a person should know of how the file was read, as `summary.json` holds it."""
        shape = self.source.shape
        return {
            "sheet": shape.sheet,
            "sheets_left_out": [name for name in shape.sheets if name != shape.sheet],
            "personal_columns": list(self.personal),
            "ignored_columns": self.ignored,
            "mapping": self.used if self.guess else {},
            "country_assumed": self.profile.constants.get("country", ""),
        }


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

    Rows that an earlier import refused are read as they were before it: without what it added to them.

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
    source = before_refusal(open_source(path, **shape))
    known = profiles[profile] if profile else recognise(source.shape.columns, profiles)
    if known is None and not shape.get("sheet"):
        source, known = _known_sheet(source, profiles, shape) or (source, None)
    head = source.head()
    personal = personal_columns(head)
    if known:
        return Plan(source, known, None, personal)
    guessed = guess(head.drop(columns=list(personal)), vocabulary, gazetteer)
    return Plan(source, guessed.profile, guessed, personal)


def _known_sheet(
    source: Source, profiles: Mapping[str, Profile], shape: Mapping[str, Any]
) -> tuple[Source, Profile] | None:
    """Return another sheet whose columns a profile knows: a template hardly filled is smaller than its lists."""
    for name in source.shape.left_out[:MOST_SHEETS]:
        try:
            other = before_refusal(open_source(source.path, **{**shape, "sheet": name}))
        except UnreadableFile:  # a sheet without a table
            continue
        if known := recognise(other.shape.columns, profiles):
            return other, known
    return None


def before_refusal(source: Source) -> Source:
    """Return a file as it was before an import refused its rows; any other file as it is."""
    columns = columns_as_they_were(source.shape.columns)
    if columns == source.shape.columns:
        return source
    reader = source._reader

    def read(rows: int) -> Iterator[Part]:
        return (replace(part, frame=as_it_was(part.frame)) for part in reader(rows))

    return replace(source, shape=replace(source.shape, columns=columns), _reader=read)
