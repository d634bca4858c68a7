"""Longer texts of ours are Markdown, rendered by the markdown package and sanitized."""

from __future__ import annotations

import re

import markdown as renderer
import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote", "br", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}
MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~@-])")


def escaped(text: str) -> str:
    """Text in which nothing is Markdown, on one line."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def markdown(text: str) -> SafeString:
    """Markdown to HTML that holds nothing but the tags of running text."""
    html = renderer.markdown(text or "", extensions=["tables", "sane_lists"], output_format="html")
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}, link_rel="noopener")
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def page(text: str) -> SafeString:
    """A whole page of ours: headings that can be linked to, and blocks of code, which take the focus so that keys can scroll them."""
    html = renderer.markdown(text, extensions=["tables", "sane_lists", "fenced_code", "toc"], output_format="html")
    clean = nh3.clean(
        html, tags=TAGS | {"h2", "pre"}, attributes={"a": {"href"}, "h2": {"id"}, "h3": {"id"}}, url_schemes={"https", "http"},
        link_rel="noopener", set_tag_attribute_values={"pre": {"tabindex": "0"}},
    )  # fmt: skip
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above
