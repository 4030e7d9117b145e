"""A person in prison or persecuted for political reasons, with all the spellings of the name."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, items
from node.ledger.kinds.common import EXTERNAL, NOTE
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, Hash, LongText, Members, Text
from node.ledger.vocabulary import letter
from node.ledger.vocabulary import person as words

_NAMES, _NAME_FIELDS = items(
    "names",
    labels("Names", "Імёны", "Имена"),
    (
        Field(
            path="text",
            type=Text(chars_max=200),
            labels=labels("Name as written", "Імя, як пішацца", "Имя, как пишется"),
            help=labels(
                "One spelling; add others below.",
                "Адно напісанне; іншыя дадайце ніжэй.",
                "Одно написание; другие добавьте ниже.",
            ),
            is_short=True,
            is_required=True,
            search=Search.NAME,
        ),
        Field(
            path="surname",
            type=Text(chars_max=100),
            labels=labels("Surname", "Прозвішча", "Фамилия"),
            search=Search.NAME,
        ),
        Field(path="given", type=Text(chars_max=100), labels=labels("Given name", "Імя", "Имя"), search=Search.NAME),
        Field(
            path="patronymic",
            type=Text(chars_max=100),
            labels=labels("Patronymic", "Імя па бацьку", "Отчество"),
            search=Search.NAME,
        ),
        Field(
            path="language",
            type=Choice(vocabulary=words.LANGUAGE),
            labels=labels("Language", "Мова", "Язык"),
            is_short=True,
        ),
        Field(path="script", type=Choice(vocabulary=words.SCRIPT), labels=labels("Script", "Пісьмо", "Письмо")),
        Field(
            path="scheme",
            type=Choice(vocabulary=words.NAME_SCHEME),
            labels=labels("Way of spelling", "Спосаб напісання", "Способ написания"),
        ),
        Field(
            path="kind", type=Choice(vocabulary=words.NAME_KIND), labels=labels("Kind of name", "Від імя", "Вид имени")
        ),
        Field(
            path="preferred",
            type=Bool(),
            labels=labels("Shown in this language", "Паказваць на гэтай мове", "Показывать на этом языке"),
        ),
    ),
)
_BIOS, _BIO_FIELDS = items(
    "bios",
    labels("About the person", "Пра чалавека", "О человеке"),
    (
        Field(path="text", type=LongText(), labels=labels("Text", "Тэкст", "Текст"), search=Search.TEXT),
        Field(path="language", type=Choice(vocabulary=words.LANGUAGE), labels=labels("Language", "Мова", "Язык")),
    ),
)
_OCCUPATIONS, _OCCUPATION_FIELDS = items(
    "occupations",
    labels("Occupations", "Заняткі", "Занятия"),
    (Field(path="text", type=Text(), labels=labels("Occupation", "Занятак", "Занятие"), search=Search.TEXT),),
)

PERSON: Final = Kind(
    name="person",
    labels=labels("person", "чалавек", "человек"),
    plural=labels("people", "людзі", "люди"),
    level=Level.CIRCLE,
    summary="{names/*/text}",
    groups=(_NAMES, _BIOS, _OCCUPATIONS, EXTERNAL[0]),
    fields=(
        *_NAME_FIELDS,
        Field(path="sex", type=Choice(vocabulary=words.SEX), labels=labels("Sex", "Пол", "Пол"), is_short=True),
        Field(path="birth_date", type=Date(), labels=labels("Born", "Дата нараджэння", "Дата рождения"), is_short=True),
        Field(path="birth_place", type=Text(), labels=labels("Place of birth", "Месца нараджэння", "Место рождения")),
        Field(
            path="citizenship", type=Text(chars_max=200), labels=labels("Citizenship", "Грамадзянства", "Гражданство")
        ),
        *_OCCUPATION_FIELDS,
        Field(
            path="groups/*",
            type=Members(vocabulary=words.PERSON_GROUP),
            labels=labels("Groups", "Групы", "Группы"),
            is_short=True,
        ),
        Field(
            path="minor_at_arrest",
            type=Bool(),
            labels=labels("Under 18 when arrested", "Да 18 гадоў на час затрымання", "До 18 лет на момент задержания"),
        ),
        *_BIO_FIELDS,
        Field(path="photo", type=Hash(), labels=labels("Photograph", "Фота", "Фото")),
        Field(
            path="identity_withheld",
            type=Bool(),
            labels=labels("Withhold the name", "Не называць імя", "Не называть имя"),
            help=labels(
                "Lists then show a code. To lift this a second person must agree.",
                "У спісах будзе код. Каб зняць, патрэбна згода яшчэ аднаго чалавека.",
                "В списках будет код. Чтобы снять, нужно согласие ещё одного человека.",
            ),
            level=Level.NETWORK,
            second_person=frozenset((False,)),
            is_short=True,
        ),
        Field(
            path="withhold_reason",
            type=Choice(vocabulary=words.WITHHOLD_REASON),
            labels=labels("Why the name is withheld", "Чаму імя не называецца", "Почему имя не называется"),
            level=Level.NETWORK,
        ),
        Field(
            path="code",
            type=Text(chars_max=32),
            labels=labels("Code", "Код", "Код"),
            help=labels("Shown in place of a withheld name.", "Паказваецца замест імя.", "Показывается вместо имени."),
            level=Level.PUBLIC,
            search=Search.TEXT,
        ),
        Field(
            path="care_stage",
            type=Choice(vocabulary=words.CARE_STAGE),
            labels=labels("Stage of help", "Этап дапамогі", "Этап помощи"),
        ),
        Field(
            path="letters_from",
            type=Choice(vocabulary=letter.LETTERS_FROM),
            labels=labels("Whose letters are let through", "Чые лісты прапускаюць", "Чьи письма пропускают"),
        ),
        Field(
            path="letters_stop",
            type=Choice(vocabulary=letter.LETTERS_STOP),
            labels=labels("Do not write now, because", "Пакуль не пісаць, бо", "Пока не писать, потому что"),
        ),
        Field(
            path="letters_stop_until",
            type=Date(),
            labels=labels("Do not write until", "Не пісаць да", "Не писать до"),
        ),
        *EXTERNAL[1],
        NOTE,
    ),
)
