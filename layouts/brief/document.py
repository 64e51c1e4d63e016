"""The brief of a page: its charts, their numbers and how to cite them, as a PDF to print or pass on."""

import math
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from time import monotonic
from typing import Any

import pandas as pd
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, KeepTogether, PageTemplate, Spacer

from analytics.crossfilter import View
from analytics.headline import headline
from layouts.brief.parts import BOLD, FOOT, INNER, LOOK, PLAIN, SIDE, TOP, paragraph, picture, text_table
from layouts.captions import caption, filters, licence, source
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.citing import citation
from layouts.framing import feet
from layouts.i18n import Speech
from layouts.library import Library
from layouts.page import Page, all_pages
from layouts.redraw import computed, draw, told
from layouts.scene import Scene
from layouts.slides.conversion import message_of
from layouts.slides.plain import line, top_rows
from layouts.stills import StillsError, still

TONGUES = {"en": "en", "es": "es-419"}
PICTURE = (860, 400)
"""Pixels of a chart's picture; a taller chart keeps its height."""

CARD = "data-chart"
SCALE = 2.5
KEY_ROWS, LISTED = 6, 30
"""Rows told below a chart, and of a list."""

MOST_DIGESTED = 200_000
"""Records up to which the citation's hash is worked out for a brief."""


def page_at(path: str) -> Page | None:
    """Return the page of an address; None where there is none, or one that is of a single record."""
    return next((page for page in all_pages() if page.path == path and page.title and page.has_filters), None)


def brief(page: Page, library: Library, scene: Scene, *, seconds: float = math.inf) -> bytes:
    """Return the brief of a page for what a scene selects.

    Parameters
    ----------
    seconds : after which no further picture is drawn; the tables below the charts stand for them.
    """
    until = monotonic() + seconds
    say, title = scene.say, scene.say(page.title)
    held = BytesIO()
    document = _document(held, scene, title)
    sides = [("", scene.view)] if scene.other is None else [("A", scene.view), ("B", scene.other)]
    totals = [part for name, view in sides for part in (_totals(view, say, name), Spacer(1, 12))]
    story: list[Any] = [paragraph(title, "title"), *_opening(scene), *totals]
    for name, is_fixed in charts_of(page, library, say):
        story += _chart(CHARTS[name], library, library.scene("", say, webgl=False) if is_fixed else scene, until)
    document.build([*story, *_closing(scene)])
    return held.getvalue()


def charts_of(page: Page, library: Library, say: Speech) -> list[tuple[str, bool]]:
    """Return the charts of a page in its order, and whether no filter changes them."""
    cards = [part for part in _parts(page.body(say, library)) if hasattr(part, CARD)]
    return [(getattr(card, CARD), not any(_is_note(part) for part in _parts(card))) for card in cards]


def _is_note(part: Any) -> bool:
    named = getattr(part, "id", None)
    return isinstance(named, dict) and named.get("type") == "note"


def _parts(component: Any) -> Iterator[Any]:
    """Return a component and all within it."""
    if isinstance(component, list | tuple):
        for each in component:
            yield from _parts(each)
    elif hasattr(component, "to_plotly_json"):
        yield component
        yield from _parts(getattr(component, "children", None))


def _document(held: BytesIO, scene: Scene, title: str) -> BaseDocTemplate:
    say = scene.say
    document = BaseDocTemplate(
        held,
        pagesize=A4,
        leftMargin=SIDE,
        rightMargin=SIDE,
        topMargin=TOP,
        bottomMargin=FOOT,
        title=f"Istmo – {title}",
        author="Istmo",
        subject=filters(scene),
        lang=TONGUES[say.language],
        keywords=[source(scene), licence(scene)],
        displayDocTitle=1,
    )
    foot = [f"Istmo · {title} · {source(scene)}", licence(scene)]
    frame = Frame(SIDE, FOOT, INNER, A4[1] - TOP - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=lambda canvas, _: _foot(canvas, foot, say)))
    return document


def _foot(canvas: Any, lines: list[str], say: Speech) -> None:
    """Write source, version and licence at the foot of a page, and its number."""
    canvas.saveState()
    canvas.setStrokeColor(LOOK.line)
    canvas.line(SIDE, FOOT - 8, A4[0] - SIDE, FOOT - 8)
    canvas.setFillColor(LOOK.muted)
    canvas.setFont(PLAIN, 8)
    for place, text in enumerate(lines):
        canvas.drawString(SIDE, FOOT - 20 - place * 11, text)
    canvas.setFont(BOLD, 8)
    canvas.drawRightString(A4[0] - SIDE, FOOT - 20, say("Page {n}", n=canvas.getPageNumber()))
    canvas.restoreState()


def _opening(scene: Scene) -> list[Any]:
    say = scene.say
    texts = [
        (say("SYNTHETIC: made for training, calibrated to nothing real") if scene.is_synthetic else "", "warning"),
        (filters(scene), "text"),
        (say("Charts that don't compare A and B show A.") if scene.other else "", "text"),
        (say("{source} · printed {day}", source=source(scene), day=say.date(date.today())), "quiet"),
    ]
    return [paragraph(text, style) for text, style in texts if text]


def _totals(view: View, say: Speech, name: str) -> Any:
    """Return the totals of a selection, or of one side of a comparison, each with how many seizures state it."""
    counted = headline(view)
    rows = [[say.measure("seizures"), say.number(counted.seizures), ""]]
    for measure, total in counted.totals.items():
        stated = counted.stated[measure]
        base = (
            say.plural("stated in 1 seizure", "stated in {n} seizures", stated)
            if stated
            else say("stated in no seizure")
        )
        rows.append([say.measure(measure), say.number(total) if stated else "–", base])
    if counted.losses:
        apart = say.plural(
            "1 loss from a lawful holder kept apart", "{n} losses from lawful holders kept apart", counted.losses
        )
        rows[0][2] = apart
    head = say("Totals of {name}", name=name) if name else say("Totals")
    return text_table(pd.DataFrame(rows, columns=[head, say("Value"), say("How many state it")]))


def _chart(chart: Chart, library: Library, scene: Scene, until: float) -> list[Any]:
    """Return a chart with its words: heading, n, picture, foremost rows, caveat and method."""
    say = scene.say
    outcome = computed(chart, scene, library.tasks)
    words = caption(chart, scene, outcome.result if outcome.state == "done" else None)
    head = [paragraph(words.title, "heading"), paragraph(words.note, "quiet")]
    told_after = [*feet(chart, say), words.caveat]
    tail = [paragraph(text, "quiet") for text in told_after if text]
    tail.append(paragraph(say("How this was computed: {method}", method=line(say(chart.method))), "quiet"))
    if outcome.state != "done":
        return [KeepTogether([*head, paragraph(told(outcome, scene), "text")]), *tail, Spacer(1, 14)]
    body, rows = _body(chart, outcome, scene, until)
    return [CondPageBreak(150), KeepTogether([*head, *body]), *rows, Spacer(1, 3), *tail, Spacer(1, 14)]


def _body(chart: Chart, outcome: Any, scene: Scene, until: float) -> tuple[list[Any], list[Any]]:
    """Return what stays with the heading, and the rows that may run on to the next page."""
    say, table = scene.say, chart.numbers(outcome.result)
    if chart.listing:
        if table.empty:
            return [paragraph(line(chart.why(outcome.result, chart.seen(scene))), "text")], []
        return [], _rows(chart, table, scene, LISTED)
    figure = draw(chart, outcome, scene)
    if text := message_of(figure):
        return [paragraph(text, "text")], []
    width, height = PICTURE[0], max(PICTURE[1], min(chart.height, 560))
    try:
        drawn = still(figure, width=width, height=height, scale=SCALE, until=until)
        shown = [picture(drawn, width, height)]
    except StillsError as error:
        shown = [paragraph(f"{error.told(say)} {say('The table holds its numbers.')}", "text")]
    return shown, _rows(chart, table, scene, KEY_ROWS)


def _rows(chart: Chart, table: pd.DataFrame, scene: Scene, most: int) -> list[Any]:
    """Return the foremost rows of a chart, and how many there are."""
    if table.empty:
        return []
    say, told = scene.say, top_rows(chart, table, scene, most, newest=True)
    more = say("{shown} of {n} rows; all are in the CSV of this chart.", shown=len(told), n=say.number(len(table)))
    return [Spacer(1, 4), text_table(told), *([paragraph(more, "quiet")] if len(table) > len(told) else [])]


def _closing(scene: Scene) -> list[Any]:
    """Return how to cite what the brief shows."""
    say, cited = scene.say, citation(scene, date.today())
    many = cited.records + (int(scene.other.records().sum()) if scene.other else 0)
    text = cited.full if many <= MOST_DIGESTED else cited.short
    general = say(
        "A record is the product of trafficking, of detection, of what is reported and of what was found by those who "
        "compiled the reports. Losses from lawful holders are kept apart from seizures unless you ask for that event."
    )
    return [
        KeepTogether(
            [
                paragraph(say("How to cite"), "heading"),
                paragraph(text, "text"),
                paragraph(general, "quiet"),
                paragraph(say("Licence: {licence}", licence=licence(scene)), "quiet"),
            ]
        )
    ]
