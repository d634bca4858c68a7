"""Training configurations in the manner of Axolotl, TRL, mergekit, torchtune and alike: YAML or JSON with names of models and data sets.

A key tells what its value is: a teacher, a judge, a base, data. What stands below such a key is that too. Every other text is
listed as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers.bounded import below, json_value, mention, once, passages, several, yaml_value
from kb.services.mentions import Document, DocumentError, Mention, Passage

TEACHER = re.compile(r"(?:.*_)?(?:teachers?(?:_.*)?|distill(?:ed)?_from|llms?|generators?|generator_model|annotators?)\Z")
JUDGE = re.compile(r"(?:.*_)?(?:judges?|reward_models?|labell?ers?)(?:_.*)?\Z|reward_funcs?\Z")
BASE = re.compile(
    r"(?:base_models?|models?|model_(?:name|id|path|dir|name_or_path)|pretrained_model(?:_name_or_path|_path)?|(?:.*_)?checkpointer"
    r"|(?:.*_)?(?:adapters?|lora|peft)(?:_model)?_(?:name_or_path|path|dir|id|name)|adapters)\Z"
)
NAMES_MODEL = re.compile(r".*(?:model_name_or_path|model_path|_model|model_id)\Z")
DATA = re.compile(
    r"(?:(?:hf|train|training|pretrain|pretraining|sft|pref|rm|kd|distill|distillation|prompt|instruction)_)?(?:data|datasets?)"
    r"(?:_(?:names?|paths?|ids?|mixer|mixture|name_or_path|repo|repo_id|files?))?\Z|train(?:ing)?_files?\Z"
)
TESTED = re.compile(r"(?:test|eval|evaluation|val|validation)_(?:data|datasets?|dataset_names?|dataset_path|files?)\Z")
NOT_NAMES = re.compile(r".*_(?:type|kwargs|config|revision|dtype|init|server|trainer|strategy|params|template|format|columns?|info)\Z")
SHARE = re.compile(r"[0-9.]+(?:[eE][+-]?[0-9]+)?\Z")
OUR_OWN = re.compile(
    r"(?:push_to_)?hub_.*|.*output_dir|run_name|(?:.*_)?(?:type|template|conversation|format|columns?)\Z|dataset_prepared_path|wandb_.*"
)
NAMED = ("name_or_path", "pretrained_model_name_or_path", "path", "repo_id", "source", "id", "name", "_component_", "checkpoint_dir")
READERS = frozenset({"json", "csv", "parquet", "text", "arrow", "webdataset", "imagefolder", "audiofolder"})  # forms of files
NOTE = "Names of models and data sets were taken from the keys that trainers use for them; code was not read."
LOCAL = {"method": "logits", "channel": "weights"}  # a trainer that loads its teacher learns from what it computes
JUDGES = {"method": "preferences"}
Facts = Mapping[str, object]


def parse(text: str) -> Document:
    """What a training configuration mentions. Raises `DocumentError`."""
    whole = json_value(text) if text.lstrip().startswith("{") else yaml_value(text)
    if not isinstance(whole, dict):
        raise DocumentError("no training configuration: it is no mapping", 1)
    reader = _Reader()
    found = once(reader.mentions(whole, "", ""))
    return Document("training_config", found, notes=(NOTE,), passages=tuple(reader.passages))


class _Reader:
    """One reading; what is not understood gathers in `passages`."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []

    def mentions(self, here: Mapping[Any, Any], above: str, within: str) -> Iterator[Mention]:
        """What a mapping mentions; `within` is the key that tells what stands in it, or ""."""
        if within:
            key = next((n for n in NAMED if isinstance(here.get(n), str)), "")
            if key:
                yield from self._model(within, here[key], below(above, key))
        for key, value in here.items():
            name, place = str(key)[:200].lower(), below(above, key)
            if TESTED.match(name):
                yield from _data(value, place, {"method": "evaluation"})
            elif DATA.match(name):
                yield from _data(value, place, {})
            else:
                yield from self._below(name, value, place, within)

    def _below(self, name: str, value: Any, place: str, within: str) -> Iterator[Mention]:
        teaching = within if TEACHER.match(within) or JUDGE.match(within) else ""
        tells = _tells(name)
        inner = (teaching if BASE.match(name) and teaching else name) if tells else "" if NOT_NAMES.match(name) else within
        for one in several(value):
            if isinstance(one, dict):
                yield from self.mentions(one, place, inner)
            elif tells or (within and name in NAMED):
                yield from self._model(inner, one, place)
            elif isinstance(one, list):
                yield from self.mentions(dict(enumerate(one)), place, inner)
            elif not OUR_OWN.match(name):
                self.passages += passages(place, one, whole=True)

    def _model(self, key: str, value: object, place: str) -> Iterator[Mention]:
        """A model that a key names."""
        if not isinstance(value, str):
            return
        if JUDGE.match(key):
            if key.startswith("reward_func") and "/" not in value:
                return  # a function of the trainer's
            yield from mention("teacher", place, value, facts=JUDGES)
        elif TEACHER.match(key):
            yield from mention("teacher", place, value, facts=LOCAL if "path" in key else {})
        elif BASE.match(key):
            yield from mention("base", place, value)
        else:
            yield from mention("model", place, value)


def _tells(key: str) -> bool:
    """Whether a key tells what a model is. Switches and settings whose name resembles a model's do not."""
    return not NOT_NAMES.match(key) and not OUR_OWN.match(key) and any(p.match(key) for p in (TEACHER, JUDGE, BASE, NAMES_MODEL))


def _data(value: object, place: str, facts: Facts) -> Iterator[Mention]:
    """Data sets: a name, names with commas, a list of names or of mappings, or a mapping of names to shares or of parts to data."""
    if isinstance(value, dict):
        yield from _data_in(value, place, facts)
        return
    for i, one in enumerate(several(value)):
        if isinstance(one, (dict, list)):
            yield from _data(one, f"{place}[{i}]", facts)
        elif not isinstance(one, bool):  # a switch is no data set
            for part in str(one).split(",") if one is not None else [None]:
                yield from mention("dataset", f"{place}[{i}]", part, facts=facts)


def _data_in(value: Mapping[Any, Any], place: str, facts: Facts) -> Iterator[Mention]:
    named = next((value[n] for n in ("datasets", *NAMED) if value.get(n)), None)
    if isinstance(named, str) and named in READERS and (files := value.get("data_files") or value.get("data_dir")):
        named = files
    if named is not None:
        yield from _data(named, place, facts)
    elif any(isinstance(x, (dict, list)) for x in value.values()):
        for key, inner in value.items():
            yield from _data(inner if isinstance(inner, (dict, list)) else str(key), below(place, key), facts)
    elif all(SHARE.match(str(x)) for x in value.values()):
        yield from _data([str(x) for x in value], place, facts)
    else:
        yield from mention("dataset", place, value.get("data_files"), facts=facts)
