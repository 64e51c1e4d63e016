"""What an officer does with a sheet of their own: in, checked, confirmed, undone – in a browser."""

import pytest
from drive import settled, violations
from playwright.sync_api import expect

HEAD = "Caso;Fecha del hecho;Provincia;Tipo de arma;Cantidad;Nombre del detenido"


def sheet(folder, *, name="policia.csv", prefix="A", rows=12, head=HEAD):
    """Write a Spanish sheet in latin-1, with a title and a blank row above its columns; one date is missing."""
    lines = ["", "Policía Nacional", head]
    for number in range(rows):
        day = "sin fecha" if number == 3 else f"{number % 28 + 1:02d}/02/2024"
        lines.append(f"{prefix}-{number};{day};Panamá;Pistola;{number % 9 + 1};Juan Pérez")
    path = folder / name
    path.write_text("\r\n".join(lines), encoding="latin-1", newline="")
    return path


def choose(page, path):
    with page.expect_file_chooser() as chooser:
        page.locator("[data-upload=choose]").click()
    chooser.value.set_files(path)


def looked_at(page, path):
    choose(page, path)
    page.locator("[data-what=target]").first.wait_for()
    settled(page)


def become(page, place, choice):
    """Choose what a column becomes; its list is filled when somebody goes to it."""
    column = page.locator(f"[data-what=target][data-name='{place}']")
    column.focus()
    column.select_option(choice)


def checked(page):
    page.get_by_role("button", name="Check the file").click()
    page.locator("[data-what=confirm]").wait_for()
    settled(page)


def number(page, words):
    return int(page.locator(".sum-part", has_text=words).first.locator(".sum-number").inner_text())


def test_a_sheet_gets_in_and_is_undone_by_one_press(open_page, tmp_path):
    page = open_page("/data")
    assert not violations(page)
    looked_at(page, sheet(tmp_path))
    assert "column names in row 3" in page.locator("#import-found").inner_text()
    assert "names of persons" in page.locator("#import-columns").inner_text()
    assert "Juan" not in page.locator("main").inner_text()
    assert not violations(page)
    checked(page)
    assert number(page, "rows read") == 12 and number(page, "refused") == 1
    assert not violations(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="(CSV)").first.click()
    assert "A-3" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Take 11 rows in").click()
    page.get_by_role("button", name="Undo this import").wait_for()
    settled(page)
    versions = page.locator("#history-versions tbody tr")
    expect(versions.first).to_contain_text("Import: policia.csv")
    expect(versions.first).to_contain_text("+11")
    assert not violations(page)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("#import-problem")).to_contain_text("was undone")
    expect(versions.first).to_contain_text("Restored")


def test_a_reload_finds_the_wizard_where_it_was(open_page, tmp_path):
    page = open_page("/data")
    looked_at(page, sheet(tmp_path, prefix="B"))
    become(page, 4, "ignore")
    expect(page.locator("#import-columns")).to_contain_text("chosen by you")
    checked(page)
    page.reload()
    settled(page)
    expect(page.locator("#import-columns")).to_contain_text("chosen by you")
    expect(page.locator(".sum-number").first).to_have_text("12")
    page.locator("#import-columns [data-what=discard]").click()
    expect(page.locator("#import-found")).to_be_empty()
    page.reload()
    settled(page)
    expect(page.locator("#import-found")).to_be_empty()


def test_the_whole_way_by_keyboard_in_spanish(open_page, tmp_path):
    page = open_page("/data?lang=es", size=(1280, 720), dark=True)
    with page.expect_file_chooser() as chooser:
        page.locator("[data-upload=choose]").press("Enter")
    chooser.value.set_files(sheet(tmp_path, prefix="C"))
    for name, key in (("Revisar el archivo", "Enter"), ("Incorporar 11 filas", "Space"), ("Deshacer esta", "Enter")):
        page.get_by_role("button", name=name).press(key)
    expect(page.locator("#import-problem")).to_contain_text("Se deshizo")
    assert not violations(page)


def test_a_bulletin_of_totals_goes_to_the_published_figures_in_spanish(open_page, tmp_path):
    page = open_page("/data?lang=es")
    records = page.locator("#history-versions tbody").inner_text()
    path = tmp_path / "boletin.csv"
    path.write_text("provincia,tipo,enero,febrero\nColón,pistola,3,4\nTotal,pistola,3,4\n", encoding="utf-8")
    choose(page, path)
    columns = page.locator("#import-columns")
    expect(columns).to_contain_text("nunca se suman a los registros")
    expect(columns).to_contain_text("Cifra de enero")
    check = page.get_by_role("button", name="Revisar el archivo")
    expect(check).to_be_disabled()
    country = page.get_by_label("País de todas las filas")
    country.focus()
    country.select_option("PA")
    expect(columns).not_to_contain_text("de qué país")
    year = page.get_by_label("Año de todas las filas")
    year.fill("24")
    year.press("Enter")
    expect(year).to_have_value("")
    expect(check).to_be_disabled()
    year.fill("2024")
    year.press("Tab")
    expect(check).to_be_enabled()
    assert not violations(page)
    check.click()
    report = page.locator("#import-report")
    expect(report).to_contain_text("Colón, Panamá")
    assert number(page, "aceptadas") == 1 and number(page, "rechazadas") == 1
    page.get_by_role("button", name="Incorporar 1 fila").click()
    expect(report).to_contain_text("de las cifras publicadas, que está vigente")
    figures = page.locator("#figures-versions tbody tr")
    expect(figures.first).to_contain_text("+2")
    page.locator("#figures-versions").get_by_role("button", name="Comparar").click()
    expect(page.locator("#figures-answer")).to_contain_text("2 altas, 0 cambios, 0 bajas")
    assert not violations(page)
    page.get_by_role("button", name="Deshacer esta importación").click()
    expect(page.locator("#import-problem")).to_contain_text("de las cifras publicadas contiene lo que había antes")
    expect(figures.first).to_contain_text("Restaurada")
    assert page.locator("#history-versions tbody").inner_text() == records


def test_a_date_that_no_column_holds_is_told_and_chosen(open_page, tmp_path):
    page = open_page("/data")
    looked_at(page, sheet(tmp_path, prefix="D"))
    become(page, 1, "ignore")
    expect(page.locator("#import-columns")).to_contain_text("No column holds the date")
    expect(page.get_by_role("button", name="Check the file")).to_be_disabled()
    become(page, 1, "date")
    expect(page.get_by_role("button", name="Check the file")).to_be_enabled()


def test_restoring_asks_first_and_versions_compare(open_page, tmp_path):
    page = open_page("/data")
    looked_at(page, sheet(tmp_path, prefix="E", rows=5))
    checked(page)
    page.locator("[data-what=confirm]").click()
    page.get_by_role("button", name="Undo this import").wait_for()
    settled(page)
    page.locator("#history-versions").get_by_role("button", name="Compare").click()
    expect(page.locator("#history-answer")).to_contain_text("4 added")
    versions = page.locator("#history-versions tbody tr")
    before = versions.count()
    page.locator("#history-versions").get_by_role("button", name="Restore version 0").click()
    sure = page.locator("#history-answer [data-what=restore-now]")
    expect(sure).to_be_focused()
    assert versions.count() == before and not violations(page)
    sure.click()
    expect(page.locator("#history-answer")).to_contain_text("in force again")
    expect(versions).to_have_count(before + 1)
    versions.first.get_by_role("link", name="See").click()
    page.wait_for_url("**/records?version=*")


@pytest.mark.parametrize("content", [b"%PDF-1.7 no table", b"PK\x03\x04 broken"])
def test_what_is_no_table_gets_a_sentence(open_page, tmp_path, content):
    page = open_page("/data")
    path = tmp_path / "informe.xlsx"
    path.write_bytes(content)
    choose(page, path)
    expect(page.locator("#import-found")).to_contain_text("informe.xlsx")
    page.locator("[data-what=discard]").click()
    expect(page.locator("#import-found")).to_be_empty()


def test_an_empty_file_is_not_sent(open_page, tmp_path):
    page = open_page("/data")
    path = tmp_path / "nada.csv"
    path.write_bytes(b"")
    choose(page, path)
    expect(page.get_by_role("alert")).to_contain_text("This file is empty")


def test_an_upload_and_a_check_can_be_stopped(open_page, tmp_path):
    page = open_page("/data")
    page.route("**/api/v1/uploads/*offset=*", lambda route: None)
    choose(page, sheet(tmp_path, prefix="F", rows=200_000))
    stop = page.locator("[data-upload=stop]")
    expect(stop).to_be_focused()
    stop.click()
    expect(page.locator("[data-upload=zone]")).to_be_visible()
    expect(page.locator("#import-found")).to_be_empty()
    page.unroute("**/api/v1/uploads/*offset=*")
    looked_at(page, tmp_path / "policia.csv")
    page.get_by_role("button", name="Check the file").click()
    page.locator("#import-report [data-what=cancel]").click()
    expect(page.locator("#import-report")).to_contain_text("The check was stopped")


def test_a_file_is_dropped(open_page):
    page = open_page("/data")
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.items.add(new File(["Caso;Fecha;Provincia;Pistolas\\nG-1;01/02/2024;Colón;3\\n"], "suelto.csv"));
          document.querySelector("[data-upload=zone]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#import-found")).to_contain_text("suelto.csv")


BUSY = """() => { window.busy = 0; new PerformanceObserver((list) => list.getEntries().forEach(
  (entry) => { window.busy += entry.duration; })).observe({ type: "longtask" }); }"""


def test_the_template_of_70_columns_keeps_no_browser_busy(open_page, tmp_path):
    page = open_page("/data")
    template = page.request.get(page.url.replace("/data", "/api/v1/template.csv?lang=en")).text().lstrip("\ufeff")
    head = template.splitlines()[0].split(",")
    given = {"seizure_id": "T-{}", "date": "2024-03-0{}", "event": "seized", "country": "PA", "qty_pistol": "{}"}
    rows = [",".join(given.get(name, "").format(number) for name in head) for number in range(1, 8)]
    path = tmp_path / "plantilla.csv"
    path.write_text("\n".join([",".join(head), *rows]), encoding="utf-8")
    page.evaluate(BUSY)
    looked_at(page, path)
    assert page.evaluate("window.busy") < 5_000
    columns = page.locator("[data-what=target]")
    assert len(head) > 60 and columns.count() == len(given)
    assert columns.first.locator("option").count() == 1
    columns.first.focus()
    assert columns.first.locator("option").count() > 60
    page.locator("[data-what=unfold]").click()
    expect(columns).to_have_count(len(head))
    assert page.evaluate("window.busy") < 5_000
    assert not violations(page)


def test_a_value_nobody_knows_is_given_its_meaning(open_page, tmp_path):
    page = open_page("/data")
    path = tmp_path / "armas.csv"
    path.write_text("Caso;Fecha;País;Tipo de arma;Cantidad\nV-1;2024-02-01;Panamá;Zumbador;2\n", encoding="utf-8")
    looked_at(page, path)
    page.get_by_role("button", name="Check the file").click()
    asked = page.locator(".gather select")
    asked.focus()
    asked.select_option("pistol")
    asked.blur()
    assert not violations(page)
    page.get_by_role("button", name="Apply and check again").click()
    expect(page.locator("#import-report")).not_to_contain_text("Values that were not understood")
    expect(page.locator("#import-report table").last).to_contain_text("Firearms")
