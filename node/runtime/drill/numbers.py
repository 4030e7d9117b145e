"""How large a rehearsal is."""

from typing import Final

STEWARDS: Final = 4  # the fewest that can expel one of them against its will
NODES_MIN: Final = STEWARDS + 1
NODES_MAX: Final = 16  # processes that an old laptop still runs side by side
NODES: Final = 8
