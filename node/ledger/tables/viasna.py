"""Rows of Viasna's published list, machine or human columns, as observations."""

from collections.abc import Sequence
from typing import Final

from node.ledger.registry import Registry
from node.ledger.tables.layout import Layout, cells_of
from node.ledger.tables.people import ListName, observe_person
from node.ledger.tables.row import Observation

VIASNA: Final = ListName(org="Viasna", prefix="viasna")


def observe(registry: Registry, layout: Layout, header: Sequence[str], row: Sequence[str]) -> Observation:
    """What a row says, see `observe_person`."""
    return observe_person(registry, VIASNA, cells_of(layout, header, row))
