"""What templates need to show records and verdicts: addresses, Markdown, drawings, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from kb.rendering import addresses, drawing, markup, notation
from kb.rules.vocabulary import ACTS, AVENUES

register = template.Library()

SIGNS = {"permitted": "✓", "conditional": "◐", "prohibited": "✕", "undetermined": "?"}


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown of ours as HTML."""
    return markup.markdown(text)


@register.filter
def said(text: str) -> str:
    """Words in a Markdown file, in which nothing works."""
    return notation.words(text)


@register.filter
def citation_address(citation: str) -> str:
    """The page that shows the words of a citation."""
    return addresses.of_citation(citation)


@register.filter
def clause_address(citation: str) -> str:
    """The page of the clause that a citation names."""
    instrument, _, rest = citation.partition("@")
    return addresses.of_clause(instrument, *rest.split("#", 1))


@register.filter
def sign(verdict: str) -> str:
    """The sign of a verdict."""
    return SIGNS.get(verdict, "?")


@register.filter
def risk_bar(level: str) -> SafeString:
    """The bar of a level of risk."""
    return drawing.risk_bar(level)


@register.filter
def draw_lineage(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """Lineage as a drawing."""
    return drawing.lineage(rows)


@register.filter
def avenue(name: str) -> str:
    """The name of an avenue for people."""
    return AVENUES.get(name, name)


@register.filter
def act(name: str) -> str:
    """An act of the vocabulary in words."""
    return ACTS.get(name, name)


@register.filter
def words(name: str) -> str:
    """A name of the record as words: `student_base_license` as `student base license`."""
    return str(name).replace("_", " ").replace("-", " ")


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """The value under a key, or None."""
    return mapping.get(key) if mapping else None
