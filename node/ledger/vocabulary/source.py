"""Words about sources and how sure a statement is."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

SOURCE_KIND: Final = vocabulary(
    "source_kind",
    ("official", "official statement", "афіцыйная заява", "официальное заявление"),
    ("court", "court", "суд", "суд"),
    ("lawyer", "lawyer", "адвакат", "адвокат"),
    ("family", "family", "сям'я", "семья"),
    ("released_prisoner", "released prisoner", "былы зняволены або зняволеная", "бывший заключённый или заключённая"),
    ("media", "media", "прэса", "пресса"),
    ("ngo", "human rights organisation", "праваабарончая арганізацыя", "правозащитная организация"),
    ("state_media", "state media", "дзяржаўная прэса", "государственная пресса"),
    ("own_observation", "own observation", "уласнае назіранне", "собственное наблюдение"),
    ("import", "imported list", "імпартаваны спіс", "импортированный список"),
    ("other", "other", "іншае", "другое"),
)
RELIABILITY: Final = vocabulary(  # HURIDOCS list 42
    "reliability",
    ("highly_reliable", "highly reliable", "вельмі надзейная", "очень надёжный"),
    ("likely_reliable", "likely reliable", "хутчэй надзейная", "скорее надёжный"),
    ("unsure", "unsure", "няпэўна", "не уверены"),
    ("likely_unreliable", "likely unreliable", "хутчэй ненадзейная", "скорее ненадёжный"),
    ("highly_unreliable", "highly unreliable", "ненадзейная", "ненадёжный"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CONFIDENCE: Final = vocabulary(  # HURIDOCS list 41
    "confidence",
    ("confirmed", "confirmed", "пацверджана", "подтверждено"),
    ("likely", "likely", "імаверна", "вероятно"),
    ("possible", "possible", "магчыма", "возможно"),
    ("unlikely", "unlikely", "малаімаверна", "маловероятно"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
VERIFICATION_STEP: Final = vocabulary(
    "verification_step",
    ("raw", "not checked", "не праверана", "не проверено"),
    ("single_source", "one source", "адна крыніца", "один источник"),
    ("two_sources", "two independent sources", "дзве незалежныя крыніцы", "два независимых источника"),
    ("confirmed_by_family_or_lawyer", "family or lawyer", "сям'я або адвакат", "семья или адвокат"),
    ("confirmed_by_document", "document seen", "бачылі дакумент", "видели документ"),
    ("own_observation", "own observation", "уласнае назіранне", "собственное наблюдение"),
    ("cosigned", "signed by a group", "падпісана групай", "подписано группой"),
    ("disputed", "disputed", "аспрэчваецца", "оспаривается"),
    ("refuted", "refuted", "абвергнута", "опровергнуто"),
)
COSIGNED: Final = "cosigned"  # the step of a signature under a statement
DOUBT_STEPS: Final = ("disputed", "refuted")
CHECK_STEPS: Final = tuple(code for code in VERIFICATION_STEP.codes if code not in (*DOUBT_STEPS, COSIGNED, "raw"))
