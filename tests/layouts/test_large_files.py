"""A million records leave as files in bounded memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROWS = 1_000_000
MOST = 300
"""Megabytes a file may need above the records themselves."""
PROGRAM = """
import ctypes, json, sys, threading, time
from dataclasses import replace
from pathlib import Path
from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.selection import Selection
from data.geography.gazetteer import load_gazetteer
from data.store import Store, prepare
from data.synthetic.records import synthetic
from data.vocabulary import REFERENCE, load_vocabulary
from layouts.exports import FORMATS
from layouts.i18n import speech
from layouts.library import Library

rows, place = int(sys.argv[1]), sys.argv[2]
prepare(Store(place))
vocabulary = load_vocabulary()
made = synthetic(rows, 1, vocabulary=vocabulary, gazetteer=load_gazetteer(REFERENCE))
view = Crossfilter(build_columns(made, vocabulary)).view(Selection())
scene = replace(Library(Store(place)).scene("", speech("en")), view=view, everything=view)
assert scene.is_synthetic

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

def watch():
    while not done.is_set():
        peak[0] = max(peak[0], held())
        time.sleep(0.01)

for name in sys.argv[3].split(","):
    ctypes.CDLL(None).malloc_trim(0)
    base, done, size, lines = held(), threading.Event(), 0, 0
    peak = [base]
    watcher = threading.Thread(target=watch)
    watcher.start()
    for chunk in FORMATS[name].chunks(scene):
        size, lines = size + len(chunk), lines + chunk.count(b"\\n")
    done.set()
    watcher.join()
    print(json.dumps({"name": name, "bytes": size, "lines": lines, "growth": peak[0] - base}), flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_million_records_leave_in_bounded_memory(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(ROWS), str(tmp_path / "store"), "csv,json,geojson,parquet,gpkg"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1_800)
    assert done.returncode == 0, done.stderr[-2000:]
    found = {told["name"]: told for told in map(json.loads, done.stdout.splitlines())}
    assert found["csv"]["lines"] == ROWS + 1
    assert not {name: told["growth"] for name, told in found.items() if told["growth"] > MOST}
