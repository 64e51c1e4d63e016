"""`python app.py import`: what a data steward types, and what is answered."""

import json

import pandas as pd
import pytest

import app
from data.store import Store

SHEET = """fecha;país;departamento;lugar;pistolas;ocultamiento
15/03/2021;Honduras;Cortés;Puerto Cortés;12;
16/03/2021;Honduras;Cortés;Puerto Cortés;-4;
31/02/2021;Honduras;Cortés;Puerto Cortés;4;
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ISTMO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("LANG", "es_PA.UTF-8")
    return Store(str(tmp_path / "store"))


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "casos.csv"
    path.write_text(SHEET, encoding="latin-1")
    return path


def test_an_import_tells_what_became_of_every_row(store, sheet, tmp_path, capsys):
    assert app.main(["import", str(sheet), "--report", str(tmp_path / "report")]) == 1
    summary = json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["read"], summary["refused"], summary["version"]) == (3, 2, 1)
    assert summary["read"] == summary["accepted"] + summary["flagged"] + summary["refused"]
    back = pd.read_csv(tmp_path / "report" / "refused.csv", dtype=str)
    assert list(back["istmo_row"]) == ["3", "4"]
    assert "“fecha”, “31/02/2021”" in back["istmo_reason"][1] and summary["remarks"]["date_unreadable"] == 1
    assert "“pistolas”" in back["istmo_reason"][0]
    assert "escriba un número" in back["istmo_reason"][0] and "no es una fecha" in back["istmo_reason"][1]
    told = capsys.readouterr().out
    assert "3 filas leídas" in told and "restore 0" in told
    assert len(store.read()) == 231


def test_a_rehearsal_changes_nothing(store, sheet, capsys):
    assert app.main(["import", str(sheet), "--dry-run"]) == 1
    assert "Ensayo" in capsys.readouterr().out
    assert store.version() == 0 and len(store.read()) == 230


def test_an_import_is_undone_by_one_command(store, sheet):
    app.main(["import", str(sheet)])
    assert app.main(["restore", "0"]) == 0
    assert len(store.read()) == 230


def test_what_is_no_table_is_refused_in_one_sentence(store, tmp_path, capsys):
    path = tmp_path / "informe.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook at all")
    assert app.main(["import", str(path)]) == 1
    told = capsys.readouterr()
    assert told.err.count("\n") == 1 and "informe.xlsx" in told.err and "Traceback" not in told.err
    assert app.main(["import", str(tmp_path / "nada.csv")]) == 1
    assert "nada.csv" in capsys.readouterr().err


def test_an_unknown_profile_is_wrong_usage(store, sheet, capsys):
    assert app.main(["import", str(sheet), "--profile", "nadie"]) == 2
    assert "unodc_ids" in capsys.readouterr().err


def read(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


BULLETIN = """provincia,tipo,enero,febrero,total
Colón,pistola,3,4,7
Panamá,pistola,5,s/d,5
Total,pistola,8,4,12
"""


def test_a_bulletin_of_totals_comes_into_the_published_figures(store, tmp_path, capsys):
    path = tmp_path / "boletin.csv"
    path.write_text(BULLETIN, encoding="utf-8")
    assert app.main(["import", str(path), "--report", str(tmp_path / "no")]) == 1  # no year is stated
    assert store.published.version() == 0 and read(tmp_path / "no")["refused"] == 3
    order = ["import", str(path), "--set", "country=PA", "--set", "year=2024", "--report", str(tmp_path / "yes")]
    assert app.main(order) == 1  # the row of the sum is refused
    told = read(tmp_path / "yes")
    assert (told["read"], told["accepted"], told["refused"], told["version"]) == (3, 2, 1, 1)
    figures = store.published.read()
    own = figures[figures["source_title"] == "boletin.csv"]
    found = list(own[["place", "period", "value"]].itertuples(index=False, name=None))
    assert found == [("PA-3", "2024-01", 3.0), ("PA-3", "2024-02", 4.0), ("PA-8", "2024-01", 5.0)]
    assert "Total" in (tmp_path / "yes" / "refused.csv").read_text(encoding="utf-8-sig")
    assert store.version() == 0
    assert app.main(["restore", "0", "--published"]) == 0
    assert len(store.published.read()) == len(figures) - 3


def test_what_is_set_for_all_rows_must_be_a_column(store, sheet, capsys):
    assert app.main(["import", str(sheet), "--set", "pais=PA"]) == 2 and "pais" in capsys.readouterr().err
    assert app.main(["import", str(sheet), "--set", "country"]) == 2 and "--set" in capsys.readouterr().err
