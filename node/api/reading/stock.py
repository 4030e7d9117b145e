"""The shelves: what was bought, packed and sent, counted from every entry of stock."""

from datetime import date

from node.api.limits import STOCK_ENTRIES_MAX
from node.api.reading.views import view_of_row
from node.ledger.derived import Shelf, count_stock
from node.service.effects import FindRows, FoundRows, Step


def read_stock(today: date) -> Step[tuple[list[Shelf], bool]]:
    """Return the shelves and True; none and False where there are more than STOCK_ENTRIES_MAX entries."""
    found = yield FindRows(kind="stock", limit=STOCK_ENTRIES_MAX)
    assert isinstance(found, FoundRows)
    if found.total > STOCK_ENTRIES_MAX:
        return [], False
    return count_stock([view_of_row(row) for row in found.rows], today), True
