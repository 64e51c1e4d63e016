"""How every answer is sent: with its version, its number of rows, its language, and a tag by which it is kept.

The tag is made of what the content depends on, not of the content: it is known before a row is written, so that an
answer can be streamed, and one that the asker holds already isn't computed again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from flask import Response, request
from werkzeug.datastructures import ETags

from layouts import captions
from layouts.api.release import release
from layouts.i18n import speech
from layouts.scene import Scene

JSON = "application/json"
CSV = "text/csv; charset=utf-8"

KEPT_SECONDS = 7 * 24 * 3600
"""How long an answer of a pinned version may be kept without asking again: it can't change, but Istmo itself may."""

_COMPRESSIONS = (":zstd", ":br", ":gzip", ":deflate")
"""What the compression of answers puts behind a tag."""

LOOKS = frozenset({"webgl", "lang"})
"""View options that no number depends on; the language is part of a tag where an answer has words."""


@dataclass(frozen=True)
class Content:
    """What is answered.

    Attributes
    ----------
    body : the bytes, whole or piece by piece.
    media_type : what they are.
    rows : how many rows they hold.
    name : name of the file; empty for what is not saved as one.
    headers : what else is told beside them.
    """

    body: bytes | Iterator[bytes]
    media_type: str
    rows: int
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tag:
    """What an answer depends on.

    Attributes
    ----------
    version : of the data.
    parts : address, query and whatever else the content is made from.
    language : of its words; empty where it has none.
    pinned : whether the query names the version.
    """

    version: int
    parts: tuple[str, ...]
    language: str = ""
    pinned: bool = False

    @property
    def text(self) -> str:
        """The strong tag, without quotation marks."""
        told = "\n".join([release(), str(self.version), self.language, *self.parts])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def tag_of(scene: Scene, *parts: str, worded: bool = False) -> Tag:
    """Return the tag of an answer made from a scene, at this request's address.

    Parameters
    ----------
    parts : what else the content is made from.
    worded : whether it depends on the language.
    """
    options = [f"{name}={value}" for name, value in scene.query.options if name not in LOOKS]
    selection = replace(scene.view.selection, version=scene.version).to_query()
    made = scene.committed()
    told = (request.path, selection, *options, made.isoformat() if made else "", scene.reference.stamp, *parts)
    language = scene.say.language if worded else ""
    return Tag(scene.version, told, language, scene.view.selection.version is not None)


def send(tag: Tag, make: Callable[[], Content]) -> Response:
    """Return the answer; nothing is made where the asker says that it holds it already."""
    if held := _held(tag.text):
        answer = Response(status=304)
        answer.set_etag(held)
        return _told(answer, tag)
    content = make()
    answer = Response(_begun(content.body), content_type=content.media_type)
    answer.set_etag(tag.text)
    answer.headers["X-Istmo-Rows"] = str(content.rows)
    if content.name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{content.name}"'
    answer.headers.extend(content.headers)
    return _told(answer, tag)


def source_headers(scene: Scene) -> dict[str, str]:
    """Return whether the records are synthetic and who may pass them on, as headers: a CSV has no room for them."""
    # the licence in English: a header takes no accents
    told = {"X-Istmo-Synthetic": "true"} if scene.is_synthetic else {}
    return {**told, "X-Istmo-Licence": captions.licence(replace(scene, say=speech("en")))}


def source_told(scene: Scene) -> dict[str, Any]:
    """Return the same for JSON, and which records they are."""
    source, licence = captions.source(scene), captions.licence(scene)
    return {"synthetic": scene.is_synthetic, "source": source, "licence": licence}


def synthetic_mark(scene: Scene) -> str:
    """Return what the name of a file of synthetic records holds; empty for others."""
    return "-synthetic" if scene.is_synthetic else ""


def as_json(value: Any) -> bytes:
    """Return a value as JSON; text stays readable."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def no_store(content: Any, status: int = 200) -> Response:
    """Return JSON that nobody keeps: it is true for a moment."""
    answer = Response(as_json(content), status=status, content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _told(answer: Response, tag: Tag) -> Response:
    answer.headers["X-Istmo-Version"] = str(tag.version)
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}" if tag.pinned else "private, no-cache"
    if tag.language:
        answer.headers["Content-Language"] = tag.language
        answer.vary.add("Accept-Language")
    return answer


def _held(tag: str) -> str:
    """Return the tag as the asker holds it, compressed or not; empty if it doesn't."""
    asked: ETags = request.if_none_match
    if asked.star_tag:
        return tag
    known = [tag, *(tag + ending for ending in _COMPRESSIONS)]
    return next((text for text in known if asked.contains_weak(text)), "")


def _begun(body: bytes | Iterator[bytes]) -> bytes | Iterator[bytes]:
    """Make the first piece before the answer begins: what fails there is told as a problem, not cut off."""
    if request.method == "HEAD":
        return iter(())  # no length is told, for none is known
    if isinstance(body, bytes):
        return body
    return chain([next(body, b"")], body)
