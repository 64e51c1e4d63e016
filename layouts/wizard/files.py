"""The work folders of files on their way in.

A work folder is named by a token nobody can guess; it holds the file and all that the wizard knows of it, so that a
reload of the page or of the server finds it. What nobody has looked at for an hour is removed.
"""

import contextlib
import getpass
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

MOST_BYTES = 1024**3
"""Largest file that is taken."""

LARGEST_PIECE = 8 * 1024**2
MOST_FOLDERS = 500
LEFT_FREE = 200 * 1024**2
"""Bytes of the disk that uploads leave to others."""

KEPT_SECONDS = 3600
"""How long a file that nobody looks at is kept."""

DEAD_SECONDS = 24 * 3600
"""Age of what only a killed server can have left behind: no check takes that long."""

LONGEST_NAME = 100

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_UNPACKED = re.compile(r"istmo-[a-z0-9_]{8}")
"""Folders of `data.reading.source`, named by `TemporaryDirectory`."""

_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*]")


class Refused(Exception):
    """An upload that isn't taken; `code` names the sentence, `details` fill it."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Upload:
    """One file on its way in.

    Attributes
    ----------
    folder : its work folder; the name of the folder is the token.
    name : the file's own name, without what no file name may hold.
    size : bytes it will have.
    """

    folder: Path
    name: str
    size: int

    @property
    def token(self) -> str:
        """What the upload is known by."""
        return self.folder.name

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.folder / "file" / self.name

    @property
    def outcome(self) -> Path:
        """Where the check leaves its files."""
        return self.folder / "outcome"

    @property
    def received(self) -> int:
        """Bytes that have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there."""
        return self.received == self.size


class Uploads:
    """The work folders of a server.

    Parameters
    ----------
    root : where they lie; it is made when the first file comes.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = Lock()

    def begin(self, name: str, size: int) -> Upload:
        """Make the work folder of a file that is about to come; remove those nobody looks at.

        Raises
        ------
        Refused
            If the file is empty or too large, the disk too full, or too many files are there.
        """
        name = plain_name(name)
        if size <= 0:
            raise Refused("empty", file=name)
        if size > MOST_BYTES:
            raise Refused("too_large", file=name, limit=str(MOST_BYTES // 1024**2))
        with self._lock:
            own_folder(self.root)
            self._remove_old()
            if sum(1 for _ in self.root.iterdir()) >= MOST_FOLDERS:
                raise Refused("too_many")
            if shutil.disk_usage(self.root).free < 2 * size + LEFT_FREE:
                raise Refused("disk_full", file=name)
            upload = Upload(self.root / secrets.token_urlsafe(24), name, size)
            upload.folder.mkdir(mode=0o700)
            upload.path.parent.mkdir(mode=0o700)
            upload.path.touch()
            write_json(upload.folder / "upload.json", {"name": name, "size": size})
        return upload

    def find(self, token: object) -> Upload | None:
        """Return the upload of a token, None if there is none."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return None
        told = read_json(self.root / token / "upload.json")
        with contextlib.suppress(OSError):
            os.utime(self.root / token)  # somebody looks at it
        return Upload(self.root / token, str(told["name"]), int(told["size"])) if told else None

    def add(self, upload: Upload, offset: int, piece: bytes) -> int:
        """Write the next piece of a file; return the bytes that are there.

        Raises
        ------
        Refused
            If it isn't the next piece, is too much, or the disk is full.
        """
        with self._lock:
            if offset != upload.received or offset + len(piece) > upload.size:
                raise Refused("out_of_order")
            try:
                with upload.path.open("ab") as file:
                    file.write(piece)
            except OSError as error:
                raise Refused("disk_full", file=upload.name) from error
        return upload.received

    def remove(self, upload: Upload) -> None:
        """Forget a file and all that is known of it."""
        shutil.rmtree(upload.folder, ignore_errors=True)

    def tidy(self) -> None:
        """Remove the files nobody looks at, and what a server that was killed had unpacked of files."""
        with self._lock:
            self._remove_old()
        for folder in Path(tempfile.gettempdir()).glob("istmo-*"):
            if _UNPACKED.fullmatch(folder.name) and _is_own(folder):
                _remove_older(folder, DEAD_SECONDS)

    def _remove_old(self) -> None:
        for folder in self.root.iterdir() if self.root.exists() else ():
            _remove_older(folder, KEPT_SECONDS)


def _remove_older(folder: Path, seconds: float) -> None:
    with contextlib.suppress(OSError):
        if time() - folder.stat().st_mtime > seconds:
            shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Tell whether a folder is this user's, and no link to another."""
    is_mine = not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
    return folder.is_dir() and not folder.is_symlink() and is_mine


def own_folder(folder: Path) -> None:
    """Make a folder only this user can look into.

    Raises
    ------
    Refused
        If somebody else's folder stands at that place.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(folder):
        raise Refused("not_understood")
    folder.chmod(0o700)


def default_root() -> Path:
    """Return where uploads lie: in the temporary folder of the machine, apart for each user of it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = "istmo"
    return Path(tempfile.gettempdir()) / f"istmo-uploads-{_NOT_IN_NAMES.sub('', user)}"


def plain_name(name: str) -> str:
    """Return a file name without folders and without what file names can't hold."""
    last = _NOT_IN_NAMES.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".")
    stem, dot, ending = last.rpartition(".")
    if len(last.encode()) > LONGEST_NAME:
        last = (stem or ending).encode()[:LONGEST_NAME].decode(errors="ignore") + (dot + ending[:8] if stem else "")
    return last or "file"


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a small file so that a reader sees the old one or the new one, never a part."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Return what such a file holds; nothing if it isn't there."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
