"""Training configurations in the manner of Axolotl, TRL and alike: YAML or JSON with names of models and data sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers.bounded import json_value, mapping, mention, once, several, yaml_value
from kb.services.mentions import Document, DocumentError, Mention

BASE = re.compile(r"(?:base_model|model_name_or_path|model_id|pretrained_model_name_or_path|model_name|model)\Z")
TEACHER = re.compile(r"(?:.*_)?teacher(?:_.*)?\Z")
JUDGE = re.compile(r"(?:.*_)?(?:judge|reward_model|labeler|labeller)(?:_.*)?\Z")
DATA = re.compile(r"(?:(?:train|pretraining|sft|pref|rm)_)?(?:dataset|datasets|dataset_name|dataset_path|dataset_mixer|dataset_mixture)\Z")
TESTED = re.compile(r"(?:test|eval|val|validation)_(?:dataset|datasets|dataset_name)\Z")
NAMES_MODEL = re.compile(r".*(?:model_name_or_path|model_path|_model|model_id)\Z")
NOT_NAMES = re.compile(r".*(?:_type|_kwargs|_config|_revision|_dtype|_init|_server|_trainer|_strategy|_params)\Z")
NOTE = "Names of models and data sets were taken from the keys that trainers use for them; code was not read."
LOCAL = {"method": "logits", "channel": "weights"}  # a trainer that loads its teacher learns from what it computes


def parse(text: str) -> Document:
    """What a training configuration mentions. Raises `DocumentError`."""
    whole = json_value(text) if text.lstrip().startswith("{") else yaml_value(text)
    if not isinstance(whole, dict):
        raise DocumentError("no training configuration: it is no mapping", 1)
    return Document("training_config", once(_mentions(whole, "")), notes=(NOTE,))


def _mentions(here: Mapping[Any, Any], above: str) -> Iterator[Mention]:
    for key, value in here.items():
        name, place = str(key).lower(), f"{above}{key}"
        if TESTED.match(name):
            yield from _data(value, place, {"method": "evaluation"})
        elif DATA.match(name):
            yield from _data(value, place, {})
        elif isinstance(value, dict):
            yield from _model(name, value.get("name_or_path") or value.get("name") or value.get("path"), place)
            yield from _mentions(value, f"{place}.")
        else:
            for one in several(value):
                yield from _model(name, one, place)


def _model(key: str, value: object, place: str) -> Iterator[Mention]:
    """A model that a key names. Switches and settings whose name resembles a model's are none."""
    if not isinstance(value, str) or NOT_NAMES.match(key):
        return
    if TEACHER.match(key):
        yield from mention("teacher", place, value, facts=LOCAL)
    elif JUDGE.match(key):
        yield from mention("teacher", place, value, facts={"method": "preferences"})
    elif BASE.match(key):
        yield from mention("base", place, value)
    elif NAMES_MODEL.match(key):
        yield from mention("model", place, value)


def _data(value: object, place: str, facts: Mapping[str, object]) -> Iterator[Mention]:
    """Data sets: a name, names with commas, a list of names or of mappings with `path`, or a mapping of names to shares."""
    if isinstance(value, dict):
        inner = value.get("datasets") or value.get("path") or value.get("name") or list(value)
        yield from _data(inner, place, facts)
        return
    for i, one in enumerate(several(value)):
        name = (mapping(one).get("path") or mapping(one).get("name") or mapping(one).get("id")) if isinstance(one, dict) else one
        for part in str(name).split(",") if name is not None else [None]:
            yield from mention("dataset", f"{place}[{i}]", part, facts=facts)
