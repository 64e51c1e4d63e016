"""`README.md` of a package: what it holds, what it can't say, how to cite and how to reproduce it."""

from collections.abc import Iterator

from data.dimensions import DIMENSIONS, MEASURES
from layouts import captions
from layouts.cautions import biases_of
from layouts.charts import CHARTS
from layouts.citing import of_file
from layouts.codebook import GUARDED
from layouts.drawing import field_name
from layouts.exports.sheets import BLANKS_TOLD
from layouts.i18n import Speech, mark
from layouts.scene import Scene

FILES = {
    "data.csv": mark("the records, one row a seizure; several values of a cell stand between semicolons"),
    "items.csv": mark("their goods, one row a line; seizure_id and dataset name the record"),
    "waypoints.csv": mark("the stops of their routes, in order"),
    "codes.csv": mark("every code with its group, its unit, its labels and its definition"),
    "datapackage.json": mark("columns, types, keys, licence and version for programs (Frictionless Data Package)"),
    "codebook-en.md, codebook-es.md": mark("what each column means, in English and in Spanish"),
    "query.json": mark("the query that selects these records, and their version"),
    "expected.json": mark("the numbers of Istmo's Overview for these records"),
    "reproduce.py": mark("recomputes those numbers with plain pandas and compares"),
    "SHA256SUMS": mark("the hash of each file"),
}
MOST_BIASES = 12
COUNTING = mark(
    "Losses from lawful holders (event “diverted”) are in data.csv and count as seizures only where the selection "
    "asks for events. Under a filter by goods only those goods are added up."
)
NOT_REPRODUCED = mark(
    "Reproduced are the totals, the map of provinces, the trend, and the tables of concealment, transport, goods, "
    "routes and completeness. The findings in words are not: they compare with records that are not in this package. "
    "First and last period of the trend stand in query.json, since they are those of all records of the same places "
    "and data sets."
)


def readme(scene: Scene) -> str:
    """Return the text, in the language of the scene; the same on every day."""
    return "\n".join(line for part in (_opening, _files, _unknown, _biases, _citing, _using) for line in part(scene))


def _opening(scene: Scene) -> Iterator[str]:
    say, told, view = scene.say, of_file(scene), scene.view
    yield f"# {told.title}\n"
    if scene.is_synthetic:
        yield f"> **{say(captions.SYNTHETIC)}**\n"
    seizures = say.plural("1 seizure", "{n} seizures", view.seizures)
    records = say.plural("1 record", "{n} records", told.records)
    pairs = {
        say("Filters"): view.selection.describe(say.language, say.vocabulary),
        say("Records"): say("{records}, counted as {seizures}", records=records, seizures=seizures),
        say("Source"): captions.source(scene),
        say("Licence"): captions.licence(scene),
        say("Query"): f"`{told.query}`",
        say("SHA-256 of data.csv"): f"`{told.digest}`",
    }
    yield from (f"- **{name}**: {text}" for name, text in pairs.items())
    yield ""


def _files(scene: Scene) -> Iterator[str]:
    say = scene.say
    yield f"## {say('Files')}\n"
    yield from (f"- `{name}`: {say(text)}" for name, text in FILES.items())
    yield f"\n{say(BLANKS_TOLD)} {say(GUARDED)} {say(COUNTING)}\n"


def _unknown(scene: Scene) -> Iterator[str]:
    """Tell what is not known, field by field."""
    say = scene.say
    yield f"## {say('What is not known')}\n"
    if not scene.view.seizures:
        yield say("No seizure is selected.") + "\n"
        return
    for row in CHARTS["completeness"].table(scene).itertuples():
        share = say.percent(row.known, row.seizures)
        yield "- " + say("{field}: known in {share}", field=field_name(scene, row.field), share=share)
    yield "\n" + say(
        "What is missing isn't missing by chance. Shares in the charts are of the seizures in which the field is known."
    )
    yield ""


def _biases(scene: Scene) -> Iterator[str]:
    say = scene.say
    yield f"## {say('Bear in mind')}\n"
    table = biases_of((*MEASURES, *DIMENSIONS), MOST_BIASES)
    for row in table.to_dict("records"):
        yield f"- **{_told(row, 'name', say)}**: {_told(row, 'text', say)} {_told(row, 'effect', say)}"
    yield ""


def _told(row: dict[str, str], part: str, say: Speech) -> str:
    return row[f"{part}_{say.language}"]


def _citing(scene: Scene) -> Iterator[str]:
    say, told = scene.say, of_file(scene)
    yield f"## {say('How to cite')}\n"
    yield f"{say('In short')}: {told.short}\n"
    yield f"{say('In full')}: {told.full}\n"
    yield f"```bibtex\n{told.bibtex}```\n"


def _using(scene: Scene) -> Iterator[str]:
    say = scene.say
    yield f"## {say('Reproduce')}\n"
    yield "```\npip install pandas\npython reproduce.py\n```\n"
    yield say(NOT_REPRODUCED) + "\n"
    yield say(
        "Check the files: {command}", command="`sha256sum -c SHA256SUMS`, `frictionless validate datapackage.json`"
    )
    yield ""
