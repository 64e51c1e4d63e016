"""Names of agencies → their type, by the reviewed table `reference/agencies.csv`."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from data.geography.toponyms import LONGEST, fold
from data.vocabulary import REFERENCE

WORDS: Mapping[str, "re.Pattern[str]"] = MappingProxyType(
    {
        "port_control_unit": re.compile(r"control de contenedores|container control|control portuario"),
        "antidrug": re.compile(r"antinarco|antidroga|narcotrafico|drug"),
        "customs": re.compile(r"\baduan|\bcustoms\b|\balfandega|receita federal"),
        "prosecutor": re.compile(r"\bfiscalia|ministerio publico|procuraduria|prosecutor"),
        "prison_service": re.compile(r"penitenciari|centros penales|prisiones"),
        "migration": re.compile(r"\bmigracion|\bmigration|inmigracion"),
        "border": re.compile(r"\bfronter|\bborder"),
        "naval_coast": re.compile(r"\bnaval|aeronaval|guardacosta|coast guard|\bmarina\b"),
        "judicial_police": re.compile(r"policia judicial|investigacion judicial|policia tecnica"),
        "military": re.compile(r"ejercito|fuerzas armadas|\bmilitar|\barmy\b|fuerza aerea|infanteria"),
        "police": re.compile(r"\bpolici|\bpolice\b|\bpnc\b"),
    }
)
"""Agency type → what a folded name not in the table says; the first that fits counts."""


def load_agencies(folder: Path = REFERENCE) -> pd.DataFrame:
    """Return `name`, `country` (blank = everywhere), `agency_type`."""
    table = pd.read_csv(folder / "agencies.csv", dtype=str, keep_default_na=False)
    return table[["name", "country", "agency_type"]]


def agency_types(agencies: pd.DataFrame, countries: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Return the types of named agencies.

    Parameters
    ----------
    agencies : `row`, `code` (the agency's name as reported).
    countries : country of each row; the same acronym is another body elsewhere.
    known : as `load_agencies` returns it.

    Returns
    -------
    `row`, `code` (agency type), by the words of its name where the table doesn't hold it, else `other`; each type
    once a row. Case, accents and punctuation don't matter.
    """
    names = agencies["code"].map(
        {name: fold(name) if len(name) <= LONGEST else "" for name in agencies["code"].unique()}
    )
    table = known.assign(name=known["name"].map(fold)).drop_duplicates(["country", "name"])
    exact = table.set_index(["country", "name"])["agency_type"]
    keys = pd.MultiIndex.from_arrays([countries.loc[agencies["row"]].to_numpy(), names])
    anywhere = pd.MultiIndex.from_arrays([[""] * len(agencies), names])
    by_country = exact.reindex(keys).to_numpy()
    found = pd.Series(by_country, dtype="str").fillna(pd.Series(exact.reindex(anywhere).to_numpy(), dtype="str"))
    types = pd.DataFrame({"row": agencies["row"].to_numpy(), "code": found.fillna(names.map(_by_words)).to_numpy()})
    return types.drop_duplicates(ignore_index=True).astype({"code": "str"})


def _by_words(name: str) -> str:
    """Return the type that the words of a folded name say."""
    return next((kind for kind, words in WORDS.items() if words.search(name)), "other")
