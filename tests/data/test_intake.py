"""A file from its bytes to one commit: every row is accounted for, and nothing is committed before it is asked for."""

import dataclasses
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
from data.mapping.mapper import Mapper
from data.mapping.profiles import PROFILES, ColumnRule, Profile, load_profiles
from data.plans import before_refusal
from data.reading.source import UnreadableFile, open_source
from data.store import Store
from data.taking import look_through
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


def describe_es(told):
    return describe(told, SAY)


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


def written(tmp_path, text, name="casos.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def back(outcome):
    return pd.read_csv(outcome.refused, dtype=str, keep_default_na=False)


def remarks(outcome):
    return pd.read_csv(outcome.written, dtype=str, keep_default_na=False)


def test_the_same_file_adds_nothing_whatever_its_mapping_is_called(take, terms, tmp_path):
    path = written(tmp_path, UNPREPARED.strip("\n;"))
    store = Store(str(tmp_path / "store"))
    first = take(path)
    store.commit(first.staged, first.entry)
    guessed = examine(path, **terms).profile
    kept = {**terms["profiles"], "a_es": dataclasses.replace(guessed, name="a_es")}
    rules = Rules(terms["vocabulary"], terms["gazetteer"], load_agencies(), TODAY, "agency", "again")
    plan = examine(path, **terms | {"profiles": kept}, profile="a_es")
    again = look_through(plan, rules, tmp_path / "again", describe_es, held=store.read, into=store)
    store.commit(again.staged, again.entry)
    assert (again.entry.replaced, set(again.replaced["columns"])) == (3, {""})
    newest = store.versions().iloc[0]
    assert (newest["added"], newest["changed"], len(store.read())) == (0, 0, 3)


def test_running_numbers_of_two_files_are_different_records(take, tmp_path):
    store = Store(str(tmp_path / "store"))
    for month in ("03", "04"):
        rows = "".join(f"{number},2021-{month}-1{number},seized,PA,Colón,{number}\n" for number in (1, 2, 3))
        outcome = take(
            written(tmp_path, "seizure_id,date,event,country,place,qty_pistol\n" + rows), profile="istmo_template"
        )
        store.commit(outcome.staged, outcome.entry)
    assert len(store.read()) == 6
    store.commit(outcome.staged, outcome.entry)
    assert len(store.read()) == 6
    assert store.read().seizures["seizure_id"].str.match("[123]-").all()


ITEMS = """caso,fecha,pais,lugar,articulo,cantidad
A-1,2021-03-05,PA,Colón,pistola,10
B-1,2021-03-06,PA,Colón,pistola,2
A-1,2021-03-05,PA,Colón,fusil,3
C-1,2021-03-07,PA,Colón,pistola,10
C-1,2021-03-07,PA,Colón,pistola,-4
D-1,2021-03-08,PA,Colón,pistola,10
D-1,2021-03-08,PA,Colón,pistola,1e999
E-1,2021-03-08,PA,Colón,pistola,20000
"""


@pytest.fixture
def items(terms):
    """A mapping of one row an item."""
    targets = {"fecha": "date", "pais": "country", "lugar": "place", "articulo": "item_type", "cantidad": "quantity"}
    rules = tuple(ColumnRule(source, target) for source, target in targets.items())
    title = {"en": "Items", "es": "Artículos"}
    profile = Profile("items", title, rules, grain="item", incident=("caso",), constants={"event": "seized"})
    terms["profiles"]["items"] = profile
    yield "items"
    del terms["profiles"]["items"]


def test_incidents_that_stand_apart_come_back_whole_and_come_in_whole(take, items, tmp_path):
    outcome = take(written(tmp_path, ITEMS), profile=items)
    account(outcome)
    refused = back(outcome)
    assert list(refused.loc[refused["caso"] == "A-1", ROW]) == ["2", "4"]
    store = Store(str(tmp_path / "store"))
    store.commit(outcome.staged, outcome.entry)
    mended = refused[refused["caso"] == "A-1"]
    outcome = take(written(tmp_path, mended.to_csv(index=False), "mended.csv"), profile=items)
    store.commit(outcome.staged, outcome.entry)
    held = store.read()
    row = held.seizures.index[held.seizures["seizure_id"] == "A-1"][0]
    assert sorted(held.items.loc[held.items["row"] == row, "quantity"]) == [3, 10]


def test_quantities_below_nothing_or_without_end_refuse_their_incident(take, items, tmp_path):
    outcome = take(written(tmp_path, ITEMS), profile=items)
    refused = back(outcome)
    assert list(refused["caso"]) == ["A-1", "A-1", "C-1", "C-1", "D-1", "D-1"]
    assert "-4" in refused[REASON].iloc[2] and "1e999" in refused[REASON].iloc[4]
    assert list(refused["cantidad"]) == ["10", "3", "10", "-4", "10", "1e999"]


def test_remarks_name_the_columns_of_the_file(take, items, tmp_path):
    told = remarks(take(written(tmp_path, ITEMS), profile=items))
    assert set(told["column"]) <= {"", "cantidad", "lugar"}
    assert list(told.loc[told["code"] == "quantity_implausible", "column"]) == ["cantidad"]


def test_a_column_that_tells_no_incidents_apart_is_refused_without_being_held(take, items, tmp_path, monkeypatch):
    monkeypatch.setattr("data.mapping.grouping.MOST_ROWS", 5)
    monkeypatch.setattr("data.intake.CHUNK", 4)
    rows = [f"A-1,2021-03-05,PA,Colón,pistola,{number}" for number in range(1, 12)]
    text = "\n".join(["caso,fecha,pais,lugar,articulo,cantidad", *rows, "B-1,2021-03-06,PA,Colón,pistola,2"])
    outcome = take(written(tmp_path, text), profile=items)
    assert (account(outcome).refused, outcome.entry.read) == (11, 12)
    assert outcome.codes["incident_too_long"] == 11


GUARDED = """=caso;fecha;pais;lugar;lat;lon;notas;pistolas
=1+1;2021-13-05;PA;Colón;9.35;-79.9;@aquí;3
'=x;2021-13-06;PA;Colón;9.35;-79.9;+507 1;1
"""


@pytest.mark.parametrize("form", ["comma", "cp1252", "xlsx"])
def test_refused_rows_can_be_imported_again_as_they_were(take, tmp_path, form):
    outcome = take(written(tmp_path, GUARDED))
    assert outcome.entry.refused == 2
    refused = back(outcome)
    assert refused.columns[0] == "'=caso" and list(refused["lon"]) == ["-79.9", "-79.9"]
    assert list(refused["'=caso"]) == ["'=1+1", "''=x"] and list(refused["notas"]) == ["'@aquí", "'+507 1"]
    mended = tmp_path / ("mended.xlsx" if form == "xlsx" else "mended.csv")
    if form == "xlsx":
        refused.to_excel(mended, index=False)
    else:
        refused.to_csv(mended, index=False, **({} if form == "comma" else {"sep": ";", "encoding": "cp1252"}))
    whole = pd.concat(list(before_refusal(open_source(mended)).chunks()))
    first = pd.concat(list(open_source(written(tmp_path, GUARDED)).chunks()))
    pd.testing.assert_frame_equal(whole.reset_index(drop=True), first.reset_index(drop=True))


def test_a_mended_bulletin_is_still_known_for_one(terms, tmp_path):
    text = "provincia,tipo,enero,febrero,total,istmo_row,istmo_reason\nColón,pistola,3,4,7,2,falta el año\n"
    plan = examine(written(tmp_path, text), **terms)
    assert plan.profile.target == "published"
    assert not {ROW, REASON} & set(plan.source.shape.columns)


def test_rows_of_sums_are_no_seizures(take, tmp_path):
    rows = "2021-03-05,PA,Colón,3\n2021-03-06,PA,David,2\n,,Total,5\nGran total:,,,5\n2021-03-07,PA,Total de Colón,3\n"
    outcome = take(written(tmp_path, "fecha,pais,lugar,pistolas\n" + rows + "2021-03-08,PA,Totalitas,1\n"))
    entry = account(outcome)
    assert (entry.read, entry.refused) == (6, 3)
    assert set(back(outcome)[ROW]) == {"4", "5", "6"} and outcome.codes["row_of_sums"] == 3


def test_twins_name_the_rows_of_the_file(take, tmp_path):
    line = "2021-03-05,PA,Colón,3\n"
    text = "fecha,pais,lugar,pistolas\n2021-02-31,PA,David,1\n" + line + "2021-05-05,PA,David,9\n" + line
    outcome = take(written(tmp_path, text))
    assert outcome.twins[["row", "other_row"]].values.tolist() == [[5, 3]]
    store = Store(str(tmp_path / "store"))
    store.commit(outcome.staged, outcome.entry)
    other = take(written(tmp_path, "fecha,pais,lugar,pistolas\n2021-05-06,PA,David,9\n"), old=store.read())
    assert list(other.twins["row"]) == [2] and other.twins["other_row"].isna().all()
    assert set(other.twins["other_id"]) <= set(store.read().seizures["seizure_id"])


def test_every_row_with_a_remark_that_flags_is_flagged(take, tmp_path):
    rows = [
        "2021-03-05,Panamaa,Colón,3,9.35,-79.9,Se detuvo a alguien con cédula 8-123-4567",
        "2021-03-06,PA,Colón,3,-79.9,9.35,",
        "2021-03-07,PA,Lugar desconocido,4,,,",
        "2021-03-08,PA,Colón,5,,,",
    ]
    outcome = take(written(tmp_path, "\n".join(["fecha,pais,lugar,pistolas,lat,lon,resumen", *rows])))
    told = remarks(outcome)
    assert set(told["effect"]) == {"flags", "notes"}
    flagging = set(told.loc[told["effect"] == "flags", "row"])
    assert flagging == {"2", "3"} and account(outcome).flagged == 2
    assert {"value_corrected", "personal_masked"} <= set(told.loc[told["row"] == "2", "code"])


def test_a_row_that_is_lost_on_the_way_stops_the_import(take, tmp_path, monkeypatch):
    lines = ["fecha,pais,lugar,pistolas", *(f"2021-03-{day:02},PA,Colón,{day}" for day in range(1, 29))]
    path = written(tmp_path, "\n".join(lines))
    assert take(path).entry.read == len(path.read_text(encoding="utf-8").splitlines()) - 1
    whole = Mapper.map

    def losing(self, chunk):
        return whole(self, chunk.iloc[1:])

    monkeypatch.setattr(Mapper, "map", losing)
    with pytest.raises(RuntimeError, match="28 rows were read, 27"):
        take(path)


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
