"""Profiles: what is wrong with one is said, and what is saved loads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping.profiles import (
    ColumnRule,
    Profile,
    ProfileError,
    load_profiles,
    read_profile,
    recognise,
    save_profile,
)

GOOD = 'name = "mine"\ntitle = { en = "Mine" }\n[[columns]]\nsource = "Fecha"\ntarget = "date"\nrequired = true\n'
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def written(folder, text):
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_profiles_load_and_save_back_equal(tmp_path):
    profiles = load_profiles()
    assert {"istmo_template", "co_policia_armas", "unodc_ids", "ncen_items", "bulletin_months"} <= set(profiles)
    for profile in profiles.values():
        assert read_profile(save_profile(profile, tmp_path)) == profile


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("name = ", "toml_unreadable", ""),
        (GOOD.replace('name = "mine"\n', ""), "key_missing", "name"),
        (GOOD.replace('"mine"', '"../mine"'), "value_not_allowed", "name"),
        (GOOD.replace('"date"', '"dates"'), "target_unknown", "columns[0].target"),
        (GOOD + 'kind = "guess"\n', "value_not_allowed", "columns[0].kind"),
        (GOOD + "aliases = 3\n", "value_type", "columns[0].aliases"),
        (GOOD + 'colour = "red"\n', "key_unknown", "columns[0].colour"),
        (GOOD + 'values_from = "nobody/nothing"\n', "aliases_unknown", "values_from"),
        (GOOD + '[[columns]]\nsource = "FECHA"\ntarget = "place"\n', "column_repeated", "columns[1].source"),
        ('grain = "item"\n' + GOOD, "key_missing", "incident"),
        ('constants = { nothing = "1" }\n' + GOOD, "target_unknown", "constants.nothing"),
    ],
)
def test_a_bad_profile_is_refused_with_a_code_and_where(tmp_path, text, code, where):
    with pytest.raises(ProfileError) as error:
        read_profile(written(tmp_path, text))
    assert (error.value.code, error.value.file, error.value.where) == (code, "mine.toml", where)


def test_a_source_is_recognised_whatever_its_case_accents_and_spaces():
    columns = ["DEPARTAMENTO", "Municipio Hecho", "CÓDIGO_DANE ", "Clase-Bien", "fecha hecho", "CANTIDAD"]
    assert recognise(columns, load_profiles()).name == "co_policia_armas"


@pytest.mark.parametrize("missing", ["seizure_id", "date", "country", "event"])
def test_a_source_without_a_required_column_is_not_recognised(missing):
    columns = {"seizure_id", "date", "country", "event", "place"}
    assert recognise(columns, load_profiles()).name == "istmo_template"
    assert recognise(columns - {missing}, load_profiles()) is None


def test_a_list_of_incidents_is_not_taken_for_a_bulletin():
    columns = ["Provincia", "Tipo", "Mes", "Año", "Cantidad"]
    assert recognise(columns, load_profiles()).name == "bulletin_monthly"
    assert recognise([*columns, "Día"], load_profiles()) is None


def test_a_users_profile_replaces_the_shipped_one_of_the_same_name(tmp_path):
    mine = Profile("unodc_ids", {"en": "Mine"}, (ColumnRule("COUNTRY", "country"),))
    save_profile(mine, tmp_path / "new")
    assert load_profiles(tmp_path / "new")["unodc_ids"] == mine


def test_a_profile_that_could_not_be_read_is_not_written(tmp_path):
    with pytest.raises(ProfileError):
        save_profile(Profile("mine", {"en": "Mine"}, (ColumnRule("a", "nowhere"),)), tmp_path)
    assert not list(tmp_path.iterdir())


@given(
    values=st.dictionaries(TEXT, TEXT, max_size=3),
    sentinels=st.frozensets(TEXT, max_size=3),
    title=TEXT.filter(bool),
    source=TEXT.filter(bool),
    day_first=st.sampled_from([None, True, False]),
)
def test_any_text_survives_saving(tmp_path_factory, values, sentinels, title, source, day_first):
    rule = ColumnRule(source, "event", values=values, day_first=day_first, required=True)
    profile = Profile("mine", {"es": title}, (rule,), sentinels=sentinels)
    assert read_profile(save_profile(profile, tmp_path_factory.getbasetemp())) == profile
