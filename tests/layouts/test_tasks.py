"""A long computation runs once, tells how far it is, and stops when told to or when nobody waits."""

import threading
import time

import pandas as pd
import pytest

from layouts import tasks
from layouts.tasks import Tasks

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


def test_what_is_ready_at_once_is_there_at_once():
    outcome = Tasks().ask("a", lambda progress: TABLE)
    assert outcome.state == "done" and outcome.result is TABLE


def test_it_runs_once_however_many_ask(gate):
    board, calls = Tasks(), []
    for _ in range(3):
        outcome = board.ask("a", steps(gate, calls), wait=0.02)
        assert outcome.state == "running"
    assert 0 < wait_until("running", lambda: board.ask("a", steps(gate, calls), wait=0.05)).done < 1
    gate.set()
    assert wait_until("done", lambda: board.ask("a", steps(gate, calls))).result is TABLE
    assert calls == [1]


def test_it_can_be_cancelled_and_started_again(gate):
    board, calls = Tasks(), []
    board.ask("a", steps(gate, calls), wait=0.02)
    board.cancel("a")
    wait_until("cancelled", lambda: board.ask("a", steps(gate, calls), wait=0.01))
    board.forget("a")
    gate.set()
    assert board.ask("a", steps(gate, calls), wait=5).state == "done" and calls == [1, 1]


def test_one_that_waits_its_turn_can_be_cancelled(gate):
    board, calls = Tasks(workers=1), []
    board.ask("a", steps(gate, calls), wait=0.02)
    board.ask("b", steps(gate, calls), wait=0.02)
    board.cancel("b")
    assert board.ask("b", steps(gate, calls), wait=0.02).state == "cancelled"
    gate.set()
    assert board.ask("a", steps(gate, calls), wait=5).state == "done" and calls == [1]


def test_it_stops_when_nobody_waits_and_starts_again_when_somebody_asks(gate, monkeypatch):
    monkeypatch.setattr(tasks, "PATIENCE", 0.05)
    board, calls = Tasks(), []
    board.ask("a", steps(gate, calls), wait=0.01)
    time.sleep(0.2)
    gate.set()
    assert board.ask("a", steps(gate, calls), wait=5).state == "done" and calls == [1, 1]


def test_one_that_fails_says_so_and_leaves_the_others_alone():
    board = Tasks()
    assert board.ask("a", lambda progress: 1 / 0).state == "failed"
    assert board.ask("b", lambda progress: TABLE).state == "done"


def test_a_file_waits_for_the_end(gate):
    board, calls = Tasks(), []
    threading.Timer(0.3, gate.set).start()
    assert board.ask("a", steps(gate, calls), wait=None).state == "done"
