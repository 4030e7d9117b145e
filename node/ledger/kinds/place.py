"""A place people are held in: its names, addresses over time, and what it lets through."""

from typing import Final

from node.ledger.declare import ANY_VALUE, Field, Kind, Level, Search, Writer, items
from node.ledger.kinds.common import EXTERNAL, NOTE
from node.ledger.language import labels
from node.ledger.types import Choice, Date, Integer, LongText, Text
from node.ledger.vocabulary.person import LANGUAGE
from node.ledger.vocabulary.place import PLACE_KIND

_NAMES, _NAME_FIELDS = items(
    "names",
    labels("Names", "Назвы", "Названия"),
    (
        Field(
            path="text",
            type=Text(),
            labels=labels("Name", "Назва", "Название"),
            is_short=True,
            is_required=True,
            search=Search.NAME,
        ),
        Field(
            path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык"), is_short=True
        ),
    ),
)
_ADDRESSES, _ADDRESS_FIELDS = items(
    "addresses",
    labels("Postal addresses", "Паштовыя адрасы", "Почтовые адреса"),
    (
        Field(path="text", type=Text(), labels=labels("Address", "Адрас", "Адрес"), is_short=True, search=Search.TEXT),
        Field(path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык")),
        Field(path="postcode", type=Text(chars_max=12), labels=labels("Postcode", "Індэкс", "Индекс"), is_short=True),
        Field(path="valid_from", type=Date(), labels=labels("Valid from", "Дзейнічае з", "Действует с")),
        Field(path="valid_to", type=Date(), labels=labels("Valid to", "Дзейнічае да", "Действует до")),
        Field(
            path="last_verified",
            type=Date(),
            labels=labels("Last checked", "Апошні раз праверана", "Последняя проверка"),
            writer=Writer.VERIFIER,
        ),
    ),
)

PLACE: Final = Kind(
    name="place",
    labels=labels("place", "месца", "место"),
    plural=labels("places", "месцы", "места"),
    level=Level.PUBLIC,
    summary="{names/*/text}",
    groups=(_NAMES, _ADDRESSES, EXTERNAL[0]),
    fields=(
        Field(
            path="category",
            type=Choice(vocabulary=PLACE_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
            is_required=True,
        ),
        *_NAME_FIELDS,
        Field(
            path="number",
            type=Text(chars_max=20),
            labels=labels("Number", "Нумар", "Номер"),
            is_short=True,
            search=Search.TEXT,
        ),
        *_ADDRESS_FIELDS,
        Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна")),
        Field(path="region", type=Text(chars_max=100), labels=labels("Region", "Вобласць", "Область")),
        Field(path="district", type=Text(chars_max=100), labels=labels("District", "Раён", "Район")),
        Field(
            path="locality",
            type=Text(chars_max=100),
            labels=labels("Town or village", "Населены пункт", "Населённый пункт"),
            is_short=True,
            search=Search.NAME,
        ),
        Field(
            path="parcel_kg",
            type=Integer(most=1_000),
            labels=labels("Parcel, kg at most", "Перадача, не больш за кг", "Передача, не более кг"),
        ),
        Field(
            path="parcel_every_months",
            type=Integer(least=1, most=24),
            labels=labels(
                "One parcel in how many months", "Адна перадача на колькі месяцаў", "Одна передача за сколько месяцев"
            ),
        ),
        Field(
            path="rules_letters",
            type=LongText(),
            labels=labels("Rules for letters", "Правілы для лістоў", "Правила для писем"),
        ),
        Field(
            path="rules_parcels",
            type=LongText(),
            labels=labels("Rules for parcels", "Правілы для перадач", "Правила для передач"),
        ),
        Field(
            path="rules_medicine",
            type=LongText(),
            labels=labels("Rules for medicine", "Правілы для лекаў", "Правила для лекарств"),
        ),
        Field(
            path="rules_visits",
            type=LongText(),
            labels=labels("Rules for visits", "Правілы спатканняў", "Правила свиданий"),
        ),
        Field(
            path="money_details",
            type=LongText(),
            labels=labels(
                "How to send money to prisoners", "Як перасылаць грошы зняволеным", "Как пересылать деньги заключённым"
            ),
            help=labels(
                "A change must be confirmed by a second person.",
                "Змену мусіць пацвердзіць яшчэ адзін чалавек.",
                "Изменение должен подтвердить ещё один человек.",
            ),
            second_person=ANY_VALUE,
        ),
        Field(path="contact", type=LongText(), labels=labels("Contact", "Кантакт", "Контакт")),
        Field(path="closed_on", type=Date(), labels=labels("Closed", "Зачынена", "Закрыто")),
        *EXTERNAL[1],
        NOTE,
    ),
)
