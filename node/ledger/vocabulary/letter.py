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
    ("reserved", "reserved for an evening", "занята на вечар лістоў", "занято на вечер писем"),
    ("draft", "draft", "чарнавік", "черновик"),
    ("printed", "printed", "надрукавана", "напечатано"),
    ("sent", "sent", "адпраўлена", "отправлено"),
    ("delivered_confirmed", "receipt confirmed", "атрыманне пацверджана", "получение подтверждено"),
    ("answered", "answered", "ёсць адказ", "есть ответ"),
    ("blocked", "blocked by the prison", "не прапусцілі", "не пропустили"),
    ("returned", "returned", "вярнулася", "вернулось"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
NOT_YET_SENT: Final = frozenset(("reserved", "draft", "printed"))
NOT_PASSED: Final = frozenset(("blocked", "returned"))
LETTERS_FROM: Final = vocabulary(
    "letters_from",
    ("anybody", "from anybody", "ад любога чалавека", "от любого человека"),
    ("country", "from inside the country only", "толькі з краіны", "только из страны"),
    ("relatives", "from relatives only", "толькі ад сваякоў", "только от родных"),
    ("guardian", "from the guardian only", "толькі ад апекуна", "только от опекуна"),
)
LETTERS_STOP: Final = vocabulary(
    "letters_stop",
    ("person_request", "the person asked", "сам чалавек папрасіў", "сам человек попросил"),
    ("family_request", "the family asked", "папрасіла сям'я", "попросила семья"),
    ("harm", "punished for letters", "за лісты караюць", "за письма наказывают"),
    ("court_near", "a court hearing is near", "хутка суд", "скоро суд"),
    ("release_near", "release is near", "хутка вызваленне", "скоро освобождение"),
    ("other", "other", "іншае", "другое"),
)
UNWRITTEN: Final = vocabulary(  # why nobody is to write to a person now
    "unwritten",
    ("dead", "died", "смерць", "смерть"),
    ("free", "not in prison", "не ў зняволенні", "не в заключении"),
    ("withheld", "the name is withheld", "імя не называецца", "имя не называется"),
    ("asked", "asked not to write", "просяць не пісаць", "просят не писать"),
    ("consent_withdrawn", "consent to letters withdrawn", "згода на лісты адклікана", "согласие на письма отозвано"),
    ("blocked", "letters are blocked", "лісты блакуюць", "письма блокируют"),
    ("cut_off", "contact is cut off", "сувязь перарвана", "связь прервана"),
    ("not_reaching", "letters do not reach", "лісты не даходзяць", "письма не доходят"),
    ("in_transfer", "in transfer", "этап", "этап"),
    ("place_unknown", "the place is not known", "месца невядомае", "место неизвестно"),
    ("no_address", "no address valid today", "няма дзейнага адраса", "нет действующего адреса"),
)
WRITE_CAUTION: Final = vocabulary(
    "write_caution",
    ("status_unknown", "status not known", "стан невядомы", "положение неизвестно"),
    ("place_unsure", "the place is not sure", "месца не пэўнае", "место не точно"),
    ("address_unsure", "the address may be out of date", "адрас мог састарэць", "адрес мог устареть"),
    ("last_not_passed", "the last letter did not pass", "апошні ліст не прайшоў", "последнее письмо не прошло"),
)
CENSORED: Final = vocabulary(
    "censored",
    ("no", "no traces", "без слядоў цэнзуры", "без следов цензуры"),
    ("partly", "partly", "часткова", "частично"),
    ("wholly", "wholly", "цалкам", "полностью"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
