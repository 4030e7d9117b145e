"""Belarus: its words, its custody rule, its articles, places and courts. Public institutions only."""

from types import MappingProxyType
from typing import Final

from node.ledger.language import labels
from node.ledger.packs.belarus.articles import ARTICLES
from node.ledger.packs.belarus.courts import COURTS
from node.ledger.packs.belarus.phrases import PHRASES
from node.ledger.packs.belarus.places import FACILITIES, PLACE_STEMS
from node.ledger.packs.belarus.regions import REGIONS
from node.ledger.packs.belarus.words import WORDS
from node.ledger.packs.pack import Pack

BELARUS: Final = Pack(
    country="BY",
    labels=labels("Belarus", "Беларусь", "Беларусь"),
    time_zone="Europe/Minsk",
    custody_days=MappingProxyType({"imprisonment": 1, "arrest": 1, "open_facility": 2, "home_confinement": 2}),
    place_stems=MappingProxyType(PLACE_STEMS),
    phrases=MappingProxyType(PHRASES),
    words=WORDS,
    articles=ARTICLES,
    facilities=FACILITIES,
    courts=COURTS,
    regions=REGIONS,
    phone_forms=(
        r"375[ -]?\(?(?:17|25|29|33|44)\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}",
        r"8[ -]?\(?0(?:17|25|29|33|44)\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}",
        r"\(?0(?:25|29|33|44)\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}",
    ),
    solidarity_days=((5, 21),),
)
