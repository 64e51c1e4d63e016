"""A slide in a PowerPoint file and on the screen: the same title, the same rows."""

import io

import pytest
from dash import html
from pptx import Presentation

from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.redraw import job_of
from layouts.slides.plain import cell_text, line
from layouts.slides.presentation import presentation
from layouts.stage.decks import Deck, Slide
from layouts.stage.slides import Drawing


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "slide",
    [
        Slide("table", "trend", "country=PA"),
        Slide("table", "trend-counts"),
        Slide("table", "consignments"),
        Slide("table", "findings", "country=PA"),
        Slide("chart", "trend-counts"),
        Slide("chart", "methods-frequency", "country=GT"),
        Slide("question", "completeness", title={"es": "¿Qué falta?"}),
    ],
    ids=lambda slide: f"{slide.kind}-{slide.chart}",
)
def test_a_file_shows_the_title_and_the_rows_of_the_screen(library, slide, language):
    file = presentation(Deck({}, (slide,)), library, speech(language))
    page = Presentation(io.BytesIO(file)).slides[0]
    drawing = Drawing(slide, library, speech(language))
    if CHARTS[slide.chart].background:
        library.tasks.run(job_of(CHARTS[slide.chart], drawing.scene()))
    screen = html.Div(drawing.parts()[0])
    parts = list(screen._traverse())
    title = next(part for part in parts if isinstance(part, html.H2))
    assert page.shapes.title.text_frame.text == title.children
    rows = [[cell_text(cell.children).strip() for cell in part.children] for part in parts if isinstance(part, html.Tr)]
    filed = [[cell.text for cell in row.cells] for shape in page.shapes if shape.has_table for row in shape.table.rows]
    assert bool(filed) == (slide.kind == "table")
    for ours, theirs in zip(filed, rows, strict=False):
        assert [line(cell) for cell in ours] == [line(cell) for cell in theirs][: len(ours)]
