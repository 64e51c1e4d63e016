"""Rows that the reader can't put in their columns are refused; those it mended are flagged."""

from datetime import date

import pytest

from data.agencies import load_agencies
from data.checking.checks import Rules
from data.geography.places import load_gazetteer
from data.intake import Intake, Outcome, examine
from data.mapping.profiles import PROFILES, load_profiles
from data.vocabulary import REFERENCE, load_vocabulary
from layouts.i18n import speech
from layouts.sentences import describe

ROWS = """seizure_id,date,country,admin1,place,qty_pistol
a,2021-03-01,PA,,Colón,2
b,2021-03-02,PA,,Colón,3
c,2021-03-03,PA,Colón,Bahía,1,5
"""


@pytest.fixture(scope="module")
def rules():
    vocabulary, gazetteer = load_vocabulary(), load_gazetteer(REFERENCE)
    return Rules(vocabulary, gazetteer, load_agencies(), date(2026, 12, 31), "agency", "test")


def taken(path, rules) -> Outcome:
    plan = examine(path, profiles=load_profiles(PROFILES), vocabulary=rules.vocabulary, gazetteer=rules.gazetteer)
    folder = path.parent / "work"
    return Intake(plan, rules, folder, lambda remarks: describe(remarks, speech("en"))).run(None)


def test_a_row_whose_cells_are_shifted_is_refused(tmp_path, rules):
    path = tmp_path / "x.csv"
    path.write_text(ROWS, encoding="utf-8")
    outcome = taken(path, rules)
    entry = outcome.entry
    assert (entry.read, entry.refused) == (3, 1) and entry.accepted + entry.flagged == 2
    assert outcome.codes["cells_surplus"] == 1 and outcome.refused is not None
    text = outcome.refused.read_text("utf-8-sig")
    assert "decimal commas" in text and "2021-03-03" in text and "2021-03-01" not in text


def test_a_file_of_shifted_rows_only_is_refused_whole(tmp_path, rules):
    path = tmp_path / "x.csv"
    header, *_, last = ROWS.splitlines()
    path.write_text("\n".join([header, last, *[f"{n}{last}" for n in range(200)]]) + "\n", encoding="utf-8")
    entry = taken(path, rules).entry
    assert (entry.read, entry.refused, entry.accepted + entry.flagged) == (201, 201, 0)


def test_a_row_below_a_merged_number_is_flagged(tmp_path, rules):
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sheet = workbook.add_worksheet()
    for row, line in enumerate(ROWS.splitlines()[:3]):
        sheet.write_row(row, 0, line.split(",")[:5])
    sheet.write(0, 5, "qty_pistol")
    sheet.merge_range(1, 5, 2, 5, 10)
    workbook.close()
    outcome = taken(tmp_path / "x.xlsx", rules)
    assert (outcome.entry.flagged, outcome.codes["merged_number"]) == (1, 1)
