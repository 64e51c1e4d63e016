"""What a person reads: texts, numbers, dates and labels in one language."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd
from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from analytics.frequency import OTHER
from data.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

LOCALE = Path(__file__).parent / "locale"
DEFAULT_LANGUAGE = "en"


def mark(message: str) -> str:
    """Mark a text for translation where it is declared; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Speech:
    """Speaks one language.

    Attributes
    ----------
    language : code of the language, a key of `LANGUAGES`.
    vocabulary : labels of codes.
    catalogue : English text → translated text.
    """

    language: str
    vocabulary: Vocabulary
    catalogue: Mapping[str, str]

    def __call__(self, message: str, **values: object) -> str:
        """Return a text in this language, its fields filled in."""
        text = self.catalogue.get(message) or message
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, count: float) -> str:
        """Return the text for one, or that for any other number, with `{n}` in it."""
        return self(one) if count == 1 else self(many, n=self.number(count))

    @property
    def locale(self) -> str:
        """Name of the locale of numbers and dates."""
        return LANGUAGES[self.language]

    def number(self, value: float) -> str:
        """Return a number with separators; a dash where there is none."""
        return "–" if not math.isfinite(value) else format_decimal(round(value, 1), locale=self.locale)

    def compact(self, value: float) -> str:
        """Return a number short enough for a headline: in full below a million."""
        if not math.isfinite(value) or abs(value) < 1_000_000:
            return self.number(value)
        return format_compact_decimal(value, locale=self.locale, fraction_digits=1)

    def percent(self, part: float, whole: float) -> str:
        """Return a share; as `3 of 7` on a base under 10, where a percentage says too much."""
        if whole < 10:
            return self("{part} of {whole}", part=self.number(part), whole=self.number(whole))
        return format_percent(part / whole, locale=self.locale)

    def between(self, share: float, low: float, high: float) -> str:
        """Return a share with its interval; a dash where the base is too small to tell one."""
        if not math.isfinite(share):
            return "–"
        middle, least, most = (format_percent(value, locale=self.locale) for value in (share, low, high))
        return self("{share} ({low} to {high})", share=middle, low=least, high=most)

    def date(self, day: date | pd.Timestamp | None, precision: str = "day") -> str:
        """Return `7 mar 2025`, `mar 2025` or `2025`, as precise as it is known."""
        if day is None or pd.isna(day):
            return self("date not known")
        if precision == "year":
            return str(day.year)
        if precision == "month":
            return format_skeleton("yMMM", day, locale=self.locale)
        return format_date(day, format="d MMM y", locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Return a date with the time of day."""
        return format_datetime(moment, format="d MMM y, HH:mm", locale=self.locale)

    def period(self, code: str) -> str:
        """Return a period of a series: `2024`, `T1 2024`, `mar 2024`."""
        year, _, part = code.partition("-")
        if not part:
            return year
        if part.startswith("Q"):
            return self("Q{quarter} {year}", quarter=part[1:], year=year)
        return self.date(date(int(year), int(part), 1), "month")

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code."""
        if code == OTHER:
            return self("All others")
        if dimension in {"month", "quarter", "year"} and code[:1].isdigit():
            return self.period(code)
        return self.vocabulary.label(dimension, code, self.language)

    def name(self, dimension: str) -> str:
        """Return the name of a dimension."""
        return self.vocabulary.name(dimension, self.language)

    def measure(self, measure: str) -> str:
        """Return the name of a measure."""
        return self.vocabulary.measure(measure, self.language)


@lru_cache(maxsize=8)
def speech(language: str) -> Speech:
    """Return the speech of a language, the default one for a code that isn't spoken."""
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return Speech(known, load_vocabulary(), _catalogue(known))


def _catalogue(language: str) -> dict[str, str]:
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def preferred(accepted: str) -> str:
    """Return the spoken language a browser's `Accept-Language` asks for first."""
    for part in accepted.split(","):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE
