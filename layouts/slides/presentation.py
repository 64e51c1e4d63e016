"""A deck as a PowerPoint file: native charts where PowerPoint has the type, else a picture and a table."""

import math
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from time import monotonic
from typing import Any

from layouts.captions import Caption, caption
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.redraw import computed, draw, told
from layouts.scene import Scene
from layouts.slides import template
from layouts.slides.bodies import Shown, add_body
from layouts.slides.canvas import HEIGHT, LOOK, MARGIN, TONGUES, WIDTH, Box, add_text, depth, fitting, write
from layouts.slides.native import remarks
from layouts.slides.plain import line, writable
from layouts.stage.decks import Deck, Slide, worded
from layouts.stage.titles import title_of, words_title
from layouts.wording import sentence_about

INNER = WIDTH - 2 * MARGIN
WARNING = "#a33a00"
FOOT = 11.0
"""Points of the words at the foot of a slide."""

LONGEST = 255
"""Letters that PowerPoint keeps of a file's title and subject."""

ANSWER = mark("Answer")


@dataclass
class Maker:
    """Makes the slides of one file.

    Attributes
    ----------
    library : the records.
    say : the language.
    file : the presentation.
    native : for each slide of the deck that shows a figure, whether it is a native chart; an answer isn't one more.
    until : moment of the monotonic clock after which tables stand for pictures.
    licences : those of the records shown.
    """

    library: Library
    say: Speech
    file: Any = field(default_factory=template.empty_presentation)
    native: list[bool] = field(default_factory=list)
    until: float = math.inf
    licences: list[str] = field(default_factory=list)

    def add(self, slide: Slide) -> None:
        """Add a slide of the deck; a question is followed by a slide with its answer."""
        if slide.kind == "text" or (slide.kind == "question" and not slide.chart):
            self._words(slide, slide.text)
        else:
            self._chart(slide, slide.text)
        if slide.kind == "question" and any(slide.answer.values()):
            if slide.chart:
                self._chart(slide, slide.answer, is_answer=True)
            else:
                self._words(slide, slide.answer, is_answer=True)

    def _titled(self, title: str, *, is_answer: bool) -> str:
        return f"{self.say(ANSWER)} – {title}" if is_answer else title

    def _words(self, slide: Slide, texts: Any, *, is_answer: bool = False) -> None:
        title = self._titled(words_title(slide, self.say), is_answer=is_answer)
        page = self._page(title)
        box = Box(MARGIN, 1.6, INNER, 4.9) if title else Box(MARGIN, 0.6, INNER, 5.9)
        text = worded(texts, self.say.language)
        add_text(page, box, text, fitting(text, box, (28, 24, 20, 18, 16, 14)), language=self.say.language)
        self._notes(page, [worded(slide.notes, self.say.language)])
        self._number(page)

    def _chart(self, slide: Slide, texts: Any, *, is_answer: bool = False) -> None:
        chart, scene = CHARTS[slide.chart], self._scene(slide)
        outcome = computed(chart, scene, self.library.tasks)
        words = caption(chart, scene, outcome.result if outcome.state == "done" else None)
        self.licences.append(words.licence)
        page = self._page(self._titled(title_of(slide, chart, scene), is_answer=is_answer))
        top = self._head(page, words, worded(texts, self.say.language), scene)
        figure = draw(chart, outcome, scene)
        shown = Shown(chart, scene, outcome.result, words, slide.kind == "table" or chart.listing, figure, self.until)
        foot = self._foot(page, words, shown.below if outcome.state == "done" else ())
        if outcome.state == "done":
            is_native = add_body(page, Box(MARGIN, top, INNER, foot - 0.1 - top), shown)
        else:
            is_native = False
            add_text(page, Box(MARGIN, top, INNER, 1), told(outcome, scene), 18, language=self.say.language)
        self.native += [] if shown.as_table or is_answer else [is_native]
        self._notes(page, self._told(slide, chart, words, remarks(figure["layout"])))
        self._number(page)

    def _scene(self, slide: Slide) -> Scene:
        pinned = f"&version={slide.version}" if slide.version is not None else ""
        return self.library.scene(f"{slide.query}{pinned}".lstrip("?&"), self.say, webgl=False)

    def _page(self, title: str) -> Any:
        page = self.file.slides.add_slide(self.file.slide_layouts[template.TITLE_ONLY])
        box = Box(MARGIN, 0.35, INNER, 0.95)
        shape = page.shapes.title
        if not title:
            shape._element.getparent().remove(shape._element)
            return page
        shape.left, shape.top, shape.width, shape.height = box.emu
        write(
            shape.text_frame,
            title,
            fitting(title, box, (30, 26, 22, 18)),
            language=self.say.language,
            bold=True,
            middle=True,
        )
        return page

    def _head(self, page: Any, words: Caption, remark: str, scene: Scene) -> float:
        """Write the filters, what of them was not understood, and a remark; return where the body begins."""
        problems = " ".join(sentence_about(problem, self.say) for problem in scene.problems)
        top = 1.36
        for text, size, shade in (
            (words.filters, 14.0, LOOK.muted),
            (problems, 14.0, WARNING),
            (remark, 18.0, LOOK.text),
        ):
            if text:
                high = depth(text, INNER, size)
                add_text(page, Box(MARGIN, top, INNER, high), text, size, language=self.say.language, shade=shade)
                top += high + 0.08
        return top + 0.04

    def _foot(self, page: Any, words: Caption, below: tuple[str, ...]) -> float:
        """Write n, caveat, source and licence, and above them that records are synthetic; return where it begins."""
        lines = [words.note, *below, words.caveat, words.lines[-1]]
        told = "\n".join(text for text in lines if text)
        width = INNER - 0.7
        high = depth(told, width, FOOT)
        top = HEIGHT - 0.28 - high
        add_text(page, Box(MARGIN, top, width, high), told, FOOT, language=self.say.language, shade=LOOK.muted)
        if words.warning:
            top -= 0.32
            box = Box(MARGIN, top, INNER, 0.28)
            add_text(page, box, words.warning, 13, language=self.say.language, shade=WARNING, bold=True)
        return top

    def _number(self, page: Any) -> None:
        box = Box(WIDTH - MARGIN - 0.6, HEIGHT - 0.5, 0.6, 0.25)
        number = str(len(self.file.slides))
        add_text(page, box, number, FOOT, language=self.say.language, shade=LOOK.muted)

    def _told(self, slide: Slide, chart: Chart, words: Caption, marks: list[str]) -> list[str]:
        say = self.say
        return [
            worded(slide.notes, say.language),
            say("How this was computed: {method}", method=line(say(chart.method))),
            *marks,
            *words.lines,
        ]

    def _notes(self, page: Any, parts: list[str]) -> None:
        page.notes_slide.notes_text_frame.text = writable("\n\n".join(part for part in parts if part))


def presentation(deck: Deck, library: Library, say: Speech, *, seconds: float = math.inf) -> bytes:
    """Return a deck as a PowerPoint file.

    Parameters
    ----------
    seconds : after which no further picture is drawn; tables stand for them, and say so.

    Raises
    ------
    StoreError
        If a version that a slide pins can't be read.
    """
    maker = Maker(library, say, until=monotonic() + seconds)
    for slide in deck.slides:
        maker.add(slide)
    about = maker.file.core_properties
    about.title = writable(worded(deck.title, say.language))[:LONGEST] or "Istmo"
    about.author, about.language = "Istmo", TONGUES[say.language]
    about.subject = "; ".join(dict.fromkeys(maker.licences))[:LONGEST]
    about.comments = say("Made by Istmo on {date}.", date=say.date(date.today()))
    held = BytesIO()
    maker.file.save(held)
    return held.getvalue()
