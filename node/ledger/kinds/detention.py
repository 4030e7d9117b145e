"""A detention from arrest to its end, and the places a person is held in meanwhile."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import EXTERNAL, NOTE, PERSON_REF, SOURCE_REF
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, LongText, Members, Ref, Text
from node.ledger.vocabulary import detention as words
from node.ledger.vocabulary import place as place_words
from node.ledger.vocabulary.status import WHEREABOUTS_STATUS

DETENTION: Final = Kind(
    name="detention",
    labels=labels("detention", "затрыманне", "задержание"),
    plural=labels("detentions", "затрыманні", "задержания"),
    level=Level.NETWORK,
    summary="{arrested_on} – {ended_on} · {arrest_place}",
    groups=(EXTERNAL[0],),
    fields=(
        PERSON_REF,
        Field(
            path="arrested_on",
            type=Date(),
            labels=labels("Arrested", "Дата затрымання", "Дата задержания"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="arrest_place", type=Text(), labels=labels("Where", "Дзе", "Где"), is_short=True, search=Search.TEXT
        ),
        Field(path="region", type=Text(chars_max=100), labels=labels("Region", "Вобласць", "Область")),
        Field(
            path="agency",
            type=Choice(vocabulary=words.AGENCY),
            labels=labels("By whom", "Хто затрымаў", "Кто задержал"),
            is_short=True,
        ),
        Field(
            path="circumstances/*",
            type=Members(vocabulary=words.CIRCUMSTANCE),
            labels=labels("Circumstances", "Абставіны", "Обстоятельства"),
        ),
        Field(path="searched", type=Bool(), labels=labels("Home searched", "Ператрус", "Обыск")),
        Field(
            path="property_seized",
            type=LongText(),
            labels=labels("Property seized", "Канфіскаваныя рэчы", "Изъятое имущество"),
            level=Level.CIRCLE,
        ),
        Field(
            path="confession_video",
            type=Bool(),
            labels=labels("“Confession” filmed", "Відэа з «пакаяннем»", "Видео с «покаянием»"),
        ),
        Field(
            path="violence",
            type=Bool(),
            labels=labels("Violence used", "Ужыты гвалт", "Применено насилие"),
            is_short=True,
        ),
        Field(path="ended_on", type=Date(), labels=labels("Ended", "Дата заканчэння", "Дата окончания"), is_short=True),
        Field(
            path="ended_how",
            type=Choice(vocabulary=words.DETENTION_END),
            labels=labels("How it ended", "Чым скончылася", "Чем закончилось"),
            second_person=frozenset(("died",)),
            is_short=True,
        ),
        SOURCE_REF,
        *EXTERNAL[1],
        NOTE,
    ),
)

PLACEMENT: Final = Kind(
    name="placement",
    labels=labels("stay in a place", "знаходжанне ў месцы няволі", "пребывание в месте заключения"),
    plural=labels("stays in places", "знаходжанні ў месцах няволі", "пребывания в местах заключения"),
    level=Level.NETWORK,
    summary="{place} · {began_on} – {ended_on}",
    fields=(
        PERSON_REF,
        Field(path="detention", type=Ref(kinds=("detention",)), labels=labels("Detention", "Затрыманне", "Задержание")),
        Field(path="place", type=Ref(kinds=("place",)), labels=labels("Place", "Месца", "Место"), is_short=True),
        Field(path="began_on", type=Date(), labels=labels("From", "З", "С"), is_short=True),
        Field(path="ended_on", type=Date(), labels=labels("Until", "Да", "До"), is_short=True),
        Field(
            path="whereabouts",
            type=Choice(vocabulary=WHEREABOUTS_STATUS),
            labels=labels("How sure", "Наколькі пэўна", "Насколько точно"),
            is_short=True,
        ),
        Field(
            path="transfer",
            type=Choice(vocabulary=place_words.TRANSFER_KIND),
            labels=labels("Why moved", "Чаму перавялі", "Почему перевели"),
        ),
        Field(path="cell", type=Choice(vocabulary=place_words.CELL_TYPE), labels=labels("Cell", "Камера", "Камера")),
        Field(path="unit", type=Text(chars_max=100), labels=labels("Unit or brigade", "Атрад", "Отряд")),
        Field(
            path="incommunicado",
            type=Bool(),
            labels=labels("No contact with the outside", "Інкамунікада", "Инкоммуникадо"),
        ),
        Field(
            path="incommunicado_since", type=Date(), labels=labels("No contact since", "Сувязі няма з", "Связи нет с")
        ),
        Field(
            path="may_write",
            type=Bool(),
            labels=labels("Letters reach", "Лісты даходзяць", "Письма доходят"),
            is_short=True,
        ),
        Field(
            path="may_send_parcel",
            type=Bool(),
            labels=labels("Parcels are taken", "Перадачы прымаюць", "Передачи принимают"),
            is_short=True,
        ),
        SOURCE_REF,
        NOTE,
    ),
)
