"""Words about help: what is needed, promised, sent, and by what kind of support."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

NEED_KIND: Final = vocabulary(
    "need_kind",
    ("lawyer_fee", "lawyer's fee", "аплата адваката", "оплата адвоката"),
    ("court_costs", "court costs", "судовыя выдаткі", "судебные издержки"),
    ("fine", "fine", "штраф", "штраф"),
    ("compensation", "“compensation”", "«кампенсацыя»", "«компенсация»"),
    ("parcel_food", "food parcel", "перадача: ежа", "передача: еда"),
    ("parcel_hygiene", "hygiene parcel", "перадача: гігіена", "передача: гигиена"),
    ("parcel_clothes", "clothes parcel", "перадача: адзенне", "передача: одежда"),
    ("medicine", "medicine", "лекі", "лекарства"),
    ("glasses_dental", "glasses or dental care", "акуляры або стаматолаг", "очки или стоматолог"),
    ("prison_shop_money", "money for the prison shop", "грошы на турэмную краму", "деньги на тюремный магазин"),
    ("letters_stamps", "letters and stamps", "лісты і маркі", "письма и марки"),
    ("books_press", "books and press", "кнігі і прэса", "книги и пресса"),
    ("family_living", "family's living costs", "жыццё сям'і", "жизнь семьи"),
    ("children", "children", "дзеці", "дети"),
    ("rent", "rent", "арэнда жытла", "аренда жилья"),
    ("travel_visit", "travel to a visit", "дарога на спатканне", "дорога на свидание"),
    ("psychological", "psychological help", "псіхалагічная дапамога", "психологическая помощь"),
    ("medical_rehab", "medical care and recovery", "лячэнне і аднаўленне", "лечение и восстановление"),
    ("evacuation", "evacuation", "эвакуацыя", "эвакуация"),
    ("documents", "documents", "дакументы", "документы"),
    ("legalisation", "legal stay abroad", "легалізацыя за мяжой", "легализация за границей"),
    ("job", "job", "праца", "работа"),
    ("training", "training", "навучанне", "обучение"),
    ("housing", "housing", "жытло", "жильё"),
    ("publicity", "publicity", "розгалас", "огласка"),
    ("court_attendance", "people in the courtroom", "прысутнасць на судзе", "присутствие на суде"),
    ("other", "other", "іншае", "другое"),
)
URGENCY: Final = vocabulary(  # HURIDOCS list 46, most urgent first
    "urgency",
    ("urgent", "urgent", "тэрмінова", "срочно"),
    ("high", "high", "важна", "важно"),
    ("normal", "normal", "звычайна", "обычно"),
    ("low", "low", "можа пачакаць", "может подождать"),
)
NEED_STATUS: Final = vocabulary(
    "need_status",
    ("open", "open", "адкрыта", "открыто"),
    ("partly_covered", "partly covered", "часткова пакрыта", "частично покрыто"),
    ("covered", "covered", "пакрыта", "покрыто"),
    ("in_delivery", "on its way", "у дарозе", "в пути"),
    ("delivered", "delivered", "дастаўлена", "доставлено"),
    ("refused_by_facility", "refused by the facility", "установа адмовіла", "учреждение отказало"),
    ("not_needed", "not needed any more", "больш не патрэбна", "больше не нужно"),
    ("cannot", "we cannot help", "не можам дапамагчы", "не можем помочь"),
    ("expired", "out of date", "тэрмін мінуў", "срок прошёл"),
)
NEED_CLOSED_BY_HAND: Final = frozenset(("delivered", "not_needed", "cannot", "expired"))
PLEDGE_STATUS: Final = vocabulary(
    "pledge_status",
    ("promised", "promised", "абяцана", "обещано"),
    ("kept", "kept", "выканана", "выполнено"),
    ("withdrawn", "withdrawn", "адклікана", "отозвано"),
    ("broken", "not kept", "не выканана", "не выполнено"),
)
PLEDGES_COUNTED: Final = frozenset(("promised", "kept"))
DELIVERY_KIND: Final = vocabulary(
    "delivery_kind",
    ("parcel", "parcel", "пасылка або перадача", "посылка или передача"),
    ("money", "money", "грошы", "деньги"),
    ("medicine", "medicine", "лекі", "лекарства"),
    ("press", "books or press", "кнігі або прэса", "книги или пресса"),
    ("service", "service or work", "паслуга або праца", "услуга или работа"),
    ("other", "other", "іншае", "другое"),
)
DELIVERY_STATUS: Final = vocabulary(
    "delivery_status",
    ("prepared", "prepared", "сабрана", "собрано"),
    ("sent", "sent", "адпраўлена", "отправлено"),
    ("accepted", "accepted by the facility", "установа прыняла", "учреждение приняло"),
    ("delivered_confirmed", "receipt confirmed", "атрыманне пацверджана", "получение подтверждено"),
    ("returned", "returned", "вернута", "возвращено"),
    ("refused", "refused", "адмоўлена", "отказано"),
    ("lost", "lost", "згублена", "потеряно"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
DELIVERIES_ON_WAY: Final = frozenset(("prepared", "sent"))
DELIVERIES_ARRIVED: Final = frozenset(("accepted", "delivered_confirmed"))
DELIVERIES_FAILED: Final = frozenset(("returned", "refused", "lost"))
REPEAT: Final = vocabulary(
    "repeat",
    ("once", "once", "адзін раз", "один раз"),
    ("monthly", "every month", "штомесяц", "каждый месяц"),
    ("quarterly", "every three months", "раз на тры месяцы", "раз в три месяца"),
    ("yearly", "every year", "штогод", "каждый год"),
)
CONFIDENTIALITY: Final = vocabulary(
    "confidentiality",
    ("may_be_told", "may be told publicly", "можна гаварыць публічна", "можно говорить публично"),
    ("helpers_only", "helpers only", "толькі для тых, хто дапамагае", "только для помогающих"),
    ("closed", "named people only", "толькі для названых людзей", "только для названных людей"),
)
SUPPORT_KIND: Final = vocabulary(
    "support_kind",
    ("letters", "letters", "лісты", "письма"),
    ("court_attendance", "going to court", "наведванне судоў", "посещение судов"),
    ("information", "spreading information", "распаўсюд інфармацыі", "распространение информации"),
    ("family_support", "supporting the family", "падтрымка сям'і", "поддержка семьи"),
    ("direct_aid", "direct aid", "непасрэдная дапамога", "прямая помощь"),
    ("guardian", "guardianship", "апека", "опека"),
    ("job", "job", "праца", "работа"),
    ("legal", "legal help", "юрыдычная дапамога", "юридическая помощь"),
    ("medical", "medical help", "медыцынская дапамога", "медицинская помощь"),
    ("transport", "transport", "транспарт", "транспорт"),
    ("translation", "translation", "пераклад", "перевод"),
    ("publicity", "publicity", "розгалас", "огласка"),
)
GUARDIAN_KIND: Final = vocabulary(
    "guardian_kind",
    ("personal", "one person", "адзін чалавек", "один человек"),
    ("group", "a group", "група", "группа"),
    ("public_figure", "public figure", "публічная асоба", "публичное лицо"),
    ("family_contact", "contact with the family", "сувязь з сям'ёй", "связь с семьёй"),
    ("letters_only", "letters only", "толькі лісты", "только письма"),
)
GUARDIAN_STATE: Final = vocabulary(
    "guardian_state",
    ("offered", "offered", "прапанавана", "предложено"),
    ("active", "active", "дзейнічае", "действует"),
    ("paused", "paused", "прыпынена", "приостановлено"),
    ("ended", "ended", "скончана", "завершено"),
    ("lost_contact", "contact lost", "сувязь страчана", "связь потеряна"),
)
