"""Words about help: what is needed, promised, sent, and by what kind of support."""

from typing import Final

from node.ledger.language import labels
from node.ledger.vocabulary.table import Vocabulary, Word, vocabulary

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
REFUSAL: Final = vocabulary(  # why a place did not take it
    "refusal",
    ("limit_used", "the limit is used up", "ліміт вычарпаны", "лимит исчерпан"),
    ("overweight", "too heavy", "завялікая вага", "слишком тяжело"),
    ("forbidden_item", "a forbidden thing inside", "забароненая рэч", "запрещённая вещь"),
    ("packaging", "packing or list of contents", "упакоўка або вопіс", "упаковка или опись"),
    ("missing_paper", "a paper is missing", "не хапае паперы", "не хватает бумаги"),
    ("not_relative", "taken from relatives only", "прымаюць толькі ад сваякоў", "принимают только от родных"),
    ("punished", "taken away as punishment", "пакаранне: пазбавілі", "наказание: лишили"),
    ("moved", "the person is not there", "чалавека там няма", "человека там нет"),
    ("unstated", "no reason given", "прычыну не назвалі", "причину не назвали"),
    ("other", "other", "іншае", "другое"),
)
NEXT_STEP: Final = vocabulary(
    "next_step",
    ("wait_period", "wait for the next period", "чакаць наступнага тэрміну", "ждать следующего срока"),
    ("smaller", "send a smaller one", "адправіць меншую", "отправить меньшую"),
    ("other_contents", "send something else", "адправіць іншае", "отправить другое"),
    ("other_packing", "pack and list it anew", "перапакаваць і скласці вопіс", "переупаковать и составить опись"),
    ("through_family", "send through the family", "перадаць праз сям'ю", "передать через семью"),
    ("through_lawyer", "send through the lawyer", "перадаць праз адваката", "передать через адвоката"),
    ("shop_money", "send money for the prison shop", "перавесці на турэмную краму", "перевести на тюремный магазин"),
    ("find_place", "find out where the person is", "даведацца, дзе чалавек", "узнать, где человек"),
    ("ask_place", "ask the place for the reason", "спытаць прычыну ва ўстанове", "спросить причину в учреждении"),
    ("complain", "complain", "паскардзіцца", "пожаловаться"),
    ("other", "other", "іншае", "другое"),
)
STEPS_AFTER: Final = {  # what others tried next, by reason: the likeliest to work first
    "limit_used": ("wait_period", "shop_money"),
    "overweight": ("smaller",),
    "forbidden_item": ("other_contents",),
    "packaging": ("other_packing",),
    "missing_paper": ("ask_place", "through_family"),
    "not_relative": ("through_family", "shop_money"),
    "punished": ("wait_period", "through_lawyer", "complain"),
    "moved": ("find_place",),
    "unstated": ("ask_place", "complain"),
}
NEED_AREA: Final = vocabulary(
    "need_area",
    ("inside", "in prison", "у зняволенні", "в заключении"),
    ("court", "court and lawyer", "суд і адвакат", "суд и адвокат"),
    ("family", "family", "сям'я", "семья"),
    ("after_release", "after release", "пасля вызвалення", "после освобождения"),
    ("other", "other", "іншае", "другое"),
)
AREA_OF: Final = {  # a kind of need not named here is "other"
    **dict.fromkeys(("lawyer_fee", "court_costs", "fine", "compensation", "court_attendance"), "court"),
    **dict.fromkeys(
        (
            *("parcel_food", "parcel_hygiene", "parcel_clothes", "medicine", "glasses_dental"),
            *("prison_shop_money", "letters_stamps", "books_press", "travel_visit"),
        ),
        "inside",
    ),
    **dict.fromkeys(("family_living", "children", "rent"), "family"),
    **dict.fromkeys(
        (
            *("psychological", "medical_rehab", "evacuation", "documents"),
            *("legalisation", "job", "training", "housing"),
        ),
        "after_release",
    ),
}
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
    ("handed_over", "handed over", "перададзена", "передано"),
)
CARE_SILENT: Final = "silent"
CARE_STATE: Final = Vocabulary(  # a guardianship as it follows from its record today
    "care_state",
    (
        *GUARDIAN_STATE,
        Word(CARE_SILENT, labels("no contact for six weeks", "шэсць тыдняў без сувязі", "шесть недель без связи")),
    ),
)
GAP: Final = vocabulary(  # what nobody gives a person now, in the order it is told
    "gap",
    ("guardian", "nobody looks after them", "няма апекі", "нет опеки"),
    ("contact", "the guardian is silent", "апякун маўчыць", "опекун молчит"),
    ("letters", "nobody writes", "ніхто не піша", "никто не пишет"),
    ("parcel", "no parcel", "няма перадач", "нет передач"),
    ("lawyer", "no lawyer", "няма адваката", "нет адвоката"),
    (
        "after_release",
        "free, and nobody asked what is needed",
        "на волі, ніхто не спытаў пра патрэбы",
        "на воле, никто не спросил о нуждах",
    ),
)
