"""Criminal cases, what is charged in them, and the cases that join many people under one name."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, items
from node.ledger.kinds.common import EXTERNAL, NOTE, PERSON_REF, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, LongText, Ref, Text
from node.ledger.vocabulary import justice as words
from node.ledger.vocabulary.detention import AGENCY
from node.ledger.vocabulary.judgment import CASE_STAGE
from node.ledger.vocabulary.person import LANGUAGE

_TITLES, _TITLE_FIELDS = items(
    "titles",
    labels("Titles", "Назвы", "Названия"),
    (
        Field(
            path="text",
            type=Text(),
            labels=labels("Title", "Назва", "Название"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык"), is_short=True
        ),
    ),
)
_PEOPLE, _PEOPLE_FIELDS = items(
    "people",
    labels("People in the case", "Людзі ў справе", "Люди в деле"),
    (
        Field(path="person", type=Ref(kinds=("person",)), labels=labels("Person", "Чалавек", "Человек"), is_short=True),
        Field(path="part", type=Text(chars_max=200), labels=labels("Part in the case", "Роля ў справе", "Роль в деле")),
    ),
)

CRIMINAL_CASE: Final = Kind(
    name="criminal_case",
    labels=labels("criminal case", "крымінальная справа", "уголовное дело"),
    plural=labels("criminal cases", "крымінальныя справы", "уголовные дела"),
    level=Level.CIRCLE,
    summary="{code} · {number} · {stage}",
    groups=(_PEOPLE, EXTERNAL[0]),
    fields=(
        Field(
            path="code",
            type=Text(chars_max=32),
            labels=labels("Code of our own", "Свой код", "Свой код"),
            help=labels(
                "Stands for the case where no name may be.",
                "Замяняе імя там, дзе яго нельга называць.",
                "Заменяет имя там, где его нельзя называть.",
            ),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="number",
            type=Text(chars_max=100),
            labels=labels("Number of the case", "Нумар справы", "Номер дела"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="authority",
            type=Choice(vocabulary=AGENCY),
            labels=labels("Led by", "Хто вядзе справу", "Кто ведёт дело"),
            is_short=True,
        ),
        Field(
            path="stage", type=Choice(vocabulary=CASE_STAGE), labels=labels("Stage", "Стадыя", "Стадия"), is_short=True
        ),
        Field(path="opened_on", type=Date(), labels=labels("Opened", "Распачата", "Возбуждено"), is_short=True),
        Field(path="closed_on", type=Date(), labels=labels("Closed", "Закрыта", "Закрыто")),
        *_PEOPLE_FIELDS,
        Field(
            path="collective_case",
            type=Ref(kinds=("collective_case",)),
            labels=labels("Part of", "Частка справы", "Часть дела"),
        ),
        SOURCE_REF,
        *EXTERNAL[1],
        NOTE,
    ),
)

COLLECTIVE_CASE: Final = Kind(
    name="collective_case",
    labels=labels("collective case", "калектыўная справа", "коллективное дело"),
    plural=labels("collective cases", "калектыўныя справы", "коллективные дела"),
    level=Level.NETWORK,
    summary="{titles/*/text}",
    groups=(_TITLES, _PEOPLE, EXTERNAL[0]),
    fields=(
        *_TITLE_FIELDS,
        Field(
            path="description",
            type=LongText(),
            labels=labels("What it is about", "Пра што справа", "О чём дело"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="began_on", type=Date(), labels=labels("Since", "З якой даты", "С какой даты"), is_short=True),
        *_PEOPLE_FIELDS,
        SOURCE_REF,
        *EXTERNAL[1],
        NOTE,
    ),
)

CHARGE: Final = Kind(
    name="charge",
    labels=labels("charge", "абвінавачванне", "обвинение"),
    plural=labels("charges", "абвінавачванні", "обвинения"),
    level=Level.NETWORK,
    summary="{article_text} · {state} · {brought_on}",
    fields=(
        PERSON_REF,
        Field(
            path="case",
            type=Ref(kinds=("criminal_case",)),
            labels=labels("Criminal case", "Крымінальная справа", "Уголовное дело"),
        ),
        Field(
            path="article",
            type=Ref(kinds=("article",)),
            labels=labels("Article of the list", "Артыкул са спіса", "Статья из списка"),
            is_short=True,
        ),
        Field(
            path="article_text",
            type=Text(chars_max=200),
            labels=labels("Article as published", "Артыкул, як апублікаваны", "Статья, как опубликована"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="part", type=Text(chars_max=20), labels=labels("Part", "Частка", "Часть"), is_short=True),
        Field(path="form", type=Choice(vocabulary=words.CHARGE_FORM), labels=labels("Form", "Форма", "Форма")),
        Field(
            path="state",
            type=Choice(vocabulary=words.CHARGE_STATE),
            labels=labels("What became of it", "Што з ім стала", "Что с ним стало"),
            is_short=True,
        ),
        Field(path="brought_on", type=Date(), labels=labels("Brought", "Прад'яўлена", "Предъявлено"), is_short=True),
        Field(path="dropped_on", type=Date(), labels=labels("Dropped", "Знята", "Снято")),
        Field(
            path="requalified_to",
            type=Ref(kinds=("charge",)),
            labels=labels("Replaced by", "Замененае на", "Заменено на"),
        ),
        SOURCE_REF,
        NOTE,
    ),
)
