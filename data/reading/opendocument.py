"""Which cells of an OpenDocument sheet are merged: the library that reads it doesn't tell."""

import re
import zipfile
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, iterparse

Area = tuple[tuple[int, int], tuple[int, int]]

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SPANNED = re.compile(rb"""number-rows-spanned=["'](?:[2-9]|1\d)""")
BLOCK = 1024**2


def merged_areas(path: Path, sheet: str) -> list[Area]:
    """Return first and last (row, column), from 0, of a sheet's areas merged over several rows."""
    with zipfile.ZipFile(path) as archive:
        with archive.open("content.xml") as handle:
            if not _spans(handle):
                return []
        with archive.open("content.xml") as handle:
            return _areas(handle, sheet)


def _spans(handle: IO[bytes]) -> bool:
    rest = b""
    while block := handle.read(BLOCK):
        if SPANNED.search(rest + block):
            return True
        rest = block[-40:]
    return False


def _areas(handle: IO[bytes], sheet: str) -> list[Area]:
    areas: list[Area] = []
    row = column = 0
    inside = False
    for event, element in iterparse(handle, ("start", "end")):
        if event == "start" and element.tag == f"{TABLE}table":
            inside, row = element.get(f"{TABLE}name") == sheet, 0
        elif event == "start" and element.tag == f"{TABLE}table-row":
            column = 0
        elif event == "start" and inside and element.tag in CELLS:
            if (rows := _count(element, "number-rows-spanned")) > 1:
                areas.append(((row, column), (row + rows - 1, column)))
            column += _count(element, "number-columns-repeated")
        elif event == "end" and element.tag == f"{TABLE}table-row":
            row += _count(element, "number-rows-repeated")
            element.clear()
    return areas


def _count(element: Element, name: str) -> int:
    return int(element.get(f"{TABLE}{name}") or 1)
