"""Citations: they name version, date, filters, number of records and the hash of the table."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest

from layouts.citing import citation, of_file, pinned
from layouts.exports import FORMATS

DAY = date(2026, 11, 25)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_citation_names_all_that_finds_the_records_again(scene, language):
    shown = scene("country=PA&from=2019&measure=firearms", language)
    told = citation(shown, DAY)
    content = b"".join(FORMATS["csv"].chunks(shown))
    assert told.digest == hashlib.sha256(content).hexdigest() and told.records == content.count(b"\n") - 1 == 15
    for text in (told.full, told.bibtex.replace("\\", "")):
        assert "country=PA&from=2019&version=0" in text and told.digest[:12] in text
        assert ("15 records" if language == "en" else "15 registros") in text
        assert ("Panama" if language == "en" else "Panamá") in text
    for text in (told.full, told.short):
        assert "2026" in text and ("25 Nov 2026" if language == "en" else "25 nov 2026") in text
    assert "urldate = {2026-11-25}" in told.bibtex and "version = {0}" in told.bibtex


def test_the_digest_tells_selections_apart_and_nothing_else(scene):
    assert citation(scene("country=PA"), DAY).digest != citation(scene("country=CR"), DAY).digest
    same = ("country=PA", "country=PA&by=country&lang=es", "country=PA&version=0")
    assert len({citation(scene(query, language), DAY).digest for query in same for language in ("en", "es")}) == 1


def test_the_query_of_a_citation_opens_the_same_selection(scene):
    shown = scene("text=" + quote("Lázaro & Cárdenas"))
    assert scene(pinned(shown)).view.records().tolist() == shown.view.records().tolist()
    assert "version=0" in pinned(shown)


def test_one_record_is_one(scene):
    assert ", 1 record, retrieved" in citation(scene("text=Lázaro Cárdenas&country=MX"), DAY).short


def test_a_citation_without_a_day_is_the_same_every_day(scene):
    told = citation(scene("country=PA"), None)
    assert "retrieved" not in told.short + told.full + told.bibtex and "urldate" not in told.bibtex


def test_the_entry_is_one_that_bibtex_reads(scene):
    entry = citation(scene("text=" + quote("50%_{x}~\\^&#$")), DAY).bibtex
    assert entry.startswith("@misc{istmo-v0-") and entry.count("{") == entry.count("}")
    note = entry.partition("note = {")[2].rpartition("},")[0]
    assert not re.search(r"(?<!\\)[&%$#_]", note) and r"\textasciitilde{}" in note


def test_synthetic_records_are_cited_as_such(scene, monkeypatch):
    from layouts.scene import Scene

    monkeypatch.setattr(Scene, "is_synthetic", True)
    told = citation(scene(), DAY)
    assert told.short.startswith("[SYNTHETIC") and told.full.startswith("[SYNTHETIC") and "SYNTHETIC" in told.bibtex


def test_the_year_is_that_of_the_version(scene):
    shown = replace(scene("country=PA"), committed=lambda: date(2019, 5, 1))
    assert "(2019)" in citation(shown, DAY).short and "year = {2019}" in citation(shown, DAY).bibtex
    assert "(2026)" in citation(replace(shown, committed=lambda: None), DAY).short


@pytest.mark.parametrize("other", ["country%3DCR", "rest"])
def test_a_comparison_is_cited_with_both_sides(scene, other):
    shown, alone = scene(f"country=PA&compare={other}"), citation(scene("country=PA"), DAY)
    told = citation(shown, DAY)
    rows = int(shown.other.records().sum())
    for text in (told.full, told.bibtex.replace("\\", "")):
        assert f"A: {alone.records} records · B: {rows} records" in text
        assert told.digest[:12] in text and told.other_digest[:12] in text and told.digest == alone.digest
        assert "A: Country: Panama" in text and (other == "rest" or "B: country=CR&version=0" in text)
    if other != "rest":
        assert told.other_digest == citation(scene("country=CR"), DAY).digest
    assert of_file(shown).full == citation(scene("country=PA"), None).full
