"""The two lists of versions on the Data page: what each is called and says; everything else they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.store import Published, Store
from layouts.i18n import mark


@dataclass(frozen=True)
class Listing:
    """One list of versions.

    Attributes
    ----------
    name : begins the ids of its parts.
    title : its heading.
    note : what stands below the heading.
    actions : action of a commit → what is said of it.
    see, restore, remove : spoken labels of what a line offers; `see` is blank where nothing shows a version.
    ask_restore, ask_remove : questions before anything is changed.
    going, returning : how many rows go and come back where an import is taken out, for one and for many.
    restored, removed : what is said afterwards.
    same : what is said of two versions that don't differ.
    heads : headings of a comparison.
    one_more, many_more : what is said of the lines a comparison leaves out.
    """

    name: str
    title: str
    note: str
    actions: Mapping[str, str]
    see: str
    restore: str
    remove: str
    ask_restore: str
    ask_remove: str
    going: tuple[str, str]
    returning: tuple[str, str]
    restored: str
    removed: str
    same: str
    heads: tuple[str, ...]
    one_more: str
    many_more: str

    @property
    def command(self) -> str:
        """Id of the store of commands."""
        return f"{self.name}-command"

    @property
    def versions(self) -> str:
        """Id of the list."""
        return f"{self.name}-versions"

    @property
    def answer(self) -> str:
        """Id of where a command is answered."""
        return f"{self.name}-answer"


SHARED_ACTIONS = {
    "import": mark("Import"),
    "restore": mark("Restored"),
    "remove": mark("Import taken out"),
    "enter": mark("Entered by hand"),
    "correct": mark("Corrected by hand"),
}

RECORDS = Listing(
    name="history",
    title=mark("Versions"),
    note=mark("Every import is a version of its own; none is ever lost. + added, ~ changed, − removed."),
    actions={"load reference": mark("Records that ship with Istmo"), **SHARED_ACTIONS},
    see=mark("See the records of version {n}"),
    restore=mark("Restore version {n}"),
    remove=mark("Take out the import of version {n}"),
    ask_restore=mark(
        "Bring version {old} back? Its records become the newest version; the present ones stay in the list and can be "
        "brought back the same way."
    ),
    ask_remove=mark("Take {file} out?"),
    going=(mark("1 record goes."), mark("{n} records go.")),
    returning=(
        mark("1 record that it had replaced comes back as it was before."),
        mark("{n} records that it had replaced come back as they were before."),
    ),
    restored=mark("Version {old} is in force again, as version {new}."),
    removed=mark("The records of {file} were taken out: this is version {new}."),
    same=mark("The two hold the same records."),
    heads=(mark("Record"), mark("Dataset"), mark("Change"), mark("Columns that differ")),
    one_more=mark("1 more record differs."),
    many_more=mark("{n} more records differ."),
)
FIGURES = Listing(
    name="figures",
    title=mark("Published figures: versions"),
    note=mark("Totals that were published; they are kept apart and never added to the records."),
    actions={"load reference": mark("Figures that ship with Istmo"), **SHARED_ACTIONS},
    see="",
    restore=mark("Restore version {n} of the published figures"),
    remove=mark("Take out the figures imported in version {n}"),
    ask_restore=mark(
        "Bring version {old} of the published figures back? Its figures become the newest version; the present ones "
        "stay in the list and can be brought back the same way."
    ),
    ask_remove=mark("Take {file} out?"),
    going=(mark("1 figure goes."), mark("{n} figures go.")),
    returning=(
        mark("1 figure that it had replaced comes back as it was before."),
        mark("{n} figures that it had replaced come back as they were before."),
    ),
    restored=mark("Version {old} of the published figures is in force again, as version {new}."),
    removed=mark("The figures of {file} were taken out: this is version {new} of the published figures."),
    same=mark("The two hold the same figures."),
    heads=(
        *(mark("Place"), mark("Period"), mark("Category of goods"), mark("Source")),
        *(mark("Change"), mark("Columns that differ")),
    ),
    one_more=mark("1 more figure differs."),
    many_more=mark("{n} more figures differ."),
)


def listing_of(table: Store | Published) -> Listing:
    """Return the list that shows the versions of a table."""
    return FIGURES if isinstance(table, Published) else RECORDS
