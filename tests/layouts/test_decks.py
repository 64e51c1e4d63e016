"""Decks: what is saved is what is read; what can't be read is refused, naming the slide, and never breaks anything."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dimensions import MEASURES
from data.vocabulary import LANGUAGES
from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.stage.decks import KINDS, LONGEST, MOST_SLIDES, Deck, DeckError, Slide, read_deck
from layouts.stage.words import SENTENCES, starter, wrong_with

LETTERS = st.characters(exclude_categories=("Cs",))
WORDS = st.text(LETTERS, min_size=1, max_size=60)
TEXTS = st.dictionaries(st.sampled_from(sorted(LANGUAGES)), WORDS)
SLIDES = st.builds(
    Slide,
    kind=st.sampled_from(KINDS),
    chart=st.sampled_from(sorted(CHARTS)),
    query=st.text(LETTERS, max_size=40),
    version=st.none() | st.integers(0, 2**53 - 1),
    title=TEXTS,
    text=TEXTS,
    answer=TEXTS,
    notes=TEXTS,
)


@given(st.builds(Deck, TEXTS, st.lists(SLIDES, max_size=6).map(tuple)))
def test_a_deck_saved_and_opened_is_the_same(deck):
    assert read_deck(deck.to_json(), CHARTS) == deck


@given(
    st.text(max_size=200) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps)
)
def test_what_is_no_deck_is_refused(text):
    with pytest.raises(DeckError):
        read_deck(text, CHARTS)


def written(slide, **more):
    return json.dumps({"istmo_deck": 1, "slides": [slide], **more})


HOSTILE = {
    "deep": ("[" * 200_000, "not_json", 0),
    "half a letter": (written({"kind": "text", "text": {"en": "\ud800"}}), "not_json", 0),
    "a list": ("[]", "not_a_deck", 0),
    "of tomorrow": (written({"kind": "text"}, istmo_deck=2), "too_new", 0),
    "true for one": (written({"kind": "text"}, istmo_deck=True), "not_a_deck", 0),
    "of yesterday": (written({"kind": "text"}, istmo_deck=0), "not_a_deck", 0),
    "too many": (json.dumps({"istmo_deck": 1, "slides": [{"kind": "text"}] * (MOST_SLIDES + 1)}), "too_many_slides", 0),
    "unknown kind": (written({"kind": "video"}), "kind_unknown", 1),
    "a kind that is a list": (written({"kind": []}), "kind_unknown", 1),
    "a slide that is a text": (written("text"), "value_type", 1),
    "markup as a key": (written({"kind": "text", "onclick": "alert(1)"}), "key_unknown", 1),
    "unknown chart": (written({"kind": "chart", "chart": "../../etc"}), "chart_unknown", 1),
    "no chart": (written({"kind": "table"}), "chart_missing", 1),
    "a version that is true": (written({"kind": "text", "version": True}), "value_type", 1),
    "a negative version": (written({"kind": "text", "version": -1}), "value_type", 1),
    "a version without end": (written({"kind": "text", "version": 10**60}), "value_type", 1),
    "a query that is a number": (written({"kind": "chart", "chart": "trend", "query": 5}), "value_type", 1),
    "a long query": (written({"kind": "chart", "chart": "trend", "query": "x" * (LONGEST + 1)}), "too_long", 1),
    "a long text": (written({"kind": "text", "text": {"en": "x" * (LONGEST + 1)}}), "too_long", 1),
    "a title that is a number": (written({"kind": "text"}, title=5), "value_type", 0),
    "a long title": (written({"kind": "text"}, title={"en": "x" * (LONGEST + 1)}), "too_long", 0),
    "a text of numbers": (written({"kind": "text", "text": {"en": 5}}), "value_type", 1),
}


@pytest.mark.parametrize(("text", "code", "slide"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_deck_is_refused_in_a_sentence(text, code, slide, language):
    with pytest.raises(DeckError) as refused:
        read_deck(text, CHARTS)
    assert (refused.value.code, refused.value.slide) == (code, slide)
    said = wrong_with(refused.value, speech(language))
    assert said and "{" not in said
    assert not re.search(r"(slide|diapositiva) 0", said, re.IGNORECASE)


def test_every_reason_has_a_sentence():
    told = {
        part.strip("` ")
        for part in (DeckError.__doc__ or "").split("code : ")[1].split(".")[0].replace(" or ", ",").split(",")
    }
    assert {code.strip().strip("`") for code in told} == set(SENTENCES)


def test_the_starter_deck_is_whole_in_both_languages():
    deck = starter()
    assert read_deck(deck.to_json(), CHARTS) == deck
    assert 12 <= len(deck.slides) <= 20
    assert {slide.kind for slide in deck.slides} == set(KINDS)
    assert sum(slide.kind == "question" and bool(slide.answer) for slide in deck.slides) >= 2
    queries = {slide.query for slide in deck.slides if slide.chart}
    assert {"", "country=PA"} <= queries and any("country=SV" in query for query in queries)
    for texts in [
        deck.title,
        *(getattr(slide, name) for slide in deck.slides for name in ("title", "text", "answer", "notes")),
    ]:
        assert not texts or set(texts) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_deck_asks_for_what_there_is(scene, language):
    for slide in starter().slides:
        seen = scene(slide.query, language)
        assert not seen.problems and seen.view.seizures


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_the_fields_that_are_known_least(scene, language):
    slide = next(slide for slide in starter().slides if slide.kind == "question" and slide.chart == "completeness")
    seen = scene(slide.query, language)
    shares = CHARTS["completeness"].table(seen).set_index("field")["share"].sort_values()
    answer = slide.answer[language].lower()
    listed = answer.split(":" if language == "es" else "order:")[1].split(".")[0]
    say = seen.say
    labels = {name: say.measure(name) if name in MEASURES else say.name(name) for name in shares.index}
    told = {name: listed.find(label.lower()) for name, label in labels.items()}
    named = sorted((name for name, place in told.items() if place >= 0), key=told.__getitem__)
    assert len(named) == listed.count(",") + 2 >= 3, "a field is named by another name than the chart's"
    assert named == list(shares.index[: len(named)])


def test_slides_of_all_records_say_that_they_are_of_the_sub_region_and_neighbours(scene):
    slides = starter().slides
    sub_region = set(next(slide.query for slide in slides if "country=SV" in slide.query).split("&"))
    held = scene("").view.columns.records.seizures["country"]
    assert {f"country={code}" for code in held} - sub_region and len(sub_region) == 8
    for slide in slides:
        if slide.chart and not slide.query and slide.kind != "question":
            assert "SICA and neighbours" in slide.title["en"] and "SICA y vecinos" in slide.title["es"]


def test_what_the_starter_deck_says_of_panama_holds(scene):
    areas = CHARTS["areas"].table(scene("country=PA")).set_index("admin1")["seizures"]
    assert areas.idxmax() == "PA-8" and {"PA-3", "PA-4", "PA-5"} <= set(areas[areas > 0].index)
