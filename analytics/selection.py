"""The one selection grammar: page addresses, the API, `--query`, decks and captions all read and write it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from analytics.options import OPTIONS
from data.dimensions import DIMENSIONS, FILTERS
from data.vocabulary import Vocabulary

MAX_VALUES = 200
"""Values one key may hold; more are not read (a query is an address, not a data file)."""

LONGEST = 65_536
"""Characters of a query that are read; a longer one is refused as a whole."""

MOST_PROBLEMS = 20
"""Problems that are told of one query; it is refused or noticed for any of them."""

_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_COUNTRIES = re.compile(r"[A-Z]{2}(,[A-Z]{2})+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Problem:
    """A part of a query that was not understood: `kind` is `name`, `value`, `date`, `order` or `length`."""

    kind: str
    key: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The filters in force. Equal filters give equal, equally hashed selections and one canonical query.

    Attributes
    ----------
    filters : sorted pairs of dimension and its sorted values; a record matches if it has any of them.
    start, end : `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive; empty for open.
    bbox : west, south, east, north in degrees (EPSG:4326).
    text : words looked for in place, summary and other goods, without regard to accents and case.
    min_firearms, max_firearms : bounds on the number of firearms of a seizure.
    version : a pinned data version.
    """

    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: str = ""
    end: str = ""
    bbox: tuple[float, float, float, float] | None = None
    text: str = ""
    min_firearms: int | None = None
    max_firearms: int | None = None
    version: int | None = None

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return the values a dimension is filtered by; empty if it isn't."""
        return dict(self.filters).get(dimension, ())

    def with_values(self, dimension: str, values: Iterable[str]) -> "Selection":
        """Return the selection with one dimension filtered by these values, or by none."""
        rest = dict(self.filters) | {dimension: tuple(sorted(set(values)))}
        return replace(self, filters=tuple(sorted((key, found) for key, found in rest.items() if found)))

    def days(self) -> tuple[date | None, date | None]:
        """Return first and last day of the period, None where it is open."""
        first = moment(self.start)[0] if self.start else None
        return first, moment(self.end)[1] if self.end else None

    def to_query(self) -> str:
        """Return the canonical query string: keys sorted, values repeated, defaults left out."""
        pairs = [(key, value) for key, values in self.filters for value in values]
        named = {"from": self.start, "to": self.end, "text": self.text}
        pairs += [(key, value) for key, value in named.items() if value]
        numbers = {"min_firearms": self.min_firearms, "max_firearms": self.max_firearms, "version": self.version}
        pairs += [(key, str(value)) for key, value in numbers.items() if value is not None]
        if self.bbox is not None:
            pairs.append(("bbox", ",".join(f"{edge:.10g}" for edge in self.bbox)))
        return urlencode(sorted(pairs), safe=",:")

    def describe(self, language: str, vocabulary: Vocabulary) -> str:
        """Return the active filters as one sentence in the language."""
        clauses = [_listed(key, values, language, vocabulary) for key, values in self.filters]
        period = "between" if self.start and self.end else "since" if self.start else "until" if self.end else ""
        numbers = {"min_firearms": self.min_firearms, "max_firearms": self.max_firearms, "version": self.version}
        words = {"start": self.start, "end": self.end}
        said = [(period, words)] if period else []
        said += [("text", {"text": self.text})] if self.text else []
        said += [(name, {"n": str(number)}) for name, number in numbers.items() if number is not None]
        if self.bbox is not None:
            edges = (f"{edge:.2f}" for edge in self.bbox)
            said.append(("bbox", dict(zip(("west", "south", "east", "north"), edges, strict=True))))
        clauses += [vocabulary.phrase(code, language).format(**values) for code, values in said]
        return "; ".join(clauses) if clauses else vocabulary.phrase("all", language)


@dataclass(frozen=True)
class Query:
    """A query string, read.

    Attributes
    ----------
    selection : the filters.
    options : view options given, each an allowed value (several joined by commas).
    problems : what was not understood.
    """

    selection: Selection
    options: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]

    def option(self, name: str) -> str:
        """Return a view option, its default where it isn't given."""
        return dict(self.options).get(name, OPTIONS[name].default)

    def to_query(self) -> str:
        """Return the canonical query of selection and view options."""
        pairs = parse_qsl(self.selection.to_query()) + list(self.options)
        return urlencode(sorted(pairs), safe=",:")


def moment(text: str) -> tuple[date, date]:
    """Return first and last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises
    ------
    ValueError
        For anything else.
    """
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or year > 9998:
        raise ValueError(text)
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    after = date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)
    return first, after - timedelta(days=1)


def read_query(query: str, vocabulary: Vocabulary) -> Query:
    """Read a query string; never fails: what isn't understood is in `problems`."""
    given: dict[str, list[str]] = {}
    pairs = _pairs(query)
    for key, value in pairs or []:
        given.setdefault(key, []).append(value)
    selection, options = Selection(), {}
    problems = [Problem("length", "query")] if pairs is None else []
    for key, texts in given.items():
        if key in OPTIONS:
            options[key], wrong = _option(key, texts)
        elif key in FILTERS:
            good, wrong = _codes(key, texts, vocabulary)
            selection = selection.with_values(key, good)
        elif key in _READERS:
            selection, wrong = _READERS[key](selection, texts[-1])
        else:
            wrong = [Problem("name", key)]
        problems += wrong
    kept = tuple(sorted((key, value) for key, value in options.items() if value))
    first, last = selection.days()
    if first and last and first > last:
        problems.append(Problem("order", "to", selection.end))
    return Query(selection, kept, tuple(dict.fromkeys(problems))[:MOST_PROBLEMS])


def _pairs(query: str) -> list[tuple[str, str]] | None:
    """Return keys and values without control characters; None for a query too long to be one."""
    if len(query) > LONGEST:
        return None
    pairs = parse_qsl(query.removeprefix("?"))
    clean = ((_CONTROL.sub(" ", key).strip(), _CONTROL.sub(" ", value).strip()) for key, value in pairs)
    return [(key, value) for key, value in clean if value]


def _option(key: str, texts: list[str]) -> tuple[str, list[Problem]]:
    option = OPTIONS[key]
    parts = [part for text in texts for part in text.split(",")] if option.several else texts[-1:]
    good = [part for part in dict.fromkeys(parts) if option.allows(part)]
    wrong = [Problem("value", key, part) for part in parts if not option.allows(part)]
    value = ",".join(good)
    is_default = value == option.default and key != "lang"
    return ("" if is_default else value), wrong


def _codes(key: str, texts: list[str], vocabulary: Vocabulary) -> tuple[list[str], list[Problem]]:
    is_open = DIMENSIONS[key].values is None
    parts: list[str] = []
    for text in texts:
        parts += text.split(",") if not is_open or _COUNTRIES.fullmatch(text) else [text]
    stripped = [part.strip() for part in parts if part.strip()]
    good = [part for part in stripped[:MAX_VALUES] if vocabulary.allows(key, part)]
    allowed = set(good)
    return good, [Problem("value", key, part) for part in stripped if part not in allowed]


def _start(selection: Selection, text: str) -> tuple[Selection, list[Problem]]:
    return _period(selection, "from", text)


def _end(selection: Selection, text: str) -> tuple[Selection, list[Problem]]:
    return _period(selection, "to", text)


def _period(selection: Selection, key: str, text: str) -> tuple[Selection, list[Problem]]:
    try:
        moment(text)
    except ValueError:
        return selection, [Problem("date", key, text)]
    return (replace(selection, start=text) if key == "from" else replace(selection, end=text)), []


def _bbox(selection: Selection, text: str) -> tuple[Selection, list[Problem]]:
    try:
        west, south, east, north = (round(float(part), 6) for part in text.split(","))
    except (ValueError, OverflowError):
        return selection, [Problem("value", "bbox", text)]
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return selection, [Problem("value", "bbox", text)]
    return replace(selection, bbox=(west, south, east, north)), []


def _text(selection: Selection, text: str) -> tuple[Selection, list[Problem]]:
    return replace(selection, text=" ".join(text.split())[:MAX_VALUES]), []


def _number(name: str) -> "Reader":
    def read(selection: Selection, text: str) -> tuple[Selection, list[Problem]]:
        if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
            return selection, [Problem("value", name, text)]
        return replace(selection, **{name: int(text)}), []  # type: ignore[arg-type]

    return read


Reader = Callable[[Selection, str], tuple[Selection, list[Problem]]]

_READERS: dict[str, Reader] = {
    "from": _start,
    "to": _end,
    "bbox": _bbox,
    "text": _text,
    "min_firearms": _number("min_firearms"),
    "max_firearms": _number("max_firearms"),
    "version": _number("version"),
}


def _listed(key: str, values: tuple[str, ...], language: str, vocabulary: Vocabulary) -> str:
    labels = [vocabulary.label(key, value, language) for value in values]
    shown = labels if len(labels) <= 4 else labels[:3]
    joined = (
        ", ".join(shown[:-1]) + f" {vocabulary.phrase('or', language)} " + shown[-1] if len(shown) > 1 else shown[0]
    )
    if len(shown) < len(labels):
        joined = vocabulary.phrase("more", language).format(values=", ".join(shown), n=len(labels) - len(shown))
    name = vocabulary.name(key, language)
    return vocabulary.phrase("is", language).format(dimension=name, values=joined)
