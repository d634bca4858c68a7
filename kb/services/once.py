"""A request that is done once, however often it is sent under one key. Its answer is kept in the transaction that does it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kb.models import DoneRequest

KEPT_FOR = dt.timedelta(hours=24)


class InWorkError(Exception):
    """The same request is being done at this moment."""


class OtherRequestError(Exception):
    """Something else was sent under this key."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was answered: HTTP status, media type, address of what was made ("" if none), and the content, compressed."""

    status: int
    media_type: str
    location: str
    packed: bytes
    again: bool = False

    def content(self) -> Iterator[bytes]:
        """The content in pieces."""
        reader = zlib.decompressobj()
        waiting = self.packed
        while waiting and (piece := reader.decompress(waiting, 1 << 16)):
            yield piece
            waiting = reader.unconsumed_tail


def packed(content: Iterable[bytes]) -> bytes:
    """Content compressed, taken piece by piece."""
    writer = zlib.compressobj(1)
    return b"".join([*map(writer.compress, content), writer.flush()])


def once(caller: str, key: str, digest: str, do: Callable[[], Done]) -> Done:
    """Do it, or say again what was answered when this caller sent the same under the same key, up to KEPT_FOR ago.

    `digest` stands for all that was sent. Raises `InWorkError` and `OtherRequestError`; what `do` raises leaves nothing behind.
    """
    name = salted_hmac("kb.services.once", f"{caller}\n{key}", algorithm="sha256").hexdigest()
    with transaction.atomic():
        if not _alone(name):
            raise InWorkError
        if found := DoneRequest.objects.filter(pk=name, expires_at__gt=timezone.now()).first():
            if found.digest != digest:
                raise OtherRequestError
            return Done(found.status, found.media_type, found.location, bytes(found.content), again=True)
        done = do()
        row = {"digest": digest, "status": done.status, "media_type": done.media_type, "location": done.location, "content": done.packed}
        DoneRequest.objects.update_or_create(pk=name, defaults={**row, "expires_at": timezone.now() + KEPT_FOR})
        return done


def _alone(name: str) -> bool:
    """Hold the name until the transaction ends; False where another does. Who dies lets go of it at once."""
    number = int.from_bytes(bytes.fromhex(name[:16]), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def forget() -> int:
    """Drop answers that are past their time; how many."""
    return DoneRequest.objects.filter(expires_at__lte=timezone.now()).delete()[0]
