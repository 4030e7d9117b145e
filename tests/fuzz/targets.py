"""Every decoder that meets foreign bytes, with valid examples: what a fuzzer feeds, and the one error each may raise.

The examples are real ones: objects, entries and messages of a space with several stewards, as its nodes made and said
them. A target takes bytes and returns when it accepts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from random import Random

from keys.box import BoxKey, seal_to
from keys.errors import BadKeyFile, BadText
from keys.hashing import digest
from keys.labels import Label
from keys.stretch import CHEAP
from keys.text import decode_text
from keys.wrapping import parse, wrap
from node.crdt.codec import pack, unpack
from node.crdt.entry import Opening, decode_entry, sign_entry
from node.crdt.errors import CrdtError
from node.crdt.forkproof import encode_fork_proof, prove_fork
from node.crdt.ids import Device, Head, Kid, Space
from node.crdt.packet import Packet, PacketType, encode_packet, open_packet, seal_epoch
from node.crdt.routing import encode_routing, seal_routing
from node.ledger.errors import LedgerError
from node.ledger.tables.bytes import read_table
from node.service.archive import EntryFrame, Frame, Named, decode_frame, encode_frame
from node.service.calling import Reception
from node.service.deciding import propose, suspend
from node.service.effects import ObjectType
from node.service.enrolling import read_objects, verify_object
from node.service.errors import ServiceError
from node.service.invitations import invitation_text, read_invitation, read_request
from node.service.inviting import invite
from node.service.joining import ask
from node.service.wishes import Decide
from node.sync.bundle import BundleReader, open_head
from node.sync.errors import NotForUs, ProtocolError
from node.sync.limits import BUNDLE_CHUNK_BYTES
from node.sync.messages import Run, decode_message, encode_message
from node.sync.runs import read_run
from tests.fuzz import files
from tests.property.mutation import mutated
from tests.property.record_targets import TARGETS as RECORDS
from tests.property.test_session_bytes import MESSAGES
from tests.sim.nodes import NOW, SimNode
from tests.sim.plan import Plan
from tests.sim.worlds import open_world
from tests.support.bundles import bundle_of

COUNCIL = Plan(seed=0, generation=0, stewards=4, members=1, guests=2, traitors=frozenset(), steps=())
TABLES = (
    'name;born;note\nTEST-Янка;1990-03;=1+1\n"TEST-Ала";;"a\nb"\n'.encode(),
    "name,born\nTEST-Янка,1990\n".encode("utf-16"),
    "name\tborn\nTEST-Янка\t1990\n".encode("cp1251"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A decoder: what reads, examples of what it accepts, what it may raise, and how large a share of runs it gets."""

    read: Callable[[bytes], None]
    corpus: Sequence[bytes]
    errors: tuple[type[Exception], ...]
    share: int = 4


@lru_cache(maxsize=1)
def targets() -> dict[str, Target]:
    """Return the targets by name."""
    _, nodes = open_world(COUNCIL)
    steward = nodes[0]
    found = {name: Target(read, corpus, (CrdtError,)) for name, (read, corpus) in RECORDS.items()}
    found["record"] = Target(*RECORDS["record"], (CrdtError,), share=1)
    steward.run(suspend(steward.space(), nodes[-3].node.device))
    steward.run(propose(steward.space(), Decide(votes_verified=3)))
    packed = [(item.type, item.packed) for item in steward.store.objects()]
    packed.append((ObjectType.FORK_PROOF, _fork_proof(steward)))
    packed.append((ObjectType.PACKET, _packet(steward)))
    packed.append((ObjectType.ROUTING, _routing(steward)))
    for kind in ObjectType:
        corpus = [data for type_, data in packed if type_ is kind]
        if corpus:
            found[kind.name.lower().replace("_", " ")] = Target(_object(kind), corpus[:12], (CrdtError,))
    found["message"] = Target(_message, [encode_message(item) for item in MESSAGES], (ProtocolError,), share=6)
    found["frame"] = Target(_frame, [b"\0" * 48, b"\1" * 102, b"\0\x10" + bytes(16)], (ProtocolError,), share=1)
    held = steward.space()
    invitation = steward.run(
        invite(steward.node, held, role=1, group=None, addresses=("h:1",), expires=NOW, needs_words=False)  # type: ignore[arg-type]
    )
    text, guest = invitation_text(invitation), nodes[-1]
    ticket = ask(guest.node, invitation, NOW - 1)

    def request(data: bytes) -> None:
        read_request(data, invitation, guest.node.channel.public)

    found["request"] = Target(request, [ticket.payload], (CrdtError,))
    bundle = bundle_of(steward, held.space, nodes[1])
    found["bundle"] = Target(partial(_bundle, nodes[1]), [bundle[:20_000]], (NotForUs,), share=1)
    found["frame of a backup"] = Target(_backup_frame, [encode_frame(item) for item in _frames(steward)], (CrdtError,))
    found["table"] = Target(_table, TABLES, (LedgerError,), share=1)
    found["invitation"] = Target(_invitation, [text.encode()], (BadText, ServiceError), share=1)
    found["text of a key"] = Target(_text, [text.encode()], (BadText,), share=1)
    wrapped = wrap(b"s" * 32, "passphrase", random=lambda size: b"r" * size, cost=CHEAP)
    found["key file"] = Target(_key_file, [wrapped], (BadKeyFile,), share=1)
    contents = unpack(_contents(steward), bytes_max=1_000)
    found["packet contents"] = Target(
        _packet_contents(1, min(steward.space().keys.epochs)), [pack(contents)], (CrdtError,), share=1
    )
    found["packet of records"] = Target(
        _packet_contents(2, Kid(b"k" * 32)), [pack([[b"r" * 16, b"k" * 32]])], (CrdtError,), share=1
    )
    found |= {name: Target(read, corpus, errors, share=1) for name, (read, corpus, errors) in files.targets().items()}
    return found


def _fork_proof(node: SimNode) -> bytes:
    own = node.space().own
    assert own is not None
    first = decode_entry(node.store.log(own)[0].packed)
    opening = first.header.prev
    assert isinstance(opening, Opening)
    other = sign_entry(replace(first.header, roster=Head(b"h" * 32)), node.node.key)
    return encode_fork_proof(prove_fork(opening.device, opening.nonce, first, other))


def _packet(node: SimNode) -> bytes:
    held = node.space()
    contents = held.contents_for(min(held.keys.epochs))
    assert contents is not None
    return encode_packet(seal_epoch(held.holdings.prekeys[held.device], contents, node.random))


def _routing(node: SimNode) -> bytes:
    held = node.space()
    assert held.routing is not None
    given = held.holdings.passes[held.device, held.device]
    return encode_routing(seal_routing(given, held.routing, 1, node.node.key, node.random))


def _frames(node: SimNode) -> list[Frame]:
    entry = next(iter(node.store.entries().values()))
    return [
        Named(is_secret=True, name="TEST-name", value=b"value"),
        *node.store.objects()[:3],
        EntryFrame(device=entry.device, packed=entry.packed, payloads=entry.payloads),
    ]


def _backup_frame(data: bytes) -> None:
    assert encode_frame(decode_frame(data)) == data


def _bundle(reader: SimNode, data: bytes) -> None:
    """Read a bundle part by part, and the messages in it."""
    key, at = open_head(reader.node.bundle, data)
    parts = BundleReader(key)
    for start in range(at, len(data), BUNDLE_CHUNK_BYTES):
        for body in parts.take(data[start : start + BUNDLE_CHUNK_BYTES])[1]:
            decode_message(body)


def _table(data: bytes) -> None:
    table = read_table(data)
    assert len(table.rows) == len(table.numbers)


def _contents(node: SimNode) -> bytes:
    held = node.space()
    contents = held.contents_for(min(held.keys.epochs))
    assert contents is not None
    return pack([contents.epoch.reveal(), contents.routing.reveal(), contents.routing_number])


PREKEY = BoxKey(b"p" * 32)


def _packet_contents(kind: int, kid: Kid) -> Callable[[bytes], None]:
    """Open a packet that somebody sealed with any contents."""
    bare = Packet(
        type=PacketType(kind),
        space=Space(b"s" * 16),
        device=Device(b"d" * 32),
        prekey=b"p" * 32,
        kid=kid,
        sealed=b"",
    )

    def read(data: bytes) -> None:
        sealed = seal_to(PREKEY.public, data, context=bare.context, random=lambda size: b"e" * size)
        open_packet(replace(bare, sealed=sealed), PREKEY)

    return read


def _key_file(data: bytes) -> None:
    """Read a key file whose open checksum was made right, so that what is behind it is met."""
    parse(data[:-32] + digest(Label.CHECKSUM, data[:-32]))


def _object(kind: ObjectType) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        for item in read_objects([(kind.value, data)]):
            verify_object(item)

    return read


def _message(data: bytes) -> None:
    message = decode_message(data)
    assert encode_message(message) == data
    if isinstance(message, Run):
        with suppress(ProtocolError):
            read_run(message, Space(b"s" * 16))


@lru_cache(maxsize=1)
def _called() -> SimNode:
    return open_world(COUNCIL)[1][0]


def _frame(data: bytes) -> None:
    Reception(_called().node, NOW).channel.receive_frame(data)


def _invitation(data: bytes) -> None:
    read_invitation(data.decode("utf-8", "replace"))


def _text(data: bytes) -> None:
    decode_text("invite", data.decode("utf-8", "replace"))


def run(name: str, seed: int) -> bool:
    """Feed a target with bytes made from a seed; tell whether it accepted them. Raises: whatever is not its error."""
    target = targets()[name]
    try:
        target.read(mutated(Random(f"{name} {seed}"), target.corpus))
    except target.errors:
        return False
    return True
