"""A citation says which records, of which version, and proves it; an older version still opens and says so."""

import hashlib
import io
import time

import pandas as pd
import pytest
from conftest import template

from app import Settings, create_app
from data.agencies import load_agencies
from data.geography.places import load_gazetteer
from data.importing import import_template
from data.schema import to_arrow
from data.store import Entry, Store
from data.vocabulary import REFERENCE, load_vocabulary
from layouts.api.snippets import codes
from layouts.cite import older_version
from layouts.i18n import speech
from layouts.library import Library


def rows(*records):
    tables = (load_vocabulary(), load_gazetteer(REFERENCE), load_agencies())
    return to_arrow(import_template(template(*records), *tables, dataset="public", import_id="test").records)


def brought(store, name, *records):
    return store.commit(rows(*records).to_batches(), Entry(name))


@pytest.fixture
def store(tmp_path):
    """Three versions: two records; two more, one of them new and one changed; a third."""
    store = Store(str(tmp_path / "store"))
    brought(store, "one", {"seizure_id": "A", "place": "Colón"}, {"seizure_id": "B", "country": "CR"})
    brought(store, "two", {"seizure_id": "B", "country": "CR", "summary": "More is known."}, {"seizure_id": "C"})
    brought(store, "three", {"seizure_id": "D"})
    return store


@pytest.fixture
def library_of(store):
    return Library(store)


def notice(library, query, language="en"):
    told = older_version(library.scene(query, speech(language)), "/map")
    return " ".join(_words(told)), [part for each in told for part in each.children if hasattr(part, "href")]


def _words(parts):
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, str):
            yield part
        elif part is not None:
            yield from _words(getattr(part, "children", None) or "")


def test_the_newest_version_says_nothing(library_of):
    assert notice(library_of, "country=PA") == notice(library_of, "version=2") == ("", [])


def test_an_older_version_says_what_came_since(library_of):
    told, (newest, changed) = notice(library_of, "country=PA&version=0&measure=firearms")
    assert "version 0 of " in told and "2 records added, 1 record changed since" in told and "removed" not in told
    assert newest.href == "/map?country=PA&measure=firearms" and changed.href.endswith("#compare=0,2")
    assert "1 record added since" in notice(library_of, "version=1")[0]
    assert (
        "desde entonces: 2 registros agregados, 1 registro modificado"
        in notice(library_of, "version=0&lang=es", "es")[0]
    )


def test_a_restore_is_compared_off_the_path_and_then_told(library_of, store):
    store.restore(0)
    assert "Newer ones exist." in notice(library_of, "version=2")[0]
    for _ in range(100):
        if "since" in (told := notice(library_of, "version=2")[0]):
            break
        time.sleep(0.05)
    assert "1 record changed, 2 records removed since" in told
    assert "no record changed since" in notice_when_known(library_of, "version=0")


def notice_when_known(library, query):
    for _ in range(100):
        told = notice(library, query)[0]
        if "since" in told:
            return told
        time.sleep(0.05)
    return told


def test_a_citation_names_filters_version_and_the_hash_of_the_table(client):
    query = "country=PA&from=2010"
    answer = client.get(f"/api/v1/seizures.csv?{query}")
    told = client.get(f"/api/v1/citation.json?{query}").get_json()
    digest = hashlib.sha256(answer.data).hexdigest()
    assert told["sha256"] == digest and digest[:12] in told["text"]
    for words in ("version 0 of", "Panama", "2010", "retrieved", f"{told['records']} records"):
        assert words in told["text"], words
    assert str(told["records"]) == answer.headers["X-Istmo-Rows"]
    assert told["query"] == "country=PA&from=2010&version=0"
    assert "Selección: País: Panamá" in client.get(f"/api/v1/citation.json?{query}&lang=es").get_json()["text"]


def test_the_link_of_a_citation_keeps_how_the_page_shows_it(client):
    told = client.get("/api/v1/citation.json?measure=firearms&country=CR&lang=es").get_json()
    assert told["query"] == "country=CR&lang=es&measure=firearms&version=0"
    assert told["text"].count("versión 0") == 1


def test_a_chart_is_cited_by_its_title(client):
    told = client.get("/api/v1/citation.json?chart=trend").get_json()
    assert told["text"].startswith("“How many seizures over time?” (chart), from: Istmo")
    assert client.get("/api/v1/citation.json?chart=nothing").status_code == 400


def test_the_citation_of_many_records_is_prepared_off_the_path(store, monkeypatch):
    monkeypatch.setattr("layouts.api.telling.AT_ONCE", 1)
    client = create_app(Settings(store.uri)).server.test_client()
    first = client.get("/api/v1/citation.json")
    assert first.status_code == 202 and first.get_json() == {"state": "running"} and first.headers["Retry-After"]
    for _ in range(100):
        answer = client.get("/api/v1/citation.json")
        if answer.status_code == 200:
            break
        time.sleep(0.05)
    assert answer.get_json()["records"] == 4
    assert answer.get_json()["sha256"] == hashlib.sha256(client.get("/api/v1/seizures.csv").data).hexdigest()


def test_the_snippets_run_as_they_stand(client, scene, monkeypatch):
    code = codes(scene("country=PA&text=Puerto Cristóbal&origin=US"), "http://localhost/")
    addresses = {word for text in code.values() for word in text.split('"') if word.startswith("http://localhost/")}
    assert len(addresses) == 2 and all("version=0" in address for address in addresses)
    assert all(client.get(address.removeprefix("http://localhost")).status_code == 200 for address in addresses)
    answers = []

    def fetched(address, **options):
        answers.append(read(io.BytesIO(client.get(address.removeprefix("http://localhost")).data), **options))
        return answers[-1]

    read = pd.read_csv
    monkeypatch.setattr("pandas.read_csv", fetched)
    exec(compile(code["pandas"], "snippet", "exec"), {})
    assert [table.columns[0] for table in answers] == ["seizure_id", "country"]


def test_the_citation_of_a_comparison_names_both_sides(client, monkeypatch):
    told = client.get("/api/v1/citation.json?country=PA&compare=country%3DCR").get_json()
    assert "A: Country: Panama" in told["text"] and "B: Country: Costa Rica" in told["text"]
    other = client.get("/api/v1/seizures.csv?country=CR")
    assert told["compared"]["sha256"] == hashlib.sha256(other.data).hexdigest()
    assert str(told["compared"]["records"]) == other.headers["X-Istmo-Rows"]
    monkeypatch.setattr("layouts.api.telling.AT_ONCE", 0)
    for _ in range(100):
        answer = client.get("/api/v1/citation.json?country=PA&compare=country%3DCR")
        if answer.status_code == 200:
            break
        time.sleep(0.05)
    assert answer.get_json()["compared"] == told["compared"]
