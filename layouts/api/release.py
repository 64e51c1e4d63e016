"""What tells this program from another: an answer that was kept is asked for again once either changed."""

import hashlib
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("data", "analytics", "layouts")
ENDINGS = frozenset({".py", ".csv", ".toml", ".po"})


@lru_cache(maxsize=1)
def release() -> str:
    """Return the beginning of the SHA-256 of the program and of the tables that ship with it."""
    digest = hashlib.sha256()
    for path in sorted(path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.suffix in ENDINGS):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
