"""One group's decision on one person, by named criteria. Many stand side by side; help depends on none of them."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, items
from node.ledger.kinds.common import NOTE, PERSON_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, LongText, Text, Url
from node.ledger.vocabulary import recognition as words
from node.ledger.vocabulary.status import STATUS_STATE

_ANSWERS, _ANSWER_FIELDS = items(
    "answers",  # the item id is the code of the criterion
    labels("Answers to the criteria", "Адказы паводле крытэрыяў", "Ответы по критериям"),
    (
        Field(path="answer", type=Choice(vocabulary=words.ANSWER), labels=labels("Answer", "Адказ", "Ответ")),
        Field(path="reason", type=LongText(), labels=labels("Why", "Чаму", "Почему")),
        Field(path="criterion", type=Text(), labels=labels("Own criterion", "Уласны крытэрый", "Собственный критерий")),
    ),
)

RECOGNITION: Final = Kind(
    name="recognition",
    labels=labels("recognition", "прызнанне", "признание"),
    plural=labels("recognitions", "прызнанні", "признания"),
    level=Level.NETWORK,
    summary="{group}: {decision} · {decided_on}",
    groups=(_ANSWERS,),
    fields=(
        PERSON_REF,
        Field(
            path="group",
            type=Text(chars_max=200),
            labels=labels("Deciding group", "Чыё рашэнне", "Чьё решение"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="decision",
            type=Choice(vocabulary=words.RECOGNITION_DECISION),
            labels=labels("Decision", "Рашэнне", "Решение"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="class",
            type=Choice(vocabulary=words.RECOGNITION_CLASS),
            labels=labels("As", "Як хто", "В качестве"),
            is_short=True,
        ),
        Field(
            path="criteria_set",
            type=Choice(vocabulary=words.CRITERIA_SET),
            labels=labels("Criteria", "Крытэрыі", "Критерии"),
            is_short=True,
        ),
        *_ANSWER_FIELDS,
        Field(path="decided_on", type=Date(), labels=labels("Date", "Дата", "Дата"), is_short=True),
        Field(
            path="rationale", type=LongText(), labels=labels("Reasons", "Абгрунтаванне", "Обоснование"), is_short=True
        ),
        Field(path="source_url", type=Url(), labels=labels("Published at", "Апублікавана", "Опубликовано")),
        Field(
            path="state", type=Choice(vocabulary=STATUS_STATE), labels=labels("Holds", "Ці дзейнічае", "Действует ли")
        ),
        Field(
            path="appeal",
            type=LongText(),
            labels=labels("Appeal or review", "Абскарджанне або перагляд", "Обжалование или пересмотр"),
        ),
        NOTE,
    ),
)
