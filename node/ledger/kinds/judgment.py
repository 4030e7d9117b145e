"""What a court decided about a person: penalty, term, and from when it is counted."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, items
from node.ledger.kinds.common import NOTE, PERSON_REF, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, Duration, Integer, Sum, Text
from node.ledger.vocabulary import judgment as words

_ARTICLES, _ARTICLE_FIELDS = items(
    "articles",
    labels("Articles", "Артыкулы", "Статьи"),
    (Field(path="text", type=Text(chars_max=100), labels=labels("Article", "Артыкул", "Статья"), search=Search.TEXT),),
)
_JUDGES, _JUDGE_FIELDS = items(
    "judges",
    labels("Judges", "Суддзі", "Судьи"),
    (Field(path="text", type=Text(chars_max=200), labels=labels("Judge", "Суддзя", "Судья"), search=Search.NAME),),
)

JUDGMENT: Final = Kind(
    name="judgment",
    labels=labels("judgment", "прысуд", "приговор"),
    plural=labels("judgments", "прысуды", "приговоры"),
    level=Level.NETWORK,
    summary="{decided_on} · {penalty} · {term}",
    groups=(_ARTICLES, _JUDGES),
    fields=(
        PERSON_REF,
        Field(path="decided_on", type=Date(), labels=labels("Date", "Дата", "Дата"), is_short=True),
        Field(
            path="instance", type=Choice(vocabulary=words.INSTANCE), labels=labels("Instance", "Інстанцыя", "Инстанция")
        ),
        Field(
            path="stage",
            type=Choice(vocabulary=words.CASE_STAGE),
            labels=labels("Stage of the case", "Стадыя справы", "Стадия дела"),
        ),
        Field(
            path="court",
            type=Text(chars_max=200),
            labels=labels("Court", "Суд", "Суд"),
            is_short=True,
            search=Search.TEXT,
        ),
        *_JUDGE_FIELDS,
        Field(
            path="prosecutor",
            type=Text(chars_max=200),
            labels=labels("Prosecutor", "Пракурор", "Прокурор"),
            search=Search.NAME,
        ),
        *_ARTICLE_FIELDS,
        Field(
            path="penalty",
            type=Choice(vocabulary=words.PENALTY_KIND),
            labels=labels("Penalty", "Пакаранне", "Наказание"),
            is_short=True,
            is_required=True,
        ),
        Field(path="term", type=Duration(), labels=labels("Term", "Тэрмін", "Срок"), is_short=True),
        Field(
            path="term_text",
            type=Text(),
            labels=labels("Term as published", "Тэрмін, як апублікаваны", "Срок, как опубликован"),
        ),
        Field(path="regime", type=Choice(vocabulary=words.REGIME), labels=labels("Regime", "Рэжым", "Режим")),
        Field(
            path="counted_from",
            type=Date(),
            labels=labels("Term counted from", "Адлік тэрміну з", "Отсчёт срока с"),
            help=labels("Empty: from the arrest.", "Пуста: ад затрымання.", "Пусто: от задержания."),
            is_short=True,
        ),
        Field(
            path="served_credit_days",
            type=Integer(most=10_000),
            labels=labels("Days credited", "Залічаныя дні", "Зачтённые дни"),
        ),
        Field(path="fine", type=Sum(), labels=labels("Fine", "Штраф", "Штраф")),
        Field(
            path="compensation",
            type=Sum(),
            labels=labels("“Compensation” ordered", "Прысуджаная «кампенсацыя»", "Присуждённая «компенсация»"),
        ),
        Field(path="in_force_on", type=Date(), labels=labels("In force since", "Набыў сілу", "Вступил в силу")),
        SOURCE_REF,
        NOTE,
    ),
)
