"""The stage: what a shared screen must show, and nothing that only a mouse would tell."""

import json
import re
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.charts import CHARTS
from layouts.figures import bars
from layouts.i18n import speech
from layouts.page import all_pages
from layouts.redraw import draw, job_of, made
from layouts.stage.bar import bar
from layouts.stage.decks import Slide
from layouts.stage.figures import SMALLEST_TYPE, THINNEST_LINE, smallest, staged
from layouts.stage.labels import MOST_SERIES, ROW, spread
from layouts.stage.service import content, home, homes, taken
from layouts.stage.slides import Drawing, title_size
from layouts.stage.titles import headline
from layouts.stage.words import starter
from layouts.theme import LOOKS

DRAWN = sorted(name for name, chart in CHARTS.items() if not chart.listing)
NEEDED = {"compare": "compare=rest&country=PA", "method": "method=wrapping", "place": "place=pa-colon"}


def drawn(scene, name, query="", **more):
    seen, chart = scene(query, webgl=False, **more), CHARTS[name]
    return draw(chart, made(chart, seen), seen), seen


def shown(parts) -> str:
    return json.dumps(parts, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def wanted(slide, **more):
    return {"slide": slide, "place": 1, "total": 1, "language": "en", "theme": "light", "at": 1} | more


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_readable_on_a_shared_screen(scene, name):
    query = next((query for start, query in NEEDED.items() if name.startswith(start + "-")), "")
    figure, seen = drawn(scene, name, query)
    before = json.dumps(figure)
    fit = staged(figure, width=904, height=340, look=seen.look, say=seen.say)
    type_size, line = smallest(fit.figure)
    assert type_size >= SMALLEST_TYPE and line >= THINNEST_LINE
    assert not fit.figure["layout"]["hovermode"]
    assert json.dumps(figure) == before, "the page's own figure was changed"
    go.Figure(fit.figure)


@pytest.mark.parametrize("by", ["country", "transport_mode_family", "item_type_family", "location_type_family"])
def test_at_most_six_series_are_named_beside_the_columns_and_none_is_lost(scene, by):
    figure, seen = drawn(scene, "trend", f"by={by}")
    fit = staged(figure, width=904, height=340, look=seen.look, say=seen.say).figure

    def total(traces):
        return sum(value for trace in traces for value in trace["y"])

    assert len(fit["data"]) <= MOST_SERIES and not fit["layout"]["showlegend"]
    assert total(fit["data"]) == total(figure["data"])
    written = " ".join(note["text"].replace("<br>    ", " ") for note in fit["layout"]["annotations"])
    assert all(trace["name"] in written for trace in fit["data"])


def test_names_stand_near_their_series_and_not_over_each_other():
    placed = spread([10.0, 11.0, 12.0, 200.0], [ROW] * 4, 220)
    assert all(after - before >= ROW for before, after in pairwise(placed)) and placed[-1] == 200
    assert min(placed) >= ROW / 2 and max(placed) <= 220 - ROW / 2


def many_bars(count):
    names = [f"label {number}" for number in range(count)]
    columns = {"label": names, "detail": "", "value": range(count, 0, -1), "text": names, "hover": names}
    return bars.ranked(pd.DataFrame(columns | {"custom": None, "muted": False}), look=LOOKS["light"], empty="")


def test_rows_that_do_not_fit_are_left_out_and_counted():
    fit = staged(many_bars(40), width=904, height=340, look=LOOKS["light"], say=speech("en"))
    assert fit.is_cut and 10 < fit.shown < 40 and fit.rows == 40
    assert fit.figure["data"][0]["x"] == list(range(40, 40 - fit.shown, -1))
    assert len(fit.figure["layout"]["yaxis"]["ticktext"]) == fit.shown
    assert not staged(many_bars(9), width=904, height=340, look=LOOKS["light"], say=speech("en")).is_cut


def test_a_slide_tells_its_finding_filters_n_version_caveat_and_licence(library):
    parts, is_waiting = Drawing(Slide("chart", "concealment", "country=PA"), library, speech("en")).parts()
    text = shown(parts)
    assert not is_waiting
    for wanted_text in (
        "is stated most",
        "How was it hidden?",
        "Country: Panama",
        "n = 40",
        "data version",
        "CC BY 4.0",
        "Bear in mind",
    ):
        assert wanted_text in text, wanted_text
    own, _ = Drawing(Slide("chart", "concealment", title={"en": "Mine"}), library, speech("en")).parts()
    assert "Mine" in shown(own) and "is stated most" not in shown(own)


def test_a_comparison_names_both_sides(library):
    for other, told in {"rest": "all records that A doesn't hold", "all": "B: All records"}.items():
        slide = Slide("chart", "compare-trend", f"country=PA&compare={other}")
        assert told in shown(Drawing(slide, library, speech("en")).parts()[0])


def test_a_slide_that_takes_long_waits_and_then_shows(library):
    slide = {"kind": "chart", "chart": "seasonality", "query": "country=GT"}
    first, is_waiting = content(wanted(slide), library, on_screen=True)
    if is_waiting:
        assert "Being computed" in shown(first)
    scene = Drawing(Slide(**slide), library, speech("en")).scene()
    library.tasks.run(job_of(CHARTS["seasonality"], scene))
    done, is_waiting = content(wanted(slide), library, on_screen=True)
    assert not is_waiting and "Being computed" not in shown(done)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_slide_of_the_starter_deck_is_drawn(library, language):
    for slide in starter().slides:
        parts, _ = Drawing(slide, library, speech(language)).parts()
        title = slide.title.get(language)
        assert not title or title in shown(parts)


@pytest.mark.parametrize(
    ("slide", "told"),
    [
        (None, "Slide 3 holds something that is neither text nor number where it should be."),
        (5, "Slide 3 holds something that is neither text nor number where it should be."),
        ({"kind": "video"}, "Slide 3 is of a kind Istmo doesn't know (video)"),
        ({"kind": "chart", "chart": "none"}, "Slide 3 shows a chart that Istmo doesn't have: none."),
        ({"kind": "chart", "chart": "trend", "version": 999}, "There is no data version 999"),
        ({"kind": "chart", "chart": "trend", "query": "nonsense=1&from=x"}, "“nonsense” is not a filter Istmo knows"),
    ],
)
def test_a_slide_that_cannot_be_shown_says_why(library, slide, told):
    parts, is_waiting = content(wanted(slide, place=3, next=slide), library, on_screen=True)
    assert not is_waiting and told in shown(parts)
    assert told in shown(content(wanted(slide, place="x"), library, on_screen=True)[0]).replace("Slide 1 ", "Slide 3 ")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_winner_stands_above_a_chart_where_there_is_none(scene, language):
    say = speech(language)
    tied = headline(CHARTS["areas"], scene("country=BZ", language))
    assert say.label("admin1", "BZ-BZ") in tied and say.label("admin1", "BZ-CY") in tied
    for query, name in (("country=SV", "concealment"), ("country=NI", "areas")):
        seen = scene(query, language)
        assert CHARTS[name].table(seen)["seizures"].sum() < 10
        assert headline(CHARTS[name], seen) == ""


@pytest.mark.parametrize("query", ["", "country=PA", "country=SV", "transport_mode=sea_container"])
@pytest.mark.parametrize("name", ["transport", "concealment", "methods-frequency"])
def test_a_title_and_its_bars_rest_on_the_same_records(scene, name, query):
    seen = scene(query)
    title = headline(CHARTS[name], seen)
    if found := re.search(r"in (\d+) of (\d+)", title):
        count, base = (int(number) for number in found.groups())
        first = CHARTS[name].table(seen).iloc[0]
        assert first["seizures"] == count and first["share"] == pytest.approx(count / base)
    else:
        assert not title


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_buttons_name_what_they_do(language):
    names = shown(bar(speech(language), has_answer=True, has_page=True))
    for name in {"en": ("End presentation (Esc)",), "es": ("Terminar (Esc)", "Mostrar la respuesta (R)")}[language]:
        assert name in names


def test_words_without_a_title_have_none(library):
    parts = Drawing(Slide("text", text={"en": "Words"}), library, speech("en")).parts()[0]
    assert "H2" not in shown(parts) and "Question" not in shown(parts)
    asked = Drawing(Slide("question", text={"en": "Why?"}), library, speech("en")).parts()[0]
    assert shown(asked).count('"Question"') == 1


def test_the_answer_is_there_only_for_a_question_that_has_one(library):
    asked = {"kind": "question", "text": {"en": "Why?"}, "answer": {"en": "Because."}}
    parts, _ = content(wanted(asked), library, on_screen=True)
    assert "Because." in shown(parts) and '"data-stage": "reveal"' in shown(parts)
    parts, _ = content(wanted({"kind": "text", "text": {"en": "Why?"}}), library, on_screen=True)
    assert '"data-stage": "reveal"' not in shown(parts)


def test_every_chart_is_explored_on_a_page_that_has_it(library):
    assert set(homes(library)) == set(CHARTS)
    assert set(homes(library).values()) <= {page.path for page in all_pages()}
    slide = Slide("chart", "trend", "country=PA&from=2019", version=0)
    assert home(slide, library, speech("es")) == "/?country=PA&from=2019&version=0&lang=es"
    assert home(Slide("text"), library, speech("es")) == ""


def test_an_offered_deck_is_taken_or_refused(library):
    assert len(taken({"starter": True, "how": "starter"}, speech("en"))["deck"]["slides"]) == len(starter().slides)
    refused = taken({"text": "{", "how": "file", "at": 1}, speech("es"))
    assert "No se cambió nada." in refused["problem"] and "deck" not in refused and refused["at"] == 1


def test_a_long_title_is_smaller():
    sizes = [title_size("x" * length) for length in (20, 100, 200, 400)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] >= SMALLEST_TYPE
