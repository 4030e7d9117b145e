"""Words about who recognises a person as a political prisoner, and how."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

RECOGNITION_DECISION: Final = vocabulary(
    "recognition_decision",
    ("recognised", "recognised", "прызнанне", "признание"),
    ("recognised_ex_post", "recognised after release", "прызнанне пасля вызвалення", "признание после освобождения"),
    (
        "politically_motivated_not_recognised",
        "politically motivated, not recognised",
        "палітычна матываваны пераслед, без прызнання",
        "политически мотивированное преследование, без признания",
    ),
    ("under_review", "under review", "разглядаецца", "рассматривается"),
    ("not_recognised", "not recognised", "адмоўлена ў прызнанні", "отказано в признании"),
    ("not_assessed", "not assessed", "не разглядалася", "не рассматривалось"),
    ("withdrawn", "recognition withdrawn", "прызнанне адклікана", "признание отозвано"),
)
RECOGNISED: Final = frozenset(("recognised", "recognised_ex_post"))
RECOGNITION_CLASS: Final = vocabulary(
    "recognition_class",
    ("prisoner_of_conscience", "prisoner of conscience", "вязень сумлення", "узник совести"),
    ("political_prisoner", "political prisoner", "палітычны зняволены", "политический заключённый"),
    ("politically_persecuted", "politically persecuted", "палітычны пераслед", "политическое преследование"),
    ("solidarity_list", "on a solidarity list", "спіс салідарнасці", "список солидарности"),
)
CRITERIA_SET: Final = vocabulary(
    "criteria_set",
    ("pace_1900", "PACE Resolution 1900 (2012)", "рэзалюцыя ПАСЕ 1900 (2012)", "резолюция ПАСЕ 1900 (2012)"),
    ("guidelines_2013", "Guidelines of 2013", "Кіраўніцтва 2013 года", "Руководство 2013 года"),
    (
        "dissidentby_wide",
        "wide: any political stance",
        "шырокі: любая палітычная пазіцыя",
        "широкий: любая политическая позиция",
    ),
    ("amnesty_poc", "Amnesty, prisoner of conscience", "Amnesty, вязень сумлення", "Amnesty, узник совести"),
    (
        "wgad",
        "UN working group, categories I–V",
        "рабочая група ААН, катэгорыі I–V",
        "рабочая группа ООН, категории I–V",
    ),
    ("custom", "the group's own", "уласныя крытэрыі групы", "собственные критерии группы"),
)
ANSWER: Final = vocabulary(
    "answer",
    ("yes", "yes", "так", "да"),
    ("no", "no", "не", "нет"),
    ("unclear", "unclear", "незразумела", "неясно"),
)
