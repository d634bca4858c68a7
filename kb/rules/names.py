"""Names that people type: aliases, hub ids and dated snapshots, resolved to slugs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

SNAPSHOT = re.compile(r"[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|(?:preview|exp)-\d{2}-\d{2})$")
VARIANT = re.compile(r"[-_](?:instruct|chat|it|base|hf|latest|preview)$")
HOSTED = re.compile(r"(?:[a-z-]+\.)?[a-z0-9]+\.(.+)-v\d+:\d+")  # as AWS names a model: region.maker.model-v1:0


def plain(name: str) -> str:
    """A name as it is compared: lower case, blanks and underscores as hyphens."""
    return re.sub(r"[\s_]+", "-", name.strip().lower())


def alias_index(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every way of naming each record to its slug. A slug always names itself; of two aliases the first stands.

    A hub id names its record without the owner too, unless two records have such an id.
    """
    rows = list(rows)
    index = {plain(r["slug"]): r["slug"] for r in rows}
    for r in rows:
        for alias in [r.get("name") or "", *(r.get("aliases") or ())]:
            if alias:
                index.setdefault(plain(str(alias)), r["slug"])
    bare: dict[str, set[str]] = {}
    for alias, slug in index.items():
        if "/" in alias:
            bare.setdefault(alias.rsplit("/", 1)[1], set()).add(slug)
    return {name: slug for name, (slug, *others) in bare.items() if not others} | index


def resolve(name: str, index: Mapping[str, str]) -> str | None:
    """The slug that `name` stands for: as it is, without owner or host, without a variant or a dated snapshot."""
    if name in index:  # most callers write a slug
        return index[name]
    wanted = plain(name)
    tried = [wanted]
    if "/" in wanted:
        tried.append(wanted.rsplit("/", 1)[1])
    if hosted := HOSTED.fullmatch(wanted):
        tried.append(hosted[1])
    for form in list(tried):
        shorter = form
        for pattern in (VARIANT, SNAPSHOT, VARIANT):
            cut = pattern.sub("", shorter)
            if cut != shorter:
                tried.append(cut)
                shorter = cut
    return next((index[t] for t in tried if t in index), None)
