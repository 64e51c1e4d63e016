"""Numbers that identify a person, a vehicle, a gun or a telephone: what they look like, and what announces them."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from data.geography.toponyms import fold

MASK = "[…]"

IDENTITY = (
    r"\d{4} \d{5} \d{4}|\d{4}-\d{5}-\d{4}|"  # Guatemala: DPI
    r"(?:0[1-9]|1[0-8])[0-2]\d-(?:19|20)\d\d-\d{5}|"  # Honduras: municipality and year of birth
    r"\d{9}(?:0[1-9]|1\d|2[0-2])(?:0[1-9]|[123]\d)|"  # Guatemala: ends with department and municipality of birth
    r"(?:0[1-9]|1[0-8])[0-2]\d(?:19|20)\d{7}|"  # Honduras, without hyphens
    r"0\d{7}-\d|"  # El Salvador: DUI
    r"\d{4}-\d{6}-\d{3}-\d|"  # El Salvador: NIT
    r"[1-9]-\d{4}-\d{4}|"  # Costa Rica
    r"(?!\d{1,2}-\d{2}-(?:19|20)\d\d(?!\d))(?:PE|E|N|(?:[1-9]|1[0-3])(?:-?(?:AV|PI))?)-\d{2,4}-\d{3,6}|"  # Panama
    r"\d{3}-\d{6}-\d{4}[A-Z]|"  # Nicaragua
    r"\d{3}-\d{7}-\d|"  # Dominican Republic
    r"\d{3}\.\d{3}\.\d{3}-\d{2}|"  # Brazil: CPF
    r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"  # Mexico: CURP
)
BEFORE, AFTER = r"(?<![\w./+-])", r"(?![\w/-]|[.,]\d)"
"""A value is not part of a longer code, a number, a date or an address."""

PHONE = r"\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,4}\d{2,4}|\(?50[1-9]\)?[ -]\d{4}[ -]?\d{4}"
PLATE = r"[PCMAOU][ -]?\d{3}[ -]?(?!MTS|KMS|MTR)[B-DF-HJ-NP-TV-Z]{3}|P[ -]?\d{3}-\d{3}"  # Guatemala, El Salvador
EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
CHASSIS = r"(?=[A-Z0-9]{0,14}\d{3})(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}"

VALUES: Mapping[str, "re.Pattern[str]"] = MappingProxyType(
    {
        "email": re.compile(rf"(?<![\w/.+-]){EMAIL}"),
        "identity_number": re.compile(f"{BEFORE}(?:{IDENTITY}){AFTER}"),
        "phone": re.compile(f"{BEFORE}(?:{PHONE}){AFTER}"),
        "plate": re.compile(f"{BEFORE}(?:{PLATE}|{CHASSIS}){AFTER}"),
    }
)
"""Kind → what a value looks like, wherever in a text."""

WHOLE: Mapping[str, "re.Pattern[str]"] = MappingProxyType(
    {
        "email": re.compile(EMAIL),
        # numbers that could be anything inside a text, but not a whole column of them
        "identity_number": re.compile(rf"{IDENTITY}|[1-7]0\d{{7}}"),
        "phone": re.compile(rf"{PHONE}|(?!19|20)[2-9]\d{{3}}-\d{{4}}"),
        "plate": re.compile(rf"{PLATE}|[A-HJ-PR-Z]{{3}}[ -]?\d{{3,4}}"),
        "serial_number": re.compile(r"(?=[A-Z0-9-]*[A-Z])(?=(?:[A-Z-]*\d){3})[A-Z0-9][A-Z0-9-]{4,17}"),
    }
)
"""Kind → what all values of a column look like."""

NUMBER_SIGN = r"(?:numbers?|n[uú]meros?|nos?|nros?|n[º°]|num|n)\b"
BESIDE = (
    rf"(?:{NUMBER_SIGN}|de|del|la|el|los|las|con|personal|particular(?:es)?|comercial(?:es)?|oficial(?:es)?|serie|"
    r"identidad|ciudadan[ií]a|residencia|registro|arma|motor|chasis|nacional(?:es)?|extranjer[ao]s?|of|"
    r"\w{2,14}(?:eñ[oa]s?|eñas|ense|enses|tec[oa]s?|an[oa]s?|ric[oa]s?))"
)
MARKS = r"""[\s.:,#º°="'“”«»(\[*]"""

UNITS = (
    r"\s?(?:cartuchos?|municion(?:es)?|balas|rounds?|cartridges|pistolas?|armas?|fusiles|rifles?|pistols?|guns|firearms|"
    r"mm\b|cal\b|calibre|kg\b|lb|libras|d[oó]lares|usd|tiros|proveedores|cargadores|magazines|m\b|km\b|metros|years|"
    r"a[nñ]os|pie[zc]|unidades|gramos|grams|quetzales|lempiras|colones|balboas|pesos|cc\b)"
)
"""What makes a number beside a personal one a quantity."""

GROUP = (
    rf"\d{{2,5}}(?!\d|[.,]\d|{UNITS})|"
    r"(?-i:(?!(?:EN|DE|DEL|Y|E|A|AL|EL|LA|CON|NO|SE|QUE|POR|LOS|LAS|MM|CAL|DPI|DUI|NIT)\b)[A-Z]{1,3})(?!\w)"
)
"""A further group of digits or capitals of the same number."""

TOKEN = r"(?=[A-Z./-]{0,9}\d)[A-Z0-9](?:[A-Z0-9./-]{0,30}[A-Z0-9])?"
VALUE = rf"(?:(?-i:[A-Z]{{1,4}})[ -])?{TOKEN}(?:[ -](?:{GROUP})){{0,4}}"
FURTHER = re.compile(
    rf"(?P<between>[\"'”»)\]]?\s?(?:,|;|/|&|\by\b|\be\b|\band\b)\s?(?:(?:y|e|and)\s)?(?:{NUMBER_SIGN}[.:]?\s?)?[\"'“«(\[]?)"
    rf"(?P<value>(?-i:(?:[A-Z]{{1,4}}[ -])?(?=[A-Z0-9./-]{{0,20}}\d)[A-Z0-9][A-Z0-9./-]{{1,29}}[A-Z0-9]))"
    rf"(?!\w|{UNITS})",
    re.IGNORECASE,
)
"""A further value of a list ("series: A1234 y B5678")."""

SAID = re.compile(
    r"\b(?P<said>c[eé]dulas?|C\.C\.|DPI|CUI|DUI|NIT|RUC|DNI|CURP|CPF|RG|passports?|pasaportes?|passaportes?|identidad|"
    r"documento|licencia|carn[eé]t?|placas?|plates?|matr[ií]culas?|series?|serials?|chasis|chassis|VIN|IMEI|"
    r"(?:n[uú]mero|no\.?|nro\.?|n[º°]|serie) de motor|motor(?= ?(?:n[uú]mero|no\b|nro|n[º°]|#|:|serie))|"
    r"tel[eé]fonos?|tels?|phones?|celular(?:es)?|whatsapp|m[oó]vil)"
    rf"(?P<gap>{MARKS}{{0,4}}(?:\b{BESIDE}{MARKS}{{0,4}}){{0,4}})"
    rf"(?<![A-Z0-9])(?P<value>{VALUE})(?!\w)",
    re.IGNORECASE,
)
"""A number whose kind the text itself says."""

SAID_KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("serie", "serial"), "serial_number")
    | dict.fromkeys(("placa", "plate", "matricula", "chasi", "chassi", "vin", "motor"), "plate")
    | dict.fromkeys(("numero de motor", "no de motor", "nro de motor", "serie de motor"), "plate")
    | dict.fromkeys(("telefono", "tel", "phone", "celular", "celulare", "whatsapp", "movil", "imei"), "phone")
)

FEWEST_SIGNS = 4
"""Letters and digits that what a text announces as a number must have."""

FEWEST_DIGITS = 5
"""The same where all of them are digits: four are rather a year; plates are shorter."""

CALIBRE = re.compile(r"[\d.,]{1,6}x\d{1,3}\w*", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")


def mask_numbers(text: str) -> tuple[str, list[str]]:
    """Return a text with personal numbers and addresses masked as `[…]`, and their kinds."""
    kinds: dict[str, None] = {}
    clean, position = [], 0
    while match := SAID.search(text, position):
        if not _is_number(match["value"], match["said"]):
            clean.append(text[position : match.end("said")])
            position = match.end("said")
            continue
        kinds[SAID_KINDS.get(fold(match["said"]).removesuffix("s"), "identity_number")] = None
        clean.append(text[position : match.start("value")] + MASK)
        position = match.end()
        while (further := FURTHER.match(text, position)) and _is_number(further["value"].strip("-./"), ""):
            clean.append(further["between"] + MASK)
            position = further.end()
    masked = "".join(clean) + text[position:]
    for kind, pattern in VALUES.items():
        masked, count = pattern.subn(MASK, masked)
        if count:
            kinds[kind] = None
    return masked, list(kinds)


def _is_number(value: str, said: str) -> bool:
    signs = re.sub(r"[^A-Za-z0-9]", "", value)
    if len(signs) < FEWEST_SIGNS or sum(map(str.isdigit, signs)) < (2 if said else 3) or CALIBRE.fullmatch(value):
        return False
    short = fold(said).startswith(("placa", "plate"))
    return not signs.isdigit() or len(signs) >= FEWEST_DIGITS or (short and not YEAR.fullmatch(signs))
