"""Country packs. `SHIPPED` are those this program carries; `HOME` gives the rules where a record names no country."""

from typing import Final

from node.ledger.packs.belarus import BELARUS
from node.ledger.packs.pack import Pack, ReferenceRecord, reference_records, with_words
from node.ledger.packs.spelling import court_of, place_of, region_of

HOME: Final = BELARUS
SHIPPED: Final[tuple[Pack, ...]] = (BELARUS,)

__all__ = [
    "HOME",
    "SHIPPED",
    "Pack",
    "ReferenceRecord",
    "court_of",
    "place_of",
    "reference_records",
    "region_of",
    "with_words",
]
