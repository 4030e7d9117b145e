"""Courts, officials and articles of law: public reference data, most of it from a country pack."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, Writer, items
from node.ledger.kinds.common import EXTERNAL, NOTE, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, LongText, Ref, Text, Url
from node.ledger.vocabulary import justice as words
from node.ledger.vocabulary.person import LANGUAGE

_VALID: Final = (
    Field(path="valid_from", type=Date(), labels=labels("Valid from", "Дзейнічае з", "Действует с")),
    Field(path="valid_to", type=Date(), labels=labels("Valid to", "Дзейнічае да", "Действует до")),
    Field(
        path="last_verified",
        type=Date(),
        labels=labels("Last checked", "Апошні раз праверана", "Последняя проверка"),
        writer=Writer.VERIFIER,
    ),
)
_COUNTRY: Final = Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна"))
_NAMES, _NAME_FIELDS = items(
    "names",
    labels("Names and spellings", "Назвы і напісанні", "Названия и написания"),
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
_TITLES, _TITLE_FIELDS = items(
    "titles",
    labels("Titles", "Назвы", "Названия"),
    (
        Field(path="text", type=Text(), labels=labels("Title", "Назва", "Название"), is_short=True, search=Search.TEXT),
        Field(path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык")),
    ),
)
_SANCTIONS, _SANCTION_FIELDS = items(
    "sanctions",
    labels("Sanctions", "Санкцыі", "Санкции"),
    (
        Field(path="by", type=Text(chars_max=100), labels=labels("By whom", "Хто ўвёў", "Кто ввёл")),
        Field(path="since", type=Date(), labels=labels("Since", "З якой даты", "С какой даты")),
        Field(path="url", type=Url(), labels=labels("Published at", "Апублікавана", "Опубликовано")),
    ),
)

COURT: Final = Kind(
    name="court",
    labels=labels("court", "суд", "суд"),
    plural=labels("courts", "суды", "суды"),
    level=Level.PUBLIC,
    summary="{names/*/text}",
    groups=(_NAMES, EXTERNAL[0]),
    fields=(
        *_NAME_FIELDS,
        Field(
            path="category",
            type=Choice(vocabulary=words.COURT_LEVEL),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        _COUNTRY,
        Field(path="region", type=Text(chars_max=100), labels=labels("Region", "Вобласць", "Область"), is_short=True),
        Field(
            path="locality",
            type=Text(chars_max=100),
            labels=labels("Town or village", "Населены пункт", "Населённый пункт"),
            is_short=True,
            search=Search.NAME,
        ),
        Field(path="address", type=Text(), labels=labels("Address", "Адрас", "Адрес"), is_short=True),
        Field(path="time_zone", type=Text(chars_max=40), labels=labels("Time zone", "Часавы пояс", "Часовой пояс")),
        *_VALID,
        *EXTERNAL[1],
        NOTE,
    ),
)

OFFICIAL: Final = Kind(
    name="official",
    labels=labels("official", "службовая асоба", "должностное лицо"),
    plural=labels("officials", "службовыя асобы", "должностные лица"),
    level=Level.PUBLIC,
    summary="{names/*/text} · {role}",
    groups=(_NAMES, _SANCTIONS, EXTERNAL[0]),
    fields=(
        *_NAME_FIELDS,
        Field(
            path="role",
            type=Choice(vocabulary=words.OFFICIAL_ROLE),
            labels=labels("Role", "Роля", "Роль"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="rank",
            type=Text(chars_max=100),
            labels=labels("Rank or post", "Званне або пасада", "Звание или должность"),
            is_short=True,
        ),
        Field(path="court", type=Ref(kinds=("court",)), labels=labels("Court", "Суд", "Суд"), is_short=True),
        Field(
            path="place",
            type=Ref(kinds=("place",)),
            labels=labels("Place of detention", "Месца няволі", "Место заключения"),
            is_short=True,
        ),
        Field(path="began_on", type=Date(), labels=labels("In office from", "На пасадзе з", "В должности с")),
        Field(path="ended_on", type=Date(), labels=labels("In office until", "На пасадзе да", "В должности до")),
        *_SANCTION_FIELDS,
        SOURCE_REF,
        *EXTERNAL[1],
        NOTE,
    ),
)

ARTICLE: Final = Kind(
    name="article",
    labels=labels("article of law", "артыкул закона", "статья закона"),
    plural=labels("articles of law", "артыкулы законаў", "статьи законов"),
    level=Level.PUBLIC,
    summary="{number} {part} · {titles/*/text} · {code}",
    groups=(_TITLES, EXTERNAL[0]),
    fields=(
        _COUNTRY,
        Field(
            path="code",
            type=Text(chars_max=100),
            labels=labels("Code of laws", "Кодэкс", "Кодекс"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="number",
            type=Text(chars_max=20),
            labels=labels("Number", "Нумар", "Номер"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(path="part", type=Text(chars_max=20), labels=labels("Part", "Частка", "Часть"), is_short=True),
        *_TITLE_FIELDS,
        Field(
            path="category",
            type=Choice(vocabulary=words.ARTICLE_CATEGORY),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        Field(
            path="frequently_political",
            type=Bool(),
            labels=labels(
                "Often used for political reasons",
                "Часта ўжываецца з палітычных прычын",
                "Часто применяется по политическим причинам",
            ),
            help=labels(
                "Decides nothing about a person.", "Нічога не вырашае пра чалавека.", "Ничего не решает о человеке."
            ),
            is_short=True,
        ),
        Field(path="text", type=LongText(), labels=labels("Text of the article", "Тэкст артыкула", "Текст статьи")),
        *_VALID,
        *EXTERNAL[1],
        NOTE,
    ),
)
