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
    own = figures[figures["note"] == "boletin.csv"]
    found = list(own[["place", "period", "value"]].itertuples(index=False, name=None))
    assert found == [("PA-3", "2024-01", 3.0), ("PA-3", "2024-02", 4.0), ("PA-8", "2024-01", 5.0)]
    assert "Total" in (tmp_path / "yes" / "refused.csv").read_text(encoding="utf-8-sig")
    assert store.version() == 0 and set(own["source_title"]) == {""}
    copy = path.rename(tmp_path / "boletin (1).csv")
    capsys.readouterr()
    assert app.main(["import", str(copy), *order[2:6], "--report", str(tmp_path / "again")]) == 1
    assert read(tmp_path / "again")["replaced"] == 3 and "se reemplazan: 3" in capsys.readouterr().out
    assert len(store.published.read()) == len(figures)
    assert app.main(["restore", "0", "--published"]) == 0
    assert len(store.published.read()) == len(figures) - 3


def test_what_is_remarked_on_in_a_bulletin_flags_its_row(store, tmp_path):
    text = (
        BULLETIN.replace("provincia", "pais,provincia")
        .replace("Colón", "Panamaa,Colón")
        .replace("Panamá,p", "PA,Panamá,p")
    )
    path = tmp_path / "boletin.csv"
    path.write_text(text.replace("Total,", ",Total,"), encoding="utf-8")
    assert app.main(["import", str(path), "--set", "year=2024", "--report", str(tmp_path / "yes")]) == 1
    told = read(tmp_path / "yes")
    assert (told["accepted"], told["flagged"], told["refused"]) == (1, 1, 1)
    remarks = pd.read_csv(tmp_path / "yes" / "remarks.csv", dtype=str)
    assert ["pais", "value_corrected", "flags"] in remarks[["column", "code", "effect"]].values.tolist()
    assert "value_corrected" not in set(store.published.read()["note"])


OTHERS = """seizure_id,date,event,country,place,qty_pistol
REG-7,{day},seized,PA,Colón,3
"""


def test_a_record_is_not_replaced_by_another_seizure_unless_told_so(store, tmp_path, capsys):
    path, report = tmp_path / "casos.csv", tmp_path / "report"
    for day, options, code, version in (
        ("2021-03-05", [], 0, 1),
        ("2021-03-06", [], 1, 1),
        ("2021-03-06", ["--replace"], 0, 2),
    ):
        path.write_text(OTHERS.format(day=day), encoding="utf-8")
        capsys.readouterr()
        assert app.main(["import", str(path), "--report", str(report), *options]) == code
        assert store.version() == version and read(report)["committed"] == (code == 0)
        assert ("REG-7" in capsys.readouterr().out) == (code == 1)
    assert read(report)["replaced"] == 1


def test_the_report_tells_how_the_file_was_read(store, tmp_path, capsys):
    book = tmp_path / "libro.xlsx"
    rows = [line.split(";") for line in SHEET.strip().splitlines()]
    table = pd.DataFrame(rows[1:], columns=rows[0]).assign(**{"nombre del imputado": "Juan Pérez", "zzz": "q"})
    double = pd.concat([table, table.head(1)])
    with pd.ExcelWriter(book) as writer:
        double.to_excel(writer, sheet_name="datos", index=False)
        pd.DataFrame({"a": ["b"]}).to_excel(writer, sheet_name="notas", index=False)
    order = ["import", str(book), "--set", "country=HN", "--sheet", "datos", "--report", str(tmp_path / "report")]
    assert app.main(order) == 1
    told, out = read(tmp_path / "report"), capsys.readouterr().out
    assert (told["sheet"], told["sheets_left_out"], told["country_assumed"]) == ("datos", ["notas"], "HN")
    assert told["personal_columns"] == ["nombre del imputado"] and "zzz" in told["ignored_columns"]
    assert told["mapping"]["pistolas"] == "qty_pistol" and told["committed"]
    for part in ("notas", "nombre del imputado", "zzz", "pistolas → qty_pistol", "HN"):
        assert part in out
    assert "Juan" not in out + json.dumps(told)
    twins = pd.read_csv(tmp_path / "report" / "twins.csv")
    assert twins[["row", "other_row"]].values.tolist() == [[5, 2]]


def test_a_report_that_can_not_be_written_stops_before_the_commit(store, sheet, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    app.main(["versions"])
    capsys.readouterr()
    assert app.main(["import", str(sheet), "--report", str(tmp_path / "file")]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "file" in told and "Traceback" not in told
    assert store.version() == 0


def test_the_versions_tell_the_file_and_what_it_changed(store, sheet, capsys):
    app.main(["import", str(sheet)])
    capsys.readouterr()
    app.main(["versions"])
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("1\t") and line.endswith("\tcasos.csv\t1 de 3\t+1 ~0 −0")


def test_the_example_of_a_seizure_can_be_entered(store, tmp_path, capsys):
    assert app.main(["enter", "--example"]) == 0
    path = tmp_path / "seizure.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert app.main(["enter", str(path), "--dry-run"]) == 0
    assert app.main(["enter"]) == 2


def test_what_is_set_for_all_rows_must_be_a_column(store, sheet, capsys):
    assert app.main(["import", str(sheet), "--set", "pais=PA"]) == 2 and "pais" in capsys.readouterr().err
    assert app.main(["import", str(sheet), "--set", "country"]) == 2 and "--set" in capsys.readouterr().err
