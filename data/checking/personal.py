"""Personal data in a file: columns that hold it are left out, values inside free text are masked.

Kinds: `name`, `identity_number`, `plate`, `serial_number`, `phone`, `email`. What was found is told by row, column and
kind; the value itself is never repeated.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from data.geography.toponyms import fold

MASK = "[…]"

HEADERS: Mapping[str, "re.Pattern[str]"] = MappingProxyType(
    {
        "email": re.compile(r"\b(?:e ?mails?|correos?(?: electronicos?)?|correio eletronico)\b"),
        "phone": re.compile(r"\b(?:telefon[oe]s?|phones?|celular(?:es)?|movil|whatsapp|tel|telephone|mobile)\b"),
        "plate": re.compile(
            r"\b(?:placas?|matriculas?|plates?|chasis|chassis|vin|numero de motor|engine number|license tag)\b"
        ),
        "serial_number": re.compile(r"\b(?:serial(?:es)?|serials|series?|imei|numeros? de arma)\b"),
        "identity_number": re.compile(
            r"\b(?:cedulas?|dpi|cui|dui|nit|ruc|dni|curp|rfc|cpf|cnpj|rg|pasaportes?|passports?|passaportes?|identidad|"
            r"identity (?:card|number)|documento (?:personal|de identificacion)|(?:numero|no) (?:de )?documento|"
            r"national id|id card|licencia de conducir|driving licen[cs]e|drivers? licen[cs]e|social security|"
            r"seguro social)\b"
        ),
        "person": re.compile(
            r"\b(?:apellidos?|sobrenomes?|surnames?|last name|first name|full name|nombre completo|alias|apodo|apelido|"
            r"imputad[oa]s?|detenid[oa]s?|detainees?|capturad[oa]s?|aprehendid[oa]s?|sospechos[oa]s?|suspects?|"
            r"sindicad[oa]s?|acusad[oa]s?|accused|indiciad[oa]s?|procesad[oa]s?|defendants?|arrested persons?|"
            r"propietari[oa]s?|owners?|conductor(?:es)?|driver|portador(?:es)?|fiscal(?:es)?|prosecutors?|testigos?|"
            r"witness(?:es)?|victimas?|victims?|domicilio|home address|fecha de nacimiento|date of birth)\b"
        ),
        "name": re.compile(
            r"\b(?:nombres?|nomes?|names?|agentes?|officers?|oficial(?:es)?|oficiais|funcionari[oa]s?|responsables?)\b"
        ),
    }
)
"""Kind → what a folded header says; the first that fits counts. `person` is told as `name`."""

COUNTS = re.compile(
    r"\b(?:cantidad(?:es)?|numero de (?:detenid|imputad|capturad|aprehendid|victim|sospechos|persona|agente)\w*|"
    r"total(?:es)?|count|number of|cuant[oa]s|sexo|sex|edad|age|nacionalidad(?:es)?|nationality|genero|gender|"
    r"tipo|type|estatus|status|situacion|time|tiempo)\b"
)
"""What makes a header a count of persons or what describes nobody alone."""

NOT_PERSONS = re.compile(
    r"\b(?:lugar(?:es)?|sitio|place|location|local|instituc\w+|institution|agenc\w+|agency|entidad(?:es)?|"
    r"organi[sz]ac\w+|organi[sz]ation|dependencia|unidad|unit|empresa|company|puesto|puerto|port|pais|country|"
    r"departamento|department|provincia|province|municip\w+|distrito|district|ciudad|city|estado|state|armas?|"
    r"weapon|firearm|droga|drug|sustancia|substance|operativo|operacion|operation|product\w*|archivo|file|fuente|"
    r"source|publisher|marca|brand|make|model\w*|delito|calle|barrio|buque|embarcacion|nave|vessel|ship|bien|item|"
    r"en|es|zona|region|aduana|aeropuerto|airport|frontera|corregimiento|comunidad|boletin)\b"
)
"""What makes a name or an officer something else than a person's."""

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
    r"\d{3}-\d{7}-\d"  # Dominican Republic
)
BEFORE, AFTER = r"(?<![\w./+-])", r"(?![\w/-]|[.,]\d)"
"""A value is not part of a longer code, a number, a date or an address."""

PHONE = r"\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,4}\d{2,4}|\(?50[1-9]\)?[ -]\d{4}[ -]?\d{4}"
PLATE = r"[PCMAOU][ -]?\d{3}[ -]?(?!MTS|KMS|MTR)[B-DF-HJ-NP-TV-Z]{3}|P[ -]?\d{3}-\d{3}"  # Guatemala, El Salvador
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"

VALUES: Mapping[str, "re.Pattern[str]"] = MappingProxyType(
    {
        "email": re.compile(rf"(?<![\w/]){EMAIL}"),
        "identity_number": re.compile(f"{BEFORE}(?:{IDENTITY}){AFTER}"),
        "phone": re.compile(f"{BEFORE}(?:{PHONE}){AFTER}"),
        "plate": re.compile(f"{BEFORE}(?:{PLATE}){AFTER}"),
    }
)
"""Kind → what a value looks like, wherever in a text."""

SAID = re.compile(
    r"\b(?P<said>c[eé]dula|DPI|CUI|DUI|NIT|RUC|DNI|CURP|passport|pasaporte|identidad|placas?|plate|matr[ií]cula|"
    r"serie|series|serial|tel[eé]fono|tel|phone|celular)"
    r"(?P<gap>[\s.:#º°]*(?:(?:number|n[uú]mero|no|nro|n[º°]|num)\b[\s.:#º°]*)?)"
    r"(?P<value>(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,}(?:[ -]\d{3,5}){0,2})(?!\w)",
    re.IGNORECASE,
)
"""A number whose kind the text itself says."""

SAID_KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("serie", "series", "serial"), "serial_number")
    | dict.fromkeys(("placa", "placas", "plate", "matricula"), "plate")
    | dict.fromkeys(("telefono", "tel", "phone", "celular"), "phone")
)

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

CASE_NUMBER = re.compile(r".*(?<!\d)(?:19|20)\d\d(?!\d).*")
"""A year set apart in a code: it numbers cases, not guns."""

SHARE = 0.6
"""Share of the stated values of a column that must look like a kind."""

DISTINCT = 0.9
"""Serial numbers hardly repeat; codes of places, units and calibres do."""

FEWEST = 5
"""Stated values below which values alone say nothing of a column."""

IDENTIFIERS = re.compile(
    r"\b(?:id|identifier|identificador|seizure|caso|case|expediente|registro|record|folio|codigo|code|boletin|parte|"
    r"noticia|url|link|enlace|fecha|date|hs|partida|arancel\w*|latitude?|latitud|longitude?|longitud|coordenadas?|"
    r"coordinates|qty|cantidad)\b"
)
"""Headers of case numbers, codes, dates and coordinates, which may look like personal numbers."""


def personal_columns(head: pd.DataFrame) -> Mapping[str, str]:
    """Return the columns that hold personal data → kind, by their headers and by their values.

    Parameters
    ----------
    head : rows of a file, all text, blank = not stated.
    """
    found: dict[str, str] = {}
    for column in head.columns:
        kind = _by_header(str(column), head[column]) or _by_values(head[column], str(column))
        if kind:
            found[str(column)] = kind
    return MappingProxyType(found)


def _words(header: str) -> str:
    """Return a header folded, its parts set apart (`nombre_completo`, `NombreCompleto`)."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", header))


def _by_header(header: str, column: pd.Series) -> str | None:
    text = _words(header)
    kind = next((kind for kind, words in HEADERS.items() if words.search(text)), None)
    if kind is None or COUNTS.search(text):
        return None
    if kind in {"name", "phone"} and NOT_PERSONS.search(text):
        return None
    if kind not in {"name", "person"}:
        return kind
    stated = column[column != ""]
    counted = len(stated) > 0 and stated.str.fullmatch(r"\d{1,3}").all()  # "detained: 3"
    return None if counted else "name"


def _by_values(column: pd.Series, header: str) -> str | None:
    stated = column[column != ""].astype("str").str.strip().str.upper()
    if len(stated) < FEWEST or IDENTIFIERS.search(_words(header)):
        return None
    varied = stated.nunique() >= DISTINCT * len(stated)
    for kind, pattern in WHOLE.items():
        if kind in {"serial_number", "plate"} and not (varied and stated.str.fullmatch(CASE_NUMBER).mean() < SHARE):
            continue
        if stated.str.fullmatch(pattern).mean() >= SHARE:
            return kind
    return None


def without_personal(chunk: pd.DataFrame, columns: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows without the columns of personal data and with what is left inside free text masked as `[…]`.

    Parameters
    ----------
    chunk : rows of a file, all text; the index numbers its rows.
    columns : as `personal_columns` returns them; those the chunk lacks are ignored.

    Returns
    -------
    The rows, same index; and `row` (index label), `column`, `kind` of each kind masked in a value.
    """
    kept = chunk.drop(columns=[name for name in columns if name in chunk])
    masked: dict[str, pd.Series] = {}
    told = [pd.DataFrame({"row": kept.index[:0], "column": "", "kind": ""})]
    for column in kept.columns:
        if IDENTIFIERS.search(_words(str(column))):
            continue
        clean, found = _masked(kept[column], str(column))
        if len(found):
            masked[str(column)] = clean
            told.append(found)
    return kept.assign(**masked), pd.concat(told, ignore_index=True)


def _masked(column: pd.Series, name: str) -> tuple[pd.Series, pd.DataFrame]:
    """Return a column with personal values masked, and where; each distinct value is looked at once."""
    distinct = pd.Series(column.unique(), dtype="str")
    suspicious = distinct[distinct.str.contains(r"\d{3}|@", regex=True)]
    changed: dict[str, tuple[str, str]] = {}
    for value in suspicious:
        clean, kinds = mask(value)
        if kinds:
            changed[value] = clean, ";".join(kinds)
    if not changed:
        return column, pd.DataFrame(columns=["row", "column", "kind"])
    hit = column.isin(list(changed))
    values = column[hit]
    kinds_of = values.map({value: kinds for value, (_, kinds) in changed.items()}).str.split(";").explode()
    clean = column.mask(hit, column.map({value: text for value, (text, _) in changed.items()}))
    found = pd.DataFrame({"row": kinds_of.index, "column": name, "kind": kinds_of.to_numpy()})
    return clean, found


def mask(text: str) -> tuple[str, list[str]]:
    """Return a text with personal values masked, and their kinds."""
    kinds: dict[str, None] = {}

    def said(match: "re.Match[str]") -> str:
        kinds[SAID_KINDS.get(fold(match["said"]), "identity_number")] = None
        return match["said"] + match["gap"] + MASK

    clean = SAID.sub(said, text)
    for kind, pattern in VALUES.items():
        clean, count = pattern.subn(MASK, clean)
        if count:
            kinds[kind] = None
    return clean, list(kinds)
