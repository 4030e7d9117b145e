"""What imports, corrections and undoing leave in the store is what anybody makes of the same entries.

Bulk writing takes short cuts: rows of new records are made without opening them, numbers are given out by the hundred.
After each step the rows and the state hash are compared with those of a rebuild and of a second node that synced.
"""

from random import Random

import pytest

from examples.dirty import MACHINE, as_csv, machine_rows
from node.crdt.grants import Role
from node.ledger.schema import LEDGER
from node.ledger.tables import Reading, layout_of, read_lines, read_table
from node.service.effects import FindRows, FoundRows, RecordRow
from node.service.imports import import_rows, undo_import
from node.service.rebuilding import rebuild
from node.service.records import hide, set_values
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

ROWS = 60


def read(random: Random, *, newer: bool) -> Reading:
    listed = list(machine_rows(ROWS, newer=newer))
    table = read_table(as_csv(MACHINE, iter(random.sample(listed, ROWS - 5))).encode())
    layout = layout_of(table.header)
    assert layout is not None
    return read_lines(LEDGER, table, layout)


def rows(node: SimNode) -> tuple[RecordRow, ...]:
    found: FoundRows = node.store.perform(FindRows(with_hidden=True, limit=10_000))
    return found.rows


def silent(_done: int, _total: int) -> None:
    """Tell nobody of progress."""


@pytest.mark.parametrize("seed", range(6))
def test_rows_of_imports_and_their_undoing_equal_those_of_a_rebuild_and_of_a_second_node(seed: int) -> None:
    random = Random(seed)
    alice, bob = new_node(f"alice {seed}"), new_node(f"bob {seed}")
    alice.run(create_space(alice.node, title="TEST-space"))
    space = alice.space().space
    join(bob, alice, space, Role.CONTRIBUTOR)

    def compare() -> None:
        sync(bob, alice, space)
        told, state = rows(alice), alice.state(space)
        assert bob.state(space) == state
        assert rows(bob) == told
        alice.reopen()
        alice.run(rebuild(alice.space(), lambda _: None))
        assert alice.state(space) == state
        assert rows(alice) == told

    first = alice.run(import_rows(alice.space(), read(random, newer=False), now=NOW, accepts_drops=True, tell=silent))
    compare()
    people = sorted(row.record for row in rows(alice) if row.kind == "person")
    for person in random.sample(people, 5):
        alice.run(set_values(alice.space(), person, {"sex": "female", "birth_date": "1990"}, now=NOW))
    alice.run(hide(alice.space(), random.choice(people), reason="safety"))
    compare()
    alice.run(import_rows(alice.space(), read(random, newer=True), now=NOW + 1, accepts_drops=True, tell=silent))
    compare()
    assert first.note is not None
    assert alice.run(undo_import(alice.space(), first.note.id, now=NOW + 2, tell=silent)).records
    compare()
