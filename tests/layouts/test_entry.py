"""The form for one seizure: what it offers, what it is answered, what is saved."""

import json
import shutil

import pytest

from data.checking.recording import ROUTE_ORDER, TEMPLATE_COLUMNS
from data.dimensions import DIMENSIONS
from data.store import Store
from layouts.commands.entering import enter
from layouts.entry.answer import answer, read_form
from layouts.entry.fields import all_columns, box, options, part, province_options
from layouts.entry.form import form
from layouts.entry.lines import changed, read
from layouts.entry.preview import shown
from layouts.entry.saving import original_of, print_of
from layouts.entry.typed import plainly
from layouts.i18n import speech
from layouts.library import Library

SAY = speech("en")
GIVEN = {"date": "2024-05-17", "event": "seized", "country": "PA", "dataset": "synthetic", "place": "Colón"}


@pytest.fixture
def own(place, tmp_path) -> Library:
    """A library of its own, to be written to."""
    shutil.copytree(place, tmp_path / "store")
    return Library(Store(str(tmp_path / "store")))


def sent(given, items=(("pistol", "4"),), **of):
    names = [box(name) for name in given]
    lines = [
        (part("line", of="items", row=number, part=name), text)
        for number, line in enumerate(items)
        for name, text in zip(("item_type", "quantity"), line, strict=True)
    ]
    opened = {"token": "abc", "id": "", "dataset": "", "opened": "", **of}
    return read_form(names, list(given.values()), [name for name, _ in lines], [text for _, text in lines], opened)


def correction(library, seizure_id, **changes):
    """What the form of a record sends with these columns changed."""
    original = original_of(library, seizure_id)
    filled = {name: original.row.get(name, "") for name in all_columns()} | changes
    lists = {
        name: text.split(";") if DIMENSIONS.get(name, DIMENSIONS["year"]).holder == "list" else text
        for name, text in filled.items()
    }
    items = [(name.removeprefix("qty_"), text) for name, text in original.row.items() if name.startswith("qty_")]
    opened = {"id": seizure_id, "dataset": "public", "opened": print_of(original.row)}
    told = sent(lists, items, **opened)
    routes = {role: original.row[role] for role in ROUTE_ORDER if role in original.row}
    second = {"source_url_2": original.row["source_url_2"]} if "source_url_2" in original.row else {}
    return type(told)({**told.row, **routes, **second}, told.dataset, told.lines, told.of)


def texts(component) -> str:
    return json.dumps(component, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def test_every_column_of_the_template_has_a_place_in_the_form():
    derived = {"seizure_id", "date_precision", "report_date", "source_url_2"}
    assert {*TEMPLATE_COLUMNS} - {*ROUTE_ORDER} - derived == {*all_columns()} - {"dataset"}
    assert len([*all_columns()]) == len({*all_columns()})


def test_every_code_of_the_vocabulary_is_offered_in_the_users_language():
    for name in ("transport_mode", "concealment", "event", "dataset", "document_type", "offence_context"):
        offered = options(name, speech("es"))
        flat = [entry for group in offered for entry in group.get("items", [group])]
        assert [entry["value"] for entry in flat] and {entry["value"] for entry in flat} == {
            *SAY.vocabulary.listed(name)
        }
        assert all(entry["label"] == speech("es").label(name, entry["value"]) for entry in flat)


def test_provinces_are_those_of_the_country():
    codes = [entry["value"] for entry in province_options("BZ", SAY.vocabulary, SAY)]
    assert len(codes) == 6 and all(code.startswith("BZ-") for code in codes)
    assert province_options(None, SAY.vocabulary, SAY) == []


def test_lines_come_and_go_and_one_always_stays():
    assert changed({0: ("pistol", "1")}, add=True) == {0: ("pistol", "1"), 1: ("", "")}
    assert changed({0: ("pistol", "1"), 4: ("rifle", "2")}, remove=0) == {4: ("rifle", "2")}
    assert changed({3: ("pistol", "1")}, remove=3) == {4: ("", "")}


def test_what_is_no_field_is_left_out():
    names = [{"name": "import_id"}, {"name": "date"}, {"name": "concealment"}, {}]
    told = read_form(
        names, ["x", {"a": 1}, ["parcel", 3, None], "y"], [{"of": "nothing", "row": 0, "part": "x"}], ["z"], "?"
    )
    assert told.row == {"concealment": "parcel;3"} and told.lines == {} and set(told.of.values()) == {""}
    assert read([{"of": "items", "row": "0", "part": "item_type"}], ["pistol"]) == {}


def test_an_empty_form_names_every_field_that_is_needed(own):
    told = answer(own, sent({}, items=[("", "3"), ("rifle", "")]), SAY, checked="")
    assert set(told.errors) == {"date", "event", "country", "dataset"} and not told.checked
    assert set(told.lines) == {("items", 0, "item_type"), ("items", 1, "quantity")}
    assert own.store.version() == 0


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("date", "2024-13", "not a date"), ("date", "2999", "not come yet"), ("firearms_total", "many", "not a quantity")],
)
def test_errors_stand_beside_the_field_in_plain_sentences(own, column, value, words):
    told = answer(own, sent({**GIVEN, column: value}), SAY)
    assert words in told.errors[column] and not told.checked


def test_a_quantity_that_is_none_is_named_at_its_line(own):
    told = answer(own, sent(GIVEN, items=[("pistol", "1"), ("rifle", "-2")]), SAY)
    assert list(told.lines) == [("items", 1, "quantity")]


def test_a_seizure_is_saved_once_with_the_next_id(own):
    before = own.engine()[1].columns.records.seizures
    checked = answer(own, sent(GIVEN), SAY)
    assert own.store.version() == 0 and checked.checked
    done = [answer(own, sent(GIVEN), SAY, checked.checked) for _ in range(2)]
    assert own.store.version() == 1 and all(told.is_saved for told in done)
    after = own.engine()[1].columns.records.seizures
    new = after[~after["seizure_id"].isin(before["seizure_id"])]
    last = max(int(name[-3:]) for name in [*before["seizure_id"], "PA-2024-000"] if name.startswith("PA-2024-"))
    assert list(new["seizure_id"]) == [f"PA-2024-{last + 1:03d}"] and list(new["dataset"]) == ["synthetic"]
    entry = own.store.versions().iloc[0]
    assert (entry["action"], entry["read"], entry["added"], entry["changed"]) == ("enter", 1, 1, 0)
    assert entry["read"] == entry["accepted"] + entry["flagged"] + entry["refused"]
    assert "restore version 0" in texts(done[0].outcome) and "version 1" in texts(done[1].outcome)


def test_what_was_changed_since_it_was_checked_is_shown_before_it_is_saved(own):
    checked = answer(own, sent(GIVEN), SAY).checked
    told = answer(own, sent({**GIVEN, "place": "David"}), SAY, checked)
    assert own.store.version() == 0 and not told.is_saved and told.checked not in {"", checked}
    assert "You changed the form" in texts(told.outcome) and "David" in texts(told.outcome)


def test_a_shipped_record_is_corrected_as_a_new_version(own):
    asked = correction(own, "PA-2001-001", place="Colón")
    checked = answer(own, asked, SAY)
    assert "This will change" in texts(checked.outcome) and checked.checked
    assert answer(own, asked, SAY, checked.checked).is_saved
    changes = own.store.changes(0, 1)
    assert list(changes["seizure_id"]) == ["PA-2001-001"] and list(changes["change"]) == ["changed"]
    assert set(changes["columns"].iloc[0].split(";")) <= {
        "place",
        "latitude",
        "longitude",
        "place_precision",
        "waypoints",
    }
    entry = own.store.versions().iloc[0]
    assert (entry["action"], entry["dataset"], entry["note"]) == ("correct", "public", "PA-2001-001")
    own.store.restore(0)
    assert own.store.changes(0, own.store.version()).empty


def test_a_correction_that_changes_nothing_is_not_saved(own):
    told = answer(own, correction(own, "PA-2001-001"), SAY)
    assert not told.checked and "Nothing is changed yet" in texts(told.outcome)


def test_a_correction_does_not_undo_another_one(own):
    mine, other = correction(own, "PA-2001-001", place="Colón"), correction(own, "PA-2001-001", place="David")
    checked = answer(own, mine, SAY).checked
    first = type(other)(other.row, other.dataset, other.lines, {**other.of, "token": "def"})
    assert answer(own, first, SAY, answer(own, first, SAY).checked).is_saved
    told = answer(own, mine, SAY, checked)
    assert not told.is_saved and "Someone changed this record" in texts(told.outcome) and own.store.version() == 1


@pytest.mark.parametrize("seizure_id", ["BZ-2011-001", "PA-2001-001", "GT-2009-006"])
def test_the_form_of_a_record_is_filled_in_with_it(own, seizure_id):
    told = texts(form(own, f"/enter/{seizure_id}", speech("es")))
    row = original_of(own, seizure_id).row
    assert all(json.dumps(row[name], ensure_ascii=False)[1:-1] in told for name in ("date", "place", "summary"))
    assert print_of(row) in told


def test_a_record_that_is_not_there_is_said(own):
    assert "no record XX-1" in texts(form(own, "/enter/XX-1", SAY))


def test_words_not_codes_are_shown(own):
    told = shown(original_of(own, "BZ-2011-001"), speech("es"))
    assert told["País"] == "Belice" and told["Hecho"] == "Desviada o perdida" and told["Origen"].endswith("Belice")


def test_the_page_of_a_record_leads_to_its_correction(client, scene):
    from layouts.record import record

    assert "/enter/PA-2001-001" in texts(record(scene(""), "/records/PA-2001-001"))


@pytest.mark.parametrize(
    ("held", "code", "words"),
    [
        (
            {"date": "2024-05", "event": "seized", "country": "PA", "dataset": "synthetic", "qty_pistol": 3},
            0,
            "PA-2024-",
        ),
        ({"seizure_id": "PA-2001-001", "place": "Colón", "concealment": ["wrapped"]}, 0, "PA-2001-001"),
        ({"date": "2024-02-30", "event": "seized", "country": "PA", "dataset": "public"}, 1, "not a date"),
        ({"date": "2024"}, 1, "dataset"),
        ({"dat": "2024"}, 2, "dat"),
        ({"date": ["2024"]}, 2, "date"),
        ([1], 2, "one object"),
    ],
)
def test_the_command_line_says_what_it_did(own, tmp_path, capsys, held, code, words):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(held))
    assert enter(file, own.store, SAY) == code
    told = capsys.readouterr()
    assert words in (told.out if code == 0 else told.err)
    assert own.store.version() == (1 if code == 0 else 0)
    if held == {"dat": "2024"}:
        file.write_text("{")
        assert enter(file, own.store, SAY) == 2 and enter(tmp_path / "none.json", own.store, SAY) == 2


@pytest.mark.parametrize(
    ("name", "typed", "understood"),
    [
        ("date", "15/03/2024", "2024-03-15"),
        ("date", "5-3-2024", "2024-03-05"),
        ("date", "03/2024", "2024-03"),
        ("date", "03/15/2024", "03/15/2024"),
        ("date", "2024", "2024"),
        ("source_date", "16.03.2024", "2024-03-16"),
        ("quantity", "3,5", "3.5"),
        ("quantity", "2,017", "2,017"),
        ("firearms_total", "12", "12"),
        ("latitude", "9,354", "9.354"),
        ("longitude", "-79,9", "-79.9"),
        ("summary", "3,5", "3,5"),
    ],
)
def test_dates_and_numbers_are_taken_as_people_write_them(name, typed, understood):
    assert plainly(name, typed) == understood


def test_what_was_typed_is_shown_as_it_was_understood(own):
    told = answer(own, sent({**GIVEN, "date": "17/05/2024"}, items=[("explosive", "3,5")]), SAY)
    assert not told.errors and "17 May 2024" in texts(told.outcome) and "3.5" in texts(told.outcome)


def test_a_sentence_is_said_once(own):
    told = answer(own, sent({**GIVEN, "summary": "Cédula 8-123-4567, placa P-123BCD, tel. 6123-4567"}), SAY)
    assert texts(told.outcome).count("personal data in a text were masked") <= 1


def test_what_the_browser_kept_fills_the_form_in(own):
    of = {"token": "abc", "id": "", "dataset": "", "opened": ""}
    kept = {
        "values": [["date", "2024-05-17"], ["summary", "Kept words"], ["import_id", "x"]],
        "lines": [["items", 0, "item_type", ""], ["items", 0, "quantity", "7"]],
        "of": of,
    }
    told = texts(form(own, "/enter", SAY, kept))
    assert "Kept words" in told and '"value": "7"' in told and "Start afresh" in told
    for other in (None, {}, {"values": 3, "lines": [], "of": of}, {**kept, "of": {**of, "id": "PA-2001-001"}}):
        assert "Start afresh" not in texts(form(own, "/enter", SAY, other))
