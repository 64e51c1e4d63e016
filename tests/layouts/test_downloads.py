"""What goes with the records: a codebook that is read by people and programs, a template that comes back whole."""

import io
import re
import warnings

import openpyxl
import pandas as pd
import pytest
from conftest import imported

from data.codebook import EXAMPLES, columns, template_columns
from data.geography.gazetteer import load_gazetteer
from data.mapping.profiles import PROFILES, load_profiles
from data.plans import examine
from data.vocabulary import LANGUAGES, REFERENCE, load_vocabulary
from layouts.i18n import speech
from layouts.instructions import INSTRUCTIONS, sheet_names
from layouts.workbook import template_workbook

ITEM = ["row", "item_type", "quantity"]
ADDRESSES = ["codebook.json", "codebook.md", "template.xlsx", "template.csv"]


@pytest.fixture(scope="module", params=LANGUAGES)
def say(request):
    return speech(request.param)


@pytest.fixture(scope="module")
def content(say):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # xlsxwriter leaves out, with a warning, what Excel would not take
        return template_workbook(say)


@pytest.fixture
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rules(sheet):
    """Return column name → its check."""
    held = [(next(iter(rule.sqref.ranges)), rule) for rule in sheet.data_validations.dataValidation]
    assert all((cells.min_row, cells.max_row) == (2, 1_048_576) for cells, _ in held)
    return {sheet.cell(1, cells.min_col).value: rule for cells, rule in held}


def offered(book, rule):
    """Return the cells that a drop-down list offers."""
    sheet, cells = rule.formula1.rsplit("!", 1)
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_names_its_version_and_is_not_sent_twice(client, path, language):
    first = client.get(f"/api/v1/{path}?lang={language}")
    assert first.status_code == 200 and first.headers["X-Istmo-Version"] == "0" and first.headers["X-Istmo-Rows"]
    assert first.headers["Content-Language"] == language
    assert f'"istmo-{path}"' in first.headers["Content-Disposition"]
    again = client.get(f"/api/v1/{path}?lang={language}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["codebook.xlsx", "template.md"])
def test_an_address_that_is_not_there(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_query_that_is_not_understood_is_refused(client):
    answer = client.get("/api/v1/codebook.json?colour=red")
    assert answer.status_code == 400 and "colour" in answer.get_json()["detail"]


def test_the_codebook_for_programs(client, vocabulary):
    told = client.get("/api/v1/codebook.json?lang=es").get_json()
    fields = {field["name"]: field for field in told["fields"]}
    assert list(fields) == [column.name for column in columns(vocabulary)]
    assert all(field["description"] == field["description_es"] != field["description_en"] for field in fields.values())
    assert {field["list"] for field in fields.values() if "list" in field} == set(told["lists"])
    assert fields["event"]["constraints"]["enum"] == [term["code"] for term in told["lists"]["event"]]
    pistol = next(term for term in told["lists"]["item_type"] if term["code"] == "pistol")
    assert (pistol["label_en"], pistol["label_es"]) == ("Pistol", "Pistola") and pistol["source"]


def test_the_codebook_is_read_in_the_asked_language(client, vocabulary):
    english, spanish = (client.get(f"/api/v1/codebook.md?lang={language}").text for language in ("en", "es"))
    for name in (column.name for column in columns(vocabulary)):
        assert f"| `{name}` |" in english and f"| `{name}` |" in spanish
    assert "# Codebook" in english and "# Libro de códigos" in spanish
    assert "| `seized` |" in english and "Incautada" in english


def test_tables_of_the_codebook_have_equal_rows(client):
    text = client.get("/api/v1/codebook.md").text.replace("\\|", "")
    tables = [[line.count("|") for line in block.splitlines()] for block in text.split("\n\n") if block[:1] == "|"]
    assert len(tables) > 15 and all(len(set(widths)) == 1 for widths in tables)


def test_the_plain_template_is_a_heading_with_the_mark_that_excel_needs(client, vocabulary):
    content = client.get("/api/v1/template.csv").data
    assert content.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert list(table.columns) == template_columns(vocabulary) and table.empty


def test_the_workbook_is_the_same_file_each_time(content, say):
    assert template_workbook(say) == content


def test_the_first_sheet_has_one_heading_each_with_its_note(book, say, vocabulary):
    sheet = book.worksheets[0]
    assert book.sheetnames == [*sheet_names(say)] and book.active is sheet
    assert [cell.value for cell in sheet[1]] == template_columns(vocabulary) and sheet.max_row == 1
    assert all(cell.comment and len(cell.comment.text) > 40 for cell in sheet[1])
    assert sheet.freeze_panes == "B2"


def test_excel_leaves_ids_dates_and_codes_as_they_are_typed(book, vocabulary):
    sheet = book.worksheets[0]
    kinds = {column.name: column.kind for column in columns(vocabulary)}
    formats = {}
    for held in sheet.column_dimensions.values():  # equal neighbours are written as one
        formats |= {sheet.cell(1, place).value: held.number_format for place in range(held.min, held.max + 1)}
    assert {formats[name] for name in formats if kinds[name] != "number"} == {"@"}
    assert {formats[name] for name in formats if kinds[name] == "number"} == {"General"}


def test_every_coded_column_offers_its_codes(book, vocabulary):
    found = rules(book.worksheets[0])
    coded = [column for column in columns(vocabulary) if column.in_template and column.kind == "code"]
    for column in coded:
        rule = found[column.name]
        assert rule.type == "list"
        if column.values != "admin1":
            assert sorted(offered(book, rule)) == sorted(vocabulary.listed(column.values)), column.name
        is_open = bool(column.separator) or column.values == "admin1"
        assert (rule.errorStyle or "stop") == ("warning" if is_open else "stop"), column.name


def test_provinces_are_offered_by_country(book, say):
    sheet = book.worksheets[0]
    rule, country = rules(sheet)["admin1"], next(cell for cell in sheet[1] if cell.value == "country")
    first, names, countries = re.match(r"OFFSET\(.*?\$(C\$\d+),MATCH\((\$\w2),.*?!(.*?),0\)", rule.formula1).groups()
    assert names == f"${country.column_letter}2"
    cells = book.worksheets[2][countries.replace("$", "")]
    held = [(cell.parent.cell(cell.row, 3).value, cell.value) for (cell,) in cells]
    assert f"C${cells[0][0].row}" == first and len(held) == len(say.vocabulary.provinces)
    assert [code for _, code in held] == sorted(code for _, code in held)  # one country's stand together
    assert ("Distrito de Belice" if say.language == "es" else "Belize District", "BZ") in held


def test_quantities_and_dates_are_checked(book):
    found = rules(book.worksheets[0])
    assert (found["qty_pistol"].type, found["qty_pistol"].operator) == ("decimal", "greaterThanOrEqual")
    assert (found["latitude"].formula1, found["latitude"].formula2) == ("-90", "90")
    assert (found["date"].type, found["date"].errorStyle) == ("custom", "warning") and "2025-03" in found["date"].prompt


def test_labels_stand_beside_the_codes(book, say):
    rows = {row[:3] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)}
    assert ("event", "seized", say.label("event", "seized")) in rows


def test_the_instructions_are_in_both_languages(book):
    told = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    for language in LANGUAGES:
        assert speech(language)(INSTRUCTIONS[3]) in told


def test_what_is_filled_in_comes_back(book, vocabulary):
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for number, row in enumerate(EXAMPLES, start=2):
        for name, value in row.items():
            is_number = name.startswith("qty_") or name == "firearms_total"
            sheet.cell(number, headings.index(name) + 1, float(value) if is_number else value)
    buffer = io.BytesIO()
    book.save(buffer)
    table = pd.read_excel(buffer, engine="calamine", dtype=str, keep_default_na=False)
    outcome = imported(*table.to_dict("records"))
    assert list(outcome.records.seizures["seizure_id"]) == [row["seizure_id"] for row in EXAMPLES]
    assert list(outcome.records.seizures["date_precision"]) == ["day", "month"]
    items = outcome.records.items
    held = {(row, kind): number for row, kind, number in zip(*(items[name] for name in ITEM), strict=True)}
    assert held.pop((0, "firearm_unspecified"), 0) == 0  # the total is the sum of its parts
    assert held == {
        **{(0, "pistol"): 8, (0, "assault_rifle"): 4, (0, "ammunition"): 1500, (0, "magazine"): 20},
        **{(1, "pistol"): 0, (1, "grenade"): 2, (1, "explosive"): 1.5, (1, "firearm_unspecified"): 5},
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sparsely_filled_template_is_found_among_its_sheets(book, tmp_path, rows):
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for number in range(2, rows + 2):
        row = {"seizure_id": f"PA-{number}", "date": "2025", "event": "seized", "country": "PA"}
        for name, value in row.items():
            sheet.cell(number, headings.index(name) + 1, value)
    book.save(tmp_path / "filled.xlsx")
    plan = examine(
        tmp_path / "filled.xlsx",
        profiles=load_profiles(PROFILES),
        vocabulary=load_vocabulary(),
        gazetteer=load_gazetteer(REFERENCE),
    )
    shape = plan.source.shape
    assert (shape.sheet, shape.header, list(shape.columns)) == (sheet.title, 1, headings)
    assert plan.profile.name == "istmo_template"
