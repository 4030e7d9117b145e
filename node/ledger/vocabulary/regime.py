"""Words about what is done to people inside: punishments, restrictions, ill-treatment."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

REGIME_EVENT: Final = vocabulary(
    "regime_event",
    ("punishment_cell", "punishment cell", "карцар", "карцер"),
    ("single_cell", "single cell", "адзіночная камера", "одиночная камера"),
    ("move_to_prison_regime", "moved to prison regime", "перавод на турэмны рэжым", "перевод на тюремный режим"),
    ("parcels_withdrawn", "parcels withdrawn", "пазбаўленне перадач", "лишение передач"),
    ("visits_withdrawn", "visits withdrawn", "пазбаўленне спатканняў", "лишение свиданий"),
    ("calls_withdrawn", "calls withdrawn", "пазбаўленне званкоў", "лишение звонков"),
    ("shop_limit", "prison shop limited", "абмежаванне крамы", "ограничение магазина"),
    ("correspondence_blocked", "letters blocked", "блакаванне лістоў", "блокировка писем"),
    (
        "work_ban_or_forced_work",
        "work ban or forced work",
        "забарона працы або прымусовая праца",
        "запрет работы или принудительный труд",
    ),
    ("search", "search", "ператрус", "обыск"),
    ("confiscation", "confiscation", "канфіскацыя", "изъятие"),
    ("hunger_strike", "hunger strike", "галадоўка", "голодовка"),
    ("hospitalised", "taken to hospital", "шпіталізацыя", "госпитализация"),
    ("incommunicado_started", "contact cut off", "сувязь перарвана", "связь прервана"),
    ("incommunicado_ended", "contact restored", "сувязь адноўлена", "связь восстановлена"),
    ("transferred", "transferred", "этап", "этап"),
)
ILL_TREATMENT: Final = vocabulary(
    "ill_treatment",
    ("beating", "beating", "збіццё", "избиение"),
    ("stress_position", "stress position", "вымушаная пастава", "вынужденная поза"),
    ("electric", "electric shocks", "электрашок", "электрошок"),
    ("sexual_violence", "sexual violence", "сэксуальны гвалт", "сексуальное насилие"),
    ("threats_self", "threats to the person", "пагрозы самому чалавеку", "угрозы самому человеку"),
    ("threats_family", "threats to the family", "пагрозы блізкім", "угрозы близким"),
    ("deprivation_sleep", "kept from sleep", "пазбаўленне сну", "лишение сна"),
    ("deprivation_food", "kept from food", "пазбаўленне ежы", "лишение еды"),
    ("deprivation_water", "kept from water", "пазбаўленне вады", "лишение воды"),
    ("cold", "cold", "холад", "холод"),
    ("light", "constant light or darkness", "пастаяннае святло або цемра", "постоянный свет или темнота"),
    ("overcrowding", "overcrowding", "перапоўненасць", "переполненность"),
    ("denial_of_medicine", "medicine refused", "адмова ў леках", "отказ в лекарствах"),
    ("denial_of_hygiene", "hygiene refused", "адмова ў гігіене", "отказ в гигиене"),
    ("solitary_prolonged", "prolonged solitary confinement", "працяглая адзіночка", "длительная одиночка"),
    (
        "forced_confession_video",
        "forced “confession” on video",
        "прымусовае «пакаянне» на відэа",
        "принудительное «покаяние» на видео",
    ),
    ("forced_labour", "forced labour", "прымусовая праца", "принудительный труд"),
    ("humiliation", "humiliation", "прыніжэнне", "унижение"),
    ("extortion", "extortion", "вымагальніцтва", "вымогательство"),
    ("psychiatric_abuse", "psychiatric abuse", "карная псіхіятрыя", "карательная психиатрия"),
    ("other", "other", "іншае", "другое"),
)
INTENT: Final = vocabulary(
    "intent",
    ("information", "to get information", "дзеля звестак", "ради сведений"),
    ("intimidation", "to frighten", "дзеля запалохвання", "для запугивания"),
    ("punishment", "to punish", "як пакаранне", "как наказание"),
    ("extortion", "to extort", "дзеля вымагальніцтва", "для вымогательства"),
    ("sadism", "cruelty for its own sake", "жорсткасць дзеля жорсткасці", "жестокость ради жестокости"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CONSENT_TO_USE: Final = vocabulary(
    "consent_to_use",
    ("no", "no", "не", "нет"),
    ("without_name", "without the name", "без імя", "без имени"),
    ("complaints_only", "in complaints only", "толькі ў скаргах", "только в жалобах"),
    ("with_name", "with the name", "з імем", "с именем"),
    ("not_asked", "not asked yet", "яшчэ не пыталіся", "ещё не спрашивали"),
)
