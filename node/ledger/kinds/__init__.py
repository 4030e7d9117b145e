"""The kinds of records, one file per area. `CORE` were the first; `ALL` are these and the kinds of `MORE`."""

from typing import Final

from node.ledger.declare import Kind
from node.ledger.kinds.aid import DELIVERY, NEED, PLEDGE
from node.ledger.kinds.attachment import ATTACHMENT
from node.ledger.kinds.case import CHARGE, COLLECTIVE_CASE, CRIMINAL_CASE
from node.ledger.kinds.contact import CONSENT, CONTACT, LAWYER_ENGAGEMENT, RELATION
from node.ledger.kinds.custody import HEALTH_NOTE, ILL_TREATMENT, REGIME_EVENT
from node.ledger.kinds.detention import DETENTION, PLACEMENT
from node.ledger.kinds.guardianship import GUARDIANSHIP
from node.ledger.kinds.hearing import HEARING
from node.ledger.kinds.judgment import JUDGMENT
from node.ledger.kinds.justice import ARTICLE, COURT, OFFICIAL
from node.ledger.kinds.letter import LETTER
from node.ledger.kinds.person import PERSON
from node.ledger.kinds.place import PLACE
from node.ledger.kinds.recognition import RECOGNITION
from node.ledger.kinds.sameness import SAME_AS
from node.ledger.kinds.share import SHARE
from node.ledger.kinds.source import SOURCE
from node.ledger.kinds.status import STATUS_EVENT
from node.ledger.kinds.work import OFFER, SOLIDARITY_EVENT, STOCK, TASK
from node.ledger.kinds.writing import GUIDE, STATEMENT

CORE: Final[tuple[Kind, ...]] = (
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
MORE: Final[tuple[Kind, ...]] = (
    SHARE,
    CRIMINAL_CASE,
    COLLECTIVE_CASE,
    CHARGE,
    HEARING,
    COURT,
    OFFICIAL,
    ARTICLE,
    REGIME_EVENT,
    ILL_TREATMENT,
    HEALTH_NOTE,
    CONSENT,
    RELATION,
    CONTACT,
    LAWYER_ENGAGEMENT,
    TASK,
    OFFER,
    SOLIDARITY_EVENT,
    STOCK,
    STATEMENT,
    GUIDE,
    SAME_AS,
    ATTACHMENT,
)
ALL: Final[tuple[Kind, ...]] = (*CORE, *MORE)
