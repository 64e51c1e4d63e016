"""Long computations: each runs once for a version and a selection, off the request's path; it can be cancelled.

How long each took is remembered: one that is known to be quick runs in the request, so that two threads don't wait
for each other and nobody sees a progress bar for nothing.
"""

import concurrent.futures
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from threading import Event, Lock
from time import monotonic, thread_time
from typing import Any, Literal

LOG = logging.getLogger(__name__)

Progress = Callable[[float], None]
Compute = Callable[[Progress], Any]
State = Literal["running", "done", "cancelled", "failed"]

PATIENCE = 20.0
"""Seconds after which a computation that nobody asks for any more stops."""

KEPT = 64


class Cancelled(Exception):
    """Raised inside a computation that is no longer wanted."""


@dataclass(frozen=True)
class Outcome:
    """How far a computation is; `result` is there once `state` is `done`."""

    state: State
    done: float = 0.0
    result: Any = None


@dataclass
class _Task:
    """One computation, shared by all who ask for it."""

    future: "Future[Any]" = field(default_factory=Future)
    done: float = 0.0
    asked: float = field(default_factory=monotonic)
    stop: Event = field(default_factory=Event)

    def report(self, done: float) -> None:
        """Take note of the fraction done.

        Raises
        ------
        Cancelled
            If somebody cancelled, or nobody waits any longer.
        """
        self.done = min(max(done, self.done), 1.0)
        if self.stop.is_set() or monotonic() - self.asked > PATIENCE:
            raise Cancelled

    def outcome(self) -> Outcome:
        """Return how far it is."""
        if not self.future.done():
            return Outcome("running", self.done)
        if self.future.cancelled() or isinstance(self.future.exception(), Cancelled):
            return Outcome("cancelled", self.done)
        if self.future.exception() is not None:
            return Outcome("failed", self.done)
        return Outcome("done", 1.0, self.future.result())


@dataclass(frozen=True)
class Job:
    """One computation that may take long.

    Attributes
    ----------
    key : what its result is known by.
    compute : progress → result.
    kind : what it has in common with others that take as long for as many records.
    size : number of records it reads.
    """

    key: str
    compute: Compute
    kind: str = ""
    size: int = 1


class Tasks:
    """Computations under way and their results.

    Parameters
    ----------
    workers : how many run at once; more wait their turn.
    """

    def __init__(self, workers: int = 2) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="istmo-task")
        self._tasks: OrderedDict[str, _Task] = OrderedDict()
        self._took: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def look(self, key: str) -> Outcome | None:
        """Return how far a computation is; None for one that was never started, or was abandoned."""
        with self._lock:
            task = self._tasks.get(key)
            if task is None or _was_abandoned(task):
                return None
            self._tasks.move_to_end(key)
        task.asked = max(task.asked, monotonic())
        return task.outcome()

    def start(self, job: Job) -> None:
        """Start a computation, unless it is under way or done; one that was abandoned starts again."""
        task, is_new = self._task(job.key)
        if is_new:
            self._pool.submit(self._run, job, task)

    def run(self, job: Job) -> Outcome:
        """Return the end of a computation (for what is quick, and for files)."""
        task, is_new = self._task(job.key)
        task.asked = inf
        if is_new:
            self._run(job, task)
        concurrent.futures.wait([task.future])
        return task.outcome()

    def expected(self, job: Job) -> float:
        """Return the seconds a computation takes by the last of its kind; infinite if there was none.

        In proportion to the records where they are more; as many seconds where they are fewer.
        """
        seconds, size = self._took.get(job.kind, (inf, 1))
        return seconds * max(job.size / size, 1.0)

    def cancel(self, key: str) -> None:
        """Stop a computation; it stays cancelled until it is started again."""
        with self._lock:
            task = self._tasks.get(key)
        if task:
            task.stop.set()
            task.future.cancel()

    def forget(self, key: str) -> None:
        """Let a cancelled or failed computation start again."""
        with self._lock:
            if key in self._tasks and self._tasks[key].outcome().state in {"cancelled", "failed"}:
                del self._tasks[key]

    def _task(self, key: str) -> tuple[_Task, bool]:
        """Return the task of a key and whether it is new."""
        with self._lock:
            task = self._tasks.get(key)
            is_new = task is None or _was_abandoned(task)
            if task is None or is_new:
                task = self._tasks[key] = _Task()
            self._tasks.move_to_end(key)
            while len(self._tasks) > KEPT:
                _, oldest = self._tasks.popitem(last=False)
                oldest.stop.set()
            return task, is_new

    def _run(self, job: Job, task: _Task) -> None:
        """Compute; whatever happens is kept in the task."""
        if not task.future.set_running_or_notify_cancel():
            return
        begun = thread_time()
        try:
            task.report(0.0)
            result = job.compute(task.report)
        except Cancelled as stopped:
            task.future.set_exception(stopped)
        except Exception as error:
            LOG.exception("computation %s failed", job.key)
            task.future.set_exception(error)
        else:
            self._took[job.kind] = (thread_time() - begun, max(job.size, 1))
            task.future.set_result(result)


def _was_abandoned(task: _Task) -> bool:
    return task.outcome().state == "cancelled" and not task.stop.is_set()
