"""One sitting of a court: when and where, who sat, who watched, what came of it."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search, items
from node.ledger.kinds.common import EXTERNAL, NOTE, PERSON_REF, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Clock, Date, Integer, Ref, Text
from node.ledger.vocabulary import justice as words

_JUDGES, _JUDGE_FIELDS = items(
    "judges",
    labels("Judges", "Суддзі", "Судьи"),
    (
        Field(path="text", type=Text(chars_max=200), labels=labels("Judge", "Суддзя", "Судья"), search=Search.NAME),
        Field(path="official", type=Ref(kinds=("official",)), labels=labels("In the list", "У спісе", "В списке")),
    ),
)
_OBSERVERS, _OBSERVER_FIELDS = items(
    "observers",
    labels("Observers", "Назіральнікі", "Наблюдатели"),
    (
        Field(
            path="who",
            type=Text(chars_max=100),
            labels=labels("Who", "Хто", "Кто"),
            help=labels(
                "A pseudonym or an embassy, never a name.",
                "Псеўданім або пасольства, ніколі імя.",
                "Псевдоним или посольство, никогда имя.",
            ),
            level=Level.CIRCLE,
        ),
        Field(
            path="state",
            type=Choice(vocabulary=words.OBSERVER_STATE),
            labels=labels("Came", "Ці былі", "Были ли"),
            level=Level.CIRCLE,
        ),
    ),
)

HEARING: Final = Kind(
    name="hearing",
    labels=labels("hearing", "судовае пасяджэнне", "судебное заседание"),
    plural=labels("hearings", "судовыя пасяджэнні", "судебные заседания"),
    level=Level.NETWORK,
    summary="{held_on} {starts_at} · {category} · {court_text} · {outcome}",
    groups=(_JUDGES, _OBSERVERS, EXTERNAL[0]),
    fields=(
        PERSON_REF,
        Field(
            path="case",
            type=Ref(kinds=("criminal_case",)),
            labels=labels("Criminal case", "Крымінальная справа", "Уголовное дело"),
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.HEARING_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        Field(path="held_on", type=Date(), labels=labels("Day", "Дзень", "День"), is_short=True, is_required=True),
        Field(path="starts_at", type=Clock(), labels=labels("Begins at", "Пачатак", "Начало"), is_short=True),
        Field(
            path="time_zone",
            type=Text(chars_max=40),
            labels=labels("Time zone", "Часавы пояс", "Часовой пояс"),
            help=labels(
                "Such as Europe/Vilnius; empty: that of the court.",
                "Напрыклад, Europe/Vilnius; пуста: дзе суд.",
                "Например, Europe/Vilnius; пусто: где суд.",
            ),
        ),
        Field(
            path="court",
            type=Ref(kinds=("court",)),
            labels=labels("Court of the list", "Суд са спіса", "Суд из списка"),
            is_short=True,
        ),
        Field(
            path="court_text",
            type=Text(chars_max=200),
            labels=labels("Court as published", "Суд, як апублікаваны", "Суд, как опубликован"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="room", type=Text(chars_max=40), labels=labels("Room", "Зала", "Зал")),
        *_JUDGE_FIELDS,
        Field(
            path="prosecutor",
            type=Text(chars_max=200),
            labels=labels("Prosecutor", "Пракурор", "Прокурор"),
            search=Search.NAME,
        ),
        Field(
            path="access",
            type=Choice(vocabulary=words.HEARING_ACCESS),
            labels=labels("Open or closed", "Адкрытае ці закрытае", "Открытое или закрытое"),
        ),
        Field(
            path="outcome",
            type=Choice(vocabulary=words.HEARING_OUTCOME),
            labels=labels("Outcome", "Вынік", "Итог"),
            is_short=True,
        ),
        Field(
            path="judgment",
            type=Ref(kinds=("judgment",)),
            labels=labels("Judgment given", "Вынесены прысуд", "Вынесенный приговор"),
        ),
        Field(
            path="next_on", type=Date(), labels=labels("Next sitting", "Наступнае пасяджэнне", "Следующее заседание")
        ),
        *_OBSERVER_FIELDS,
        Field(
            path="supporters",
            type=Integer(most=10_000),
            labels=labels("How many came in support", "Колькі прыйшло на падтрымку", "Сколько пришло поддержать"),
        ),
        SOURCE_REF,
        *EXTERNAL[1],
        NOTE,
    ),
)
