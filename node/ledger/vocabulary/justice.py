"""Words about charges, hearings, courts, officials and articles of law."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

CHARGE_FORM: Final = vocabulary(
    "charge_form",
    ("completed", "completed", "скончанае злачынства", "оконченное преступление"),
    ("attempt", "attempt", "замах", "покушение"),
    ("preparation", "preparation", "падрыхтоўка", "приготовление"),
    ("complicity", "complicity", "саўдзел", "соучастие"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CHARGE_STATE: Final = vocabulary(
    "charge_state",
    ("brought", "brought", "прад'яўлена", "предъявлено"),
    ("dropped", "dropped", "знята", "снято"),
    ("requalified", "replaced by another", "перакваліфікавана", "переквалифицировано"),
    ("convicted", "convicted", "асуджэнне", "осуждение"),
    ("acquitted", "acquitted", "апраўданне", "оправдание"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
HEARING_KIND: Final = vocabulary(
    "hearing_kind",
    ("remand", "remand", "мера стрымання", "мера пресечения"),
    ("preliminary", "preliminary hearing", "папярэдняе слуханне", "предварительное слушание"),
    ("main", "trial", "разгляд справы", "рассмотрение дела"),
    ("verdict", "verdict", "абвяшчэнне прысуду", "оглашение приговора"),
    ("appeal", "appeal", "апеляцыя", "апелляция"),
    ("parole", "early release or softer regime", "датэрміновае вызваленне", "досрочное освобождение"),
    ("new_case", "new case", "новая справа", "новое дело"),
    ("administrative", "administrative case", "адміністрацыйная справа", "административное дело"),
    ("other", "other", "іншае", "другое"),
)
HEARING_ACCESS: Final = vocabulary(
    "hearing_access",
    ("open", "open", "адкрытае", "открытое"),
    ("closed", "closed", "закрытае", "закрытое"),
    ("partly", "partly closed", "часткова закрытае", "частично закрытое"),
    ("no_entry", "open, but people are not let in", "адкрытае, але не пускаюць", "открытое, но не пускают"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
HEARING_OUTCOME: Final = vocabulary(
    "hearing_outcome",
    ("adjourned", "adjourned", "перанесена", "перенесено"),
    ("continues", "continues", "працягваецца", "продолжается"),
    ("judgment", "judgment given", "ёсць прысуд", "вынесен приговор"),
    ("custody_extended", "custody extended", "варта падоўжана", "стража продлена"),
    ("released", "released in the courtroom", "вызваленне ў зале суда", "освобождение в зале суда"),
    ("upheld", "judgment upheld", "прысуд пакінуты ў сіле", "приговор оставлен в силе"),
    ("changed", "judgment changed", "прысуд зменены", "приговор изменён"),
    ("quashed", "judgment quashed", "прысуд скасаваны", "приговор отменён"),
    ("returned", "returned to the prosecutor", "вернута пракурору", "возвращено прокурору"),
    ("refused", "request refused", "адмоўлена", "отказано"),
    ("cancelled", "not held", "не адбылося", "не состоялось"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
COURT_LEVEL: Final = vocabulary(
    "court_level",
    ("district", "district or town court", "раённы або гарадскі суд", "районный или городской суд"),
    ("regional", "regional court", "абласны суд", "областной суд"),
    ("capital", "court of the capital", "суд сталіцы", "суд столицы"),
    ("supreme", "supreme court", "вярхоўны суд", "верховный суд"),
    ("military", "military court", "ваенны суд", "военный суд"),
    ("other", "other", "іншы", "другой"),
)
OFFICIAL_ROLE: Final = vocabulary(
    "official_role",
    ("judge", "judge", "суддзя", "судья"),
    ("prosecutor", "prosecutor", "пракурор", "прокурор"),
    ("investigator", "investigator", "следчы", "следователь"),
    ("warden", "prison officer", "супрацоўнік месца няволі", "сотрудник места заключения"),
    ("prison_head", "head of a prison", "кіраўнік месца няволі", "руководитель места заключения"),
    ("police", "police officer", "супрацоўнік міліцыі або спецслужбаў", "сотрудник милиции или спецслужб"),
    ("expert", "expert of the prosecution", "эксперт абвінавачвання", "эксперт обвинения"),
    ("medic", "prison doctor", "турэмны лекар", "тюремный врач"),
    ("other", "other", "іншае", "другое"),
)
ARTICLE_CATEGORY: Final = vocabulary(
    "article_category",
    ("speech", "speech", "выказванні", "высказывания"),
    ("protest", "protest", "пратэст", "протест"),
    ("finance", "finance", "фінансаванне", "финансирование"),
    ("extremism", "“extremism”", "«экстрэмізм»", "«экстремизм»"),
    ("violence", "violence", "гвалт", "насилие"),
    ("economy", "economy", "эканоміка", "экономика"),
    ("state", "against the state", "супраць дзяржавы", "против государства"),
    ("military", "military", "вайсковае", "военное"),
    ("prison_discipline", "prison discipline", "турэмная дысцыпліна", "тюремная дисциплина"),
    ("other", "other", "іншае", "другое"),
)
OBSERVER_STATE: Final = vocabulary(
    "observer_state",
    ("planned", "is going", "збіраюцца", "собираются"),
    ("came", "was there", "былі", "были"),
    ("not_let_in", "not let in", "не пусцілі", "не пустили"),
    ("absent", "did not come", "не прыйшлі", "не пришли"),
)
