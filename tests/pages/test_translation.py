"""Every text of a page's template stands in the catalog of texts, ready to be translated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

from bootstrap.checkout import ROOT

TEMPLATES = ROOT / "templates"
CATALOG = Path("locale") / "en" / "LC_MESSAGES" / "django.po"
FILES = sorted(str(f.relative_to(TEMPLATES)) for f in TEMPLATES.rglob("*.html"))
SPOKEN = ("placeholder", "aria-label", "data-label", "title", "alt")  # attributes that people read or hear
NO_PROSE = {"code", "pre", "kbd", "samp", "script", "style"}
NAMES = re.compile(r"\b(canidistill|JSON|CSV|CSL-JSON|BibTeX|Markdown|DOCX|Word|OpenAPI|Atom|API|SHA-256|GET|POST|URL|RSS)\b")
WORD = re.compile(r"[^\W\d_]{2,}")


class Prose(HTMLParser):
    """The texts of a page that people read or hear."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NO_PROSE:
            self.inside.append(tag)
        self._see(*(value or "" for name, value in attrs if name in SPOKEN))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self._see(data)

    def _see(self, *texts: str) -> None:
        self.found += [" ".join(t.split()) for t in texts if WORD.search(NAMES.sub("", t))]


def unmarked(text: str) -> list[str]:
    """What a template says in words of its own, outside `translate` and `blocktranslate`."""
    return Prose("".join(_outside(Lexer(text).tokenize()))).found


def _outside(tokens: list[Token]) -> Iterator[str]:
    skipped = ""
    for token in tokens:
        name = token.contents.split()[0] if token.token_type is TokenType.BLOCK and token.contents else ""
        if skipped:
            skipped = "" if name == f"end{skipped}" else skipped
        elif name in ("blocktranslate", "comment"):
            skipped = name
        elif token.token_type is TokenType.TEXT:
            yield token.contents


@pytest.mark.parametrize("file", FILES)
def test_every_text_of_a_template_is_marked(file: str) -> None:
    assert unmarked((TEMPLATES / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Plain words</p>", ["Plain words"]),
        ('<p>{% translate "Plain words" %} {{ name }} · 2</p>', []),
        ("{% blocktranslate trimmed with x=y %}Of {{ x }}{% endblocktranslate %}<b>more</b>", ["more"]),
        ('<input placeholder="A name" class="find">', ["A name"]),
        ("<code>GET /x/</code><pre>curl it</pre> JSON", []),
        ("{% if a %}one{% else %}{% translate 'two' %}{% endif %}", ["one"]),
    ],
)
def test_what_is_not_marked_is_found(text: str, found: list[str]) -> None:
    assert unmarked(text) == found


def messages(catalog: Path) -> set[str]:
    """The texts of a catalog."""
    entries = re.findall(r'^msgid(?:_plural)? ((?:".*"\n?)+)', catalog.read_text(encoding="utf-8"), re.MULTILINE)
    return {"".join(re.findall(r'"(.*)"', entry)) for entry in entries}


def test_the_catalog_holds_what_the_templates_say(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not on this machine")
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location", "--verbosity", "0"]
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    renew = "python3 manage.py makemessages --locale en --no-location --ignore .venv"
    assert messages(ROOT / CATALOG) == messages(tmp_path / CATALOG), f"renew it: {renew}"
