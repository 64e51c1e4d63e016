"""Names of persons in texts: after the words for who they are, or before the number of a document."""

import csv
import re
from pathlib import Path

from data.checking.identities import MASK
from data.geography.names import is_place
from data.geography.toponyms import fold

WORDS = Path(__file__).parents[1] / "profiles" / "person_words.csv"


def _words(kind: str) -> tuple[str, ...]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return tuple(row["word"] for row in csv.DictReader(file) if row["kind"] == kind)


ROLES = (
    r"conductor(?:es|a|as)?|detenid[oa]s?|imputad[oa]s?|capturad[oa]s?|acusad[oa]s?|sospechos[oa]s?|propietari[oa]s?|"
    r"ch[oó]fer(?:es)?|(?:co)?pilotos?|indiciad[oa]s?|sindicad[oa]s?|aprehendid[oa]s?|procesad[oa]s?|implicad[oa]s?|"
    r"involucrad[oa]s?|infractor(?:a|es)?|sujetos?|portador(?:a|es)?|tripulantes?|pasajer[oa]s?|ciudadan[oa]s?|"
    r"(?<!nuestra )se[nñ]or(?:a|es)?|sr[ae]?s?\.|(?-i:do[nñ]a?)|joven|"
    r"(?:agentes?|subinspector|inspector|sargento|oficial|fiscal)(?!\s?,)|testigos?|"
    r"ayudantes?|acompa[nñ]antes?|v[ií]ctimas?|due[nñ][oa]s?|responde al nombre de|de nombre|"
    r"(?:a|en) nombre de|motoristas?|detid[oa]s?|preso|suspeit[oa]s?|propriet[aá]ri[oa]s?|"
    r"em nome de|drivers?|detainees?|detained|suspects?|accused|arrested|defendants?|owners?|passengers?|"
    r"in the name of|mrs?\.?|ms\.|officer"
)
RECEIVING = (
    r"remitentes?|destinatari[oa]s?|consignatari[oa]s?|consignad[oa] a|remetentes?|destinat[aá]ri[oa]s?|senders?|"
    r"recipients?|consignees?|addressees?|llamad[oa]s?|identificad[oa]s?(?: como)?|nombres?(?=\s?:)|"
    r"identified as|named|(?:detuvo|detuvieron|captur[oó]|capturaron|arrest[oó]|"
    r"arrestaron|aprehendi[oó]|aprehendieron|captura|detenci[oó]n|"
    r"aprehensi[oó]n|arresto|prendeu|prenderam|arrest) (?:a|al|de|del|of)"
)
"""Who sends, receives, is called or arrested: what follows may as well be a place or a company."""

NICKNAMES = r"alias|apodad[oa]s?|apodos?|vulgo|a\.?k\.?a\.?|apelidad[oa]s?|nicknamed|conocid[oa] como|conhecid[oa] como"

STEMS = _words("stem")
"""What a text without any of these (in lower case) holds no name after."""

LINKS = (
    r"(?:\s*[:,(=\-–]\s*|\s+)(?:(?:fue|es|el|la|los|las|un|una|is|was|as|the|de nombre|de apellidos?|"
    r"llamad[oa]|named|como|(?:del|de la|de los|of the) [a-zé-ú]{3,15},?|"
    r"identificad[oa]s?(?: como)?|identified as|responde al nombre de|"
    r"se[nñ]or(?:a)?|sr[ae]?\.|do[nñ]a?|mr\.?)\s*:?\s+){0,3}"
)
CAPITAL, SMALL = "A-ZÁÉÍÓÚÜÑÇÃÕÂÊÔ", "a-záéíóúüñçãõâêô"
WORD = rf"(?-i:[{CAPITAL}](?:[{SMALL}'’-]{{1,30}}|[{CAPITAL}'’-]{{1,30}}|\.)(?:[{CAPITAL}][{SMALL}]{{1,30}})?)"
PARTICLE = r"(?-i:(?:de|del|la|las|los|y|da|do|dos|van|von|DE|DEL|LA|LAS|LOS|DA|DO|DOS)\s+)"
NAME = rf"{WORD}(?:\s+{PARTICLE}{{0,2}}{WORD}){{0,5}}"
QUOTED = r"[\"'“«‘]\s?[^\"'”»’\n]{1,40}[\"'”»’]"

PERSON = re.compile(rf"\b(?P<role>{ROLES})(?P<link>{LINKS})(?P<name>{NAME})", re.IGNORECASE)
SENT = re.compile(rf"\b(?P<role>{RECEIVING})(?P<link>{LINKS})(?P<name>{NAME})", re.IGNORECASE)
ALSO = re.compile(rf"(?P<between>\s*(?:,|;|\by\b|\be\b|\band\b|&)\s*(?:y\s+|and\s+)?)(?P<name>{NAME})", re.IGNORECASE)
ALIAS = re.compile(
    rf"(?P<role>\b(?:{NICKNAMES})|\(a\))(?P<link>\s*[:,]?\s*)(?P<name>{QUOTED}|(?:(?:el|la|o|the)\s+)?{NAME})",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"(?:el|la|o|the)\s+", re.IGNORECASE)
DOCUMENTED = re.compile(
    rf"(?P<name>(?<![\w]){WORD}(?:\s+{PARTICLE}{{0,2}}{WORD}){{1,5}})"
    r"(?=,?\s+(?:con|portador[a]? de|titular de|with)?\s*"
    r"(?:n[uú]mero de )?(?:DPI|DUI|CUI|c[eé]dula|pasaporte|passport|identidad|documento de identi)\b)",
    re.IGNORECASE,
)

NO_NAMES = frozenset(_words("no_name"))
"""Folded words that begin no name, and end one."""

DEMONYMS = frozenset(_words("demonym"))
"""Folded words for where a person is from, which may stand before a name."""

ENDS_OF_VERBS = re.compile(r".{3,}(?:aban?|aron|ieron|iendo|amente|imiento|cion)$")
LIKE_A_NAME = re.compile(rf"{NAME}")
LEGAL = frozenset(_words("legal_state"))
"""Folded words of what the law has decided on somebody."""


def mask_names(text: str) -> tuple[str, bool]:
    """Return a text with the names of persons masked as `[…]`, and whether there was any."""
    lower = text.lower()
    if not any(stem in lower for stem in STEMS):
        return text, False
    clean = ALIAS.sub(_masked_alias, text)
    clean = _after(PERSON, clean, places_too=False)
    clean = _after(SENT, clean, places_too=True)
    clean = DOCUMENTED.sub(lambda match: MASK if _name_within(match["name"]) == match["name"] else match[0], clean)
    return clean, clean != text


def looks_like_a_name(text: str) -> bool:
    """Tell whether a whole value is written as the name of a person: two to six capitalised words."""
    words = text.split()
    fits = 2 <= len(words) <= 7 and LIKE_A_NAME.fullmatch(text.strip()) is not None
    return fits and fold(words[0]) not in NO_NAMES | DEMONYMS and not LEGAL & set(fold(text).split())


def _masked_alias(match: "re.Match[str]") -> str:
    if match["name"][0] in "\"'“«‘":
        return match["role"] + match["link"] + MASK
    article = ARTICLE.match(match["name"])
    inner = match["name"][article.end() if article else 0 :]
    kept = _name_within(inner)
    return match["role"] + match["link"] + MASK + inner[len(kept) :] if kept else match[0]


def _after(pattern: "re.Pattern[str]", text: str, *, places_too: bool) -> str:
    """Mask the names after the words of a pattern, and those joined to them ("Juan Pérez y Ana López")."""
    clean, position = [], 0
    while match := pattern.search(text, position):
        origin = _origin(match["name"])
        kept = _name_within(match["name"][origin:])
        if not kept or ((places_too or re.search(r",|\bde|\bof", match["link"])) and is_place(kept)):
            clean.append(text[position : match.end("role")])
            position = match.end("role")
            continue
        start = match.start("name") + origin
        clean.append(text[position:start] + MASK)
        position = start + len(kept)
        while (also := ALSO.match(text, position)) and looks_like_a_name(also["name"]) and not is_place(also["name"]):
            clean.append(also["between"] + MASK)
            position = also.end()
    return "".join(clean) + text[position:]


def _origin(text: str) -> int:
    """Return how many characters at its beginning say where a person is from."""
    length = 0
    for word in re.findall(r"\S+\s*", text):
        if fold(word) not in DEMONYMS:
            return length
        length += len(word)
    return 0


def _name_within(text: str) -> str:
    """Return what of a run of capitalised words is a name: up to the first word that is in none; blank for nothing."""
    words = re.split(r"(\s+)", text)
    for place, word in enumerate(words):
        key = fold(word)
        is_small = word in {
            "de",
            "del",
            "la",
            "las",
            "los",
            "y",
            "da",
            "do",
            "dos",
            "DE",
            "DEL",
            "LA",
            "LAS",
            "LOS",
            "Y",
        }
        is_initial = len(word) == len("J.") and word[1] == "."
        ends = not is_initial and (
            key in NO_NAMES or key in DEMONYMS or (word.isupper() and ENDS_OF_VERBS.fullmatch(key) is not None)
        )
        if word.strip() and ends and not (is_small and place):
            words = words[:place]
            break
    while words and (not words[-1].strip() or fold(words[-1]) in NO_NAMES):
        words.pop()
    found = "".join(words)
    return found if len(fold(found)) > 1 else ""
