"""Names of agencies → their type, by the reviewed table `reference/agencies.csv`."""

from pathlib import Path

import pandas as pd

from data.vocabulary import REFERENCE


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
    `row`, `code` (agency type), `other` for a name the table doesn't hold; each type once a row.
    """
    exact = known.set_index(["country", "name"])["agency_type"]
    keys = pd.MultiIndex.from_arrays([countries.loc[agencies["row"]].to_numpy(), agencies["code"]])
    anywhere = pd.MultiIndex.from_arrays([[""] * len(agencies), agencies["code"]])
    by_country = exact.reindex(keys).to_numpy()
    found = pd.Series(by_country, dtype="str").fillna(pd.Series(exact.reindex(anywhere).to_numpy(), dtype="str"))
    types = pd.DataFrame({"row": agencies["row"].to_numpy(), "code": found.fillna("other").to_numpy()})
    return types.drop_duplicates(ignore_index=True).astype({"code": "str"})
