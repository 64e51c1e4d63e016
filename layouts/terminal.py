"""The command line of imports: what a data steward types, and what is answered."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from data.intake import Outcome, examine
from data.mapping.profiles import Profile, targets
from data.reading.source import UnreadableFile
from data.taking import look_through, table_of
from layouts.i18n import Speech
from layouts.library import Library
from layouts.mappings import known_profiles
from layouts.sentences import describe, unreadable


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
    """

    files: Sequence[Path]
    profile: str | None
    dataset: str
    rehearse: bool
    report: Path | None
    shape: dict[str, Any]
    constants: Mapping[str, str]


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
            codes.append(_one(replace(order, report=folder), path, known, library, say))
        except UnreadableFile as error:
            print(unreadable(error, say), file=sys.stderr)
            codes.append(1)
    return max(codes, default=0)


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
    with TemporaryDirectory(prefix="istmo-") as folder:
        outcome = look_through(
            plan,
            library.rules(order.dataset),
            Path(folder),
            lambda remarks: describe(remarks, say),
            held=lambda: store.read() if store.exists() else None,
            progress=_progress(path, say),
        )
        taken = outcome.entry.accepted + outcome.entry.flagged
        table = table_of(store, plan.profile.target)
        version = table.commit(outcome.staged, outcome.entry) if taken and not order.rehearse else None
        _tell(outcome, version, order, plan.profile.target, say)
        if order.report:
            _report(outcome, version, order.report, say)
    return 1 if outcome.entry.refused else 0


def _progress(path: Path, say: Speech) -> Callable[[float], None]:
    """Return what tells the progress on a terminal; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        return lambda done: None

    def tell(done: float) -> None:
        print(f"\r{path.name}: {say.percent(done * 100, 100)} ", end="", file=sys.stderr, flush=True)

    return tell


def _tell(outcome: Outcome, version: int | None, order: Order, target: str, say: Speech) -> None:
    entry = outcome.entry
    counts = {
        name: say.number(getattr(entry, name)) for name in ("read", "accepted", "flagged", "refused", "duplicates")
    }
    told = say(
        "{file} ({profile}): {read} rows read = {accepted} accepted + {flagged} accepted with remarks + {refused} "
        "refused; {duplicates} may be recorded twice."
    )
    print(told.format(file=entry.file, profile=entry.profile, **counts))
    for code, count in sorted(outcome.codes.items(), key=lambda pair: -pair[1]):
        example = outcome.remarks[outcome.remarks["code"] == code].head(1)
        for row, sentence in zip(example["row"], describe(example, say), strict=True):
            print("  " + say("{n} × such as row {row}: {sentence}", n=say.number(count), row=row, sentence=sentence))
    if version is not None:
        option = " --published" if target == "published" else ""
        undo = say("This is version {version}. To undo it: python app.py restore {before}")
        print(undo.format(version=version, before=version - 1) + option)
    else:
        why = (
            say("Rehearsal: nothing was changed.")
            if order.rehearse
            else say("No row could be taken in: nothing was changed.")
        )
        print(why)


def _report(outcome: Outcome, version: int | None, folder: Path, say: Speech) -> None:
    """Write `summary.json`, the refused rows and the remarks; what an earlier import left there goes."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(outcome.summary(version), ensure_ascii=False, indent=2)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    for name, written in (("refused.csv", outcome.refused), ("remarks.csv", outcome.written)):
        (folder / name).unlink(missing_ok=True)
        if written:
            copyfile(written, folder / name)
