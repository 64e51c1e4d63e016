"""What is typed into the form as people write it – 15/03/2024, 3,5 – as the template writes it."""

import re

from data.entering import QUANTITY
from data.mapping.dates import read_date

DATES = frozenset({"date", "source_date"})
COORDINATES = frozenset({"latitude", "longitude"})

DAY_FIRST = re.compile(r"(?:\d{1,2}\s*[-/.]\s*)?\d{1,2}\s*[-/.]\s*\d{4}|\d{4}/\d{1,2}(?:/\d{1,2})?")
DECIMAL_COMMA = re.compile(r"[-+−]?\d*,\d+")
THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
"""`2,017`: two thousand or two and a bit; nobody but the person who typed it knows."""


def plainly(name: str, text: str) -> str:
    """Return what was typed for a column in the template's way; what isn't surely understood stays as it is typed.

    Examples
    --------
    >>> plainly("date", "15/03/2024"), plainly("qty_ammunition_kg", "3,5"), plainly("latitude", "9,354")
    ('2024-03-15', '3.5', '9.354')
    """
    if name in DATES and DAY_FIRST.fullmatch(text.strip()):
        day, code = read_date(text.strip(), day_first=True)
        return text if code else day
    is_number = name in COORDINATES or name in {"quantity", "firearms_total"} or name.startswith(QUANTITY)
    if is_number and DECIMAL_COMMA.fullmatch(text.strip()):
        is_sure = name in COORDINATES or not THOUSANDS.fullmatch(text.strip())
        return text.strip().replace(",", ".").replace("−", "-") if is_sure else text
    return text
