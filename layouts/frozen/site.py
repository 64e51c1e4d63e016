"""The frozen site: pages in each language, what they are drawn with, and the files of the records."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import plotly

from data.vocabulary import LANGUAGES, REFERENCE
from layouts.captions import filters, licence, source
from layouts.charts import CHARTS
from layouts.exports import FORMATS, csv_bytes
from layouts.frozen.markup import markup
from layouts.frozen.pages import Frozen, name_of
from layouts.i18n import Speech, speech
from layouts.library import Library
from layouts.page import Page, all_pages
from layouts.redraw import made
from layouts.scene import Scene
from layouts.shell import LANGUAGE_NAMES

ASSETS = Path(__file__).parents[2] / "assets"
COPIED = ("istmo.css", "frozen.css", "fonts.css", "fonts", "mark.svg", "frozen.js", "locales")
GEOGRAPHY = ("borders_admin0.geojson", "borders_admin1.geojson")
CHOSEN = "hotspots=gi"
"""What a reader of the live page would have to press first."""

MARK = "edition.json"
"""By which a folder is known to hold an edition."""

PAGE = """<!DOCTYPE html>
<html lang="{language}" data-mantine-color-scheme="light">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Istmo – {title}</title><link rel="icon" href="../static/mark.svg">
<link rel="stylesheet" href="../static/fonts.css"><link rel="stylesheet" href="../static/istmo.css">
<link rel="stylesheet" href="../static/frozen.css"></head>
<body class="frozen"><a class="skip" href="#main">{skip}</a>
<header class="header"><a class="brand" href="index.html"><img src="../static/mark.svg" alt="" width="26" height="26">
<span>Istmo</span></a><nav class="nav" aria-label="{pages}">{links}</nav><div class="tools">{languages}</div></header>
<div class="body"><main class="main" id="main"><div class="status"><p class="sentence">{filters}</p>
<p class="frozen-edition">{edition}</p>{warning}</div>{body}{files}</main></div>
<script src="../static/borders.js"></script><script src="../static/plotly.min.js"></script>
<script src="../static/locales/spanish.js"></script><script src="../static/frozen.js"></script>
</body></html>
"""

ENTRY = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Istmo</title><link rel="stylesheet" href="static/fonts.css"><link rel="stylesheet" href="static/istmo.css">
<link rel="stylesheet" href="static/frozen.css"></head>
<body class="frozen"><main class="frozen-entry"><img src="static/mark.svg" alt="" width="64" height="64"><h1>Istmo</h1>
{links}</main></body></html>
"""


def freeze(library: Library, query: str, out: Path, today: date) -> list[Path]:
    """Write the site of a selection; return its files.

    Parameters
    ----------
    query : filters and options in force on every page.
    out : folder; an earlier edition in it is replaced as a whole.
    today : the date of the edition.

    Raises
    ------
    FileExistsError
        If the folder holds something else.
    StoreError
        If the store or the pinned version can't be read.
    OSError
        If the folder can't be written.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise FileExistsError(str(out))
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _write(library, query, fresh, today)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return sorted(path for path in out.rglob("*") if path.is_file())


def _write(library: Library, query: str, out: Path, today: date) -> None:
    told = query if "hotspots=" in query else f"{query}&{CHOSEN}".strip("&")
    scenes = {code: library.scene(told, speech(code), webgl=False) for code in LANGUAGES}
    pages = pages_of(query)
    _copy_static(out / "static")
    for code, scene in scenes.items():
        _write_pages(scene, pages, library, out / code, today)
        _write_records(scene, out / "data" / code)
    first = next(iter(scenes.values()))
    _write_numbers(first, out / "data" / "charts")
    links = (f'<p><a lang="{code}" href="{code}/index.html">{LANGUAGE_NAMES[code]}</a></p>' for code in LANGUAGES)
    (out / "index.html").write_text(ENTRY.format(links="".join(links)), encoding="utf-8")
    mark = {"edition": today.isoformat(), "version": first.version, "query": query}
    (out / MARK).write_text(json.dumps(mark), encoding="utf-8")


def pages_of(query: str) -> tuple[Page, ...]:
    """Return the pages that can stand without a server: those of charts, and About."""
    given = parse_qs(query)
    return tuple(page for page in all_pages() if page.title and page.frozen and (not page.needs or page.needs in given))


def _copy_static(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in COPIED:
        origin = ASSETS / name
        if origin.is_dir():
            shutil.copytree(origin, folder / name, dirs_exist_ok=True)
        else:
            shutil.copyfile(origin, folder / name)
    shutil.copyfile(Path(plotly.__path__[0]) / "package_data" / "plotly.min.js", folder / "plotly.min.js")
    (folder / "borders.js").write_text("".join(_borders()), encoding="utf-8")


def _borders() -> Iterator[str]:
    """Yield what a page opened as a file can't fetch: borders, and the empty base map that Plotly asks for."""
    yield "window.istmoBorders={};"
    for name in GEOGRAPHY:
        yield f'window.istmoBorders["/geography/{name}"]={(REFERENCE / name).read_text(encoding="utf-8")};'
    empty = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ASSETS / "topojson").glob("*.json")}
    yield f"window.PlotlyGeoAssets={{topojson:{json.dumps(empty)}}};"


def _write_pages(scene: Scene, pages: tuple[Page, ...], library: Library, folder: Path, today: date) -> None:
    folder.mkdir(exist_ok=True)
    for page in pages:
        frozen = Frozen(scene, pages)
        body = markup(frozen.body(page, library), frozen.fill)
        (folder / f"{name_of(page)}.html").write_text(_page(scene, page, pages, body, today), encoding="utf-8")


def _page(scene: Scene, page: Page, pages: tuple[Page, ...], body: str, today: date) -> str:
    say = scene.say
    return PAGE.format(
        language=say.language,
        title=escape(say(page.title)),
        skip=escape(say("Skip to content")),
        pages=escape(say("Pages")),
        links="".join(_nav(other, page, say) for other in pages),
        languages="".join(
            f'<a lang="{code}" href="../{code}/{name_of(page)}.html">{LANGUAGE_NAMES[code]}</a>'
            for code in LANGUAGES
            if code != say.language
        ),
        filters=escape(filters(scene)),
        edition=escape(edition(scene, today)),
        warning=_warning(scene),
        body=body,
        files=_files(scene),
    )


def edition(scene: Scene, today: date) -> str:
    """Return which edition a frozen site is."""
    say = scene.say
    text = say(
        "Frozen edition of {day}: {source}; {licence}. It doesn't change: for the newest records, open Istmo itself."
    )
    return text.format(day=say.date(today), source=source(scene), licence=licence(scene))


def _warning(scene: Scene) -> str:
    if not scene.is_synthetic:
        return ""
    told = scene.say("These records are synthetic: made for training, calibrated to nothing real.")
    return f'<p class="notice frozen-warning" role="note">{escape(told)}</p>'


def _nav(page: Page, current: Page, say: Speech) -> str:
    here = ' aria-current="page"' if page is current else ""
    return f'<a class="nav-link" href="{name_of(page)}.html"{here}>{escape(say(page.title))}</a>'


def _files(scene: Scene) -> str:
    """Return the links to the files of the records, and why there is one that can't be."""
    say = scene.say
    parts = [escape(say("The records in files:"))]
    for kind in FORMATS.values():
        if told := kind.refusal(scene):
            parts.append(f"<span>{escape(told)}</span>")
        else:
            where = f"../data/{say.language}/{kind.file_name(scene)}"
            parts.append(f'<a class="file-link" download href="{where}">{escape(say(kind.title))}</a>')
    return f'<p class="doing helps">{" ".join(parts)}</p>'


def _write_records(scene: Scene, folder: Path) -> None:
    folder.mkdir(parents=True)
    for kind in FORMATS.values():
        if kind.refusal(scene):
            continue
        with (folder / kind.file_name(scene)).open("wb") as handle:
            for chunk in kind.chunks(scene):
                handle.write(chunk)


def _write_numbers(scene: Scene, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, chart in CHARTS.items():
        outcome: Any = made(chart, scene)
        if outcome.state == "done":
            (folder / f"{name}.csv").write_bytes(csv_bytes(chart.numbers(outcome.result)))
