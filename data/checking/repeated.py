"""What a column of personal data states, masked where a text of the same row repeats it."""

import re
from collections.abc import Iterable

from data.checking.identities import MASK
from data.geography.names import is_place
from data.geography.toponyms import fold

PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa"})
SHORTEST = 4
"""Letters and digits below which a value is too common to be sought in texts; numbers need one more."""

LONGEST_NUMBER = 40


def masked_by(values: Iterable[str], text: str) -> str:
    """Return a text without what personal columns of its row state: `Juan Pérez`, `HAA 1234` however it is spaced.

    Of a name any two words that follow one another are masked; of a number the whole. A place of one word is kept.

    Parameters
    ----------
    values : what the columns left out state.
    text : another text of that row.
    """
    clean = text
    for value in values:
        signs = re.findall(r"[^\W_]", value)
        if any(sign.isdigit() for sign in signs):
            clean = _number_masked("".join(signs), clean)
        elif len(signs) >= SHORTEST:
            clean = _name_masked(value, clean)
    return clean


def _number_masked(signs: str, text: str) -> str:
    if len(signs) < SHORTEST + signs.isdigit() or len(signs) > LONGEST_NUMBER:
        return text
    pattern = r"(?<!\w)" + r"[\s./-]?".join(map(re.escape, signs)) + r"(?!\w)"
    return re.sub(pattern, MASK, text, flags=re.IGNORECASE)


def _name_masked(value: str, text: str) -> str:
    names = {key for key in fold(value).split() if len(key) > 2 and key not in PARTICLES}
    words = list(re.finditer(r"[^\W\d_]+", text))
    runs: list[list[re.Match[str]]] = [[]]
    for word in words:
        key = fold(word[0])
        if key in names or (runs[-1] and key in PARTICLES):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    clean = text
    for run in reversed(runs):
        said = [word for word in run if fold(word[0]) in names]
        alone = len(names) == 1 and len(said) == 1 and not is_place(value)
        if len(said) > 1 or alone:
            clean = clean[: said[0].start()] + MASK + clean[said[-1].end() :]
    return clean
