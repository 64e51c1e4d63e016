"""Numbers whose type is known → text that is read back as the same number, whoever reads it."""

import re
from decimal import Decimal

THREE_DECIMALS = re.compile(r"[+-]?\d+\.\d{3}")
EXACT = 1e16
"""Whole numbers below are exact as floats."""
WRITTEN_OUT = 21
"""Digits up to which a number is written without an exponent."""


def plain_number(written: str) -> str:
    """Return a number written with a decimal point so that the point can't pass for a thousands sign.

    Examples
    --------
    >>> plain_number("1.125")
    '1.1250'
    """
    return f"{written}0" if THREE_DECIMALS.fullmatch(written) else written


def float_text(value: float) -> str:
    """Return a float as a person writes it: 5 and not 5.0, 7.62, 1.1250 (see `plain_number`), 0.0000001."""
    if value.is_integer() and abs(value) < EXACT:
        return f"{value + 0:.0f}"
    text = f"{value:.15g}"
    if "e" in text and abs(int(text.partition("e")[2])) <= WRITTEN_OUT:
        text = format(Decimal(text), "f")
    return plain_number(text)
