"""The names a server answers to: no page of another site can have its own name lead here and read along."""

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, request

from layouts.i18n import mark
from layouts.shell import requested_speech

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
EVERY = frozenset({"", "0.0.0.0", "::"})
"""Hosts to serve at that mean every address of the machine."""

HEALTH = "/healthz"
"""Address that tells nothing but that the server runs; those who look after servers ask it by any name."""

MISDIRECTED = 421
UNKNOWN_HOST = mark(
    "Istmo does not answer to the name {host}. Open it as localhost, or start it with ISTMO_PUBLIC_URL set to the "
    "address that people open."
)


def admitted(served: str, public: str = "") -> frozenset[str]:
    """Return the names that a server answers to.

    Parameters
    ----------
    served : host it is served at.
    public : address that people open, where that is another one.
    """
    names = {served or "0.0.0.0", socket.gethostname()} if served in EVERY else {served}
    host = urlsplit(public if "//" in public else f"//{public}").hostname
    return LOCAL | {name.lower() for name in (*names, host) if name}


def register(server: Flask, names: Collection[str]) -> None:
    """Refuse requests that name another host (`Host` is what the browser was led to by name: DNS rebinding)."""
    is_open = not EVERY.isdisjoint(names)

    def check() -> Response | None:
        host = _name(request.host)
        if host in names or (is_open and _is_address(host)) or request.path == HEALTH:
            return None
        told = requested_speech(request.args.get("lang"))(UNKNOWN_HOST, host=host[:80])
        return Response(told, MISDIRECTED, content_type="text/plain; charset=utf-8")

    server.before_request(check)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    """Tell whether a host is a bare address, which no foreign site can have lead here."""
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
