"""Slides of a lesson: one HTML file that opens with no network, with notes for the speaker.

What becomes a slide follows from what a cell is: a question, an exercise, a figure, a short text.
So slides follow the lesson when it is edited, and no list of cells grows stale. Where a teacher
wants something else, a cell's tag decides: "slide" gives it a slide of its own, "notes" leaves it
to the speaker.

reveal.js shows them (its keys: arrows, S for the notes, Esc for all, ?print-pdf to print); KaTeX
turns the formulas into MathML. Both come from npm, once, when slides are built.
"""

import base64
import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import mistune

from utils.base.files import replacing
from utils.base.paths import DOWNLOADS
from utils.classroom.lesson_file import NOTEBOOKS, QUESTION, Lesson

PACKAGES = {"reveal.js": "5.2.1", "katex": "0.16.22"}
MAX_SLIDES = 25
MAX_WORDS = 60  # of one paragraph on a slide; longer ones go to the notes
WRITTEN = ("text", "question", "answer")
OWN, SAID = "slide", "notes"  # tags of a cell: a slide of its own; said, not shown
MARKDOWN = mistune.create_markdown(escape=True, plugins=["table"])  # HTML in it stays text
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$(?!\d)", re.S)
RENDER = """
const katex = require('katex');
const read = require('fs').readFileSync(0, 'utf8');
const told = JSON.parse(read).map(([tex, block]) =>
  katex.renderToString(tex, {output: 'mathml', displayMode: block, throwOnError: true}));
process.stdout.write(JSON.stringify(told));
"""
STYLE = """
.reveal { font: 26px/1.4 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
.reveal .slides { text-align: left; }
.reveal h1 { font-size: 1.9em; } .reveal h2 { font-size: 1.35em; margin: 0 0 .5em; }
.reveal p, .reveal ul { margin: .35em 0; } .reveal ul { padding-left: 1.1em; }
.reveal strong { font-weight: 700; } .reveal em { font-style: italic; }
.reveal pre { font-size: .62em; line-height: 1.35; background: #f2f2f2; padding: .6em;
  overflow: auto; max-height: 520px; }
.reveal img { max-height: 440px; max-width: 100%; display: block; margin: .4em auto; }
.reveal blockquote { border-left: .25em solid #0072b2; padding-left: .7em; margin: .5em 0; }
.reveal math[display=block] { margin: .5em 0; }
"""


@dataclass
class Slide:
    """Markdown for the slide and for the speaker, perhaps code or a figure; kept if asked for."""

    title: str
    text: str = ""
    notes: str = ""
    code: str = ""
    image: str = ""
    words: str = ""
    kept: bool = False


def slides_of(lesson: Lesson) -> list[Slide]:
    """At most MAX_SLIDES Slides: the opening, and of each section its questions and figures.

    Args:
        lesson: a Lesson.
    """
    opening, *sections = lesson.sections
    text = "\n\n".join(b.text for b in opening.of("text")[:3])
    slides = [Slide(lesson.title, text)]
    for section in sections:
        slides += _of_section(section)
    while len(slides) > MAX_SLIDES:
        shortest = min(slides[1:], key=lambda s: (s.kept, bool(s.image), bool(s.code), len(s.text)))
        before = slides[slides.index(shortest) - 1]
        before.notes += f"\n\n{shortest.title}\n\n{shortest.text}\n\n{shortest.notes}"
        slides.remove(shortest)
    return slides


def _of_section(section):
    slides = [Slide(section.title)]
    for block in section.blocks:
        current = slides[-1]
        if SAID in block.tags:
            current.notes += f"\n\n{_as_markdown(block)}"
        elif OWN in block.tags:
            slides.append(_own_slide(section, block))
        elif block.kind == "question":
            slides.append(Slide(section.title, block.text))
        elif block.kind == "answer":
            current.notes += f"\n\n{block.text}"
        elif block.kind == "exercise":
            slides.append(Slide(section.title, "Your turn:", code=block.text))
        elif block.image:
            slides.append(Slide(section.title, image=block.image, words=block.words))
        elif block.kind == "text":
            _add_text(current, block.text)
    return [slide for slide in slides if slide.text or slide.image or slide.code]


def _own_slide(section, block):
    if block.kind in WRITTEN:
        return Slide(section.title, block.text, kept=True)
    return Slide(section.title, code=block.text, image=block.image, words=block.words, kept=True)


def _as_markdown(block):
    return block.text if block.kind in WRITTEN else f"```python\n{block.text}\n```"


def _add_text(slide, text):
    room = MAX_WORDS // 2 if slide.image else MAX_WORDS
    short = len(text.split()) <= MAX_WORDS
    asked = QUESTION.match(slide.text.lstrip())  # what follows a question tells its answer
    if not asked and (short or "$$" in text) and len(slide.text.split()) <= room:
        slide.text += f"\n\n{text}"
    else:
        before, _, last = slide.text.rpartition("\n\n")
        if last.startswith("#"):  # a heading goes where its text goes
            slide.text, text = before, f"{last}\n\n{text}"
        slide.notes += f"\n\n{text}"


def write_slides(lesson: Lesson, path: Path, packages: Path) -> None:
    """Write the slides of a lesson as one HTML file.

    Args:
        lesson: a Lesson.
        path: the file.
        packages: Path of the folder with node_modules, as packages_folder() gives it.

    Raises:
        ValueError: if a formula cannot be converted; it is named.
    """
    slides = slides_of(lesson)
    texts = [part for slide in slides for part in (slide.text, slide.notes)]
    formulas = {match[0] for text in texts for match in FORMULA.finditer(CODE.sub("", text))}
    rendered = _rendered(sorted(formulas), packages)
    body = "".join(_section(slide, rendered, n == 0) for n, slide in enumerate(slides))
    with replacing(path) as file:
        file.write_text(_page(lesson.title, body, packages / "node_modules"), encoding="utf-8")


def packages_folder(folder: Path = DOWNLOADS / "slides") -> Path:
    """The folder with reveal.js and KaTeX, brought by npm where they are not there yet.

    Raises:
        RuntimeError: if npm is not there, or cannot bring them.
    """
    if all((folder / "node_modules" / name / "package.json").exists() for name in PACKAGES):
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("slides are built with npm, once: install Node.js, then try again")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
    command = [npm, "install", "--prefix", str(folder), *flags, *wanted]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if result.returncode:
        raise RuntimeError(f"npm could not bring {', '.join(wanted)}: {result.stderr[-300:]}")
    return folder


def _rendered(formulas, packages):
    """{the formula as it stands in the text: MathML}."""
    if not formulas:
        return {}
    pairs = [(f.strip("$").strip(), f.startswith("$$")) for f in formulas]
    node = shutil.which("node")
    command = [node, "-e", RENDER]
    result = subprocess.run(
        command, input=json.dumps(pairs), capture_output=True, text=True, cwd=packages
    )
    if result.returncode:
        error = re.search(r"ParseError: (.*)", result.stderr)
        raise ValueError(
            f"a formula cannot be shown: {error[1] if error else result.stderr[-300:]}"
        )
    return dict(zip(formulas, json.loads(result.stdout), strict=True))


def _html(markdown, rendered):
    """Markdown as HTML; HTML that is written in it stays text. Formulas become MathML."""
    kept = []

    def keep(match):
        if CODE.fullmatch(match[0]):
            return match[0]
        kept.append(rendered[match[0]])
        return f"@@{len(kept) - 1}@@"

    text = MARKDOWN(re.sub(f"{CODE.pattern}|{FORMULA.pattern}", keep, markdown, flags=re.S))
    text = re.sub(r'<a href="(?!https?://)[^"]*">(.*?)</a>', r"\1", text)
    text = re.sub(r'src="(figures/[\w.-]+\.svg)"', _inlined, text)
    return re.sub(r"@@(\d+)@@", lambda match: kept[int(match[1])], text)


def _inlined(match):
    """A drawing of the lessons as a part of the page."""
    data = base64.b64encode((NOTEBOOKS / match[1]).read_bytes()).decode()
    return f'src="data:image/svg+xml;base64,{data}"'


def _section(slide, rendered, first):
    level = 1 if first else 2
    parts = [f"<h{level}>{html.escape(slide.title)}</h{level}>" if not first else
             f"<h1>{_html(slide.title, rendered)[3:-5]}</h1>"]  # fmt: skip
    parts.append(_html(slide.text, rendered) if slide.text else "")
    if slide.code:
        parts.append(f"<pre><code>{html.escape(slide.code)}</code></pre>")
    if slide.image:
        words = html.escape(slide.words, quote=True)
        parts.append(f'<img src="data:image/png;base64,{slide.image}" alt="{words}">')
    if slide.notes:
        parts.append(f'<aside class="notes">{_html(slide.notes, rendered)}</aside>')
    return f"<section>{''.join(parts)}</section>"


def _page(title, body, modules):
    reveal = modules / "reveal.js"
    css = [(reveal / "dist" / name).read_text("utf-8") for name in ("reset.css", "reveal.css")]
    scripts = [reveal / "dist" / "reveal.js", reveal / "plugin" / "notes" / "notes.js"]
    inline = "".join(
        "<script>" + path.read_text("utf-8").replace("</script", "<\\/script") + "</script>"
        for path in scripts
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{''.join(css)}{STYLE}</style></head>"
        f'<body><div class="reveal"><div class="slides">{body}</div></div>{inline}'
        "<script>Reveal.initialize({hash: true, slideNumber: true, plugins: [RevealNotes]});"
        "</script></body></html>\n"
    )
