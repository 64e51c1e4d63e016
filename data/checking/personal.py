"""Personal data in a file: columns that hold it are left out, values inside free text are masked.

Kinds: `name`, `identity_number`, `plate`, `serial_number`, `phone`, `email`. What was found is told by row, column and
kind; the value itself is never repeated.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from data.checking.identities import MASK, WHOLE, mask_numbers
from data.checking.persons import looks_like_a_name, mask_names
from data.checking.repeated import masked_by
from data.geography.names import country_names, is_place
from data.geography.toponyms import fold

__all__ = ["MASK", "mask", "masked_by", "personal_columns", "without_personal"]

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
            r"propietari[oa]s?|owners?|conductor(?:es)?|driver|chofer(?:es)?|pilotos?|"
            r"personas?|individuos?|implicad[oa]s?|involucrad[oa]s?|sujetos?|infractor(?:es|as?)?|remitentes?|destinatari[oa]s?|"
            r"consignatari[oa]s?|tripulantes?|sender|recipient|consignee|portador(?:es)?|fiscal(?:es)?|prosecutors?|testigos?|"
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

SITE = re.compile(
    r"(?:puesto|puerto|aduana|aeropuerto|paso|control|reten|delegacion|comisaria|colonia|barrio|finca|aldea|caserio|"
    r"canton|municipio|centro|carretera|calle|bodega|muelle|playa|rio|port|airport|border) "
)
"""Folded words with which the name of a place begins."""

GAPS = re.compile(r"\s{4,}")
"""Runs of blanks, made single before a text is masked: patterns would go over each again and again."""

SUSPICIOUS = re.compile(r"[\d@]")
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
"""Headers of case numbers, codes, dates and coordinates: a whole column of them may look like personal numbers."""

REGISTERED = re.compile(r"\b(?:registro|matricula|identificacion) (?:de |del |de la |de las )?armas?\b")
"""Headers under which serial numbers stand, or whether there is a registration."""

ADDRESS = re.compile(r"https?://\S+")
NUMBERED = re.compile(r"(?=\S*\d)\S+")
"""One word with a digit: a number, date, coordinate or code."""

CODES = 0.9
"""Share of the different values of a column from which, being one word with a digit each, they are its ids."""


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
    text, stated = _words(header), column[column != ""].astype("str").str.strip()
    if REGISTERED.search(text):
        return "serial_number" if _share(stated.str.upper(), WHOLE["serial_number"]) >= SHARE else None
    kind = next((kind for kind, words in HEADERS.items() if words.search(text)), None)
    if kind is None:
        return None
    if kind not in {"name", "person"}:
        return None if COUNTS.search(text) or (kind == "phone" and NOT_PERSONS.search(text)) else kind
    names_persons = HEADERS["person"].search(text) and HEADERS["name"].search(text)
    if COUNTS.search(text) and not names_persons:
        return "name" if HEADERS["person"].search(text) and _holds_names(stated) else None
    if (kind == "name" and NOT_PERSONS.search(text)) or _holds_places(stated):
        return None
    counted = len(stated) > 0 and stated.str.fullmatch(r"\d{1,3}").all()  # "detained: 3"
    return None if counted else "name"


def _share(stated: pd.Series, pattern: "re.Pattern[str]") -> float:
    return float(stated.str.fullmatch(pattern).mean()) if len(stated) else 0.0


def _holds_names(stated: pd.Series) -> bool:
    """Tell whether values are written as names of persons, which hardly repeat."""
    varied = len(stated) > 0 and stated.nunique() >= DISTINCT * len(stated)
    return varied and float(stated.map(looks_like_a_name).mean()) >= SHARE


def _holds_places(stated: pd.Series) -> bool:
    """Tell whether values are places or countries rather than persons."""
    distinct = stated.drop_duplicates()
    return len(distinct) > 0 and float(distinct.map(_is_somewhere).mean()) >= SHARE


def _is_somewhere(text: str) -> bool:
    return is_place(text) or SITE.match(fold(text)) is not None or fold(text) in country_names()


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
    left_out = [name for name in columns if name in chunk]
    kept = chunk.drop(columns=left_out)
    told = [pd.DataFrame({"row": kept.index[:0], "column": "", "kind": ""})]
    for column in kept.columns:
        clean, found = _masked(kept[column], str(column))
        if len(found):
            kept[column] = clean
            told.append(found)
    for name in left_out:
        kept, found = _without_repeated(kept, chunk[name], columns[name])
        told.append(found)
    return kept, pd.concat(told, ignore_index=True).drop_duplicates(ignore_index=True)


def _masked(column: pd.Series, name: str) -> tuple[pd.Series, pd.DataFrame]:
    """Return a column with personal values masked, and where; each distinct value is looked at once.

    Addresses are left as they are, and so are single words with a digit where nearly all of a column are such: they
    are its ids. Of a handful of values only the header can tell that.
    """
    distinct = pd.Series(column.unique(), dtype="str").str.strip()
    distinct = distinct[(distinct != "") & ~distinct.str.fullmatch(ADDRESS)]
    coded = distinct.str.fullmatch(NUMBERED)
    telling = len(distinct) >= FEWEST or IDENTIFIERS.search(_words(name)) is not None
    texts = distinct[~coded] if telling and len(distinct) and coded.mean() >= CODES else distinct
    changed: dict[str, tuple[str, str]] = {}
    for value in column[column.str.strip().isin(texts)].unique():
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


def _without_repeated(kept: pd.DataFrame, personal: pd.Series, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mask in the texts of each row what its personal column states."""
    table, found = kept.copy(), []
    stated = personal[personal.str.strip() != ""]
    for column in kept.columns:
        texts = kept.loc[stated.index, column]
        texts = texts[texts.str.contains(" ", regex=False)]
        clean = [masked_by([stated[row]], text) for row, text in texts.items()]
        changed = texts.to_numpy() != np.array(clean, dtype=object)
        if changed.any():
            table.loc[texts.index[changed], column] = np.array(clean, dtype=object)[changed]
            found.append(pd.DataFrame({"row": texts.index[changed], "column": str(column), "kind": kind}))
    return table, pd.concat([pd.DataFrame(columns=["row", "column", "kind"]), *found])


def mask(text: str) -> tuple[str, list[str]]:
    """Return a text with personal values and names masked, and their kinds; the text itself if there are none."""
    tight = GAPS.sub(lambda gap: "\n" if "\n" in gap[0] else " ", text)
    clean, kinds = mask_numbers(tight) if SUSPICIOUS.search(tight) else (tight, [])
    clean, named = mask_names(clean)
    told = [*kinds, *(["name"] if named else [])]
    return (clean, told) if told else (text, [])
