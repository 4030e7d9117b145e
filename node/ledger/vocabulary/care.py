"""Words about health, consent, and the people around a prisoner."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

CONDITION: Final = vocabulary(
    "condition",
    ("chronic", "chronic illness", "хранічная хвароба", "хроническая болезнь"),
    ("acute", "acute illness", "вострая хвароба", "острая болезнь"),
    ("injury", "injury", "траўма", "травма"),
    ("cancer", "cancer", "анкалогія", "онкология"),
    ("heart", "heart and vessels", "сэрца і сасуды", "сердце и сосуды"),
    ("infection", "infection", "інфекцыя", "инфекция"),
    ("mental", "mental health", "псіхічнае здароўе", "психическое здоровье"),
    ("dental", "teeth", "зубы", "зубы"),
    ("eyes", "eyesight", "зрок", "зрение"),
    ("surgery", "needs surgery", "патрэбная аперацыя", "нужна операция"),
    ("other", "other", "іншае", "другое"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
CONSENT_GIVER: Final = vocabulary(
    "consent_giver",
    ("self", "the person", "сам чалавек", "сам человек"),
    ("relative", "a relative", "сваякі", "родственники"),
    ("lawyer", "a lawyer", "адвакат", "адвокат"),
    ("guardian", "a guardian", "хто апякуецца", "кто опекает"),
)
CONSENT_PURPOSE: Final = vocabulary(
    "consent_purpose",
    ("name", "tell the name", "называць імя", "называть имя"),
    ("photo", "show the photograph", "паказваць фота", "показывать фото"),
    ("story", "tell the case", "расказваць пра справу", "рассказывать о деле"),
    ("health", "tell about health", "казаць пра здароўе", "говорить о здоровье"),
    ("ill_treatment", "tell about ill-treatment", "казаць пра катаванні", "говорить о пытках"),
    ("letters", "invite letters", "заклікаць пісаць лісты", "призывать писать письма"),
    ("aid", "ask for help", "прасіць аб дапамозе", "просить о помощи"),
    ("advocacy", "appeals to governments", "звароты да ўрадаў", "обращения к правительствам"),
    ("complaint", "complaints to courts and the UN", "скаргі ў суды і ААН", "жалобы в суды и ООН"),
    ("statistics", "count in statistics", "улічваць у статыстыцы", "учитывать в статистике"),
    ("other", "other", "іншае", "другое"),
)
AUDIENCE: Final = vocabulary(
    "audience",
    ("circle", "the circle only", "толькі кола", "только круг"),
    ("network", "the network", "сетка", "сеть"),
    ("partners", "named organisations", "названыя арганізацыі", "названные организации"),
    ("public", "everybody", "усе", "все"),
)
CONSENT_RECORD: Final = vocabulary(
    "consent_record",
    ("written", "in writing", "пісьмова", "письменно"),
    ("spoken", "in conversation", "у размове", "в разговоре"),
    ("message", "by message", "паведамленнем", "сообщением"),
    ("letter", "in a letter from prison", "у лісце са зняволення", "в письме из заключения"),
    ("through_lawyer", "through a lawyer", "праз адваката", "через адвоката"),
    ("through_family", "through the family", "праз сям'ю", "через семью"),
)
RELATION_KIND: Final = vocabulary(
    "relation_kind",
    ("spouse", "husband or wife", "муж або жонка", "муж или жена"),
    ("partner", "partner", "партнёр або партнёрка", "партнёр или партнёрша"),
    ("parent", "parent", "маці або бацька", "мать или отец"),
    ("child", "child", "дачка або сын", "дочь или сын"),
    ("sibling", "sister or brother", "сястра або брат", "сестра или брат"),
    ("relative", "other relative", "іншая радня", "другая родня"),
    ("friend", "friend", "сябры", "друзья"),
    ("lawyer", "lawyer", "адвакат", "адвокат"),
    ("guardian", "guardian", "хто апякуецца", "кто опекает"),
    ("other", "other", "іншае", "другое"),
)
CONTACT_ROLE: Final = vocabulary(
    "contact_role",
    ("family", "family", "сям'я", "семья"),
    ("friend", "friend", "сябры", "друзья"),
    ("lawyer", "lawyer", "адвакат", "адвокат"),
    ("cellmate", "shared the cell", "былі разам у камеры", "были вместе в камере"),
    ("journalist", "journalist", "журналістыка", "журналистика"),
    ("helper", "helper", "дапамога", "помощь"),
    ("other", "other", "іншае", "другое"),
)
CONTACT_SAFETY: Final = vocabulary(
    "contact_safety",
    ("safe", "safe, abroad", "у бяспецы, за мяжой", "в безопасности, за границей"),
    ("careful", "write with care", "пісаць асцярожна", "писать осторожно"),
    ("at_risk", "at risk, do not write first", "небяспечна, першымі не пісаць", "опасно, первыми не писать"),
    ("watched", "watched or searched", "сочаць або быў ператрус", "следят или был обыск"),
    ("detained", "detained", "у зняволенні", "в заключении"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
PAID_BY: Final = vocabulary(
    "paid_by",
    ("family", "the family", "сям'я", "семья"),
    ("group", "a group", "група", "группа"),
    ("free", "works for free", "бясплатна", "бесплатно"),
    ("state", "the state", "дзяржава", "государство"),
    ("unknown", "unknown", "невядома", "неизвестно"),
)
