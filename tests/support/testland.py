"""An invented country whose pack has something of everything: words, dates, custody, articles, places, courts."""

from node.ledger import kinds
from node.ledger.language import labels
from node.ledger.packs import Pack, with_words
from node.ledger.packs.pack import Address, Article, Court, Facility
from node.ledger.registry import Registry
from node.ledger.vocabulary.table import vocabulary

TESTLAND = Pack(
    country="XT",
    labels=labels("Testland", "Тэстландыя", "Тестландия"),
    time_zone="Etc/UTC",
    custody_days={"imprisonment": 3, "island": 1},
    place_stems={"island": ("isle", "island", "высп", "остров")},
    date_words=(("saltmoon", "may"), ("соленя", "may"), ("anno", "")),
    phrases={
        "penalty_kind": (("banished", "island"),),
        "regime": (("salt watch", "special"),),
        "place_kind": (("isle of", "island"),),
    },
    words=(
        vocabulary(
            "agency",
            ("police", "town watch", "гарадская варта", "городская стража"),
            ("sky_guard", "Sky Guard", "Нябесная варта", "Небесная стража"),
        ),
        vocabulary("place_kind", ("island", "island", "выспа", "остров")),
        vocabulary("penalty_kind", ("island", "exile to an island", "высылка на выспу", "ссылка на остров")),
    ),
    articles=(
        Article(
            key="xt-law-7",
            code=labels("Law of Signs", "Закон знакаў", "Закон знаков"),
            number="7",
            titles=labels("Drawing a sign", "Маляванне знака", "Рисование знака"),
            category="speech",
            valid_from="1999-01-01",
            valid_to="2031",
            last_verified="2026-01",
        ),
    ),
    facilities=(
        Facility(
            key="xt-island-99",
            category="island",
            number="99",
            names=labels("TEST island No. 99", "TEST выспа № 99", "TEST остров № 99"),
            region="TEST",
            locality="Узорава",
            addresses=(
                Address(texts=labels("Pier 1", "Прычал 1", "Причал 1"), postcode="XT-1", last_verified="2026"),
                Address(texts=labels("Pier 2", "Прычал 2", "Причал 2"), postcode="XT-2", last_verified="2026"),
            ),
        ),
    ),
    courts=(
        Court(
            key="xt-court-tide",
            category="other",
            names=labels("Court of Tides", "Суд прыліваў", "Суд приливов"),
            region="TEST",
            locality="Узорава",
            stems=(("tide", "прылів", "прилив"),),
            last_verified="2026",
        ),
    ),
)
OF_TESTLAND = Registry(with_words(kinds.ALL, (TESTLAND,)), (TESTLAND,))
