"""Bundles and requests to join as files: written whole or not at all, read chunk by chunk while the node goes on."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from node.crdt.ids import Device, Space
from node.runtime.errors import Locked
from node.runtime.files import NewFile
from node.runtime.home import Home
from node.runtime.limits import CHUNKS_PER_REFRESH
from node.service.bundles import Bundled, Import, write_bundle
from node.service.copies import Written
from node.service.effects import Step
from node.service.errors import Refused
from node.service.invitations import Invitation, read_invitation
from node.service.joining import Ticket
from node.service.joining_by_file import Answered, answer_by_file, ask_by_file, forget_ticket, ticket_for
from node.service.limits import REQUEST_FILE_BYTES
from node.service.node import Node, note_copies
from node.service.rebuilding import refresh
from node.service.space import SpaceState
from node.sync.bundle import HEAD_BYTES_MAX
from node.sync.limits import BUNDLE_CHUNK_BYTES, BUNDLE_CHUNKS_MAX

Progress = Callable[[int], None]


async def write_bundle_file(
    home: Home, file: Path, spaces: Sequence[Space], devices: Sequence[Device], *, is_whole: bool, progress: Progress
) -> Bundled:
    """Write a bundle for devices into a new file. Raises: ServiceError, NotReady for a file that exists, OSError."""

    def step(node: Node) -> Step[Bundled]:
        held = [node.space(space) for space in spaces]
        return (yield from write_bundle(node, held, devices, is_whole=is_whole, progress=progress))

    with NewFile(file) as new:
        bundled = await home.read(step, into=new)
        await asyncio.to_thread(new.keep)
    await home.write(lambda node: note_copies(node, spaces, Written.BUNDLE, home.now()))
    return bundled


async def read_bundle_file(
    home: Home, file: Path, *, invitation: Invitation | None = None, progress: Progress = lambda _: None
) -> Import:
    """Take in a bundle, or with an invitation the answer to a request under it; return what came of it.

    Raises: NotForUs, Refused where the answer is not what was asked for, OSError.
    """
    ticket = await home.read(partial(_ticket, invitation)) if invitation else None
    with await asyncio.to_thread(file.open, "rb") as source:
        reading = Import(home.node, ticket)
        beginning = await asyncio.to_thread(source.read, HEAD_BYTES_MAX)
        source.seek(await asyncio.to_thread(reading.open, beginning))
        await _take_chunks(home, reading, source, progress)
    if ticket is not None and reading.joined is None:
        raise Refused("this file does not let this device into that space; nothing was stored")
    await home.write(lambda _: reading.finish())
    await _replay(home, reading)
    if ticket is not None:
        await home.write(lambda _: forget_ticket(ticket.invitation))
    return reading


async def _take_chunks(home: Home, reading: Import, source: BinaryIO, progress: Progress) -> None:
    for number in range(1, BUNDLE_CHUNKS_MAX + 1):
        chunk = await asyncio.to_thread(source.read, BUNDLE_CHUNK_BYTES)
        if not chunk:
            return
        await home.write(partial(_take, reading, chunk))
        progress(reading.entries)
        if reading.is_complete:
            return
        if number % CHUNKS_PER_REFRESH == 0:
            await _replay(home, reading)


def _take(reading: Import, chunk: bytes, node: Node) -> Step[None]:
    if node is not reading.node:
        raise Locked("this node was locked meanwhile; what was read is kept: read the file again")
    return reading.take(chunk)


async def _replay(home: Home, reading: Import) -> None:
    for space in list(reading.spaces.values()):
        await home.write(partial(_refresh, space))


def _refresh(space: SpaceState, _node: Node) -> Step[int]:
    return refresh(space, lambda _: None)


# --- joining by files -------------------------------------------------------------------------------------------------
async def write_request_file(home: Home, text: str, file: Path) -> Invitation:
    """Ask to join under an invitation by a new file. Raises: BadText, Refused, NotReady, OSError."""
    invitation = read_invitation(text)
    now = home.now()
    with NewFile(file) as new:
        new.write(await home.write(lambda node: ask_by_file(node, invitation, now)))
        await asyncio.to_thread(new.keep)
    return invitation


async def answer_request_file(home: Home, request: Path, file: Path) -> Answered:
    """Let in the guest of a request file and write the answer into a new file. Raises: Refused, NotAllowed, OSError."""
    sealed = await asyncio.to_thread(_read_some, request, REQUEST_FILE_BYTES + 1)
    now = home.now()
    with NewFile(file) as new:
        answered = await home.write(lambda node: answer_by_file(node, sealed, now), into=new)
        await asyncio.to_thread(new.keep)
    await home.write(lambda node: note_copies(node, [answered.invitation.space], Written.BUNDLE, now))
    return answered


def _ticket(invitation: Invitation, node: Node) -> Step[Ticket]:
    return ticket_for(node, invitation)


def _read_some(file: Path, count: int) -> bytes:
    with file.open("rb") as source:
        return source.read(count)
