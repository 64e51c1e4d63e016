"""Dates as people write them → `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, only as precise as they are stated."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from data.geography.toponyms import LONGEST, fold

YEARS = range(1900, 2101)
EXCEL_DAYS = range(14_000, 62_000)
"""Serial numbers Excel gives the days from 1938 to 2069; below and above, a number is no date."""

EXCEL_EPOCH = date(1899, 12, 30)
MOST_DAYS = 31
CENTURY_TURN = 69
"""Two-digit years from 69 on are of the 1900s (POSIX)."""

TIME = re.compile(r"(?:[T\s]+|(?<=\d),\s*)\d{1,2}:\d{2}.*$", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?<!\.0)Z?")
FLOAT_YEAR = re.compile(r"(\d{4})\.0")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
NUMERIC = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
MONTH_AND_TWO_DIGITS = re.compile(r"([^\W\d_]+)\.?(?:\s?[-/'’]\s?|(?<!\.)\.|\s(?:del?|of)\s(?:el\s)?)(\d\d)")
"""`mar-21`, `marzo del 21`: month and year; `21-mar` and `March 21` could be a day as well."""

MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
DAY_OR_YEAR = re.compile(r"(\d{1,4})(?:st|nd|rd|th|ro|er|o|a)?")
FILLERS = frozenset({"de", "del", "do", "da", "of", "the", "el", "a", "dia"})
EXTRA_MONTHS = {"sep": 9, "sept": 9, "set": 9, "setiembre": 9}


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Tell from all values of a column whether `1/2/2021` is a day and a month; None if nothing decides it.

    Where some values say one and some the other, the majority decides.
    """
    pairs = [match.groups() for text in texts if (match := NUMERIC.fullmatch(_day(text)))]
    days = sum(int(first) > 12 for first, _, _ in pairs)
    months = sum(int(second) > 12 for _, second, _ in pairs)
    return None if days == months else days > months


def read_date(text: str, day_first: bool | None = None) -> tuple[str, str]:
    """Return a date and the code of what there is to say about it.

    Parameters
    ----------
    text : any way of writing a date, with or without a time.
    day_first : how to read `1/2/2021`; None if the column doesn't tell: then day first, and said.

    Returns
    -------
    `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (the text itself if it can't be read) and `""`, `date_ambiguous`,
    `date_year_short` (`mar-21`, read as a month and a year), `date_order_differs` (it can only be read the other way
    round) or `date_unreadable` (also where no year is stated).
    """
    day = _day(text)
    if match := NUMERIC.fullmatch(day):
        return _numeric(match, day_first) or (text, "date_unreadable")
    if (match := MONTH_AND_TWO_DIGITS.fullmatch(day)) and (month := months().get(fold(match[1]))):
        found = _iso(match[2], str(month)) or ""
        return found, "" if int(match[2]) > MOST_DAYS else "date_year_short"
    found = _plain(day) or _worded(day) or ""
    return (found, "") if found else (text, "date_unreadable")


def _day(text: str) -> str:
    """Return a date without its time, blanks made single; nothing of a text too long to be one."""
    return "" if len(text) > LONGEST else TIME.sub("", " ".join(text.split()))


def read_month(text: str) -> str:
    """Return the two digits of a month given by number or name in Spanish, English or Portuguese; else `""`."""
    number = months().get(fold(text)) if len(text) <= LONGEST else None
    if number is None and re.fullmatch(r"\d{1,2}(\.0)?", text.strip()):
        number = int(float(text))
    return f"{number:02d}" if number is not None and 1 <= number <= 12 else ""


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return folded name of a month, whole or short, in the three languages → its number."""
    names = dict(EXTRA_MONTHS)
    for language in ("es", "en", "pt"):
        forms = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {fold(name): number for number, name in forms[width].items()}
    return names


def _numeric(match: re.Match[str], day_first: bool | None) -> tuple[str, str] | None:
    first, second, year = match.groups()
    readings = {True: _iso(year, second, first), False: _iso(year, first, second)}
    wanted = day_first is not False
    if readings[wanted] is None:
        other = readings[not wanted]
        return None if other is None else (other, "" if day_first is None else "date_order_differs")
    unsure = day_first is None and readings[not wanted] not in {None, readings[wanted]}
    return readings[wanted] or "", "date_ambiguous" if unsure else ""


def _plain(day: str) -> str | None:
    for pattern in (YEAR_FIRST, FLOAT_YEAR, COMPACT):
        if match := pattern.fullmatch(day):
            return _iso(*match.groups())
    if match := MONTH_YEAR.fullmatch(day):
        return _iso(match[2], match[1])
    if match := SERIAL.fullmatch(day):
        serial = int(match[1])
        return (EXCEL_EPOCH + timedelta(days=serial)).isoformat() if serial in EXCEL_DAYS else None
    return None


def _worded(day: str) -> str | None:
    """Read "15 de marzo de 2021", "March 15th, 2021", "12 oct 21"; a word such as a weekday may lead or trail.

    A year of two digits is only taken from the end, after a day and a month.
    """
    words = [word for word in fold(day).split() if word not in FILLERS]
    known = [word in months() or DAY_OR_YEAR.fullmatch(word) is not None for word in words]
    if known.count(False) == 1 and (not known[0] or not known[-1]):
        words = [word for word, is_known in zip(words, known, strict=True) if is_known]
    numbers = [match[1] for word in words if (match := DAY_OR_YEAR.fullmatch(word))]
    named = [months()[word] for word in words if word in months()]
    if len(named) != 1 or len(words) != 1 + len(numbers) or not 1 <= len(numbers) <= 2:
        return None
    whole = [number for number in numbers if len(number) == 4]
    if not whole and (len(numbers) == 1 or words[-1] in months()):
        return None
    year = numbers.pop(numbers.index(whole[0]) if whole else -1)
    return _iso(year, str(named[0]), *numbers)


def _iso(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """Return the date if there is such a day."""
    whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= CENTURY_TURN else 2000)
    if whole not in YEARS or len(year) == 3 or (month is None and len(year) != 4):
        return None
    try:
        found = date(whole, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return found.isoformat()[: 10 if day else 7 if month else 4]
