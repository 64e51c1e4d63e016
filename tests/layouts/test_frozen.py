"""The frozen site: every page in both languages, no link that leads nowhere, numbers as the charts have them."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from dash import dcc, html

from layouts.charts import CHARTS
from layouts.exports import FORMATS
from layouts.frozen.markup import Raw, markup
from layouts.frozen.site import freeze, pages_of
from layouts.i18n import speech
from layouts.scene import Scene

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def site(library, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("frozen") / "site"
    freeze(library, "country=PA&country=CR", out, DAY)
    return out


class Links(HTMLParser):
    """What a page points at, and the names its parts bear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        self.found += [value for key, value in held.items() if key in {"href", "src"} and value]
        self.names.add(held.get("id") or "")


def links_of(page: Path) -> Links:
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def test_every_link_leads_somewhere_in_the_folder_or_to_a_source(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) == 1 + 2 * len(pages_of(""))
    for page in pages:
        for link in links_of(page).found:
            if link.startswith(("http://", "https://")):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path) if path else page
            assert target.exists(), f"{page}: {link}"
            assert not anchor or anchor in links_of(target).names, f"{page}: {link}"


def test_a_page_draws_what_its_charts_say(site, library):
    text = (site / "es" / "index.html").read_text(encoding="utf-8")
    held = dict(re.findall(r'<script type="application/json" data-of="([\w-]+)">(.*?)</script>', text, re.DOTALL))
    assert {"areas", "trend", "concealment"} <= {*held}
    scene = library.scene("country=PA&country=CR", speech("es"), webgl=False)
    drawn = json.loads(held["concealment"])["figure"]
    assert drawn == json.loads(json.dumps(CHARTS["concealment"].figure(CHARTS["concealment"].make(scene), scene)))
    assert "País: Costa Rica o Panamá" in text and "25 nov 2026" in text and "CC BY 4.0" in text


def test_the_files_hold_the_selection(site, client):
    table = pd.read_csv(site / "data" / "es" / "istmo-seizures.csv")
    served = pd.read_csv(io.BytesIO(client.get("/api/v1/seizures.csv?country=PA&country=CR").data))
    assert len(table) == len(served) > 50 and set(table["country"]) == {"PA", "CR"}
    for name in ("trend", "routes"):
        served = client.get(f"/api/v1/charts/{name}.csv?country=PA&country=CR").data
        assert (site / "data" / "charts" / f"{name}.csv").read_bytes() == served


def test_markup_escapes_and_leaves_controls_out():
    part = html.Div(
        [html.P("<b>&", title='"x"'), dcc.Store(id="x"), dcc.Link("a & b", href="/x", className="c"), Raw("<i>")]
    )
    text = markup(part, lambda each: each)
    assert text == '<div><p title="&quot;x&quot;">&lt;b&gt;&amp;</p><a href="/x" class="c">a &amp; b</a><i></div>'


def test_synthetic_records_are_marked(library, tmp_path, monkeypatch):
    monkeypatch.setattr(Scene, "is_synthetic", property(lambda scene: True))
    freeze(library, "country=BZ", tmp_path / "site", DAY)
    assert (tmp_path / "site" / "data" / "en" / "istmo-seizures-synthetic.csv").exists()
    for page in (tmp_path / "site").glob("??/*.html"):
        assert "synthetic" in page.read_text(encoding="utf-8") or "sintético" in page.read_text(encoding="utf-8")


def test_an_edition_replaces_the_one_before_and_nothing_else(library, tmp_path):
    out = tmp_path / "site"
    freeze(library, "country=BZ&compare=rest", out, DAY)
    (out / "en" / "gone.html").write_text("old")
    assert (out / "en" / "compare.html").exists()
    freeze(library, "country=BZ", out, DAY)
    assert not (out / "en" / "gone.html").exists() and not (out / "en" / "compare.html").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        freeze(library, "", other, DAY)
    assert (other / "mine.txt").read_text() == "mine" and not (tmp_path / "other.new").exists()


def test_a_format_that_cannot_hold_the_records_says_so(library, tmp_path, monkeypatch):
    held = FORMATS["xlsx"]
    monkeypatch.setattr(
        "layouts.frozen.site.FORMATS", {**FORMATS, "xlsx": replace(held, refusal=lambda scene: "Too many <rows>.")}
    )
    freeze(library, "country=BZ", tmp_path / "site", DAY)
    assert "Too many &lt;rows&gt;." in (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert not list((tmp_path / "site" / "data").rglob("*.xlsx"))


def test_a_package_is_written_in_each_language(site):
    told = {}
    for code in ("en", "es"):
        with zipfile.ZipFile(site / "data" / code / "istmo-package.zip") as package:
            told[code] = package.read("README.md").decode()
    assert told["en"] != told["es"] and "incautaciones" in told["es"]
