"""Ids for rows that have none: the same content gives the same id on every import, by whatever mapping."""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

DIGEST_BYTES = 8
"""64 bits: among a million rows two differing ones share an id with a chance of 1 in 37 million."""

MADE = "row"
"""What begins the ids made here. Neither the profile nor the file names them: kept under another name, the mapping of
the same file must give the same ids."""

RUNNING = r"\d{1,6}(?:\.0+)?"
"""Bare numbers that begin anew in every file: they number its rows, not the seizures of the agency."""

IDENTIFYING = ["date", "country", "admin1", "place"]
"""What makes a running number an id: when and where."""


@dataclass
class Identifiers:
    """Gives ids, counting the occurrences of equal rows over all chunks of a file."""

    _seen: dict[str, int] = field(default_factory=dict)

    def complete(self, template: pd.DataFrame) -> pd.DataFrame:
        """Return the template with an id in every row that is one beyond its file.

        A row without an id gets a hash of what it states; of exactly equal rows (separate guns, say) the second is
        named `…-2`, the third `…-3`, so that they stay separate and a second import finds the same ids. A running
        number is followed by a hash of date and place: next month's number 1 is another seizure.
        """
        ids = template["seizure_id"].str.strip()
        missing, running = ids == "", ids.str.fullmatch(RUNNING)
        if not (missing.any() or running.any()):
            return template
        made = [self._numbered(f"{MADE}-{digest}") for digest in _digests(template[missing].drop(columns="seizure_id"))]
        told = template.loc[running].reindex(columns=IDENTIFYING, fill_value="")
        numbered = [
            f"{text.partition('.')[0]}-{digest}" for text, digest in zip(ids[running], _digests(told), strict=True)
        ]
        own = template["seizure_id"].mask(missing, pd.Series(made, ids.index[missing], dtype="str"))
        return template.assign(seizure_id=own.mask(running, pd.Series(numbered, ids.index[running], dtype="str")))

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
