"""That a record was written anew into this space from another one: what it rests on there.

Written by sharing, beside the copy; a part names one change of the original and the fields that came from it.
"""

from typing import Final

from node.ledger.declare import Field, Kind, Level, items
from node.ledger.language import labels
from node.ledger.types import Hash, Integer, LongText, Ref, Text

_PARTS, _PART_FIELDS = items(
    "parts",
    labels("What was shared", "Што перададзена", "Что передано"),
    (
        Field(path="entry", type=Hash(), labels=labels("Entry there", "Запіс у журнале там", "Запись в журнале там")),
        Field(path="index", type=Integer(most=255), labels=labels("Place in it", "Месца ў ім", "Место в ней")),
        Field(
            path="group", type=Text(chars_max=200), labels=labels("Whose statement", "Чыё сцверджанне", "Чьё сообщение")
        ),
        Field(path="source", type=Ref(kinds=("source",)), labels=labels("Source there", "Крыніца там", "Источник там")),
        Field(path="fields", type=LongText(), labels=labels("Fields", "Палі", "Поля")),
    ),
)

SHARE: Final = Kind(
    name="share",
    labels=labels("shared record", "перададзены запіс", "переданная запись"),
    plural=labels("shared records", "перададзеныя запісы", "переданные записи"),
    level=Level.CIRCLE,
    summary="{parts/*/group}",
    groups=(_PARTS,),
    fields=(
        Field(
            path="record",
            type=Ref(kinds=()),
            labels=labels("Record here", "Запіс тут", "Запись здесь"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="original",
            type=Ref(kinds=()),
            labels=labels("Record there", "Запіс там", "Запись там"),
            is_short=True,
            is_required=True,
        ),
        *_PART_FIELDS,
    ),
)
