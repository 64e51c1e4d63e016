"""What the Data page does with a bulletin of totals: in and out of the published figures, never into the records."""

import io
import json
from datetime import date
from shutil import copytree

import pandas as pd
import pytest

from data.mapping.profiles import PROFILES, read_profile
from data.store import Published, Store
from layouts.i18n import speech
from layouts.library import Library
from layouts.wizard import check as wizard_check
from layouts.wizard.check import Counter, read_report
from layouts.wizard.draft import decided, load
from layouts.wizard.files import Uploads
from layouts.wizard.history import answer as history_answer
from layouts.wizard.history import section, versions
from layouts.wizard.mappings import own_folder
from layouts.wizard.service import Wizard
from layouts.wizard.totals import becomes, period_of, place_of

BULLETIN = """provincia,tipo,enero,febrero,marzo,total
Colón,pistola,3,4,6,13
Panamá,pistola,5,s/d,9,14
Chiriquí,fusil,2,x,1,3
Total,pistola,10,4,16,30
"""
PROVINCES = {"Colón": "PA-3", "Panamá": "PA-8"}
MONTHS = {"enero": "2024-01", "febrero": "2024-02", "marzo": "2024-03"}
SAY, DIGA = speech("en"), speech("es")


def texts(part) -> str:
    return json.dumps(part, default=lambda held: held.to_plotly_json(), ensure_ascii=False)


def expected() -> list[tuple[str, str, float]]:
    """Return what the bulletin holds, by pandas alone: rows with a word for a number, and sums, are refused whole."""
    sheet = pd.read_csv(io.StringIO(BULLETIN), dtype=str)
    long = sheet[sheet["provincia"].isin(PROVINCES)].melt("provincia", list(MONTHS)).dropna()
    long = long[long["value"] != "s/d"]
    named = long.assign(place=long["provincia"].map(PROVINCES), period=long["variable"].map(MONTHS))
    return own(named.assign(value=named["value"].map(float), note="boletin.csv"))


def own(figures: pd.DataFrame, source: str = "boletin.csv") -> list[tuple[str, str, float]]:
    held = figures[figures["note"] == source]
    return sorted(held[["place", "period", "value"]].itertuples(index=False, name=None))


@pytest.fixture
def store(tmp_path, place) -> Store:
    for name in ("", "-published"):
        copytree(f"{place}{name}", tmp_path / f"store{name}")
    return Store(str(tmp_path / "store"))


@pytest.fixture
def wizard(store, tmp_path) -> Wizard:
    return Wizard(Counter(Library(store)), Uploads(tmp_path / "uploads"))


def put(wizard, content=BULLETIN, name="boletin.csv"):
    upload = wizard.uploads.begin(name, len(content.encode()))
    wizard.uploads.add(upload, 0, content.encode())
    return upload


@pytest.fixture
def upload(wizard):
    return put(wizard)


def press(wizard, upload, what, name="", value="", say=SAY):
    return wizard.answer(upload.token, {"what": what, "name": name, "value": value}, say)


def stated(wizard, upload):
    press(wizard, upload, "constant", "country", "PA")
    return press(wizard, upload, "constant", "year", "2024")


def finished(wizard, upload, what):
    answer = press(wizard, upload, what)
    draft = load(upload)
    job = wizard.counter.commit(upload) if draft.confirmed else wizard.counter.job(upload, draft, SAY)
    if answer.is_waiting:
        assert wizard.tasks.run(job).state == "done"
        answer = wizard.answer(upload.token, {}, SAY)
    assert not answer.is_waiting
    return answer


def test_totals_are_told_and_what_is_missing_is_asked(wizard, upload):
    told = texts(press(wizard, upload, "").columns)
    assert "never added to the records" in told and "Figure of February" in told and "left out" in told
    assert '"data-what": "dataset"' not in told and '"data-what": "grain"' not in told
    assert '"data-what": "target"' not in told  # the columns are the profile's
    assert "Country of all rows" in told and "Year of all rows" in told
    assert "which country" in told and "which year" in told and '"disabled": true' in told
    told = texts(press(wizard, upload, "constant", "country", "PA").columns)
    assert "which country" not in told and "which year" in told and '"disabled": true' in told
    told = texts(press(wizard, upload, "constant", "year", " 2024 ").columns)
    assert "which year" not in told and '"disabled": false' in told
    assert "Cifra de febrero" in texts(press(wizard, upload, "", say=DIGA).columns)


@pytest.mark.parametrize("year", ["24", "20245", "1899", "2o24", "٢٠٢٤", "-2024", str(date.today().year + 1)])
def test_what_is_no_year_is_not_taken(wizard, upload, year):
    press(wizard, upload, "")
    plan, draft = wizard.counter.plan(upload, load(upload)), load(upload)
    assert decided(draft, "constant", "year", year, plan) == draft


def test_the_profile_of_totals_is_not_edited_column_by_column(wizard, upload):
    stated(wizard, upload)
    draft = load(upload)
    for what, name, value in (("target", "1", "ignore"), ("grain", "", "seizure")):
        press(wizard, upload, what, name, value)
    assert load(upload) == draft


def test_what_a_column_gives_is_not_asked(wizard):
    sheet = "país,provincia,tipo,mes,cantidad,año\nPanamá,Colón,pistola,enero,3,2024\n"
    told = texts(press(wizard, put(wizard, sheet), "").columns)
    assert "Country of all rows" not in told and "Year of all rows" not in told and '"disabled": false' in told
    assert '"Month"' in told and '"Year"' in told and '"Country"' in told and '"Figure"' in told


def test_a_profile_of_totals_that_finds_no_figures_can_not_be_checked(wizard):
    upload = put(wizard, "caso,fecha,provincia\nA,2024-01-02,Colón\n")
    press(wizard, upload, "profile", value="bulletin_months")
    told = texts(stated(wizard, upload).columns)
    assert "No column holds figures" in told and '"disabled": true' in told


def test_a_year_is_for_totals_only(wizard):
    upload = put(wizard, "caso,fecha,provincia,pistolas\nA,2024-01-02,Colón,3\n")
    press(wizard, upload, "constant", "year", "2024")
    assert not load(upload).constants


def test_a_bulletin_gets_in_and_out_again(wizard, upload, store):
    before = store.published.read()
    stated(wizard, upload)
    checked = finished(wizard, upload, "check")
    report = read_report(upload, load(upload))
    assert (report.entry.read, report.entry.accepted, report.entry.refused, len(report.replaced)) == (4, 2, 2, 0)
    told = texts(checked.report)
    assert f"hold {len(expected())} figures" in told and "Colón, Panama" in told and "Feb 2024" in told
    assert "This is not a number" in told and "Name of this source" not in told
    remarks = pd.read_csv(upload.outcome / "remarks.csv", dtype=str)
    assert len(remarks) == sum(report.codes.values()) == 2 and remarks["Remark"].notna().all()
    assert store.published.version() == 0
    done = finished(wizard, upload, "confirm")
    assert "version 1 of the published figures" in texts(done.report) and "/records?" not in texts(done.report)
    assert own(store.published.read()) == expected()
    assert store.version() == 0 and len(store.published.read()) == len(before) + len(expected())
    assert not own_folder(store).exists() or not list(own_folder(store).iterdir())
    undone = press(wizard, upload, "undo")
    assert "version 2 of the published figures" in texts(undone.problem)
    assert store.version() == 0 and store.published.version() == 2
    pd.testing.assert_frame_equal(store.published.read(), before)


def test_undoing_leaves_what_came_since(wizard, upload, store):
    stated(wizard, upload)
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    other = put(wizard, BULLETIN, "otro.csv")
    stated(wizard, other)
    finished(wizard, other, "check")
    finished(wizard, other, "confirm")
    press(wizard, upload, "undo")
    assert own(store.published.read()) == [] and own(store.published.read(), "otro.csv") == expected()


def test_the_same_bulletin_again_is_recognised_and_takes_its_own_place(wizard, upload, store):
    stated(wizard, upload)
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    again = put(wizard)
    assert "in version 1 of the published figures" in texts(press(wizard, again, "").found)
    stated(wizard, again)
    told = texts(finished(wizard, again, "check").report)
    assert read_report(again, load(again)).replaced.shape[0] == len(expected())
    assert f"{len(expected())} figures are already there" in told
    finished(wizard, again, "confirm")
    assert own(store.published.read()) == expected()


def test_the_versions_of_the_figures_are_a_list_of_their_own(wizard, upload, store):
    stated(wizard, upload)
    finished(wizard, upload, "check")
    finished(wizard, upload, "confirm")
    figures = store.published
    told = texts(versions(figures, SAY))
    assert "Import: boletin.csv" in told and "Figures that ship with Istmo" in told and "/records" not in told
    assert "boletin" not in texts(versions(store, SAY))
    compared = texts(history_answer(figures, {"what": "compare", "value": "0,1"}, SAY))
    assert f"{len(expected())} added, 0 changed, 0 removed" in compared and "Colón, Panama" in compared
    assert f"{len(expected())} altas" in texts(history_answer(figures, {"what": "compare", "value": "0,1"}, DIGA))
    import_id = figures.imports()["import_id"].iloc[0]
    asked = texts(history_answer(figures, {"what": "remove", "value": import_id}, SAY))
    assert f"{len(expected())} figures go." in asked
    assert figures.version() == 1
    history_answer(figures, {"what": "remove-now", "value": import_id}, SAY)
    assert figures.version() == 2 and not own(figures.read())
    assert "version 1 of the published" in texts(history_answer(figures, {"what": "restore", "value": "1"}, SAY))
    assert figures.version() == 2
    history_answer(figures, {"what": "restore-now", "value": "1"}, SAY)
    assert own(figures.read()) == expected() and store.version() == 0
    assert "figures-command" in texts(section(figures, SAY)) and "history-command" in texts(section(store, SAY))


def test_a_changed_figure_is_compared_in_words(wizard, store):
    for content in (BULLETIN, BULLETIN.replace("Colón,pistola,3", "Colón,pistola,8")):
        upload = put(wizard, content)
        stated(wizard, upload)
        finished(wizard, upload, "check")
        finished(wizard, upload, "confirm")
    compared = texts(history_answer(store.published, {"what": "compare", "value": "1,2"}, SAY))
    assert "0 added, 1 changed, 0 removed" in compared and '"Figure"' in compared


def test_figures_that_were_never_there_are_no_failure(tmp_path):
    assert "none yet" in texts(versions(Published(str(tmp_path / "nothing")), SAY))


def test_a_mapping_that_can_not_be_kept_is_told_and_the_records_are_in(wizard, store, monkeypatch):
    upload = put(wizard, "Caso;Fecha;Provincia;Pistolas\nA-1;03/04/2024;Colón;2\n", "casos.csv")
    press(wizard, upload, "constant", "country", "PA")
    finished(wizard, upload, "check")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(wizard_check, "save_profile", full)
    done = finished(wizard, upload, "confirm")
    assert "The mapping could not be kept" in texts(done.report)
    assert store.version() == 1 and "A-1" in set(store.read().seizures["seizure_id"])
    assert "The mapping could not be kept" in texts(wizard.answer(upload.token, {}, SAY).report)  # after a reload too
    press(wizard, upload, "undo")
    assert "A-1" not in set(store.read().seizures["seizure_id"])


@pytest.mark.parametrize(
    ("code", "words"),
    [("2024", "2024"), ("2024-02", "feb 2024"), ("2006/2009", "2006 – 2009"), ("2024-02-30", "2024-02-30")],
)
def test_periods_in_words(code, words):
    assert period_of(code, DIGA) == words


def test_places_in_words():
    assert place_of("PA", DIGA) == "Panamá" and place_of("PA-3", DIGA) == "Colón, Panamá"


@pytest.mark.parametrize("path", sorted(PROFILES.glob("bulletin_*.toml")), ids=lambda path: path.stem)
def test_every_column_of_a_shipped_bulletin_has_words(path):
    for rule in read_profile(path).columns:
        assert not (isinstance(words := becomes(rule, DIGA), str) and "_" in words), words
