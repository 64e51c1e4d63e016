"""Numbers as people write them: decimal commas, thousands, and how a whole column tells which is which."""

import re
from collections.abc import Iterable
from decimal import Decimal

SPACE_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))")
PLAIN = re.compile(r"\d+")
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][-+]?\d{1,2}")
GROUPED = {".": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"), ",": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")}
"""Decimal sign → numbers whose thousands are set off by the other one."""

DECIMAL = {".": re.compile(r"\d*\.\d+|\d+\."), ",": re.compile(r"\d*,\d+|\d+,")}
LONGEST_NUMBER = 60
"""Characters beyond which a text is no quantity."""

OFTEN_UNKNOWN = frozenset({"9999", "99999", "999999"})
"""Quantities that mostly stand for "not known", as they do in the files of several agencies."""

UNKNOWN_BESIDE_OTHERS = frozenset({"999"})
"""The same, but only believed where the column has other ways of saying so."""

UNSURE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""`12.183` and `2,017`: thousands or three decimals."""


def decimal_sign(texts: Iterable[str]) -> str:
    """Return the decimal sign that all values of a column together show: `.`, `,` or `""` if none is shown."""
    votes = {".": 0, ",": 0}
    for text in texts:
        number = SPACE_GROUPS.sub("", text.strip())
        if PLAIN.fullmatch(number) or UNSURE.fullmatch(number):
            continue
        for sign in votes:
            votes[sign] += bool(GROUPED[sign].fullmatch(number) or DECIMAL[sign].fullmatch(number))
    if votes["."] == votes[","]:
        return ""
    return max(votes, key=lambda sign: votes[sign])


def read_number(text: str, sign: str = "") -> tuple[str, str]:
    """Return a number in plain digits with a decimal point, and the code of what there is to say about it.

    Parameters
    ----------
    text : a number, nothing else: neither a unit nor a word.
    sign : the column's decimal sign, `""` if the column doesn't tell: then `12.183` is thousands, and said.

    Returns
    -------
    The number (the text itself if it can't be read) and `""`, `number_ambiguous`, `number_format_differs` (it can
    only be read with the other decimal sign) or `number_unreadable`.
    """
    number = SPACE_GROUPS.sub("", text.strip()) if len(text) <= LONGEST_NUMBER else ""
    if PLAIN.fullmatch(number):
        return str(int(number)), ""
    if SCIENTIFIC.fullmatch(number):
        return format(Decimal(number), "f"), ""
    if not sign and UNSURE.fullmatch(number):
        return number.replace(".", "").replace(",", ""), "number_ambiguous"
    for own in (sign, *(other for other in GROUPED if other != sign)):
        if own and (GROUPED[own].fullmatch(number) or DECIMAL[own].fullmatch(number)):
            return _plain(number, own), "" if own == sign or not sign else "number_format_differs"
    return text, "number_unreadable"


def read_count(text: str, sign: str = "") -> tuple[str, str]:
    """Return a number of pieces or rounds, as `read_number` does.

    There is no fraction of a round: `1.500` is 1500 whatever the decimal sign of the column; where that sign says
    otherwise the code is `number_ambiguous`.
    """
    number = SPACE_GROUPS.sub("", text.strip()) if len(text) <= LONGEST_NUMBER else ""
    if sign and UNSURE.fullmatch(number) and sign in number:
        return number.replace(sign, ""), "number_ambiguous"
    return read_number(text, sign)


def read_amount(text: str, sign: str = "") -> tuple[str, str]:
    """Return a number of which another column says whether it counts pieces or kilograms.

    As `read_number`, but `1.500` whose point is the column's decimal sign keeps its three decimals and bears
    `number_ambiguous`: `whole_count` makes 1500 of it where pieces are counted.
    """
    number = SPACE_GROUPS.sub("", text.strip()) if len(text) <= LONGEST_NUMBER else ""
    if sign and UNSURE.fullmatch(number) and sign in number:
        return number.replace(sign, "."), "number_ambiguous"
    return read_number(text, sign)


def whole_count(number: str) -> str:
    """Return a number as `read_amount` gives it, where pieces or rounds are counted."""
    return number.replace(".", "") if UNSURE.fullmatch(number) else number


def _plain(number: str, sign: str) -> str:
    whole, _, decimals = number.replace("." if sign == "," else ",", "").partition(sign)
    kept = decimals.rstrip("0")
    return str(int(whole or 0)) + (f".{kept}" if kept else "")
