"""The kinds of records, one file per area. `ALL` is what `schema.LEDGER` registers."""

from typing import Final

from node.ledger.declare import Kind
from node.ledger.kinds.aid import DELIVERY, NEED, PLEDGE
from node.ledger.kinds.detention import DETENTION, PLACEMENT
from node.ledger.kinds.guardianship import GUARDIANSHIP
from node.ledger.kinds.judgment import JUDGMENT
from node.ledger.kinds.letter import LETTER
from node.ledger.kinds.person import PERSON
from node.ledger.kinds.place import PLACE
from node.ledger.kinds.recognition import RECOGNITION
from node.ledger.kinds.source import SOURCE
from node.ledger.kinds.status import STATUS_EVENT

ALL: Final[tuple[Kind, ...]] = (
    PERSON,
    STATUS_EVENT,
    DETENTION,
    PLACEMENT,
    PLACE,
    JUDGMENT,
    RECOGNITION,
    NEED,
    PLEDGE,
    DELIVERY,
    GUARDIANSHIP,
    LETTER,
    SOURCE,
)
