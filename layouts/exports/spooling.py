"""Files that are made whole before they are sent: written to the disk, never held in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

PIECE = 1 << 20
"""Bytes sent at once."""


def spooled(write: Callable[[Path], None], ending: str) -> Iterator[bytes]:
    """Return, piece by piece, the file that a function writes at the path it is given."""
    with TemporaryDirectory(prefix="istmo-") as folder:
        file = Path(folder) / f"file.{ending}"
        write(file)
        with file.open("rb") as handle:
            while piece := handle.read(PIECE):
                yield piece
