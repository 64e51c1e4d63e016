"""The package: what is in it is right, is described, and gives the page's numbers again without Istmo."""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from zipfile import ZipFile

import pandas as pd
import pytest
from frictionless import Package

from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.selection import Selection
from data.geography.gazetteer import load_gazetteer
from data.synthetic.records import synthetic
from data.vocabulary import REFERENCE
from layouts.captions import SYNTHETIC
from layouts.exports import FORMATS
from layouts.exports.answers import OVERVIEW
from layouts.i18n import speech

QUERIES = {
    "all": "",
    "Panama": "country=PA&by=country",
    "period": "from=2015&to=2019-06&grain=quarter",
    "concealment": "concealment=wrapping&by=concealment_family",
    "item": "item_type=pistol&by=item_type_family",
    "family": "item_type_family=ammunition&grain=month",
    "bbox": "bbox=-84,7,-77,11",
    "text": "text=puerto",
    "one": "text=Lázaro Cárdenas&country=MX&from=2011&to=2011",
    "none": "country=BZ&transport_mode=rail",
    "losses": "event=diverted",
    "side": "country=HN&compare=country%3DGT&by=location_type_family",
    "dataset": "dataset=public&origin=US",
}
CI = ("all", "item", "none")


def sampled(names):
    """Return the names as parameters: some are tried every time, the others when proofs run whole."""
    return [pytest.param(name, marks=[] if name in CI else pytest.mark.slow) for name in names]


@pytest.fixture
def package(scene, tmp_path):
    """Write and unpack the package of a query; return its folder."""

    def make(query, language="en"):
        with ZipFile(io.BytesIO(b"".join(FORMATS["package"].chunks(scene(query, language))))) as archive:
            archive.extractall(tmp_path)
        return tmp_path

    return make


@pytest.fixture(scope="module")
def synthetic_scene(library):
    """Two thousand made-up records, split as the page does by default."""
    vocabulary = library.vocabulary
    records = synthetic(2_000, 3, vocabulary=vocabulary, gazetteer=load_gazetteer(REFERENCE))
    view = Crossfilter(build_columns(records, vocabulary)).view(Selection())
    return replace(library.scene("", speech("en")), view=view, everything=view)


def reproduced(folder):
    """Run the program as a stranger would: its own Python, nothing of Istmo in reach."""
    command = [sys.executable, "-I", "reproduce.py", "--json", "found.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60)


def test_the_program_needs_nothing_but_pandas(package):
    text = (package("country=PA") / "reproduce.py").read_text(encoding="utf-8")
    imports = {line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imports - set(sys.stdlib_module_names) == {"pandas"}


@pytest.mark.parametrize("name", sampled(QUERIES))
def test_every_number_of_the_overview_is_recomputed(package, client, name):
    folder = package(QUERIES[name])
    done = reproduced(folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    for chart in OVERVIEW:
        answer = client.get(f"/api/v1/charts/{chart}.csv?{QUERIES[name]}")
        told = pd.read_csv(io.BytesIO(answer.data), dtype={"period": str}, keep_default_na=False, na_values=[""])
        again = pd.DataFrame(found[chart], columns=list(told)).fillna(float("nan"))
        if chart == "areas":
            told, again = (table.sort_values("admin1", ignore_index=True) for table in (told, again))
        pd.testing.assert_frame_equal(told, again, check_dtype=False, rtol=1e-9)


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [("data.csv", ",PA,", ",CR,"), ("items.csv", "pistol", "rifle"), ("waypoints.csv", "origin", "transit")],
)
def test_a_number_that_differs_is_told(package, file, before, after):
    folder = package("country=PA")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    done = reproduced(folder)
    assert done.returncode == 1 and "DIFFERS" in done.stdout and "expected" in done.stdout


@pytest.mark.parametrize("name", [*CI[:2], *(pytest.param(n, marks=pytest.mark.slow) for n in QUERIES if n not in CI)])
def test_frictionless_finds_the_package_valid(package, name):
    folder = package(QUERIES[name], "es")
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    assert [resource.name for resource in Package(str(folder / "datapackage.json")).resources] == [
        *("data", "items", "waypoints", "codes")
    ]


@pytest.mark.parametrize(
    ("file", "before", "after"), [("items.csv", "\nPA", "\nXX"), ("data.csv", ",seized,", ",eaten,")]
)
def test_frictionless_finds_what_is_wrong(package, file, before, after):
    folder = package("country=PA")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    assert not Package(str(folder / "datapackage.json")).validate().valid


def test_the_same_selection_is_the_same_file_to_the_byte(scene):
    first, again = (b"".join(FORMATS["package"].chunks(scene("country=PA"))) for _ in range(2))
    assert first == again != b"".join(FORMATS["package"].chunks(scene("country=PA", "es")))


def test_every_file_has_its_hash(package):
    folder = package("country=PA")
    told = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(told) == {file.name for file in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        assert resource["hash"] == f"sha256:{told[resource['path']]}"
    assert json.loads((folder / "query.json").read_text(encoding="utf-8"))["sha256"] == told["data.csv"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_readme_tells_what_matters(package, language):
    text = (package("country=PA&from=2019", language) / "README.md").read_text(encoding="utf-8")
    filters = "Country: Panama; from 2019" if language == "en" else "País: Panamá; desde 2019"
    assert filters in text and "country=PA&from=2019&version=0" in text and "@misc{" in text
    assert ("## Bear in mind" if language == "en" else "## Tenga presente") in text
    assert ("15 records" if language == "en" else "15 registros") in text
    assert ("What is not known" if language == "en" else "Lo que no se sabe") in text


def test_the_query_opens_the_same_records(package, scene):
    folder = package("text=puerto&from=2010")
    told = json.loads((folder / "query.json").read_text(encoding="utf-8"))
    rows = pd.read_csv(folder / "data.csv")["seizure_id"].tolist()
    again = scene(told["query"]).view
    assert again.columns.records.seizures["seizure_id"][again.records()].tolist() == rows
    assert len(rows) == told["records"] > 5


def test_synthetic_records_are_marked(synthetic_scene):
    with ZipFile(io.BytesIO(b"".join(FORMATS["package"].chunks(synthetic_scene)))) as archive:
        assert SYNTHETIC in archive.read("README.md").decode()
        described = json.loads(archive.read("datapackage.json"))
    assert described["name"].endswith("synthetic") and SYNTHETIC in described["description"]
    assert [entry["name"] for entry in described["licenses"]] == ["CC0-1.0"]


def test_synthetic_records_are_reproduced_too(synthetic_scene, tmp_path):
    with ZipFile(io.BytesIO(b"".join(FORMATS["package"].chunks(synthetic_scene)))) as archive:
        archive.extractall(tmp_path)
    done = reproduced(tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
