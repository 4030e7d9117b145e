"""One letter to or from a person in prison; its text stays on paper or in a sealed scan."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import NOTE, PERSON_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, Hash, Ref, Text
from node.ledger.vocabulary import letter as words
from node.ledger.vocabulary.person import LANGUAGE

LETTER: Final = Kind(
    name="letter",
    labels=labels("letter", "ліст", "письмо"),
    plural=labels("letters", "лісты", "письма"),
    level=Level.CIRCLE,
    summary="{direction} · {sent_on} · {status}",
    fields=(
        PERSON_REF,
        Field(
            path="direction",
            type=Choice(vocabulary=words.DIRECTION),
            labels=labels("Direction", "Кірунак", "Направление"),
            is_short=True,
            is_required=True,
        ),
        Field(path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык")),
        Field(path="sent_on", type=Date(), labels=labels("Sent", "Адпраўлены", "Отправлено"), is_short=True),
        Field(path="received_on", type=Date(), labels=labels("Received", "Атрыманы", "Получено"), is_short=True),
        Field(path="channel", type=Choice(vocabulary=words.CHANNEL), labels=labels("How", "Як", "Как"), is_short=True),
        Field(
            path="written_by",
            type=Text(chars_max=100),
            labels=labels("Written by", "Хто піша", "Кто пишет"),
            help=labels("A pseudonym, never a name.", "Псеўданім, ніколі імя.", "Псевдоним, никогда имя."),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="status",
            type=Choice(vocabulary=words.LETTER_STATUS),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        Field(
            path="reserved_until",
            type=Date(),
            labels=labels("Reserved until", "Занята да", "Занято до"),
            help=labels(
                "After this day the reservation is void by itself.",
                "Пасля гэтага дня браніраванне несапраўднае само.",
                "После этого дня бронь недействительна сама.",
            ),
        ),
        Field(path="censored", type=Choice(vocabulary=words.CENSORED), labels=labels("Censored", "Цэнзура", "Цензура")),
        Field(path="answer_to", type=Ref(kinds=("letter",)), labels=labels("Answer to", "Адказ на", "Ответ на")),
        Field(path="topics", type=Text(), labels=labels("Topics", "Тэмы", "Темы"), search=Search.TEXT),
        Field(
            path="scan", type=Hash(), labels=labels("Hash of the scan", "Хэш скана", "Хэш скана"), level=Level.SEALED
        ),
        NOTE,
    ),
)
