"""How answers are sent: tags, pages, languages, refusals; nothing is made twice, cut off or told as a web page."""

import io
import json

import pandas as pd
import pytest

from app import Settings, create_app
from data.schema import to_arrow
from data.store import Entry, Store
from layouts.api.addresses import addresses
from layouts.api.records import forms
from layouts.exports.formats import Format

PATHS = [address.path.replace("{name}", "trend") for address in addresses() if not address.plain]
QUERY = "country=PA&by=country"


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Pictures aren't drawn here: what is looked at is how they are sent."""
    for name in ("still", "brief"):
        monkeypatch.setattr(f"layouts.outputs.{name}", lambda *_, **__: b"drawn")


def asked(path, query=QUERY):
    return f"{path}?{query}"


@pytest.fixture
def older(tmp_path, reference):
    """A store with a second version that adds two records and changes one; client and number of the newest."""
    store = Store(str(tmp_path / "store"))
    whole = reference.records
    first = to_arrow(whole).slice(2)
    store.commit(first.to_batches(), Entry("one"))
    table = to_arrow(whole).slice(0, 3).to_pylist()
    table[2]["summary"] = "Another summary."
    store.commit(to_arrow(whole).schema.empty_table().from_pylist(table, first.schema).to_batches(), Entry("two"))
    return create_app(Settings(store.uri)).server.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strong_tag_version_and_rows_and_is_not_sent_twice(client, path):
    first = client.get(asked(path))
    tag = first.headers["ETag"]
    assert first.status_code == 200 and not tag.startswith("W/")
    assert first.headers["X-Istmo-Version"] == "0" and first.headers["X-Istmo-Rows"].isdigit()
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(asked(path), headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(asked(path), headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/seizures.csv", "/api/v1/seizures.json", "/api/v1/codebook.json"])
def test_a_compressed_answer_is_not_sent_twice_either(client, path):
    squeezed = {"Accept-Encoding": "gzip, br"}
    first = client.get(asked(path), headers=squeezed)
    assert first.headers["Content-Encoding"]
    again = client.get(asked(path), headers=squeezed | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_what_get_would(client, path):
    head, whole = client.head(asked(path)), client.get(asked(path))
    assert head.status_code == 200 and head.data == b""
    for name in ("ETag", "X-Istmo-Version", "X-Istmo-Rows", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert head.headers.get(name) == whole.headers.get(name), name


def test_nothing_is_made_for_those_who_hold_it_or_ask_for_the_head(client, monkeypatch):
    tag = client.get(asked("/api/v1/seizures.csv")).headers["ETag"]

    def never(scene):
        raise AssertionError("made")
        yield b""

    kind = Format(ending="csv", media_type="text/csv", chunks=never, title="", use="")
    monkeypatch.setattr("layouts.api.records.FORMATS", {"csv": kind})
    assert client.get(asked("/api/v1/seizures.csv"), headers={"If-None-Match": tag}).status_code == 304
    assert client.head(asked("/api/v1/seizures.csv")).status_code == 200


def test_the_tag_tells_queries_languages_forms_and_options_apart(client):
    asked_for = [
        *(f"/api/v1/seizures.{form}" for form in forms()),
        "/api/v1/seizures.xlsx?lang=es",
        "/api/v1/seizures.csv?country=PA",
        "/api/v1/seizures.csv?country=PA&country=CR",
        "/api/v1/seizures.json?limit=5",
        "/api/v1/seizures.json?limit=5&offset=5",
        "/api/v1/aggregate.csv?by=country",
        "/api/v1/aggregate.csv?by=country,year",
        "/api/v1/aggregate.csv?by=country&measure=firearms",
        "/api/v1/routes.csv",
        "/api/v1/routes.csv?nodes=place",
        "/api/v1/citation.json?chart=trend",
        "/api/v1/citation.json",
    ]
    tags = [client.head(path).headers["ETag"] for path in asked_for]
    assert len(set(tags)) == len(tags)


def test_one_query_written_in_two_ways_has_one_tag(client):
    one = client.head("/api/v1/seizures.csv?country=PA,CR&from=2019&lang=es").headers["ETag"]
    other = client.head("/api/v1/seizures.csv?from=2019&country=CR&country=PA").headers["ETag"]
    assert one == other  # a CSV has no words


def test_a_pinned_version_may_be_kept_and_stays_what_it_was(older):
    pinned, newest = (older.get(f"/api/v1/seizures.csv{query}") for query in ("?version=0", ""))
    assert "max-age=" in pinned.headers["Cache-Control"] and "no-cache" in newest.headers["Cache-Control"]
    assert int(newest.headers["X-Istmo-Rows"]) == int(pinned.headers["X-Istmo-Rows"]) + 2
    assert (pinned.headers["X-Istmo-Version"], newest.headers["X-Istmo-Version"]) == ("0", "1")
    assert pinned.headers["ETag"] != newest.headers["ETag"]
    same = older.head("/api/v1/seizures.csv?version=1")
    assert same.headers["ETag"] == newest.headers["ETag"]


def test_pages_add_up_to_the_whole(client):
    query = "country=PA&country=CR"
    whole = client.get(f"/api/v1/seizures.json?{query}").get_json()
    path, rows, sizes = f"/api/v1/seizures.json?{query}&limit=17", [], []
    while path:
        answer = client.get(path)
        page = answer.get_json()
        assert page["total"] == int(answer.headers["X-Istmo-Total"]) == len(whole["rows"])
        assert answer.headers["X-Istmo-Rows"] == str(len(page["rows"]))
        assert ("Link" in answer.headers) == (page["next"] is not None)
        rows, path = rows + page["rows"], page["next"]
        sizes.append(len(page["rows"]))
    assert rows == whole["rows"] and [row["seizure_id"] for row in rows] == sorted(row["seizure_id"] for row in rows)
    assert set(sizes[:-1]) == {17} and "version=0" in client.get(f"/api/v1/seizures.json?{query}&limit=1").json["next"]


def test_pages_keep_their_version_while_records_come_in(older):
    first = older.get("/api/v1/seizures.json?version=0&limit=100").get_json()
    rest = older.get(first["next"].replace("limit=100", "limit=10000")).get_json()
    assert len(first["rows"]) + len(rest["rows"]) == first["total"] and rest["version"] == 0


@pytest.mark.parametrize("query", ["limit=3&offset=5000", "offset=230", "limit=3&text=zzzz"])
def test_a_page_beyond_the_end_is_empty(client, query):
    page = client.get(f"/api/v1/seizures.json?{query}").get_json()
    assert page["rows"] == [] and page["next"] is None


def test_json_without_a_limit_is_whole(client, incidents):
    whole = client.get("/api/v1/seizures.json").get_json()
    assert len(whole["rows"]) == whole["records"] == len(incidents)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"),
        ("limit=10001", "10,000"),
        ("limit=x", "x"),
        ("offset=-1", "-1"),
        ("contry=PA", "contry"),
        ("country=XX", "XX"),
        ("from=soon", "soon"),
        ("from=2020&to=2019", "2019"),
    ],
)
def test_a_refusal_names_what_in_spanish_and_in_english(client, query, named):
    for asks in ({"query_string": f"{query}&lang=es"}, {"query_string": query, "headers": {"Accept-Language": "es"}}):
        spanish = client.get("/api/v1/seizures.json", **asks)
        assert spanish.status_code == 400 and spanish.headers["Content-Language"] == "es"
        assert spanish.content_type == "application/problem+json"
        assert spanish.get_json()["title"] == "No se entendió la consulta"
        assert named in spanish.get_json()["detail"] and "omitió" not in spanish.get_json()["detail"]
    english = client.get(f"/api/v1/seizures.json?{query}").get_json()
    assert named in english["detail"] and english["status"] == 400 and english["title"].startswith("The query")
    assert english["problems"][0]["name"] in query


def test_an_option_of_one_address_is_no_option_of_another(client):
    for path in ("seizures.csv?limit=5", "aggregate.csv?by=country&chart=trend", "citation.json?offset=3"):
        assert client.get(f"/api/v1/{path}").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/nothing.html", 404),
        ("GET", "/api/v2/seizures.csv", 404),
        ("GET", "/api/v1/seizures.package", 404),
        ("GET", "/api/v1/charts/nothing.csv", 404),
        ("GET", "/api/v1/seizures.csv?version=99", 404),
        ("GET", "/geography/secret.csv", 404),
        ("POST", "/api/v1/nothing", 404),
        ("POST", "/api/v1/seizures.csv", 405),
        ("DELETE", "/api/v1/versions.json", 405),
        ("PUT", "/healthz", 405),
        ("TRACE", "/api/v1/openapi.json", 405),
    ],
)
def test_what_is_not_there_is_a_problem_not_a_page(client, method, path, status):
    answer = client.open(path, method=method, headers={"Accept-Language": "es"})
    told = json.loads(answer.data)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert told["status"] == status and told["detail"] and answer.headers["Content-Language"] == "es"
    assert ("Allow" in answer.headers) == (status == 405)


def test_what_fails_inside_is_a_problem_without_its_workings(client, monkeypatch):
    def fail(*given, **named):
        raise RuntimeError("secret workings")

    monkeypatch.setattr("layouts.api.tables.leg_table", fail)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/api/v1/routes.csv")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_a_file_that_fails_before_its_first_piece_is_a_problem_not_half_a_file(client, monkeypatch):
    def fail(scene):
        raise RuntimeError("secret workings")
        yield b""

    kind = Format(ending="csv", media_type="text/csv", chunks=fail, title="", use="")
    monkeypatch.setattr("layouts.api.records.FORMATS", {"csv": kind})
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get("/api/v1/seizures.csv").status_code == 500


def test_a_format_that_can_not_hold_the_rows_says_so(client, monkeypatch):
    monkeypatch.setattr("layouts.exports.sheets.MOST_ROWS", 10)
    answer = client.get("/api/v1/seizures.xlsx?lang=es")
    assert answer.status_code == 422 and "230" in answer.get_json()["detail"]
    assert client.get("/api/v1/seizures.csv").headers["X-Istmo-Rows"] == "230"


def test_pages_of_the_app_are_still_pages(client):
    assert client.get("/api").content_type.startswith("text/html")
    assert client.get("/nowhere").content_type.startswith("text/html")
    assert client.post("/").content_type.startswith("text/html")


def test_a_package_is_a_zip_of_the_same_rows(client):
    answer = client.get("/api/v1/package.zip?country=PA")
    assert answer.data.startswith(b"PK") and answer.headers["X-Istmo-Rows"] == "43"


def test_a_pinned_codebook_names_its_version(older):
    told = older.get("/api/v1/codebook.json?version=0").get_json()
    assert told["version"] == 0 and older.get("/api/v1/codebook.json").get_json()["version"] == 1


def test_versions_tell_what_each_changed(older):
    newest, first = older.get("/api/v1/versions.json").get_json()["versions"]
    assert (newest["added"], newest["changed"], newest["removed"]) == (2, 1, 0)
    assert first["version"] == 0 and first["added"] == 228


def test_the_rows_of_a_csv_are_as_many_as_told(client):
    answer = client.get("/api/v1/seizures.csv?event=diverted")
    assert len(pd.read_csv(io.BytesIO(answer.data))) == int(answer.headers["X-Istmo-Rows"]) > 0
