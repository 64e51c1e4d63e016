"""The command line: what it writes, what it says, and with which exit code."""

import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import app

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty place for the store."""
    monkeypatch.setenv("ISTMO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return tmp_path


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=120,
    )


def one_sentence(text):
    lines = text.strip().splitlines()
    return len(lines) == 1 and lines[0].endswith(".") and "Traceback" not in text


def test_export_is_what_plain_pandas_finds(home, incidents):
    file = home / "pa.csv"
    done = run("export", "--query", "country=PA", "--format", "csv", "--out", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(pd.read_csv(file)["seizure_id"]) == sorted(incidents.loc[incidents["country"] == "PA", "seizure_id"])
    from_web = (
        app.create_app(app.Settings(str(home / "store"))).server.test_client().get("/api/v1/seizures.csv?country=PA")
    )
    assert file.read_bytes() == from_web.data


def test_every_format_is_written_in_one_sentence(home, capsys):
    for form in app.FORMS:
        assert app.main(["export", "--format", form, "--out", str(home / "file")]) == 0
        assert (home / "file").stat().st_size > 10_000
        assert capsys.readouterr().out.splitlines() == [f"230 records of version 0 → {home / 'file'}"]
    assert zipfile.is_zipfile(home / "file") and not [*home.glob("*.part")]


def test_a_deck_becomes_slides_and_leaves_cleanly(home):
    deck, out = home / "deck.json", home / "deck.pptx"
    deck.write_text('{"istmo_deck": 1, "slides": [{"kind": "chart", "chart": "trend"}]}', encoding="utf-8")
    done = run("deck", deck, "--out", out, "--lang", "es")
    assert done.returncode == 0 and zipfile.is_zipfile(out), done.stderr
    deck.write_text('{"istmo_deck": 1, "slides": [{"kind": "chart", "chart": "no-such"}]}', encoding="utf-8")
    done = run("deck", deck, "--out", home / "other.pptx")
    assert done.returncode == 1 and one_sentence(done.stderr) and "no-such" in done.stderr
    assert not (home / "other.pptx").exists()


def test_a_file_is_written_whole_or_not_at_all(home, capsys, monkeypatch):
    def broken(view):
        yield b"seizure_id\n"
        raise OSError(28, "No space left on device")

    (home / "x.csv").write_text("what was there")
    monkeypatch.setattr("layouts.exports.delimited.csv_blocks", broken)
    assert app.main(["export", "--out", str(home / "x.csv")]) == 1
    assert "No space left" in capsys.readouterr().err
    assert (home / "x.csv").read_text() == "what was there" and not [*home.glob("*.part")]


def test_a_format_that_can_not_hold_the_rows_is_refused(home, capsys, monkeypatch):
    monkeypatch.setattr("layouts.exports.sheets.MOST_ROWS", 100)
    assert app.main(["export", "--format", "xlsx", "--out", str(home / "x.xlsx")]) == 1
    told = capsys.readouterr().err
    assert "CSV" in told and one_sentence(told) and not (home / "x.xlsx").exists()


@pytest.mark.parametrize(("query", "named"), [("country=XX", "XX"), ("contry=PA", "contry"), ("from=ayer", "ayer")])
def test_a_query_not_understood_is_wrong_usage_and_writes_nothing(home, capsys, query, named):
    assert app.main(["export", "--query", query, "--out", str(home / "x.csv")]) == 2
    told = capsys.readouterr().err
    assert named in told and one_sentence(told) and "Nothing was written" in told and not (home / "x.csv").exists()


def test_a_file_that_can_not_be_written(home, capsys):
    assert app.main(["export", "--out", str(home / "no" / "such" / "x.csv")]) == 1
    assert one_sentence(capsys.readouterr().err)


def test_the_report_lists_every_record_without_a_province(home, capsys):
    assert app.main(["report", "--out", str(home / "remarks.csv")]) == 0
    report = pd.read_csv(home / "remarks.csv", keep_default_na=False)
    app.main(["export", "--query", "admin1=not_recorded", "--out", str(home / "x.csv")])
    assert set(pd.read_csv(home / "x.csv")["seizure_id"]) <= set(report["seizure_id"])
    assert (report["remark"] != "").all()


def test_versions_and_restore(home, capsys):
    assert app.main(["versions"]) == 0
    assert capsys.readouterr().out.startswith("0\t")
    assert app.main(["restore", "0"]) == 0
    assert app.main(["restore", "99"]) == 1
    told = capsys.readouterr().err
    assert one_sentence(told) and "address" not in told and "newest is" in told


def test_the_help_of_enter_names_the_form_and_the_codebook(capsys):
    with pytest.raises(SystemExit):
        app.main(["enter", "--help"])
    told = capsys.readouterr().out
    assert "codebook" in told and "--example" in told and "JSON" in told


def test_a_port_in_use(home, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["serve", "--port", str(port)]) == 1
    told = capsys.readouterr().err
    assert (
        one_sentence(told.replace("python app.py serve --port", "").replace(str(port + 1), ".")) and str(port) in told
    )


@pytest.mark.parametrize("damage", ["log", "data"])
def test_a_damaged_store(home, capsys, damage):
    app.main(["versions"])
    store = home / "store"
    files = [*(store / "_delta_log").glob("*.json")] if damage == "log" else [*store.rglob("*.parquet")]
    for file in files:
        file.write_bytes(b"not what it was")
    capsys.readouterr()
    assert app.main(["export", "--out", str(home / "x.csv")]) == 1
    told = capsys.readouterr().err
    assert "can't be read" in told and one_sentence(told.replace(". Restore", ", restore"))


def test_a_place_that_can_not_be_written(home, capsys, monkeypatch):
    (home / "file").write_text("a file where a folder should be")
    monkeypatch.setenv("ISTMO_STORE", str(home / "file" / "store"))
    assert app.main(["versions"]) == 1
    told = capsys.readouterr().err
    assert "ISTMO_STORE" in told and "Traceback" not in told


def test_sentences_in_the_language_of_the_terminal(home, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "es_PA.UTF-8")
    app.main(["restore", "99"])
    assert "versión" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["fly"], ["export"], ["export", "--format", "doc", "--out", "x"], ["restore", "x"]]
)
def test_wrong_usage_is_exit_code_2(arguments):
    assert run(*arguments).returncode == 2


def test_the_command_line_starts_quickly_and_leaves_cleanly(home):
    done = run("versions", ISTMO_STORE=str(home / "store"))
    assert done.returncode == 0 and not done.stderr
    assert done.stdout.startswith("0\t")
