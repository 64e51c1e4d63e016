"""Misspelt words → the one known word they can only be; what is less sure is suggested, never taken."""

from collections.abc import Mapping
from typing import NamedTuple

SUGGESTIBLE = 65.0
"""Likeness (0-100, `rapidfuzz.fuzz.ratio` of folded texts) from which a code is suggested."""

SHORTEST_CORRECTED = 5
"""Letters below which one letter makes another word (`caja`, `casa`); in a phrase, one fewer will do."""

PHRASE = 8
"""Letters from which a text is long enough for a word of four letters in it to be corrected."""

MOST_COMPARED = 20


class Reading(NamedTuple):
    """What a value was read as; `code` says what there is to say about it, `suggestion` is the likeliest code."""

    value: str
    code: str = ""
    suggestion: str = ""


def nearest(key: str, words: Mapping[str, str]) -> Reading:
    """Return the code of the known words that differ from these by one letter a word at most.

    Only words of five letters and more are corrected, never their first letter, and never one that is itself part of
    a known phrase: `puesto` is no misspelt `puerto`. Where two codes are that near, none is taken.

    Parameters
    ----------
    key : a folded text.
    words : folded word → code.

    Returns
    -------
    The code as `value_corrected`; else blank, as `code_unknown`, with the likeliest code.
    """
    from rapidfuzz import fuzz, process

    found = process.extract(key, words.keys(), scorer=fuzz.ratio, limit=MOST_COMPARED, score_cutoff=SUGGESTIBLE)
    if not found or not key:
        return Reading("", "code_unknown")
    alike = [name for name, _, _ in found if _is_misspelt(key, name)]
    codes = {words[name] for name in alike}
    if len(codes) == 1 and not _is_a_known_word(key, alike[0], words):
        code = codes.pop()
        return Reading(code, "value_corrected", code)
    return Reading("", "code_unknown", words[found[0][0]])


def one_letter_apart(word: str, other: str, shortest: int = SHORTEST_CORRECTED) -> bool:
    """Tell whether two words differ by one letter put in, left out or exchanged, which isn't the first."""
    from rapidfuzz.distance import Levenshtein

    long_enough = min(len(word), len(other)) >= shortest
    alike = long_enough and word[0] == other[0] and word.isalpha() and other.isalpha()
    return alike and Levenshtein.distance(word, other, score_cutoff=1) == 1


def _is_misspelt(key: str, name: str) -> bool:
    pairs = list(zip(key.split(), name.split(), strict=False))
    counted = len(key.split()) == len(name.split())
    shortest = SHORTEST_CORRECTED - (len(pairs) > 1 and len(key) >= PHRASE)
    return counted and all(word == other or one_letter_apart(word, other, shortest) for word, other in pairs)


def _is_a_known_word(key: str, name: str, words: Mapping[str, str]) -> bool:
    """Tell whether a word that a correction would change occurs in what is known, so that it is none."""
    known = {part for phrase in words for part in phrase.split()}
    return any(word != other and word in known for word, other in zip(key.split(), name.split(), strict=True))
