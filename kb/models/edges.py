"""Lineage: which model or data set came from which."""

from __future__ import annotations

from django.db import models

from kb.models.columns import among, dates, flag, may_point, or_none, partial_date, prose, verification_word, word
from kb.models.history import recorded
from kb.models.records import Record, addressed, sourced
from kb.rules import vocabulary as v

ENDS = ("model", "dataset", "provider")


def _one_end(side: str) -> models.CheckConstraint:
    """The kind of an end tells which of its three foreign keys is given."""
    whole = models.Q()
    for kind in ENDS:
        whole |= models.Q(**{f"{side}_kind": kind}, **{f"{side}_{other}__isnull": other != kind for other in ENDS})
    return models.CheckConstraint(name=f"edge_{side}_is_one", condition=whole)


@recorded
class Edge(Record):
    """`child` came from `parent` by `relation`. A provider is an end where the maker named no model."""

    KIND = "edges"
    LABEL = "slug"

    parent_kind = word(ENDS, required=True)
    parent_model = may_point("AiModel", "edges_down")
    parent_dataset = may_point("Dataset", "edges_down")
    parent_provider = may_point("Provider", "edges_down")
    child_kind = word(ENDS, required=True)
    child_model = may_point("AiModel", "edges_up")
    child_dataset = may_point("Dataset", "edges_up")
    child_provider = may_point("Provider", "edges_up")
    relation = word(v.RELATIONS, required=True)
    grade = word(v.GRADES, required=True)
    disputed = flag()
    date = partial_date()
    began = partial_date()
    verification = verification_word()
    note = prose()

    class Meta:
        constraints = [
            *addressed("edge"), *dates("edge", "date", "began"), _one_end("parent"), _one_end("child"),
            *among("edge", relation=v.RELATIONS, grade=v.GRADES, verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = sourced("edge")

    @property
    def parent(self) -> models.Model:
        """The record that the child came from: a model, a data set or a provider."""
        row: models.Model = getattr(self, f"parent_{self.parent_kind}")
        return row

    @property
    def child(self) -> models.Model:
        """The record that came from the parent."""
        row: models.Model = getattr(self, f"child_{self.child_kind}")
        return row
