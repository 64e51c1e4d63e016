"""A file from its bytes to one commit: every row is accounted for, and nothing is committed before it is asked for."""

import random
from datetime import date

import pandas as pd
import pytest

from data.agencies import load_agencies
from data.checking.checks import Rules
from data.findings import REASON, ROW
from data.flat import flat_table
from data.geography.places import load_gazetteer
from data.intake import Intake, examine
from data.mapping.profiles import PROFILES, load_profiles
from data.reading.source import UnreadableFile
from data.store import Store
from data.vocabulary import REFERENCE, load_vocabulary
from layouts.i18n import speech
from layouts.sentences import describe

SAY = speech("es")
TODAY = date(2026, 12, 31)

UNPREPARED = """

;;;;;
Dirección General de Aduanas;;;;;
Fecha del hecho;País;Depto.;Lugar;Cant. pistolas;Medio de transporte;Forma de ocultamiento
15/03/2021;Honduras;Cortés;Puerto Cortés;12;Contenedor marítimo;Declaración falsa
03/04/2021;Honduras;Cortés;Puerto Cortés;3,0;Autobús;Sin información
2021-05-09;Panamá;Panamá;Tocumen;1;Ignorado;
31/02/2021;Honduras;Cortés;;4;;
"""


@pytest.fixture(scope="module")
def terms():
    gazetteer = load_gazetteer(REFERENCE)
    return {"profiles": load_profiles(PROFILES), "vocabulary": load_vocabulary(), "gazetteer": gazetteer}


@pytest.fixture
def take(terms, tmp_path):
    """Look at a file; return what it holds."""

    def look(path, old=None, profile=None, **shape):
        plan = examine(path, profile=profile, **terms, **shape)
        rules = Rules(terms["vocabulary"], terms["gazetteer"], load_agencies(), TODAY, "agency", "test")
        return Intake(plan, rules, tmp_path / "work", lambda remarks: describe(remarks, SAY)).run(old)

    return look


def account(outcome):
    entry = outcome.entry
    assert entry.read == entry.accepted + entry.flagged + entry.refused
    return entry


def test_the_shipped_incidents_come_in_whole(take):
    outcome = take(REFERENCE / "incidents.csv")
    entry = account(outcome)
    assert (entry.profile, entry.read, entry.refused) == ("istmo_template", 230, 0)
    assert outcome.refused is None


def test_a_file_nobody_prepared_for_comes_in(take, tmp_path, terms):
    path = tmp_path / "aduanas.csv"
    path.write_bytes(UNPREPARED.encode("latin-1"))
    outcome = take(path)
    entry = account(outcome)
    assert (entry.read, entry.refused) == (4, 1)
    store = Store(str(tmp_path / "store"))
    store.commit(outcome.staged, outcome.entry)
    records = store.read()
    table = flat_table(records, records.seizures.index.to_numpy(), terms["vocabulary"]).sort_values("date")
    assert list(table["date"]) == ["2021-03-15", "2021-04-03", "2021-05-09"]
    assert list(table["country"]) == ["HN", "HN", "PA"]
    assert list(table["qty_pistol"]) == [12, 3, 1]
    assert list(table["admin1"])[:2] == ["HN-CR", "HN-CR"]


def test_refused_rows_come_back_and_can_be_mended(take, tmp_path):
    path = tmp_path / "aduanas.csv"
    path.write_text(UNPREPARED.strip("\n;"), encoding="utf-8")
    outcome = take(path)
    back = pd.read_csv(outcome.refused, dtype=str, keep_default_na=False)
    assert list(back["Fecha del hecho"]) == ["31/02/2021"] and "no es una fecha" in back[REASON].iloc[0]
    line = path.read_text(encoding="utf-8").splitlines()[int(back[ROW].iloc[0]) - 1]
    assert line.startswith("31/02/2021")
    mended = tmp_path / "mended.csv"
    back.assign(**{"Fecha del hecho": "28/02/2021"}).to_csv(mended, index=False, encoding="utf-8-sig")
    entry = account(take(mended))
    assert (entry.read, entry.refused) == (1, 0)


def test_the_same_file_twice_changes_nothing(take, tmp_path):
    store = Store(str(tmp_path / "store"))
    outcome = take(REFERENCE / "incidents.csv")
    store.commit(outcome.staged, outcome.entry)
    first = store.read()
    assert store.known(outcome.entry.sha256) == 0
    again = take(REFERENCE / "incidents.csv", old=first)
    assert again.entry.duplicates == outcome.entry.duplicates
    store.commit(again.staged, again.entry)
    pd.testing.assert_frame_equal(store.read().seizures, first.seizures)


def test_personal_columns_never_arrive(take, tmp_path):
    path = tmp_path / "casos.csv"
    rows = [f"2021-03-{day:02},PA,{day},Juan Pérez {day},8-123-{400 + day}" for day in range(1, 21)]
    path.write_text("\n".join(["fecha,pais,pistolas,nombre del imputado,cédula", *rows]), encoding="utf-8")
    outcome = take(path)
    account(outcome)
    assert b"Juan" not in outcome.staged.read_bytes() and b"8-123" not in outcome.staged.read_bytes()


def damaged(good, seed):
    """Return a copy of a file with a few bytes, lines or cells spoilt."""
    draw, data = random.Random(seed), bytearray(good)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(data))
        kind = draw.choice(("byte", "cut", "drop", "double", "quote", "null", "comma"))
        if kind == "byte":
            data[at] = draw.randrange(256)
        elif kind == "cut" and draw.random() < 0.2:
            del data[at:]
        elif kind == "drop":
            del data[at : at + draw.randint(1, 400)]
        elif kind == "double":
            data[at:at] = data[at : at + draw.randint(1, 400)]
        else:
            data[at:at] = {"quote": b'"', "null": b"\0", "comma": b","}.get(kind, b"")
        data = data or bytearray(b" ")
    return bytes(data)


@pytest.mark.parametrize(
    "seeds", [range(8), *(pytest.param(range(at, at + 36), marks=pytest.mark.slow) for at in range(8, 300, 36))]
)
def test_damaged_copies_are_read_or_refused_never_half(take, tmp_path, seeds):
    good = (REFERENCE / "incidents.csv").read_bytes()
    read = 0
    for seed in seeds:
        path = tmp_path / "damaged.csv"
        path.write_bytes(damaged(good, seed))
        try:
            outcome = take(path)
        except UnreadableFile:
            continue
        account(outcome)
        describe(outcome.remarks, SAY)
        read += 1
        back = pd.read_csv(outcome.refused, dtype=str) if outcome.refused else []
        assert len(back) == outcome.entry.refused
    assert read
