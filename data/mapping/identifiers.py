"""Ids for rows that have none: the same content gives the same id on every import."""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.mapping.profiles import Profile

DIGEST_BYTES = 8
"""64 bits: among a million rows two differing ones share an id with a chance of 1 in 37 million."""


@dataclass
class Identifiers:
    """Gives ids, counting the occurrences of equal rows over all chunks of a file.

    Attributes
    ----------
    profile : its name begins every id.
    """

    profile: Profile
    _seen: dict[str, int] = field(default_factory=dict)

    def complete(self, template: pd.DataFrame) -> pd.DataFrame:
        """Return the template with an id in every row.

        The id is a hash of what the row states; of exactly equal rows (separate guns, say) the second is named
        `…-2`, the third `…-3`, so that they stay separate and a second import finds the same ids.
        """
        missing = template["seizure_id"] == ""
        if not missing.any():
            return template
        blank = template.loc[missing].drop(columns="seizure_id")
        prefix = self.profile.name.replace("_", "-")
        ids = [self._numbered(f"{prefix}-{digest}") for digest in _digests(blank)]
        return template.assign(
            seizure_id=template["seizure_id"].mask(missing, pd.Series(ids, blank.index, dtype="str"))
        )

    def _numbered(self, name: str) -> str:
        occurrence = self._seen.get(name, 0) + 1
        self._seen[name] = occurrence
        return name if occurrence == 1 else f"{name}-{occurrence}"


def _digests(table: pd.DataFrame) -> list[str]:
    """Return a hash of what each row states: of names and values, so that further blank columns change nothing."""
    stated = [_named(name, table[name]) for name in sorted(table.columns)]
    texts = map("".join, zip(*stated, strict=True)) if stated else [""] * len(table)
    return [blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest() for text in texts]


def _named(name: str, column: pd.Series) -> npt.NDArray[np.object_]:
    places, values = pd.factorize(column)
    return np.array([f"{name}={value}\x1f" if value else "" for value in values], dtype=object)[places]
