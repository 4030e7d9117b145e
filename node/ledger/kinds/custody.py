"""What happens inside: punishments and restrictions, ill-treatment, health."""

from typing import Final

from node.ledger.declare import ANY_VALUE, Field, Kind, Level, Search, items
from node.ledger.kinds.common import NOTE, PERSON_REF, SEALED_NOTE, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, Hash, Integer, LongText, Members, Ref, Text
from node.ledger.vocabulary import regime as words
from node.ledger.vocabulary.aid import URGENCY
from node.ledger.vocabulary.care import CONDITION

_PERPETRATORS, _PERPETRATOR_FIELDS = items(
    "perpetrators",
    labels("By whom", "Хто гэта рабіў", "Кто это делал"),
    (
        Field(
            path="official",
            type=Ref(kinds=("official",)),
            labels=labels("Official", "Службовая асоба", "Должностное лицо"),
        ),
        Field(path="text", type=Text(), labels=labels("In words", "Словамі", "Словами")),
    ),
)
_EVIDENCE, _EVIDENCE_FIELDS = items(
    "evidence",
    labels("Evidence", "Доказы", "Доказательства"),
    (
        Field(path="what", type=Text(), labels=labels("What it is", "Што гэта", "Что это")),
        Field(path="hash", type=Hash(), labels=labels("Hash of the file", "Хэш файла", "Хэш файла")),
    ),
)

REGIME_EVENT: Final = Kind(
    name="regime_event",
    labels=labels("event in prison", "падзея ў зняволенні", "событие в заключении"),
    plural=labels("events in prison", "падзеі ў зняволенні", "события в заключении"),
    level=Level.NETWORK,
    summary="{category} · {began_on} – {ended_on}",
    fields=(
        PERSON_REF,
        Field(
            path="category",
            type=Choice(vocabulary=words.REGIME_EVENT),
            labels=labels("What happened", "Што адбылося", "Что произошло"),
            is_short=True,
            is_required=True,
        ),
        Field(path="began_on", type=Date(), labels=labels("From", "З", "С"), is_short=True),
        Field(path="ended_on", type=Date(), labels=labels("Until", "Да", "До"), is_short=True),
        Field(
            path="days",
            type=Integer(least=1, most=10_000),
            labels=labels("How many days", "Колькі дзён", "Сколько дней"),
            is_short=True,
        ),
        Field(path="place", type=Ref(kinds=("place",)), labels=labels("Place", "Месца", "Место"), is_short=True),
        Field(
            path="stated_reason",
            type=Text(),
            labels=labels("Reason given", "Названая прычына", "Названная причина"),
            is_short=True,
            search=Search.TEXT,
        ),
        SOURCE_REF,
        NOTE,
    ),
)

ILL_TREATMENT: Final = Kind(
    name="ill_treatment",
    labels=labels("ill-treatment", "катаванне або жорсткае абыходжанне", "пытки или жестокое обращение"),
    plural=labels("ill-treatment", "катаванні і жорсткае абыходжанне", "пытки и жестокое обращение"),
    level=Level.SEALED,
    summary="{happened_on}",
    groups=(_PERPETRATORS, _EVIDENCE),
    fields=(
        PERSON_REF,
        Field(path="happened_on", type=Date(), labels=labels("When", "Калі", "Когда"), is_short=True, is_required=True),
        Field(path="place", type=Ref(kinds=("place",)), labels=labels("Place", "Месца", "Место"), is_short=True),
        Field(
            path="types/*",
            type=Members(vocabulary=words.ILL_TREATMENT),
            labels=labels("What was done", "Што рабілі", "Что делали"),
            is_short=True,
        ),
        Field(path="method", type=LongText(), labels=labels("How", "Якім чынам", "Каким образом"), is_short=True),
        Field(
            path="intent", type=Choice(vocabulary=words.INTENT), labels=labels("What for", "Дзеля чаго", "Ради чего")
        ),
        *_PERPETRATOR_FIELDS,
        Field(
            path="injuries",
            type=LongText(),
            labels=labels("Injuries", "Пашкоджанні", "Телесные повреждения"),
            is_short=True,
        ),
        Field(
            path="statement_forced",
            type=Bool(),
            labels=labels("Statement forced", "Прымусілі даць паказанні", "Вынудили дать показания"),
        ),
        Field(
            path="medical_attention",
            type=LongText(),
            labels=labels("Medical attention", "Медыцынская дапамога", "Медицинская помощь"),
        ),
        *_EVIDENCE_FIELDS,
        Field(
            path="protocol_followed",
            type=Bool(),
            labels=labels(
                "Recorded by the Istanbul Protocol",
                "Запісана паводле Стамбульскага пратакола",
                "Записано по Стамбульскому протоколу",
            ),
        ),
        Field(
            path="may_be_used",
            type=Choice(vocabulary=words.CONSENT_TO_USE),
            labels=labels("May be used", "Ці можна выкарыстаць", "Можно ли использовать"),
            help=labels(
                "Any answer needs a second person.",
                "Любы адказ мусіць пацвердзіць яшчэ адзін чалавек.",
                "Любой ответ должен подтвердить ещё один человек.",
            ),
            second_person=ANY_VALUE,
            is_short=True,
        ),
        Field(path="consent", type=Ref(kinds=("consent",)), labels=labels("Consent", "Згода", "Согласие")),
        SOURCE_REF,
        SEALED_NOTE,
    ),
)

HEALTH_NOTE: Final = Kind(
    name="health_note",
    labels=labels("health note", "нататка пра здароўе", "заметка о здоровье"),
    plural=labels("health notes", "нататкі пра здароўе", "заметки о здоровье"),
    level=Level.SEALED,
    summary="{noted_on} · {condition} · {urgency}",
    fields=(
        PERSON_REF,
        Field(
            path="noted_on",
            type=Date(),
            labels=labels("As of", "На якую дату", "На какую дату"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="condition",
            type=Choice(vocabulary=CONDITION),
            labels=labels("Condition", "Стан здароўя", "Состояние здоровья"),
            is_short=True,
        ),
        Field(
            path="urgency",
            type=Choice(vocabulary=URGENCY),
            labels=labels("Urgency", "Тэрміновасць", "Срочность"),
            is_short=True,
        ),
        Field(
            path="needs_medicine",
            type=Text(),
            labels=labels("Needs medicine", "Патрэбныя лекі", "Нужные лекарства"),
            is_short=True,
        ),
        Field(
            path="medicine_refused",
            type=Bool(),
            labels=labels("Medicine refused", "Лекі не прымаюць", "Лекарства не принимают"),
            is_short=True,
        ),
        Field(path="disability", type=Text(chars_max=100), labels=labels("Disability", "Інваліднасць", "Инвалидность")),
        Field(path="hunger_strike", type=Bool(), labels=labels("On hunger strike", "Галадоўка", "Голодовка")),
        Field(path="pregnancy", type=Bool(), labels=labels("Pregnant", "Цяжарнасць", "Беременность")),
        Field(path="detail", type=LongText(), labels=labels("In words", "Словамі", "Словами"), is_short=True),
        SOURCE_REF,
        SEALED_NOTE,
    ),
)
