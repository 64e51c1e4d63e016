"""The report of an import: what was taken but not wholly understood, a sentence for each remark."""

import pandas as pd

from data.importing import Imported
from layouts.i18n import Speech
from layouts.sentences import describe


def remarks_table(imported: Imported, say: Speech) -> pd.DataFrame:
    """Return one row for each remark.

    Returns
    -------
    `seizure_id`, `column`, `value`, `code`, `remark` (in the language), and how far the record could be placed all the
    same: `admin1` (ISO 3166-2) and `place_precision`.
    """
    placed = imported.records.seizures[["seizure_id", "admin1", "place_precision"]]
    told = imported.remarks.assign(remark=describe(imported.remarks[["code"]], say))
    return told.merge(placed, on="seizure_id", how="left", validate="many_to_one")
