"""Bundles: a space, or what is new of it, as a file for chosen devices, and what such a file brings.

U1  A bundle is for devices that have a pass in force in every space it holds; each is given only keys it may have.
U2  It holds all objects and, of each log, what no recipient is known to have: by its own log and its newest witness.
U3  What is read goes through the gates of a session, message by message: what does not fit is counted and left out.
U4  Reading the same bundle again, or a part of it, stores nothing twice. Keys are taken once all entries are in.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from node.crdt.bodies import Witness
from node.crdt.entry import decode_entry
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Log, Space
from node.crdt.packet import Packet
from node.service.admitting import admit_entries
from node.service.effects import Emit, LoadEntries, Step, StoredEntry
from node.service.enrolling import Packed, admit_objects, read_objects
from node.service.errors import NotFound, Refused
from node.service.frontier import digest_of
from node.service.inviting import pack_objects
from node.service.joining import Ticket, finish_join
from node.service.knowing import pass_to_reach
from node.service.limits import ENTRIES_PER_READ
from node.service.node import Node
from node.service.sending import fitting, in_order
from node.service.space import SpaceState
from node.service.tending import tend
from node.service.unsealing import packets_for, take_packets, take_sealed_routes
from node.sync.bundle import BundleKey, BundleReader, BundleWriter, Part, open_head, seal_head, space_tag
from node.sync.errors import ProtocolError
from node.sync.limits import BUNDLE_RECIPIENTS_MAX, BUNDLE_RUN_BYTES, OBJECTS_MAX, SPACES_MAX, WELCOME_OBJECTS_MAX
from node.sync.messages import (
    Greeting,
    Hello,
    Message,
    Objects,
    Run,
    State,
    Welcome,
    decode_message,
    encode_message,
)
from node.sync.runs import make_run, read_run

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What went into a bundle: entries, and bytes of the whole file."""

    entries: int
    size: int


# --- writing ----------------------------------------------------------------------------------------------------------
def write_bundle(
    node: Node,
    spaces: Sequence[SpaceState],
    devices: Sequence[Device],
    *,
    is_whole: bool = False,
    progress: Progress = lambda _: None,
) -> Step[Bundled]:
    """Emit a bundle with what these devices lack of these spaces; all there is if `is_whole` (U1, U2).

    Raises: Refused, NotFound where a device has no pass in one of the spaces; then nothing was emitted.
    """
    if not devices or len(devices) > BUNDLE_RECIPIENTS_MAX:
        raise Refused(f"a bundle is for 1 to {BUNDLE_RECIPIENTS_MAX} devices; nothing was written")
    if not spaces or len(spaces) > SPACES_MAX:
        raise Refused(f"a bundle holds 1 to {SPACES_MAX} spaces; nothing was written")
    publics = {device: bundle_key_of(spaces, device) for device in devices}
    known: dict[Log, int] = {}
    if not is_whole:
        for space in spaces:
            known |= _known_to_all(space, devices)
    out = _Out(node, list(spaces), tuple(publics.values()))
    return (yield from out.write((), devices, known, progress))


def answer_bundle(
    node: Node, space: SpaceState, guest: Device, bundle_key: bytes, items: Sequence[Packed]
) -> Step[Bundled]:
    """Emit the bundle that answers a guest's request: what it needs to know the space, then the whole of it."""
    parts = list(_parts(items))
    welcome = [
        Welcome(space=space.space, is_last=number == len(parts), items=part) for number, part in enumerate(parts, 1)
    ]
    out = _Out(node, [space], (bundle_key,))
    return (yield from out.write(welcome, (guest,), {}, lambda _: None))


def bundle_key_of(spaces: Sequence[SpaceState], device: Device) -> bytes:
    """Return the newest bundle key of a device that has a pass in each of the spaces (U1, W3). Raises: NotFound."""
    found = [pass_to_reach(space, device) for space in spaces]
    given = [item for item in found if item is not None]
    if len(given) != len(spaces):
        raise NotFound("a device named has no pass in force in a space named; nothing was written")
    return max(given, key=lambda item: item.number).bundle_key


def known_frontier(space: SpaceState, device: Device) -> dict[Log, int]:
    """Return how far a device is known to hold each log: its own logs, and what its witnesses name."""
    found = {tip.log: tip.seq for tip in space.tips.values() if tip.device == device}
    for item in space.view.placed:
        if item.device == device and isinstance(item.body, Witness):
            for log, seq, _ in item.body.frontier:
                found[log] = max(seq, found.get(log, -1))
    return found


def _known_to_all(space: SpaceState, devices: Sequence[Device]) -> dict[Log, int]:
    each = [known_frontier(space, device) for device in devices]
    return {log: min(found.get(log, -1) for found in each) for log in space.tips}


def _parts(items: Sequence[Packed]) -> Iterator[tuple[Packed, ...]]:
    """Cut objects into what single messages hold."""
    part: list[Packed] = []
    size = 0
    for item in items:
        if part and (len(part) == OBJECTS_MAX or size + len(item[1]) > BUNDLE_RUN_BYTES):
            yield tuple(part)
            part, size = [], 0
        part.append(item)
        size += len(item[1])
    if part:
        yield tuple(part)


class _Out:
    """One bundle on its way into a file."""

    def __init__(self, node: Node, spaces: list[SpaceState], publics: Sequence[bytes]) -> None:
        key = BundleKey.new(node.random)
        greetings: dict[bytes, tuple[Greeting, SpaceState]] = {}
        for space in spaces:
            tag = space_tag(key, space.space)
            greetings[tag] = Greeting(tag=tag, digest=digest_of(space), wants=()), space
        self._spaces = [greetings[tag][1] for tag in sorted(greetings)]  # a space's number is its place among the tags
        self._writer = BundleWriter(key)
        self._hello = encode_message(Hello(tuple(greeting for greeting, _ in greetings.values())))
        self._head = seal_head(key, publics, node.random)
        self._size = self._entries = 0

    def write(
        self, welcome: Iterable[Welcome], devices: Sequence[Device], known: dict[Log, int], progress: Progress
    ) -> Step[Bundled]:
        yield from self._emit([self._head])
        for message in welcome:
            yield from self._say(message)
        self._writer.opening = self._hello  # stands in each later part; the first may have begun with a welcome
        yield from self._emit(self._writer.add(self._hello))
        for index, space in enumerate(self._spaces):
            yield from self._objects(index, space, devices)
        for index, space in enumerate(self._spaces):
            for line, device, first, last in in_order(space):
                had = (
                    -1 if line in space.view.forks else known.get(line, first - 1)
                )  # a witness may mean another branch
                yield from self._log(index, line, device, range(had + 1, last + 1), progress)
            yield from self._say(State(space=index, digest=digest_of(space), wants=(), sent=self._entries, taken=0))
        yield from self._emit(self._writer.finish())
        return Bundled(entries=self._entries, size=self._size)

    def _objects(self, index: int, space: SpaceState, devices: Sequence[Device]) -> Step[None]:
        items = pack_objects(space.holdings.shared(space.view.roster).values())
        for device in devices:
            prekey = space.holdings.prekeys.get(device)
            kids = (space.keys.epochs.keys() | space.view.epochs.announced.keys()) - set(prekey.held if prekey else ())
            items += pack_objects((yield from packets_for(space, device, sorted(kids))))
        for part in _parts(items):
            yield from self._say(Objects(space=index, items=part))

    def _log(self, index: int, line: Log, device: Device, numbers: range, progress: Progress) -> Step[None]:
        first = numbers.start
        while first < numbers.stop:
            count = min(ENTRIES_PER_READ, numbers.stop - first)
            stored: tuple[StoredEntry, ...] = yield LoadEntries(log=line, first=first, count=count)
            entries = [(decode_entry(item.packed), item.payloads) for item in fitting(stored, BUNDLE_RUN_BYTES)]
            run = make_run(index, entries, device)
            yield from self._say(run)
            first += len(run.items)
            self._entries += len(run.items)
            progress(self._entries)

    def _say(self, message: Message) -> Step[None]:
        yield from self._emit(self._writer.add(encode_message(message)))

    def _emit(self, parts: Iterable[bytes]) -> Step[None]:
        for part in parts:
            self._size += len(part)
            yield Emit(part)


# --- reading ----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Import:
    """One bundle being read, chunk by chunk. With a ticket it may be the answer to a request to join.

    `entries`, `objects` and `keys` are new here; `refused` counts what did not fit, `damaged` the parts of the file
    that did not open; `is_complete`: the last part came.
    """

    node: Node
    ticket: Ticket | None = None
    entries: int = 0
    objects: int = 0
    keys: int = 0
    refused: int = 0
    damaged: int = 0
    is_complete: bool = False
    joined: SpaceState | None = None
    spaces: dict[Space, SpaceState] = field(default_factory=dict)  # those that something came of
    _reader: BundleReader | None = None
    _numbered: list[SpaceState | None] = field(default_factory=list)  # by the number that messages name
    _welcome: list[Packed] = field(default_factory=list)
    _packets: dict[Space, list[Packet]] = field(default_factory=dict)

    def open(self, beginning: bytes) -> int:
        """Find this device's slot in the first bytes; return how long the head is. Raises: NotForUs."""
        key, length = open_head(self.node.bundle, beginning)
        self._reader = BundleReader(key)
        return length

    def take(self, chunk: bytes) -> Step[None]:
        """Read the next chunk (U3). Raises: Refused where it answers a request and is not what was asked for."""
        assert self._reader is not None, "open comes first"
        part, messages = self._reader.take(chunk)
        self.damaged += part is Part.DAMAGED
        self.is_complete |= part is Part.LAST
        for body in messages:
            try:
                yield from self._message(decode_message(body))
            except (ProtocolError, CrdtError):
                self.refused += 1

    def finish(self) -> Step[None]:
        """Take the keys that came and do what is due (U4)."""
        for id, packets in self._packets.items():
            self.keys += yield from take_packets(self.node.spaces[id], packets)
        self._packets.clear()
        for space in self.spaces.values():
            yield from tend(space)

    def _message(self, message: Message) -> Step[None]:
        match message:
            case Hello():
                self._meet(message)
            case Welcome():
                yield from self._join(message)
            case Objects():
                yield from self._take_objects(self._space(message.space), message)
            case Run():
                yield from self._take_run(self._space(message.space), message)
            case State():
                pass
            case _:
                raise ProtocolError

    def _meet(self, hello: Hello) -> None:
        assert self._reader is not None
        held = {space_tag(self._reader.key, id): space for id, space in self.node.spaces.items()}
        self._numbered = [held.get(tag) for tag in sorted(item.tag for item in hello.greetings)]

    def _space(self, number: int) -> SpaceState:
        space = self._numbered[number] if number < len(self._numbered) else None
        if space is None:
            raise ProtocolError
        self.spaces[space.space] = space
        return space

    def _join(self, welcome: Welcome) -> Step[None]:
        if self.ticket is None or welcome.space != self.ticket.invitation.space:
            raise ProtocolError
        if self.joined is not None or len(self._welcome) > WELCOME_OBJECTS_MAX:
            return
        self._welcome += welcome.items
        if welcome.is_last:
            self.joined = yield from finish_join(self.node, self.ticket, self._welcome, None)

    def _take_objects(self, space: SpaceState, message: Objects) -> Step[None]:
        objects = read_objects(message.items)
        own = [item for item in objects if isinstance(item, Packet) and item.device == space.device]
        self._packets.setdefault(space.space, []).extend(own)
        self.objects += yield from admit_objects(space, [item for item in objects if item not in own])
        yield from take_sealed_routes(space, self.node.bundle)

    def _take_run(self, space: SpaceState, run: Run) -> Step[None]:
        try:
            admitted = yield from admit_entries(space, read_run(run, space.space))
        except (ProtocolError, CrdtError):
            self.refused += len(run.items) - 1
            raise
        self.entries += admitted.stored
