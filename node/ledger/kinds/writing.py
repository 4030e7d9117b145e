"""Texts of groups: statements they sign together, and guides for families and helpers."""

from typing import Final

from node.ledger.declare import ANY_VALUE, Field, Kind, Level, Search, Writer, items
from node.ledger.kinds.common import NOTE
from node.ledger.language import labels
from node.ledger.types import Choice, Date, LongText, Ref, Text, Url
from node.ledger.vocabulary import work as words
from node.ledger.vocabulary.person import LANGUAGE

_TEXTS, _TEXT_FIELDS = items(
    "texts",
    labels("Texts", "Тэксты", "Тексты"),
    (
        Field(
            path="title",
            type=Text(),
            labels=labels("Title", "Загаловак", "Заголовок"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(path="text", type=LongText(), labels=labels("Text", "Тэкст", "Текст"), is_short=True, search=Search.TEXT),
        Field(
            path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык"), is_short=True
        ),
    ),
)
_SIGNED, _SIGNED_FIELDS = items(
    "signed",
    labels("Signed by", "Падпісалі", "Подписали"),
    (
        Field(path="group", type=Text(chars_max=200), labels=labels("Group", "Група", "Группа"), search=Search.TEXT),
        Field(path="signed_on", type=Date(), labels=labels("Day", "Дзень", "День")),
        Field(
            path="withdrawn_on",
            type=Date(),
            labels=labels("Signature withdrawn", "Подпіс адкліканы", "Подпись отозвана"),
        ),
    ),
)

STATEMENT: Final = Kind(
    name="statement",
    labels=labels("statement", "заява", "заявление"),
    plural=labels("statements", "заявы", "заявления"),
    level=Level.NETWORK,
    summary="{issued_on} · {texts/*/title} · {state}",
    groups=(_TEXTS, _SIGNED),
    fields=(
        *_TEXT_FIELDS,
        Field(
            path="category",
            type=Choice(vocabulary=words.STATEMENT_KIND),
            labels=labels("About", "Пра што", "О чём"),
            is_short=True,
        ),
        Field(
            path="state",
            type=Choice(vocabulary=words.STATEMENT_STATE),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        Field(path="issued_on", type=Date(), labels=labels("Issued", "Абнародавана", "Обнародовано"), is_short=True),
        Field(
            path="url", type=Url(), labels=labels("Published at", "Апублікавана", "Опубликовано"), level=Level.PUBLIC
        ),
        *_SIGNED_FIELDS,
        NOTE,
    ),
)

GUIDE: Final = Kind(
    name="guide",
    labels=labels("guide", "памятка", "памятка"),
    plural=labels("guides", "памяткі", "памятки"),
    level=Level.PUBLIC,
    summary="{texts/*/title} · {topic}",
    groups=(_TEXTS,),
    fields=(
        *_TEXT_FIELDS,
        Field(
            path="topic",
            type=Choice(vocabulary=words.GUIDE_TOPIC),
            labels=labels("About", "Пра што", "О чём"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="place",
            type=Ref(kinds=("place",)),
            labels=labels("For the place", "Для месца няволі", "Для места заключения"),
            is_short=True,
        ),
        Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна"), is_short=True),
        Field(
            path="money_details",
            type=LongText(),
            labels=labels("How to send money", "Як перасылаць грошы", "Как пересылать деньги"),
            help=labels(
                "A change must be confirmed by a second person.",
                "Змену мусіць пацвердзіць яшчэ адзін чалавек.",
                "Изменение должен подтвердить ещё один человек.",
            ),
            second_person=ANY_VALUE,
        ),
        Field(path="valid_from", type=Date(), labels=labels("Valid from", "Дзейнічае з", "Действует с")),
        Field(path="valid_to", type=Date(), labels=labels("Valid to", "Дзейнічае да", "Действует до")),
        Field(
            path="last_verified",
            type=Date(),
            labels=labels("Last checked", "Апошні раз праверана", "Последняя проверка"),
            writer=Writer.VERIFIER,
        ),
        NOTE,
    ),
)
