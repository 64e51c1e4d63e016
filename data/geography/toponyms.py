"""Place names as people write them: folding, splitting and reading them, without any gazetteer."""

import re
import unicodedata
from itertools import product

LONGEST = 1_000
"""Characters beyond which a text is no date, place or code: patterns aren't tried on it."""

SEPARATORS = re.compile(r",(?!\d)|(?<!\d),|[;()]")
CONJUNCTION = re.compile(r"(?:^|\s)(?:and|or|y|o|e|u)\s", re.IGNORECASE)
BETWEEN_ALTERNATIVES = re.compile(r"\s+(?:and|or|y|o|e|u)\s+|\s*[/&]\s*", re.IGNORECASE)
DISTANCE = re.compile(r"\d\s*(?:km|kms|kil[oó]met|m\b|met|mi\b|mile|mill|nautical|nm\b)", re.IGNORECASE)
LEADING = re.compile(
    r"(?:near(?: the)?|close to|cerca de|off|frente a|outside|afueras de|central|centro de|downtown|"
    r"northern|southern|eastern|western|puerto de|port of|aeropuerto(?: internacional)? de|"
    r"ciudad de|city of|municipio(?: de)?|distrito(?: de)?|departamento(?: de)?|provincia(?: de)?|"
    r"estado(?: de)?|state of|comarca|aduana(?: de)?|frontera de|paso fronterizo(?: de)?|"
    r"puesto(?: fronterizo| policial| aduanero| de control)?(?: de)?) (?=\w)"
)
TRAILING = re.compile(
    r" (?:area|border zone|zona fronteriza|border crossing|crossing|zone|city|town|village|district|"
    r"municipality|department|province|state|port|seaport|international airport|airport|customs|coast|"
    r"mangroves|police station|prison|gun shops|council|free zone|zona franca|zona libre|observation post|"
    r"yacht club)$"
)
SHORT_FOR: dict[str, tuple[str, ...]] = {
    "s": ("san", "santa", "santo"),
    "sn": ("san",),
    "sto": ("santo",),
    "sta": ("santa",),
    "gral": ("general",),
    "cnel": ("coronel",),
    "pto": ("puerto",),
    "pta": ("punta",),
    "cd": ("ciudad",),
    "fco": ("francisco",),
    "bo": ("barrio",),
    **dict.fromkeys(("depto", "dpto", "dep"), ("departamento",)),
    "prov": ("provincia",),
    **dict.fromkeys(("mpio", "mun"), ("municipio",)),
    "aerop": ("aeropuerto",),
}
"""Folded abbreviation in a place name → what it may stand for."""

UNIT_WORD = re.compile(r"\b(?:department|departamento|province|provincia|state|estado|comarca)\b")
KIND_WORDS = {
    "seaport": re.compile(r"\b(?:puerto|port|seaport|harbour|muelle)\b"),
    "airport": re.compile(r"\b(?:aeropuerto|airport)\b"),
    "land_crossing": re.compile(r"\b(?:crossing|frontera|fronterizo|border|aduana|customs)\b"),
}


def fold(text: str) -> str:
    """Return a key that ignores accents, case, apostrophes, punctuation and spacing.

    Examples
    --------
    >>> fold("Ciudad de  PANAMÁ")
    'ciudad de panama'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if letter not in "'’ʼ`´")
    return " ".join(kept.split())


def parts(text: str) -> list[str]:
    """Return the comma-separated parts of a place, as written: the most specific first.

    A comma inside a number separates nothing.
    """
    if len(text) > LONGEST:
        return [text]
    return [part.strip() for part in SEPARATORS.split(text) if fold(part)]


def alternatives(part: str) -> list[str]:
    """Return the places named side by side in one part ("A and B", "A / B"); one for a single place."""
    if len(part) > LONGEST:
        return [part]
    return [name.strip() for name in BETWEEN_ALTERNATIVES.split(" ".join(part.split())) if fold(name)]


def is_list(part: str) -> bool:
    """Tell whether a part joins by "and" or the like; after other parts it closes a list ("A, B and C")."""
    return CONJUNCTION.search(part) is not None


def readings(part: str) -> list[str]:
    """Return the keys under which a part may be known: as written, in full, then without generic words.

    A text longer than `LONGEST` has none.

    Examples
    --------
    >>> readings("near Houston seaport")
    ['near houston seaport', 'houston seaport', 'near houston', 'houston']
    """
    if len(part) > LONGEST:
        return []
    keys = [fold(part), *_in_full(fold(part))]
    for key in keys:  # grows while it is read
        shorter = (LEADING.sub("", key, count=1) if LEADING.match(key) else key, TRAILING.sub("", key))
        keys.extend(other for other in dict.fromkeys(shorter) if other not in keys)
    return keys


def _in_full(key: str) -> list[str]:
    """Return what a folded name with abbreviations may stand for; nothing where it has none.

    Examples
    --------
    >>> _in_full("pto barrios")
    ['puerto barrios']
    """
    words = key.split()
    if len(words) < 2 or sum(word in SHORT_FOR for word in words) not in {1, 2}:
        return []
    return [" ".join(choice) for choice in product(*(SHORT_FOR.get(word, (word,)) for word in words))]


def is_relative(part: str) -> bool:
    """Tell whether a part states a distance ("57 km northeast of X"), so that it names no place itself."""
    return DISTANCE.search(part) is not None


def says_unit(part: str) -> bool:
    """Tell whether a part says that it names a department, province or state."""
    return UNIT_WORD.search(fold(part)) is not None


def said_kind(part: str) -> str | None:
    """Return the kind of place a part speaks of (seaport, airport, land_crossing), if it says so."""
    key = fold(part)
    return next((kind for kind, words in KIND_WORDS.items() if words.search(key)), None)
