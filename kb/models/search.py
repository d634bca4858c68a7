"""What the search box finds: one row for each record, and for each clause, holding, provision and position of the current revision."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value

CONFIG = "english"


def _weighed(column: str, weight: str) -> Any:
    """Words of a column. Hyphens, slashes and underscores count as blanks, so that `name-4o` is found as two words in a row."""
    parted = Func(F(column), Value("-/_"), Value("   "), function="translate", output_field=models.TextField())
    return SearchVector(parted, config=CONFIG, weight=weight)


class SearchEntry(models.Model):
    """One thing that can be found. `anchor` is the part of the record, "" for the record itself; `facets` are `name:value`.

    Rows are derived from the published document and replaced at publication: they have no history.
    """

    revision = models.CharField(max_length=71)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=200)
    anchor = models.CharField(max_length=400, blank=True)
    title = models.TextField()
    names = models.TextField(blank=True)
    body = models.TextField(blank=True)
    facets = ArrayField(models.CharField(max_length=120), default=list)
    vector = models.GeneratedField(
        expression=_weighed("title", "A") + _weighed("names", "B") + _weighed("body", "D"),
        output_field=SearchVectorField(), db_persist=True,
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(name="search_entry_once", fields=["revision", "kind", "slug", "anchor"])]
        indexes = [GinIndex(name="search_entry_words", fields=["vector"]), GinIndex(name="search_entry_facets", fields=["facets"])]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}" + (f"#{self.anchor}" if self.anchor else "")
