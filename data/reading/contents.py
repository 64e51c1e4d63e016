"""What a file is, by its content and not by its name; what an archive holds, before anything of it is unpacked."""

import shutil
import zipfile
import zlib
from pathlib import Path

from data.reading.limits import MAX_RATIO, MAX_UNPACKED, RATIO_COUNTS_FROM, UnreadableFile

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = {
    b"PK\x03\x04": "zip",
    COMPOUND: "compound",
    b"PAR1": "parquet",
    b"SQLite format 3\x00": "gpkg",
    b"\x00\x00\x27\x0a": "shp",
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"PK\x05\x06": "zip_empty",
}
READ = {"zip", "compound", "parquet", "gpkg", "shp"}
MARKUP = {b"<!doctype html": "html", b"<html": "html", b"<table": "html", b"<head": "html", b"<": "xml"}
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".geojson", ".gpkg")
PARTS = (".shp", ".shx", ".dbf")
FURTHER = (".prj", ".cpg")
"""Parts of a shapefile that it need not have."""


def kind_of(path: Path, name: str) -> str:
    """Return `text`, `json`, `xlsx`, `xls`, `ods`, `parquet`, `gpkg`, `shp`, `shp_zip` or `zip` (of one other table).

    Raises
    ------
    UnreadableFile
        `file_missing`, `file_empty`, `format_other`, `encrypted`, `damaged`, `unpacked_ratio`, `unpacked_too_large`,
        `archive_without_table` or `archive_with_several`.
    """
    if not path.is_file():
        raise UnreadableFile("file_missing", file=name)
    with path.open("rb") as handle:
        start = handle.read(2048)
    if not start.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableFile("file_empty", file=name)
    found = next((kind for mark, kind in SIGNATURES.items() if start.startswith(mark)), "text")
    if found == "zip":
        return _archive_kind(path, name)
    if found == "compound":
        return _compound_kind(path, name)
    if found != "text" and found not in READ:
        raise UnreadableFile("format_other", file=name, format=found)
    return _text_kind(start, name) if found == "text" else found


def unpack(path: Path, folder: Path, name: str) -> Path:
    """Unpack the tables of an archive that `kind_of` has seen into a folder; return the only one, or the shapefile.

    Raises
    ------
    UnreadableFile
        `damaged`, `encrypted` or `unpacked_too_large`: what the archive says of its sizes need not be true.
    """
    with zipfile.ZipFile(path) as archive:
        wanted = (*PARTS, *FURTHER) if _has_shapes(archive) else TABLES
        members = [member for member in _members(archive) if _suffix(member) in wanted]
        written = [_unpacked(archive, member, folder / f"member{_suffix(member)}", name) for member in members]
    return next((part for part in written if part.suffix == ".shp"), written[0])


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Raise `unpacked_ratio`, `unpacked_too_large` or `encrypted` if the archive's own directory says so."""
    members = archive.infolist()
    size, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(1, packed):
        raise UnreadableFile("unpacked_ratio", file=name, ratio=size // max(1, packed), limit=MAX_RATIO)
    if size > MAX_UNPACKED:
        raise UnreadableFile("unpacked_too_large", file=name, size=size, limit=MAX_UNPACKED)
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile("encrypted", file=name)


def _archive_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, name)
            return _office_kind(archive, name) or _plain_kind(archive, name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile("damaged", file=name, format="zip") from error


def _office_kind(archive: zipfile.ZipFile, name: str) -> str | None:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return "xlsx"
        folders = {"word": "docx", "ppt": "pptx", "xl": "xlsb"}
        raise UnreadableFile("format_other", file=name, format=_by_folder(names, folders, "xml"))
    if "content.xml" not in names:
        return None
    with archive.open("mimetype" if "mimetype" in names else "content.xml") as handle:
        kind = handle.read(200)
    if b"spreadsheet" not in kind and "mimetype" in names:
        raise UnreadableFile("format_other", file=name, format="odt")
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableFile("encrypted", file=name)
    return "ods"


def _by_folder(names: set[str], folders: dict[str, str], otherwise: str) -> str:
    return next((kind for folder, kind in folders.items() if any(n.startswith(f"{folder}/") for n in names)), otherwise)


def _plain_kind(archive: zipfile.ZipFile, name: str) -> str:
    members = _members(archive)
    if _has_shapes(archive):
        suffixes = {_suffix(member) for member in members}
        if missing := [part for part in PARTS if part not in suffixes]:
            raise UnreadableFile("part_missing", file=name, parts=", ".join(missing))
        members = [member for member in members if _suffix(member) == ".shp"]
    else:
        members = [member for member in members if _suffix(member) in TABLES]
    if len(members) == 1:
        return "shp_zip" if _has_shapes(archive) else "zip"
    code = "archive_with_several" if members else "archive_without_table"
    told = members or _members(archive)
    raise UnreadableFile(code, file=name, members=", ".join(member.filename for member in told[:10]))


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members a person put there: no folders, nothing hidden, nothing macOS adds."""
    hidden = ("__MACOSX", ".")
    parts = {member.filename: Path(member.filename).parts for member in archive.infolist() if not member.is_dir()}
    return [archive.getinfo(one) for one, steps in parts.items() if not any(s.startswith(hidden) for s in steps)]


def _has_shapes(archive: zipfile.ZipFile) -> bool:
    return any(_suffix(member) == ".shp" for member in _members(archive))


def _suffix(member: zipfile.ZipInfo) -> str:
    return Path(member.filename).suffix.lower()


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> Path:
    """Copy a member out. The zipfile module stops at the size that the directory states and checks the sum."""
    try:
        with archive.open(member) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1024**2)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise UnreadableFile("damaged", file=name, format="zip") from error
    return target


def _compound_kind(path: Path, name: str) -> str:
    """Tell an old workbook from other compound files by the names of its streams, which are in UTF-16."""
    content = path.read_bytes() if path.stat().st_size < MAX_UNPACKED // 8 else b""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFile("encrypted", file=name)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return "xls"
    word = "WordDocument".encode("utf-16-le") in content
    raise UnreadableFile("format_other", file=name, format="doc" if word else "ole")


def _text_kind(start: bytes, name: str) -> str:
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    markup = next((kind for mark, kind in MARKUP.items() if plain.startswith(mark)), None)
    if markup:
        raise UnreadableFile("format_other", file=name, format="html" if b"<html" in plain else markup)
    if plain.startswith((b"{", b"[{", b"[\n", b"[\r", b"[ ", b"[]")):
        return "json"
    return "text"
