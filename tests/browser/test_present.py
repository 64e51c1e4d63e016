"""Presenting in a browser: a page on the whole screen, a deck with its keys, slides added, saved and opened."""

import json

from drive import settled, violations
from playwright.sync_api import expect


def on_stage(page, place):
    """Wait until a slide stands on the stage."""
    page.wait_for_function(
        """place => { const slide = document.querySelector('#stage .stage-slide');
        return slide && !slide.closest('.is-starting')
        && slide.dataset.place === String(place) && slide.dataset.waiting === 'False'; }""",
        arg=place,
    )


def title(page):
    return page.locator("#stage .stage-title")


def too_small(page) -> list[str]:
    """Return what on the stage is smaller than can be read, or doesn't fit."""
    return page.evaluate(
        """() => { const slide = document.querySelector('#stage .stage-slide');
        const small = [...slide.querySelectorAll('*')].filter((part) => !part.children.length && part.textContent.trim()
          && !part.closest('defs') && parseFloat(getComputedStyle(part).fontSize) < 12).map((part) => part.textContent);
        if (slide.scrollHeight > slide.clientHeight + 1) small.push('the slide overflows');
        return small; }"""
    )


def test_a_page_is_presented_by_keys_and_stands_as_before(open_page):
    page = open_page("/?country=PA", size=(1280, 720))
    page.locator('[data-chart="trend"] summary').first.focus()
    page.keyboard.press("p")
    on_stage(page, 2)
    assert page.locator("#stage .stage-filters").first.inner_text() == "Country: Panama"
    assert page.evaluate("document.querySelector('#stage').contains(document.activeElement)")
    expect(page.locator("#stage .main-svg").first).to_be_attached()
    assert not too_small(page)
    assert not violations(page)
    page.keyboard.press("ArrowRight")
    on_stage(page, 3)
    page.keyboard.press("End")
    on_stage(page, 8)
    page.keyboard.press("Home")
    on_stage(page, 1)
    assert page.evaluate("getComputedStyle(document.querySelector('#stage .stage-content')).transform").startswith(
        "matrix(1.3333"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#stage")).to_be_hidden()
    assert page.url.endswith("/?country=PA")
    assert page.evaluate("document.activeElement.closest('[data-chart]').dataset.chart") == "trend"
    page.locator(".rail input:visible").first.focus()
    page.keyboard.press("p")
    assert not page.evaluate("document.body.classList.contains('is-presenting')")


def test_the_starter_deck_with_every_key(open_page):
    page = open_page("/present", size=(1280, 720), dark=True)
    page.locator(".deck-empty [data-deck=starter]").click()
    expect(page.locator(".deck-slide")).to_have_count(16)
    expect(page.locator(".preview .stage-slide")).to_be_attached()
    assert not violations(page)
    page.keyboard.press("p")
    on_stage(page, 1)
    for place in range(2, 6):
        page.keyboard.press("PageDown")
        on_stage(page, place)
    answer = page.locator("#stage .stage-answer")
    expect(answer).to_be_hidden()
    page.keyboard.press("r")
    expect(answer).to_be_visible()
    assert not violations(page)
    page.keyboard.press("l")
    expect(title(page)).to_have_text("Se registraron más incautaciones. ¿Se traficó más?")
    page.keyboard.press("b")
    assert page.locator("#stage.is-blank").count() == 1
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.locator(".stage-keys")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    expect(opened.value.locator("body")).to_contain_text("Reúna las razones antes de mostrar la respuesta.")
    expect(opened.value.locator("body")).to_contain_text("Todos los registros, SICA y vecinos: ¿qué se incautó?")
    page.bring_to_front()
    page.keyboard.press("e")
    page.wait_for_url("**/?lang=es")
    settled(page)
    expect(page.locator("#stage")).to_be_hidden()
    expect(page.locator('[data-chart="trend"]')).to_be_in_viewport()
    page.keyboard.press("e")
    on_stage(page, 5)
    assert "/present" in page.url
    expect(title(page)).to_have_text("Se registraron más incautaciones. ¿Se traficó más?")
    page.keyboard.press("Escape")
    expect(page.locator("#stage")).to_be_hidden()


def test_charts_are_added_edited_saved_opened_and_shared(open_page, tmp_path):
    page = open_page("/?country=PA&lang=es")
    for name in ("transport", "findings"):
        page.locator(f'[data-chart="{name}"] summary').first.click()
        page.locator(f'[data-add="{name}"]').click()
    expect(page.locator(".toast")).to_contain_text("diapositiva 2")
    page.goto(page.url.split("?")[0] + "present?lang=es")
    settled(page)
    rows = page.locator(".deck-choose")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("País: Panamá")
    rows.first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(rows.nth(1)).to_contain_text("¿Cómo se transportó?")
    assert page.evaluate("document.activeElement.dataset.place") == "1"
    page.locator('[data-field="slide-title-es"]').fill("Así se transportó")
    page.locator('[data-field="slide-notes-en"]').fill("Ask who saw it.")
    page.keyboard.press("Tab")
    rows.first.focus()
    page.keyboard.press("Delete")
    expect(rows).to_have_count(1)
    page.locator('[data-deck="undo"]').click()
    expect(rows).to_have_count(2)
    page.locator('[data-field="deck-title-es"]').fill("Región de Ñeembucú")
    with page.expect_download() as saved:
        page.locator('[data-deck="save"]').click()
    assert saved.value.suggested_filename == "istmo-region-de-neembucu.json"
    file = tmp_path / "deck.json"
    saved.value.save_as(file)
    deck = json.loads(file.read_text(encoding="utf-8"))
    assert [(slide["kind"], slide["chart"], slide["query"]) for slide in deck["slides"]] == [
        ("table", "findings", "country=PA"),
        ("chart", "transport", "country=PA"),
    ]
    assert deck["slides"][1]["title"] == {"es": "Así se transportó"}
    (tmp_path / "bad.json").write_text('{"istmo_deck": 1, "slides": [{"kind": "video"}]}')
    for name, told in (("bad.json", "No se cambió nada."), ("deck.json", "La presentación está abierta")):
        with page.expect_file_chooser() as chooser:
            page.locator('.deck-tools [data-deck="open"]').click()
        chooser.value.set_files(tmp_path / name)
        expect(page.locator(".deck-told")).to_contain_text(told)
        expect(rows).to_have_count(2)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator('[data-deck="link"]').click()
    expect(page.locator(".deck-told")).to_contain_text("El enlace se copió")
    link = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("localStorage.clear()")
    page.goto(link)
    expect(page.locator(".deck-name").nth(1)).to_have_text("Así se transportó")
    assert "deck=" not in page.url
