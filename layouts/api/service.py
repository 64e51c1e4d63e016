"""Addresses for scripts: records, aggregates, routes, the numbers of each chart, codebook, citation, versions."""

from flask import Flask

from layouts.api import records, refusing, tables, telling
from layouts.library import Library


def register(server: Flask, library: Library) -> None:
    """Add every address to a server."""
    refusing.register(server)
    for part in (records, tables, telling):
        part.register(server, library)
