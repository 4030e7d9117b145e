"""Words that only make sense in Belarus, and its own names for what other countries have too."""

from typing import Final

from node.ledger.vocabulary.table import Vocabulary, vocabulary

_PUNISHMENT_CELL: Final = (
    "punishment_cell",
    "punishment cell (ShIZO)",
    "штрафны ізалятар (ШІЗА)",
    "штрафной изолятор (ШИЗО)",
)
_CELL_TYPE_ROOM: Final = (
    "cell_type_room",
    "cell-type room (PKT)",
    "памяшканне камернага тыпу (ПКТ)",
    "помещение камерного типа (ПКТ)",
)

WORDS: Final[tuple[Vocabulary, ...]] = (
    vocabulary(
        "agency",
        ("police", "police (militsiya)", "міліцыя", "милиция"),
        ("gubopik", "GUBOPiK", "ГУБАЗіК", "ГУБОПиК"),
        ("omon", "OMON", "АМАП", "ОМОН"),
        ("kgb", "KGB", "КДБ", "КГБ"),
        ("investigative_committee", "Investigative Committee", "Следчы камітэт", "Следственный комитет"),
        ("financial_police", "financial investigations", "фінансавыя расследаванні", "финансовые расследования"),
    ),
    vocabulary(
        "place_kind",
        ("police_station", "police station", "аддзел міліцыі", "отдел милиции"),
        (
            "temporary_isolator",
            "temporary isolator (IVS)",
            "ізалятар часовага ўтрымання (ІЧУ)",
            "изолятор временного содержания (ИВС)",
        ),
        (
            "offender_isolation",
            "offender isolation centre (TsIP)",
            "цэнтр ізаляцыі правапарушальнікаў (ЦІП)",
            "центр изоляции правонарушителей (ЦИП)",
        ),
        ("remand_prison", "remand prison (SIZO)", "следчы ізалятар (СІЗА)", "следственный изолятор (СИЗО)"),
        ("kgb_remand", "KGB remand prison", "следчы ізалятар КДБ", "следственный изолятор КГБ"),
        ("penal_colony", "penal colony", "папраўчая калонія", "исправительная колония"),
        ("colony_settlement", "colony-settlement", "калонія-пасяленне", "колония-поселение"),
        (
            "open_facility",
            "open facility (IUOT)",
            "папраўчая ўстанова адкрытага тыпу (ПУАТ)",
            "исправительное учреждение открытого типа (ИУОТ)",
        ),
        ("arrest_house", "arrest house", "арыштны дом", "арестный дом"),
        ("psychiatric", "psychiatric hospital", "псіхіятрычная бальніца", "психиатрическая больница"),
        (
            "forced_treatment",
            "forced treatment centre (LTP)",
            "лячэбна-працоўны прафілакторый (ЛПП)",
            "лечебно-трудовой профилакторий (ЛТП)",
        ),
    ),
    vocabulary("cell_type", _PUNISHMENT_CELL, _CELL_TYPE_ROOM),
    vocabulary(
        "regime_event",
        _PUNISHMENT_CELL,
        _CELL_TYPE_ROOM,
        ("correspondence_blocked", "letters blocked", "блакаванне лістоў", "блокировка писем"),
        (
            "preventive_register",
            "preventive register (yellow tag)",
            "прафілактычны ўлік (жоўтая бірка)",
            "профилактический учёт (жёлтая бирка)",
        ),
        ("confiscation", "confiscation", "канфіскацыя", "изъятие"),
        (
            "threat_art_411",
            "threat of a new case (art. 411)",
            "пагроза новай справай (арт. 411)",
            "угроза новым делом (ст. 411)",
        ),
    ),
    vocabulary(
        "penalty_kind",
        (
            "open_facility",
            "open facility (“khimiya”)",
            "установа адкрытага тыпу («хімія»)",
            "учреждение открытого типа («химия»)",
        ),
        (
            "home_confinement",
            "home confinement (“domashnyaya khimiya”)",
            "абмежаванне волі дома («хатняя хімія»)",
            "ограничение свободы дома («домашняя химия»)",
        ),
    ),
)
