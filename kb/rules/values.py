"""The values that conditions read: given facts and the facts that follow from them, for one text in one part.

A text can bind as the teacher's, the base's, the host's, the data set's or as law; some facts read differently in each.
"""

from __future__ import annotations

from typing import Any

from kb.rules import vocabulary as v
from kb.rules.knowledge import Model
from kb.rules.question import Facts

Values = dict[str, Any]
NO_LICENSES: frozenset[str] = frozenset()
NOBODY: frozenset[str] = frozenset()


def common_values(facts: Facts, teacher: Model, base: Model | None) -> Values:
    """Given facts, and derived ones that read the same for every text. `base` None: from scratch, or not known."""
    values: Values = dict(facts)
    method, release, start = facts["method"], facts["release"], facts["student_base"]
    annual = facts["annual_revenue_usd"]
    if facts["competes_with_host"] is None and release == "internal":
        values["competes_with_host"] = False
    if facts["monthly_active_users"] is None:
        values["monthly_active_users"] = 0  # presumed under every threshold
    values["monthly_revenue_usd"] = None if annual is None else (annual / 12, annual)
    values["trains"] = method != "evaluation"
    values["made_available"] = None if release is None else release != "internal"
    values["distributed"] = None if release is None else release == "weights"
    values["student_is_llm"] = student_is_llm(facts["student_kind"], start, base)
    values["from_scratch"] = None if start is None else start == "scratch"
    if base is None:
        nothing = start == "scratch"
        values["base_license"] = NO_LICENSES if nothing else None
        values["base_makers"] = NOBODY if nothing else None
        values["base_provider"] = values["base_model"] = "none" if nothing else None
        values["base_weights"] = "none" if nothing else None
    else:
        values["base_license"], values["base_makers"] = base.licenses, base.makers
        values["base_provider"], values["base_weights"], values["base_model"] = base.provider, base.weights, base.slug
    values["human_written"] = teacher.human_written
    return values


def student_is_llm(kind: str, start: str | None, base: Model | None) -> bool | None:
    """Rule of construction 2: language models by kind; others if they start from one."""
    if kind in v.LLM_STUDENTS:
        return True
    if start is None:
        return None
    return base is not None and base.kind == "llm"


def values_for(common: Values, part: str, subject: Model, teacher: Model, base: Model | None, issuer: str) -> Values:
    """The values for one text: `part` teacher, base, host, dataset or law; `subject` the model that it is about."""
    values = dict(common)
    values["role"] = part
    if part == "base":
        values["trains"] = True  # the student is made from its base, whatever the teacher's outputs are used for
    values["model"], values["model_provider"] = subject.slug, subject.provider
    values["model_kind"], values["model_weights"] = subject.kind, subject.weights
    values["model_multimodal"], values["model_license"] = subject.multimodal, subject.licenses
    like = values["student_is_llm"] if subject.kind == "llm" else values["student_kind"] in v.STUDENT_LIKE_MODEL[subject.kind]
    values["same_kind"] = like
    values["derivative_by_similarity"] = like and values["trains"] if like is not None else (None if values["trains"] else False)
    values["competes_with_issuer"] = values[competition_fact(values, part, teacher, base, issuer)]
    return values


def competition_fact(values: Values, part: str, teacher: Model, base: Model | None, issuer: str) -> str:
    """Which given fact tells whether the student competes with the party behind a text in that part.

    One party can be met under two names (the host is also the base's provider): what is known of it under either counts.
    """
    if part not in ("base", "host"):
        return "competes"
    names = ["competes_with_base" if part == "base" else "competes_with_host"]
    party = base.provider if part == "base" and base is not None else issuer
    if party == teacher.provider:
        names.insert(0, "competes")
    if part == "host" and base is not None and party == base.provider:
        names.append("competes_with_base")
    return next((n for n in names if values[n] is not None), names[0])
