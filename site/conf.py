"""How the course becomes a site to be read: Sphinx over the stored notebooks, which are not run."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

project = "Recommendation embeddings"
copyright = "the authors, Apache License 2.0; MovieLens data under their own terms"
author = "The authors"
release = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)[1]

extensions = ["myst_nb", "autoapi.extension", "sphinx.ext.napoleon"]
root_doc = "site/index"
include_patterns = [
    "site/*.md",
    "notebooks/*.ipynb",
    "notebooks/*.md",
    "teaching/*.md",
    "data/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "benchmarks/RESULTS.md",
    "site/api/**",
]
exclude_patterns = ["**/.ipynb_checkpoints"]

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "html_image"]
myst_heading_anchors = 3
# One file that draws its formulas as SVG: no fonts to fetch, so that it works from disk.
mathjax_path = "mathjax.js"

autoapi_dirs = [str(ROOT / "utils")]
autoapi_root = "site/api"
autoapi_options = ["members", "undoc-members", "show-module-summary"]
autoapi_add_toctree_entry = False
autoapi_python_class_content = "class"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # attributes are listed once: autoapi describes them, too
napoleon_custom_sections = [("Source", "notes_style")]

html_theme = "sphinx_book_theme"
html_title = "Recommendation embeddings"
html_static_path = ["generated/static"]
html_extra_path = ["generated/root"]  # index.html, which leads to site/index.html
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "show_navbar_depth": 1,
}
# Widgets that wait for a kernel, and links into folders of code: nothing that a page can show.
suppress_warnings = [
    "myst.xref_missing",
    "mystnb.unknown_mime_type",
    "mystnb.mime_priority",
    "autoapi.python_import_resolution",
    "toc.not_included",
    "ref.python",
    "docutils",
]
