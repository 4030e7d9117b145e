"""When a person may be released, computed from judgment and arrest by a stated rule: always an estimate.

Left out on purpose: parole, amnesty, pardon, new cases, disciplinary terms. What a day in custody counts is a rule of
the country pack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from node.ledger.derived.latest import begun, undominated
from node.ledger.derived.view import RecordView
from node.ledger.language import Labels, labels
from node.ledger.packs import HOME
from node.ledger.values.partial_date import UNKNOWN, PartialDate, Point, on_day
from node.ledger.values.term import Term


class Rule(StrEnum):
    """What the estimate was computed from."""

    COUNTED_FROM = "counted_from"
    FROM_ARREST = "from_arrest"
    FROM_VERDICT = "from_verdict"
    NO_END = "no_end"


RULE_LABELS: Final[dict[Rule, Labels]] = {
    Rule.COUNTED_FROM: labels(
        "estimate: term counted from the date given",
        "ацэнка: ад названай даты адліку",
        "оценка: от указанной даты отсчёта",
    ),
    Rule.FROM_ARREST: labels(
        "estimate: term counted from the arrest", "ацэнка: ад затрымання", "оценка: от задержания"
    ),
    Rule.FROM_VERDICT: labels(
        "estimate: term counted from the verdict, days in custody credited",
        "ацэнка: ад прысуду з залікам дзён пад вартай",
        "оценка: от приговора с зачётом дней под стражей",
    ),
    Rule.NO_END: labels("the term has no end date", "тэрмін не мае даты заканчэння", "срок не имеет даты окончания"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An estimate; `when` is a day or an interval, unknown where the term has no end."""

    when: PartialDate
    rule: Rule
    judgment: RecordView


def expected_release(
    judgments: Iterable[RecordView],
    detentions: Iterable[RecordView],
    today: date,
    *,
    custody_days: Mapping[str, int] = HOME.custody_days,
) -> Release | None:
    """The estimated release of one person from that person's judgments and detentions.

    The latest judgment with a term counts. The term runs from `counted_from`; without it, imprisonment and arrest run
    from the arrest, other penalties from the verdict less the days in custody. `served_credit_days` replaces computed
    credit. `custody_days` says how many days of a penalty one day in custody stands for. None where
    nothing can be computed.
    """
    terms = [judgment for judgment in judgments if judgment.text("penalty") in custody_days]
    standing = undominated(begun(terms, "decided_on", today), "decided_on")
    if not standing:
        return None
    judgment = next((one for one in standing if "term" in one.attested), standing[0])
    term = judgment.term("term")
    if term is None:
        return None
    if term.without is not None:
        return Release(when=UNKNOWN, rule=Rule.NO_END, judgment=judgment)
    rule, start, credit_days = _start(judgment, _arrest(detentions, judgment), custody_days[judgment.text("penalty")])
    when = _ended(term, start, credit_days)
    return Release(when=when, rule=rule, judgment=judgment) if when else None


def _start(judgment: RecordView, arrest: PartialDate, worth: int) -> tuple[Rule, PartialDate, int]:
    """The rule, the day the term runs from, and the days to take off."""
    stated = judgment.number("served_credit_days")
    counted_from, verdict = judgment.day("counted_from"), judgment.day("decided_on")
    if not counted_from.is_unknown:
        return Rule.COUNTED_FROM, counted_from, stated or 0
    if worth == 1 and not arrest.is_unknown:
        return Rule.FROM_ARREST, arrest, stated or 0
    computed = _days_between(arrest, verdict) * worth
    return Rule.FROM_VERDICT, verdict, computed if stated is None else stated


def _arrest(detentions: Iterable[RecordView], judgment: RecordView) -> PartialDate:
    """The latest arrest not after the verdict of a detention that had not ended before it."""
    verdict = judgment.day("decided_on")
    last = verdict.latest or date.max
    before = [
        detention
        for detention in begun(detentions, "arrested_on", last)
        if not (verdict.earliest and detention.day("ended_on").has_ended(verdict.earliest))
    ]
    return before[0].day("arrested_on") if before else UNKNOWN


def _days_between(first: PartialDate, last: PartialDate) -> int:
    if first.earliest is None or last.latest is None:
        return 0
    return max(0, (last.latest - first.earliest).days)


def _ended(term: Term, start: PartialDate, credit_days: int) -> PartialDate | None:
    """The day or interval in which a term that began within `start` is over."""
    if start.earliest is None or start.latest is None:
        return None
    ends = [term.after(start.earliest), term.after(start.latest)]
    days = [end - timedelta(days=credit_days) for end in ends if end is not None]
    if len(days) != len(ends):
        return None
    if days[0] == days[1]:
        return on_day(days[0])
    first, last = (Point(year=day.year, month=day.month, day=day.day) for day in days)
    return PartialDate(start=first, end=last, is_interval=True)
