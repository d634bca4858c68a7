"""A part of a model card: what the model was made of, as front matter that hubs read, and the duties to state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from kb.rendering.attested import Attested, attested, subject_of
from kb.rendering.markup import escaped
from kb.services.check import Checked

FIELDS = {"base": "base_model", "teacher": "teacher_model", "dataset": "datasets"}


def as_card(checked: Checked, name: str, site: str = "") -> str:
    """Front matter and Markdown, to be put into the README of what was made."""
    things = attested(checked)
    front: dict[str, Any] = {FIELDS[role]: _names(things, role) for role in FIELDS if _names(things, role)}
    front["distillation_check"] = {
        "outcome": checked.outcome, "verdict": checked.verdict, "risk": checked.risk, "as_of": checked.as_of, "revision": checked.revision,
    }  # fmt: skip
    matter = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1_000)
    return f"---\n{matter}---\n" + "\n".join(_body(checked, things, subject_of(checked, name), site)) + "\n"


def _names(things: list[Attested], role: str) -> list[str]:
    return [t.name for t in things if t.source.mention.role == role]


def _body(checked: Checked, things: list[Attested], subject: str, site: str) -> Iterator[str]:
    yield f"\n## What {escaped(subject)} was made of, and on what terms\n"
    yield "| as | name | verdict | risk |\n|---|---|---|---|"
    for thing in things:
        shown = f"[{escaped(thing.name)}]({thing.answers(site)[0]})" if thing.answers(site) else escaped(thing.name)
        yield f"| {thing.source.mention.role} | {shown} | {thing.verdict} | {thing.risk} |"
    if duties := checked.conditions():
        yield "\n### What must be stated, kept or passed on\n"
        yield from (f"- {escaped(c['text'])} ({escaped(', '.join(c['sources']))})" for c in duties)
    if checked.reasons:
        yield "\n### What does not pass\n"
        yield from (f"- `{r.code}`: {escaped(r.text)}" for r in checked.reasons)
    use = "; ".join(f"{name}: {value}" for name, value in checked.use.items())
    yield f"\nChecked for this use: {escaped(use) or 'none stated'}. As of {checked.as_of}, revision `{checked.revision[:19]}`."
    yield checked.as_dict()["disclaimer"]
