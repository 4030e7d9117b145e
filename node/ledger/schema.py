"""The ledger's registries.

`LEDGER` is what the core, the pages, the API and the command line ask; `WHOLE` holds every declared kind.
"""

from typing import Final

from node.ledger.kinds import CORE, MORE
from node.ledger.registry import Registry

LEDGER: Final = Registry(CORE)
WHOLE: Final = LEDGER.with_kinds(*MORE)
