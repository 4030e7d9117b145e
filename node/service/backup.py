"""Steps that write a node into a backup file and make one from it again.

A restored node never continues a log: its own logs become the ones its next logs come after. Erasures it knows of are
applied to every payload before it is stored.
"""

from collections.abc import Callable, Mapping, Sequence

from keys.box import BoxKey, open_box, seal_to
from keys.errors import CannotOpen
from keys.labels import Label
from keys.text import encode_text
from node.crdt.certificate import Endorsed, decode_certificate, endorse
from node.crdt.entry import Payload, decode_entry, prune
from node.crdt.ids import Record, Space
from node.crdt.roster import build_roster
from node.service.archive import ArchiveKey, ArchiveReader, ArchiveWriter, EntryFrame, Named
from node.service.effects import (
    Commit,
    LoadAll,
    Loaded,
    LoadEntries,
    ObjectType,
    Step,
    StoredEntry,
    StoredObject,
    every_stretch,
)
from node.service.errors import NotFound, Refused
from node.service.limits import ENTRIES_PER_READ
from node.service.node import BACKUP_PUBLIC, BACKUP_SECRET, STAYING, Node
from node.service.space import OWN_LOG, PREVIOUS_LOG
from node.service.tokens import TOKENS_SETTING

Progress = Callable[[int], None]
BACKUP_PREFIX = "backup"  # of the text form of the recovery secret of backups
_CONTEXT = Label.BACKUP.encode()


# --- keys of a backup -------------------------------------------------------------------------------------------------
def seal_for_recovery(node: Node, key: ArchiveKey, settings: Mapping[str, bytes]) -> bytes:
    """Return a backup's key sealed to the recovery secret (104 bytes)."""
    return seal_to(settings[BACKUP_PUBLIC], key.reveal(), context=_CONTEXT, random=node.random)


def open_for_recovery(secret: BoxKey, sealed: bytes) -> ArchiveKey:
    """Return a backup's key. Raises: Refused where the secret belongs to another node."""
    try:
        return ArchiveKey(open_box(secret, sealed, context=_CONTEXT))
    except CannotOpen as error:
        raise Refused("this recovery secret does not open this backup") from error


def read_backup_secret() -> Step[str]:
    """Return the text form of the recovery secret of backups. Raises: NotFound once it has left this node."""
    loaded: Loaded = yield LoadAll()
    secret = loaded.secrets.get(BACKUP_SECRET)
    if secret is None:
        raise NotFound("the recovery secret of backups is not on this node any more")
    return encode_text(BACKUP_PREFIX, secret)


def remove_backup_secret() -> Step[None]:
    """Remove the recovery secret from this node; backups can be made without it."""
    yield Commit(secrets=((BACKUP_SECRET, None),))


# --- writing ----------------------------------------------------------------------------------------------------------
def write_backup(node: Node, key: ArchiveKey, progress: Progress) -> Step[int]:
    """Emit the chunks of a backup; return how many entries are in it."""
    loaded: Loaded = yield LoadAll()
    out = ArchiveWriter(key)
    for name, value in sorted(loaded.secrets.items()):
        yield from out.add(Named(True, name, value))
    for name, value in sorted(loaded.settings.items()):
        if not name.startswith((TOKENS_SETTING, *STAYING)):  # they have no business on the next computer
            yield from out.add(Named(False, name, value))
    for item in sorted(loaded.objects, key=lambda item: (item.space, item.type.value, item.id)):
        yield from out.add(item)
    count = 0
    for line, begin, tip in every_stretch(loaded):
        for first in range(begin, tip.seq + 1, ENTRIES_PER_READ):
            stored: tuple[StoredEntry, ...] = yield LoadEntries(log=line, first=first, count=ENTRIES_PER_READ)
            for entry in stored:
                yield from out.add(_frame(entry))
            count += len(stored)
            progress(count)
    yield from out.finish()
    return count


def _frame(entry: StoredEntry) -> EntryFrame:
    return EntryFrame(device=entry.device, packed=entry.packed, payloads=entry.payloads, line=entry.line)


# --- reading ----------------------------------------------------------------------------------------------------------
def read_backup(key: ArchiveKey, progress: Progress) -> Step[int]:
    """Store what a backup holds in an empty home; return how many entries. Raises: Refused, CrdtError."""
    reader, certificates, count = ArchiveReader(key), dict[Space, list[Endorsed]](), 0
    while not reader.is_done:
        frames = yield from reader.next_frames()
        for frame in frames:  # every object stands before the first entry
            if isinstance(frame, StoredObject) and frame.type is ObjectType.CERTIFICATE:
                certificates.setdefault(frame.space, []).append(endorse(decode_certificate(frame.packed)))
        erased = _erased(certificates)
        entries = tuple(_entry(frame, erased) for frame in frames if isinstance(frame, EntryFrame))
        named = [_restored(frame) for frame in frames if isinstance(frame, Named)]
        yield Commit(
            entries=entries,
            objects=tuple(frame for frame in frames if isinstance(frame, StoredObject)),
            secrets=tuple((item.name, item.value) for item in named if item.is_secret),
            settings=tuple((item.name, item.value) for item in named if not item.is_secret),
            dirty=tuple({(entry.space, p.record) for entry in entries for p in entry.payloads if p.record}),
            is_own=reader.is_done,
        )
        count += len(entries)
        progress(count)
    return count


def check_backup(key: ArchiveKey, progress: Progress) -> Step[int]:
    """Open every part of a backup and decode every entry; store nothing; return how many. Raises: Refused,
    CrdtError.
    """
    reader, count = ArchiveReader(key), 0
    while not reader.is_done:
        frames = yield from reader.next_frames()
        count += sum(1 for frame in frames if isinstance(frame, EntryFrame) and _entry(frame, set()).id)
        progress(count)
    return count


def _restored(named: Named) -> Named:
    """Turn the log a node wrote on into the one its next log comes after."""
    if not named.is_secret and named.name.startswith(OWN_LOG):
        return Named(False, PREVIOUS_LOG + named.name.removeprefix(OWN_LOG), named.value)
    return named


def _erased(certificates: Mapping[Space, Sequence[Endorsed]]) -> set[tuple[Space, Record]]:
    """Return what the rosters of a backup erase; a certificate that another one stands against destroys nothing."""
    return {(space, record) for space, held in certificates.items() for record in build_roster(space, held).head.erased}


def _entry(frame: EntryFrame, erased: set[tuple[Space, Record]]) -> StoredEntry:
    entry = decode_entry(frame.packed)
    space = entry.header.space
    return StoredEntry(
        space=space,
        log=entry.header.log,
        seq=entry.header.seq,
        id=entry.id,
        device=frame.device,
        packed=frame.packed,
        line=frame.line,
        payloads=tuple(
            prune(payload) if isinstance(payload, Payload) and (space, payload.record) in erased else payload
            for payload in frame.payloads
        ),
    )
