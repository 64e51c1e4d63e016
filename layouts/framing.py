"""Pictures that leave the page on their own: a figure with its title above and its words below, inside one frame."""

from collections.abc import Mapping
from html import escape
from textwrap import wrap
from types import MappingProxyType
from typing import Any

from layouts.captions import Caption
from layouts.cards import BOUNDARIES
from layouts.chart import Chart
from layouts.figures.base import Figure
from layouts.i18n import Speech
from layouts.slides.plain import writable
from layouts.theme import Look

WIDTH, HEIGHT = 1080, 640
TITLE, WORDS = 22, 13
"""Pixels of the type of the title and of the words below."""

TITLE_LINE, WORDS_LINE = 29, 18
EDGE, TOP = 16, 12
LETTER = 0.56
"""Width of a letter, for each pixel of its size; a little more than the mean, so that no line runs over the edge."""

WARNING: Mapping[str, str] = MappingProxyType({"light": "#a33a00", "dark": "#ffb27a"})


def feet(chart: Chart, say: Speech) -> tuple[str, ...]:
    """Return what stands below a chart wherever it is: what its marks mean, and what its borders don't."""
    return tuple(say(text) for text in (chart.foot, BOUNDARIES if chart.map else "") if text)


def framed(
    figure: Figure,
    caption: Caption,
    look: Look,
    *,
    below: tuple[str, ...] = (),
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Figure:
    """Return a figure that bears its title, filters, n, what stands below it, source, version, caveat and licence."""
    titles, lines, warned = broken(caption, below, width)
    layout, margin = figure["layout"], figure["layout"].get("margin") or {}
    top, bottom = TOP + EDGE + TITLE_LINE * len(titles), 2 * EDGE + WORDS_LINE * len(lines)
    notes = [_word(text, place, margin, look, warned=place < warned) for place, text in enumerate(lines)]
    more: dict[str, Any] = {
        "paper_bgcolor": look.surface,
        "title": {
            "text": f"<b>{'<br>'.join(_plain(title) for title in titles)}</b>",
            "x": EDGE / width,
            "xanchor": "left",
            "y": 1 - TOP / height,
            "yref": "container",
            "yanchor": "top",
            "font": {"size": TITLE, "color": look.text},
        },
        "margin": {**margin, "t": margin.get("t", 80) + top, "b": margin.get("b", 80) + bottom},
        "annotations": [*layout.get("annotations", []), *notes],
    }
    if (layout.get("legend") or {}).get("yref") == "container":
        more["legend"] = layout["legend"] | {"y": 1 - top / height}
    return figure | {"layout": {**layout, **more}}


def broken(caption: Caption, below: tuple[str, ...] = (), width: int = WIDTH) -> tuple[list[str], list[str], int]:
    """Return the lines of the title, those of the words, and how many of these warn; nothing is left out."""
    room = width - 2 * EDGE
    titles = wrap(caption.title, int(room / (TITLE * LETTER))) or [""]
    letters = int(room / (WORDS * LETTER))
    told = (*caption.lines[:-1], *below, *caption.lines[-1:])
    return titles, [part for text in told for part in wrap(text, letters)], len(wrap(caption.warning, letters))


def _plain(text: str) -> str:
    """Return a text in which plotly finds no markup: what somebody typed as a filter is shown as typed."""
    return escape(writable(text), quote=False)


def _word(text: str, place: int, margin: dict[str, Any], look: Look, *, warned: bool) -> dict[str, Any]:
    where = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
    down = margin.get("b", 80) + EDGE // 2 + place * WORDS_LINE
    shift = {"xshift": EDGE - margin.get("l", 80), "yshift": -down, "showarrow": False}
    shade = WARNING[look.name] if warned else look.muted
    return (
        where
        | shift
        | {"text": f"<b>{_plain(text)}</b>" if warned else _plain(text), "font": {"size": WORDS, "color": shade}}
    )
