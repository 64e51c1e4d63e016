"""One slide on the stage: what presentation mode and the Present page show, drawn from its query."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts.captions import Caption, caption
from layouts.cards import config
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.figures.base import Figure
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.redraw import Redraw, draw, told
from layouts.scene import Scene
from layouts.slides.plain import foremost, marked_up, top_rows
from layouts.stage.decks import Slide, worded
from layouts.stage.figures import HEIGHT, WIDTH, staged
from layouts.stage.titles import QUESTION, title_of, words_title
from layouts.wording import sentence_about

INNER = WIDTH - 2 * 28
PADDING = 34
MOST_ROWS = 14
"""Rows of a table that are laid out; those that don't fit are taken away again in the browser."""

MOST_BESIDE = 9
BESIDE = 332
"""Pixels beside a map or a flow for its largest amounts: on the page the mouse tells them."""

DRAWN_APART = frozenset({"choropleth", "scattergeo", "sankey"})
ROWS_TOLD = mark("The first {k} of {n} rows are shown.")
LARGEST_TOLD = mark("{k} of {n} rows are shown.")


@dataclass(frozen=True)
class Words:
    """What stands around the body of a slide.

    Attributes
    ----------
    kicker : the question a chart answers, above a title that says more.
    title : the headline.
    remark : words beside the chart.
    lines : lines under the title, quiet.
    foot : lines at the foot.
    warning : that records are synthetic.
    """

    title: str
    kicker: str = ""
    remark: str = ""
    lines: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True)
class Drawing:
    """A slide being drawn.

    Attributes
    ----------
    slide : what it holds.
    library : the records.
    say : the language.
    theme : `light` or `dark`.
    """

    slide: Slide
    library: Library
    say: Speech
    theme: str | None = None

    def scene(self) -> Scene:
        """Return what the slide's chart is drawn from.

        Raises
        ------
        StoreError
            If the store or the version the slide is pinned to can't be read.
        """
        pinned = f"&version={self.slide.version}" if self.slide.version is not None else ""
        return self.library.scene(f"{self.slide.query}{pinned}".lstrip("?&"), self.say, theme=self.theme, webgl=False)

    def parts(self) -> tuple[list[Any], bool]:
        """Return the slide's components, and whether numbers are awaited.

        Raises
        ------
        StoreError
            If the records can't be read.
        """
        if self.slide.chart and self.slide.kind != "text":
            return self._chart()
        return self._words(), False

    def _words(self) -> list[Any]:
        slide, language = self.slide, self.say.language
        own, title = worded(slide.title, language), words_title(slide, self.say)
        words = Words(title, kicker=self.say(QUESTION) if own and slide.kind == "question" else "")
        text = html.Div(paragraphs(worded(slide.text, language)), className="stage-text", **{"data-fit": "13"})
        body = [text, *self._answer()]
        head = _head(words, words_size(words.title))
        return [*head, html.Div(body, className="stage-body stage-words"), *_foot(words)]

    def _answer(self) -> list[Any]:
        """Return the answer of a question, there but not seen before it is revealed."""
        answer = worded(self.slide.answer, self.say.language)
        if self.slide.kind != "question" or not answer:
            return []
        label = html.P(self.say("Answer"), className="stage-kicker")
        return [html.Div([label, *paragraphs(answer)], className="stage-answer", **{"aria-live": "polite"})]

    def _chart(self) -> tuple[list[Any], bool]:
        chart, scene = CHARTS[self.slide.chart], self.scene()
        page = Redraw(scene, self.library.tasks)
        page.begin([chart.name] if chart.background else [])
        outcome = page.outcome(chart.name)
        words = self._around(chart, scene, caption(chart, scene, outcome.result))
        height = round(_room(words, self._answer_lines()))
        if outcome.state != "done":
            body: list[Any] = _waiting(told(outcome, scene), outcome.done, scene.say)
        elif self.slide.kind == "table" or chart.listing:
            body = _table(chart, outcome.result, scene)
        else:
            body = _figure(chart, draw(chart, outcome, scene), outcome.result, scene, height)
        shown = html.Div(body, className="stage-body", style={"height": f"{height}px"})
        return [*_head(words, title_size(words.title)), shown, *self._answer(), *_foot(words)], page.go_on()

    def _answer_lines(self) -> int:
        answer = worded(self.slide.answer, self.say.language)
        return 1 + _lines(answer, 108) if self._answer() else 0

    def _around(self, chart: Chart, scene: Scene, words: Caption) -> Words:
        language, question = self.say.language, words.title
        title = title_of(self.slide, chart, scene)
        problems = tuple(sentence_about(problem, self.say) for problem in scene.problems)
        return Words(
            title,
            kicker=question if title != question else "",
            remark=worded(self.slide.text, language),
            lines=(words.filters, *problems),
            foot=tuple(text for text in words.lines if text not in {words.filters, words.warning}),
            warning=words.warning,
        )


def paragraphs(text: str) -> list[Any]:
    """Return words as paragraphs; lines that begin with `- ` as a list."""
    parts: list[Any] = []
    listed: list[Any] = []
    for line in text.split("\n"):
        if line.startswith("- "):
            listed.append(html.Li(line[2:]))
            continue
        if listed:
            parts, listed = [*parts, html.Ul(listed)], []
        if line.strip():
            parts.append(html.P(line))
    return [*parts, *([html.Ul(listed)] if listed else [])]


def title_size(title: str) -> int:
    """Return the pixels of a title's type: long ones are smaller, none takes more than three lines."""
    return next((size for size, most in ((26, 66), (22, 156), (18, 290)) if len(title) <= most), 15)


def words_size(title: str) -> int:
    """Return the pixels of the type of a title that stands above words only."""
    return next((size for size, most in ((38, 40), (32, 100), (26, 180)) if len(title) <= most), 20)


def _lines(text: str, letters: float) -> int:
    return sum(max(1, -int(-len(line) // letters)) for line in text.split("\n")) if text else 0


def _room(words: Words, answer_lines: int) -> float:
    """Return the pixels left for the body between what stands above and below it."""
    size = title_size(words.title)
    above = 20.0 * bool(words.kicker) + _lines(words.title, INNER / (size * 0.53)) * size * 1.22 + 4
    above += 21 * _lines(words.remark, 118) + sum(18 * _lines(line, 138) for line in words.lines) + 8
    below = 12 + sum(16.5 * _lines(line, 138) for line in words.foot) + 19 * bool(words.warning)
    return max(HEIGHT - PADDING - above - below - (22 * answer_lines + 14 if answer_lines else 0), 150)


def _head(words: Words, size: int) -> list[Any]:
    style = {"fontSize": f"{size}px"}
    parts = [
        html.P(words.kicker, className="stage-kicker") if words.kicker else None,
        html.H2(words.title, className="stage-title", style=style) if words.title else None,
        html.P(words.remark, className="stage-remark") if words.remark else None,
        *(html.P(line, className="stage-filters") for line in words.lines),
    ]
    return [html.Div([part for part in parts if part is not None], className="stage-head")]


def _foot(words: Words) -> list[Any]:
    warning = [html.P(words.warning, className="stage-warning")] if words.warning else []
    return [html.Div([*warning, *(html.P(line) for line in words.foot)], className="stage-foot")]


def _waiting(text: str, done: float, say: Speech) -> list[Any]:
    bar = html.Progress(value=str(done), max="1", **{"aria-label": say("Progress")})
    return [html.Div([html.P(text), bar], className="stage-waiting", role="status")]


def _table(chart: Chart, result: Any, scene: Scene) -> list[Any]:
    table = chart.numbers(result)
    if table.empty:
        reason = (
            chart.why(result, chart.seen(scene)) if chart.listing else scene.say("Nothing to list in this selection.")
        )
        return [html.P(reason, className="stage-empty")]
    words = marked_up(chart, foremost(chart, table, MOST_ROWS, newest=True), scene)
    return [_rows(words, len(table), scene.say(LARGEST_TOLD))]


def _rows(words: pd.DataFrame, count: int, left_out: str) -> Any:
    """Return a table of which the browser keeps the rows that fit, and says how many of how many."""
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in words.columns]))
    rows = [html.Tr([html.Td(cell) for cell in row]) for row in words.itertuples(index=False)]
    told = html.P("", className="stage-rows", **{"data-told": left_out, "data-rows": str(count)})
    grid = html.Table([head, html.Tbody(rows)], className="table")
    return html.Div([html.Div(grid, className="stage-grid"), told], className="stage-table")


def _figure(chart: Chart, figure: Figure, result: Any, scene: Scene, height: int) -> list[Any]:
    """Return a chart; beside a map or a flow also its largest amounts."""
    say, beside = scene.say, _beside(chart, figure, result, scene)
    width = INNER - (BESIDE + 16 if beside else 0)
    drawn = staged(figure, width=width, height=height - 20, look=scene.look, say=say)
    note = say(ROWS_TOLD, k=say.number(drawn.shown), n=say.number(drawn.rows)) if drawn.is_cut else ""
    graph = dcc.Graph(
        figure=drawn.figure,
        config=config(say.language, zoomable=False) | {"staticPlot": True, "responsive": False},
        style={"width": f"{width}px", "height": f"{height - 20}px"},
    )
    pictured = html.Div(graph, role="img", **{"aria-label": say(chart.title)})
    held = html.Div([pictured, html.P(note, className="stage-rows")], className="stage-held")
    return [html.Div([held, *beside], className="stage-pair")]


def _beside(chart: Chart, figure: Figure, result: Any, scene: Scene) -> list[Any]:
    kinds = {trace.get("type") for trace in figure["data"]}
    places = [name for name in figure["layout"] if name.startswith("geo")]
    if not kinds & DRAWN_APART or len(places) > 1:
        return []
    table = chart.numbers(result)
    if not isinstance(table, pd.DataFrame) or table.empty:
        return []
    rows = top_rows(chart, table, scene, MOST_BESIDE)
    return [html.Div(_rows(rows.iloc[:, :4], len(table), scene.say(LARGEST_TOLD)), className="stage-beside")]
