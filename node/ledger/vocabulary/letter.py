"""Words about letters."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

DIRECTION: Final = vocabulary(
    "direction",
    ("to_prisoner", "to the prisoner", "у зняволенне", "в заключение"),
    ("from_prisoner", "from the prisoner", "са зняволення", "из заключения"),
)
CHANNEL: Final = vocabulary(
    "channel",
    ("post", "post", "пошта", "почта"),
    ("registered_post", "registered post", "заказны ліст", "заказное письмо"),
    ("telegram", "telegram", "тэлеграма", "телеграмма"),
    ("electronic", "electronic service", "электронны сэрвіс", "электронный сервис"),
    ("lawyer", "lawyer", "праз адваката", "через адвоката"),
    ("visit", "at a visit", "на спатканні", "на свидании"),
    ("other", "other", "іншае", "другое"),
)
LETTER_STATUS: Final = vocabulary(
    "letter_status",
    ("draft", "draft", "чарнавік", "черновик"),
    ("printed", "printed", "надрукавана", "напечатано"),
    ("sent", "sent", "адпраўлена", "отправлено"),
    ("delivered_confirmed", "receipt confirmed", "атрыманне пацверджана", "получение подтверждено"),
    ("answered", "answered", "ёсць адказ", "есть ответ"),
    ("blocked", "blocked by the prison", "не прапусцілі", "не пропустили"),
    ("returned", "returned", "вярнулася", "вернулось"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CENSORED: Final = vocabulary(
    "censored",
    ("no", "no traces", "без слядоў цэнзуры", "без следов цензуры"),
    ("partly", "partly", "часткова", "частично"),
    ("wholly", "wholly", "цалкам", "полностью"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
