"""What came after a version: the newest one, and how many records were added, changed and removed since."""

from dataclasses import dataclass

from analytics.recent import Recent
from data.store import Store
from data.versions.ledger import RESTORE
from layouts.tasks import Job, Tasks

SMALL = 50_000
"""Records of which two versions are compared off the request's path where the commits don't tell what they changed."""

COUNTS = ("added", "changed", "removed")


@dataclass(frozen=True)
class Newer:
    """What came after a version.

    Attributes
    ----------
    version : the newest.
    counts : records `added`, `changed` and `removed` by the commits since; None where that isn't known, or not yet.
    """

    version: int
    counts: tuple[int, int, int] | None


class Later:
    """Tells what came after the versions of a store.

    Parameters
    ----------
    store : where they lie.
    tasks : where two versions are compared.
    """

    def __init__(self, store: Store, tasks: Tasks) -> None:
        self._store, self._tasks = store, tasks
        self._known: Recent[tuple[int, int], tuple[int, int, int] | None] = Recent(64)

    def than(self, version: int, size: int) -> Newer | None:
        """Return what came after a version that holds `size` records; None if it is the newest. It never waits."""
        newest = self._store.version()
        if version >= newest:
            return None
        told = self._known.get((version, newest), lambda: self._summed(version))
        return Newer(newest, told or self._compared(version, newest, size))

    def _summed(self, version: int) -> tuple[int, int, int] | None:
        """Return what the commits since say they did; None where one of them doesn't (a restore brings any change)."""
        table = self._store.versions()
        since = table[table["version"] > version]
        counts = since[list(COUNTS)]
        if (since["action"] == RESTORE).any() or counts.isna().any(axis=None):
            return None
        added, changed, removed = (int(counts[name].sum()) for name in COUNTS)
        return added, changed, removed

    def _compared(self, version: int, newest: int, size: int) -> tuple[int, int, int] | None:
        """Return in how many records two small versions differ, once that has been looked up."""
        if size > SMALL:
            return None
        key = f"changes {version} {newest}"
        outcome = self._tasks.look(key)
        if outcome is None:
            self._tasks.start(Job(key, lambda progress: self._differences(version, newest), "changes", size))
        return outcome.result if outcome and outcome.state == "done" else None

    def _differences(self, version: int, newest: int) -> tuple[int, int, int]:
        found = self._store.changes(version, newest)["change"].value_counts()
        added, changed, removed = (int(found.get(name, 0)) for name in COUNTS)
        return added, changed, removed
