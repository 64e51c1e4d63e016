"""How to cite a selection: who, what, which version, which filters, how many records, and what they add up to."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from analytics.comparison import Rest
from analytics.crossfilter import View
from layouts import captions
from layouts.rows import csv_blocks, selected_rows
from layouts.scene import Scene

SHOWN = 12
"""Characters of the digest that a citation shows; the package holds all of it."""

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {letter: f"\\{letter}" for letter in "&%$#_{}"}


@dataclass(frozen=True)
class Compared:
    """What a selection is compared with: its filters, its query (empty for all the rest), its number of records."""

    filters: str
    query: str
    records: int


@dataclass(frozen=True)
class Citation:
    """The texts that cite one selection of one version.

    Attributes
    ----------
    scene : the selection, its version and its language.
    day : when it was retrieved; None leaves that out, so that the same selection is cited alike every day.
    known : digests worked out before, of the selection and of what it is compared with; empty if they weren't.
    """

    scene: Scene
    day: date | None
    known: tuple[str, ...] = ()

    @cached_property
    def records(self) -> int:
        """Number of records, losses included: the rows of the CSV."""
        return len(selected_rows(self.scene.view))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the selection's CSV, the file `seizures.csv` of the same query; takes a minute for a million."""
        return self.known[0] if self.known else digest_of(self.scene.view)

    @cached_property
    def others(self) -> Compared | None:
        """What the selection is compared with; None where it is cited alone."""
        if (other := self.scene.other) is None:
            return None
        is_rest = isinstance(other, Rest)
        query = "" if is_rest else replace(other.selection, version=self.scene.version).to_query()
        return Compared(captions.other_filters(self.scene), query, len(selected_rows(other)))

    @cached_property
    def other_digest(self) -> str:
        """SHA-256 of the CSV of what the selection is compared with; empty where it is cited alone."""
        if self.scene.other is None:
            return ""
        return self.known[1] if self.known else digest_of(self.scene.other)

    @property
    def shown(self) -> str:
        """The beginning of the hash; of a comparison of both."""
        return self._both(self.digest[:SHOWN], self.other_digest[:SHOWN])

    @property
    def query(self) -> str:
        """The query that reopens this selection of this version."""
        return pinned(self.scene)

    @property
    def title(self) -> str:
        """Name of the data set."""
        return self.scene.say("Istmo: records of seizures of firearms and ammunition in Central America")

    @property
    def short(self) -> str:
        """What stands in a text or below a table."""
        told = self.scene.say("Istmo contributors ({year}), {version}, {records}", **self._details)
        return self._warned(f"{told}{self._retrieved}.")

    @property
    def full(self) -> str:
        """What stands in a list of references."""
        say = self.scene.say
        what = say("Istmo contributors ({year}). {title} [data set], {version}", **self._details, title=self.title)
        more = say(
            "Selection: {filters} ({records}). Query: {query}. SHA-256 of the table: {digest}. Licence: {licence}.",
            **self._details,
            filters=captions.filters(self.scene),
            query=self._queries,
            digest=self.shown,
            licence=captions.licence(self.scene),
        )
        return self._warned(f"{what}{self._retrieved}. {more}")

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX."""
        say = self.scene.say
        digests = self._both(self.digest, self.other_digest)
        told = f"{captions.filters(self.scene)}; {self._details['records']}; query {self._queries}; SHA-256 {digests}"
        note = self._warned(told)
        fields = {
            "author": "{Istmo contributors}",
            "title": f"{{{_escaped(self.title)}}}",
            "year": str(self._details["year"]),
            "version": str(self.scene.version),
            "urldate": self.day.isoformat() if self.day else "",
            "type": _escaped(say("Data set")),
            "note": _escaped(note),
        }
        held = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{istmo-v{self.scene.version}-{self.digest[:SHOWN]},\n{held}}}\n"

    @cached_property
    def _details(self) -> dict[str, object]:
        say, version = self.scene.say, self.scene.version
        made = self.scene.committed()
        dated = made or self.day  # the year of the version, not of the day somebody looked at it
        told = say("version {version} of {day}", version=version, day=say.date(made)) if made else ""
        return {
            "year": dated.year if dated else say("no date"),
            "version": told or say("version {version}", version=version),
            "records": self._both(
                self._counted(self.records), self._counted(self.others.records if self.others else 0)
            ),
        }

    @property
    def _retrieved(self) -> str:
        say = self.scene.say
        return say(", retrieved {day}", day=say.date(self.day)) if self.day else ""

    @property
    def _queries(self) -> str:
        return self._both(self.query, (self.others.query or self.others.filters) if self.others else "")

    def _counted(self, records: int) -> str:
        return self.scene.say.plural("1 record", "{n} records", records)

    def _both(self, one: str, other: str) -> str:
        """Return what is told of the selection; of a comparison what is told of A and of B."""
        return f"A: {one} · B: {other}" if self.others else one

    def _warned(self, text: str) -> str:
        """Return the text; of synthetic records it says first that they are."""
        return f"[{self.scene.say(captions.SYNTHETIC)}] {text}" if self.scene.is_synthetic else text


def citation(scene: Scene, day: date | None) -> Citation:
    """Return how to cite what a scene selects, retrieved on a day if one is told; its texts are made when asked for."""
    return Citation(scene, day)


def of_file(scene: Scene) -> Citation:
    """Return how to cite a file of records: it holds those of the selection, not what they are compared with."""
    return Citation(replace(scene, other=None), None)


def pinned(scene: Scene) -> str:
    """Return the canonical query of a scene's filters with its version in it."""
    return replace(scene.view.selection, version=scene.version).to_query()


@lru_cache(maxsize=8)
def digest_of(view: View) -> str:
    """Return the SHA-256 of a view's CSV, computed block by block."""
    digest = hashlib.sha256()
    for block in csv_blocks(view):
        digest.update(block)
    return digest.hexdigest()


def _escaped(text: str) -> str:
    """Return a text as BibTeX reads it."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
