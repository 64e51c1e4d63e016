"""Every agency named in the shipped records has one type where it is named."""

import pandas as pd
import pytest

from data.agencies import agency_types, load_agencies
from data.vocabulary import load_vocabulary


def test_a_name_has_one_type_in_a_country():
    assert not load_agencies().duplicated(["name", "country"]).any()


def test_types_are_those_of_the_vocabulary():
    assert set(load_agencies()["agency_type"]) <= set(load_vocabulary().codes("agency_type"))


def test_every_agency_of_the_shipped_records_is_in_the_table(incidents):
    named = incidents.assign(name=incidents["agencies"].str.split(";")).explode("name")
    named = named.assign(name=named["name"].str.strip())
    named = named[named["name"] != ""]
    known = load_agencies()
    own = named.merge(known[known["country"] != ""], on=["name", "country"])["name"]
    anywhere = named.merge(known[known["country"] == ""], on="name")["name"]
    assert not set(named["name"]) - set(own) - set(anywhere)


def test_a_country_s_own_entry_comes_before_the_one_for_everywhere():
    known = pd.DataFrame({"name": ["DGA", "DGA"], "country": ["", "NI"], "agency_type": ["police", "customs"]})
    agencies = pd.DataFrame({"row": [0, 1, 1, 2], "code": ["DGA", "DGA", "DGA", "Nobody"]})
    found = agency_types(agencies, pd.Series(["NI", "PA", "PA"]), known)
    assert found["code"].tolist() == ["customs", "police", "other"] and found["row"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("country", "name", "kind"),
    [
        *(("PA", "Policía", "police"), ("GT", "PNC", "police"), ("SV", "DGA", "customs"), ("NI", "DGA", "customs")),
        *(("GT", "SAT", "customs"), ("PA", "Senan", "naval_coast"), ("PA", "SENAFRONT", "border")),
        *(("HN", "Aduanas", "customs"), ("GT", "Ministerio Público", "prosecutor"), ("SV", "Fiscalia", "prosecutor")),
        *(("GT", "Aduana Tecún Umán", "customs"), ("HN", "Policía Nacional de Honduras, Choluteca", "police")),
        *(("GT", "Ejército", "military"), ("PA", "Nadie", "other")),
    ],
)
def test_names_are_read_without_regard_to_case_and_accents_then_by_their_words(country, name, kind):
    named = pd.DataFrame({"row": [0], "code": [name]})
    assert agency_types(named, pd.Series([country]), load_agencies())["code"].tolist() == [kind]
