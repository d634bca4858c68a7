"""Cards of models and of data sets: the front matter of a README, as hubs read it.

The prose is not understood. It is handed on, so that a model that it names as a source does not pass unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from kb.importers.bounded import licenses, mapping, mention, once, passages, several, yaml_value
from kb.services.mentions import Document, DocumentError, Mention, Passage
from kb.services.passages import speaking

NOTE = "Of the prose only lines with words such as “distilled” are searched, for names on record. Name your teachers in the front matter."
STUDENTS = {  # tasks that tell the kind of model; text generation does not tell a general model from a task model
    "feature-extraction": "embedding", "sentence-similarity": "embedding", "text-classification": "classifier",
    "token-classification": "classifier", "image-classification": "classifier", "text-to-image": "image_model",
    "image-to-image": "image_model", "text-to-speech": "audio_model", "text-to-audio": "audio_model",
}  # fmt: skip
OF_DATA = {"task_categories", "source_datasets", "annotations_creators", "dataset_info", "size_categories", "configs"}
BASES = ("base_model", "base_models")
TEACHERS = ("teacher_model", "teacher_models", "teacher", "teachers", "distilled_from", "generators", "generator")
DATA = ("datasets", "dataset", "train_datasets", "training_datasets")
LICENSES = ("license", "licenses", "licence")
READ = {*BASES, *TEACHERS, *DATA, *LICENSES, "license_name", "source_datasets", "model-index", "model_name", "pretty_name"}
NOBODY = {"original"}  # a source of data that is the data set itself
TAGS = {"base_model": "base", "dataset": "dataset"}


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """The front matter of a card, with its keys in lower case, and the number of the line that ends it. Raises `DocumentError`."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise DocumentError("no card: front matter between two lines of --- is missing", 1)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() in ("---", "...")), None)
    if end is None:
        raise DocumentError("the front matter does not end: a second line of --- is missing", 1)
    found = yaml_value("\n" + "\n".join(lines[1:end]) + "\n")
    if not isinstance(found, dict):
        raise DocumentError("the front matter is no mapping", 1)
    card = {str(key).lower(): value for key, value in found.items()}
    if len(card) < len(found):
        raise DocumentError("a name stands twice in the front matter, in capitals and without", 1)
    return card, end + 1


def parse(text: str) -> Document:
    """What a card mentions. Raises `DocumentError`."""
    card, end = front_matter(text)
    kind = STUDENTS.get(str(card.get("pipeline_tag")))
    facts = {"student_kind": kind} if kind else {}
    form = "dataset_card" if OF_DATA & card.keys() else "model_card"
    left = (p for key, value in card.items() if key not in READ for p in passages(key, value, whole=True))
    prose = (Passage(line, "prose", number) for number, line in enumerate(text.splitlines()[end:], end + 1) if line.strip())
    return Document(form, once(_mentions(card)), facts, (NOTE,), _subject(card, form), tuple(speaking(chain(left, prose))))


def _subject(card: Mapping[str, Any], form: str) -> Mention | None:
    """What the card is about, where it says so."""
    indexed = [mapping(x).get("name") for x in several(card.get("model-index"))]
    names = [n for n in (card.get("model_name"), *indexed, card.get("pretty_name")) if isinstance(n, str) and n.strip()]
    return next(mention("dataset" if form == "dataset_card" else "model", "model-index", *names)) if names else None


def _mentions(card: Mapping[str, Any]) -> Iterator[Mention]:
    for role, fields in (("base", BASES), ("teacher", TEACHERS), ("dataset", DATA)):
        for field in fields:
            for i, name in enumerate(several(card.get(field))):
                yield from mention(role, f"{field}[{i}]", name if isinstance(name, str) else mapping(name).get("name"))
    for i, name in enumerate(several(card.get("source_datasets"))):
        if name not in NOBODY:
            yield from mention("dataset", f"source_datasets[{i}]", str(name).rpartition("|")[2])
    yield from _tagged(card)
    yield from _licenses(card)


def _tagged(card: Mapping[str, Any]) -> Iterator[Mention]:
    """Tags such as `base_model:adapter:owner/name`, as hubs write them."""
    for i, tag in enumerate(several(card.get("tags"))):
        field, colon, rest = str(tag).partition(":")
        name = rest.rpartition(":")[2]
        if colon and field in TAGS and name:
            yield from mention(TAGS[field], f"tags[{i}]", name)
        elif colon and field == "license" and name:
            yield from licenses(f"tags[{i}]", name)


def _licenses(card: Mapping[str, Any]) -> Iterator[Mention]:
    for field in LICENSES:
        for i, name in enumerate(several(card.get(field))):
            if name == "other":
                yield from mention("license", "license_name", card.get("license_name") or "other")
            else:
                yield from licenses(f"{field}[{i}]", name)
