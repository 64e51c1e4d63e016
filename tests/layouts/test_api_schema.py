"""The description of the API is sound, complete, and what the API does: schemathesis asks whatever it allows."""

import os
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from analytics.options import OPTIONS
from analytics.selection import read_query
from data.dimensions import FILTERS
from layouts.api.addresses import addresses
from layouts.api.asking import OWN
from layouts.api.openapi import OPTION_TEXTS, TYPED, document, filters
from layouts.i18n import speech
from layouts.outputs import OWN as OUTPUTS_OWN
from layouts.stills import StillsError

load_all_checks()

EXAMPLES = int(os.environ.get("ISTMO_API_EXAMPLES", "15"))
COSTLY = ("xlsx", "gpkg", "zip", "parquet", "codebook", "charts", "brief")
"""Parts of the addresses whose answers take longest: they are asked less."""
OUTSIDE = ("/api/v1/uploads", ".caption.json")
"""What serves the pages and isn't offered to scripts."""

HELD = {"version": 0, "origin": ["US"], "via": ["US"], "destination": ["US"]}
"""Values that name something: any others a description allows are mostly refused, and nothing would be answered."""

PATHS = [address.path for address in addresses()]
ASKED = [address.path for address in addresses() if address.method == "get"]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Pictures aren't drawn here: what is asked about is how they are answered."""

    def fail(*_, **__):
        raise StillsError("no_browser")

    monkeypatch.setattr("layouts.outputs.still", lambda *_, **__: b"drawn")
    monkeypatch.setattr("layouts.brief.document.still", fail)


@pytest.fixture(scope="module")
def described(client):
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", client.application)


def asks(described, path, mode, examples):
    """Ask an address whatever its description allows, or just doesn't allow."""
    operation, statuses = described[path]["get"], set()
    quick = {"phases": [Phase.generate], "suppress_health_check": list(HealthCheck), "derandomize": True}

    @settings(max_examples=examples, deadline=None, **quick)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        if mode is GenerationMode.POSITIVE:
            case.query = {name: HELD.get(name, value) for name, value in (case.query or {}).items()}
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, excluded_checks=EXCLUDED)
        statuses.add(answer.status_code)
        assert answer.status_code < 500 and b"Traceback" not in answer.content
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]

    ask()
    assert mode is not GenerationMode.POSITIVE or 200 in statuses


def _excluded():
    # blank values are left out of a query, commas stand for repeats, and view options of pages are taken everywhere:
    # what the description doesn't allow may be understood all the same; and what it allows may name no record
    return [CHECKS.get_one(name) for name in ("negative_data_rejection", "positive_data_acceptance")]


EXCLUDED = _excluded()


@pytest.mark.parametrize("path", ASKED)
def test_what_the_description_allows_is_answered_as_it_says(described, path):
    costly = any(part in path for part in COSTLY)
    asks(described, path, GenerationMode.POSITIVE, 4 if costly else EXAMPLES)


@pytest.mark.parametrize("path", [path for path in ASKED if path != "/healthz"])
def test_what_it_does_not_allow_never_breaks_it(described, path):
    costly = any(part in path for part in COSTLY)
    asks(described, path, GenerationMode.NEGATIVE, 4 if costly else EXAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", [path for path in ASKED if path != "/healthz"])
def test_many_more_queries(described, path, mode):
    asks(described, path, mode, 100)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_description_is_valid(language):
    told = document(speech(language))
    OPENAPI_31_VALIDATOR.validate(told)
    assert told["openapi"] == "3.1.0"


def test_it_is_told_in_the_asked_language(client):
    told = {code: client.get(f"/api/v1/openapi.json?lang={code}").get_json() for code in ("en", "es")}
    summaries = {
        code: {way["summary"] for each in told[code]["paths"].values() for way in each.values()} for code in told
    }
    assert not summaries["en"] & summaries["es"]


def test_every_address_is_described(client):
    rules = {str(rule) for rule in client.application.url_map.iter_rules()}
    mine = {rule for rule in rules if rule.startswith(("/api/v1/", "/healthz")) and not any(o in rule for o in OUTSIDE)}
    patterns = [re.sub(r"<[^>]+>", "[^/]+", re.escape(rule).replace("\\<", "<").replace("\\>", ">")) for rule in mine]
    assert all(any(re.fullmatch(pattern, path) for pattern in patterns) for path in PATHS)
    unused = [one for one in patterns if not any(re.fullmatch(one, path) for path in PATHS)]
    assert not unused


def test_every_filter_and_code_is_described(client, vocabulary):
    told = client.get("/api/v1/openapi.json").get_json()["components"]["parameters"]
    assert {*FILTERS, *TYPED} == {*filters()} and {*filters(), *OPTION_TEXTS} == {*told}
    for name in FILTERS:
        allowed = told[name]["schema"]["items"].get("enum")
        assert allowed is None or {*vocabulary.codes(name)} <= {*allowed}, name
    assert {*OPTION_TEXTS} <= {*OPTIONS, *OWN, *OUTPUTS_OWN} and {*OWN} <= {*OPTION_TEXTS}


def test_what_is_described_is_understood(vocabulary):
    for name in filters():
        sample = {"from": "2019", "to": "2020-03", "bbox": "-90,7,-77,18", "text": "puerto"}.get(name)
        value = sample or ("7" if name in TYPED else (vocabulary.codes(name) or ("US",))[0])
        assert not read_query(f"{name}={value}", vocabulary).problems, name
