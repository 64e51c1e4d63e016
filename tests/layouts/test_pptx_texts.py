"""Decks of any texts become files that open: what no XML file may hold is left out; what doesn't fit is told."""

import io
import zipfile
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation

from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.slides import bodies
from layouts.slides.plain import top_rows, writable
from layouts.slides.presentation import presentation
from layouts.stage.decks import Deck, Slide
from layouts.stills import StillsError


@pytest.fixture
def undrawn(monkeypatch):
    def fail(*_, **__):
        raise StillsError("no_browser")

    monkeypatch.setattr(bodies, "still", fail)


def made(library, deck, **more):
    content = presentation(deck, library, speech("en"), **more)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith(".xml"):
                etree.fromstring(file.read(name))
    return Presentation(io.BytesIO(content))


def deck_of(text):
    told = {"en": text}
    words = Slide("text", title=told, text=told, notes=told)
    asked = Slide("question", "trend", f"text={quote(text)}", title=told, text=told, answer=told, notes=told)
    return Deck(told, (words, asked, Slide("table", "trend", "country=PA", text=told)))


@settings(max_examples=8)
@example("t" * 300)
@example("\x01")
@example("\ufffe")
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_any_text_makes_a_file_that_opens(library, text):
    file = made(library, deck_of(text))
    assert len(file.slides) in {3, 4} and file.core_properties.title == (writable(text)[:255] or "Istmo")


def test_letters_are_kept():
    assert writable("Ñandú ≥ 9\u00a0mm\t\U0001f600\n") == "Ñandú ≥ 9\u00a0mm\t\U0001f600\n"
    assert writable("a\x00\x0b\ud800\uffffb") == "ab"


def test_the_subject_is_the_licence_of_what_is_shown(library, undrawn):
    words = Slide("text", text={"en": "x"})
    assert made(library, Deck({}, (words,))).core_properties.subject == ""
    shown = Slide("chart", "trend", "country=PA")
    assert made(library, Deck({}, (shown, shown))).core_properties.subject == "CC BY 4.0"


def test_pictures_give_way_to_tables_when_their_time_is_over(library):
    slide = made(library, Deck({}, (Slide("chart", "areas", "country=PA"),)), seconds=0).slides[0]
    texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "this one was left out. The table holds its numbers." in texts
    assert any(shape.has_table for shape in slide.shapes)


def test_columns_that_do_not_fit_are_told(library, monkeypatch):
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea135815e"
        "0000000049454e44ae426082"
    )
    monkeypatch.setattr(bodies, "still", lambda *_, **__: pixel)
    monkeypatch.setattr(bodies, "MOST_COLUMNS", 2)
    seen, most = library.scene("", speech("en")), 0
    for name in ("areas", "route-sankey", "methods-matrix"):
        chart = CHARTS[name]
        slide = made(library, Deck({}, (Slide("chart", name),))).slides[0]
        grid = next(shape.table for shape in slide.shapes if shape.has_table)
        text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        most = max(most, left_out := len(top_rows(chart, chart.numbers(chart.make(seen)), seen, 5).columns) - 2)
        assert len(grid.columns) == 2 and ("not shown." in text) == bool(left_out)
    assert most


def test_the_version_and_the_language_of_a_slide_are_its_own(library):
    asked = Slide("chart", "trend", "?country=PA&version=7&lang=es", version=0)
    slide = made(library, Deck({}, (asked,))).slides[0]
    text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "data version 0" in text and "Panama" in text and "not " not in text.partition("n = ")[0]
