"""What happened when, over the whole record: events of cases, steps of bills and laws, incidents, and texts that changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.queries.published import Published, Record
from kb.rules.dates import first_day
from kb.rules.memory import remembered

LANES = {"cases": "Cases", "bills": "Bills", "laws": "Laws and policies", "incidents": "Incidents", "terms": "Terms and policies",
         "licenses": "Licenses"}  # fmt: skip
TEXT_LANES = {"service_terms": "terms", "use_policy": "terms", "model_license": "licenses", "dataset_license": "licenses"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `when` is a day, month or year; `kind`, `slug` and `anchor` name the record that tells of it."""

    when: str
    lane: str
    title: str
    words: str
    kind: str
    slug: str
    anchor: str = ""
    verification: str = ""
    sources: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The first day that it can have been."""
        return first_day(self.when)


def chronicle(now: Published) -> tuple[Entry, ...]:
    """Every dated entry, oldest first. Remembered for the revision."""
    return remembered(now.knowledge, "chronicle", lambda: _in_order([*_cases(now), *_laws(now), *_incidents(now), *_texts(now)]))


def _in_order(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (e.day, e.lane, e.slug, e.words)))


def _cases(now: Published) -> Iterator[Entry]:
    for slug, case in now.records["cases"].items():
        events = case.get("events") or ()
        for e in events:
            if e.get("date"):
                yield _entry(e, str(e["date"]), "cases", case["caption"], e["event"], "cases", slug)
        if case.get("filed") and not any(str(e.get("date")) == str(case["filed"]) for e in events):
            yield _entry(case, str(case["filed"]), "cases", case["caption"], "Filed", "cases", slug)


def _laws(now: Published) -> Iterator[Entry]:
    for slug, law in now.records["laws"].items():
        lane = "bills" if law["kind"] == "bill" else "laws"
        for s in law.get("statuses") or ():
            words = s["status"].replace("_", " ").capitalize() + (f": {s['note']}" if s.get("note") else "")
            yield _entry({**s, "verification": law.get("verification")}, str(s["date"]), lane, law["title"], words, "laws", slug)


def _incidents(now: Published) -> Iterator[Entry]:
    for slug, incident in now.records["incidents"].items():
        if incident.get("date"):
            said = f"{incident.get('grade') or 'alleged'}{', disputed' if incident.get('disputed') else ''}"
            words = f"By {incident['alleged_by']}: {said}" if incident.get("alleged_by") else said.capitalize()
            yield _entry(incident, str(incident["date"]), "incidents", incident["title"], words, "incidents", slug)


def _texts(now: Published) -> Iterator[Entry]:
    for slug, text in now.knowledge.instruments.items():
        earlier = False
        for version in text.versions:
            if version.valid_from:
                words = ("New version" if earlier else "First version held") + (
                    ", first seen on that day" if version.dated_by == "seen" else ""
                )
                lane = TEXT_LANES.get(text.kind, "terms")
                yield Entry(version.valid_from, lane, text.title, words, "instruments", slug, version.name, version.verification)
            earlier = True


def _entry(told: Record, when: str, lane: str, title: str, words: str, kind: str, slug: str) -> Entry:
    return Entry(when, lane, title, words, kind, slug, "", str(told.get("verification") or ""), tuple(told.get("sources") or ()))
