"""What cannot be true of records taken together: told to people before they save, never refused.

Dates known in part are compared by interval: only what is surely wrong is named.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.language import Labels, labels
from node.ledger.values.partial_date import Order

_PAIRS: Final = {  # (kind): dates of one record that follow one another
    "detention": (("arrested_on", "ended_on"),),
    "placement": (("began_on", "ended_on"),),
    "guardianship": (("began_on", "ended_on"),),
    "letter": (("sent_on", "received_on"),),
    "delivery": (("sent_on", "arrived_on"),),
    "source": (("published_on", "accessed_on"),),
    "judgment": (("decided_on", "in_force_on"),),
}
_PAST: Final = {  # dates that lie in the past when they are entered
    "detention": ("arrested_on", "ended_on"),
    "judgment": ("decided_on",),
    "letter": ("sent_on", "received_on"),
    "delivery": ("sent_on", "arrived_on"),
    "guardianship": ("last_contact_on",),
    "person": ("birth_date",),
}
_YOUNGEST_YEARS: Final = 10  # nobody younger has been detained; below it a birth date is wrong
INCONSISTENCY_LABELS: Final[dict[str, Labels]] = {
    "ends_before_begin": labels("it ends before it begins", "канец раней за пачатак", "конец раньше начала"),
    "in_future": labels("this date lies in the future", "гэта дата ў будучыні", "эта дата в будущем"),
    "verdict_before_arrest": labels(
        "the verdict is dated before the arrest", "прысуд раней за затрыманне", "приговор раньше задержания"
    ),
    "placements_overlap": labels("two stays overlap", "два знаходжанні перасякаюцца", "два пребывания пересекаются"),
    "arrest_before_release": labels(
        "arrested again before the earlier detention ended",
        "новае затрыманне да заканчэння ранейшага",
        "новое задержание до окончания прежнего",
    ),
    "birth_after_arrest": labels(
        "the birth date does not fit the arrest",
        "дата нараджэння не пасуе да затрымання",
        "дата рождения не подходит к задержанию",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """A code of `INCONSISTENCY_LABELS`, the record and path it shows at, and the other record where there is one."""

    code: str
    record: bytes
    path: str
    other: bytes | None = None


def check_record(view: RecordView, today: date) -> list[Inconsistency]:
    """What is surely wrong inside one record."""
    found = [
        Inconsistency(code="ends_before_begin", record=view.id, path=end)
        for begin, end in _PAIRS.get(view.kind, ())
        if view.day(end).compare(view.day(begin)) is Order.BEFORE
    ]
    found.extend(
        Inconsistency(code="in_future", record=view.id, path=path)
        for path in _PAST.get(view.kind, ())
        if not view.day(path).has_begun(today)
    )
    return found


def check_person(person: RecordView, related: Iterable[RecordView]) -> list[Inconsistency]:
    """What is surely wrong between one person and that person's detentions, placements and judgments."""
    views = sorted(related, key=lambda view: view.id)
    detentions = [view for view in views if view.kind == "detention"]
    judgments = [view for view in views if view.kind == "judgment"]
    placements = [view for view in views if view.kind == "placement"]
    return [
        *_too_young(person, detentions),
        *_verdicts(judgments, detentions),
        *_overlaps(detentions, "arrested_on", "arrest_before_release"),
        *_overlaps(placements, "began_on", "placements_overlap"),
    ]


def _too_young(person: RecordView, detentions: list[RecordView]) -> Iterator[Inconsistency]:
    born = person.day("birth_date").earliest
    for detention in detentions:
        arrested = detention.day("arrested_on").latest
        if born and arrested and arrested.year - born.year < _YOUNGEST_YEARS:
            yield Inconsistency(code="birth_after_arrest", record=detention.id, path="arrested_on", other=person.id)


def _verdicts(judgments: list[RecordView], detentions: list[RecordView]) -> Iterator[Inconsistency]:
    """A verdict before every arrest is wrong; one before some of them is an earlier case."""
    for judgment in judgments:
        decided = judgment.day("decided_on")
        orders = [decided.compare(detention.day("arrested_on")) for detention in detentions]
        if orders and all(order is Order.BEFORE for order in orders):
            yield Inconsistency(
                code="verdict_before_arrest", record=judgment.id, path="decided_on", other=detentions[0].id
            )


def _overlaps(views: list[RecordView], begin: str, code: str) -> Iterator[Inconsistency]:
    """Neighbours in time of which the later surely begins before the earlier surely ended."""
    ordered = sorted(views, key=_by(begin))
    for earlier, later in pairwise(ordered):
        latest_begin, earliest_end = later.day(begin).latest, earlier.day("ended_on").earliest
        has_begun_before = earlier.day(begin).compare(later.day(begin)) is Order.BEFORE
        if not has_begun_before or latest_begin is None:
            continue
        is_open = earlier.day("ended_on").is_unknown and code == "arrest_before_release"
        if is_open or (earliest_end is not None and latest_begin < earliest_end):
            yield Inconsistency(code=code, record=later.id, path=begin, other=earlier.id)


def _by(path: str) -> Callable[[RecordView], tuple[str, bytes]]:
    return lambda view: (view.day(path).sort_key, view.id)
