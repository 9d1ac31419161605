"""The explorer under anywidget's contract alone: a module, a model, an element, in a bare page.

That is what VS Code, Colab and others have in common with JupyterLab: no style sheet of Jupyter,
no class names, no require.js. Those programs themselves are not started here.
"""

import base64
import json
import re

import pytest

from tests.tools.spaces import make_space
from utils.explorer.explorer import EmbeddingExplorer

HOST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>host</title><style>{css}</style></head>
<body style="background: #202020">
<div class="first"></div><div class="second"></div>
<script type="application/json" id="given">{given}</script>
<script type="module">
const given = JSON.parse(document.getElementById("given").textContent);
const bytes = (text) => {{  // not at a multiple of four, as a message may deliver them
  const letters = atob(text);
  const block = new Uint8Array(letters.length + 3);
  for (let i = 0; i < letters.length; i++) block[i + 3] = letters.charCodeAt(i);
  return new DataView(block.buffer, 3, letters.length);
}};
class Model {{
  state = {{ ...given.state, data: bytes(given.data), selected: bytes("") }};
  listeners = 0;
  saved = [];
  sent = [];
  get(name) {{ return this.state[name]; }}
  set(name, value) {{ this.state[name] = value; }}
  save_changes() {{ this.saved.push(this.state.view); }}
  on() {{ this.listeners++; }}
  off() {{ this.listeners--; }}
  send(content) {{ this.sent.push(content); }}
}}
const source = new Blob([given.esm], {{ type: "text/javascript" }});
globalThis.widget = (await import(URL.createObjectURL(source))).default;
globalThis.model = new Model();
globalThis.show = async (place) =>
  widget.render({{ model, el: document.querySelector(place), experimental: {{}} }});
globalThis.ready = true;
</script></body></html>
"""


@pytest.fixture
def host(page, tmp_path):
    """A page with one model, in which show(element) makes a view of it."""
    live = EmbeddingExplorer(make_space(60)).widget()
    state = {name: getattr(live, name) for name in ("code", "meta", "view")}
    given = {"esm": live._esm, "state": state, "data": base64.b64encode(live.data).decode()}
    text = json.dumps(given).replace("<", r"\u003c")
    (tmp_path / "host.html").write_text(HOST.format(css=live._css, given=text), encoding="utf-8")
    page.goto((tmp_path / "host.html").as_uri())
    page.wait_for_function("globalThis.ready")
    return page


def show(host, place):
    """Make a view; returns its locator. Its end is kept as `ends`."""
    host.evaluate("async place => { (globalThis.ends ??= []).push(await show(place)); }", place)
    view = host.locator(f"{place} .course-explorer[data-ready=true]")
    view.wait_for()
    return view


def test_the_module_exports_what_anywidget_calls(host):
    assert host.evaluate("Object.keys(widget)") == ["render"]
    assert host.evaluate("typeof widget.render") == "function"


def test_it_lives_without_jupyter_and_tells_the_model(host):
    view = show(host, ".first")
    assert view.get_attribute("data-theme") == "dark"
    box = view.get_by_role("combobox", name="Find")
    box.fill("movie 40")
    box.press("Enter")
    assert view.get_attribute("data-picked") == "40"
    host.wait_for_function("model.saved.at(-1)?.picked === 40")
    view.locator("[data-side=left] .ee-top").press("ArrowRight")
    view.locator("[data-side=left] .ee-top").press("Space")
    host.wait_for_function("model.get('selected').byteLength === 4")
    row = host.evaluate("model.get('selected').getInt32(0, true)")
    assert str(row) == view.get_attribute("data-hover")
    host.evaluate("document.body.style.background = '#ffffff'")
    host.locator(".first .course-explorer[data-theme=light]").wait_for()


def test_when_the_last_view_is_gone_nothing_of_it_is_left(host):
    host.clock.install()
    show(host, ".first")
    show(host, ".second")
    ids = host.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    host.evaluate("ends[0]()")
    host.clock.run_for(5000)
    assert host.locator(".first .course-explorer *").count() == 0
    assert host.evaluate("model.sent") == []
    host.evaluate("ends[1]()")
    host.clock.run_for(5000)
    assert host.evaluate("model.sent") == [{"type": "gone"}]
    assert host.evaluate("model.listeners") == 0


def test_the_style_sheet_needs_no_variable_of_its_host(host):
    css = host.locator("style").evaluate("element => element.textContent")
    used = set(re.findall(r"var\(--([\w-]+)", css))
    assert used
    assert used <= set(re.findall(r"--([\w-]+):", css))
    view = show(host, ".first")
    colors = "root => [getComputedStyle(root).color, getComputedStyle(root).backgroundColor]"
    assert view.evaluate(colors) == ["rgb(242, 242, 242)", "rgb(22, 24, 28)"]
