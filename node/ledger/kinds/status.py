"""One statement about where a person stands with the state, from one source, on one date."""

from typing import Final

from node.ledger.declare import Field, Kind, Level
from node.ledger.kinds.common import NOTE, PERSON_REF, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, Text
from node.ledger.vocabulary import status as words

STATUS_EVENT: Final = Kind(
    name="status_event",
    labels=labels("status", "стан", "статус"),
    plural=labels("statuses", "станы", "статусы"),
    level=Level.NETWORK,
    summary="{status} · {effective_on}",
    fields=(
        PERSON_REF,
        Field(
            path="status",
            type=Choice(vocabulary=words.PERSON_STATUS),
            labels=labels("Status", "Стан", "Статус"),
            second_person=words.DEAD,
            is_short=True,
            is_required=True,
        ),
        Field(
            path="effective_on",
            type=Date(),
            labels=labels("Since", "З якой даты", "С какой даты"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="stated_by",
            type=Text(chars_max=200),
            labels=labels("Who says so", "Хто паведамляе", "Кто сообщает"),
            is_short=True,
        ),
        Field(
            path="state",
            type=Choice(vocabulary=words.STATUS_STATE),
            labels=labels("Holds", "Ці дзейнічае", "Действует ли"),
        ),
        SOURCE_REF,
        NOTE,
    ),
)
