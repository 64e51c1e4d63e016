"""About: what the data are and are not, boundaries, licence, how to cite."""

from typing import Any

from dash import dcc, html

from analytics.crossfilter import Crossfilter
from analytics.selection import Selection
from data.dimensions import NOT_RECORDED
from layouts.i18n import Speech, mark
from layouts.library import Library
from layouts.page import Page

DATA = (
    mark(
        "The records shown are {n}: publicly reported seizures and losses of firearms, ammunition, parts "
        "and explosives in {countries} countries, {first}–{last}. They were compiled from press and official pages, "
        "in our own words; each links to its source."
    ),
    mark(
        "They are not a census. What is in them was trafficked, detected, made public, found by those who searched, "
        "and written down. They can show how something was done; they can't show how much there is."
    ),
)
BIASES = (
    (
        mark("Press attention"),
        mark("Large, unusual or cross-border cases are reported; routine seizures of one handgun seldom are."),
    ),
    (
        mark("Enforcement"),
        mark("Where more is inspected more is found: ports and checkpoints stand out because officers stand there."),
    ),
    (
        mark("Language and archive"),
        mark("Outlets with open archives (Costa Rica, Belize, Panama) weigh more; older reports are lost."),
    ),
    (
        mark("Recency"),
        mark("The last months are incomplete, and the years before 2008 are thin."),
    ),
    (
        mark("Missing fields"),
        mark("Concealment, transport and route are stated when they are striking: unknown isn't random."),
    ),
    (
        mark("Counting"),
        mark(
            "Outlets differ on totals; a stated total larger than its parts is filled with firearms "
            "of a type not stated."
        ),
    ),
)
READING = (
    mark("“Not recorded”, “not stated” and zero are different things, and look different."),
    mark("No percentage is given on a base under 10: you read “3 of 7”."),
    mark(
        "Losses from lawful holders (diverted, stolen) are kept apart from seizures, and count only where you "
        "ask for them."
    ),
    mark("Places are taken from the gazetteer; hollow circles are known only to the province or country."),
    mark("Records known only to the month or year are kept in a period only if all of it lies inside."),
)


def body(say: Speech, library: Library) -> list[Any]:
    """Return the page."""
    version, engine = library.engine()
    years = [year for year in engine.columns.held["year"].values if year != NOT_RECORDED] or ["–"]
    facts = {
        "n": say.number(engine.columns.size),
        "countries": say.number(len(engine.columns.held["country"].values) - 1),
        "first": min(years),
        "last": max(years),
    }
    cite = say(
        "Istmo contributors. Istmo: publicly reported seizures of firearms and ammunition in Central America "
        "[data set, version {version}]. CC BY 4.0.",
        version=version,
    )
    parts = [
        html.H1(say("About Istmo and its data"), className="page-title"),
        html.H2(say("What the data are")),
        *(html.P(say(text, **facts)) for text in DATA),
        html.H2(say("How they are biased")),
        html.Dl([part for name, text in BIASES for part in (html.Dt(say(name)), html.Dd(say(text)))]),
        html.H2(say("How to read the numbers")),
        html.Ul([html.Li(say(text)) for text in READING]),
        html.P(_unplaced(say, engine)),
        html.H2(say("Boundaries")),
        html.P(
            say(
                "Borders are built from Natural Earth (public domain) and show lines as they are administered. They "
                "imply no position on any territory: the claim of Guatemala on Belize, Isla Conejo, Isla Portillos, "
                "San Andrés. Panamá Oeste is drawn approximately; Naso Tjër Di has no outline."
            )
        ),
        html.H2(say("Personal data")),
        html.P(
            say("None: no names of persons, no plates, no document or serial numbers. Istmo sends nothing anywhere.")
        ),
        *_licence(say, cite),
    ]
    return [html.Article(parts, className="card prose")]


def _licence(say: Speech, cite: str) -> list[Any]:
    return [
        html.H2(say("Licence and citation")),
        html.P(
            say("Software: MIT. Shipped records: CC BY 4.0. Borders: public domain. Place names: CC BY 4.0 (GeoNames).")
        ),
        html.Blockquote(cite, className="citation"),
        html.P(
            [
                say("“Copy citation” on every page cites what its filters select. Programs get all of it from the"),
                " ",
                html.A(say("API"), href=f"/api?lang={say.language}"),
                ".",
            ]
        ),
    ]


def _unplaced(say: Speech, engine: Crossfilter) -> list[Any]:
    """Return how many records no province could be given, with a link to them."""
    counts = engine.view(Selection(filters=(("admin1", (NOT_RECORDED,)),))).records().sum()
    text = say("{n} of {total} records state no province or department and no place that tells it: none was guessed.")
    told = text.format(n=say.number(int(counts)), total=say.number(engine.columns.size))
    link = dcc.Link(say("See them"), href=f"/records?admin1={NOT_RECORDED}&lang={say.language}")
    return [told, " ", link]


PAGE = Page(path="/about", title=mark("About"), order=90, body=body, has_filters=False)
