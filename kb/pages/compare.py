"""Two versions of a text, or two texts, side by side. `show` in the address: `changed` (what changed) or `all`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kb.pages import frames
from kb.queries import comparison, counterparts, texts
from kb.queries.published import Published
from kb.rendering.clock import today
from kb.rendering.differences import likeness, merged, new_side, old_side
from kb.rules import vocabulary as v
from kb.rules.knowledge import Clause, Version
from kb.rules.names import plain
from kb.search.names import index_of, nearest

STATES = ("changed", "added", "removed", "moved", "same")
NEAR = 6  # texts that are offered at most
LEAST_MARKED = 0.5  # likeness below which marking single words would only confuse


def of_versions(request: HttpRequest, instrument: str, old: str, new: str) -> HttpResponse:
    """What changed from one version to another."""
    now = frames.current("instruments")
    text = frames.text_of(now, instrument)
    a, b = frames.version_of(text, old), frames.version_of(text, new)
    pairs = comparison.of_versions(a, b)
    show = "all" if request.GET.get("show") == "all" else "changed"
    context = {
        **frames.frame(now, "instruments", instrument), "a": a, "b": b, "show": show, "versions": text.versions, "today": today(),
        "pairs": [_merged(p) for p in pairs if show == "all" or p.state != "same"], "counts": counts(pairs), "total": len(pairs),
    }  # fmt: skip
    return render(request, "compare/versions.html", context)


def to_versions(request: HttpRequest, instrument: str) -> HttpResponse:
    """From two versions chosen in a form to the address of their comparison."""
    old, new = request.GET.get("a", ""), request.GET.get("b", "")
    frames.text_of(frames.current("instruments"), instrument)
    return redirect("compare-versions", instrument, old, new) if old and new else redirect("record", "instruments", instrument)


def counts(pairs: list[comparison.Pair]) -> list[tuple[str, int]]:
    """How many clauses changed, were added, removed, moved, or stayed."""
    counted = Counter(p.state for p in pairs)
    return [(state, counted[state]) for state in STATES if counted[state]]


def _merged(pair: comparison.Pair) -> dict[str, Any]:
    old, new = pair.old, pair.new
    both = old is not None and new is not None
    return {
        "state": pair.state, "old": old, "new": new, "either": new or old,
        "quote": merged(old.quote or "", new.quote or "") if old and new else "",
        "summary": merged(old.summary, new.summary) if old and new and old.summary != new.summary else "",
        "rules": rules_changed(pair, merged) if both else [],
    }  # fmt: skip


def rules_changed(pair: comparison.Pair, merge: Callable[[str, str], str]) -> list[str]:
    """Rules that changed, line by line, where they did, old and new words merged."""
    before = comparison.rules(pair.old) if pair.old else []
    after = comparison.rules(pair.new) if pair.new else []
    if before == after:
        return []
    longest = max(len(before), len(after))
    padded = [rows + [""] * (longest - len(rows)) for rows in (before, after)]
    return [merge(a, b) for a, b in zip(*padded, strict=True) if a != b]


def of_texts(request: HttpRequest) -> HttpResponse:
    """Two texts clause by clause: `a` and `b` are slugs, each with `@version` if it is not to be the one in force today."""
    now = frames.current("instruments")
    typed = {side: request.GET.get(side, "").strip().replace("\x00", "") for side in ("a", "b")}
    found = {side: _version(now, text) for side, text in typed.items()}
    show = "changed" if request.GET.get("show") == "changed" else "all"
    context: dict[str, Any] = {
        "typed": typed,
        "show": show,
        "names": _names(now),
        "revision": now.revision,
        "problems": _problems(now, typed, found),
    }
    a, b = found["a"], found["b"]
    if a is None or b is None:
        return render(request, "compare/texts.html", context, status=404 if all(typed.values()) else 200)
    if a.instrument == b.instrument:
        return redirect("compare-versions", a.instrument, a.name, b.name)
    return render(request, "compare/texts.html", {**context, **_side_by_side(now, a, b, show), "swap": _swapped(typed, show)})


def _side_by_side(now: Published, a: Version, b: Version, show: str) -> dict[str, Any]:
    """Both texts, how many clauses stand beside one another and alone, and the groups that are shown."""
    groups = counterparts.of_texts(a, b)
    counted = Counter(bool(p.old) - bool(p.new) for g in groups for p in g.pairs)
    shown = [(_heading(g.act), [_beside(p) for p in g.pairs if show == "all" or p.state != "same"]) for g in groups]
    return {
        "sides": [
            {"version": x, "title": now.title("instruments", x.instrument), "slug": x.instrument, "alone": counted[side]}
            for side, x in ((1, a), (-1, b))
        ],
        "both": counted[0],
        "groups": [(heading, pairs) for heading, pairs in shown if pairs],
    }


def _heading(act: str) -> str:
    """The words for an act, without those that point at the rest of a sentence; "" for no act."""
    return v.ACTS.get(act, "").removeprefix("this ").removesuffix(" in that manner")


def _swapped(typed: dict[str, str], show: str) -> str:
    return f"{reverse('compare')}?{urlencode({'a': typed['b'], 'b': typed['a'], 'show': show})}"


def _version(now: Published, typed: str) -> Version | None:
    """A version by what was typed: a slug, a title, or `slug@version`."""
    name, _, version = typed.partition("@")
    text = now.knowledge.instruments.get(_slug(now, name))
    if text is None or not text.versions:
        return None
    if version:
        return next((v for v in text.versions if v.name == version), None)
    return next(iter(texts.in_force(now, text, today())), text.versions[-1])


def _slug(now: Published, name: str) -> str:
    """The text that a slug or a title names; "" where none or several do."""
    if plain(name) in now.knowledge.instruments:
        return plain(name)
    named = [slug for kind, slug in index_of(now).names.get(plain(name), ()) if kind == "instruments"]
    return named[0] if len(named) == 1 else ""


def _problems(now: Published, typed: dict[str, str], found: dict[str, Version | None]) -> list[dict[str, Any]]:
    """What was typed and names no text, each with the texts that may be meant."""
    return [
        {"typed": text, "near": [(now.title("instruments", x), urlencode({**typed, side: x})) for x in _near(now, text.partition("@")[0])]}
        for side, text in typed.items()
        if text and found[side] is None
    ]


def _near(now: Published, name: str) -> list[str]:
    """Texts with words in slug or title that begin with each of those typed; else the one with the most similar slug."""
    words = plain(name).split("-")
    named = [(slug, plain(f"{slug} {title}").split("-")) for slug, title in _names(now)]
    holding = [slug for slug, own in named if all(any(o.startswith(w) for o in own) for w in words)]
    likely = nearest(plain(name), frozenset(now.records["instruments"]))
    return holding[:NEAR] or [x for x in (likely,) if x in now.records["instruments"]]


def _names(now: Published) -> list[tuple[str, str]]:
    return [(slug, now.title("instruments", slug)) for slug in now.records["instruments"]]


def _beside(pair: comparison.Pair) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sides of a pair; words that differ are marked only where the two quotes resemble each other."""
    old, new = pair.old, pair.new
    a, b = (old.quote or "") if old else "", (new.quote or "") if new else ""
    marked = likeness(a, b) >= LEAST_MARKED
    return _side(old, old_side(a, b) if marked else a), _side(new, new_side(a, b) if marked else b)


def _side(clause: Clause | None, quote: str) -> dict[str, Any]:
    return {"clause": clause, "quote": quote, "rules": comparison.rules(clause) if clause else []}
