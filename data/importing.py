"""A whole template → records, with a reason for every row that can't be taken: `data.checking.checks` in one step."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.checking.checks import REFUSING, Checked, Rules, check
from data.geography.gazetteer import Gazetteer
from data.schema import Records
from data.vocabulary import Vocabulary


@dataclass(frozen=True)
class Imported:
    """The outcome of an import.

    Attributes
    ----------
    records : the accepted rows.
    refused : the refused rows as they came, with a column `reason` (codes joined by `;`).
    remarks : `seizure_id`, `column`, `value`, `code`: what was not understood in accepted rows.
    """

    records: Records
    refused: pd.DataFrame
    remarks: pd.DataFrame


def import_template(
    raw: pd.DataFrame,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    agencies: pd.DataFrame,
    *,
    dataset: str,
    import_id: str,
    today: date | None = None,
) -> Imported:
    """Turn rows of the template into records.

    Parameters
    ----------
    raw : all columns text, blank = not stated; the columns of `reference/incidents.csv`.
    vocabulary : the allowed codes.
    gazetteer : where places lie.
    agencies : type of each named agency, as `load_agencies` returns it.
    dataset : code of the dataset the rows belong to.
    import_id : names this import in the store.
    today : no seizure is later; by default this computer's date.

    Raises
    ------
    KeyError
        If a column that every template has (`seizure_id`, `date`, `country`) is missing.
    """
    rows = raw.reset_index(drop=True)
    checked = check(rows, Rules(vocabulary, gazetteer, agencies, today or date.today(), dataset, import_id))
    refused = (checked.status == "refused").to_numpy()
    told = checked.remarks[~refused[checked.remarks["row"].to_numpy(np.int64)]]
    remarks = told.assign(seizure_id=checked.ids.loc[told["row"]].to_numpy())
    columns = ["seizure_id", "column", "value", "code"]
    return Imported(
        checked.records, rows[refused].assign(reason=reasons(checked)), remarks[columns].reset_index(drop=True)
    )


def reasons(checked: Checked) -> pd.Series:
    """Return the codes that refuse each refused row, joined by `;`, by its index label."""
    grave = checked.remarks[checked.remarks["code"].isin(REFUSING)]
    codes = grave.drop_duplicates(["row", "code"]).groupby("row", sort=False)["code"].agg(";".join)
    return codes.astype("str")
