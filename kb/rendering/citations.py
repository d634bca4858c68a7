"""A work in the styles in which lawyers and authors cite: Bluebook and OSCOLA manner, plain, BibTeX and CSL-JSON.

What the record does not know is left out, never guessed.
"""

from __future__ import annotations

import re
from typing import Any

from kb.rendering.works import SITE, Work

SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip
LAWS = frozenset({"legislation", "regulation", "treaty", "bill"})


def american(date: str) -> str:
    """`2024-04-18` as `Apr. 18, 2024`; a month or a year as far as it goes."""
    parts = date.split("-")
    month = SHORT_MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
    return {1: date, 2: f"{month} {parts[0]}"}.get(len(parts), f"{month} {int(parts[-1])}, {parts[0]}")


def british(date: str) -> str:
    """`2024-04-18` as `18 April 2024`; a month or a year as far as it goes."""
    parts = date.split("-")
    month = MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
    return {1: date, 2: f"{month} {parts[0]}"}.get(len(parts), f"{int(parts[-1])} {month} {parts[0]}")


def bluebook(work: Work, site: str, read: str) -> str:
    """In the manner of the Bluebook. `site` is the absolute address of the work's page here; `read` the day on which it was read."""
    if work.csl_type == "legal_case":
        court = " ".join(x for x in (work.court, f"filed {american(work.date)}" if work.date else "") if x)
        return _sentence(", ".join(x for x in (work.title, _docket(work.number, "No. ")) if x) + _court(work, court) + _at(work.pinpoint))
    if work.csl_type in LAWS:
        return _sentence(", ".join(x for x in (work.title, _further(work), work.pinpoint) if x) + _year(work))
    head = ", ".join(x for x in (work.author, work.title) if x) + (f" {work.pinpoint}" if work.pinpoint else "")
    date = f" ({american(work.date)})" if work.date else ""
    return _sentence(f"{head}{date}, {work.url or site} (last visited {american(work.retrieved or read)})")


def oscola(work: Work, site: str, read: str) -> str:
    """In the manner of OSCOLA, with the arguments of `bluebook`."""
    if work.csl_type == "legal_case":
        title = re.sub(r"\bv\. ", "v ", work.title).replace("Inc.", "Inc").replace("Ltd.", "Ltd")
        court = ", ".join(x for x in (work.court.replace(".", ""), f"filed {british(work.date)}" if work.date else "") if x)
        return " ".join(x for x in (title, _docket(work.number, "No ") + _court(work, court), work.pinpoint) if x)
    if work.csl_type in LAWS:
        return ", ".join(x for x in (work.title, _further(work), work.pinpoint) if x)
    date = f" ({british(work.date)})" if work.date else ""
    pinpoint = f" {work.pinpoint}" if work.pinpoint else ""
    author, when = f"{work.author}, " if work.author else "", british(work.retrieved or read)
    title = f"\N{LEFT SINGLE QUOTATION MARK}{work.title}\N{RIGHT SINGLE QUOTATION MARK}"
    return f"{author}{title}{date}{pinpoint} <{work.url or site}> accessed {when}"


def plain(work: Work, site: str, revision: str) -> str:
    """The permanent address on this site, with the revision that fixes what it says."""
    words = " ".join(x for x in (work.title + ("," if work.pinpoint else ""), work.pinpoint) if x)
    return f"{_sentence(words)} {SITE}, revision {revision}. {site}"


def bibtex(work: Work, site: str, read: str, revision: str) -> str:
    """A BibTeX entry `@misc`, whose key is the citation's letters and digits."""
    fields = {
        "title": _braced(work.title), "author": _braced(work.author), "year": work.date[:4], "howpublished": _latex(work.number),
        "organization": _latex(work.court), "url": work.url or site, "urldate": work.retrieved or read,
        "note": _latex("; ".join(x for x in (work.pinpoint, f"{SITE}, revision {revision[:19]}, {site}") if x)),
    }  # fmt: skip
    key = re.sub(r"[^a-z0-9]+", "-", work.id.lower()).strip("-")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def csl(work: Work, site: str, read: str, revision: str) -> dict[str, Any]:
    """A CSL-JSON item (version 1.0.2); empty variables are left out."""
    item: dict[str, Any] = {
        "id": work.id, "type": work.csl_type, "title": work.title, "URL": work.url or site, "number": work.number, "authority": work.court,
        "jurisdiction": work.jurisdiction, "note": f"{SITE}, revision {revision}", "archive_location": site if work.url else "",
        "locator": work.pinpoint,
    }  # fmt: skip
    item["author"] = [{"literal": work.author}] if work.author else []
    item["issued"] = _parts(work.date)
    item["accessed"] = _parts(work.retrieved or read)
    return {name: value for name, value in item.items() if value}


def _parts(date: str) -> dict[str, Any]:
    return {"date-parts": [[int(x) for x in date.split("-")]]} if date else {}


def _docket(number: str, before: str) -> str:
    """A docket number with its word; a reporter or neutral citation as it is."""
    return f"{before}{number}" if re.match(r"\d+:\d\d-", number) else number


def _court(work: Work, words: str) -> str:
    """The court in brackets, unless the citation names one already."""
    return f" ({words})" if words and "(" not in work.number else ""


def _further(work: Work) -> str:
    """What a law's number says beyond its title."""
    first, _, rest = work.number.partition(", ")
    return rest if first and first in work.title else work.number


def _year(work: Work) -> str:
    return f" ({work.date[:4]})" if work.date and work.date[:4] not in work.number + work.title else ""


def _at(pinpoint: str) -> str:
    return f", {pinpoint}" if pinpoint else ""


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _latex(text: str) -> str:
    return "".join(SPECIAL.get(x, x) for x in text)


def _braced(text: str) -> str:
    """In a second pair of braces: no style changes its letters, and a maker is never split into first and last name."""
    return f"{{{_latex(text)}}}" if text else ""
