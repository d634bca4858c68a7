"""The question as a sentence, with the facts that can be changed marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.queries.published import Published

STUDENTS = {
    "general_llm": "general language model", "task_llm": "language model for one task", "embedding": "embedding model",
    "classifier": "classifier", "reward_model": "reward model", "image_model": "image model", "audio_model": "audio model",
}  # fmt: skip
CHANNELS = {
    "api": "the provider's API", "app": "its chat product", "cloud": "another company's service",
    "weights": "weights that the asker runs", "dataset": "a published data set",
    "product_logs": "the logs of the asker's own product", "crowd": "paid workers", "web": "public pages",
}  # fmt: skip
METHODS = {
    "outputs": "train", "preferences": "use preferences to train", "logits": "use logits to train",
    "hidden_states": "use hidden states to train", "evaluation": "evaluate",
}  # fmt: skip
RELEASES = {"internal": "kept internal", "service": "offered as a service", "weights": "released with its weights"}
Piece = tuple[str, str]  # text, and the fact that it stands for ("" for none)


def pieces(published: Published, question: Mapping[str, Any]) -> Iterator[Piece]:
    """The sentence in pieces: (text, fact)."""
    kind = "datasets" if question["channel"] == "dataset" else "models"
    seat = published.knowledge.countries.get(question["country"] or "", "")
    yield ("May someone", "")
    if seat:
        yield (f"in {seat}", "country")
    yield (METHODS[question["method"]], "method")
    kind_words = STUDENTS[question["student_kind"]]
    yield (f"{'an' if kind_words[0] in 'aeio' else 'a'} {kind_words}", "student_kind")
    if question["release"]:
        yield (RELEASES[question["release"]], "release")
    if question["student_base"] not in (None, "scratch"):
        yield ("starting from", "")
        yield (published.title("models", question["student_base"]), "student_base")
    yield ("on outputs of" if question["channel"] != "dataset" else "on", "")
    yield (published.title(kind, question["teacher"]), "teacher")
    if question["channel"] != "dataset":
        yield ("got through" if question["channel"] not in ("web", "crowd") else "found through", "")
        yield (CHANNELS[question["channel"]], "channel")
    if question["purpose"]:
        yield ("for", "")
        yield ({"commercial": "commercial use", "research": "research", "personal": "personal use"}[question["purpose"]], "purpose")
    yield ("?", "")


def plain(published: Published, question: Mapping[str, Any]) -> str:
    """The sentence as text."""
    return " ".join(text for text, _ in pieces(published, question)).replace(" ?", "?")
