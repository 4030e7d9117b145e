"""The ledger's registry: every declared kind, with the words of the country packs this program carries.

`LEDGER` is what the core, the pages, the API and the command line ask.
"""

from typing import Final

from node.ledger.kinds import ALL
from node.ledger.packs import SHIPPED, with_words
from node.ledger.registry import Registry

LEDGER: Final = Registry(with_words(ALL, SHIPPED), SHIPPED)
