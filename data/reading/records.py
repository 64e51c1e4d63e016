"""JSON and GeoJSON, record by record → CSV. No other library sees such a file: its content can't choose a reader."""

import csv
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from data.reading.limits import MAX_RECORD, UnreadableFile
from data.reading.numbers import float_text, plain_number

BLOCK = 64 * 1024
SPACE = re.compile(r"[ \t\r\n,:]*")
"""What stands between values."""
EPSG = re.compile(r"(?:.*:)?(?:EPSG:+(?:[\d.]*:)?(\d{4,6})|CRS84|WGS84)", re.IGNORECASE)
WORLD = 4326
COORDINATES = ("latitude", "longitude")
DECIMALS = 7
"""Of a degree: a centimetre."""

Record = dict[str, object]
Point = Callable[[float, float], tuple[float, float]]


@dataclass
class Scanner:
    """A JSON text read as far as needed; numbers stay as they are written but for what `plain_number` does.

    Attributes
    ----------
    handle, name : the text; what it is called in messages.
    row : records found so far.
    """

    handle: TextIO
    name: str
    row: int = 0
    _text: str = ""
    _at: int = 0
    _ended: bool = False
    _decoder = json.JSONDecoder(parse_float=plain_number, parse_int=str, parse_constant=str)

    def next_sign(self) -> str:
        """Return the next character that isn't between values, and stay before it; "" at the end."""
        while True:
            found = SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def step(self) -> None:
        """Go past one character."""
        self._at += 1

    def value(self) -> object:
        """Return the JSON value that starts here and go past it; raises `record_not_json` or `record_too_long`."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._more():
                    raise self.wrong() from error
                continue
            if end < len(self._text) or isinstance(value, (dict, list)) or not self._more():
                self._at = end
                return value

    def wrong(self) -> UnreadableFile:
        """Return what to raise where something else should stand."""
        return UnreadableFile("record_not_json", file=self.name, row=self.row + 1)

    def _more(self) -> bool:
        """Read on, twice as much each time that it isn't enough; tell whether there was more."""
        rest = self._text[self._at :]
        if len(rest) > 2 * MAX_RECORD:
            raise UnreadableFile("record_too_long", file=self.name, row=self.row + 1, limit=MAX_RECORD)
        block = "" if self._ended else self.handle.read(max(BLOCK, len(rest)))
        self._text, self._at, self._ended = rest + block, 0, not block
        return bool(block)


def write_records(path: Path, out: Path, name: str) -> bool:
    """Write JSON records (an array, or one a line) or GeoJSON as CSV whose first record is the header.

    Lists of plain values are joined by `;`, what is nested deeper stays JSON. Features become their `id`, properties
    and, of points, `latitude` and `longitude` (degrees, EPSG:4326), unless they have properties of these names.
    Returns whether it is GeoJSON.

    Raises
    ------
    UnreadableFile
        `record_not_json`, `record_too_long` or `projection_missing`.
    """
    columns: dict[str, None] = {}
    members: Record = {}
    spatial = False
    for record in _records(path, name, members):
        spatial = spatial or _is_feature(record)
        columns.update(dict.fromkeys(_properties(record)))
    if spatial:
        have = {column.casefold() for column in columns}
        columns.update(dict.fromkeys(one for one in COORDINATES if one not in have))
    point = _projection(members.get("crs"), name)
    with out.open("w", newline="", encoding="utf-8", errors="replace") as handle:
        writer = csv.writer(handle)
        writer.writerow([" ".join(column.split()) or '""' for column in columns])
        for record in _records(path, name, {}):
            cells = (_place(record, point) if spatial else {}) | _properties(record)
            writer.writerow([plain(cells.get(column)) for column in columns])
    return spatial


def plain(value: object) -> str:
    """Return a value as a person would write it in a cell."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ";".join(map(plain, value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)


def _records(path: Path, name: str, members: Record) -> Iterator[Record]:
    """Yield the records or features; put the other members of a feature collection into `members`."""
    collection = _is_collection(path, name)
    with path.open(encoding="utf-8-sig", errors="replace") as handle:
        scanner = Scanner(handle, name)
        for value in _features(scanner, members) if collection else _values(scanner):
            if not isinstance(value, dict):
                raise scanner.wrong()
            scanner.row += 1
            yield value


def _is_collection(path: Path, name: str) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as handle:
        scanner, stated = Scanner(handle, name), False
        try:
            for key in _keys(scanner):
                if key == "features":
                    scanner.step()
                    return stated or scanner.next_sign() == "{"
                value = scanner.value()
                stated = stated or (key == "type" and value == "FeatureCollection")
        except UnreadableFile:
            return False
    return False


def _keys(scanner: Scanner) -> Iterator[str]:
    """Yield the keys of the object that starts here; whoever asks for them takes each value before the next."""
    if scanner.next_sign() != "{":
        return
    scanner.step()
    while scanner.next_sign() == '"':
        key = str(scanner.value())
        scanner.next_sign()
        yield key
    if scanner.next_sign() != "}":
        raise scanner.wrong()
    scanner.step()


def _features(scanner: Scanner, members: Record) -> Iterator[object]:
    for key in _keys(scanner):
        if key == "features":
            yield from _elements(scanner)
        else:
            members[key] = scanner.value()
    if scanner.next_sign():
        raise scanner.wrong()


def _values(scanner: Scanner) -> Iterator[object]:
    while sign := scanner.next_sign():
        if sign == "[":
            yield from _elements(scanner)
        else:
            yield scanner.value()


def _elements(scanner: Scanner) -> Iterator[object]:
    """Yield the elements of the array that starts here; raises `record_not_json` if it isn't closed."""
    if scanner.next_sign() != "[":
        raise scanner.wrong()
    scanner.step()
    while scanner.next_sign() not in ("]", ""):
        yield scanner.value()
    if not scanner.next_sign():
        raise scanner.wrong()
    scanner.step()


def _is_feature(record: Record) -> bool:
    return record.get("type") == "Feature" and "geometry" in record


def _properties(record: Record) -> Record:
    if not _is_feature(record):
        return record
    stated = record.get("properties")
    own = {"id": record["id"]} if "id" in record else {}
    return own | (stated if isinstance(stated, dict) else {})


def _place(record: Record, point: Point) -> Record:
    """Return the latitude and longitude of a point; nothing of any other shape."""
    shape = record.get("geometry")
    if not isinstance(shape, dict) or shape.get("type") != "Point":
        return {}
    try:
        first, second, *_ = shape["coordinates"]
        longitude, latitude = point(float(first), float(second))
    except (KeyError, TypeError, ValueError):
        return {}
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return {}
    return dict(zip(COORDINATES, (round(latitude, DECIMALS), round(longitude, DECIMALS)), strict=True))


def _as_it_is(longitude: float, latitude: float) -> tuple[float, float]:
    return longitude, latitude


def _projection(stated: object, name: str) -> Point:
    """Return what turns coordinates into degrees. Only EPSG codes are known: a link would be fetched from the web."""
    if stated is None:
        return _as_it_is
    told = stated.get("properties") if isinstance(stated, dict) else None
    found = EPSG.fullmatch(str(told.get("name"))) if isinstance(told, dict) else None
    if found and int(found[1] or WORLD) == WORLD:
        return _as_it_is
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        if found:
            return Transformer.from_crs(int(found[1]), WORLD, always_xy=True).transform
    except ProjError:
        pass
    raise UnreadableFile("projection_missing", file=name, sheet="")
