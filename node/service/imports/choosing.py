"""How a table is to be read: a list that is known by its header, or a mapping that a person confirms.

Refused: a list nobody knows where a known one was asked for, a mapping that does not fit the table.
"""

from dataclasses import dataclass
from enum import StrEnum

from node.ledger.errors import TableFault, TableRefused
from node.ledger.tables import ColumnMap, How, Layout, Table, layout_of
from node.ledger.tables.mapping import checked
from node.service.effects import Step
from node.service.imports.notes import find_map


class Profile(StrEnum):
    """What a person says a file is."""

    AUTO = "auto"
    VIASNA = "viasna"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a table is read. A mapping that nobody confirmed is shown and asked about first."""

    how: How
    is_confirmed: bool

    @property
    def mapping(self) -> ColumnMap | None:
        """Return the mapping of a table of one's own."""
        return self.how if isinstance(self.how, ColumnMap) else None


def choose(table: Table, profile: Profile, mapping: ColumnMap | None) -> Step[Choice]:
    """Return how to read a table. A guess may still lack a name: `checked` tells. Raises: TableRefused."""
    if mapping is not None:
        return Choice(how=checked(mapping, table.header), is_confirmed=True)
    layout = None if profile is Profile.TABLE else layout_of(table.header)
    if profile is Profile.VIASNA and layout not in (Layout.VIASNA_MACHINE, Layout.VIASNA_HUMAN):
        raise TableRefused(TableFault.UNKNOWN_LIST)
    if layout is not None:
        return Choice(how=layout, is_confirmed=True)
    kept = yield from find_map(table.header, table.rows)
    return Choice(how=kept.mapping, is_confirmed=kept.is_confirmed)
