"""The current query for curl, pandas and R, ready to run against this server."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from dash import html
from flask import has_request_context, request

from layouts.i18n import Speech, mark
from layouts.scene import Scene

LOCAL = "http://127.0.0.1:8050/"
"""The address of Istmo where nobody asks through one."""

BY = "country,year"

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "curl": """curl --fail --compressed -o istmo-seizures.csv \\
  "{seizures}\"""",
        "pandas": """import pandas as pd

seizures = pd.read_csv(
    "{seizures}",
    keep_default_na=False, na_values=[""], low_memory=False,
)
counts = pd.read_csv(
    "{counts}",
    keep_default_na=False,
)""",
        "R": """seizures <- read.csv(
  "{seizures}",
  na.strings = "", encoding = "UTF-8"
)
counts <- read.csv(
  "{counts}",
  na.strings = "", encoding = "UTF-8"
)""",
    }
)
"""Program → what is written in it; the same for every query."""

PINNED = mark(
    "They name version {version}: run in a year, they give the same records. Take “version” off for the newest."
)


def snippets(scene: Scene, path: str) -> list[Any]:
    """Return the code for each program, with a button that copies it."""
    say = scene.say
    found = [_snippet(name, text, say) for name, text in codes(scene, server_address()).items()]
    return [html.P(say(PINNED, version=scene.version), className="card-note"), *found]


def codes(scene: Scene, server: str) -> dict[str, str]:
    """Return program → code.

    Parameters
    ----------
    server : address of the server, with a slash at its end.
    """
    query = replace(scene.view.selection, version=scene.version).to_query()
    seizures = f"{server}api/v1/seizures.csv?{query}"
    counts = f"{server}api/v1/aggregate.csv?by={BY}&{query}"
    return {name: text.format(seizures=seizures, counts=counts) for name, text in TEMPLATES.items()}


def server_address() -> str:
    """Return the address that this server was asked by."""
    return request.host_url if has_request_context() else LOCAL


def _snippet(name: str, code: str, say: Speech) -> Any:
    place = f"snippet-{name.lower()}"
    spoken = say("Copy the code for {program}", program=name)
    button = html.Button(say("Copy"), type="button", className="plain", **{"data-copy": place, "aria-label": spoken})
    head = html.Div([html.H3(name, className="snippet-name"), button], className="snippet-head")
    return html.Div([head, html.Pre(html.Code(code, id=place), tabIndex=0)], className="snippet")
