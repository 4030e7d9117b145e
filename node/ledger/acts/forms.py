"""The registry that the forms of acts are read by: the ledger's own kinds, so that references resolve, and the acts."""

from typing import Final

from node.ledger.acts.court import CHARGED, HEARD_AGAIN, RULED
from node.ledger.acts.moving import MOVED
from node.ledger.kinds import ALL
from node.ledger.packs import SHIPPED, with_words
from node.ledger.registry import Registry

ACTS: Final = Registry(with_words((*ALL, RULED, CHARGED, HEARD_AGAIN, MOVED), SHIPPED), SHIPPED)
