"""Courts of Belarus that try political cases most often, and the stems by which their spellings are told."""

from typing import Final

from node.ledger.language import Labels, labels
from node.ledger.packs.pack import Court

_VERIFIED: Final = "2023"
_CITY: Final = ("городск", "горсуд", "гарадск", "гарсуд", "city", "haradsk", "gorodsk", "miejsk")
_REGION: Final = ("област", "облсуд", "абласн", "вобласц", "аблсуд", "region", "oblast", "ablasn", "voblast")
_DISTRICT: Final = ("раион", "раен", "district", "rajon", "raion", "rayon")
_SUPREME: Final = ("верховн", "вярхоун", "supreme", "viarhoun", "viarchoun", "vyarkhoun", "verkhovn")
_TOWNS: Final = {
    "minsk": (labels("Minsk", "Мінск", "Минск"), ("мінск", "минск", "minsk", "miensk"), "Мінск"),
    "brest": (labels("Brest", "Брэст", "Брест"), ("брэст", "брэсц", "брест", "brest", "bresc", "berasc"), "Брэсцкая"),
    "viciebsk": (
        labels("Viciebsk", "Віцебск", "Витебск"),
        ("віцебск", "витебск", "viciebsk", "vitebsk", "vicebsk", "vitsebsk"),
        "Віцебская",
    ),
    "homiel": (labels("Homieĺ", "Гомель", "Гомель"), ("гомел", "homiel", "homel", "gomel"), "Гомельская"),
    "hrodna": (labels("Hrodna", "Гродна", "Гродно"), ("гродн", "гродз", "hrodn", "hrodz", "grodn"), "Гродзенская"),
    "mahiliou": (labels("Mahilioŭ", "Магілёў", "Могилёв"), ("магіле", "могиле", "mahil", "mogil"), "Магілёўская"),
}
_DISTRICTS: Final = {
    "centralny": (labels("Central", "Цэнтральнага", "Центрального"), ("централ", "цэнтрал", "central", "tsentral")),
    "saviecki": (
        labels("Saviecki", "Савецкага", "Советского"),
        ("савецк", "советск", "saviec", "savec", "savets", "sovet", "soviet"),
    ),
    "piersamajski": (
        labels("Pieršamajski", "Першамайскага", "Первомайского"),
        ("першама", "первома", "piersam", "persham", "pervom"),
    ),
    "partyzanski": (labels("Partyzanski", "Партызанскага", "Партизанского"), ("партыз", "партиз", "partyz", "partiz")),
    "zavadski": (labels("Zavadski", "Завадскога", "Заводского"), ("заводск", "завадск", "zavod", "zavad")),
    "leninski": (labels("Leninski", "Ленінскага", "Ленинского"), ("ленинск", "ленінск", "lenin", "lienin")),
    "kastrycnicki": (
        labels("Kastryčnicki", "Кастрычніцкага", "Октябрьского"),
        ("октябр", "кастрычн", "kastryc", "oktyabr", "october"),
    ),
    "maskouski": (
        labels("Maskoŭski", "Маскоўскага", "Московского"),
        ("московск", "маскоуск", "maskou", "moskov", "moscow"),
    ),
    "frunzienski": (labels("Frunzienski", "Фрунзенскага", "Фрунзенского"), ("фрунзен", "frunz")),
    "cyhunacny": (
        labels("Čyhunačny", "Чыгуначнага", "Железнодорожного"),
        ("железнод", "чыгуначн", "cyhun", "chyhun", "zhelezn", "railway"),
    ),
    "navabielicki": (
        labels("Navabielicki", "Навабеліцкага", "Новобелицкого"),
        ("новобел", "навабел", "navabiel", "navabel", "novobel"),
    ),
}
_OF_TOWN: Final = {  # as "г." asks for: the genitive
    "minsk": ("Мінска", "Минска"),
    "brest": ("Брэста", "Бреста"),
    "viciebsk": ("Віцебска", "Витебска"),
    "homiel": ("Гомеля", "Гомеля"),
    "hrodna": ("Гродна", "Гродно"),
    "mahiliou": ("Магілёва", "Могилёва"),
}
_SITS_IN: Final = {
    "minsk": (
        "centralny", "saviecki", "piersamajski", "partyzanski", "zavadski", "leninski", "kastrycnicki", "maskouski",
        "frunzienski",
    ),
    "brest": ("leninski", "maskouski"),
    "viciebsk": ("cyhunacny", "kastrycnicki", "piersamajski"),
    "homiel": ("centralny", "saviecki", "cyhunacny", "navabielicki"),
    "hrodna": ("leninski", "kastrycnicki"),
    "mahiliou": ("leninski", "kastrycnicki"),
}  # fmt: skip
_ADJECTIVES: Final = {
    "minsk": ("Мінскі", "Минский"),
    "brest": ("Брэсцкі", "Брестский"),
    "viciebsk": ("Віцебскі", "Витебский"),
    "homiel": ("Гомельскі", "Гомельский"),
    "hrodna": ("Гродзенскі", "Гродненский"),
    "mahiliou": ("Магілёўскі", "Могилёвский"),
}


def _district(town: str, district: str) -> Court:
    of, town_stems, region = _TOWNS[town]
    name, stems = _DISTRICTS[district]
    of_be, of_ru = _OF_TOWN[town]
    return Court(
        key=f"by-court-{town}-{district}",
        category="district",
        names=labels(
            f"{name.en} District Court of {of.en}",
            f"Суд {name.be} раёна г. {of_be}",
            f"Суд {name.ru} района г. {of_ru}",
        ),
        region=region,
        locality=of.be,
        stems=(town_stems, stems),
        last_verified=_VERIFIED,
    )


def _regional(town: str) -> Court:
    of, town_stems, region = _TOWNS[town]
    be, ru = _ADJECTIVES[town]
    return Court(
        key=f"by-court-{town}-region",
        category="regional",
        names=labels(f"{of.en} Regional Court", f"{be} абласны суд", f"{ru} областной суд"),
        region="Мінская" if town == "minsk" else region,
        locality=of.be,
        stems=(town_stems, _REGION),
        without=_DISTRICT,
        last_verified=_VERIFIED,
    )


def _of_the_country(key: str, category: str, names: Labels, stems: tuple[tuple[str, ...], ...]) -> Court:
    return Court(
        key=key,
        category=category,
        names=names,
        region="Мінск",
        locality="Мінск",
        stems=stems,
        without=(*_DISTRICT, *_REGION),
        last_verified=_VERIFIED,
    )


COURTS: Final[tuple[Court, ...]] = (
    _of_the_country(
        "by-court-supreme", "supreme", labels("Supreme Court", "Вярхоўны суд", "Верховный суд"), (_SUPREME,)
    ),
    _of_the_country(
        "by-court-minsk-city",
        "capital",
        labels("Minsk City Court", "Мінскі гарадскі суд", "Минский городской суд"),
        (_TOWNS["minsk"][1], _CITY),
    ),
    *(_regional(town) for town in _TOWNS),
    *(_district(town, district) for town, districts in _SITS_IN.items() for district in districts),
)
