"""Standing care of one person by one guardian, under a pseudonym."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import NOTE, PERSON_REF
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, Members, Ref, Text
from node.ledger.vocabulary import aid as words

GUARDIANSHIP: Final = Kind(
    name="guardianship",
    labels=labels("guardianship", "апека", "опека"),
    plural=labels("guardianships", "апекі", "опеки"),
    level=Level.CIRCLE,
    summary="{guardian} · {state} · {began_on} – {ended_on}",
    fields=(
        PERSON_REF,
        Field(
            path="guardian",
            type=Text(chars_max=100),
            labels=labels("Guardian", "Хто апякуецца", "Кто опекает"),
            help=labels(
                "A pseudonym; never a name or a phone.",
                "Псеўданім; ніколі імя ці тэлефон.",
                "Псевдоним; никогда имя или телефон.",
            ),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.GUARDIAN_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        Field(
            path="state",
            type=Choice(vocabulary=words.GUARDIAN_STATE),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
            is_required=True,
        ),
        Field(path="began_on", type=Date(), labels=labels("From", "З", "С"), is_short=True),
        Field(path="ended_on", type=Date(), labels=labels("Until", "Да", "До")),
        Field(
            path="commitments/*",
            type=Members(vocabulary=words.SUPPORT_KIND),
            labels=labels("Takes care of", "Што бярэ на сябе", "Что берёт на себя"),
            is_short=True,
        ),
        Field(
            path="last_contact_on",
            type=Date(),
            labels=labels("Last contact", "Апошняя сувязь", "Последняя связь"),
            is_short=True,
        ),
        Field(
            path="follows",
            type=Ref(kinds=("guardianship",)),
            labels=labels("Taken over from", "Пераймае апеку", "Принимает опеку"),
        ),
        Field(
            path="is_public",
            type=Bool(),
            labels=labels("May be told publicly", "Можна казаць публічна", "Можно говорить публично"),
        ),
        NOTE,
    ),
)
