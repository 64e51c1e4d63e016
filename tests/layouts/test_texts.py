"""Every text a person reads exists in every language, with the same fields."""

import re
from string import Formatter

import pandas as pd
import pytest
from messages import all_messages

from data.dimensions import DIMENSIONS, MEASURES
from data.vocabulary import LANGUAGES, load_vocabulary
from layouts.i18n import preferred, speech
from layouts.stage.decks import worded
from layouts.stage.words import starter

SAME_IN_SPANISH = frozenset({"CSV", "No", "Istmo", "{n} kg", "Excel (XLSX)", "Modus operandi", "Gini"})


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def spanish():
    return speech("es").catalogue


def test_every_text_is_translated(spanish):
    assert not sorted(all_messages() - set(spanish))


def test_no_translation_is_left_over(spanish):
    assert not sorted(set(spanish) - all_messages())


def test_translations_have_the_fields_of_their_text(spanish):
    assert not {text for text, told in spanish.items() if fields(text) != fields(told)}


def test_a_text_is_not_left_in_english(spanish):
    words = {
        text for text, told in spanish.items() if text == told and re.search("[a-z]{3}", re.sub(r"{\w+}", "", text))
    }
    assert words <= SAME_IN_SPANISH, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_and_name_has_a_label(language):
    vocabulary = load_vocabulary()
    for name, dimension in DIMENSIONS.items():
        assert vocabulary.name(name, language)
        for code in vocabulary.codes(name) if dimension.values else ():
            assert vocabulary.label(name, code, language), (name, code)
    for name in MEASURES:
        assert vocabulary.measure(name, language)


def test_labels_of_a_dimension_tell_its_values_apart():
    vocabulary = load_vocabulary()
    for name, dimension in DIMENSIONS.items():
        for language in LANGUAGES:
            codes = list(vocabulary.codes(name)) if dimension.values and name != "admin1" else []
            labels = [vocabulary.label(name, code, language) for code in codes]
            assert len(set(labels)) == len(labels), (name, language)


def test_numbers_dates_and_shares_as_the_region_writes_them():
    say, day = speech("es"), pd.Timestamp("2025-03-07")
    assert say.number(1234567.5) == "1,234,567.5"
    assert [say.date(day, kind) for kind in ("day", "month", "year")] == ["7 mar 2025", "mar 2025", "2025"]
    assert say.percent(3, 7) == "3 de 7" and say.percent(3, 12) == "25%"
    assert say.number(float("nan")) == "–"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("es-PA,es;q=0.9", "es"), ("fr,es;q=0.5", "es"), ("en-GB", "en"), ("", "en"), ("*", "en")],
)
def test_the_language_a_browser_prefers(accepted, language):
    assert preferred(accepted) == language


SETTLED = {
    "periodo": "período",
    "añad": "agregar",
    "«": "“",
    "»": "”",
    "entrenamiento": "capacitación",
    "revelar": "mostrar",
}
"""What was written in two ways → the way that is kept."""


@pytest.mark.parametrize("word", SETTLED)
def test_one_way_of_writing_is_kept(spanish, word):
    deck = [
        worded(texts, "es")
        for slide in starter().slides
        for texts in (slide.text, slide.title, slide.answer, slide.notes)
    ]
    labels = load_vocabulary().terms["label_es"].dropna().astype(str)
    found = [text for text in [*spanish.values(), *deck, *labels] if re.search(rf"(?<!d){word}", text.lower())]
    assert not found, f"write “{SETTLED[word]}”"
