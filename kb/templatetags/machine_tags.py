"""What machines find in a page: structured data, and the same record in other forms."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kb.queries.news import SUBJECTS
from kb.queries.published import published_as
from kb.rendering import addresses, jsonld
from kb.rendering.clock import today
from kb.rendering.works import citation_of

register = template.Library()
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def structured_data(context: Any, kind: str = "", slug: str = "") -> SafeString:
    """Schema.org data of a record, of the site where none is named; "" where nothing is published. The page names its revision."""
    revision, site = context.get("revision"), context["request"].build_absolute_uri("/")[:-1]
    if not revision:
        return SafeString("")
    now = published_as(revision)
    if slug and slug not in now.records.get(kind, {}):
        return SafeString("")
    day = today()
    data = jsonld.data_of(now, kind, slug, site, day) if slug else jsonld.site_data(now, site)
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped on the line above


@register.simple_tag(takes_context=True)
def markdown_address(context: Any) -> str:
    """Where the page that is shown stands as Markdown, whole."""
    return addresses.as_markdown(context["request"].get_full_path())


@register.simple_tag
def has_feed(kind: str) -> bool:
    """Whether each record of a kind has a feed of its own."""
    return kind in SUBJECTS


@register.simple_tag
def citation(kind: str, slug: str) -> str:
    """The citation of a record."""
    return citation_of(kind, slug)
