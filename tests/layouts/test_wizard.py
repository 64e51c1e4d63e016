"""What the Data page does with a file: upload in pieces, the steps, the commit, and what it refuses."""

import json
from shutil import copytree

import pytest

from data.store import Store
from layouts.i18n import speech
from layouts.library import Library
from layouts.wizard.check import Counter
from layouts.wizard.choices import name_of
from layouts.wizard.draft import Draft, choices, decided, edited, load, rules_by_column
from layouts.wizard.files import MOST_BYTES, Refused, Uploads, plain_name
from layouts.wizard.history import answer as history_answer
from layouts.wizard.history import versions
from layouts.wizard.mappings import own_folder
from layouts.wizard.outcome import read_report
from layouts.wizard.service import Wizard
from layouts.wizard.uploads import is_foreign

SHEET = """
Policía
Caso;Fecha;Provincia;Tipo de arma;Cantidad;Nombre del detenido
A-1;03/04/2024;Panamá;Pistola;2;Juan Pérez
A-2;25/04/2024;Colón;Revólver;1;Ana Gómez
A-3;sin fecha;Colón;Revólver;1;Luis Díaz
"""
SAY = speech("en")


def texts(part) -> str:
    """Return all that a component says, and what is sent by it."""
    return json.dumps(part, default=lambda held: held.to_plotly_json(), ensure_ascii=False)


@pytest.fixture
def own_library(tmp_path, place) -> Library:
    """A library on a store of its own."""
    copytree(place, tmp_path / "store")
    return Library(Store(str(tmp_path / "store")))


@pytest.fixture
def wizard(own_library, tmp_path) -> Wizard:
    return Wizard(Counter(own_library), Uploads(tmp_path / "uploads"))


def put(wizard: Wizard, name: str, content: bytes):
    upload = wizard.uploads.begin(name, len(content))
    wizard.uploads.add(upload, 0, content)
    return upload


@pytest.fixture
def upload(wizard):
    return put(wizard, "policia.csv", SHEET.encode("latin-1"))


def press(wizard, upload, what, name="", value=""):
    return wizard.answer(upload.token, {"what": what, "name": name, "value": value}, SAY)


def finished(wizard, upload, what):
    """Press a button that starts long work, and wait for its end as the page does."""
    answer = press(wizard, upload, what)
    draft = load(upload)
    job = wizard.counter.commit(upload) if draft.confirmed else wizard.counter.job(upload, draft, SAY)
    if answer.is_waiting:
        assert wizard.tasks.run(job).state == "done"
        answer = wizard.answer(upload.token, {}, SAY)
    assert not answer.is_waiting
    return answer


def test_a_sheet_nobody_prepared_for_gets_in_and_out_again(wizard, upload, own_library):
    store = own_library.store
    before = len(store.read())
    first = press(wizard, upload, "")
    assert "column names in row 3" in texts(first.found) and "semicolons" in texts(first.found)
    assert "names of persons" in texts(first.columns) and "Juan" not in texts(first.found) + texts(first.columns)
    checked = finished(wizard, upload, "check")
    entry = read_report(upload, load(upload)).entry
    assert (entry.read, entry.accepted + entry.flagged, entry.refused) == (3, 2, 1)
    assert "This is not a date" in texts(checked.report) and "sin fecha" in texts(checked.report)
    assert store.version() == 0
    done = finished(wizard, upload, "confirm")
    assert store.version() == 1 and done.stale == "seizures 1" and len(store.read()) == before + 2
    assert "Juan" not in store.read().seizures.to_csv()
    kept = [path for path in upload.folder.rglob("*") if path.is_file()]
    assert kept and not [
        path
        for path in kept
        if b"A-1" in path.read_bytes() or (b"Juan" in path.read_bytes() and path.name != "refused.csv")
    ]
    undone = press(wizard, upload, "undo")
    assert undone.token is None and len(store.read()) == before and store.version() == 2


def test_the_same_file_again_is_recognised_and_so_is_its_mapping(wizard, upload):
    finished(wizard, upload, "check")
    press(wizard, upload, "title", value="Policía, anual")
    finished(wizard, upload, "confirm")
    assert [path.name for path in own_folder(wizard.counter.library.store).iterdir()] == ["policia_anual.toml"]
    again = put(wizard, "copia.csv", SHEET.encode("latin-1"))
    answer = press(wizard, again, "")
    assert "imported before, in version 1" in texts(answer.found)
    assert "Recognised: Policía, anual." in texts(answer.columns)
    answer = finished(wizard, again, "check")
    assert "2 rows bear the number of a record that is already there" in texts(answer.report)


def test_confirming_twice_commits_once(wizard, upload, own_library):
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    finished(wizard, upload, "confirm")
    assert own_library.store.version() == 1


def test_nothing_is_committed_before_the_check(wizard, upload, own_library):
    press(wizard, upload, "confirm")
    assert own_library.store.version() == 0 and not load(upload).confirmed


def test_a_decision_after_the_check_asks_for_another_check(wizard, upload):
    finished(wizard, upload, "check")
    assert press(wizard, upload, "target", "4", "ignore").report is None
    press(wizard, upload, "confirm")
    assert not load(upload).confirmed


def test_a_column_is_changed_and_a_missing_date_is_told(wizard, upload):
    answer = press(wizard, upload, "target", "1", "ignore")
    assert "No column holds the date" in texts(answer.columns)
    assert load(upload).targets == {"Fecha": "ignore"}
    answer = press(wizard, upload, "target", "1", "report_date")
    plan = wizard.counter.plan(upload, load(upload))
    rules = rules_by_column(wizard.counter.profile(plan, load(upload)), plan.source.shape.columns)
    assert rules["Fecha"].target == "report_date"
    press(wizard, upload, "target", "1", "date")
    assert wizard.counter.profile(plan, load(upload)).columns  # as it was guessed at first
    assert "No column holds the date" not in texts(press(wizard, upload, "").columns)


def test_the_form_is_overruled_and_found_again(wizard, upload):
    answer = press(wizard, upload, "shape", "delimiter", "|")
    assert "1 column" in texts(answer.found)
    answer = press(wizard, upload, "shape", "header", "40")
    assert "red" in texts(answer.found) and "policia.csv" in texts(answer.found)
    answer = press(wizard, upload, "reset")
    assert "6 columns" in texts(answer.found)


@pytest.mark.parametrize(
    ("what", "name", "value"),
    [
        ("shape", "header", "-1"),
        ("shape", "path", "/etc/passwd"),
        ("shape", "encoding", "rot13"),
        ("target", "99", "date"),
        ("target", "1", "seizures; drop"),
        ("target", "x", "date"),
        ("grain", "", "item:nowhere"),
        ("incident", "0", "Caso"),
        ("incident", "9", "Caso"),
        ("constant", "country", "Panama"),
        ("dataset", "", "secret"),
    ],
)
def test_a_decision_that_makes_no_sense_changes_nothing(wizard, upload, what, name, value):
    press(wizard, upload, "")
    plan = wizard.counter.plan(upload, load(upload))
    assert decided(Draft(title="x"), what, name, value, plan) == Draft(title="x")


def test_every_choice_has_a_name_and_maps(wizard, upload):
    plan = wizard.counter.plan(upload, load(upload))
    columns = plan.source.shape.columns
    assert not [choice for choice in choices() if name_of(choice, SAY) == choice]
    for choice in choices():
        profile = edited(plan.profile, Draft(targets={"Caso": choice}), columns)
        assert rules_by_column(profile, columns)["Caso"].target == choice.partition(":")[0]


def test_a_reload_and_a_new_server_find_everything(wizard, upload, own_library):
    finished(wizard, upload, "check")
    anew = Wizard(Counter(Library(own_library.store)), Uploads(wizard.uploads.root))
    answer = anew.answer(upload.token, {}, SAY)
    assert not answer.is_waiting and "rows read" in texts(answer.report)


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 50, b"%PDF-1.4 nothing", b"PK\x03\x04broken", b"only one line"])
def test_what_is_no_table_gets_a_sentence(wizard, content):
    answer = press(wizard, put(wizard, "thing.xlsx", content), "")
    told = texts(answer.found) + texts(answer.problem)
    assert "thing.xlsx" in told and "Traceback" not in told


def test_what_fails_gets_a_sentence(wizard, upload, monkeypatch):
    monkeypatch.setattr(wizard.counter, "plan", lambda *_: 1 / 0)
    assert "policia.csv could not be looked at" in texts(press(wizard, upload, "").problem)


@pytest.mark.parametrize("token", [None, "", "../../etc", "a" * 32, 7, {"a": 1}])
def test_a_token_that_is_not_there(wizard, token):
    answer = wizard.answer(token, {"what": "confirm"}, SAY)
    assert answer.found is None and answer.report is None


def test_throwing_away_leaves_nothing(wizard, upload):
    press(wizard, upload, "")
    assert press(wizard, upload, "discard").token is None
    assert not upload.folder.exists()


def test_names_of_files_are_made_harmless():
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("C:\\datos\\año 2024.xlsx") == "año 2024.xlsx"
    assert plain_name("..") == "file" and plain_name("") == "file" and plain_name(".x") == "x"
    assert len(plain_name("é" * 300 + ".csv").encode()) < 120 and plain_name("é" * 300 + ".csv").endswith(".csv")


def test_pieces_come_in_order_and_no_more_than_was_said(tmp_path):
    uploads = Uploads(tmp_path / "uploads")
    upload = uploads.begin("a.csv", 6)
    assert uploads.add(upload, 0, b"abc") == 3 and not upload.is_whole
    for offset, piece in ((0, b"abc"), (4, b"d"), (3, b"defg")):
        with pytest.raises(Refused):
            uploads.add(upload, offset, piece)
    assert uploads.add(upload, 3, b"def") == 6 and upload.path.read_bytes() == b"abcdef"
    assert uploads.find(upload.token) == upload
    for size in (0, MOST_BYTES + 1):
        with pytest.raises(Refused):
            uploads.begin("a.csv", size)


def test_old_uploads_are_removed(tmp_path, monkeypatch):
    uploads = Uploads(tmp_path / "uploads")
    old = uploads.begin("a.csv", 6)
    monkeypatch.setattr("layouts.wizard.files.KEPT_SECONDS", -1)
    uploads.begin("b.csv", 6)
    assert uploads.find(old.token) is None


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("layouts.wizard.files.LEFT_FREE", 10**18)
    with pytest.raises(Refused) as refused:
        Uploads(tmp_path / "uploads").begin("a.csv", 6)
    assert refused.value.code == "disk_full"


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://here:1"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "http://here:1"}, False),
        ({"Origin": "http://evil:1"}, True),
        ({"Origin": "null"}, True),
    ],
)
def test_another_page_can_not_send_files(headers, foreign):
    assert is_foreign(headers, "here:1") == foreign


def test_the_addresses(client, tmp_path):
    path = "/api/v1/uploads"
    begun = client.post(path, json={"name": "a.csv", "size": 3})
    assert begun.status_code == 201
    own = f"{path}/{begun.get_json()['token']}"
    assert client.post(f"{own}?offset=0", data=b"a;b").get_json() == {"received": 3}
    assert client.post(f"{own}?offset=0", data=b"a;b").status_code == 409
    assert client.post(f"{own}?offset=x", data=b"a").status_code == 400
    assert client.get(f"{own}/refused.csv").status_code == 404
    assert client.get(f"{own}/upload.json").status_code == 404  # no other file of the folder is given out
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for answer in (
        client.post(path, json={"name": "a.csv", "size": 3}, headers=foreign),
        client.post(f"{own}?offset=3", data=b"a", headers=foreign),
        client.delete(own, headers=foreign),
    ):
        assert answer.status_code == 403
    assert client.delete(own).status_code == 200 and client.delete(own).status_code == 404
    refused = client.post(f"{path}?lang=es", json={"name": "a.csv", "size": 0})
    assert refused.status_code == 400 and "está vacío" in refused.get_json()["detail"]
    assert client.post(path, data=b"x").status_code == 400
    assert client.post(path, json={"name": "a", "size": MOST_BYTES * 2}).status_code == 413


def test_refused_rows_come_back_as_a_file(wizard, upload):
    finished(wizard, upload, "check")
    text = (upload.outcome / "refused.csv").read_text(encoding="utf-8-sig")
    assert "A-3" in text and "sin fecha" in text and "A-1" not in text and "not a date" in text


def test_the_versions_tell_restore_compare_and_take_out(wizard, upload, own_library):
    store = own_library.store
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    told = texts(versions(store, SAY))
    assert "Import: policia.csv" in told and "2 of 3" in told and "+2" in told
    compared = texts(history_answer(store, {"what": "compare", "value": "0,1"}, SAY))
    assert "A-1" in compared and "2 added, 0 changed, 0 removed" in compared
    import_id = store.imports()["import_id"].iloc[0]
    assert "2 records go." in texts(history_answer(store, {"what": "remove", "value": import_id}, SAY))
    assert store.version() == 1
    history_answer(store, {"what": "remove-now", "value": import_id}, SAY)
    assert store.version() == 2 and "A-1" not in store.read().seizures["seizure_id"].tolist()
    history_answer(store, {"what": "restore", "value": "1"}, SAY)
    assert store.version() == 2
    history_answer(store, {"what": "restore-now", "value": "1"}, SAY)
    assert store.version() == 3 and "A-1" in store.read().seizures["seizure_id"].tolist()


@pytest.mark.parametrize(
    "command", [{"what": "compare", "value": "x"}, {"what": "remove", "value": "no"}, {"what": "a"}]
)
def test_a_command_that_makes_no_sense_is_told_or_left(own_library, command):
    history_answer(own_library.store, command, SAY)
    assert own_library.store.version() == 0


def test_the_page_stands_before_about_in_both_languages(client):
    from layouts.page import all_pages

    titles = [page.title for page in all_pages() if page.title]
    assert titles[-2:] == ["Data", "About"]
    assert speech("es")("Data") == "Datos"
