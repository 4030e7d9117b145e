"""Fields that many kinds share, declared once."""

from dataclasses import replace
from typing import Final

from node.ledger.declare import Field, Level, Search, items
from node.ledger.language import labels
from node.ledger.types import LongText, Ref, Text, Url

NOTE: Final = Field(
    path="note",
    type=LongText(),
    labels=labels("Note", "Нататка", "Заметка"),
    help=labels(
        "No phone numbers, cards or names of helpers.",
        "Без тэлефонаў, картак і імёнаў тых, хто дапамагае.",
        "Без телефонов, карт и имён помогающих.",
    ),
    level=Level.CIRCLE,
)
SEALED_NOTE: Final = replace(NOTE, level=Level.SEALED)
PERSON_REF: Final = Field(
    path="person",
    type=Ref(kinds=("person",)),
    labels=labels("Person", "Чалавек", "Человек"),
    is_required=True,
    is_short=True,
)
SOURCE_REF: Final = Field(
    path="source",
    type=Ref(kinds=("source",)),
    labels=labels("Source", "Крыніца", "Источник"),
)
EXTERNAL: Final = items(
    "external",
    labels("Ids elsewhere", "Ідэнтыфікатары ў іншых спісах", "Идентификаторы в других списках"),
    (
        Field(path="org", type=Text(chars_max=100), labels=labels("Whose list", "Чый спіс", "Чей список")),
        Field(
            path="id",
            type=Text(chars_max=200),
            labels=labels("Id there", "Ідэнтыфікатар там", "Идентификатор там"),
            search=Search.TEXT,
        ),
        Field(path="url", type=Url(), labels=labels("Address", "Адрас", "Адрес")),
    ),
)
