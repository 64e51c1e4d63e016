"""What is wrong with a deck, in sentences, and the deck that ships."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from layouts.charts import CHARTS
from layouts.i18n import Speech, mark
from layouts.stage.decks import KINDS, LONGEST, MOST_SLIDES, Deck, DeckError, read_deck

STARTER = Path(__file__).parent / "starter" / "workshop.json"

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "not_json": mark("This is not a deck: the file can't be read as JSON. Choose a file that Istmo saved."),
        "not_a_deck": mark("This is not a deck of Istmo: it names no slides. Choose a file that Istmo saved."),
        "too_new": mark("This deck was made by a newer Istmo: update this one, then open it again."),
        "too_many_slides": mark("This deck has {value} slides; at most {most} are taken. Split it."),
        "kind_unknown": mark("Slide {slide} is of a kind Istmo doesn't know ({value}): only {kinds} are known."),
        "value_type": mark("Slide {slide} holds something that is neither text nor number where it should be."),
        "too_long": mark("A text of slide {slide} is longer than {longest} characters: shorten it."),
        "chart_missing": mark("Slide {slide} names no chart."),
        "chart_unknown": mark("Slide {slide} shows a chart that Istmo doesn't have: {value}."),
        "key_unknown": mark("Slide {slide} holds something Istmo doesn't know: {value}."),
    }
)
"""Code of a `DeckError` → its sentence."""

OF_DECK: Mapping[str, str] = MappingProxyType(
    {
        "value_type": mark("The title of the deck holds something that is not text where it should be."),
        "too_long": mark("The title of the deck is longer than {longest} characters: shorten it."),
    }
)
"""The same of the deck itself, which is no slide."""

UNCHANGED = mark("Nothing was changed.")


def wrong_with(error: DeckError, say: Speech) -> str:
    """Return what is wrong with a deck, and what to do."""
    sentences = SENTENCES if error.slide else {**SENTENCES, **OF_DECK}
    return say(
        sentences[error.code],
        slide=error.slide,
        value=error.value,
        most=MOST_SLIDES,
        longest=say.number(LONGEST),
        kinds=", ".join(KINDS),
    )


def starter() -> Deck:
    """Return the deck for a workshop that ships with Istmo."""
    return read_deck(STARTER.read_text(encoding="utf-8"), CHARTS)
