"""Decks as PowerPoint files: native charts with the numbers of the page, their words, and files that open."""

import io
import json
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree
from office import as_pdf, pages
from pptx import Presentation

from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.slides.conversion import dated, message_of, native
from layouts.slides.native import number_format
from layouts.slides.points import rounded
from layouts.slides.presentation import Maker, presentation
from layouts.stage.decks import Deck, Slide, read_deck
from layouts.stage.words import starter
from layouts.stills import StillsError

NATIVE = ("trend", "concealment", "completeness", "trend-counts", "methods-frequency", "consignment-sizes", "funnel")


@pytest.fixture
def made(library, monkeypatch):
    """What a deck becomes; pictures aren't drawn here, so that these tests need no browser."""
    monkeypatch.setattr("layouts.slides.bodies.still", _no_browser)

    def make(*slides, language="en"):
        return Presentation(io.BytesIO(presentation(Deck({"en": "Test"}, slides), library, speech(language))))

    return make


def _no_browser(*_, **__):
    raise StillsError("no_browser")


def texts(slide):
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return found + [cell.text for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()]


def chart_of(slide):
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


@pytest.mark.parametrize("name", NATIVE)
def test_bars_lines_and_points_are_native(scene, name):
    seen = scene("")
    assert native(CHARTS[name].figure(CHARTS[name].make(seen), seen)) is not None


@pytest.mark.parametrize("name", ["areas", "route-sankey", "methods-matrix", "flow-map", "methods-mix"])
def test_maps_flows_and_matrices_are_not(scene, name):
    seen = scene("", webgl=False)
    assert native(CHARTS[name].figure(CHARTS[name].make(seen), seen)) is None


def test_every_figure_is_a_native_chart_a_picture_or_a_sentence(scene, made):
    for query in ("", "country=PA", "country=BZ&transport_mode=rail"):
        seen = scene(query, webgl=False)
        for chart in CHARTS.values():
            if not chart.listing and not chart.background:
                figure = chart.figure(chart.make(seen), seen)
                assert figure["data"] or message_of(figure)
                native(figure)


def test_the_columns_hold_the_numbers_of_the_page(made, client):
    drawn = chart_of(made(Slide("chart", "trend", "country=PA")).slides[0])
    rows = client.get("/api/v1/charts/trend.csv?country=PA").get_data(as_text=True).splitlines()[1:]
    expected = sum(int(float(row.split(",")[-1])) for row in rows)
    assert sum(value for series in drawn.plots[0].series for value in series.values) == expected > 0
    assert list(drawn.plots[0].categories) == sorted({row.split(",")[0] for row in rows})


def test_bars_bear_the_labels_of_the_page(made, scene):
    drawn = chart_of(made(Slide("chart", "concealment")).slides[0])
    seen = scene("")
    figure = CHARTS["concealment"].figure(CHARTS["concealment"].make(seen), seen)["data"][0]
    series = drawn.plots[0].series[0]
    assert list(series.values) == figure["x"]
    assert [series.points[i].data_label.text_frame.text for i in range(len(figure["x"]))] == figure["text"]


def test_intervals_are_drawn_with_the_values(scene, made):
    page = made(Slide("chart", "methods-frequency")).slides[0]
    held = chart_of(page)
    seen = scene("")
    figure = CHARTS["methods-frequency"].figure(CHARTS["methods-frequency"].make(seen), seen)["data"][0]
    first = held.plots[0].series[0]
    across = [float(text) for text in first._element.xpath("c:xVal//c:v/text()")]
    assert across[0] == pytest.approx(figure["x"][0] - figure["error_x"]["arrayminus"][0])
    assert across[1] == pytest.approx(figure["x"][0] + figure["error_x"]["array"][0])
    assert any("95% intervals" in text for text in texts(page))
    lines = chart_of(made(Slide("chart", "trend-counts")).slides[0])
    assert lines._chartSpace.xpath("//c:errBars")


def test_what_a_figure_writes_at_a_period_is_told(scene):
    seen = scene("")
    chart = CHARTS["trend-counts"]
    assert any("incomplete" in text for text in dated(chart.figure(chart.make(seen), seen)))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_slide_says_filters_n_source_version_caveat_and_licence(made, scene, language):
    page = made(Slide("chart", "transport", "country=PA", notes={"es": "Pregunte", "en": "Ask"}), language=language)
    seen, told = scene("country=PA", language), "\n".join(texts(page.slides[0]))
    say = seen.say
    assert page.slides[0].shapes.title.text_frame.text == say(CHARTS["transport"].title)
    for word in (
        say.label("country", "PA"),
        "n = 40",
        "CC BY 4.0",
        str(seen.version),
        say("Bear in mind: {bias}.")[:12],
    ):
        assert word in told
    notes = page.slides[0].notes_slide.notes_text_frame.text
    assert notes.startswith("Pregunte" if language == "es" else "Ask") and say(CHARTS["transport"].method)[:40] in notes
    assert page.core_properties.language == {"en": "en-US", "es": "es-419"}[language]


def test_charts_pictures_and_tables_have_texts_that_stand_for_them(made):
    for page in made(Slide("chart", "trend"), Slide("chart", "areas"), Slide("table", "trend")).slides:
        for shape in page.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_without_a_browser_the_table_stands_and_the_slide_says_so(made):
    page = made(Slide("chart", "areas")).slides[0]
    assert any("Chrome, Edge or Chromium" in text for text in texts(page))
    table = next(shape.table for shape in page.shapes if shape.has_table)
    assert table.cell(1, 0).text == "Panamá" and table.cell(1, 1).text == "16"


def test_synthetic_records_are_named_on_every_slide(made, monkeypatch):
    from layouts.slides import presentation as module

    real = module.caption
    monkeypatch.setattr(module, "caption", lambda *parts: replace(real(*parts), warning="SYNTHETIC"))
    for page in made(Slide("chart", "trend"), Slide("table", "trend")).slides:
        run = next(
            s.text_frame.paragraphs[0].runs[0]
            for s in page.shapes
            if s.has_text_frame and s.text_frame.text == "SYNTHETIC"
        )
        assert run.font.bold and run.font.size.pt >= 12


def test_the_answer_follows_its_question(made):
    slides = made(
        Slide("question", "trend", title={"en": "More?"}, text={"en": "Talk"}, answer={"en": "Can't be known"}),
        Slide("question", title={"en": "Where?"}, text={"en": "Think"}),
    ).slides
    assert [slide.shapes.title.text_frame.text for slide in slides] == ["More?", "Answer – More?", "Where?"]
    assert not any("Can't be known" in text for text in texts(slides[0]))
    assert any("Can't be known" in text for text in texts(slides[1]))


def test_a_table_that_does_not_fit_says_how_many_rows_there_are(made, scene):
    page = made(Slide("table", "trend")).slides[0]
    rows = len(CHARTS["trend"].table(scene("")))
    table = next(shape.table for shape in page.shapes if shape.has_table)
    assert any(f"{len(table.rows) - 1} of {rows} rows" in text for text in texts(page))


def test_a_selection_without_records_says_so(made):
    page = made(Slide("chart", "concealment", "country=BZ&transport_mode=rail")).slides[0]
    assert any("No record states this" in text for text in texts(page))
    assert not any(shape.has_chart for shape in page.shapes)


def test_what_was_not_understood_is_on_the_slide(made):
    assert any("“colour”" in text for text in texts(made(Slide("chart", "trend", "colour=red")).slides[0]))


def test_nothing_lies_outside_the_slide_or_on_each_other(library, monkeypatch):
    monkeypatch.setattr("layouts.slides.bodies.still", _no_browser)
    for language in ("en", "es"):
        file = Presentation(io.BytesIO(presentation(starter(), library, speech(language))))
        for number, page in enumerate(file.slides, start=1):
            boxes = sorted(
                (s.top, s.top + s.height, s.left, s.left + s.width) for s in page.shapes if s.top is not None
            )
            assert all(b[1] <= file.slide_height and b[2] >= 0 and b[3] <= file.slide_width for b in boxes), number
            whole = [box for box in boxes if box[3] - box[2] > file.slide_width * 0.8]
            assert all(upper[1] <= lower[0] + 40_000 for upper, lower in pairwise(whole)), (language, number)


def test_most_charts_of_the_starter_deck_are_native(library, monkeypatch):
    monkeypatch.setattr("layouts.slides.bodies.still", _no_browser)
    maker = Maker(library, speech("en"))
    for slide in starter().slides:
        maker.add(slide)
    assert len(maker.native) == sum(
        bool(slide.chart) and slide.kind != "table" and not CHARTS[slide.chart].listing for slide in starter().slides
    )
    assert sum(maker.native) / len(maker.native) >= 0.6


def test_a_sentence_in_place_of_a_chart_is_no_native_chart(library):
    maker = Maker(library, speech("en"))
    maker.add(Slide("chart", "concealment", "country=BZ&transport_mode=rail"))
    assert maker.native == [False]


def test_only_a_question_is_headed_question(made):
    text, question = made(Slide("text", text={"en": "Words"}), Slide("question", text={"en": "Why?"})).slides
    assert "Question" not in texts(text) and text.shapes.title is None
    assert question.shapes.title.text_frame.text == "Question"


def test_the_file_is_well_formed(library, monkeypatch):
    monkeypatch.setattr("layouts.slides.bodies.still", _no_browser)
    with zipfile.ZipFile(io.BytesIO(presentation(starter(), library, speech("es")))) as file:
        names = set(file.namelist())
        assert len(names) == len(file.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(file.read(name))
                ids = tree.xpath("//p:cNvPr/@id", namespaces={"p": tree.nsmap.get("p", "urn:none")})
                assert len(ids) == len(set(ids)), name
        for name in (name for name in names if name.endswith(".rels")):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            for target in etree.fromstring(file.read(name)):
                if target.get("TargetMode") != "External":
                    assert _joined(folder, target.get("Target")) in names


def _joined(folder: str, target: str) -> str:
    parts = [] if target.startswith("/") else [part for part in folder.split("/") if part]
    for part in target.strip("/").split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_a_deck_is_made_by_its_address_and_refused_from_elsewhere(client):
    deck = Deck({"es": "Taller"}, (Slide("chart", "trend", "country=PA"),)).to_json()
    answer = client.post("/api/v1/deck.pptx?lang=es", data=deck)
    assert answer.status_code == 200 and "istmo-taller.pptx" in answer.headers["Content-Disposition"]
    assert len(Presentation(io.BytesIO(answer.data)).slides) == 1
    accents = Deck({"es": "Región, Colón y Ñurí"}, (Slide("text", title={"es": "Uno"}),)).to_json()
    told = client.post("/api/v1/deck.pptx?lang=es", data=accents).headers["Content-Disposition"]
    assert "istmo-region-colon-y-nuri.pptx" in told
    foreign = client.post("/api/v1/deck.pptx", data=deck, headers={"Sec-Fetch-Site": "cross-site"})
    wrong = client.post("/api/v1/deck.pptx?lang=es", data=json.dumps({"istmo_deck": 1, "slides": [{"kind": "film"}]}))
    large = client.post("/api/v1/deck.pptx", data=b" " * 2_000_001)
    assert [foreign.status_code, wrong.status_code, large.status_code] == [403, 400, 413]
    assert wrong.content_type == "application/problem+json" and "film" in wrong.json["detail"]


@pytest.mark.parametrize(("form", "told"), [(".0%", "0%"), (".1%", "0.0%"), ("", "General"), (",", "#,##0")])
def test_number_formats_are_those_of_the_axis(form, told):
    assert number_format(form) == told


@pytest.mark.parametrize(("low", "high", "ends"), [(0, 9, (0, 10)), (0.18, 1.0, (0, 1)), (-0.19, 0.52, (-0.2, 0.6))])
def test_axes_end_at_round_numbers(low, high, ends):
    from layouts.slides.native import Scale

    axis = rounded(Scale(), low, high)
    assert (axis.low, axis.high) == pytest.approx(ends)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_libreoffice_shows_every_slide(library, language, tmp_path):
    _rendered(starter(), library, language, tmp_path)


def test_libreoffice_shows_a_deck_in_spanish(library, tmp_path):
    kept = [slide for slide in starter().slides if slide.kind != "chart" or slide.chart in NATIVE]
    _rendered(Deck(starter().title, tuple(kept[:8])), library, "es", tmp_path)


def _rendered(deck, library, language, folder):
    file = folder / "deck.pptx"
    file.write_bytes(presentation(deck, library, speech(language)))
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(str(file)).slides]
    shown = pages(as_pdf(file, folder / "profile"))
    assert len(shown) == len(titles)
    for title, text in zip(titles, shown, strict=True):
        assert " ".join(title.split()) in " ".join(text.split())


def test_the_starter_deck_is_read_as_any_other():
    assert read_deck(starter().to_json(), CHARTS) == starter()
