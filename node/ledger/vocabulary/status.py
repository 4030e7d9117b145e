"""Words for where a person stands with the state, and what each means for being free."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

PERSON_STATUS: Final = vocabulary(
    "person_status",
    (
        "suspected_missing",
        "missing, detention suspected",
        "магчымае затрыманне, сувязі няма",
        "возможное задержание, связи нет",
    ),
    (
        "detained_administrative",
        "detained, administrative case",
        "адміністрацыйнае затрыманне або арышт",
        "административное задержание или арест",
    ),
    ("remand", "in remand custody", "пад вартай да прысуду", "под стражей до приговора"),
    ("house_arrest", "house arrest", "хатні арышт", "домашний арест"),
    ("bail_or_recognizance", "bail or recognizance", "падпіска або заклад", "подписка или залог"),
    (
        "awaiting_sentence_start",
        "awaiting the start of the sentence",
        "чаканне пачатку пакарання",
        "ожидание начала наказания",
    ),
    ("serving_imprisonment", "serving imprisonment", "пазбаўленне волі", "лишение свободы"),
    (
        "serving_open_facility",
        "in an open facility (“khimiya”)",
        "установа адкрытага тыпу («хімія»)",
        "учреждение открытого типа («химия»)",
    ),
    (
        "serving_home_confinement",
        "home confinement (“domashnyaya khimiya”)",
        "абмежаванне волі дома («хатняя хімія»)",
        "ограничение свободы дома («домашняя химия»)",
    ),
    ("arrest_penalty", "arrest as a criminal penalty", "арышт паводле прысуду", "арест по приговору"),
    ("forced_treatment", "compulsory treatment", "прымусовае лячэнне", "принудительное лечение"),
    ("released_served", "released, term served", "вызваленне: тэрмін адбыты", "освобождение: срок отбыт"),
    ("released_early", "released early", "датэрміновае вызваленне", "досрочное освобождение"),
    ("released_pardon", "released, pardon", "вызваленне: памілаванне", "освобождение: помилование"),
    ("released_amnesty", "released, amnesty", "вызваленне: амністыя", "освобождение: амнистия"),
    ("released_acquitted", "released, acquitted", "вызваленне: апраўданне", "освобождение: оправдание"),
    (
        "released_exchange_or_deported",
        "exchanged or deported",
        "абмен або прымусовы вывад за мяжу",
        "обмен или принудительный вывоз за границу",
    ),
    (
        "suspended_sentence",
        "suspended sentence",
        "адтэрміноўка або ўмоўнае асуджэнне",
        "отсрочка или условное осуждение",
    ),
    ("fine_only", "fine only", "толькі штраф", "только штраф"),
    ("persecuted_not_detained", "persecuted, not detained", "пераслед без затрымання", "преследование без задержания"),
    ("fled_abroad", "fled abroad", "вымушаны выезд за мяжу", "вынужденный выезд за границу"),
    ("died_in_custody", "died in custody", "смерць у зняволенні", "смерть в заключении"),
    ("died_after", "died after release", "смерць пасля вызвалення", "смерть после освобождения"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
IMPRISONED: Final = frozenset(
    ("detained_administrative", "remand", "serving_imprisonment", "arrest_penalty", "forced_treatment")
)
RESTRICTED: Final = frozenset(
    (
        "house_arrest",
        "bail_or_recognizance",
        "awaiting_sentence_start",
        "serving_open_facility",
        "serving_home_confinement",
        "suspended_sentence",
    )
)
DEAD: Final = frozenset(("died_in_custody", "died_after"))
NOT_KNOWN: Final = frozenset(("suspected_missing", "unknown"))
STATUS_STATE: Final = vocabulary(
    "status_state",
    ("active", "holds", "дзейнічае", "действует"),
    ("corrected", "corrected by a later record", "выпраўлена пазнейшым запісам", "исправлено более поздней записью"),
    ("retracted", "taken back", "адклікана", "отозвано"),
    ("superseded", "replaced", "заменена", "заменено"),
    ("disputed", "disputed", "аспрэчваецца", "оспаривается"),
)
STATUS_STATES_NOT_COUNTED: Final = frozenset(("corrected", "retracted", "superseded"))
WHEREABOUTS_STATUS: Final = vocabulary(
    "whereabouts_status",
    ("confirmed_with_contact", "confirmed, there is contact", "пацверджана, сувязь ёсць", "подтверждено, связь есть"),
    ("confirmed_no_contact", "confirmed, no contact", "пацверджана, сувязі няма", "подтверждено, связи нет"),
    ("presumed", "presumed", "мяркуецца", "предположительно"),
    ("in_transfer", "in transfer", "этап", "этап"),
    ("unknown", "unknown", "невядома", "неизвестно"),
    ("denied", "denied by the authorities", "улады адмаўляюць", "власти отрицают"),
)
