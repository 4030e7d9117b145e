"""Statistics of a ledger read whole: what counting it part by part is compared with."""

from __future__ import annotations

from datetime import date

from node.ledger.statistics import KINDS, Material
from node.service.effects import RecordRow, Step
from node.service.gathering import gather_rows
from node.service.space import SpaceState
from node.service.statistics import read_shared, take_row


def gather_statistics(space: SpaceState, today: date) -> Step[Material]:
    """Read all that is counted in a space; hidden records are left out."""
    material = Material(today=today)

    def take(row: RecordRow) -> None:
        take_row(row, material)

    yield from gather_rows([space.space], take, kinds=KINDS)
    material.leaders = (yield from read_shared(space)).leaders
    return material
