"""What each column of the template and of the exported table means, in plain sentences; the codebook to read."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from data.codebook import SECTIONS, Column, columns, value_lists
from data.vocabulary import LANGUAGES, Vocabulary
from layouts.i18n import Speech, mark

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "seizure_id": mark(
            "Your own number for the seizure: each row has another, and it never changes; made by Istmo if blank."
        ),
        "date": mark("Day of the seizure, or its month or year if no more is known."),
        "date_precision": mark(
            "How exactly the date is known; write “reported” if only the day of the report is known."
        ),
        "event": mark("What happened: seized, found, surrendered, retained by customs, or lost from a lawful holder."),
        "country": mark("Country where it was seized, as a two-letter code."),
        "admin1": mark("Province, department, district or state: its name or its ISO 3166-2 code."),
        "place": mark("Town, port, border post or road, as the report names it."),
        "latitude": mark("Latitude in degrees (WGS 84), with a decimal point; positive north of the equator."),
        "longitude": mark("Longitude in degrees (WGS 84), with a decimal point; negative in all the Americas."),
        "place_precision": mark("How exactly the place is known: a point, a named place, the province or the country."),
        "location_type": mark("Kind of place where it was seized: border post, port, road, home."),
        "detection": mark("How it was detected: inspection, checkpoint, search of premises, arrest."),
        "agency_type": mark("Kind of each agency that took part, read from its name."),
        "agencies": mark("Every agency that took part, by its name."),
        "transport_mode": mark("What it travelled in or on when it was seized."),
        "concealment": mark("How it was hidden or disguised; several if several were used."),
        "diversion_source": mark("How the goods left lawful hands, if that is known."),
        "offence_context": mark("What else the case was about: trafficking, illegal possession, drugs, robbery."),
        "document_status": mark("State of the papers presented with the goods."),
        "document_type": mark("Kind of paper presented with the goods."),
        "origin": mark("Where the consignment set out, as country:place; not where the firearm was made."),
        "transit": mark("Places it passed through on the way, in order."),
        "destination": mark("Where the consignment was going, as country:place."),
        "firearms": mark("All firearms of the seizure together, added up by Istmo."),
        "firearms_total": mark("All firearms together, as the source states them."),
        "other_goods": mark("What else was seized with them: drugs, cash, vehicles, uniforms."),
        "summary": mark("What happened, in one or two sentences, without names of persons."),
        "report_date": mark("Day when the seizure was first reported or entered in the register."),
        "source_publisher": mark("Who published or recorded it: agency, court or outlet."),
        "source_date": mark("Day when the source was published."),
        "source_reliability": mark("Kind of source: official record, statement, court document, press."),
        "dataset": mark("Data set the record belongs to; synthetic records serve for training only."),
        "sensitivity": mark("Who may see the record: everybody, or only those allowed to."),
        "source_url": mark("Web address of the source, if it has one."),
        "source_url_2": mark("Web address of a second source."),
        "source_urls": mark("Web addresses of all sources."),
    }
)
GUARDED = mark(
    "In CSV files a text that begins with =, +, -, @ or a tab and is no number has an apostrophe before it, so that no "
    "spreadsheet runs it as a formula; take it away for the text as it was recorded."
)
EXAMPLE_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "other_goods": mark("4 kg of cocaine; 12,000 US dollars in cash"),
        "summary": mark("Firearms in boxes declared as furniture, found when a container was scanned at the port."),
    }
)
SECTION_TITLES = {
    "record": mark("The seizure"),
    "where": mark("Where"),
    "how": mark("How it was moved and found"),
    "what": mark("What was seized"),
    "source": mark("Source"),
}
UNIT_NAMES = {"pieces": mark("pieces"), "rounds": mark("rounds"), "kg": mark("kilograms"), "degrees": mark("degrees")}
KINDS = {
    "text": mark("Text"),
    "code": mark("One code of the list {list}"),
    "codes": mark("One or more codes of the list {list}, separated by “{separator}”"),
    "province": mark("Name, or code of the list {list}"),
    "number": mark("Number, in {unit}"),
    "date": mark("Date: YYYY-MM-DD, YYYY-MM or YYYY"),
    "route": mark("Country code, colon, place; the place may be missing"),
    "routes": mark("Country code, colon, place; several separated by “{separator}”"),
    "texts": mark("Text; several separated by “{separator}”"),
}
BLANKS = {
    "refused": mark("never blank: a row without it is refused"),
    "made": mark("made by Istmo from what the row says"),
    "not_stated": mark("not stated"),
    "not_known": mark("not known"),
    "as_written": mark("as exactly as the date is written"),
    "public": mark("public"),
}
HEADINGS = (
    *(mark("Column"), mark("Meaning"), mark("What is written"), mark("Required"), mark("A blank means")),
    *(mark("Example"), mark("In")),
)
GEOGRAPHIC = frozenset({"country", "admin1"})
"""Lists of international standards, too long to read: the codebook for programs holds them."""


def meaning(column: Column, say: Speech) -> str:
    """Return what a column means, in one sentence."""
    if not column.item_type:
        return say(MEANINGS[column.name])
    terms = say.vocabulary.terms
    term = terms[(terms["dimension"] == "item_type") & (terms["code"] == column.item_type)].iloc[0]
    told = [term[f"{part}_{say.language}"] for part in ("label", "definition")]
    item = f"{told[0]} ({told[1]})" if told[1] else told[0]
    return say("{item}: how many, in {unit}.", item=item, unit=say(UNIT_NAMES[column.unit]))


def meanings(say: Speech) -> dict[str, str]:
    """Return column → what it means."""
    return {column.name: meaning(column, say) for column in columns(say.vocabulary)}


def written(column: Column, say: Speech) -> str:
    """Return what is written in a column: text, number and unit, date, or codes of which list."""
    kind = f"{column.kind}s" if column.separator else "province" if column.values == "admin1" else column.kind
    unit = say(UNIT_NAMES[column.unit]) if column.unit else ""
    return say(KINDS[kind], list=column.values, separator=column.separator, unit=unit)


def example(column: Column, say: Speech) -> str:
    """Return a value of a column."""
    return say(EXAMPLE_TEXTS[column.name]) if column.name in EXAMPLE_TEXTS else column.example


def markdown(say: Speech, version: int) -> str:
    """Return the codebook as a text to read: the columns, section by section, then the lists of codes."""
    return "\n".join([*_opening(say, version), *_sections(say), *_lists(say)]) + "\n"


def _opening(say: Speech, version: int) -> Iterator[str]:
    yield f"# {say('Codebook')}"
    yield ""
    yield say(
        "Columns of the contributors' template and of the table that Istmo exports (data version {version}): one row "
        "a seizure, several values of one cell divided by the separator named below.",
        version=version,
    )
    yield ""
    yield say("A blank is not zero: a blank quantity was not stated, 0 was stated to be none.")
    yield ""
    yield say(GUARDED)
    yield ""


def _sections(say: Speech) -> Iterator[str]:
    held = columns(say.vocabulary)
    for section in SECTIONS:
        yield f"## {say(SECTION_TITLES[section])}"
        yield ""
        rows = [_row(column, say) for column in held if column.section == section]
        yield from _grid([say(heading) for heading in HEADINGS], rows)


def _row(column: Column, say: Speech) -> list[str]:
    places = [say("template")] * column.in_template + [say("exported table")] * column.in_export
    required = say("Yes") if column.required else say("No")
    told = example(column, say)
    blank = say(BLANKS[column.blank])
    code = f"`{column.name}`"
    return [code, meaning(column, say), written(column, say), required, blank, f"`{told}`", ", ".join(places)]


def _lists(say: Speech) -> Iterator[str]:
    lists = value_lists(say.vocabulary)
    yield f"## {say('Lists of codes')}"
    yield ""
    for name, rows in lists.groupby("list", sort=False):
        yield f"### {name}"
        yield ""
        if name in GEOGRAPHIC:
            yield _standard(rows, say)
            yield ""
            continue
        yield from _grid(_list_headings(say), rows[_list_columns(say)].assign(code="`" + rows["code"] + "`"))


def _standard(rows: pd.DataFrame, say: Speech) -> str:
    standard = rows["source"].iloc[0]
    return say("{n} codes of {standard}: /api/v1/codebook.json lists them.", n=len(rows), standard=standard)


def _list_columns(say: Speech) -> list[str]:
    labels = [f"label_{language}" for language in LANGUAGES]
    return ["code", "family", *labels, f"definition_{say.language}", "source"]


def _list_headings(say: Speech) -> list[str]:
    return [say("Code"), say("Group"), "English", "Español", say("Definition"), say("Source")]


def _grid(headings: list[str], rows: list[list[str]] | pd.DataFrame) -> Iterator[str]:
    """Return a Markdown table, and the blank line after it."""
    cells = rows.to_numpy().tolist() if isinstance(rows, pd.DataFrame) else rows
    for row in (headings, ["---"] * len(headings), *cells):
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"
    yield ""


def lists_by_name(vocabulary: Vocabulary) -> dict[str, list[dict[str, str]]]:
    """Return list → its codes, each with group, labels and definitions in every language, and its source."""
    groups = value_lists(vocabulary).groupby("list", sort=False)
    return {str(name): rows.drop(columns="list").to_dict("records") for name, rows in groups}
