"""Articles of Belarusian law seen in political cases, as of 2023. A list of what is used, not of who counts."""

from typing import Final

from node.ledger.language import Labels, labels
from node.ledger.packs.pack import Article

_CRIMINAL: Final = labels("Criminal Code", "Крымінальны кодэкс", "Уголовный кодекс")
_ADMINISTRATIVE: Final = labels(
    "Code of Administrative Offences",
    "Кодэкс аб адміністрацыйных правапарушэннях",
    "Кодекс об административных правонарушениях",
)
_VERIFIED: Final = "2023"


def _article(number: str, category: str, titles: Labels, *, part: str = "", code: Labels = _CRIMINAL) -> Article:
    short = "kaap" if code is _ADMINISTRATIVE else "kk"
    key = "-".join(filter(None, ("by", short, number, part and f"p{part}")))
    return Article(
        key=key, code=code, number=number, part=part, titles=titles, category=category, last_verified=_VERIFIED
    )


ARTICLES: Final[tuple[Article, ...]] = (
    _article("130", "speech", labels("Incitement to hatred", "Распальванне варожасці", "Разжигание вражды")),
    _article(
        "285",
        "extremism",
        labels(
            "Participation in a criminal organization",
            "Удзел у злачыннай арганізацыі",
            "Участие в преступной организации",
        ),
        part="2",
    ),
    _article(
        "290-1",
        "finance",
        labels(
            "Financing of terrorism",
            "Фінансаванне тэрарыстычнай дзейнасці",
            "Финансирование террористической деятельности",
        ),
    ),
    _article(
        "293",
        "protest",
        labels("Organization of riots", "Арганізацыя масавых беспарадкаў", "Организация массовых беспорядков"),
        part="1",
    ),
    _article(
        "293",
        "protest",
        labels("Participation in riots", "Удзел у масавых беспарадках", "Участие в массовых беспорядках"),
        part="2",
    ),
    _article("339", "protest", labels("Hooliganism", "Хуліганства", "Хулиганство"), part="1"),
    _article(
        "339", "protest", labels("Hooliganism in a group", "Хуліганства ў групе", "Хулиганство в группе"), part="2"
    ),
    _article(
        "341", "speech", labels("Desecration of structures", "Апаганьванне збудаванняў", "Осквернение сооружений")
    ),
    _article(
        "342",
        "protest",
        labels(
            "Organization and preparation of actions that grossly violate public order",
            "Арганізацыя і падрыхтоўка дзеянняў, якія груба парушаюць грамадскі парадак",
            "Организация и подготовка действий, грубо нарушающих общественный порядок",
        ),
    ),
    _article(
        "357",
        "state",
        labels("Conspiracy to seize power", "Змова з мэтай захопу ўлады", "Заговор с целью захвата власти"),
    ),
    _article(
        "361",
        "state",
        labels(
            "Calls for actions harming national security",
            "Заклікі да дзеянняў на шкоду нацыянальнай бяспецы",
            "Призывы к действиям во вред национальной безопасности",
        ),
    ),
    _article(
        "361-1", "extremism", labels("Extremist formation", "Экстрэмісцкае фарміраванне", "Экстремистское формирование")
    ),
    _article(
        "361-2",
        "finance",
        labels(
            "Financing extremist activities",
            "Фінансаванне экстрэмісцкай дзейнасці",
            "Финансирование экстремистской деятельности",
        ),
    ),
    _article(
        "361-4",
        "extremism",
        labels(
            "Assisting extremist activities",
            "Садзейнічанне экстрэмісцкай дзейнасці",
            "Содействие экстремистской деятельности",
        ),
    ),
    _article(
        "364",
        "violence",
        labels("Violence against police", "Гвалт у дачыненні да міліцыі", "Насилие в отношении милиции"),
    ),
    _article("368", "speech", labels("Insulting the President", "Абраза прэзідэнта", "Оскорбление президента")),
    _article(
        "369",
        "speech",
        labels("Insulting an official", "Абраза прадстаўніка ўлады", "Оскорбление представителя власти"),
    ),
    _article(
        "370",
        "speech",
        labels(
            "Desecration of state symbols",
            "Здзек з дзяржаўных сімвалаў",
            "Надругательство над государственными символами",
        ),
    ),
    _article(
        "411",
        "prison_discipline",
        labels(
            "Malicious disobedience to prison administration",
            "Злоснае непадпарадкаванне адміністрацыі папраўчай установы",
            "Злостное неповиновение администрации исправительного учреждения",
        ),
    ),
    _article(
        "19.11",
        "extremism",
        labels(
            "Distribution of extremist materials",
            "Распаўсюд экстрэмісцкіх матэрыялаў",
            "Распространение экстремистских материалов",
        ),
        code=_ADMINISTRATIVE,
    ),
)
