"""Names of licenses as bills and cards write them: identifiers of SPDX and of hubs, titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kb.rules.knowledge import Instrument, Knowledge
from kb.rules.names import plain

GENERAL = re.compile(r"-(?:community-)?(?:license(?:-agreement)?|terms(?:-of-use)?)\Z")
MEMO = "names of licenses"


def of_instruments(knowledge: Knowledge) -> dict[str, str]:
    """Every name of a license or policy to its slug. A short name that several could have names none."""
    known = knowledge.memo.get(MEMO)
    if isinstance(known, dict):
        return known
    texts = [t for t in knowledge.instruments.values() if t.kind in ("model_license", "dataset_license")]
    index = {plain(name): t.slug for t in texts for name in (t.title, t.slug)}
    short = Counter(name for t in texts for name in set(_short(t)))
    for text in texts:
        for name in _short(text):
            if short[name] == 1:
                index.setdefault(name, text.slug)
    knowledge.memo[MEMO] = index
    return index


def _short(text: Instrument) -> Iterator[str]:
    """The slug without the words that all licenses share, with and without hyphens: as hubs tag it."""
    stem = GENERAL.sub("", text.slug)
    yield from {stem, stem.replace("-", ""), text.slug.replace("-", "")}
