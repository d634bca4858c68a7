"""Bodies of requests: strict JSON within bounds, or a problem that says what is wrong."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from rest_framework.request import Request

from kb.api.problems import Problem

JSON = "application/json"
LINES = ("application/x-ndjson", "application/jsonl")  # JSON Lines by both of its names
DEEPEST = 32  # levels; a question has two
MOST_VALUES = 1_000_000  # marks that part or open values; they bound the memory that a body takes when it is read
CHUNK = 65_536  # bytes
DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read, so that the sender hears the answer


def read_json(request: Request, limit: int) -> Any:
    """The JSON value in a body of at most `limit` bytes. Raises `Problem` for whatever is no such body."""
    return parsed(read_bytes(request, limit))


def read_bytes(request: Request, limit: int, types: Sequence[str] = (JSON,)) -> bytes:
    """A body of one of these media types, of at most `limit` bytes. Raises `Problem`."""
    if str(request.META.get("CONTENT_LENGTH") or "0") == "0" and not request.META.get("HTTP_TRANSFER_ENCODING"):
        raise Problem("malformed-body", "The body is empty.")
    _check_type(request, types)
    return _bytes(request, limit)


def media_type(request: Request) -> str:
    """What the body is said to be, in lower case and without parameters."""
    return str(request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()


def lines(data: bytes, longest: int) -> Iterator[tuple[str, Any]]:
    """Each line that is not blank, and its JSON value. Raises `Problem` that names the line at fault."""
    for number, line in enumerate(io.BytesIO(data), 1):
        if len(line) > longest:
            raise Problem("too-large", f"Line {number:,} has more than {longest:,} bytes.")
        if line.strip():
            try:
                value = parsed(line)
            except Problem as problem:
                raise Problem(problem.kind.name, f"Line {number:,}: {problem.detail}") from None
            yield line.decode().strip(), value


def parsed(data: bytes) -> Any:
    """The JSON value that these bytes hold. Raises `Problem`."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise Problem("too-large", f"The body holds more than {MOST_VALUES:,} values.")
    value = _loaded(data)
    if deeper_than(value, DEEPEST):
        raise Problem("malformed-body", f"The body is nested more than {DEEPEST} levels deep.")
    return value


def _check_type(request: Request, types: Sequence[str]) -> None:
    kind, _, rest = str(request.META.get("CONTENT_TYPE") or "").partition(";")
    if media_type(request) not in types:
        said = kind.strip()[:80] or "nothing"
        raise Problem("unsupported-media-type", f"The body is said to be {said}. Send it with Content-Type: {' or '.join(types)}.")
    charset = rest.strip().lower().replace('"', "").removeprefix("charset=")
    if charset not in ("", "utf-8", "utf8"):
        raise Problem("unsupported-media-type", "JSON is written in UTF-8 here.")
    if str(request.META.get("HTTP_CONTENT_ENCODING") or "identity").strip().lower() != "identity":
        raise Problem("unsupported-media-type", "Compressed bodies are not read. Send it without Content-Encoding.")


def _bytes(request: Request, limit: int) -> bytes:
    stated = str(request.META.get("CONTENT_LENGTH") or "")
    if not stated.isdigit():
        raise Problem("length-required", "The body came in chunks. Send it with Content-Length.")
    if int(stated) > limit:
        _drain(request)
        raise Problem("too-large", f"The body has {int(stated):,} bytes; {limit:,} are read here.")
    return bytes(request.stream.read(limit)) if request.stream is not None else b""


def _drain(request: Request) -> None:
    """Read a refused body to its end, or to the bound of patience: who is cut off while sending hears no answer."""
    read = 0
    while read < DRAINED and request.stream is not None and (chunk := request.stream.read(CHUNK)):
        read += len(chunk)


def _loaded(data: bytes) -> Any:
    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise Problem("malformed-body", f"The body is not UTF-8: byte {error.start + 1} begins no character.") from None
    except RecursionError:
        raise Problem("malformed-body", f"The body is nested more than {DEEPEST} levels deep.") from None
    except ValueError as error:
        raise Problem("malformed-body", f"The body is not JSON: {error}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once each."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(n for n, _ in pairs if n in seen or seen.add(n))  # type: ignore[func-returns-value]
        raise ValueError(f"{twice[:80]!r} stands twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is out of range")
    return number


def deeper_than(value: Any, levels: int) -> bool:
    """Are containers nested more than `levels` deep? Needs no stack of its own."""
    layer = [value]
    for _ in range(levels):
        layer = [x for item in layer if isinstance(item, (dict, list)) for x in (item.values() if isinstance(item, dict) else item)]
        if not layer:
            return False
    return any(isinstance(x, (dict, list)) for x in layer)
