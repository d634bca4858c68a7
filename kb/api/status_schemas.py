"""JSON Schema of the status of a model."""

from __future__ import annotations

from typing import Any

from kb.api.record_schemas import object_of
from kb.rendering.fact_types import nullable
from kb.rules import vocabulary as v

TEXT = {"type": "string"}


def components() -> dict[str, Any]:
    """The component of a status."""
    said = "True: permitted. False: prohibited. Null: it has conditions, is not settled, or is permitted by silence alone with risk left."
    address = {"type": "string", "format": "uri"}
    return {"ModelStatus": object_of({
        "model": TEXT, "name": TEXT, "provider": TEXT, "status": {"type": "string", "enum": list(v.VERDICTS)},
        "allowed": {"type": ["boolean", "null"], "description": said}, "basis": {"type": "string", "enum": ["express", "silence"]},
        "risk": {"type": "string", "enum": list(v.RISKS)}, "headline": TEXT,
        "source": {**nullable(TEXT), "description": "The citation of the passage that decides."},
        "sourceUrl": {**nullable(TEXT), "description": "Its publisher's address."},
        "use": {"type": "object", "description": "The question that is answered, as given facts."}, "words": TEXT, "as_of": TEXT,
        "revision": TEXT, "answer": {**address, "description": "The full answer, for machines."},
        "page": {**address, "description": "The full answer, for people; the question can be changed there."},
    })}  # fmt: skip
