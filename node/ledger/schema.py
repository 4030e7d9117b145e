"""The ledger's registry of all kinds: what the core, the pages, the API and the command line ask."""

from typing import Final

from node.ledger.kinds import ALL
from node.ledger.registry import Registry

LEDGER: Final = Registry(ALL)
