"""A file of whichever kind: single seizures go to the records, totals to the published figures."""

from collections.abc import Callable
from pathlib import Path

from data.checking.checks import Rules
from data.figures import Tally
from data.findings import Describe
from data.intake import Intake, Outcome, Plan, Progress
from data.schema import Records
from data.store import Published, Store


def look_through(
    plan: Plan,
    rules: Rules,
    folder: Path,
    describe: Describe,
    *,
    held: Callable[[], Records | None],
    progress: Progress = lambda done: None,
) -> Outcome:
    """Read, map and check every row of a file; commit nothing.

    Parameters
    ----------
    plan, rules, folder, describe : as `Intake` has them.
    held : gives the records in force, for what may be recorded twice; asked only where the file holds seizures.
    progress : called with the fraction done; it may raise to stop.

    Raises
    ------
    UnreadableFile
        If the file turns out to be damaged further down.
    """
    if plan.profile.target == "published":
        return Tally(plan, rules, folder, describe).run(progress)
    return Intake(plan, rules, folder, describe).run(held(), progress)


def table_of(store: Store, target: str) -> Store | Published:
    """Return the table that a file of this target goes to."""
    return store.published if target == "published" else store
