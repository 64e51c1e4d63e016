"""Which names the server answers to."""

import pytest
from flask import Flask

from layouts.hosts import admitted, register


def status(host: str, served: str = "127.0.0.1", public: str = "", path: str = "/") -> int:
    server = Flask("names")
    server.add_url_rule("/", "root", lambda: "here")
    server.add_url_rule("/healthz", "health", lambda: "ok")
    register(server, admitted(served, public))
    return server.test_client().get(path, headers={"Host": host}).status_code


@pytest.mark.parametrize("host", ["localhost", "localhost:8050", "127.0.0.1:8050", "[::1]:8050", "LOCALHOST"])
def test_the_machine_itself_is_answered(host):
    assert status(host) == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8050", "localhost.evil.example", "10.0.0.7", "["])
def test_a_name_that_was_led_here_is_refused(host):
    assert status(host) == 421


def test_the_host_served_at_and_the_public_address_are_answered():
    assert status("istmo.gob.pa", "istmo.gob.pa") == status("datos.gob.pa", public="https://datos.gob.pa/istmo") == 200
    assert status("datos.gob.pa:8050", public="datos.gob.pa") == 200
    assert status("otra.gob.pa", "istmo.gob.pa", "https://datos.gob.pa") == 421


def test_served_to_the_network_it_answers_to_addresses_and_no_foreign_name():
    assert status("192.168.1.20:8050", "0.0.0.0") == 200
    assert status("evil.example", "0.0.0.0") == 421


def test_whether_it_runs_is_told_to_everybody(client):
    assert status("evil.example", path="/healthz") == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert "evil.example" in client.get("/?lang=es", headers={"Host": "evil.example"}).get_data(as_text=True)
