"""Files on demand: what stays behind, what is asked for, and that nothing else can be left out."""

from __future__ import annotations

import pytest

from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.service.attachments import NewFile, attach, read_file
from node.service.deferring import ask_for, keep_files, keeps_files, wanted_entries
from node.service.errors import FileAway
from node.service.records import add_record
from node.service.spaces import create_space
from tests.conftest import steady_random
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

CONTENT = steady_random("TEST-picture")(200_000)  # two chunks of which both may stay behind


class Few:
    """Alice, who keeps all files; bob, who does not; a space, and what alice wrote there."""

    def __init__(self, name: str) -> None:
        self.alice, self.bob = (new_node(f"{one} {name}") for one in ("alice", "bob"))
        self.space = self.alice.run(create_space(self.alice.node, title="TEST-space", group="TEST-group")).space
        join(self.bob, self.alice, self.space, Role.CONTRIBUTOR)
        self.meet()

    def meet(self) -> None:
        """Let the two sync, and replay what came."""
        for _ in range(2):
            meet(self.bob, self.alice, self.space)

    def picture(self, content: bytes = CONTENT) -> Record:
        """Alice attaches a picture to a new person."""
        held = self.alice.space()
        person = self.alice.run(add_record(held, "person", {"names/n1/text": "TEST-one"}, now=NOW))
        new = NewFile(content=content, type="jpeg", category="photo", caption="TEST-", is_stripped=True)
        return self.alice.run(attach(held, person, new, now=NOW))


def meet(one: SimNode, other: SimNode, space: Space) -> None:
    """Let two nodes sync, and replay what came."""
    sync(one, other, space)
    assert one.state(space) == other.state(space) or one.is_carrier or other.is_carrier


def content(node: SimNode, record: Record) -> bytes | None:
    """What a node shows of a file; None while it is away."""
    try:
        return node.run(read_file(node.space(), record))
    except FileAway:
        return None


@pytest.fixture
def few(request: pytest.FixtureRequest) -> Few:
    return Few(request.node.name)


def test_file_stays_behind_until_it_is_opened_and_the_state_is_the_same(few: Few) -> None:
    record = few.picture()
    few.meet()
    assert content(few.bob, record) is None
    assert (len(few.bob.space().files.missing[record]), list(wanted_entries(few.bob.space()))) == (2, [])
    assert few.bob.run(ask_for(few.bob.space(), [record]))
    few.bob.reopen()
    assert len(list(wanted_entries(few.bob.space()))) == 2
    few.meet()
    assert content(few.bob, record) == CONTENT
    assert (few.bob.space().files.missing, few.bob.space().files.asked) == ({}, {})
    few.bob.reopen()
    assert content(few.bob, record) == CONTENT


def test_small_file_comes_with_its_entries(few: Few) -> None:
    record = few.picture(CONTENT[:60_000])
    few.meet()
    assert content(few.bob, record) == CONTENT[:60_000]


def test_node_told_to_keep_every_file_gets_them_all(few: Few) -> None:
    record = few.picture()
    few.meet()
    assert not keeps_files(few.bob.space())
    few.bob.run(keep_files(few.bob.space(), keeps=True))
    few.bob.reopen()
    assert keeps_files(few.bob.space())
    few.meet()
    assert content(few.bob, record) == CONTENT
