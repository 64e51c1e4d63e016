"""What a slide is made of: texts, tables and pictures in their places, 16:9."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from layouts.slides.plain import writable
from layouts.theme import LOOKS

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.55
FONT = "Arial"
"""Drawn alike everywhere: on machines without it, by a font of the same widths."""

LOOK = LOOKS["light"]
TONGUES = {"en": "en-US", "es": "es-419"}
LETTER = 0.0072
"""Inches a letter takes on average, for each point of its size."""

PADDING = 0.14
"""Inches of a cell left and right of its text, together."""

LINE = 0.0170
"""Inches a line takes, for each point of its size."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """The place as PowerPoint counts."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


def colour(text: str) -> RGBColor:
    """Return a colour written as `#rrggbb` or `rgba(r, g, b, …)`, laid on white where it is see-through."""
    if text.startswith("#"):
        return RGBColor.from_string(text[1:7].upper())
    parts = [float(part) for part in text[text.index("(") + 1 : -1].split(",")]
    opacity = parts[3] if len(parts) > 3 else 1.0
    red, green, blue = (round(opacity * part + (1 - opacity) * 255) for part in parts[:3])
    return RGBColor(red, green, blue)


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a width."""
    letters = max(int(width / (LETTER * size)), 1)
    return sum(max(1, -(-len(line) // letters)) for line in text.split("\n"))


def depth(text: str, width: float, size: float) -> float:
    """Return the height a text takes, in inches."""
    return lines_of(text, width, size) * LINE * size


def fitting(text: str, box: Box, sizes: tuple[float, ...]) -> float:
    """Return the largest of some sizes, in order, at which a text fits its place; the last one else."""
    return next((size for size in sizes if depth(text, box.width, size) <= box.height), sizes[-1])


def write(
    frame: Any, text: str, size: float, *, language: str, bold: bool = False, shade: str = "", middle: bool = False
) -> None:
    """Fill a text frame, one paragraph a line; a line that begins with `- ` is an item of a list."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for place, line in enumerate(writable(text).split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line.removeprefix("- ")
        if line.startswith("- "):
            _make_item(paragraph, size)
        style(run, size, language=language, bold=bold, shade=shade)


def _make_item(paragraph: Any, size: float) -> None:
    """Give a paragraph a bullet that its further lines are indented behind."""
    properties = paragraph._p.get_or_add_pPr()
    indent = Pt(size * 1.1)
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def style(run: Any, size: float, *, language: str, bold: bool = False, shade: str = "") -> None:
    """Give a run its type."""
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = colour(shade or LOOK.text)
    run._r.get_or_add_rPr().set("lang", TONGUES[language])


def add_text(slide: Any, box: Box, text: str, size: float, **type_: Any) -> Any:
    """Add a text box."""
    shape = slide.shapes.add_textbox(*box.emu)
    write(shape.text_frame, text, size, **type_)
    return shape


def add_picture(slide: Any, box: Box, picture: bytes, alternative: str) -> Any:
    """Add a picture with the text that stands for it."""
    shape = slide.shapes.add_picture(BytesIO(picture), *box.emu)
    describe(shape, alternative)
    return shape


def describe(shape: Any, text: str) -> None:
    """Give a shape the text that is read instead of it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", writable(text))


def add_table(slide: Any, box: Box, table: pd.DataFrame, size: float, language: str) -> int:
    """Add a native table; return how many rows fitted."""
    widths = column_widths(table, box.width, size)
    heads = [str(name) for name in table.columns]
    kept, heights = _fitting(table, heads, widths, box.height, size)
    frame = slide.shapes.add_table(len(heights), len(heads), *Box(box.left, box.top, sum(widths), sum(heights)).emu)
    grid = frame.table
    for place, width in enumerate(widths):
        grid.columns[place].width = Inches(width)
    for place, height in enumerate(heights):
        grid.rows[place].height = Inches(height)
    _plain_look(frame)
    numeric = _numeric(kept)
    for row, values in enumerate([heads, *kept.itertuples(index=False)]):
        for column, value in enumerate(values):
            _fill(grid.cell(row, column), str(value), size, row == 0, column in numeric, language)
    return len(kept)


def _numeric(table: pd.DataFrame) -> set[int]:
    """Return the columns of short numbers; the first one names the rows."""
    is_number = re.compile(r"[\d–.,%+ −-]{1,14}")
    columns = [table.iloc[:, place].astype(str) for place in range(len(table.columns))]
    return {
        place for place, held in enumerate(columns) if place and all(is_number.fullmatch(text or "–") for text in held)
    }


def least_widths(table: pd.DataFrame, size: float) -> list[float]:
    """Return how wide each column must be for its longest word."""
    texts = [[str(name), *table[name].astype(str)] for name in table.columns]
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in texts]
    return [(min(word, 24) + 1) * LETTER * size + PADDING for word in words]


def column_widths(table: pd.DataFrame, width: float, size: float) -> list[float]:
    """Return the widths of columns: none too narrow for its longest word, wide ones for long texts."""
    least = least_widths(table, size)
    longest = [max(len(text) for text in [str(name), *table[name].astype(str)]) for name in table.columns]
    wanted = [max(each * LETTER * size + PADDING + 0.15, low) for each, low in zip(longest, least, strict=True)]
    if sum(wanted) <= width:
        return wanted
    left = max(width - sum(least), 0)
    short = [more - low for more, low in zip(wanted, least, strict=True)]
    scale = min(width / sum(least), 1)
    return [
        low * scale + left * more**0.7 / (sum(each**0.7 for each in short) or 1)
        for low, more in zip(least, short, strict=True)
    ]


def _fitting(
    table: pd.DataFrame, heads: list[str], widths: list[float], room: float, size: float
) -> tuple[pd.DataFrame, list[float]]:
    """Return the rows that fit, and the heights of the head and of them."""

    def height(texts: list[str]) -> float:
        inner = [max(width - PADDING, 0.3) for width in widths]
        return max(depth(text, width, size) for text, width in zip(texts, inner, strict=True)) + 0.08

    heights = [height(heads)]
    for row in table.itertuples(index=False):
        needed = height([str(value) for value in row])
        if sum(heights) + needed > room and len(heights) > 1:
            break
        heights.append(needed)
    return table.head(len(heights) - 1), heights


def _plain_look(frame: Any) -> None:
    """Take the table's coloured bands off: hairlines only."""
    frame._element.xpath(".//a:tableStyleId")[0].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    frame._element.xpath(".//a:tblPr")[0].set("bandRow", "0")


def _fill(cell: Any, text: str, size: float, is_head: bool, is_number: bool, language: str) -> None:
    cell.margin_left = cell.margin_right = Inches(PADDING / 2)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    frame = cell.text_frame
    frame.word_wrap = True
    for place, line in enumerate(writable(text).split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        style(run, size, language=language, bold=is_head, shade=LOOK.muted if is_head else "")
        if is_number:
            paragraph.alignment = PP_ALIGN.RIGHT
    _hairline(cell, LOOK.other if is_head else LOOK.line)


def _hairline(cell: Any, shade: str) -> None:
    """Draw the line under a cell, and nothing else around or behind it."""
    properties = cell._tc.get_or_add_tcPr()
    for side in ("a:lnL", "a:lnR", "a:lnT"):
        drawn = properties.makeelement(qn(side), {"w": "0"})
        drawn.append(drawn.makeelement(qn("a:noFill"), {}))
        properties.append(drawn)
    under = properties.makeelement(qn("a:lnB"), {"w": "9525"})
    fill = under.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": shade.lstrip("#").upper()}))
    under.append(fill)
    properties.append(under)
    properties.append(properties.makeelement(qn("a:noFill"), {}))
