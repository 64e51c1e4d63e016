"""Names of arms as people write them ("Fusil AK-47", "escopeta calibre 12", "pistola de salva") → our item types.

Whatever is no firearm is told apart first; then the pattern a name states decides, then the noun it begins with.
"""

import re
from collections.abc import Mapping

from data.mapping.near import Reading, one_letter_apart

GUNS = frozenset(
    {
        *("arma", "fusil", "rifle", "pistola", "revolver", "escopeta", "carabina", "subametralladora", "ametralladora"),
        *("gun", "weapon", "firearm", "pistol", "handgun", "shotgun", "carbine", "fuzil", "espingarda"),
        *("submetralhadora", "metralhadora", "subfusil"),
    }
)
"""Nouns of firearms, singular."""

NOT_FIREARMS: Mapping[str, str] = (
    dict.fromkeys(("fogueo", "salva", "detonadora", "blank", "festim"), "blank_replica")
    | dict.fromkeys(("replica", "juguete", "simulacro", "imitacion", "toy", "imitation", "brinquedo"), "blank_replica")
    | dict.fromkeys(
        ("airsoft", "aire", "balin", "balines", "diabolo", "copita", "neumatica", "neumatico"), "air_pellet"
    )
    | dict.fromkeys(("co2", "air", "pellet", "bb", "pressao", "chumbinho"), "air_pellet")
)
"""Word beside a gun's → what it is instead of a firearm."""

NO_GUNS_AT_ALL = frozenset(
    {
        *("blanca", "branca", "cortante", "punzante", "cortopunzante", "punzocortante", "contundente", "hechicera"),
        *("electrica", "electrico", "electrochoque", "taser", "agua", "water", "clavo", "nail", "soldar", "silicona"),
        *("pintura", "paintball", "gotcha", "marcadora", "gas", "pimienta", "pepper", "impacto", "grapa", "calor"),
        *("quimica", "biologica", "cuchillo", "machete", "glue", "spray", "massage", "masaje"),
    }
)
"""Words beside a gun's that make it a knife, a tool or something else that is not counted."""

CONVERTED = frozenset({"modificada", "modificado", "convertida", "convertido", "transformada", "reactivada"})
CRAFT = frozenset({"hechiza", "hechizo", "artesanal", "casera", "casero", "homemade", "rudimentaria", "caseira"})
PARTS = frozenset(
    {
        *("cargador", "proveedor", "tolva", "magazine", "municion", "cartucho", "bala", "tiro", "ammunition", "ammo"),
        *("round", "shell", "bullet", "cartridge", "canon", "barrel", "mira", "scope", "sight", "culata", "stock"),
        *("cacha", "grip", "funda", "holster", "estuche", "case", "box", "caja", "maletin", "parte", "pieza", "part"),
        *("kit", "accesorio", "accessory", "silenciador", "silencer", "suppressor", "portafusil", "correa", "sling"),
        *("corredera", "slide", "cerrojo", "bolt", "armazon", "frame", "receiver", "gatillo", "trigger", "vaina"),
        *("casquillo", "proyectil", "granada", "permiso", "licencia", "carregador", "limpieza", "cleaning", "safe"),
    }
)
"""Nouns that make of a gun's name that of something belonging to it."""

PATTERNS: Mapping[str, "re.Pattern[str]"] = {
    "launcher": re.compile(r"\b(?:rpg ?7|m ?79|m ?203|m ?72|law)\b"),
    "machine_gun": re.compile(r"\b(?:m ?60|m ?249|rpk|rpd|pkm|minimi|browning m ?2|m ?2hb)\b"),
    "smg": re.compile(r"\b(?:(?:mini |micro )?uzi|mac ?1[01]|mp ?5[a-z0-9]*|mp ?40|ump|cobray)\b"),
    "assault_rifle": re.compile(
        r"\b(?:akm?|akm?s|ak ?(?:47|74|101|103|m)s?|ar ?(?:15|10)|m ?(?:16|4)(?: ?a ?\d)?|galil|tavor|aug|fal|hk ?g ?3|"
        r"g ?3|scar|famas|cuerno de chivo)\b"
    ),
}
"""Item type → the patterns whose name says it (folded: `AK-47` is `ak 47`)."""

QUALIFIERS = re.compile(
    r"\b(?:calibres?|cal|caliber|calibers|gauge|ga|milimetros?|mm|marca|modelo|model|tipo|type|color|"
    r"(?:para)?bell?um|acp|magnum|special|especial|lr|nato|automatic[ao]s?|semiautomatic[ao]s?|negr[ao]s?|"
    r"glock|beretta|taurus?|colt|smith (?:y |and |& )?wesson|sig sauer|ruger|browning|cz|jericho|walther|bersa|"
    r"remington|mossberg|winchester|maverick|benelli|norinco|zastava|romarm|tanfoglio|springfield|kel tec|fn|hi ?point|"
    r"(?=\w*\d)\w+)\b"
)
"""Calibres, makes and numbers: they say nothing more of the type."""

SMALL = re.compile(r"\b(?:de|del|la|el|una?|unos|unas|the|a|of|supuest[ao]|presunt[ao]|mini)\b")
KIND_OF_ARM = re.compile(r"^arma(?: de fuego| de fogo)?(?: corta| larga)? tipo (?=\w)")
WITH = re.compile(r"\s(?:con|y|e|with|and|mas|com)\s")


def read_arm(key: str, words: Mapping[str, str]) -> Reading | None:
    """Return the item type that a name of arms states; None where no gun is named.

    Parameters
    ----------
    key : a folded text that isn't known as it is, in the singular.
    words : folded word → item type.

    Returns
    -------
    The code; as `value_assumed` where more is written than was understood; blank, as `code_unknown`, for what is no
    firearm and has no code.
    """
    first = KIND_OF_ARM.sub("", WITH.split(key, maxsplit=1)[0])
    named = {form for word in first.split() for form in (word, word.removesuffix("s"))}
    kind = _stated(first, words)
    if kind is None and not named & GUNS:
        return None
    sure = WITH.search(key) is None
    if other := _instead(named):
        return Reading(other) if other != "no_gun" else Reading("", "code_unknown")
    if named & PARTS and named & GUNS:
        return _belonging(first, words)
    if named & CRAFT and named & GUNS:
        kind = "craft"
    if kind:
        return Reading(kind) if sure else Reading(kind, "value_assumed", kind)
    return _nearest_type(first, words)


def _stated(key: str, words: Mapping[str, str]) -> str | None:
    """Return the type a pattern or, calibres and makes left out, a known word states."""
    bare = _bare(key)
    known = {_bare(word): code for word, code in words.items() if _bare(word)}
    named = known.get(bare)
    pattern = next((code for code, names in PATTERNS.items() if names.search(key)), None)
    if pattern and (not bare or named in {None, "rifle", "firearm_unspecified", "long_gun_unspecified"} | {pattern}):
        return pattern
    if not bare and re.search(r"\bglock\b", key):
        return "pistol"
    return named


def _bare(key: str) -> str:
    text = key
    for names in PATTERNS.values():
        text = names.sub(" ", text)
    return " ".join(SMALL.sub(" ", QUALIFIERS.sub(" ", text)).split())


def _instead(named: set[str]) -> str:
    """Return what these words make of a gun: another item type, `no_gun`, or blank for a gun."""
    if named & CONVERTED:
        return "converted"
    if named & NO_GUNS_AT_ALL:
        return "no_gun"
    for word in named:
        for told, code in NOT_FIREARMS.items():
            if word == told or (len(told) > len("salva") and one_letter_apart(word, told)):
                return code
    return ""


def _belonging(key: str, words: Mapping[str, str]) -> Reading:
    """Return the type of what belongs to a gun, if it is named first ("cargador de pistola")."""
    lead = _bare(key).split()[:1]
    code = words.get(lead[0]) if lead and lead[0] in PARTS else ""
    return Reading(code, "value_assumed", code) if code else Reading("", "code_unknown")


def _nearest_type(key: str, words: Mapping[str, str]) -> Reading:
    """Return the type of the longest known phrase that begins with a gun's noun."""
    parts = key.split()
    start = next(place for place, word in enumerate(parts) if word in GUNS)
    for end in range(len(parts), start, -1):
        code = words.get(" ".join(parts[start:end]))
        if code:
            return Reading(code, "value_assumed", code)
    return Reading("firearm_unspecified", "value_assumed", "firearm_unspecified")
