"""Homes with a node in them, made cheaply, and short ways to write and read in them."""

from collections.abc import Sequence
from pathlib import Path

from keys.keyfile import CHEAP
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.checking import Check, verify_all
from node.service.lookup import StateHash, read_state_hash
from node.service.records import add_record, read_projection
from node.service.spaces import create_space

PASSPHRASE = "seven tall herons by the lake"


async def make_home(folder: Path) -> Home:
    """Make a node with one space in an empty folder; it is open."""
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.write(lambda node: create_space(node, title="TEST space"))
    return home


async def open_home(folder: Path) -> Home:
    """Open the node of a folder."""
    home = Home(folder, cost=CHEAP)
    await home.unlock(PASSPHRASE)
    return home


async def add_person(home: Home, name: str) -> Record:
    """Write a person down."""
    values = {"names/a/text": name}
    return await home.write(lambda node: add_record(node.only_space(), "person", values, now=home.now()))


async def names_of(home: Home, record: Record) -> Sequence[object]:
    """Return every name that stands, the winner first."""
    projection = await home.read(lambda node: read_projection(node.only_space(), record))
    return [claim.value for claim in projection.fields["names/a/text"]]


async def state_of(home: Home) -> StateHash:
    """Return the state hash of the home's space."""
    return await home.read(lambda node: read_state_hash(node.only_space()))


async def check_of(home: Home) -> Check:
    """Check everything the home holds."""
    return await home.read(lambda node: verify_all(node, lambda _done: None))
