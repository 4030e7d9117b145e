"""The ledger's registries, with the words of the country packs this program carries.

`LEDGER` is what the core, the pages, the API and the command line ask; `WHOLE` holds every declared kind.
"""

from typing import Final

from node.ledger.kinds import CORE, MORE
from node.ledger.packs import SHIPPED, with_words
from node.ledger.registry import Registry

LEDGER: Final = Registry(with_words(CORE, SHIPPED))
WHOLE: Final = LEDGER.with_kinds(*with_words(MORE, SHIPPED))
