"""The middle of a slide: a native chart, a picture with a table beside it, a table, or a sentence."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import pandas as pd

from layouts.captions import Caption
from layouts.chart import Chart
from layouts.figures.base import Figure
from layouts.framing import feet
from layouts.scene import Scene
from layouts.slides.canvas import LOOK, Box, add_picture, add_table, add_text, depth, describe, least_widths
from layouts.slides.conversion import dated, message_of, native
from layouts.slides.drawn import add_chart
from layouts.slides.native import Native
from layouts.slides.plain import line, top_rows
from layouts.stills import StillsError, still

PIXELS = 84
"""Pixels of a figure for an inch of a slide: its type of 12 to 13 pixels is then about 11 points."""

BESIDE = 4.4
"""Inches of the table beside a picture."""

MOST_COLUMNS = 4
SIZE = 11.0
"""Points of the type of a table beside a picture."""

ROOM_FOR_ROWS = "0000 of 000,000 rows; all are in the CSV of this chart."
"""As long as what is said of rows that didn't fit."""

MOST_READ = 60
"""Rows of a table looked at: no slide holds more."""


@dataclass(frozen=True)
class Shown:
    """What a slide shows.

    Attributes
    ----------
    chart, scene, result : the chart and what it made of the scene.
    words : what goes with it.
    as_table : whether its table is shown instead of its figure.
    figure : the figure.
    until : moment of the monotonic clock after which no picture is drawn.
    """

    chart: Chart
    scene: Scene
    result: Any
    words: Caption
    as_table: bool
    figure: Figure
    until: float = math.inf

    @cached_property
    def native(self) -> Native | None:
        """The native chart that shows it; None for a table or a picture."""
        return None if self.as_table else native(self.figure)

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below it: of a picture what its marks mean, of a native chart what it draws otherwise."""
        say = self.scene.say
        if self.as_table or message_of(self.figure):
            return ()
        if self.native is None:
            return feet(self.chart, say)
        sure = say("Thin lines: 95% intervals.") if self.native.intervals else ""
        return tuple(text for text in (sure, " · ".join(dated(self.figure))) if text)

    @property
    def table(self) -> pd.DataFrame:
        """The numbers."""
        return self.chart.numbers(self.result)


def add_body(page: Any, box: Box, shown: Shown) -> bool:
    """Add what a slide shows; tell whether it is a native chart: a sentence in its place is none."""
    say = shown.scene.say
    if shown.as_table:
        _table(page, box, shown)
        return False
    if text := message_of(shown.figure):
        add_text(page, Box(box.left, box.top + 0.4, box.width, 2), text, 20, language=say.language, shade=LOOK.muted)
        return False
    if shown.native is not None:
        add_chart(page, box, shown.native, alternative(shown, say("Chart")))
        return True
    _picture(page, box, shown)
    return False


def alternative(shown: Shown, kind: str) -> str:
    """Return what is read instead of a chart: what it is of, and its foremost rows."""
    rows = top_rows(shown.chart, shown.table, shown.scene, 5)
    told = "; ".join(", ".join(line(cell) for cell in row if line(cell)) for row in rows.itertuples(index=False))
    heads = ", ".join(str(name) for name in rows.columns)
    words = shown.words
    return f"{kind}: {words.title} {words.filters} {words.note}. {heads}: {told}"[:1000]


def _table(page: Any, box: Box, shown: Shown) -> None:
    """Add the table of a chart, and how many rows didn't fit."""
    scene, table = shown.scene, shown.table
    say = scene.say
    if table.empty:
        text = shown.chart.why(shown.result, shown.chart.seen(scene))
        add_text(page, box, line(text), 20, language=say.language, shade=LOOK.muted)
        return
    told = top_rows(shown.chart, table, scene, MOST_READ, newest=True)
    _rows(page, box, told, len(table), 13 if len(told.columns) <= 6 else 11, scene)


def _rows(page: Any, box: Box, told: pd.DataFrame, total: int, size: float, scene: Scene, *, left_out: int = 0) -> None:
    """Add a table, and below it how many rows and columns of it are not there."""
    say = scene.say
    columns = say.plural("1 column is not shown.", "{n} columns are not shown.", left_out) if left_out else ""
    least = depth(f"{ROOM_FOR_ROWS} {columns}".strip(), box.width, 11) + 0.1
    room = Box(box.left, box.top, box.width, box.height - least)
    fitted = add_table(page, room, told, size, say.language)
    for frame in page.shapes:
        if frame.has_table:
            describe(frame, ", ".join(told.columns))
    rows = say("{shown} of {n} rows; all are in the CSV of this chart.", shown=fitted, n=say.number(total))
    if text := " ".join(part for part in (rows if total > fitted else "", columns) if part):
        high = depth(text, box.width, 11)
        foot = Box(box.left, box.top + box.height - high, box.width, high)
        add_text(page, foot, text, 11, language=say.language, shade=LOOK.muted)


def _picture(page: Any, box: Box, shown: Shown) -> None:
    """Add the picture of a figure and its foremost rows; where no picture can be drawn, say so."""
    say, table = shown.scene.say, shown.table
    beside = Box(box.left + box.width - BESIDE, box.top, BESIDE, box.height)
    place = Box(box.left, box.top, box.width - BESIDE - 0.3, box.height)
    try:
        wide, high = round(place.width * PIXELS), round(place.height * PIXELS)
        drawn = still(shown.figure, width=wide, height=high, scale=2, until=shown.until)
        add_picture(page, place, drawn, alternative(shown, say("Picture")))
    except StillsError as error:
        told = f"{error.told(say)} {say('The table holds its numbers.')}"
        add_text(page, Box(box.left, box.top, box.width, 0.4), told, 14, language=say.language, shade=LOOK.muted)
        beside = Box(box.left, box.top + 0.5, box.width, box.height - 0.5)
    if not table.empty:
        rows = top_rows(shown.chart, table, shown.scene, MOST_READ)
        narrowed = _narrowed(rows, beside.width)
        _rows(page, beside, narrowed, len(table), SIZE, shown.scene, left_out=len(rows.columns) - len(narrowed.columns))


def _narrowed(table: pd.DataFrame, width: float) -> pd.DataFrame:
    """Return the first columns that fit beside each other, two at least."""
    least = least_widths(table, SIZE)
    fitting = sum(total <= width for total in accumulate(least))
    return table.iloc[:, : min(max(fitting, 2), MOST_COLUMNS)]
