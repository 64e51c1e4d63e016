"""Texts of countries and of the stops of a route → `CC` and `CC:place`."""

import re
from collections.abc import Mapping

from data.geography.toponyms import LONGEST, fold
from data.mapping.near import Reading, nearest

STOP = re.compile(r"([A-Z]{2}):.*", re.DOTALL)
STOPS = re.compile(r"\s*(?:>|;|→|->|\n)\s*")
BLANKS = re.compile(r"[^\S\n]+")
BRACKETED = re.compile(r"([^()]*)\(([^()]*)\)\s*")

QUALIFIERS = frozenset(
    {
        *("plurinational state of", "bolivarian republic of", "islamic republic of", "federated states of", "state of"),
        *("republic of", "united republic of", "democratic republic of", "arab republic of", "kingdom of", "the"),
        *("kingdom of the", "province of china", "sar of china", "the former yugoslav republic of", "republic of the"),
        *("kurdistan", "kurdistan region", "islamic rep of", "rep of", "commonwealth of the", "union of the"),
        *("estado plurinacional de", "republica bolivariana de", "republica islamica del", "republica de"),
        *("republica unida de", "republica arabe", "estados federados de", "republica", "reino de los", "el", "la"),
    }
)
"""What stands after the name of a country and belongs to it, folded ("Bolivia, Plurinational State of")."""

PLACES_TOO = frozenset(
    {"granada", "guadalupe", "san bartolome", "san cristobal", "san martin", "santa elena", "santa lucia"}
)
"""Countries whose Spanish name is rather that of towns of the region: alone they aren't taken for the country."""

UNSURE_STOPS = PLACES_TOO | {"armenia", "georgia", "liberia", "libano"}
"""The same among the stops of a route, where no column says that countries are meant."""


def read_country(text: str, names: Mapping[str, str]) -> Reading:
    """Return the country of a name or code; the text itself, as `country_unknown`, if that isn't certain.

    Parameters
    ----------
    names : folded name → ISO 3166-1 alpha-2.
    """
    if len(text) > LONGEST:
        return Reading(text, "country_unknown")
    if code := _named(text, names):
        if fold(text) in PLACES_TOO:
            return Reading(text, "country_unknown", code)
        return Reading(code)
    first, rest = _halves(text)
    own, other = names.get(fold(first), ""), names.get(fold(rest), "")
    if own and not other and "(" in text and fold(first) not in PLACES_TOO:
        return Reading(own, "value_assumed", own)
    if other and not own and rest:
        return Reading(other, "value_assumed", other)
    near = nearest(fold(text), names)
    if near.code == "value_corrected":
        return near
    return Reading(text, "country_unknown", other or near.suggestion or own)


def read_route(text: str, names: Mapping[str, str]) -> Reading:
    """Return the stops of a route as `CC:place>CC:place`.

    A stop whose country isn't said keeps its text; the route is then `stop_without_country`.
    """
    if len(text) > LONGEST:
        return Reading("", "code_unknown")
    stops = [read_stop(stop, names) for stop in STOPS.split(BLANKS.sub(" ", text)) if stop]
    noted = next((stop for stop in stops if stop.code == "stop_without_country"), None)
    noted = noted or next((stop for stop in stops if stop.code), Reading(""))
    return Reading(">".join(stop.value for stop in stops), noted.code, noted.suggestion)


def read_stop(text: str, names: Mapping[str, str]) -> Reading:
    """Return one stop as `CC:place`; of "X, Y" the last part is tried as the country first."""
    if (match := STOP.fullmatch(text)) and (fold(match[1]) in names or match[1] == "ZZ"):
        return Reading(text)
    if len(text) <= 3 and not text.isupper():  # "mar" is no Morocco
        return Reading(text, "stop_without_country")
    head, colon, place = text.partition(":")
    if colon and (code := _named(head, names)):
        return Reading(f"{code}:{place.strip()}")
    code = _named(text, names)
    if code and fold(text) in UNSURE_STOPS:
        return Reading(text, "stop_without_country", code)
    return Reading(f"{code}:") if code else _place_and_country(text, names)


def _place_and_country(text: str, names: Mapping[str, str]) -> Reading:
    """Read "Miami, Estados Unidos", "Colón (Panamá)", "Estados Unidos (Miami)", a misspelt country."""
    first, rest = _halves(text)
    if code := names.get(fold(rest)):
        return Reading(f"{code}:{first}")
    own = names.get(fold(first))
    if own and "(" in text and fold(first) not in UNSURE_STOPS:
        return Reading(f"{own}:{rest}")
    near = nearest(fold(text), names)
    if near.code == "value_corrected":
        return Reading(f"{near.value}:", near.code, near.suggestion)
    return Reading(text, "stop_without_country", own or "")


def _halves(text: str) -> tuple[str, str]:
    """Return what stands before and in the brackets, or before and after the last comma."""
    if match := BRACKETED.fullmatch(text):
        return match[1].strip(), match[2].strip()
    first, _, rest = text.rpartition(",")
    return first.strip(), rest.strip()


def _named(text: str, names: Mapping[str, str]) -> str:
    """Return the country a text names by itself, inverted ("Congo, Democratic Republic of the") or qualified."""
    if code := names.get(fold(text)):
        return code
    bracketed = BRACKETED.fullmatch(text)
    first, rest = _halves(text) if bracketed else (part.strip() for part in (text.partition(",")[0::2]))
    if not rest:
        return ""
    inverted = names.get(fold(f"{rest} {first}"))
    return inverted or (names.get(fold(first), "") if fold(rest) in QUALIFIERS else "")
