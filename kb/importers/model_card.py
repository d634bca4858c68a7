"""Cards of models and of data sets: the front matter of a README, as hubs read it. The prose is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers.bounded import licenses, mapping, mention, once, several, yaml_value
from kb.services.mentions import Document, DocumentError, Mention

NOTE = "Only the front matter was read. Teachers that stand in the prose alone were not found: name them."
STUDENTS = {  # tasks that tell the kind of model; text generation does not tell a general model from a task model
    "feature-extraction": "embedding", "sentence-similarity": "embedding", "text-classification": "classifier",
    "token-classification": "classifier", "image-classification": "classifier", "text-to-image": "image_model",
    "image-to-image": "image_model", "text-to-speech": "audio_model", "text-to-audio": "audio_model",
}  # fmt: skip
OF_DATA = {"task_categories", "source_datasets", "annotations_creators", "dataset_info", "size_categories", "configs"}
TEACHERS = ("teacher_model", "teacher_models", "teacher", "distilled_from", "generators")
NOBODY = {"original"}  # a source of data that is the data set itself


def front_matter(text: str) -> dict[str, Any]:
    """The front matter of a card. Raises `DocumentError` where there is none."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise DocumentError("no card: front matter between two lines of --- is missing", 1)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() in ("---", "...")), None)
    if end is None:
        raise DocumentError("the front matter does not end: a second line of --- is missing", 1)
    found = yaml_value("\n" + "\n".join(lines[1:end]) + "\n")
    if not isinstance(found, dict):
        raise DocumentError("the front matter is no mapping", 1)
    return found


def parse(text: str) -> Document:
    """What a card mentions. Raises `DocumentError`."""
    card = front_matter(text)
    kind = STUDENTS.get(str(card.get("pipeline_tag")))
    facts = {"student_kind": kind} if kind else {}
    form = "dataset_card" if OF_DATA & card.keys() else "model_card"
    return Document(form, once(_mentions(card)), facts, (NOTE,))


def _mentions(card: Mapping[str, Any]) -> Iterator[Mention]:
    for i, name in enumerate(several(card.get("base_model"))):
        yield from mention("base", f"base_model[{i}]", name)
    for field in TEACHERS:
        for i, name in enumerate(several(card.get(field))):
            yield from mention("teacher", f"{field}[{i}]", name if isinstance(name, str) else mapping(name).get("name"))
    for i, name in enumerate(several(card.get("datasets"))):
        yield from mention("dataset", f"datasets[{i}]", name)
    for i, name in enumerate(several(card.get("source_datasets"))):
        if name not in NOBODY:
            yield from mention("dataset", f"source_datasets[{i}]", str(name).rpartition("|")[2])
    yield from _licenses(card)


def _licenses(card: Mapping[str, Any]) -> Iterator[Mention]:
    for i, name in enumerate(several(card.get("license"))):
        if name == "other":
            yield from mention("license", "license_name", card.get("license_name") or "other")
        else:
            yield from licenses(f"license[{i}]", name)
