"""Words about criminal cases and what courts decide."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

CASE_STAGE: Final = vocabulary(
    "case_stage",
    ("inquiry", "inquiry", "праверка", "проверка"),
    ("investigation", "investigation", "следства", "следствие"),
    ("with_prosecutor", "with the prosecutor", "у пракурора", "у прокурора"),
    ("trial", "trial", "суд", "суд"),
    ("appeal", "appeal", "апеляцыя", "апелляция"),
    ("cassation", "cassation", "касацыя", "кассация"),
    ("final", "in force", "прысуд у сіле", "приговор в силе"),
    ("closed", "closed", "спынена", "прекращено"),
    ("new_case", "new case", "новая справа", "новое дело"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
INSTANCE: Final = vocabulary(
    "instance",
    ("first", "first instance", "першая інстанцыя", "первая инстанция"),
    ("appeal", "appeal", "апеляцыя", "апелляция"),
    ("cassation", "cassation", "касацыя", "кассация"),
    ("review", "review or new trial", "перагляд", "пересмотр"),
    ("change", "change while the sentence runs", "змена падчас адбыцця", "изменение при отбытии"),
)
PENALTY_KIND: Final = vocabulary(
    "penalty_kind",
    ("imprisonment", "imprisonment", "пазбаўленне волі", "лишение свободы"),
    (
        "open_facility",
        "open facility",
        "установа адкрытага тыпу",
        "учреждение открытого типа",
    ),
    (
        "home_confinement",
        "home confinement",
        "абмежаванне волі дома",
        "ограничение свободы дома",
    ),
    ("arrest", "arrest", "арышт", "арест"),
    ("fine", "fine", "штраф", "штраф"),
    ("corrective_labour", "corrective labour", "папраўчыя работы", "исправительные работы"),
    ("suspended", "suspended", "адтэрміноўка або ўмоўнае асуджэнне", "отсрочка или условное осуждение"),
    ("compulsory_treatment", "compulsory treatment", "прымусовае лячэнне", "принудительное лечение"),
    ("ban_on_office", "ban on holding posts", "забарона займаць пасады", "запрет занимать должности"),
    ("confiscation", "confiscation", "канфіскацыя", "конфискация"),
    ("death", "death penalty", "смяротнае пакаранне", "смертная казнь"),
    ("discharge", "discharge from punishment", "вызваленне ад пакарання", "освобождение от наказания"),
    ("acquittal", "acquittal", "апраўданне", "оправдание"),
)
REGIME: Final = vocabulary(
    "regime",
    ("general", "general", "агульны", "общий"),
    ("medium", "medium (reinforced)", "узмоцнены", "усиленный"),
    ("strict", "strict", "строгі", "строгий"),
    ("special", "special", "асаблівы", "особый"),
    ("prison", "prison", "турэмны", "тюремный"),
    ("settlement", "settlement", "пасяленне", "поселение"),
    ("juvenile", "juvenile", "для непаўналетніх", "для несовершеннолетних"),
)
