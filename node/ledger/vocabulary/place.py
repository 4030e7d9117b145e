"""Words about places of detention and stays in them."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

PLACE_KIND: Final = vocabulary(
    "place_kind",
    ("police_station", "police station", "аддзел міліцыі", "отдел милиции"),
    ("remand_prison", "remand prison", "следчы ізалятар", "следственный изолятор"),
    ("prison", "prison", "турма", "тюрьма"),
    ("penal_colony", "penal colony", "папраўчая калонія", "исправительная колония"),
    ("juvenile_colony", "juvenile colony", "выхаваўчая калонія", "воспитательная колония"),
    ("prison_hospital", "prison hospital", "турэмная бальніца", "тюремная больница"),
    ("psychiatric", "psychiatric hospital", "псіхіятрычная бальніца", "психиатрическая больница"),
    ("home", "home", "дом", "дом"),
    ("border", "border crossing", "пункт пропуску на мяжы", "пункт пропуска на границе"),
    ("abroad", "abroad", "за мяжой", "за границей"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
TRANSFER_KIND: Final = vocabulary(
    "transfer_kind",
    ("first", "first placement", "першае месца", "первое место"),
    ("investigation", "for the investigation", "дзеля следства", "для следствия"),
    ("after_verdict", "after the verdict", "пасля прысуду", "после приговора"),
    ("punishment", "as punishment", "як пакаранне", "как наказание"),
    ("hospital", "to a hospital", "у бальніцу", "в больницу"),
    ("new_case", "for a new case", "праз новую справу", "из-за нового дела"),
    ("softer", "to a softer regime", "на мякчэйшы рэжым", "на более мягкий режим"),
    ("other", "other", "іншае", "другое"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CELL_TYPE: Final = vocabulary(
    "cell_type",
    ("common", "common cell or barrack", "агульная камера або атрад", "общая камера или отряд"),
    ("single", "single cell", "адзіночная камера", "одиночная камера"),
    ("punishment_cell", "punishment cell", "карцар", "карцер"),
    ("hospital_ward", "hospital ward", "бальнічная палата", "больничная палата"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
