"""A lesson on A4, as JupyterLab prints it: through nbconvert, with the template of the set-up."""

import re
import urllib.request

import pytest
from nbconvert import HTMLExporter

import bootstrap
from tests.tools.paper import A4, cut_off
from tools.notebooks import paths


@pytest.fixture(scope="module")
def exporter(tmp_path_factory):
    """What makes the page to be printed."""
    folder = tmp_path_factory.mktemp("templates")
    for place, text in bootstrap.SETTINGS.items():
        if place.startswith(bootstrap.TEMPLATE):
            file = folder / "course" / place.rpartition("/")[2]
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
    name = bootstrap.EXPORT_SETTINGS["HTMLExporter"]["template_name"]
    return HTMLExporter(template_name=name, extra_template_basedirs=[str(folder)])


@pytest.fixture
def paper(browser):
    """A page as wide as the paper between its margins, which loads nothing."""
    page = browser.new_page(viewport=A4)
    page.emulate_media(media="print")
    page.route("http*://**", lambda route: route.abort())
    yield page
    page.close()


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_nothing_is_cut_off(paper, exporter, tmp_path, path):
    file = tmp_path / "lesson.html"
    file.write_text(exporter.from_filename(str(path))[0], encoding="utf-8")
    paper.goto(file.as_uri(), wait_until="load")
    assert paper.locator("pre").count() > 10
    assert cut_off(paper) == []


def test_what_is_cut_off_is_found(paper):
    line = "<pre style='overflow: auto'>" + "x" * 400 + "</pre>"
    paper.set_content(line + "<pre>short</pre>")
    assert [text[:3] for text in cut_off(paper)] == ["xxx"]


def test_code_is_set_small_so_that_few_lines_are_wrapped(paper, exporter, tmp_path):
    file = tmp_path / "lesson.html"
    file.write_text(exporter.from_filename(str(paths()[1]))[0], encoding="utf-8")
    paper.goto(file.as_uri())
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert paper.locator(".jp-CodeMirrorEditor pre").first.evaluate(size) == pytest.approx(10)


def test_jupyterlab_prints_with_this_template(lab):
    (style,) = re.findall(r"<style>.*</style>", bootstrap.PRINT_TEMPLATE, re.S)
    address = f"{lab.address}/nbconvert/html/notebooks/{paths()[0].name}?token={lab.token}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert style in answer.read().decode()
