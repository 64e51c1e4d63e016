"""What a file format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from layouts.scene import Scene


class TooManyRows(ValueError):
    """A format can't hold so many rows; nothing is truncated, so nothing is written."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A file format of records.

    Attributes
    ----------
    ending : of the file's name, without the dot.
    media_type : what the file is.
    chunks : scene → the file, piece by piece, so that memory stays bounded.
    title : its name.
    use : what it is for.
    stem : name of the file, without its ending.
    refusal : scene → why it can't hold the selection, a sentence; empty where it can.
    """

    ending: str
    media_type: str
    chunks: Callable[[Scene], Iterator[bytes]]
    title: str
    use: str
    stem: str = "seizures"
    refusal: Callable[[Scene], str] = lambda scene: ""

    def file_name(self, scene: Scene) -> str:
        """Return the name of the file; synthetic records are told by it."""
        mark = "-synthetic" if scene.is_synthetic else ""
        return f"istmo-{self.stem}{mark}.{self.ending}"
