"""The report of an import: what was taken but not wholly understood, a sentence for each remark."""

import pandas as pd

from data.importing import Imported
from layouts.i18n import Speech, mark

SENTENCES = {
    "country_unknown": mark("This country is not in the gazetteer."),
    "admin1_unknown": mark("This province or department is not one of the country's: it was left out."),
    "place_not_stated": mark("No place is stated."),
    "place_unknown": mark("The gazetteer doesn't know this place."),
    "place_ambiguous": mark("This name could mean several places: none was guessed."),
    "place_several": mark("Several places are named: what they share was kept."),
    "place_relative": mark("A distance from a place is named, not a place."),
    "place_outside_admin1": mark("The gazetteer knows this place only in another province: the stated one was kept."),
    "code_unknown": mark("This code is not in the vocabulary: it was left out."),
    "total_below_parts": mark("The stated total is less than the sum of its parts: the parts were kept."),
}


def remarks_table(imported: Imported, say: Speech) -> pd.DataFrame:
    """Return one row for each remark.

    Returns
    -------
    `seizure_id`, `column`, `value`, `code`, `remark` (in the language), and how far the record could be placed all the
    same: `admin1` (ISO 3166-2) and `place_precision`.
    """
    placed = imported.records.seizures[["seizure_id", "admin1", "place_precision"]]
    told = imported.remarks.assign(remark=[say(SENTENCES[code]) for code in imported.remarks["code"]])
    return told.merge(placed, on="seizure_id", how="left", validate="many_to_one")
