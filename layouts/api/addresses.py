"""Every address of the API: what it answers, which options it takes, how it can refuse."""

from dataclasses import dataclass

from layouts.api.records import PACKAGE, PAGED, forms
from layouts.charts import CHARTS
from layouts.exports import FORMATS
from layouts.i18n import mark

CSV = "text/csv"
JSON = "application/json"
GEOJSON = "application/geo+json"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AGGREGATE = ("by", "measure")
ROUTES = ("nodes",)
MARKED = ("X-Istmo-Synthetic", "X-Istmo-Licence")
"""Headers that say what a table has no room for."""

VIEW = ("measure", "grain", "scale", "level", "nodes")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address.

    Attributes
    ----------
    path : as in OpenAPI, with `{name}` for what varies.
    summary : what it answers.
    use : what that is for; empty where it needs no saying.
    media : media type of the answer.
    schema : name of the schema of a JSON answer; empty for others.
    options : view options and options of the API that it takes, besides the filters.
    filters : whether the filters of the pages narrow what it answers.
    headers : what its answers tell beside version, rows and tag.
    refusals : HTTP status it may answer besides 200, 304 and 400.
    plain : whether it is about the program and not about a version: no tag.
    names : what may stand in the varying part of its path.
    method : how it is asked.
    """

    path: str
    summary: str
    use: str = ""
    media: str
    schema: str = ""
    options: tuple[str, ...] = ()
    filters: bool = True
    headers: tuple[str, ...] = ()
    refusals: tuple[int, ...] = (404, 503)
    plain: bool = False
    names: tuple[str, ...] = ()
    method: str = "get"


def addresses() -> tuple[Address, ...]:
    """Return every address, in the order in which they are told."""
    return (*_records(), *_counts(), *_ready_made(), *_words(), *_itself())


def _records() -> list[Address]:
    found = [
        Address(
            path=f"/api/v1/seizures.{name}",
            summary=mark("the records"),
            use=FORMATS[name].use,
            media=FORMATS[name].media_type.partition(";")[0],
            schema={"json": "Records", "geojson": "FeatureCollection"}.get(name, ""),
            options=("limit", "offset") if name == PAGED else (),
            headers=("X-Istmo-Total", "Link") if name == PAGED else (),
            refusals=(404, 422, 503),
        )
        for name in forms()
    ]
    if PACKAGE in FORMATS:
        kind = FORMATS[PACKAGE]
        media = kind.media_type.partition(";")[0]
        found.append(
            Address(
                path="/api/v1/package.zip",
                summary=mark("the records with all that goes with them"),
                use=kind.use,
                media=media,
                refusals=(404, 422, 503),
            )
        )
    return found


def _counts() -> list[Address]:
    about = ("X-Istmo-Base", "X-Istmo-Stated", "X-Istmo-Known", *MARKED)
    return [
        Address(
            path="/api/v1/aggregate.csv",
            summary=mark("counts by up to three dimensions; base and share known are headers"),
            media=CSV,
            options=AGGREGATE,
            headers=about,
        ),
        Address(
            path="/api/v1/aggregate.json",
            summary=mark("counts by up to three dimensions, with base and share known"),
            media=JSON,
            schema="Aggregate",
            options=AGGREGATE,
            headers=about,
        ),
        Address(
            path="/api/v1/routes.csv",
            summary=mark("legs of the stated routes, documented or inferred, and the ends nobody knows"),
            media=CSV,
            options=ROUTES,
            headers=("X-Istmo-Base", *MARKED),
        ),
        Address(
            path="/api/v1/routes.geojson",
            summary=mark("the same legs as lines and points"),
            media=GEOJSON,
            schema="FeatureCollection",
            options=ROUTES,
            headers=("X-Istmo-Base", *MARKED),
        ),
        Address(
            path="/api/v1/charts/{name}.csv",
            summary=mark("the numbers of a chart, as its page draws it"),
            media=CSV,
            options=VIEW,
            headers=MARKED,
            names=tuple(CHARTS),
        ),
    ]


def _ready_made() -> list[Address]:
    drawn = tuple(name for name, chart in CHARTS.items() if not chart.listing)
    pictures = (
        ("png", "image/png", mark("the picture of a chart, with its words in it")),
        ("svg", "image/svg+xml", mark("the same picture as lines and texts")),
    )
    return [
        *(
            Address(
                path=f"/api/v1/charts/{{name}}.{kind}",
                summary=summary,
                media=media,
                options=(*VIEW, "theme"),
                headers=MARKED,
                names=drawn,
            )
            for kind, media, summary in pictures
        ),
        Address(
            path="/api/v1/brief.pdf",
            summary=mark("the charts of a page with their numbers, to print"),
            media="application/pdf",
            options=("page",),
            headers=MARKED,
        ),
        Address(
            path="/api/v1/deck.pptx",
            summary=mark("a deck, sent as JSON, as a PowerPoint file"),
            media=PPTX,
            refusals=(403, 404, 413, 503),
            filters=False,
            plain=True,
            method="post",
        ),
    ]


def _words() -> list[Address]:
    return [
        Address(
            path="/api/v1/citation.json",
            summary=mark("how to cite a selection: texts, BibTeX, and the SHA-256 of its table"),
            media=JSON,
            schema="Citation",
            options=("chart",),
            refusals=(202, 404, 503),
        ),
        Address(
            path="/api/v1/codebook.json",
            summary=mark("every column and code, as a Table Schema"),
            media=JSON,
            schema="Codebook",
            filters=False,
        ),
        Address(
            path="/api/v1/codebook.md", summary=mark("the same codebook, to read"), media="text/markdown", filters=False
        ),
        Address(
            path="/api/v1/template.xlsx",
            summary=mark("the workbook that contributors fill in"),
            media=XLSX,
            filters=False,
        ),
        Address(path="/api/v1/template.csv", summary=mark("the same columns as plain CSV"), media=CSV, filters=False),
    ]


def _itself() -> list[Address]:
    return [
        Address(
            path="/api/v1/versions.json",
            summary=mark("every version: when, who, what, how many records it added, changed and removed"),
            media=JSON,
            schema="Versions",
            filters=False,
        ),
        Address(
            path="/api/v1/openapi.json",
            summary=mark("this description, for programs (OpenAPI 3.1)"),
            media=JSON,
            schema="Description",
            filters=False,
        ),
        Address(
            path="/healthz",
            summary=mark("whether the records can be read"),
            media=JSON,
            schema="Health",
            refusals=(503,),
            plain=True,
            filters=False,
        ),
    ]
