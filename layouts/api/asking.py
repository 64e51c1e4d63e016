"""What a request asks for: the scene of its query, and the options that only the API has."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from flask import request

from analytics.options import Option
from layouts.api.refusing import Refused, asked_speech, refuse_unread
from layouts.charts import CHARTS
from layouts.library import Library
from layouts.scene import Scene

MOST_ROWS = 10_000
"""Rows of the largest page."""

OWN: Mapping[str, Option] = MappingProxyType(
    {
        "limit": Option(pattern=r"[1-9]\d{0,3}|10000"),
        "offset": Option(pattern=r"0|[1-9]\d{0,8}"),
        "chart": Option(values=tuple(CHARTS)),
    }
)
"""Options of the API beside those of pages; each address takes those it names."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for.

    Attributes
    ----------
    scene : the query, read.
    own : the API's own options that were given.
    """

    scene: Scene
    own: Mapping[str, str]

    def number(self, name: str, default: int) -> int:
        """Return an option that is a number."""
        return int(self.own.get(name, default))


def asked(library: Library, *own: str) -> Asked:
    """Return what the request asks for.

    Parameters
    ----------
    own : options of the API that this address takes.

    Raises
    ------
    Refused
        400, naming whatever was not understood.
    StoreError
        If the records, or the version asked for, can't be read.
    """
    pairs = parse_qsl(request.query_string.decode("utf-8", "replace"))
    given = {name: value for name, value in pairs if name in own}
    rest = urlencode([pair for pair in pairs if pair[0] not in own])
    scene = library.scene(rest, asked_speech())
    refuse_unread(scene)
    for name, value in given.items():
        if not OWN[name].allows(value):
            _refuse_option(name, value, scene)
    return Asked(scene, given)


def _refuse_option(name: str, value: str, scene: Scene) -> None:
    told = scene.say("“{value}” is not a value of “{name}”.", value=value[:60], name=name)
    if name == "limit":
        told += " " + scene.say("Write a whole number from 1 to {most}.", most=scene.say.number(MOST_ROWS))
    raise Refused(400, "query", told, problems=[{"kind": "value", "name": name, "value": value[:200]}])
