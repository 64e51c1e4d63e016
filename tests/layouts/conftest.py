import pytest

from app import Settings, create_app
from data.store import Store, prepare
from layouts.i18n import speech
from layouts.library import Library


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> str:
    """A store with the shipped records in it."""
    place = str(tmp_path_factory.mktemp("records") / "store")
    prepare(Store(place))
    return place


@pytest.fixture(scope="session")
def library(place) -> Library:
    return Library(Store(place))


@pytest.fixture(scope="session")
def client(place):
    return create_app(Settings(place)).server.test_client()


@pytest.fixture
def scene(library):
    """What a query sees, in English unless told."""

    def see(query="", language="en", **more):
        return library.scene(query, speech(language), **more)

    return see
