"""Long computations: each runs once for a version and a selection, off the request's path; it can be cancelled."""

import concurrent.futures
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic
from typing import Any, Literal

LOG = logging.getLogger(__name__)

Progress = Callable[[float], None]
Compute = Callable[[Progress], Any]
State = Literal["running", "done", "cancelled", "failed"]

AT_ONCE = 0.06
"""Seconds a request waits: what is ready by then needs no progress bar, and the rest of the page isn't held up."""

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

    future: "Future[Any]" = field(init=False)
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


class Tasks:
    """Computations under way and their results.

    Parameters
    ----------
    workers : how many run at once; more wait their turn.
    """

    def __init__(self, workers: int = 2) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="istmo-task")
        self._tasks: OrderedDict[str, _Task] = OrderedDict()
        self._lock = Lock()

    def ask(self, key: str, compute: Compute, *, wait: float | None = AT_ONCE) -> Outcome:
        """Return how far a computation is, starting it at the first ask; one that was abandoned starts again.

        Parameters
        ----------
        wait : seconds to wait for it; None waits to the end (for files).
        """
        task = self._task(key, compute)
        task.asked = monotonic() if wait is not None else float("inf")
        concurrent.futures.wait([task.future], timeout=wait)
        return task.outcome()

    def cancel(self, key: str) -> None:
        """Stop a computation; it stays cancelled until it is started again."""
        with self._lock:
            task = self._tasks.get(key)
        if task:
            task.stop.set()
            task.future.cancel()

    def forget(self, key: str) -> None:
        """Let a cancelled or failed computation start again at the next ask."""
        with self._lock:
            if key in self._tasks and self._tasks[key].outcome().state in {"cancelled", "failed"}:
                del self._tasks[key]

    def _task(self, key: str, compute: Compute) -> _Task:
        with self._lock:
            task = self._tasks.get(key)
            if task is None or _was_abandoned(task):
                task = self._tasks[key] = _Task()
                task.future = self._pool.submit(_run, compute, task, key)
            self._tasks.move_to_end(key)
            while len(self._tasks) > KEPT:
                _, oldest = self._tasks.popitem(last=False)
                oldest.stop.set()
            return task


def _was_abandoned(task: _Task) -> bool:
    return task.outcome().state == "cancelled" and not task.stop.is_set()


def _run(compute: Compute, task: _Task, key: str) -> Any:
    task.report(0.0)
    try:
        return compute(task.report)
    except Cancelled:
        raise
    except Exception:
        LOG.exception("computation %s failed", key)
        raise
