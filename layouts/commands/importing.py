"""The command line of imports: what a data steward types, and what is answered."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from data.flat import without_formulas
from data.intake import Outcome, Plan, examine
from data.mapping.profiles import Profile, targets
from data.reading.source import UnreadableFile
from data.replacing import moved
from data.taking import look_through, table_of
from layouts.commands.words import tell
from layouts.i18n import Speech
from layouts.library import Library
from layouts.sentences import describe, unreadable
from layouts.wizard.mappings import known_profiles

NAMED = 5
"""Records that are named where many are meant."""


@dataclass(frozen=True)
class Order:
    """What is asked of an import.

    Attributes
    ----------
    files : what is read, each in one commit of its own.
    profile : name of a profile; None to recognise or guess it.
    dataset : the dataset the records belong to.
    rehearse : whether nothing is committed.
    report : folder for `summary.json` and the refused rows; None for none.
    shape : what overrules the form found: `sheet`, `encoding`, `delimiter`, `header`.
    constants : column → what holds for every row that states nothing else.
    replaces : whether records may be replaced by ones of another date, country or place.
    """

    files: Sequence[Path]
    profile: str | None
    dataset: str
    rehearse: bool
    report: Path | None
    shape: dict[str, Any]
    constants: Mapping[str, str]
    replaces: bool = False


def take_in(order: Order, library: Library, say: Speech) -> int:
    """Import files one after the other; return 0, 1 if a file or rows were refused, 2 for an unknown profile."""
    known, wrong = known_profiles(library.store)
    for error in wrong:
        print(say("The profile {file} can't be used: {where}.", file=error.file, where=error.where), file=sys.stderr)
    if order.profile and order.profile not in known:
        names = ", ".join(sorted(known))
        print(
            say("There is no profile “{name}”. There are: {names}.", name=order.profile, names=names), file=sys.stderr
        )
        return 2
    codes = []
    for place, path in enumerate(order.files, start=1):
        folder = order.report / f"{place:03}-{path.stem}" if order.report and len(order.files) > 1 else order.report
        try:
            if folder:
                _made(folder)
            codes.append(_one(replace(order, report=folder), path, known, library, say))
        except UnreadableFile as error:
            codes.append(_fail(unreadable(error, say)))
        except Unwritable as error:
            codes.append(_fail(say("Can't write {file}: {reason}.", file=error.place, reason=error.reason)))
    return max(codes, default=0)


class Unwritable(Exception):
    """A report that can't be written: where, and why."""

    def __init__(self, place: Path, error: OSError) -> None:
        super().__init__(str(error))
        self.place = place
        self.reason = error.strerror or str(error)


def _made(folder: Path) -> None:
    """Make the folder of a report before anything is committed.

    Raises
    ------
    Unwritable
        If it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(folder, error) from error


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _one(order: Order, path: Path, known: dict[str, Profile], library: Library, say: Speech) -> int:
    """Import one file; nothing is committed for a rehearsal or where no row can be taken in."""
    store = library.store
    terms: dict[str, Any] = {"vocabulary": library.vocabulary, "gazetteer": library.gazetteer}
    plan = examine(path, profiles=known, profile=order.profile, **terms, **order.shape)
    allowed = (*targets(plan.profile.target), "year", "month", "day")
    if wrong := [name for name in order.constants if name not in allowed]:
        told = say("{file} has no column {names} that could be set for all rows.")
        print(told.format(file=path.name, names=", ".join(wrong)), file=sys.stderr)
        return 2
    plan = replace(plan, profile=replace(plan.profile, constants={**plan.profile.constants, **order.constants}))
    table = table_of(store, plan.profile.target)
    with TemporaryDirectory(prefix="istmo-") as folder:
        outcome = look_through(
            plan,
            library.rules(order.dataset),
            Path(folder),
            lambda remarks: describe(remarks, say),
            held=lambda: store.read() if store.exists() else None,
            progress=_progress(path, say),
            into=table,
        )
        other = pd.DataFrame() if order.replaces else moved(outcome.replaced)
        taken = outcome.entry.accepted + outcome.entry.flagged and not order.rehearse and other.empty
        version = table.commit(outcome.staged, outcome.entry) if taken else None
        tell(outcome, plan, say)
        print(_ending(outcome, version, order, plan.profile.target, other, say))
        if order.report:
            _report(outcome, plan, version, order.report)
    return 1 if outcome.entry.refused or len(other) else 0


def _progress(path: Path, say: Speech) -> Callable[[float], None]:
    """Return what tells the progress on a terminal; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        return lambda done: None

    def tell(done: float) -> None:
        print(f"\r{path.name}: {say.percent(done * 100, 100)} ", end="", file=sys.stderr, flush=True)

    return tell


def _ending(outcome: Outcome, version: int | None, order: Order, target: str, other: pd.DataFrame, say: Speech) -> str:
    """Return what was done, and how to undo it; or why nothing was."""
    if version is not None:
        option = " --published" if target == "published" else ""
        undo = say("This is version {version}. To undo it: python app.py restore {before}")
        return undo.format(version=version, before=version - 1) + option
    if len(other):
        return say(
            "{n} records that are held would be replaced by ones of another date, country or place, such as {ids}: "
            "nothing was changed. If they are corrections, add --replace; if not, give these rows other ids.",
            n=say.number(len(other)),
            ids=", ".join(other["seizure_id"].head(NAMED)),
        )
    if order.rehearse:
        return say("Rehearsal: nothing was changed.")
    return say("No row could be taken in: nothing was changed.")


def _report(outcome: Outcome, plan: Plan, version: int | None, folder: Path) -> None:
    """Write `summary.json`, the refused rows, the remarks and the twins; what an earlier import left there goes.

    Raises
    ------
    Unwritable
        If a file can't be written.
    """
    text = json.dumps(outcome.summary(version) | plan.summary(), ensure_ascii=False, indent=2)
    try:
        (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
        for name, written in (("refused.csv", outcome.refused), ("remarks.csv", outcome.written)):
            (folder / name).unlink(missing_ok=True)
            if written:
                copyfile(written, folder / name)
        (folder / "twins.csv").unlink(missing_ok=True)
        if len(outcome.twins):
            without_formulas(outcome.twins).to_csv(folder / "twins.csv", index=False, encoding="utf-8-sig")
    except OSError as error:
        raise Unwritable(folder, error) from error
