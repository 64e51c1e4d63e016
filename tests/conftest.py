"""Shared fixtures: the shipped records, once a session, and a handful of records a reader can count in the head."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # each worker has one core: threads of their own would only wait

import pandas as pd
import pytest
from hypothesis import settings

from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from data.agencies import load_agencies
from data.geography.places import load_gazetteer
from data.importing import Imported, import_template
from data.store import read_reference
from data.vocabulary import REFERENCE, load_vocabulary

settings.register_profile("istmo", deadline=None, max_examples=int(os.environ.get("ISTMO_EXAMPLES", "60")))
settings.load_profile("istmo")

COLUMNS = pd.read_csv(REFERENCE / "incidents.csv", nrows=0).columns


def template(*rows: dict[str, str]) -> pd.DataFrame:
    """Return a template with these rows; what a row doesn't name is blank."""
    defaults = {"event": "seized", "country": "PA", "date": "2024-03-05", "transport_mode": "unknown"}
    numbered = [{"seizure_id": f"T-{place}", **defaults, **row} for place, row in enumerate(rows, start=1)]
    extra = sorted({name for row in rows for name in row} - set(COLUMNS))
    blank = dict.fromkeys([*COLUMNS, *extra], "")
    return pd.DataFrame([blank | row for row in numbered], columns=list(blank), dtype="str")


def imported(*rows: dict[str, str]) -> Imported:
    """Return what importing a template of these rows gives."""
    tables = (load_vocabulary(), load_gazetteer(REFERENCE), load_agencies())
    return import_template(template(*rows), *tables, dataset="public", import_id="test")


def engine(*rows: dict[str, str]) -> Crossfilter:
    """Return the crossfilter of these rows."""
    return Crossfilter(build_columns(imported(*rows).records, load_vocabulary()))


@pytest.fixture(scope="session")
def vocabulary():
    return load_vocabulary()


@pytest.fixture(scope="session")
def reference() -> Imported:
    return read_reference()


@pytest.fixture(scope="session")
def reference_engine(reference) -> Crossfilter:
    return Crossfilter(build_columns(reference.records, load_vocabulary()))


@pytest.fixture(scope="session")
def incidents() -> pd.DataFrame:
    """The shipped file as plain pandas reads it: the independent route."""
    return pd.read_csv(REFERENCE / "incidents.csv", dtype=str, keep_default_na=False)
