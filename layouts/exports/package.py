"""The package: a zip of tables, codebooks, query and a program that recomputes the page's numbers.

The same selection of the same version gives the same bytes on any day: nothing in it tells when it was made.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from data.vocabulary import LANGUAGES
from layouts.codebook import markdown
from layouts.exports import answers
from layouts.exports.descriptor import codes_file, descriptor, heading_of
from layouts.exports.parts import codes, item_blocks, waypoint_blocks
from layouts.exports.readme import readme
from layouts.exports.spooling import spooled
from layouts.i18n import speech
from layouts.rows import csv_blocks, csv_bytes
from layouts.scene import Scene

PROGRAM = Path(__file__).with_name("reproduce.py")
DATED = (1980, 1, 1, 0, 0, 0)
"""The date every file in the zip bears."""
READABLE = 0o644 << 16


@dataclass(frozen=True)
class Written:
    """Files of a zip as they are written: what each weighs and what it hashes to.

    Attributes
    ----------
    archive : the zip.
    sums : name of a file → `bytes` and `hash`.
    """

    archive: ZipFile
    sums: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes]) -> bytes:
        """Write a file piece by piece; return its first piece."""
        entry = ZipInfo(name, DATED)
        entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, READABLE, 3
        digest, size, first = hashlib.sha256(), 0, b""
        with self.archive.open(entry, "w", force_zip64=True) as handle:
            for piece in pieces:
                first = first or piece
                digest.update(piece)
                size += len(piece)
                handle.write(piece)
        self.sums[name] = {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}
        return first


def package_chunks(scene: Scene) -> Iterator[bytes]:
    """Return the package of a selection, in the language of the scene, piece by piece."""
    return spooled(lambda file: _write(scene, file), "zip")


def _write(scene: Scene, file: Path) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        written = Written(archive)
        heading = heading_of(written.add("data.csv", csv_blocks(scene.view)))
        written.add("items.csv", item_blocks(scene.view))
        written.add("waypoints.csv", waypoint_blocks(scene.view))
        written.add("codes.csv", [csv_bytes(codes_file(codes(scene.say.vocabulary)))])
        files = {Path(name).stem: told for name, told in written.sums.items()}
        for name, content in _texts(scene, descriptor(scene, files, heading)).items():
            written.add(name, [content.encode()])
        sums = "".join(f"{told['hash'].partition(':')[2]}  {name}\n" for name, told in sorted(written.sums.items()))
        written.add("SHA256SUMS", [sums.encode()])


def _texts(scene: Scene, described: dict[str, Any]) -> dict[str, str]:
    """Return name → content of the files that are no tables."""
    codebooks = {f"codebook-{code}.md": markdown(speech(code), scene.version) for code in LANGUAGES}
    return {
        "README.md": readme(scene),
        "datapackage.json": _json(described),
        **codebooks,
        "query.json": _json(answers.query(scene)),
        "expected.json": _json(answers.expected(scene)),
        "reproduce.py": PROGRAM.read_text(encoding="utf-8"),
    }


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
