"""Where a person stands today: the latest statement, an attested one before others, else shown as a conflict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from node.ledger.derived.latest import begun, undominated
from node.ledger.derived.view import RecordView
from node.ledger.values.partial_date import PartialDate
from node.ledger.vocabulary import status as words

_STATUS, _SINCE = "status", "effective_on"


class Liberty(StrEnum):
    """What a status means for being free."""

    IMPRISONED = "imprisoned"
    RESTRICTED = "restricted"
    FREE = "free"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`event` is the statement shown; in a conflict `others` are the statements that contradict it."""

    code: str
    since: PartialDate
    event: RecordView
    others: tuple[RecordView, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether statements of equal standing contradict one another."""
        return bool(self.others)


def current_status(events: Iterable[RecordView], today: date) -> Status | None:
    """The status of one person from that person's status events; None where nothing is stated.

    Not counted: events dated surely after `today`, retracted, corrected or superseded ones, and a status that still
    waits for a second person. By date first; between dates that cannot be told apart the attested, else a conflict.
    """
    counted = (event for event in events if _counts(event))
    standing = undominated(begun(counted, _SINCE, today), _SINCE)
    if not standing:
        return None
    attested = [event for event in standing if _STATUS in event.attested]
    told = attested or standing
    shown = told[0]
    others = tuple(event for event in told if event.text(_STATUS) != shown.text(_STATUS))
    return Status(code=shown.text(_STATUS), since=shown.day(_SINCE), event=shown, others=others)


def liberty_of(code: str) -> Liberty:
    """What a status code means; a code this program does not know is unknown."""
    if code in words.IMPRISONED:
        return Liberty.IMPRISONED
    if code in words.RESTRICTED:
        return Liberty.RESTRICTED
    if code in words.DEAD:
        return Liberty.DEAD
    if code in words.NOT_KNOWN or code not in words.PERSON_STATUS:
        return Liberty.UNKNOWN
    return Liberty.FREE


def _counts(event: RecordView) -> bool:
    return bool(event.text(_STATUS)) and event.text("state") not in words.STATUS_STATES_NOT_COUNTED
