"""Whatever an import meets is told in a sentence of the user's language."""

import pandas as pd
import pytest

from data.checking.checks import NOTING, REFUSING
from data.reading.limits import DETAILS, UnreadableFile
from layouts.i18n import speech
from layouts.sentences import REMARKS, UNREADABLE, describe, unreadable


def test_every_file_that_cannot_be_read_has_its_sentence():
    assert set(UNREADABLE) == set(DETAILS)
    for code, names in DETAILS.items():
        for language in ("en", "es"):
            details = dict.fromkeys(names, "7") | {"file": "casos.xlsx"}
            told = unreadable(UnreadableFile(code, **details), speech(language))
            assert "casos.xlsx" in told and "{" not in told


def test_every_reason_has_its_sentence():
    assert set(REMARKS) >= REFUSING | NOTING


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_remark_names_column_value_and_what_to_do(language):
    remarks = pd.DataFrame(
        [
            {"column": "fecha", "value": "31/02/2021", "code": "date_unreadable", "suggestion": ""},
            {"column": "", "value": "", "code": "incident_split", "suggestion": ""},
            {"column": "transporte", "value": "bussss", "code": "code_unknown", "suggestion": "bus;boat"},
        ],
        index=[7, 9, 9],
    )
    told = describe(remarks, speech(language))
    assert list(told.index) == [7, 9, 9]
    assert all(part in told.iloc[0] for part in ("fecha", "31/02/2021", "2024-03-15"))
    assert "bus / boat" in told.iloc[2]
