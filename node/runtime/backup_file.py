"""A backup file: its head, with two ways to its key (passphrase and recovery secret), and a store filled from it."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from keys.box import BoxKey
from keys.errors import BadText
from keys.keyfile import Cost, unwrap, wrap
from keys.limits import BOX_OVERHEAD_BYTES, KEY_BYTES
from keys.randomness import system_random
from keys.text import decode_text
from keys.wrapping import WRAPPED_OVERHEAD_BYTES
from node.ledger.registry import Registry
from node.runtime.driving import drive
from node.runtime.errors import NotReady
from node.runtime.files import reading_from
from node.service.archive import VERSION, ArchiveKey
from node.service.backup import BACKUP_PREFIX, open_for_recovery, read_backup, seal_for_recovery
from node.service.copies import Written
from node.service.effects import LoadAll, Loaded
from node.service.node import Node, note_copies, open_node
from node.service.rebuilding import refresh
from node.store.store import Store

_WRAPPED_BYTES = KEY_BYTES + WRAPPED_OVERHEAD_BYTES
_SEALED_BYTES = KEY_BYTES + BOX_OVERHEAD_BYTES


async def make_backup_head(node: Node, store: Store, passphrase: str, cost: Cost, now: int) -> tuple[bytes, ArchiveKey]:
    """Note that a backup is made, which will so know of itself; return its head and its key.

    Raises: BadPassphrase, NotEnoughMemory, StoreError.
    """
    await drive(note_copies(node, node.spaces, Written.BACKUP, now), store.perform)
    key = ArchiveKey.new(system_random)
    wrapped = partial(wrap, key.reveal(), passphrase, random=system_random, cost=cost)
    loaded: Loaded = await store.perform(LoadAll())
    return VERSION + await asyncio.to_thread(wrapped) + seal_for_recovery(node, key, loaded.settings), key


async def fill_from_backup(
    store: Store, key: ArchiveKey, source: BinaryIO, registry: Registry, progress: Callable[[int], None]
) -> tuple[int, Node]:
    """Fill an empty store from what stands behind the head; return how many entries, and the node.

    Raises: Refused, CrdtError, StoreError, OSError.
    """
    count = await drive(read_backup(key, progress), reading_from(source, store.perform))
    node = await drive(open_node(registry, system_random), store.perform)
    for space in node.spaces.values():
        await drive(refresh(space, progress), store.perform)
    return count, node


def open_backup_head(file: BinaryIO, secret: str) -> ArchiveKey:
    """Read the head of a backup and return its key; `secret` is its passphrase or the text of its recovery secret.

    Raises: NotReady for a file that is no backup, WrongPassphrase, BadKeyFile, Refused.
    """
    head = file.read(len(VERSION) + _WRAPPED_BYTES + _SEALED_BYTES)
    if len(head) != len(VERSION) + _WRAPPED_BYTES + _SEALED_BYTES or head[:1] != VERSION:
        raise NotReady("this file is no backup of this program, or one of a newer version")
    wrapped, sealed = head[1 : 1 + _WRAPPED_BYTES], head[1 + _WRAPPED_BYTES :]
    recovery = _recovery_secret(secret)
    return open_for_recovery(recovery, sealed) if recovery else ArchiveKey(unwrap(wrapped, secret))


def _recovery_secret(text: str) -> BoxKey | None:
    try:
        return BoxKey(decode_text(BACKUP_PREFIX, text))
    except BadText:
        return None
