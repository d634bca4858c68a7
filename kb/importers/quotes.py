"""The record against a folder of texts: every quote, pinpoint and date of instruments, laws and cases.

The folder holds the files that the record names: `file` where a version was read, `files` of a source. Nothing here writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.importers import passages, pinpoints
from kb.importers.days import days_in, states
from kb.importers.files import RecordFile
from kb.importers.texts import Text, plain_words
from kb.models.layout import version_name

LONGEST_PASSAGE = 15  # words
Place = tuple[str | int, ...]
Row = Mapping[str, Any]
QUOTED = ("provisions", "holdings", "treatments", "bears_on")  # parts of laws and cases that quote


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold, and the file and line of the record that says it."""

    what: str  # quote, pinpoint, date, file
    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}: {self.text}"


@dataclass
class Folder:
    """A folder of texts, read when asked for. `absent` are the files that it does not hold."""

    root: Path
    absent: set[str] = field(default_factory=set)

    def text(self, name: str) -> Text | None:
        """The text of that name, or None where the folder has none. Names that lead out of the folder are absent too."""
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root.resolve()) or not path.is_file():
            self.absent.add(name)
            return None
        return Text(name, path.read_text(encoding="utf-8"))

    def digest(self, name: str) -> str:
        """The sha256 of a file that the folder holds."""
        return hashlib.sha256((self.root / name).read_bytes()).hexdigest()


@dataclass
class Report:
    """What a check found. `open` are passages without a clause, by `slug@version`; `unheld` are quotes that no file could bear out."""

    failures: list[Failure] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("quotes", "pinpoints", "dates", "passages"), 0))
    open: dict[str, list[tuple[str, passages.Passage]]] = field(default_factory=dict)
    unheld: list[Failure] = field(default_factory=list)
    unused: list[Failure] = field(default_factory=list)


class Check:
    """One run over record files. Sources must be among the files for laws and cases to be checked."""

    def __init__(self, files: Sequence[RecordFile], folder: Folder) -> None:
        self.files, self.folder = files, folder
        self.sources = {f.slug: f.record for f in files if f.kind == "sources"}
        self.report = Report()

    def run(self, only: Sequence[str] = ()) -> Report:
        """Check the instruments, laws and cases; only those of the slugs given, if any."""
        for file in self.files:
            if only and file.slug not in only:
                continue
            if file.kind == "instruments":
                Instrument(self, file).run()
            elif file.kind in ("laws", "cases"):
                self.authority(file)
        return self.report

    def fail(self, file: RecordFile, what: str, place: Place, text: str) -> None:
        """Note what does not hold at a place of a record."""
        self.report.failures.append(Failure(what, file.path, file.line(place), text))

    def count(self, what: str) -> None:
        """Count one thing that was looked at."""
        self.report.counts[what] += 1

    def authority(self, file: RecordFile) -> None:
        """Quotes of a law's provisions, and of what a case holds and says of others, looked for in the texts of their sources."""
        for parts in QUOTED:
            for at, part in enumerate(_rows(file.record, parts)):
                if part.get("quote"):
                    self.passage(file, (parts, at, "quote"), part)

    def passage(self, file: RecordFile, place: Place, part: Row) -> None:
        """One quote of an authority. What is only reported fails no check: others may have read more than is held."""
        sources = [*(part.get("sources") or ()), *(_list(file.record, "sources"))]
        names = dict.fromkeys(name for slug in sources for name in _list(self.sources.get(str(slug), {}), "files"))
        texts = [t for t in (self.folder.text(str(n)) for n in names) if t]
        quote = str(part["quote"])
        status = part.get("verification") or file.record.get("verification") or "reported"
        if texts and any(t.places(quote) for t in texts):
            self.count("quotes")
        elif texts and status == "verified":
            self.count("quotes")
            self.fail(file, "quote", place, f"not in {', '.join(t.name for t in texts)}: {quote}")
        else:
            why = "reported, and not in the texts of its sources" if texts else "no text of its sources is held"
            self.report.unheld.append(Failure("unheld", file.path, file.line(place), f"{why}: {quote}"))


class Instrument:
    """The check of one instrument: each version against the file in which it was read."""

    def __init__(self, check: Check, file: RecordFile) -> None:
        self.check, self.file = check, file
        self.versions = _rows(file.record, "versions")
        self.names = [version_name(i, self.versions) for i in range(len(self.versions))]
        self.left_out = _rows(file.record, "left_out")

    @cached_property
    def own(self) -> list[dict[str, tuple[int, Row]]]:
        """The clauses of each version by key: where one stands in its version, and itself."""
        return [{str(c["key"]): (i, c) for i, c in enumerate(_rows(v, "clauses"))} for v in self.versions]

    def run(self) -> None:
        """Check every version; tell reasons for passages that no version needs."""
        used: set[int] = set()
        for at, version in enumerate(self.versions):
            for text in self.texts(at, version):
                self.dates(at, version, text)
                quotes = [q for clause in self.own[at] for q in self.clause(at, clause, text)]
                used |= self.passages(at, text, quotes)
        for i, row in enumerate(self.left_out):
            if len(str(row["passage"]).split()) > LONGEST_PASSAGE:
                self.check.fail(self.file, "left out", ("left_out", i), f"more than {LONGEST_PASSAGE} words: {row['passage']}")
            if i not in used:
                place: Place = ("left_out", i)
                said = f"no passage without a clause holds these words: {row['passage']}"
                self.check.report.unused.append(Failure("left out", self.file.path, self.file.line(place), said))

    def texts(self, at: int, version: Row) -> Iterator[Text]:
        """The texts in which a version was read; the first one that is held stands for it."""
        for i, source in enumerate(_rows(version, "sources")):
            if not source.get("file"):
                continue
            text = self.check.folder.text(str(source["file"]))
            if text is None:
                continue
            digest = source.get("sha256")
            if digest and digest != self.check.folder.digest(text.name):
                place: Place = ("versions", at, "sources", i, "sha256")
                self.check.fail(self.file, "file", place, f"{text.name} is another file than the one read")
            yield text
            return

    def clause(self, at: int, key: str, text: Text) -> list[str]:
        """Check one clause, carried over or not; the words that it quotes."""
        number, _ = self.own[at][key]
        place: Place = ("versions", at, "clauses", number)
        source, quoted = self.carried(at, key)
        carried = f" (carried over from {self.names[source]})" if source != at else ""
        said: list[tuple[Place, Any]] = [(("quote",), quoted.get("quote"))]
        for i, norm in enumerate(_rows(quoted, "norms")):
            said += [(("norms", i, "unless", j, "words"), e.get("words")) for j, e in enumerate(_rows(norm, "unless"))]
        for inside, words in said:
            if words and not self.holds(str(words), text):
                self.check.fail(self.file, "quote", (*place, *(inside if source == at else ())), f"not in {text.name}{carried}: {words}")
        quote = quoted.get("quote")
        if quote and quoted.get("pinpoint"):
            self.pinpoint(place, str(quoted["pinpoint"]), str(quote), text, carried)
        return [str(words) for _, words in said if words]

    def holds(self, words: str, text: Text) -> bool:
        """Whether the words stand in the text."""
        self.check.count("quotes")
        return bool(text.places(words))

    def pinpoint(self, place: Place, pinpoint: str, quote: str, text: Text, carried: str) -> None:
        """Check that a pinpoint leads to the quoted words; a quote that is not there has failed already."""
        self.check.count("pinpoints")
        places, length = text.places(quote), len(plain_words(quote))
        if places and not any(pinpoints.holds(text, pinpoint, x, length) for x in places):
            where = f"{text.name}:{text.line(places[0])}"
            said = f"{pinpoint}{carried} does not lead to the quoted words at {where}"
            self.check.fail(self.file, "pinpoint", (*place, "pinpoint"), said)

    def carried(self, at: int, key: str) -> tuple[int, Row]:
        """The version that a clause is carried over from (its own where it is not), and the clause there."""
        seen: set[int] = set()
        while at not in seen and self.own[at][key][1].get("same_as") in self.names:
            seen.add(at)
            source = self.names.index(str(self.own[at][key][1]["same_as"]))
            if key not in self.own[source]:
                break
            at = source
        return at, self.own[at][key][1]

    def dates(self, at: int, version: Row, text: Text) -> None:
        """A stated day stands in the text, or the note says where it comes from; a day on which a text was seen is its file's."""
        day, how = version.get("valid_from"), version.get("dated_by") or "stated"
        place: Place = ("versions", at, "valid_from")
        if day and how == "stated":
            self.check.count("dates")
            if not states(text.flat, str(day)) and not states(plain_words(str(version.get("note") or "")), str(day)):
                self.check.fail(self.file, "date", place, f"{text.name} does not state {day}, and no note says where it comes from")
        elif day and how == "seen":
            self.check.count("dates")
            if day not in self.seen(str(day)):
                self.check.fail(self.file, "date", place, f"no file of that day was read: {text.name}")
        newest, shown = version.get("newest_seen"), days_in(text.name)
        if newest and shown and str(newest) < shown[-1]:
            self.check.fail(self.file, "date", ("versions", at, "newest_seen"), f"{newest} is before the day of {text.name}")

    def seen(self, day: str) -> set[str]:
        """The days on which the texts that begin on `day` were read, by their files' names and by what the record says."""
        sources = [s for v in self.versions if v.get("valid_from") == day for s in _rows(v, "sources")]
        return {d for s in sources for d in (*days_in(str(s.get("file") or "")), str(s.get("retrieved") or ""))}

    def passages(self, at: int, text: Text, quotes: Sequence[str]) -> set[int]:
        """Note the passages without a clause; the numbers of the reasons that were needed."""
        used: set[int] = set()
        words = [plain_words(str(row["passage"])) for row in self.left_out]
        found: list[passages.Passage] = []
        for passage in passages.uncovered(text, quotes):
            self.check.count("passages")
            reasons = {i for i, w in enumerate(words) if w in passage.words}
            used |= reasons
            if not reasons:
                found.append(passage)
        if found:
            self.check.report.open[f"{self.file.slug}@{self.names[at]}"] = [(text.name, p) for p in found]
        return used


def _rows(row: Row, name: str) -> list[Row]:
    return list(row.get(name) or ())


def _list(row: Row, name: str) -> list[Any]:
    return list(row.get(name) or ())
