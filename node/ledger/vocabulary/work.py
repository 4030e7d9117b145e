"""Words about the work of a group: tasks, offers, events, statements, guides, stock."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

TASK_KIND: Final = vocabulary(
    "task_kind",
    ("call_back", "get in touch", "звязацца", "связаться"),
    ("check", "check a fact", "праверыць факт", "проверить факт"),
    ("parcel", "send a parcel", "адправіць перадачу", "отправить передачу"),
    ("letter", "write a letter", "напісаць ліст", "написать письмо"),
    ("court", "go to court", "схадзіць на суд", "сходить на суд"),
    ("lawyer", "find a lawyer", "знайсці адваката", "найти адвоката"),
    ("guardian", "find a guardian", "знайсці апеку", "найти опеку"),
    ("translate", "translate", "перакласці", "перевести"),
    ("publish", "write or publish", "напісаць або апублікаваць", "написать или опубликовать"),
    ("documents", "get documents", "атрымаць дакументы", "получить документы"),
    ("other", "other", "іншае", "другое"),
)
TASK_STATUS: Final = vocabulary(
    "task_status",
    ("open", "open", "чакае", "ждёт"),
    ("in_progress", "in progress", "робіцца", "делается"),
    ("done", "done", "зроблена", "сделано"),
    ("dropped", "dropped", "адкладзена назусім", "отменено"),
)
OFFER_KIND: Final = vocabulary(
    "offer_kind",
    ("letters", "writing letters", "пісаць лісты", "писать письма"),
    ("job", "job", "праца", "работа"),
    ("lawyer", "lawyer's work", "праца адваката", "работа адвоката"),
    ("transport", "transport", "транспарт", "транспорт"),
    ("goods", "goods", "рэчы", "вещи"),
    ("housing", "housing", "жытло", "жильё"),
    ("medical", "medical help", "медыцынская дапамога", "медицинская помощь"),
    ("psychological", "psychological help", "псіхалагічная дапамога", "психологическая помощь"),
    ("translation", "translation", "пераклад", "перевод"),
    ("training", "training", "навучанне", "обучение"),
    ("court_attendance", "going to court", "наведванне судоў", "посещение судов"),
    ("guardian", "guardianship", "апека", "опека"),
    ("publicity", "publicity", "розгалас", "огласка"),
    ("other", "other", "іншае", "другое"),
)
OFFER_MEETS: Final = {  # kinds of needs that an offer may meet
    "letters": ("letters_stamps",),
    "job": ("job",),
    "lawyer": ("lawyer_fee", "court_costs", "documents", "legalisation"),
    "transport": ("travel_visit", "evacuation"),
    "goods": ("parcel_food", "parcel_hygiene", "parcel_clothes", "books_press", "letters_stamps", "children"),
    "housing": ("housing", "rent"),
    "medical": ("medicine", "glasses_dental", "medical_rehab"),
    "psychological": ("psychological", "medical_rehab"),
    "translation": ("documents", "legalisation", "publicity"),
    "training": ("training", "job"),
    "court_attendance": ("court_attendance",),
    "publicity": ("publicity",),
}
OFFER_STATUS: Final = vocabulary(
    "offer_status",
    ("open", "open", "дзейнічае", "действует"),
    ("matched", "matched to a need", "знойдзена патрэба", "найдена нужда"),
    ("used", "used", "скарыстана", "использовано"),
    ("withdrawn", "withdrawn", "адклікана", "отозвано"),
    ("expired", "out of date", "тэрмін мінуў", "срок прошёл"),
)
EVENT_KIND: Final = vocabulary(
    "event_kind",
    ("concert", "concert", "канцэрт", "концерт"),
    ("postcards", "postcards signed", "падпісанне паштовак", "подписание открыток"),
    ("letter_evening", "letter evening", "вечар лістоў", "вечер писем"),
    ("packing_day", "packing day", "дзень збору перадач", "день сбора передач"),
    ("live_stream", "live stream", "стрым", "стрим"),
    ("rally", "rally or picket", "мітынг або пікет", "митинг или пикет"),
    ("exhibition", "exhibition", "выстава", "выставка"),
    ("fair", "fair or auction", "кірмаш або аўкцыён", "ярмарка или аукцион"),
    ("talk", "talk or screening", "лекцыя або паказ", "лекция или показ"),
    ("other", "other", "іншае", "другое"),
)
STATEMENT_KIND: Final = vocabulary(
    "statement_kind",
    ("recognition", "on recognition", "пра прызнанне", "о признании"),
    ("case", "on a case", "пра справу", "о деле"),
    ("conditions", "on conditions in prison", "пра ўмовы ў зняволенні", "об условиях в заключении"),
    ("appeal", "appeal to somebody", "зварот", "обращение"),
    ("principles", "on principles", "пра прынцыпы", "о принципах"),
    ("other", "other", "іншае", "другое"),
)
STATEMENT_STATE: Final = vocabulary(
    "statement_state",
    ("draft", "draft", "чарнавік", "черновик"),
    ("open", "open for signing", "збіраем подпісы", "собираем подписи"),
    ("issued", "issued", "абнародавана", "обнародовано"),
    ("withdrawn", "withdrawn", "адклікана", "отозвано"),
)
GUIDE_TOPIC: Final = vocabulary(
    "guide_topic",
    ("first_days", "first days after the arrest", "першыя дні пасля затрымання", "первые дни после задержания"),
    ("parcels", "parcels", "перадачы", "передачи"),
    ("letters", "letters", "лісты", "письма"),
    ("money", "money for a prisoner", "грошы для зняволеных", "деньги для заключённых"),
    ("visits", "visits", "спатканні", "свидания"),
    ("medicine", "medicine", "лекі", "лекарства"),
    ("court", "going to court", "наведванне суда", "посещение суда"),
    ("lawyer", "lawyers", "адвакаты", "адвокаты"),
    ("release", "the day of release", "дзень вызвалення", "день освобождения"),
    ("leaving", "leaving the country", "выезд за мяжу", "выезд за границу"),
    ("safety", "safety", "бяспека", "безопасность"),
    ("other", "other", "іншае", "другое"),
)
STOCK_KIND: Final = vocabulary(
    "stock_kind",
    ("food", "food", "ежа", "еда"),
    ("hygiene", "hygiene", "гігіена", "гигиена"),
    ("clothes", "clothes", "адзенне", "одежда"),
    ("medicine", "medicine", "лекі", "лекарства"),
    ("books", "books and press", "кнігі і прэса", "книги и пресса"),
    ("stationery", "paper, envelopes, stamps", "папера, канверты, маркі", "бумага, конверты, марки"),
    ("other", "other", "іншае", "другое"),
)
STOCK_UNIT: Final = vocabulary(
    "stock_unit",
    ("piece", "pieces", "штукі", "штуки"),
    ("pack", "packs", "пачкі", "пачки"),
    ("gram", "grams", "грамы", "граммы"),
    ("millilitre", "millilitres", "мілілітры", "миллилитры"),
)
STOCK_STEP: Final = vocabulary(
    "stock_step",
    ("bought", "bought", "куплена", "куплено"),
    ("given", "given", "аддадзена ў дар", "отдано в дар"),
    ("packed", "packed", "спакавана", "упаковано"),
    ("sent", "sent", "адпраўлена", "отправлено"),
    ("written_off", "written off", "спісана", "списано"),
)
STOCK_IN: Final = frozenset(("bought", "given"))
