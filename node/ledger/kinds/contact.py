"""Consent, and the people around a prisoner: handles and relations, no phones, no addresses."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, items
from node.ledger.kinds.common import NOTE, PERSON_REF, SEALED_NOTE
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, LongText, Members, Ref, Text
from node.ledger.vocabulary import care as words
from node.ledger.vocabulary.person import LANGUAGE

_HANDLE_ONLY = labels(
    "A handle, never a name or a phone.",
    "Умоўнае імя, ніколі сапраўднае імя ці тэлефон.",
    "Условное имя, никогда настоящее имя или телефон.",
)
_VISITS, _VISIT_FIELDS = items(
    "visits",
    labels("Visits", "Сустрэчы", "Встречи"),
    (
        Field(path="on", type=Date(), labels=labels("Day", "Дзень", "День")),
        Field(path="state", type=Text(), labels=labels("What came of it", "Чым скончылася", "Чем закончилось")),
    ),
)

CONSENT: Final = Kind(
    name="consent",
    labels=labels("consent", "згода", "согласие"),
    plural=labels("consents", "згоды", "согласия"),
    level=Level.CIRCLE,
    summary="{given_on} · {audience} · {given_by}",
    fields=(
        PERSON_REF,
        Field(
            path="given_by",
            type=Choice(vocabulary=words.CONSENT_GIVER),
            labels=labels("Given by", "Хто даў згоду", "Кто дал согласие"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="purposes/*",
            type=Members(vocabulary=words.CONSENT_PURPOSE),
            labels=labels("To what", "На што", "На что"),
            is_short=True,
        ),
        Field(
            path="audience",
            type=Choice(vocabulary=words.AUDIENCE),
            labels=labels("For whom", "Для каго", "Для кого"),
            help=labels(
                "Consent for everybody needs a second person.",
                "Згоду для ўсіх мусіць пацвердзіць яшчэ адзін чалавек.",
                "Согласие для всех должен подтвердить ещё один человек.",
            ),
            second_person=frozenset(("public",)),
            is_short=True,
        ),
        Field(
            path="scope",
            type=LongText(),
            labels=labels("What it covers", "Што ахоплівае", "Что охватывает"),
            is_short=True,
        ),
        Field(path="given_on", type=Date(), labels=labels("Given", "Дата згоды", "Дата согласия"), is_short=True),
        Field(path="expires_on", type=Date(), labels=labels("Until", "Да", "До")),
        Field(path="withdrawn_on", type=Date(), labels=labels("Withdrawn", "Адклікана", "Отозвано"), is_short=True),
        Field(
            path="recorded",
            type=Choice(vocabulary=words.CONSENT_RECORD),
            labels=labels("How it was given", "Як дадзена", "Как дано"),
        ),
        Field(
            path="risk",
            type=LongText(),
            labels=labels("Risks explained", "Пра якія рызыкі сказана", "О каких рисках сказано"),
        ),
        NOTE,
    ),
)

RELATION: Final = Kind(
    name="relation",
    labels=labels("relation", "сувязь", "связь"),
    plural=labels("relations", "сувязі", "связи"),
    level=Level.SEALED,
    summary="{category}",
    fields=(
        PERSON_REF,
        Field(
            path="contact",
            type=Ref(kinds=("contact",)),
            labels=labels("Contact", "Кантакт", "Контакт"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="category",
            type=Choice(vocabulary=words.RELATION_KIND),
            labels=labels("Who to the person", "Кім даводзіцца", "Кем приходится"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="may_decide",
            type=Bool(),
            labels=labels("Speaks for the person", "Можа гаварыць ад імя чалавека", "Может говорить от имени человека"),
            is_short=True,
        ),
        SEALED_NOTE,
    ),
)

CONTACT: Final = Kind(
    name="contact",
    labels=labels("contact", "кантакт", "контакт"),
    plural=labels("contacts", "кантакты", "контакты"),
    level=Level.SEALED,
    summary="{handle} · {role} · {safety}",
    fields=(
        Field(
            path="handle",
            type=Text(chars_max=100),
            labels=labels("Handle", "Умоўнае імя", "Условное имя"),
            help=_HANDLE_ONLY,
            is_short=True,
            is_required=True,
        ),
        Field(
            path="role",
            type=Choice(vocabulary=words.CONTACT_ROLE),
            labels=labels("Role", "Роля", "Роль"),
            is_short=True,
        ),
        Field(
            path="channel",
            type=Text(chars_max=100),
            labels=labels("How to reach", "Як звязацца", "Как связаться"),
            help=labels(
                "In words only your group understands.",
                "Словамі, зразумелымі толькі вашай групе.",
                "Словами, понятными только вашей группе.",
            ),
            is_short=True,
        ),
        Field(path="country", type=Text(chars_max=100), labels=labels("Country", "Краіна", "Страна"), is_short=True),
        Field(
            path="safety",
            type=Choice(vocabulary=words.CONTACT_SAFETY),
            labels=labels("Safety", "Бяспека", "Безопасность"),
            is_short=True,
        ),
        Field(
            path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык"), is_short=True
        ),
        Field(path="last_contact_on", type=Date(), labels=labels("Last contact", "Апошняя сувязь", "Последняя связь")),
        SEALED_NOTE,
    ),
)

LAWYER_ENGAGEMENT: Final = Kind(
    name="lawyer_engagement",
    labels=labels("lawyer's work", "праца адваката", "работа адвоката"),
    plural=labels("lawyers' work", "праца адвакатаў", "работа адвокатов"),
    level=Level.SEALED,
    summary="{lawyer} · {began_on} – {ended_on}",
    groups=(_VISITS,),
    fields=(
        PERSON_REF,
        Field(
            path="lawyer",
            type=Text(chars_max=100),
            labels=labels("Lawyer", "Адвакат", "Адвокат"),
            help=_HANDLE_ONLY,
            is_short=True,
            is_required=True,
        ),
        Field(path="began_on", type=Date(), labels=labels("From", "З", "С"), is_short=True),
        Field(path="ended_on", type=Date(), labels=labels("Until", "Да", "До"), is_short=True),
        Field(
            path="paid_by",
            type=Choice(vocabulary=words.PAID_BY),
            labels=labels("Paid by", "Хто плаціць", "Кто платит"),
            is_short=True,
        ),
        Field(
            path="licence_withdrawn_on",
            type=Date(),
            labels=labels("Licence withdrawn", "Пазбаўленне ліцэнзіі", "Лишение лицензии"),
        ),
        Field(
            path="bound_to_silence",
            type=Bool(),
            labels=labels("Bound to silence", "Падпіска аб неразгалошванні", "Подписка о неразглашении"),
            is_short=True,
        ),
        *_VISIT_FIELDS,
        SEALED_NOTE,
    ),
)
