"""Type, tables and pictures of a brief: A4, one column."""

from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, Paragraph, Table, TableStyle

from layouts.framing import WARNING
from layouts.theme import LOOKS

FONTS = Path(__file__).parents[2] / "assets" / "fonts"
PLAIN, BOLD = "IstmoSans", "IstmoSans-Bold"
SIDE, TOP, FOOT = 18 * mm, 16 * mm, 20 * mm
INNER = A4[0] - 2 * SIDE
LOOK = LOOKS["light"]

PADDING = 8.0
"""Points of a cell left and right of its text, together."""


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make the embedded type known to the PDF writer."""
    for name, file in ((PLAIN, "istmo-sans-regular.ttf"), (BOLD, "istmo-sans-bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def _style(name: str, size: float, *, shade: str = LOOK.text, bold: bool = False, **more: Any) -> ParagraphStyle:
    face = BOLD if bold else PLAIN
    return ParagraphStyle(name, fontName=face, fontSize=size, leading=size * 1.32, textColor=HexColor(shade), **more)


STYLES = {
    "title": _style("title", 21, bold=True, spaceAfter=5),
    "heading": _style("heading", 13.5, bold=True, spaceBefore=2, spaceAfter=2),
    "text": _style("text", 10, spaceAfter=4),
    "quiet": _style("quiet", 9, shade=LOOK.muted, spaceAfter=3),
    "warning": _style("warning", 10.5, shade=WARNING["light"], bold=True, spaceAfter=4),
    "cell": _style("cell", 8.5),
    "number": _style("number", 8.5, alignment=2),
    "head": _style("head", 8.5, shade=LOOK.muted, bold=True),
    "head-number": _style("head-number", 8.5, shade=LOOK.muted, bold=True, alignment=2),
}


def paragraph(text: str, style: str) -> Paragraph:
    """Return a text as a paragraph; nothing in it is markup."""
    load_fonts()
    return Paragraph(escape(text, quote=False).replace("\n", "<br/>"), STYLES[style])


def picture(content: bytes, width: float, height: float) -> Image:
    """Return a picture over the whole width."""
    return Image(BytesIO(content), width=INNER, height=INNER * height / width)


def text_table(table: pd.DataFrame) -> Table:
    """Return a table as wide as its texts need; its head is repeated on every page it reaches."""
    load_fonts()
    numeric = [place > 0 and _is_numeric(table.iloc[:, place]) for place in range(len(table.columns))]
    rows = [
        [str(name) for name in table.columns],
        *([str(cell) for cell in row] for row in table.itertuples(index=False)),
    ]
    cells = [
        [paragraph(text, _cell_style(row == 0, is_number)) for text, is_number in zip(texts, numeric, strict=True)]
        for row, texts in enumerate(rows)
    ]
    grid = Table(cells, colWidths=_widths(rows), repeatRows=1, hAlign="LEFT")
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(LOOK.other)),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(LOOK.line)),
                ("LEFTPADDING", (0, 0), (-1, -1), PADDING / 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), PADDING / 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return grid


def _cell_style(is_head: bool, is_number: bool) -> str:
    if is_head:
        return "head-number" if is_number else "head"
    return "number" if is_number else "cell"


def _is_numeric(column: pd.Series) -> bool:
    texts = [str(text) for text in column]
    return all(set(text) <= set("0123456789.,–-% ") for text in texts) and any(texts)


def _widths(rows: list[list[str]]) -> list[float]:
    """Return the widths of columns: as wide as they need, or shares of the page that leave no word broken."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(_width(line) for text in column for line in text.split("\n")) for column in columns]
    least = [max(_width(word) for text in column for word in text.split() or [""]) for column in columns]
    if sum(wanted) <= INNER:
        return wanted
    if sum(least) >= INNER:
        return [INNER * each / sum(least) for each in least]
    left = INNER - sum(least)
    short = [(more - low) ** 0.7 for more, low in zip(wanted, least, strict=True)]
    return [low + left * share / sum(short) for low, share in zip(least, short, strict=True)]


def _width(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, BOLD, 8.5)) + PADDING + 1
