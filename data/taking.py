"""A file of whichever kind: single seizures go to the records, totals to the published figures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from data.checking.checks import Rules
from data.figures import Tally
from data.findings import Describe
from data.intake import Intake, Outcome, Plan, Progress
from data.replacing import replaced
from data.schema import Records
from data.store import Published, Store
from data.versions.commits import Versioned


def look_through(
    plan: Plan,
    rules: Rules,
    folder: Path,
    describe: Describe,
    *,
    held: Callable[[], Records | None],
    progress: Progress = lambda done: None,
    into: Versioned | None = None,
) -> Outcome:
    """Read, map and check every row of a file; commit nothing.

    Parameters
    ----------
    plan, rules, folder, describe : as `Intake` has them.
    held : gives the records in force, for what may be recorded twice; asked only where the file holds seizures.
    progress : called with the fraction done; it may raise to stop.
    into : the table the file will go to, for what it replaces there; None to leave that untold.

    Raises
    ------
    UnreadableFile
        If the file turns out to be damaged further down.
    """
    if plan.profile.target == "published":
        outcome = Tally(plan, rules, folder, describe).run(progress)
    else:
        outcome = Intake(plan, rules, folder, describe).run(held(), progress)
    if into is None:
        return outcome
    found = replaced(into, outcome.staged)
    return replace(outcome, entry=replace(outcome.entry, replaced=len(found)), replaced=found)


def table_of(store: Store, target: str) -> Store | Published:
    """Return the table that a file of this target goes to."""
    return store.published if target == "published" else store
