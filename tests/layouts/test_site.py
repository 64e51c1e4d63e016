"""Every answer carries the headers that keep the app offline, and every page opens."""

import json
import re

import pytest

from layouts.i18n import speech
from layouts.page import all_pages


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/v1/seizures.csv", "/assets/istmo.js", "/nowhere", "/_dash-layout"]
)
def test_nothing_may_be_loaded_from_elsewhere(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-eval" not in policy and "http" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_page_names_its_language(client, language):
    assert f'<html lang="{language}">' in client.get(f"/?lang={language}").text
    assert f'<html lang="{language}">' in client.get("/", headers={"Accept-Language": language}).text


def test_nothing_points_outside(client):
    found = re.findall(r"https?://[^\s\"'<]+", client.get("/").text)
    assert not [address for address in found if not address.startswith("http://localhost/")]


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.path)
def test_a_page_has_a_body_in_both_languages(library, page):
    assert page.body(speech("en"), library) and page.body(speech("es"), library)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"output": 3}', json.dumps({"output": "url.search", "inputs": []}).encode()],
)
def test_a_malformed_callback_is_refused_and_the_app_stands(client, body):
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code >= 400
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/seizures.csv", "/geography/borders_admin1.geojson", "/assets/istmo.js", "/_dash-layout"]
)
def test_answers_are_compressed(client, path):
    answer = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] in {"gzip", "br"}
