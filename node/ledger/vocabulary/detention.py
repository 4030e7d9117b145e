"""Words about how a person was taken and how a detention ended."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

CIRCUMSTANCE: Final = vocabulary(
    "circumstance",
    ("home_raid", "raid at home", "прыйшлі дадому", "пришли домой"),
    ("workplace", "at work", "на працы", "на работе"),
    ("street", "in the street", "на вуліцы", "на улице"),
    ("border", "at the border", "на мяжы", "на границе"),
    ("protest", "at a protest", "на акцыі пратэсту", "на акции протеста"),
    ("court", "in court or on leaving it", "у судзе або пасля суда", "в суде или после суда"),
    ("summons", "came when summoned", "пасля выкліку на допыт", "после вызова на допрос"),
    (
        "exchange_of_letters",
        "over letters or messages",
        "праз ліставанне або паведамленні",
        "из-за переписки или сообщений",
    ),
    ("on_release", "on release, at the prison gate", "пры выхадзе на волю", "при выходе на свободу"),
    ("mass_raid", "in a mass raid", "падчас масавай аблавы", "во время массовой облавы"),
    ("with_family", "together with relatives", "разам са сваякамі", "вместе с родственниками"),
    ("other", "other", "іншае", "другое"),
)
AGENCY: Final = vocabulary(
    "agency",
    ("police", "police", "міліцыя", "милиция"),
    ("border_guard", "border guard", "памежная служба", "пограничная служба"),
    ("prison_service", "prison service", "турэмная адміністрацыя", "тюремная администрация"),
    ("unknown", "unknown", "невядома", "неизвестно"),
    ("other", "other", "іншае", "другое"),
)
DETENTION_END: Final = vocabulary(
    "detention_end",
    ("released", "released", "вызваленне", "освобождение"),
    (
        "released_pending",
        "released, case goes on",
        "вызваленне, справа працягваецца",
        "освобождение, дело продолжается",
    ),
    ("term_served", "term served", "тэрмін адбыты", "срок отбыт"),
    ("early", "released early", "датэрміновае вызваленне", "досрочное освобождение"),
    ("pardon", "pardon", "памілаванне", "помилование"),
    ("amnesty", "amnesty", "амністыя", "амнистия"),
    ("acquitted", "acquitted", "апраўданне", "оправдание"),
    ("exchange", "exchange or deportation", "абмен або прымусовы вывад", "обмен или принудительный вывоз"),
    ("died", "death", "смерць", "смерть"),
    ("escaped", "escape", "уцёкі", "побег"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
