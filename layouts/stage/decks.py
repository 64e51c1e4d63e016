"""Decks: slides kept as a small JSON file. A slide holds a chart's name and a query, so that it is drawn live.

```json
{"istmo_deck": 1, "title": {"en": "…", "es": "…"}, "slides": [
  {"kind": "chart", "chart": "trend", "query": "country=PA", "version": 3, "title": {"es": "…"}, "notes": {"es": "…"}},
  {"kind": "text", "title": {"en": "…"}, "text": {"en": "…"}},
  {"kind": "question", "title": {"en": "…"}, "text": {"en": "…"}, "chart": "…", "query": "…", "answer": {"en": "…"}}]}
```
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from data.vocabulary import LANGUAGES

FORMAT = 1
KINDS = ("chart", "table", "text", "question")
"""What a slide shows: a chart or map, the table of a chart, words, or a question with an answer to reveal."""

MOST_SLIDES = 200
LONGEST = 4_000
TEXTS = ("title", "text", "answer", "notes")


class DeckError(ValueError):
    """A deck that can't be used.

    Attributes
    ----------
    code : `not_json`, `not_a_deck`, `too_new`, `too_many_slides`, `kind_unknown`, `value_type`, `too_long`,
        `chart_missing`, `chart_unknown` or `key_unknown`.
    slide : number of the slide, from 1; 0 for the deck.
    value : what is wrong.
    """

    def __init__(self, code: str, slide: int = 0, value: object = "") -> None:
        super().__init__(f"{code} {slide} {value}".rstrip())
        self.code, self.slide, self.value = code, slide, str(value)[:80]


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : one of `KINDS`.
    chart : name of the chart it shows; blank for words only.
    query : the filters and options it is drawn with, without language and version.
    version : the data version; None for the newest.
    title : language → title; blank: the chart's own.
    text : language → words shown: the body of a text, the question, a remark beside a chart.
    answer : language → what is revealed.
    notes : language → what only the presenter sees.
    """

    kind: str
    chart: str = ""
    query: str = ""
    version: int | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Deck:
    """Slides in order.

    Attributes
    ----------
    title : language → what it is called.
    slides : in the order shown.
    """

    title: Mapping[str, str]
    slides: tuple[Slide, ...]

    def to_json(self) -> str:
        """Return the file's text; what is blank is left out."""
        kept = [
            {key: value for key, value in asdict(slide).items() if value not in ("", {}, None)} for slide in self.slides
        ]
        return json.dumps(
            {"istmo_deck": FORMAT, "title": dict(self.title), "slides": kept}, ensure_ascii=False, indent=1
        )


def worded(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in whichever it has."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def read_deck(text: str, charts: Mapping[str, Any]) -> Deck:
    """Read a deck's file.

    Parameters
    ----------
    charts : the charts there are, by name.

    Raises
    ------
    DeckError
        Naming the slide and what is wrong with it; nothing of such a deck is used.
    """
    try:
        held = json.loads(text)
        text.encode()  # half a surrogate pair is no letter
        json.dumps(held, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise DeckError("not_json") from error
    if not isinstance(held, dict) or not isinstance(held.get("slides"), list):
        raise DeckError("not_a_deck")
    if (form := held.get("istmo_deck")) != FORMAT or isinstance(form, bool):
        raise DeckError("too_new" if type(form) is int and form > FORMAT else "not_a_deck")
    if len(held["slides"]) > MOST_SLIDES:
        raise DeckError("too_many_slides", value=len(held["slides"]))
    slides = tuple(_slide(each, number, charts) for number, each in enumerate(held["slides"], start=1))
    return Deck(_texts(held.get("title", {}), 0), slides)


def _slide(held: Any, number: int, charts: Mapping[str, Any]) -> Slide:
    if not isinstance(held, dict):
        raise DeckError("value_type", number)
    if unknown := set(held) - {each.name for each in fields(Slide)}:
        raise DeckError("key_unknown", number, min(unknown))
    if held.get("kind") not in KINDS:
        raise DeckError("kind_unknown", number, held.get("kind", ""))
    plain = {name: held.get(name, "") for name in ("chart", "query")}
    version = held.get("version")
    if not all(isinstance(value, str) for value in plain.values()) or not _is_version(version):
        raise DeckError("value_type", number)
    if plain["chart"] and plain["chart"] not in charts:
        raise DeckError("chart_unknown", number, plain["chart"])
    if held["kind"] in {"chart", "table"} and not plain["chart"]:
        raise DeckError("chart_missing", number)
    if len(plain["query"]) > LONGEST:
        raise DeckError("too_long", number, "query")
    texts: dict[str, Any] = {name: _texts(held.get(name, {}), number) for name in TEXTS}
    return Slide(held["kind"], **plain, version=version, **texts)


def _is_version(version: Any) -> bool:
    """Tell whether a value is a version's number, or none; `True` is a number for Python only."""
    return version is None or (type(version) is int and 0 <= version < 2**53)


def _texts(held: Any, number: int) -> Mapping[str, str]:
    """Return texts by language, those of other languages left out."""
    if not isinstance(held, dict) or not all(isinstance(text, str) for text in held.values()):
        raise DeckError("value_type", number)
    if any(len(text) > LONGEST for text in held.values()):
        raise DeckError("too_long", number)
    return {language: held[language] for language in LANGUAGES if held.get(language)}
