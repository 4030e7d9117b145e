"""Help: what is needed, who promised what (under a pseudonym), what was sent and what became of it."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import NOTE, PERSON_REF
from node.ledger.language import labels
from node.ledger.types import Choice, Date, Hash, Integer, LongText, Ref, Sum, Text
from node.ledger.vocabulary import aid as words

_PSEUDONYM = labels(
    "A pseudonym, never a name or a phone.", "Псеўданім, ніколі імя ці тэлефон.", "Псевдоним, никогда имя или телефон."
)
_AMOUNT = Field(path="amount", type=Sum(), labels=labels("Sum", "Сума", "Сумма"), is_short=True)
_QUANTITY = Field(
    path="quantity", type=Integer(least=1, most=1_000_000), labels=labels("How many", "Колькасць", "Количество")
)

NEED: Final = Kind(
    name="need",
    labels=labels("need", "патрэба", "нужда"),
    plural=labels("needs", "патрэбы", "нужды"),
    level=Level.CIRCLE,
    summary="{category} · {description}",
    fields=(
        Field(
            path="person",
            type=Ref(kinds=("person",)),
            labels=labels("Person", "Чалавек", "Человек"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="family",
            type=Text(chars_max=100),
            labels=labels(
                "Family (a handle, no name)",
                "Сям'я (умоўнае абазначэнне, без імя)",
                "Семья (условное обозначение, без имени)",
            ),
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.NEED_KIND),
            labels=labels("What is needed", "Што патрэбна", "Что нужно"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="description",
            type=Text(),
            labels=labels("In words", "Словамі", "Словами"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="urgency",
            type=Choice(vocabulary=words.URGENCY),
            labels=labels("Urgency", "Тэрміновасць", "Срочность"),
            is_short=True,
        ),
        _AMOUNT,
        _QUANTITY,
        Field(path="due_on", type=Date(), labels=labels("Needed by", "Патрэбна да", "Нужно до"), is_short=True),
        Field(
            path="repeat",
            type=Choice(vocabulary=words.REPEAT),
            labels=labels("How often", "Як часта", "Как часто"),
            is_short=True,
        ),
        Field(
            path="confidentiality",
            type=Choice(vocabulary=words.CONFIDENTIALITY),
            labels=labels("Who may know", "Каму можна ведаць", "Кому можно знать"),
        ),
        Field(
            path="status",
            type=Choice(vocabulary=words.NEED_STATUS),
            labels=labels("Closed by hand", "Закрыта ўручную", "Закрыто вручную"),
            help=labels(
                "Pledges and deliveries set the state; this overrides it.",
                "Стан вынікае з абяцанняў і дастаўленага; гэта яго замяняе.",
                "Состояние следует из обещаний и доставок; это его заменяет.",
            ),
        ),
        NOTE,
    ),
)

PLEDGE: Final = Kind(
    name="pledge",
    labels=labels("pledge", "абяцанне", "обещание"),
    plural=labels("pledges", "абяцанні", "обещания"),
    level=Level.CIRCLE,
    summary="{by}: {what} {amount}",
    fields=(
        Field(
            path="need",
            type=Ref(kinds=("need",)),
            labels=labels("Need", "Патрэба", "Нужда"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="by",
            type=Text(chars_max=100),
            labels=labels("By whom", "Хто", "Кто"),
            help=_PSEUDONYM,
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="what", type=Text(), labels=labels("What", "Што", "Что"), is_short=True, search=Search.TEXT),
        _AMOUNT,
        _QUANTITY,
        Field(path="due_on", type=Date(), labels=labels("By when", "Да якога дня", "К какому дню"), is_short=True),
        Field(
            path="status",
            type=Choice(vocabulary=words.PLEDGE_STATUS),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        Field(
            path="repeat",
            type=Choice(vocabulary=words.REPEAT),
            labels=labels("How often", "Як часта", "Как часто"),
        ),
        Field(
            path="offer", type=Ref(kinds=("offer",)), labels=labels("From the offer", "З прапановы", "Из предложения")
        ),
        NOTE,
    ),
)

DELIVERY: Final = Kind(
    name="delivery",
    labels=labels("delivery", "дастаўка", "доставка"),
    plural=labels("deliveries", "дастаўкі", "доставки"),
    level=Level.CIRCLE,
    summary="{category} · {status} · {sent_on}",
    fields=(
        PERSON_REF,
        Field(path="need", type=Ref(kinds=("need",)), labels=labels("Need", "Патрэба", "Нужда"), is_short=True),
        Field(path="pledge", type=Ref(kinds=("pledge",)), labels=labels("Pledge", "Абяцанне", "Обещание")),
        Field(
            path="category",
            type=Choice(vocabulary=words.DELIVERY_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="contents",
            type=LongText(),
            labels=labels("What was sent", "Што адпраўлена", "Что отправлено"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(path="weight_g", type=Integer(most=1_000_000), labels=labels("Weight, g", "Вага, г", "Вес, г")),
        Field(path="place", type=Ref(kinds=("place",)), labels=labels("Where to", "Куды", "Куда")),
        Field(path="sent_on", type=Date(), labels=labels("Sent", "Адпраўлена", "Отправлено"), is_short=True),
        Field(
            path="arrived_on",
            type=Date(),
            labels=labels("Received or refused", "Атрымана або адмоўлена", "Получено или отказано"),
        ),
        Field(
            path="status",
            type=Choice(vocabulary=words.DELIVERY_STATUS),
            labels=labels("State", "Стан", "Состояние"),
            is_short=True,
        ),
        _AMOUNT,
        _QUANTITY,
        Field(
            path="failure_reason",
            type=Text(),
            labels=labels("Why it failed", "Чаму не атрымалася", "Почему не получилось"),
            search=Search.TEXT,
        ),
        Field(
            path="refusal",
            type=Choice(vocabulary=words.REFUSAL),
            labels=labels("Reason of the refusal", "Прычына адмовы", "Причина отказа"),
        ),
        Field(
            path="next_step",
            type=Choice(vocabulary=words.NEXT_STEP),
            labels=labels("What to try next", "Што паспрабаваць далей", "Что попробовать дальше"),
        ),
        Field(path="proof", type=Hash(), labels=labels("Hash of the proof", "Хэш пацвярджэння", "Хэш подтверждения")),
        NOTE,
    ),
)
