"""Files to rows: all or nothing, and only what changed.

A file is given as a `Sheet`; who reads files is another room's business. A record that was edited here since it was loaded is not
written over unless that is asked for; a record that was written here and has no file is left alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pghistory
from django.db import IntegrityError, connection, transaction

from kb.models.layout import TABLES, Columns, Row, root_key, rows
from kb.queries.records import records
from kb.rules.compile import compile_knowledge
from kb.rules.errors import RecordError
from kb.rules.shapes import SHAPES, check, ordered
from kb.services.addresses import bury
from kb.services.references import References
from kb.services.rows import Written, bring, places_of

LOCK = 0x6B62_0001  # one load or publication at a time
Name = tuple[str, str]  # kind, slug
MOST_ERRORS = 100
MANY_ROWS = 1000  # from here on the planner's picture of the tables is wrong
ROW_KEY = re.compile(r"\(([^,\s)]+)")  # the first column of the row that PostgreSQL shows, or the word that our triggers begin with


class SheetError(Exception):
    """A file that cannot be read; says file, line and reason."""


class Sheet(Protocol):
    """One record file that can be read."""

    @property
    def kind(self) -> str:
        """The kind of its record."""
        ...

    @property
    def slug(self) -> str:
        """The slug that it is named by."""
        ...

    @property
    def digest(self) -> str:
        """sha256 of its text."""
        ...

    def record(self) -> Row:
        """The record inside. Raises `SheetError`."""
        ...

    def error(self, error: RecordError) -> Exception:
        """The same error, said with file and line."""
        ...


class LoadError(Exception):
    """What keeps the files from being loaded; nothing was written. `errors` hold file, line and reason, one a line."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: slugs by kind of what was new, changed and removed, and the rows that it took."""

    new: tuple[Name, ...] = ()
    changed: tuple[Name, ...] = ()
    removed: tuple[Name, ...] = ()
    rows: Written = field(default_factory=Written)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def digest_of(kind: str, record: Row) -> str:
    """sha256 of a record's content: fields in declared order, empty fields left out."""
    text = json.dumps(ordered(SHAPES[kind], record), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load(
    sheets: Iterable[Sheet], *, who: str, why: str, overwrite: bool = False, moved: Mapping[Name, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Loaded:  # fmt: skip
    """Bring the rows to what the files say. Raises `LoadError`; then nothing was written.

    `moved` gives the new slug of records whose file was renamed. `tell` is given a line on each stage.
    """
    by_name = {(s.kind, s.slug): s for s in sheets}
    with transaction.atomic(), pghistory.context(who=who, why=why):
        alone()
        known = _known()
        fresh = {n: s for n, s in by_name.items() if n not in known or known[n][0] != s.digest}
        gone = [n for n, (digest, _) in known.items() if digest and n not in by_name]
        if not fresh and not gone:
            return Loaded()
        tell(f"{len(by_name)} files: {len(fresh)} to read, {len(gone)} no longer there")
        contents = _read(fresh)
        there = {(kind, str(r["slug"])): r for kind, rows in records(state="").items() for r in rows} if known else {}
        if not overwrite:
            _refuse_edited(fresh, contents, known, there)
        whole = {**{n: r for n, r in there.items() if n not in gone}, **contents}
        _refuse_wrong(whole, by_name)
        tell(f"{len(whole)} records hold together")
        bury(gone, moved or {}, why)
        try:
            written = _write(contents, fresh, gone)
            _settle()
        except IntegrityError as error:
            raise LoadError([_refusal(error, by_name)]) from error
        if written.added > MANY_ROWS:
            _analyze()
    return Loaded(
        tuple(n for n in fresh if n not in known), tuple(n for n in fresh if n in known), tuple(gone), written,
    )  # fmt: skip


def alone() -> None:
    """Wait until no other load or publication runs; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _settle() -> None:
    """Let the database look at foreign keys and sources now, so that its refusal can be said as ours."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refusal(error: IntegrityError, sheets: Mapping[Name, Sheet]) -> str:
    """The database's own refusal, with the file of the row that it names."""
    diagnosis = getattr(error.__cause__, "diag", None)
    reason, detail = (getattr(diagnosis, name, None) or "" for name in ("message_primary", "message_detail"))
    told = ROW_KEY.search(detail) or ROW_KEY.search(f"({reason} ")
    key = told.group(1) if told else ""
    near = [(kind, slug) for kind, slug in sheets if key == slug or re.match(rf"{re.escape(root_key(kind, slug))}([/@#]|$)", key)]
    said = f"{reason} ({detail[:200]})" if detail else reason
    return _said(RecordError(*near[0], (), said), sheets) if len(near) == 1 else said or str(error)


def _analyze() -> None:
    """Tell the planner what is there now, rather than when the server finds the time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _known() -> dict[Name, tuple[str, str]]:
    """Every record here with the digest of its file and of its content when it was loaded."""
    return {
        (kind, slug): (file, row)
        for kind, table in TABLES.items()
        for slug, file, row in rows(table.model).values_list("slug", "file_digest", "row_digest")
    }


def _read(fresh: Mapping[Name, Sheet]) -> dict[Name, Row]:
    """The records of the sheets, each of its shape. Raises `LoadError` with all that are not."""
    found: dict[Name, Row] = {}
    errors: list[str] = []
    for (kind, slug), sheet in fresh.items():
        try:
            record = sheet.record()
            check(kind, record)
            found[kind, slug] = ordered(SHAPES[kind], record)
        except RecordError as error:
            errors.append(str(sheet.error(error)))
        except SheetError as error:
            errors.append(str(error))
    if errors:
        raise LoadError(errors[:MOST_ERRORS])
    return found


def _refuse_edited(
    fresh: Mapping[Name, Sheet], contents: Mapping[Name, Row], known: Mapping[Name, tuple[str, str]], there: Mapping[Name, Row]
) -> None:
    edited = [
        n for n in fresh if n in known and digest_of(n[0], there[n]) not in (known[n][1], digest_of(n[0], contents[n]))
    ]  # fmt: skip
    if edited:
        raise LoadError(f"{k}/{s} was edited here since it was loaded: dump it first, or load with --overwrite" for k, s in edited)


def _refuse_wrong(whole: Mapping[Name, Row], sheets: Mapping[Name, Sheet]) -> None:
    """Raise `LoadError` for references that lead nowhere, and for what cannot be compiled."""
    by_kind: dict[str, list[Row]] = {kind: [] for kind in TABLES}
    for (kind, _), record in whole.items():
        by_kind[kind].append(record)
    references = References(by_kind)
    errors = [_said(e, sheets) for kind, rows in by_kind.items() for r in rows for e in references.problems(kind, r)]
    if not errors:
        errors = [_said(e, sheets) for e in _not_compiled(by_kind)]
    if errors:
        raise LoadError(errors[:MOST_ERRORS])


def _not_compiled(by_kind: Mapping[str, list[Row]]) -> Iterator[RecordError]:
    try:
        compile_knowledge(by_kind)
    except RecordError as error:
        yield error


def _said(error: RecordError, sheets: Mapping[Name, Sheet]) -> str:
    sheet = sheets.get((error.kind, error.slug))
    return str(sheet.error(error) if sheet else error)


def _write(contents: Mapping[Name, Row], fresh: Mapping[Name, Sheet], gone: Iterable[Name]) -> Written:
    written = Written()
    for kind in TABLES:
        laid = {slug: record for (k, slug), record in contents.items() if k == kind}
        removed = [slug for k, slug in gone if k == kind]
        if laid or removed:
            beside: dict[str, Columns] = {
                slug: {"state": "published", "file_digest": fresh[kind, slug].digest, "row_digest": digest_of(kind, record)}
                for slug, record in laid.items()
            }
            written += bring(places_of(kind, laid, beside), [*laid, *removed])
    return written
