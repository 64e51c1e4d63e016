"""The empty presentation: 16:9, with Istmo's type and colours as its theme, so that what is added later matches."""

import re
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from layouts.slides.canvas import FONT, HEIGHT, LOOK, WIDTH
from layouts.theme import CATEGORIES

TITLE_ONLY = 5
"""Place of the layout that has a title and nothing else."""


def empty_presentation() -> Any:
    """Return a presentation without slides."""
    presentation = Presentation()
    stretch = Inches(WIDTH) / presentation.slide_width
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for page in (presentation.slide_master, *presentation.slide_layouts):
        for shape in page.placeholders:
            if shape._element.xpath(".//a:off"):
                shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    _dress(presentation.slide_master)
    return presentation


def _dress(master: Any) -> None:
    """Write type and colours into the theme."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode("utf-8")
    theme = re.sub(r'(<a:latin typeface=")Calibri(?: Light)?(")', rf"\g<1>{FONT}\g<2>", theme)
    for place, shade in enumerate((LOOK.accent, *CATEGORIES[1:]), start=1):
        value = f"<a:accent{place}><a:srgbClr val='{shade[1:].upper()}'/></a:accent{place}>".replace("'", '"')
        theme = re.sub(rf"<a:accent{place}>.*?</a:accent{place}>", value, theme, flags=re.S)
    part._blob = theme.encode("utf-8")
