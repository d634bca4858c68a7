"""Models: what can be learned from, and what students start from."""

from __future__ import annotations

from kb.models.columns import (
    LeafField,
    among,
    dates,
    filled,
    flag,
    line,
    or_none,
    partial_date,
    points,
    prose,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Record, addressed, sourced
from kb.rules import vocabulary as v

WEIGHTS = ("open", "closed")


@recorded
class AiModel(Record):
    """A model: who made it, whether its weights are open, and what it makes."""

    KIND = "models"
    LABEL = "name"

    name = line(required=True)
    provider = points("Provider", "models")
    family = line()
    released = partial_date()
    weights = word(WEIGHTS, required=True)
    gated = flag()
    modality = word(v.MODEL_KINDS, required=True)
    input = text_list()
    output = text_list()
    parameters = line()
    aliases = text_list()
    access = LeafField(default=list, blank=True)
    license_declared = line()
    verification = verification_word()
    notes = prose()

    class Meta:
        verbose_name = "model"
        constraints = [
            *addressed("model"), *filled("model", "name"), *dates("model", "released"),
            *among("model", weights=WEIGHTS, modality=v.MODEL_KINDS, verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = sourced("model")
