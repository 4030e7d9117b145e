"""The work of a group: tasks, offers of help, solidarity events, stock."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import NOTE, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Clock, Date, Integer, Ref, Sum, Text
from node.ledger.vocabulary import work as words
from node.ledger.vocabulary.aid import REPEAT

_PSEUDONYM = labels(
    "A pseudonym, never a name or a phone.", "Псеўданім, ніколі імя ці тэлефон.", "Псевдоним, никогда имя или телефон."
)
_NO_GIVERS = labels(
    "Never who gave or took part.",
    "Ніколі не называйце тых, хто даў або ўдзельнічаў.",
    "Никогда не называйте тех, кто дал или участвовал.",
)

TASK: Final = Kind(
    name="task",
    labels=labels("task", "задача", "задача"),
    plural=labels("tasks", "задачы", "задачи"),
    level=Level.CIRCLE,
    summary="{title} · {due_on} · {status}",
    fields=(
        Field(
            path="title",
            type=Text(chars_max=200),
            labels=labels("What to do", "Што зрабіць", "Что сделать"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="category", type=Choice(vocabulary=words.TASK_KIND), labels=labels("Kind", "Від", "Вид"), is_short=True
        ),
        Field(path="person", type=Ref(kinds=("person",)), labels=labels("About", "Пра каго", "О ком"), is_short=True),
        Field(
            path="about",
            type=Ref(kinds=("need", "hearing", "letter", "delivery", "guardianship")),
            labels=labels("About which record", "Пра які запіс", "О какой записи"),
        ),
        Field(
            path="assignee",
            type=Text(chars_max=100),
            labels=labels("Who does it", "Хто робіць", "Кто делает"),
            help=_PSEUDONYM,
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="due_on", type=Date(), labels=labels("By when", "Да якога дня", "К какому дню"), is_short=True),
        Field(
            path="repeat",
            type=Choice(vocabulary=REPEAT),
            labels=labels("How often", "Як часта", "Как часто"),
            is_short=True,
        ),
        Field(
            path="status",
            type=Choice(vocabulary=words.TASK_STATUS),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        Field(path="done_on", type=Date(), labels=labels("Done", "Зроблена", "Сделано")),
        NOTE,
    ),
)

OFFER: Final = Kind(
    name="offer",
    labels=labels("offer of help", "прапанова дапамогі", "предложение помощи"),
    plural=labels("offers of help", "прапановы дапамогі", "предложения помощи"),
    level=Level.CIRCLE,
    summary="{category} · {what} · {status}",
    fields=(
        Field(
            path="category",
            type=Choice(vocabulary=words.OFFER_KIND),
            labels=labels("What is offered", "Што прапануюць", "Что предлагают"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="what",
            type=Text(),
            labels=labels("In words", "Словамі", "Словами"),
            help=_NO_GIVERS,
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="by",
            type=Text(chars_max=100),
            labels=labels("By whom", "Хто", "Кто"),
            help=_PSEUDONYM,
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна"), is_short=True),
        Field(
            path="quantity", type=Integer(least=1, most=1_000_000), labels=labels("How many", "Колькасць", "Количество")
        ),
        Field(path="valid_to", type=Date(), labels=labels("Until", "Да", "До"), is_short=True),
        Field(path="repeat", type=Choice(vocabulary=REPEAT), labels=labels("How often", "Як часта", "Как часто")),
        Field(
            path="status",
            type=Choice(vocabulary=words.OFFER_STATUS),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        Field(
            path="need",
            type=Ref(kinds=("need",)),
            labels=labels("Need it meets", "Для якой патрэбы", "Для какой нужды"),
            is_short=True,
        ),
        NOTE,
    ),
)

SOLIDARITY_EVENT: Final = Kind(
    name="solidarity_event",
    labels=labels("solidarity event", "акцыя салідарнасці", "акция солидарности"),
    plural=labels("solidarity events", "акцыі салідарнасці", "акции солидарности"),
    level=Level.CIRCLE,
    summary="{held_on} · {title} · {locality}",
    fields=(
        Field(
            path="title",
            type=Text(chars_max=200),
            labels=labels("Title", "Назва", "Название"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.EVENT_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        Field(path="held_on", type=Date(), labels=labels("Day", "Дзень", "День"), is_short=True, is_required=True),
        Field(path="starts_at", type=Clock(), labels=labels("Begins at", "Пачатак", "Начало"), is_short=True),
        Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна")),
        Field(
            path="locality",
            type=Text(chars_max=100),
            labels=labels("Town", "Горад", "Город"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="result",
            type=Text(),
            labels=labels("Result together", "Агульны вынік", "Общий итог"),
            help=_NO_GIVERS,
            is_short=True,
        ),
        Field(
            path="postcards",
            type=Integer(most=1_000_000),
            labels=labels("Postcards signed", "Падпісана паштовак", "Подписано открыток"),
        ),
        Field(
            path="amount",
            type=Sum(),
            labels=labels("Sum collected, rounded", "Сабраная сума, акруглена", "Собранная сумма, округлённо"),
            help=_NO_GIVERS,
            is_short=True,
        ),
        Field(
            path="collective_case",
            type=Ref(kinds=("collective_case",)),
            labels=labels("For the case", "Дзеля справы", "Ради дела"),
        ),
        SOURCE_REF,
        NOTE,
    ),
)

STOCK: Final = Kind(
    name="stock",
    labels=labels("stock entry", "запіс складу", "запись склада"),
    plural=labels("stock", "склад", "склад"),
    level=Level.CIRCLE,
    summary="{title} · {step} · {quantity} {unit}",
    fields=(
        Field(
            path="title",
            type=Text(chars_max=200),
            labels=labels("What", "Што", "Что"),
            is_short=True,
            is_required=True,
            search=Search.TEXT,
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.STOCK_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
        ),
        Field(
            path="step",
            type=Choice(vocabulary=words.STOCK_STEP),
            labels=labels("What was done", "Што зроблена", "Что сделано"),
            help=labels(
                "Each purchase and each use is an entry of its own.",
                "Кожная пакупка і кожная выдача — асобны запіс.",
                "Каждая покупка и каждая выдача — отдельная запись.",
            ),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="quantity",
            type=Integer(least=1, most=1_000_000),
            labels=labels("How many", "Колькасць", "Количество"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="unit",
            type=Choice(vocabulary=words.STOCK_UNIT),
            labels=labels("Unit", "Адзінка", "Единица"),
            is_short=True,
        ),
        Field(path="done_on", type=Date(), labels=labels("Day", "Дзень", "День"), is_short=True),
        Field(path="best_before", type=Date(), labels=labels("Best before", "Прыдатна да", "Годно до"), is_short=True),
        Field(path="cost", type=Sum(), labels=labels("Cost", "Кошт", "Стоимость")),
        Field(path="need", type=Ref(kinds=("need",)), labels=labels("For the need", "Для патрэбы", "Для нужды")),
        Field(
            path="delivery", type=Ref(kinds=("delivery",)), labels=labels("In the delivery", "У дастаўцы", "В доставке")
        ),
        NOTE,
    ),
)
