"""What of a file is shown, what stays on disk and how long, and what people take away of a check."""

import csv
import json
import os
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest

from data.plans import examine
from data.store import Store
from layouts.i18n import speech
from layouts.library import Library
from layouts.wizard.check import Counter
from layouts.wizard.draft import load
from layouts.wizard.files import Uploads
from layouts.wizard.history import answer as history_answer
from layouts.wizard.outcome import read_report
from layouts.wizard.service import Wizard

SAY = speech("en")
SHEET = "Caso;Fecha;Provincia;Tipo de arma;Cantidad\nA-1;03/04/2024;Panamá;Pistola;2\nA-2;25/04/2024;Colón;Revólver;1\n"
NOTES = """Caso;Fecha;Provincia;Tipo de arma;Cantidad;Observaciones
B-1;03/04/2024;Panamá;Pistola;2;DPI 2345 67890 0101
B-2;04/04/2024;Panamá;Zumbador;2;nada
B-3;mañana;Narnia;Pistola;1;nada
"""


@pytest.fixture
def own_library(tmp_path, place) -> Library:
    copytree(place, tmp_path / "store")
    return Library(Store(str(tmp_path / "store")))


@pytest.fixture
def wizard(own_library, tmp_path) -> Wizard:
    return Wizard(Counter(own_library), Uploads(tmp_path / "uploads"))


def texts(part) -> str:
    return json.dumps(part, default=lambda held: held.to_plotly_json(), ensure_ascii=False)


def put(wizard, name: str, content: bytes):
    upload = wizard.uploads.begin(name, len(content))
    wizard.uploads.add(upload, 0, content)
    return upload


@pytest.fixture
def upload(wizard):
    return put(wizard, "policia.csv", SHEET.encode("latin-1"))


def press(wizard, upload, what, name="", value=""):
    return wizard.answer(upload.token, {"what": what, "name": name, "value": value}, SAY)


def finished(wizard, upload, what):
    """Press a button that starts long work, and wait for its end."""
    answer = press(wizard, upload, what)
    draft = load(upload)
    job = wizard.counter.commit(upload) if draft.confirmed else wizard.counter.job(upload, draft, SAY)
    if answer.is_waiting:
        assert wizard.tasks.run(job).state == "done"
        answer = wizard.answer(upload.token, {}, SAY)
    return answer


@pytest.fixture
def notes(wizard):
    return put(wizard, "notas.csv", NOTES.encode())


def test_nothing_that_is_masked_is_shown_before(wizard, notes):
    answer = press(wizard, notes, "")
    told = texts(answer.found) + texts(answer.columns)
    assert "2345" not in told and "[…]" in told


def test_work_folders_are_for_this_user_only(wizard, notes):
    for folder in (notes.folder.parent, notes.folder, notes.path.parent):
        assert folder.stat().st_mode & 0o077 == 0


def unpacked(wizard):
    return [plan.source for plan in wizard.counter._plans._kept.values()]


@pytest.mark.parametrize("end", ["confirm", "discard"])
def test_what_was_unpacked_of_a_file_goes_with_it(wizard, notes, end):
    finished(wizard, notes, "check")
    (source,) = unpacked(wizard)
    folder = source._folder.name
    assert Path(folder).is_dir()
    if end == "confirm":
        finished(wizard, notes, end)
    else:
        press(wizard, notes, end)
    assert not Path(folder).exists() and not notes.path.exists()


def test_a_file_nobody_looks_at_goes_after_an_hour(wizard, notes):
    press(wizard, notes, "")
    (source,) = unpacked(wizard)
    os.utime(notes.folder, (1, 1))
    assert wizard.uploads.find(notes.token)  # looked at: it stays
    wizard.tidy()
    assert notes.path.exists()
    os.utime(notes.folder, (1, 1))
    wizard.tidy()
    assert not notes.folder.exists() and not Path(source._folder.name).exists() and not unpacked(wizard)


def test_refused_rows_come_as_a_workbook_that_is_read_again(wizard, notes, own_library):
    finished(wizard, notes, "check")
    path = notes.outcome / "refused.xlsx"
    rows = [*openpyxl.load_workbook(path).active.values]
    assert rows[1][0] == "B-3" and len(rows) == 2
    library = own_library
    plan = examine(path, profiles={}, vocabulary=library.vocabulary, gazetteer=library.gazetteer)
    assert plan.source.shape.columns == tuple(NOTES.splitlines()[0].split(";"))


def test_files_of_a_check_speak_the_users_language(wizard, notes):
    say = speech("es")
    wizard.answer(notes.token, {"what": "check"}, say)
    wizard.tasks.run(wizard.counter.job(notes, load(notes), say))
    with (notes.outcome / "remarks.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:3] == ["Fila", "Columna", "Valor"] and not {"effect", "remark", "suggestion"} & {*head}
    effect = head.index("Efecto")
    assert "la fila se rechaza" in {row[effect] for row in rows}


def test_a_value_that_was_not_understood_gets_a_meaning_that_is_kept(wizard, notes, own_library):
    finished(wizard, notes, "check")
    report = read_report(notes, load(notes))
    asked = report.unknown[["column", "value"]].to_numpy().tolist()
    assert ["Tipo de arma", "Zumbador"] in asked
    place = asked.index(["Tipo de arma", "Zumbador"])
    for nonsense in ("", "[]", '{"99": "pistol"}', f'{{"{place}": "no such code"}}'):
        press(wizard, notes, "values", value=nonsense)
        assert not load(notes).values
    press(wizard, notes, "values", value=f'{{"{place}": "revolver"}}')
    finished(wizard, notes, "check")
    again = read_report(notes, load(notes))
    assert ["Tipo de arma", "Zumbador"] not in again.unknown[["column", "value"]].to_numpy().tolist()
    finished(wizard, notes, "confirm")
    records = own_library.store.read()
    row = records.seizures.index[records.seizures["seizure_id"] == "B-2"][0]
    items = records.items[records.items["row"] == row]
    assert items[["item_type", "quantity"]].to_numpy().tolist() == [["revolver", 2]]
    known, _ = wizard.counter.profiles()
    rule = next(rule for rule in known["notas"].columns if rule.target == "item_type")
    assert dict(rule.values) == {"Zumbador": "revolver"}


def test_several_columns_name_the_seizure_of_an_item(wizard):
    rows = ("1/2/2024;Colón;Colón;Pistola", "1/2/2024;Colón;Colón;Fusil", "2/2/2024;Colón;Colón;Fusil")
    sheet = "\n".join(["Fecha;Provincia;Lugar;Tipo", *rows])
    file = put(wizard, "armas.csv", sheet.encode())
    answer = press(wizard, file, "grain", value="item")
    plan = wizard.counter.plan(file, load(file))
    assert wizard.counter.profile(plan, load(file)).incident == ("Fecha", "Lugar", "Provincia")
    assert "Its seizure is named by" in texts(answer.columns) and "as recognised: one seizure" in texts(answer.columns)
    press(wizard, file, "constant", "country", "PA")
    press(wizard, file, "incident", "1", "")
    assert wizard.counter.profile(plan, load(file)).incident == ("Fecha", "Provincia")
    finished(wizard, file, "check")
    entry = read_report(file, load(file)).entry
    assert entry.read == 3 and entry.refused == 0


def test_the_country_that_was_assumed_is_told_with_its_reason(wizard, upload):
    told = texts(press(wizard, upload, "").columns)
    assert "Panama was assumed" in told and "Provincia are its provinces" in told
    assert "was assumed" not in texts(press(wizard, upload, "constant", "country", "CR").columns)


def test_taking_out_tells_what_goes_and_what_comes_back(wizard, upload, own_library):
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    again = put(wizard, "otra.csv", b"Caso;Fecha;Provincia;Tipo de arma;Cantidad\nA-1;03/04/2024;Panam\xe1;Pistola;9\n")
    assert "For example: A-1 (they differ in" in texts(finished(wizard, again, "check").report)
    finished(wizard, again, "confirm")
    store = own_library.store
    import_id = store.imports()["import_id"].iloc[0]
    told = texts(history_answer(store, {"what": "remove", "value": import_id}, SAY))
    assert "0 records go. 1 record that it had replaced comes back" in told


def test_only_countries_are_offered():
    codes = SAY.vocabulary.listed("country")
    assert len(codes) == 249 and not {"EU", "EZ", "UN", "XA", "XB", "QO", "CQ", "ZZ"} & {*codes}
    assert {"PA", "US", "UM", "HK"} <= {*codes}
