"""What people do with Istmo, done in a browser."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from drive import settled
from playwright.sync_api import expect

from data.vocabulary import REFERENCE


def query_of(page):
    return parse_qs(urlsplit(page.url).query)


def first_tile(page):
    return page.locator(".tile-number").first


def seizures(page) -> int:
    return int(first_tile(page).inner_text().replace(",", ""))


def plain_records():
    return pd.read_csv(REFERENCE / "incidents.csv", dtype=str, keep_default_na=False)


def point_inside(shape):
    """Return a point of the screen that lies in a drawn area (its middle may lie outside)."""
    return shape.evaluate(
        """path => {
          const box = path.getBBox(), map = path.getScreenCTM();
          for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
            const point = new DOMPoint(box.x + box.width * i / 40, box.y + box.height * j / 40);
            if (path.isPointInFill(point)) { const at = point.matrixTransform(map); return [at.x, at.y]; }
          }
        }"""
    )


def wait_for_query(page, **wanted):
    page.wait_for_function(
        "wanted => { const query = new URLSearchParams(location.search);"
        " return Object.entries(wanted).every(([key, values]) =>"
        " JSON.stringify(query.getAll(key).sort()) === JSON.stringify(values.sort())); }",
        arg={key: list(values) for key, values in wanted.items()},
    )
    settled(page)


def open_filter(page, name):
    page.locator(".rail").get_by_role("button", name=name, exact=False).first.click()


def tick(page, value):
    page.locator(".facet-row:visible", has=page.locator(f".facet-value:text-is('{value}')")).first.click()


def test_filter_by_a_control_then_back_and_reload(open_page):
    page = open_page("/")
    everything = seizures(page)
    open_filter(page, "Country")
    tick(page, "Panama")
    wait_for_query(page, country=["PA"])
    expect(first_tile(page)).not_to_have_text(str(everything))
    panama = seizures(page)
    assert panama < everything
    assert page.locator(".sentence").inner_text() == "Country: Panama"
    page.reload()
    settled(page)
    assert seizures(page) == panama
    page.go_back()
    expect(first_tile(page)).to_have_text(str(everything))
    assert "country" not in query_of(page)


def test_the_counts_beside_values_are_what_choosing_them_gives(open_page):
    page = open_page("/?transport_mode_family=sea")
    open_filter(page, "Country")
    row = page.locator(".facet-row:visible").first
    row.wait_for()
    promised, name = int(row.locator(".facet-number").inner_text()), row.locator(".facet-value").inner_text()
    before = page.locator(".tile-number").first.inner_text()
    tick(page, name)
    expect(page.locator(".sentence")).to_contain_text(name)
    settled(page)
    assert seizures(page) == promised, before


def test_a_family_is_one_filter_and_its_values_open_below_it(open_page):
    page = open_page("/")
    open_filter(page, "Transport")
    tick(page, "Sea and river")
    wait_for_query(page, transport_mode_family=["sea"])
    family = page.locator(".facet-family", has_text="Sea and river")
    family.locator("summary").click()
    tick(page, "Container")
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('transport_mode').length > 0")
    assert "sea_container" not in query_of(page)["transport_mode"]
    expect(family.locator(".facet-row").first).to_have_attribute("aria-checked", re.compile("mixed|true"))


def test_a_filter_ticked_by_keyboard_keeps_the_keyboard(open_page):
    page = open_page("/")
    open_filter(page, "Country")
    box = page.locator(".facet-row:visible", has=page.locator(".facet-value:text-is('Panama')")).first
    box.focus()
    page.keyboard.press("Space")
    wait_for_query(page, country=["PA"])
    expect(box).to_have_attribute("aria-checked", "true")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_function("() => !location.search.includes('country')")


def test_filter_by_clicking_the_map_and_again_to_undo(open_page):
    page = open_page("/")
    area = page.locator("[data-chart=areas] .choroplethlayer .trace:nth-last-child(2) path").first
    for expected in (True, False):
        x, y = point_inside(area)
        page.mouse.move(x, y)
        page.locator("[data-chart=areas] .hoverlayer text").first.wait_for()
        page.mouse.click(x, y)
        page.wait_for_function(f"() => location.search.includes('admin1=') === {str(expected).lower()}")
        settled(page)
        page.mouse.move(5, 5)


def test_filter_by_clicking_a_bar(open_page):
    page = open_page("/")
    page.locator("[data-chart=transport] .bars path").nth(1).click(force=True)
    page.wait_for_function("() => location.search.includes('transport_mode=')")


def test_clear_all_keeps_language_and_view(open_page):
    page = open_page("/?country=PA&from=2010&lang=es&grain=quarter")
    page.get_by_role("button", name="Quitar todos").click()
    wait_for_query(page, country=[], lang=["es"], grain=["quarter"])
    assert page.locator(".sentence").inner_text() == "Todos los registros"


def test_a_deep_link_opens_as_it_was_sent(open_page):
    page = open_page("/?concealment_family=vehicle&country=CR&country=PA&from=2005&grain=month&lang=es")
    sentence = page.locator(".sentence").inner_text()
    assert sentence == "Ocultamiento, por grupo: En vehículo; País: Costa Rica o Panamá; desde 2005"
    assert page.get_by_role("radio", name="Mes", exact=True).is_checked()
    assert page.get_by_label("Desde").input_value() == "2005"


def test_typed_filters(open_page):
    page = open_page("/")
    page.get_by_label("From").fill("2019-03")
    page.get_by_label("Search in places and summaries").fill("cortes")
    wait_for_query(page, **{"from": ["2019-03"], "text": ["cortes"]})
    expect(page.locator(".lines")).to_contain_text("Puerto Cortés")


def test_the_language_link_keeps_the_filters(open_page):
    page = open_page("/?country=PA")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**lang=es**")
    settled(page)
    assert page.locator(".sentence").inner_text() == "País: Panamá"
    assert page.locator("html").get_attribute("lang") == "es"


def test_the_browser_s_language_is_the_first_choice(open_page):
    page = open_page("/", locale="es-PA")
    assert page.get_by_role("link", name="Panorama", exact=True).count() == 1


def test_dark_and_light(open_page):
    page = open_page("/", dark=True)
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function("() => document.documentElement.dataset.mantineColorScheme === 'light'")
    page.reload()
    settled(page)
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "light"


def test_navigation_keeps_the_filters(open_page):
    page = open_page("/?country=PA")
    page.get_by_role("link", name="Records", exact=True).click()
    page.wait_for_url("**/records?country=PA")
    settled(page)
    assert page.locator(".sentence").inner_text() == "Country: Panama"


def test_download_equals_grid_equals_totals_equals_plain_pandas(open_page):
    page = open_page("/?country=PA")
    total, losses = seizures(page), page.locator(".tile-note").first.inner_text()
    page.get_by_role("link", name="Records", exact=True).click()
    page.wait_for_url("**/records?country=PA")
    page.wait_for_selector(".ag-row")
    settled(page)
    count = page.locator(".record-count").inner_text()
    with page.expect_download() as download:
        page.locator("#downloads summary").click()
        page.locator('[data-download="/api/v1/seizures.csv"]').click()
    text = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    plain = plain_records()
    plain = plain[plain["country"] == "PA"]
    assert {row["seizure_id"] for row in rows} == set(plain["seizure_id"])
    assert total == (plain["event"] != "diverted").sum()
    assert re.findall(r"\d+", losses) == [str((plain["event"] == "diverted").sum())]
    assert count.startswith(f"{len(plain)} records")


def test_a_record_opens_from_the_grid_and_links_to_its_source(open_page):
    page = open_page("/records?country=PA")
    page.wait_for_selector(".ag-row a")
    page.locator(".ag-row a").first.click()
    page.wait_for_url("**/records/PA-*")
    settled(page)
    link = page.locator(".sources a").first
    assert link.get_attribute("href").startswith("http") and "noopener" in link.get_attribute("rel")
    assert page.get_by_role("link", name="All records").get_attribute("href") == "/records?country=PA"


def test_the_grid_sorts_and_follows_the_filters(open_page):
    page = open_page("/records")
    page.wait_for_selector(".ag-row a")
    heading, first = page.locator(".ag-header-cell", has_text="Firearms"), page.locator(".ag-row[row-index='0'] a")
    heading.click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.click()
    plain = plain_records().set_index("seizure_id")
    expect(first).to_have_text(pd.to_numeric(plain["firearms_total"]).idxmax())
    open_filter(page, "Country")
    tick(page, "Belize")
    expect(first).to_have_text(re.compile("^BZ-"))


def test_a_chart_s_table_method_and_files(open_page):
    page = open_page("/?country=PA")
    card = page.locator("[data-chart=transport]")
    handle, drawer = card.locator(".menu summary"), page.get_by_role("dialog")
    handle.click()
    card.get_by_role("button", name="Show as table").click()
    expect(drawer.locator(".table")).to_contain_text("Small craft")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(handle).to_be_focused()
    handle.click()
    with page.expect_download() as download:
        card.get_by_role("button", name="Numbers of this chart (CSV)").click()
    table = pd.read_csv(download.value.path())
    assert list(table.columns) == ["transport_mode", "seizures", "value", "share"]
    for kind in ("PNG", "SVG"):
        handle.click()
        with page.expect_download() as picture:
            card.get_by_role("button", name=f"Picture ({kind})").click()
        content = picture.value.path().read_bytes()
        assert content.startswith(b"\x89PNG") if kind == "PNG" else b"How was it moved?" in content


def test_two_browsers_do_not_affect_each_other(open_page):
    first, second = open_page("/?country=PA"), open_page("/?country=BZ&lang=es", dark=True)
    open_filter(first, "Transport")
    tick(first, "Road, rail and foot")
    wait_for_query(first, country=["PA"], transport_mode_family=["road"])
    second.reload()
    settled(second)
    assert query_of(second) == {"country": ["BZ"], "lang": ["es"]}
    assert second.locator(".sentence").inner_text() == "País: Belice"


@pytest.mark.parametrize("level", ["Countries", "Places", "Clusters", "Hexagons"])
def test_the_map_at_every_level(open_page, level):
    page = open_page("/map")
    page.locator("[data-chart=explore-map] .maplibregl-canvas").wait_for()
    page.get_by_text(level, exact=True).first.click()
    page.wait_for_function("() => location.search.includes('level=')")
    settled(page)
    assert "could not be drawn" not in page.locator("[data-chart=explore-map]").inner_text()


def test_without_webgl_the_map_is_a_drawing(open_page):
    page = open_page("/map?webgl=off&level=country")
    page.wait_for_selector("[data-chart=explore-map] .choroplethlayer path")


def test_play_moves_the_years_on(open_page):
    page = open_page("/map?from=2005&to=2009")
    page.get_by_role("button", name="Play / pause").click()
    wait_for_query(page, **{"from": ["2010"], "to": ["2014"]})
    page.get_by_role("button", name="Play / pause").click()


def test_an_unknown_name_or_code_is_told_and_the_page_works(open_page):
    page = open_page("/?contry=PA&country=XX&transport_mode=road_bus")
    told = page.locator(".notice").all_inner_texts()
    assert any("contry" in text for text in told) and any("XX" in text for text in told)
    assert page.locator(".sentence").inner_text() == "Transport: Bus"


def test_a_version_that_is_not_there_is_told_and_the_frame_stays(open_page):
    page = open_page("/")
    page.goto(page.url.split("?")[0] + "?version=99")
    page.wait_for_selector("text=There is no data version 99")
    assert page.get_by_role("link", name="Map", exact=True).count() == 1


def test_a_page_that_is_not_there(open_page):
    page = open_page("/")
    page.goto(page.url + "nowhere")
    page.wait_for_selector("text=Page not found")


def test_a_box_drawn_on_the_map_is_a_filter_and_clear_takes_it_off(open_page):
    page = open_page("/map")
    card = page.locator("[data-chart=explore-map]")
    card.locator(".maplibregl-canvas").wait_for()
    card.hover()
    card.locator(".modebar-btn[data-title='Box Select']").click()
    box = card.locator(".maplibregl-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.move(x + 200, y + 120, steps=5)
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('bbox=')")
    expect(page.locator(".sentence")).to_contain_text("inside the map area")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".sentence")).to_have_text("All records")


def test_columns_can_be_shown_and_hidden(open_page):
    page = open_page("/records")
    page.wait_for_selector(".ag-row a")
    page.get_by_text("Columns", exact=True).click()
    box, heading = page.get_by_role("checkbox", name="Event"), page.locator(".ag-header-cell[col-id=event]")
    for checked in ("false", "true"):
        box.click()
        expect(box).to_have_attribute("aria-checked", checked)
        expect(heading).to_have_count(int(checked == "true"))


def test_a_country_s_box_among_provinces_counts_what_it_chooses(open_page):
    page = open_page("/")
    open_filter(page, "Province or department")
    row = page.locator(".facet-family > .facet-row:visible", has_text="Honduras").first
    row.wait_for()
    promised = int(row.locator(".facet-number").inner_text())
    row.click()
    page.wait_for_function("() => location.search.includes('admin1=HN-')")
    expect(first_tile(page)).to_have_text(str(promised))


def test_clear_all_keeps_every_view_option_and_the_brand_keeps_the_filters(open_page):
    page = open_page("/map?country=PA&layers=seaport&webgl=off")
    assert page.locator(".brand").get_attribute("href") == "/?country=PA&layers=seaport&webgl=off"
    page.get_by_role("button", name="Clear all").click()
    wait_for_query(page, country=[], layers=["seaport"], webgl=["off"])


def test_the_map_goes_on_after_clusters(open_page):
    page = open_page("/map?level=cluster")
    card = page.locator("[data-chart=explore-map]")
    card.locator(".maplibregl-canvas").wait_for()
    page.wait_for_timeout(1_000)
    for level, legend in (("Hexagons", 1), ("Clusters", 0), ("Provinces", 1), ("Clusters", 0), ("Countries", 1)):
        page.get_by_text(level, exact=True).first.click()
        expect(card.locator(".colorbar")).to_have_count(legend)
        settled(page)
