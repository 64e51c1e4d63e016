"""A long computation runs once, tells how far it is, and stops when told to or when nobody waits."""

import threading
import time

import pandas as pd
import pytest

from layouts import redraw, tasks
from layouts.charts import CHARTS
from layouts.tasks import Job, Tasks

TABLE = pd.DataFrame({"n": [1]})


def wait_until(state, ask, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := ask()).state == state:
            return found
        time.sleep(0.01)
    raise AssertionError(found)


@pytest.fixture
def gate():
    opened = threading.Event()
    yield opened
    opened.set()


def steps(gate, calls):
    def compute(progress):
        calls.append(1)
        for step in range(500):
            progress(step / 1000)
            if gate.wait(0.01):
                break
        return TABLE

    return compute


def ask(board, job):
    """Start a computation and look how far it is, as a page does."""
    board.start(job)
    return board.look(job.key)


def test_what_is_quick_is_there_at_once():
    outcome = Tasks().run(Job("a", lambda progress: TABLE))
    assert outcome.state == "done" and outcome.result is TABLE


def test_what_nobody_started_is_not_known():
    assert Tasks().look("a") is None


def test_it_runs_once_however_many_ask(gate):
    board, calls = Tasks(), []
    job = Job("a", steps(gate, calls))
    for _ in range(3):
        assert ask(board, job).state == "running"
    time.sleep(0.05)
    assert 0 < ask(board, job).done < 1
    gate.set()
    assert wait_until("done", lambda: ask(board, job)).result is TABLE
    assert board.run(job).result is TABLE and calls == [1]


def test_it_can_be_cancelled_and_started_again(gate):
    board, calls = Tasks(), []
    job = Job("a", steps(gate, calls))
    board.start(job)
    wait_until("running", lambda: board.look("a"))
    time.sleep(0.05)
    board.cancel("a")
    wait_until("cancelled", lambda: ask(board, job))
    board.forget("a")
    gate.set()
    assert board.run(job).state == "done" and calls == [1, 1]


def test_one_that_waits_its_turn_can_be_cancelled(gate):
    board, calls = Tasks(workers=1), []
    first, second = Job("a", steps(gate, calls)), Job("b", steps(gate, calls))
    board.start(first)
    board.start(second)
    board.cancel("b")
    assert ask(board, second).state == "cancelled"
    gate.set()
    assert board.run(first).state == "done" and calls == [1]


def test_it_stops_when_nobody_waits_and_starts_again_when_somebody_asks(gate, monkeypatch):
    monkeypatch.setattr(tasks, "PATIENCE", 0.05)
    board, calls = Tasks(), []
    job = Job("a", steps(gate, calls))
    board.start(job)
    time.sleep(0.2)
    gate.set()
    assert board.look("a") is None
    assert board.run(job).state == "done" and calls == [1, 1]


def test_one_that_fails_says_so_and_leaves_the_others_alone():
    board = Tasks()
    assert board.run(Job("a", lambda progress: 1 / 0)).state == "failed"
    assert board.run(Job("b", lambda progress: TABLE)).state == "done"


def test_a_file_waits_for_the_end(gate, monkeypatch):
    monkeypatch.setattr(tasks, "PATIENCE", 0.05)
    board, calls = Tasks(), []
    threading.Timer(0.3, gate.set).start()
    assert board.run(Job("a", steps(gate, calls))).state == "done"


def test_it_remembers_how_long_the_last_of_its_kind_took():
    board = Tasks()

    def work(progress):
        return sum(range(300_000))

    assert board.expected(Job("a", work, "k", 100)) == float("inf")
    board.run(Job("a", work, "k", 100))
    same, fewer, more = (board.expected(Job("b", work, "k", size)) for size in (100, 10, 1000))
    assert 0 < same < 1 and fewer == same and more == pytest.approx(10 * same)
    assert board.expected(Job("c", work, "other", 100)) == float("inf")


def test_a_page_does_at_once_what_is_quick_and_the_rest_when_it_is_drawn(scene, monkeypatch):
    seen, slow = scene(""), [name for name, chart in CHARTS.items() if chart.background and name.startswith("corridor")]
    board = Tasks()
    page = redraw.Redraw(seen, board)
    page.begin(slow)
    assert {page.outcome(name).state for name in slow} == {"running"}
    assert all(board.look(redraw.job_of(CHARTS[name], seen).key) is None for name in slow)
    assert page.go_on()
    for name in slow:
        board.run(redraw.job_of(CHARTS[name], seen))
    monkeypatch.setattr(redraw, "AT_ONCE", 100.0)
    later = redraw.Redraw(scene("country=PA"), board)
    later.begin(slow)
    assert {later.outcome(name).state for name in slow} == {"done"} and not later.go_on()
