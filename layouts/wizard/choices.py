"""What a column of a file may become: the choices, what each is called, and the lists that offer them."""

from collections.abc import Mapping
from typing import Any

from data.codebook import SECTIONS
from layouts.codebook import SECTION_TITLES
from layouts.i18n import Speech, mark
from layouts.wizard.draft import DATE_PARTS, choices
from layouts.wizard.parts import Options, lazy_choice, shared

SHARED = "import-choices"
"""Id of what holds the choices of all lists."""

NAMES: Mapping[str, str] = {
    "seizure_id": mark("Number of the seizure"),
    "date": mark("Date"),
    "date_precision": mark("How exactly the date is known"),
    "date:year": mark("Date: year only"),
    "date:month": mark("Date: month only"),
    "date:day": mark("Date: day only"),
    "event": mark("Event"),
    "country": mark("Country"),
    "admin1": mark("Province or department"),
    "place": mark("Place"),
    "latitude": mark("Latitude"),
    "longitude": mark("Longitude"),
    "place_precision": mark("How exactly the place is known"),
    "location_type": mark("Type of location"),
    "detection": mark("How it was detected"),
    "agencies": mark("Agencies"),
    "agency_type": mark("Types of agency"),
    "transport_mode": mark("Transport"),
    "concealment": mark("Concealment"),
    "diversion_source": mark("Source of diversion"),
    "document_status": mark("Documents"),
    "document_type": mark("Kind of document"),
    "offence_context": mark("Offence"),
    "origin": mark("Origin"),
    "transit": mark("Transit"),
    "destination": mark("Intended destination"),
    "item_type": mark("Type of goods, one a row"),
    "quantity": mark("How many of them"),
    "firearms_total": mark("All firearms together"),
    "other_goods": mark("Other goods"),
    "summary": mark("Summary"),
    "source_url": mark("Web address of the source"),
    "source_url_2": mark("Second web address"),
    "source_publisher": mark("Published by"),
    "source_date": mark("Date of the source"),
    "source_reliability": mark("Kind of source"),
    "report_date": mark("Date it was reported"),
    "sensitivity": mark("Who may see it"),
    "ignore": mark("– leave it out –"),
}


def shared_targets(say: Speech) -> Any:
    """Return what holds the choices of all columns."""
    return shared(SHARED, {"": [("ignore", say(NAMES["ignore"]))], **target_groups(say)})


def target_choice(label: str, place: int, choice: str, say: Speech) -> Any:
    """Return the list of what the column at a place becomes."""
    return lazy_choice("target", label, (choice, name_of(choice, say)), name=str(place), options=SHARED)


def target_groups(say: Speech) -> dict[str, Options]:
    """Return title of a group → the choices in it, in words."""
    allowed = [choice for choice in choices() if choice != "ignore"]
    section = {name: key for key, names in SECTIONS.items() for name in names}
    titles = {key: say(title) for key, title in SECTION_TITLES.items()}
    grouped: dict[str, list[tuple[str, str]]] = {title: [] for title in titles.values()}
    for choice in allowed:
        is_goods = choice.startswith("qty_") or choice in {"item_type", "quantity"}
        key = "what" if is_goods else "record" if choice in DATE_PARTS else section.get(choice, "source")
        grouped[titles[key]].append((choice, name_of(choice, say)))
    return {title: held for title, held in grouped.items() if held}


def name_of(choice: str, say: Speech) -> str:
    """Return what a choice is called."""
    if choice.startswith("qty_"):
        return say("Number: {item}", item=say.label("item_type", choice.removeprefix("qty_")))
    return say(NAMES[choice]) if choice in NAMES else choice
