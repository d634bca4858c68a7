"""A work in the styles in which lawyers and authors cite: Bluebook and OSCOLA manner, plain, BibTeX and CSL-JSON.

What the record does not know is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kb.rendering.works import SITE, Work

SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip
UNION = re.compile(r"(C-\d+/\d+)(?:, (.*))?$")
LISTED = re.compile(r"(?:^|,\s*)(?:ss?\.|arts?\.|§+)\s[^,]*(?:,\s*[\d(][^,]*)*$")
POINT = re.compile(r"(?<=[A-Za-z])\.(?=[\s,;)]|$)|(?<=\b[A-Z])\.(?=[A-Z])")
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
        before, number = _union(work)
        court = " ".join(x for x in (work.court, _when(work, american)) if x)
        parts = [f"Case {before}" if before else "", work.title, number or ("" if before else _docket(work, "No. "))]
        where = f" ({american(work.decided)})" if before and work.decided else "" if before else _bracketed(work, court)
        return _sentence(", ".join(x for x in parts if x) + where + _at(work))
    if work.csl_type in LAWS:
        return _sentence(", ".join(x for x in (work.title, _law(work)) if x) + _year(work))
    head = ", ".join(x for x in (work.author, work.title) if x) + (f" {work.pinpoint}" if work.pinpoint else "")
    date = f" ({american(work.date)})" if work.date else ""
    return _sentence(f"{head}{date}, {work.url or site} (last visited {american(work.retrieved or read)})")


def oscola(work: Work, site: str, read: str) -> str:
    """In the manner of OSCOLA, with the arguments of `bluebook`."""
    if work.csl_type == "legal_case":
        before, number = _union(work)
        court = ", ".join(x for x in (work.court, _when(work, british)) if x)
        cited = number.removeprefix("ECLI:") if before else (work.number or _docket(work, "No ")) + _bracketed(work, court)
        title = re.sub(r"\bv\. ", "v ", work.title)
        return _unpointed(" ".join(x for x in (f"Case {before}" if before else "", title, (cited + _at(work)).strip()) if x))
    if work.csl_type in LAWS:
        act = work.jurisdiction == "GB" and work.csl_type == "legislation"
        return _unpointed(", ".join(x for x in (work.title, work.pinpoint if act else _law(work)) if x))
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
        "title": _braced(work.title), "author": _braced(work.author), "year": (work.decided or work.date)[:4],
        "howpublished": _latex(work.number or work.docket),
        "organization": _latex(work.court), "url": work.url or site, "urldate": work.retrieved or read,
        "note": _latex("; ".join(x for x in (work.pinpoint, f"{SITE}, revision {revision[:19]}, {site}") if x)),
    }  # fmt: skip
    key = re.sub(r"[^a-z0-9]+", "-", work.id.lower()).strip("-")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def csl(work: Work, site: str, read: str, revision: str) -> dict[str, Any]:
    """A CSL-JSON item (version 1.0.2); empty variables are left out."""
    item: dict[str, Any] = {
        "id": work.id, "type": work.csl_type, "title": work.title, "URL": work.url or site, "number": work.number or work.docket,
        "authority": work.court, "jurisdiction": work.jurisdiction, "note": f"{SITE}, revision {revision}",
        "archive_location": site if work.url else "", "locator": work.pinpoint,
    }  # fmt: skip
    item["author"] = [{"literal": work.author}] if work.author else []
    item["issued"] = _parts(work.decided or work.date)
    item["accessed"] = _parts(work.retrieved or read)
    return {name: value for name, value in item.items() if value}


def _parts(date: str) -> dict[str, Any]:
    return {"date-parts": [[int(x) for x in date.split("-")]]} if date else {}


def _union(work: Work) -> tuple[str, str]:
    """The number of a case of the Court of Justice, which stands before its name, and its citation; ("", citation) for other courts."""
    found = UNION.match(work.number or work.docket)
    return (found[1], found[2] or "") if found else ("", work.number)


def _docket(work: Work, before: str) -> str:
    return f"{before}{work.docket}" if work.docket[:1].isdigit() else work.docket


def _when(work: Work, style: Callable[[str], str]) -> str:
    return style(work.decided) if work.decided else f"filed {style(work.date)}" if work.date else ""


def _bracketed(work: Work, words: str) -> str:
    """The court in brackets, unless the citation names one already."""
    return f" ({words})" if words and "(" not in work.number else ""


def _law(work: Work) -> str:
    """What a law's number says beyond its title, cut to the part that is cited: `17 U.S.C. § 107`, `1988 c. 48, s. 29A(1)`."""
    first, _, rest = work.number.partition(", ")
    number = rest if first and first in work.title else work.number
    if not work.pinpoint:
        return number
    if (code := work.pinpoint.partition("§")[0].strip()) and code in number:
        return work.pinpoint
    number, bracket, status = LISTED.sub("", number).partition(" (as ")
    between = " " if work.pinpoint.startswith("§") and number else ", " if number else ""
    return f"{number}{between}{work.pinpoint}{bracket}{status}"


def _year(work: Work) -> str:
    """The year of what no code names: an executive order, guidance."""
    coded = work.pinpoint or "§" in work.number
    return f" ({work.date[:4]})" if work.date and not coded and work.date[:4] not in work.number + work.title else ""


def _at(work: Work) -> str:
    """The pinpoint, without what the citation says already."""
    pinpoint = ", ".join(x for x in work.pinpoint.split(", ") if x not in work.number)
    return f", {pinpoint}" if pinpoint else ""


def _unpointed(text: str) -> str:
    """Abbreviations without their points, as OSCOLA writes them: `499 US 340`, `s 29A(1)`."""
    return POINT.sub("", text)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _latex(text: str) -> str:
    return "".join(SPECIAL.get(x, x) for x in text)


def _braced(text: str) -> str:
    """In a second pair of braces: no style changes its letters, and a maker is never split into first and last name."""
    return f"{{{_latex(text)}}}" if text else ""
