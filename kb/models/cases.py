"""Cases: what happened, what was held, and how later cases treat earlier ones."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    among,
    belongs,
    dates,
    each_among,
    filled,
    line,
    may_point,
    or_none,
    partial_date,
    prose,
    short_quote,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, sourced
from kb.rules import vocabulary as v


@recorded
class Case(Record):
    """A case: who, where, what stage, and what it is good for."""

    KIND = "cases"
    LABEL = "caption"

    caption = line(required=True)
    court = line()
    jurisdiction = line()
    docket = line()
    citation = line()
    judge = line()
    filed = partial_date()
    stage = word(v.CASE_STAGES)
    status = line()
    status_as_of = partial_date()
    parties = text_list()
    claims = text_list()
    allegations = prose()
    good_for = prose()
    not_good_for = prose()
    avenues = text_list(v.AVENUES)
    recheck = line()
    verification = verification_word()
    notes = prose()

    class Meta:
        constraints = [
            *addressed("case"), *filled("case", "caption"), *dates("case", "filed", "status_as_of"), *each_among("case", avenues=v.AVENUES),
            *among("case", stage=or_none(v.CASE_STAGES), verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = sourced("case")


@recorded
class CaseEvent(Part):
    """What happened on a day."""

    case = belongs("Case", "events")
    date = partial_date()
    event = line(required=True)
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            *filled("case_event", "event"), *dates("case_event", "date"), *among("case_event", verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip


@recorded
class Holding(Part):
    """What a court held, with its pinpoint."""

    case = belongs("Case", "holdings")
    key = line(required=True)
    text = prose()
    pinpoint = line()
    quote = prose()
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            *filled("holding", "key", "text"), *among("holding", verification=or_none(v.VERIFICATIONS)), short_quote("holding"),
            models.UniqueConstraint(name="holding_once_in_case", fields=["case", "key"]),
        ]  # fmt: skip

    @property
    def citation(self) -> str:
        """How a verdict names it: `case:slug#holding`."""
        return f"case:{self.case_id}#{self.key}"


@recorded
class Treatment(Part):
    """How one case treats another: `case` is the one that speaks, `treated` the one spoken of."""

    case = belongs("Case", "treatments")
    treated = may_point("Case", "treated_by")
    treatment = word(v.TREATMENTS)
    note = line()
    pinpoint = line()
    quote = prose()
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            short_quote("treatment"),
            *among("treatment", treatment=or_none(v.TREATMENTS), verification=or_none(v.VERIFICATIONS)),
            models.CheckConstraint(name="treatment_of_another", condition=~models.Q(treated=models.F("case"))),
        ]


@recorded
class Proceeding(Part):
    """A stage of a case's way through the courts; `own_record` where that stage is a record of its own."""

    case = belongs("Case", "proceedings")
    step = word(v.COURT_STEPS, required=True)
    court = line(required=True)
    docket = line()
    own_record = may_point("Case", "stages_of_others")
    outcome = word(v.COURT_OUTCOMES)
    date = partial_date()
    citation = line()
    note = line()
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            *filled("proceeding", "court"), *dates("proceeding", "date"), *among("proceeding", step=v.COURT_STEPS),
            *among("proceeding", outcome=or_none(v.COURT_OUTCOMES), verification=or_none(v.VERIFICATIONS)),
            models.CheckConstraint(name="proceeding_of_another", condition=~models.Q(own_record=models.F("case"))),
        ]  # fmt: skip


@recorded
class Bearing(Part):
    """What a case bears on: a text or a law, as a whole or in one part (its key), or clauses on an act in a text that is not on record."""

    case = belongs("Case", "bears_on")
    instrument = may_point("Instrument", "borne_on_by")
    clause = line()
    law = may_point("Law", "borne_on_by")
    provision = line()
    act = word(v.ACTS)
    text = line()
    how = word(v.BEARINGS, required=True)
    note = line()
    pinpoint = line()
    quote = prose()
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name="bearing_on_one",
                condition=models.Q(instrument__isnull=False, law__isnull=True, act="")
                | models.Q(instrument__isnull=True, law__isnull=False, act="")
                | (models.Q(instrument__isnull=True, law__isnull=True) & ~models.Q(act="")),
            ),
            models.CheckConstraint(
                name="bearing_part_of_its_own",
                condition=(models.Q(clause="") | models.Q(instrument__isnull=False))
                & (models.Q(provision="") | models.Q(law__isnull=False))
                & (models.Q(text="") | ~models.Q(act="")),
            ),
            short_quote("bearing"),
            *among("bearing", how=v.BEARINGS, act=or_none(v.ACTS), verification=or_none(v.VERIFICATIONS)),
        ]
