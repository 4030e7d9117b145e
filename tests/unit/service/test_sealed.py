"""Files sealed for devices: whole or nothing, for nobody else, and nothing to be seen from outside."""

import pytest

from node.crdt.grants import Role
from node.service.errors import NotFound, Refused
from node.service.sealed import open_file, seal_file
from node.service.spaces import create_space
from node.sync.bundle import HEAD_BYTES_MAX, BundleKey, BundleWriter, seal_head
from node.sync.limits import BUNDLE_CHUNK_BYTES
from tests.conftest import steady_random
from tests.sim.nodes import SimNode, join, new_node

CONTENT = "TEST-Ганна Узорава\r\n".encode() * 40_000


@pytest.fixture(scope="module")
def members() -> tuple[SimNode, SimNode, SimNode]:
    """Alice and bob in one space, and mallory outside."""
    alice, bob, mallory = (new_node(name) for name in ("alice", "bob", "mallory"))
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(bob, alice, space, Role.READER)
    mallory.run(create_space(mallory.node, title="TEST-other"))
    return alice, bob, mallory


def sealed(members: tuple[SimNode, SimNode, SimNode], content: bytes = CONTENT) -> bytes:
    """A file of alice for bob."""
    alice, bob, _ = members
    return seal_file(alice.node, [alice.space()], [bob.node.device], "csv", content)


@pytest.mark.parametrize("content", [b"", b"x", CONTENT], ids=["nothing", "one byte", "large"])
def test_sealed_file_opens_where_it_was_meant_to(members: tuple[SimNode, SimNode, SimNode], content: bytes) -> None:
    opened = open_file(members[1].node, sealed(members, content))
    assert (opened.kind, opened.content) == ("csv", content)


def test_sealed_file_shows_nothing_and_opens_nowhere_else(members: tuple[SimNode, SimNode, SimNode]) -> None:
    file = sealed(members)
    assert "Узорава".encode() not in file
    assert b"apieka" not in file
    assert b"csv" not in file[:HEAD_BYTES_MAX]
    for other in (members[0], members[2]):
        with pytest.raises(Refused):
            open_file(other.node, file)


def test_sealing_for_one_who_has_no_pass_in_the_space_is_refused(members: tuple[SimNode, SimNode, SimNode]) -> None:
    alice, _, mallory = members
    with pytest.raises(NotFound):
        seal_file(alice.node, [alice.space()], [mallory.node.device], "csv", b"x")
    with pytest.raises(Refused):
        seal_file(alice.node, [alice.space()], [], "csv", b"x")
    with pytest.raises(Refused):
        seal_file(alice.node, [], [alice.node.device], "csv", b"x")


def test_altered_cut_or_lengthened_file_gives_nothing(members: tuple[SimNode, SimNode, SimNode]) -> None:
    bob, file = members[1].node, sealed(members)
    chunks = len(file) // BUNDLE_CHUNK_BYTES
    assert chunks > 3
    flipped = bytearray(file)
    flipped[len(file) // 2] ^= 1
    for bad in (
        bytes(flipped),
        file[:-1],
        file[:-BUNDLE_CHUNK_BYTES],
        file + b"\0",
        file + file[-BUNDLE_CHUNK_BYTES:],
        file[: len(file) - chunks * BUNDLE_CHUNK_BYTES],
        b"",
    ):
        with pytest.raises(Refused):
            open_file(bob, bad)


def test_bundle_is_no_sealed_file(members: tuple[SimNode, SimNode, SimNode]) -> None:
    random = steady_random("bundle")
    key = BundleKey.new(random)
    writer = BundleWriter(key)
    chunks = writer.add(b"a message of a session")
    file = b"".join((seal_head(key, [members[1].node.bundle.public], random), *chunks, *writer.finish()))
    with pytest.raises(Refused, match="bundle read"):
        open_file(members[1].node, file)
