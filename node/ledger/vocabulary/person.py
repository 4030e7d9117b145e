"""Words about a person: names, languages, groups, why an identity is withheld."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

SEX: Final = vocabulary(
    "sex",
    ("female", "female", "жаночы", "женский"),
    ("male", "male", "мужчынскі", "мужской"),
    ("other", "other", "іншы", "другой"),
)
LANGUAGE: Final = vocabulary(
    "language",
    ("be", "Belarusian", "беларуская", "белорусский"),
    ("ru", "Russian", "руская", "русский"),
    ("en", "English", "англійская", "английский"),
    ("pl", "Polish", "польская", "польский"),
    ("lt", "Lithuanian", "літоўская", "литовский"),
    ("uk", "Ukrainian", "украінская", "украинский"),
    ("lv", "Latvian", "латышская", "латышский"),
    ("de", "German", "нямецкая", "немецкий"),
    ("fr", "French", "французская", "французский"),
    ("ka", "Georgian", "грузінская", "грузинский"),
    ("other", "other", "іншая", "другой"),
)
SCRIPT: Final = vocabulary(
    "script",
    ("cyrillic", "Cyrillic", "кірыліца", "кириллица"),
    ("latin", "Latin", "лацінка", "латиница"),
    ("other", "other", "іншае пісьмо", "другое письмо"),
)
NAME_SCHEME: Final = vocabulary(
    "name_scheme",
    ("official_2007", "official romanisation of 2007", "афіцыйная лацінка 2007 года", "официальная латиница 2007 года"),
    ("lacinka", "Łacinka", "лацінка", "лацинка"),
    ("passport", "passport (ICAO)", "пашпартная (ICAO)", "паспортная (ICAO)"),
    ("bgn", "BGN/PCGN", "BGN/PCGN", "BGN/PCGN"),
    ("media", "as the media write it", "як піша прэса", "как пишет пресса"),
    ("tarask", "classical spelling", "тарашкевіца", "тарашкевица"),
    ("other", "other", "іншая", "другая"),
)
NAME_KIND: Final = vocabulary(
    "name_kind",
    ("legal", "legal name", "паводле дакументаў", "по документам"),
    ("native", "in own language", "на роднай мове", "на родном языке"),
    ("known_as", "known as", "вядомая або вядомы як", "известна или известен как"),
    ("postal", "for letters", "для лістоў", "для писем"),
    ("former", "former name", "ранейшае імя", "прежнее имя"),
    ("alias", "alias", "псеўданім", "псевдоним"),
)
PERSON_GROUP: Final = vocabulary(
    "person_group",
    ("journalist", "journalist or media worker", "журналістыка і медыя", "журналистика и медиа"),
    ("student", "student", "студэнцтва", "студенчество"),
    ("teacher", "teacher or scholar", "адукацыя і навука", "образование и наука"),
    ("medic", "medical worker", "медыцына", "медицина"),
    ("it", "IT worker", "ІТ", "ИТ"),
    ("worker", "worker", "рабочыя", "рабочие"),
    ("union", "trade unionist", "прафсаюзы", "профсоюзы"),
    ("lawyer", "lawyer", "адвакатура і права", "адвокатура и право"),
    ("human_rights", "human rights defender", "праваабарона", "правозащита"),
    ("volunteer", "volunteer or helper", "валанцёрства і дапамога", "волонтёрство и помощь"),
    ("politician", "politician", "палітыка", "политика"),
    ("activist", "activist", "актывізм", "активизм"),
    ("anarchist", "anarchist or antifascist", "анархізм, антыфашызм", "анархизм, антифашизм"),
    ("blogger", "blogger", "блогерства", "блогерство"),
    ("artist", "artist, writer, musician", "культура і мастацтва", "культура и искусство"),
    ("clergy", "clergy", "духавенства", "духовенство"),
    ("military", "soldier or former soldier", "вайскоўцы і былыя вайскоўцы", "военные и бывшие военные"),
    ("official", "official or former official", "дзяржслужба", "госслужба"),
    ("police", "police or former police", "былыя сілавікі", "бывшие силовики"),
    ("business", "entrepreneur", "прадпрымальніцтва", "предпринимательство"),
    ("athlete", "athlete", "спорт", "спорт"),
    ("pensioner", "pensioner", "пенсіянеры", "пенсионеры"),
    ("parent", "parent of minor children", "бацькі малалетніх дзяцей", "родители малолетних детей"),
    ("disability", "person with a disability", "людзі з інваліднасцю", "люди с инвалидностью"),
    ("minority", "member of a minority", "меншасці", "меньшинства"),
    ("foreigner", "foreign citizen", "замежныя грамадзяне", "иностранные граждане"),
    ("volunteer_ukraine", "for helping Ukraine", "за дапамогу Украіне", "за помощь Украине"),
    ("other", "other", "іншае", "другое"),
)
WITHHOLD_REASON: Final = vocabulary(
    "withhold_reason",
    ("family_request", "at the family's request", "на просьбу сям'і", "по просьбе семьи"),
    ("person_request", "at the person's own request", "на ўласную просьбу", "по собственной просьбе"),
    ("risk_in_custody", "risk in custody", "небяспека ў зняволенні", "опасность в заключении"),
    ("minor", "under age", "непаўналецце", "несовершеннолетие"),
    ("source_protection", "to protect a source", "абарона крыніцы", "защита источника"),
    ("legal", "legal reason", "юрыдычная прычына", "юридическая причина"),
    ("unverified", "not verified", "не праверана", "не проверено"),
)
CARE_STAGE: Final = vocabulary(
    "care_stage",
    ("in_prison", "in prison", "у зняволенні", "в заключении"),
    ("after_release", "after release", "пасля вызвалення", "после освобождения"),
    ("family", "family is helped", "дапамога сям'і", "помощь семье"),
    ("closed", "help ended", "дапамога скончана", "помощь завершена"),
)
