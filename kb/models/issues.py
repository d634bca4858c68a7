"""Legal questions: positions on them, the authorities for each, and what they mean for exposure."""

from __future__ import annotations

import pgtrigger
from django.db import models

from kb.models.columns import (
    among,
    belongs,
    each_among,
    exactly_one,
    filled,
    flag,
    line,
    may_belong,
    may_point,
    or_none,
    prose,
    text_list,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, refuse_at_end, sourced, unsourced
from kb.rules import vocabulary as v

ISSUE_STATES = ("open", "settled", "split")
SIDES = ("for", "against")
ISSUE_OF_OLD = "(SELECT w.issue_id FROM kb_position w WHERE w.id = OLD.in_position_id)"


@recorded
class Issue(Record):
    """One open or settled legal question."""

    KIND = "issues"

    title = line(required=True)
    question = line(required=True)
    status = word(ISSUE_STATES)
    summary = prose()
    avenues = text_list(v.AVENUES)

    class Meta:
        constraints = [
            *addressed("issue"), *filled("issue", "title", "question"), *among("issue", status=or_none(ISSUE_STATES)),
            *each_among("issue", avenues=v.AVENUES),
        ]  # fmt: skip
        triggers = sourced("issue")


@recorded
class Position(Part):
    """One answer that is given to an issue."""

    issue = belongs("Issue", "positions")
    key = line(required=True)
    text = prose()
    jurisdictions = text_list()

    class Meta(Part.Meta):
        constraints = [
            *filled("position", "key", "text"), models.UniqueConstraint(name="position_once_in_issue", fields=["issue", "key"]),
        ]  # fmt: skip
        triggers = [
            refuse_at_end("position_is_last", unsourced("issue", "OLD.issue_id"), "OLD.issue_id", pgtrigger.Update | pgtrigger.Delete)
        ]


@recorded
class Assessment(Record):
    """How much one avenue weighs, where and when."""

    KIND = "assessments"
    LABEL = "slug"

    avenue = word(v.AVENUES, required=True)
    jurisdictions = text_list()
    when = line()
    level = word(v.RISKS, required=True)
    decided = flag()
    summary = prose()
    issue = may_point("Issue", "assessments")

    class Meta:
        constraints = [
            *addressed("assessment"), *filled("assessment", "summary"), *among("assessment", avenue=v.AVENUES, level=v.RISKS),
        ]  # fmt: skip


@recorded
class Authority(Part):
    """What a position or an assessment rests on, or meets. `cite` as in a verdict; the foreign keys say the same to the database."""

    in_position = may_belong("Position", "authorities")
    in_assessment = may_belong("Assessment", "authorities")
    cite = line(required=True)
    case = may_point("Case", "authorities")
    holding = may_point("Holding", "authorities")
    law = may_point("Law", "authorities")
    provision = may_point("Provision", "authorities")
    source = may_point("Source", "authorities")
    side = word(SIDES)
    note = prose()
    pinpoint = line()

    class Meta(Part.Meta):
        verbose_name_plural = "authorities"
        constraints = [
            exactly_one("authority", "in_position", "in_assessment"),
            models.CheckConstraint(name="authority_cites_one", condition=exactly_one("authority", "case", "law", "source").condition),
            *among("authority", side=or_none(SIDES)),
        ]
        triggers = [refuse_at_end("authority_is_last", unsourced("issue", ISSUE_OF_OLD), "OLD.id", pgtrigger.Update | pgtrigger.Delete)]
