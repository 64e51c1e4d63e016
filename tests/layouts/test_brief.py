"""The brief of a page as PDF: text that can be searched, in both languages, with what goes with every chart."""

import subprocess

import pytest
from office import pages, tool

from layouts.brief.document import brief, charts_of, page_at
from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.page import all_pages
from layouts.stills import StillsError

ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea135815e"
    "0000000049454e44ae426082"
)


@pytest.fixture
def pdf(client, monkeypatch, tmp_path):
    """The text of a brief's pages; its pictures are one pixel, so that no browser is needed."""
    monkeypatch.setattr("layouts.brief.document.still", lambda *_, **__: ONE_PIXEL)

    def make(query):
        answer = client.get(f"/api/v1/brief.pdf?{query}")
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        file = tmp_path / "brief.pdf"
        file.write_bytes(answer.data)
        return file, "\n".join(pages(file))

    return make


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_brief_says_what_it_is_of(pdf, scene, language):
    file, text = pdf(f"page=/&country=PA&lang={language}")
    seen = scene("country=PA", language)
    say, flat = seen.say, " ".join(text.split())
    for name, _ in charts_of(page_at("/"), None, say):
        assert say(CHARTS[name].title) in flat
        assert " ".join(CHARTS[name].note(seen).split()[:3]) in flat
    for word in ("n = 40", "CC BY 4.0", say("How to cite"), say.label("country", "PA"), "505,453"):
        assert word in flat
    told = subprocess.run([tool("pdfinfo"), str(file)], check=True, capture_output=True, text=True).stdout
    assert say("Overview") in told and "A4" in told


def test_accents_and_arrows_are_in_the_embedded_type(pdf):
    file, text = pdf("page=/&lang=es")
    assert "¿Dónde se registraron incautaciones?" in text and "Página 1" in text
    told = subprocess.run([tool("pdffonts"), str(file)], check=True, capture_output=True, text=True).stdout
    assert all(line.split()[-5] == "yes" for line in told.splitlines()[2:] if "IstmoSans" in line)
    assert "IstmoSans-Bold" in told


def test_a_list_that_is_cut_says_so(pdf):
    _, text = pdf("page=/&lang=en")
    assert "6 of 56 rows; all are in the CSV of this chart." in " ".join(text.split())


def test_without_a_browser_the_numbers_stand(client, monkeypatch, tmp_path):
    def fail(*_, **__):
        raise StillsError("no_browser")

    monkeypatch.setattr("layouts.brief.document.still", fail)
    file = tmp_path / "brief.pdf"
    file.write_bytes(client.get("/api/v1/brief.pdf?page=/&lang=en&country=CR").data)
    assert "Pictures need Chrome" in "".join(pages(file))


def test_an_empty_selection_makes_a_brief(pdf):
    assert "n = 0" in pdf("page=/trends&lang=en&country=BZ&transport_mode=rail")[1]


@pytest.mark.parametrize("path", ["/records/x", "/nowhere", ""])
def test_other_addresses_have_none(client, path):
    assert client.get(f"/api/v1/brief.pdf?page={path}").status_code == 404


def test_a_query_that_is_not_understood_is_refused(client):
    assert client.get("/api/v1/brief.pdf?page=/&colour=red").status_code == 400


def test_every_page_with_filters_has_its_charts_in_the_brief(library):
    say = speech("en")
    for page in all_pages():
        if page_at(page.path):
            assert all(name in CHARTS for name, _ in charts_of(page, library, say))
    assert [name for name, fixed in charts_of(page_at("/trends"), library, say) if fixed] == ["events"]


def test_a_brief_of_a_comparison_tells_the_totals_of_both(pdf, scene):
    _, text = pdf("page=/&lang=en&country=PA&compare=country%3DCR")
    flat = " ".join(text.split())
    seizures = [scene(f"country={code}").view.seizures for code in ("PA", "CR")]
    for name, count in zip("AB", seizures, strict=True):
        assert f"Totals of {name}" in flat and f"Seizures {count}" in flat.partition(f"Totals of {name}")[2][:200]
    assert "B: country=CR&version=0" in flat and "Charts that don't compare A and B show A." in flat


def test_pictures_are_left_out_when_their_time_is_over(library, scene, tmp_path):
    file = tmp_path / "brief.pdf"
    file.write_bytes(brief(page_at("/"), library, scene("country=CR"), seconds=0))
    text = " ".join("".join(pages(file)).split())
    assert "this one was left out. The table holds its numbers." in text
