"""Which encoding a text is in: UTF-8 wherever it can be, else what its bytes look like."""

import codecs
from pathlib import Path

from data.reading.limits import MAX_LINE, UnreadableFile

SAMPLE = 256 * 1024
MAX_CONTROL_SHARE = 0.01
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""UTF-32 stands before UTF-16, whose mark its own begins with."""

CANDIDATES = ["cp1252", "latin_1", "cp850"]
"""Excel's "CSV", the web's, and Excel's "CSV (MS-DOS)" in Western Europe and Latin America."""


STRAY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(128, 256)
}
"""What `surrogateescape` makes of a byte it can't decode → the character that byte is in cp1252, or else in latin-1."""


def find_encoding(path: Path) -> str:
    """Return the Python name of the encoding of a whole file.

    A file mostly in UTF-8 with a few stray bytes is `utf-8`: `without_strays` then makes the best of those.

    Raises
    ------
    UnreadableFile
        `binary` or `line_too_long`.
    """
    with path.open("rb") as handle:
        sample = handle.read(SAMPLE)
    marked = next((name for mark, name in MARKS.items() if sample.startswith(mark)), None) or _unmarked_utf16(sample)
    if marked is None and _control_share(sample) > MAX_CONTROL_SHARE:
        raise UnreadableFile("binary", file=path.name)
    wrong = _first_not_utf8(path)
    if marked or wrong is None:
        return marked or "utf-8"
    return "utf-8" if _mostly_utf8(wrong) else _eight_bit(wrong)


def without_strays(text: str) -> str:
    """Return a text decoded with `surrogateescape`, each byte that could not be decoded read as cp1252 or latin-1."""
    return text.translate(STRAY)


def _unmarked_utf16(sample: bytes) -> str | None:
    even, odd = sample[0:4096:2], sample[1:4096:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd) else None


def _control_share(sample: bytes) -> float:
    kept = sample.translate(None, bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a\x1b"))
    return 1 - len(kept) / len(sample) if sample else 0.0


def _first_not_utf8(path: Path) -> bytes | None:
    """Read the whole file; return the first block that is no UTF-8, from its first wrong byte's line on."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    wrong = None
    with path.open("rb") as handle:
        while block := handle.read(MAX_LINE):
            if len(block) == MAX_LINE and b"\n" not in block and b"\r" not in block:
                raise UnreadableFile("line_too_long", file=path.name, limit=MAX_LINE)
            if wrong is None and not _decodes(decoder, block):
                wrong = block
    if wrong is None and decoder.getstate()[0]:
        wrong = decoder.getstate()[0]
    return wrong


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(block: bytes) -> bool:
    beyond = [ord(sign) for sign in block.decode("utf-8", "surrogateescape") if not sign.isascii()]
    strays = sum(0xDC80 <= code <= 0xDCFF for code in beyond)
    return len(beyond) - strays >= strays


def _eight_bit(block: bytes) -> str:
    from charset_normalizer import from_bytes

    lines = [line for line in block.splitlines() if not line.isascii()]
    best = from_bytes(b"\n".join(lines)[:SAMPLE], cp_isolation=CANDIDATES).best()
    return best.encoding if best and best.encoding in CANDIDATES else "cp1252"
