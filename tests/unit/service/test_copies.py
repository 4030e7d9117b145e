"""What a node wrote out of itself is noted to the day, and what of it an erasure does not reach is told."""

import pytest

from node.crdt.errors import Malformed
from node.crdt.ids import Record
from node.service.copies import Copies, Written, pack_copies, read_copies
from node.service.dates import DAY_S
from node.service.deciding import propose
from node.service.keeping_up import keep_up
from node.service.limits import COPIES_KEPT
from node.service.node import note_copies
from node.service.records import add_record
from node.service.sources import sources_of
from node.service.wishes import Erase
from tests.sim.nodes import NOW, SimNode
from tests.sim.stewards import found_with

RECORD = Record(b"r" * 16)
TODAY = NOW - NOW % DAY_S


def write_out(node: SimNode, what: Written, day: int) -> None:
    """Note that a node was written out, some days from now."""
    node.run(note_copies(node.node, node.node.spaces, what, NOW + day * DAY_S))


def test_what_was_written_until_the_day_of_the_erasure_still_opens_it_over_a_restart() -> None:
    _, (alice,) = found_with("alice")
    for day, what in ((0, Written.BACKUP), (1, Written.BUNDLE), (2, Written.TABLE), (3, Written.BACKUP)):
        write_out(alice, what, day)
    record = alice.run(add_record(alice.space(), "person", {"names/x/text": "TEST-Ivan"}, now=NOW))
    sources = alice.run(sources_of(alice.space(), record))
    assert alice.run(propose(alice.space(), Erase({record: sources}))).is_certificate
    alice.run(keep_up(alice.space(), NOW + 2 * DAY_S))
    alice.reopen()
    alice.run(keep_up(alice.space(), NOW + 9 * DAY_S))
    days = [(item[0] - TODAY) // DAY_S for item in alice.space().copies.still_open(record, NOW + 9 * DAY_S)]
    assert days == [0, 1, 2]
    assert len(alice.space().copies.still_open(RECORD, NOW + 9 * DAY_S)) == 4, "until now, of what nobody erased"


def test_one_day_is_noted_once_and_the_oldest_go() -> None:
    _, (alice,) = found_with("alice")
    write_out(alice, Written.BACKUP, 0)
    write_out(alice, Written.BACKUP, 0)
    assert alice.space().copies.written == [(TODAY, Written.BACKUP)]
    for day in range(1, COPIES_KEPT + 3):
        write_out(alice, Written.BACKUP, day)
    assert len(alice.space().copies.written) == COPIES_KEPT
    assert alice.space().copies.written[-1] == (TODAY + (COPIES_KEPT + 2) * DAY_S, Written.BACKUP)


def test_notes_are_read_as_they_were_packed_and_damaged_ones_refused() -> None:
    copies = Copies([(DAY_S, Written.BACKUP), (DAY_S, Written.TABLE)], {RECORD: 2 * DAY_S})
    assert read_copies(pack_copies(copies)) == copies
    assert read_copies(None) == Copies()
    with pytest.raises(Malformed):
        read_copies(pack_copies(copies)[:-1])
