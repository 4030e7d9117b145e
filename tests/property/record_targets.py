"""The decoders of records as functions of bytes, with examples of what each accepts: what a fuzzer feeds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from keys.epoch import kid as name_of
from keys.sealing import seal
from keys.secret import EpochKey
from keys.signing import SigningKey
from node.crdt.bodies import (
    Addresses,
    Announcement,
    Attestation,
    BlobChunk,
    Body,
    Delete,
    Dispute,
    Grant,
    GroupName,
    Hiding,
    Keyring,
    Lifting,
    Put,
    RecordChange,
    Target,
    Unknown,
    Witness,
)
from node.crdt.body_codec import decode_body, encode_body
from node.crdt.codec import pack, unpack
from node.crdt.entry import Header, Opening, Payload, Slot, decode_entry, sign_entry, verify_entry
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, EntryId, Group, Head, Kid, Log, Space
from node.crdt.limits import BODY_BYTES_MAX
from node.crdt.payload import decode_plaintext, encode_plaintext, payload_key
from node.ledger.judge import Judge
from node.ledger.schema import LEDGER
from node.service.contents import CLOSED, VOID, open_body
from node.service.keyring import KeyRing
from node.service.rows import row_of
from tests.property.mutation import mutated
from tests.support.records import RECORD, Story

KEY, EPOCH, ENTRY = SigningKey(b"a" * 32), EpochKey(b"e" * 32), EntryId(b"i" * 32)
SPACE, KID = Space(b"s" * 16), Kid(name_of(EPOCH))
KEYS = KeyRing()
KEYS.add_epoch(KID, EPOCH)
OPENING = Opening(device=Device(KEY.public), nonce=b"n" * 16, previous=Log(b"o" * 16), tip=ENTRY)
FIRST = Header(
    space=SPACE,
    log=OPENING.log_in(SPACE),
    seq=0,
    prev=OPENING,
    roster=Head(b"h" * 32),
    kid=KID,
    slots=(Slot(hash=b"p" * 32, length=104), Slot(hash=b"q" * 32, length=4_096)),
)
LATER = Header(space=SPACE, log=FIRST.log, seq=8, prev=ENTRY, roster=FIRST.roster, kid=KID, slots=FIRST.slots * 20)
TARGET = Target(change=(ENTRY, 0), path="birth_date", value_hash=b"v" * 16)
PERSON = RecordChange(
    deps=(),
    time=1_800_000_000,
    source=RECORD,
    ops=(
        Put("birth_date", "1982-04-24"),
        Put("external/x1/url", "https://example.org/a"),
        Put("groups/medic", True),
        Put("identity_withheld", True),
        Put("kind", "person"),
        Put("names/x7/text", "TEST-Тэстовіч"),
        Delete("note"),
        Put("photo", b"h" * 32),
    ),
)
NEED = RecordChange(
    deps=(),
    time=0,
    source=None,
    ops=(Put("amount", "BYN:1250"), Put("kind", "need"), Put("person", RECORD), Put("quantity", 3)),
)
BODIES: tuple[Body, ...] = (
    PERSON,
    NEED,
    RecordChange(deps=((ENTRY, 0), (ENTRY, 63)), time=0, source=None, ops=(Put("sex", "female"),)),
    Attestation(targets=(TARGET,), step="document", source=RECORD, evidence=(b"1" * 32,), time=5),
    Dispute(targets=(TARGET,), step="refuted", source=None, evidence=(), time=5),
    BlobChunk(blob=b"b" * 16, index=3, data=b"\0" * 100),
    Grant(
        device=Device(b"d" * 32),
        role=3,
        group=Group(b"g" * 16),
        pseudonym="TEST-bob",
        invitation=b"i" * 16,
        scope=("need",),
    ),
    GroupName(Group(b"g" * 16), "TEST-group"),
    Hiding(record=RECORD, mode=2, reason="minor"),
    Lifting(RECORD, ((ENTRY, 1),)),
    Announcement(kid=KID, replaced=(Kid(b"j" * 32),), head=Head(b"h" * 32), suspensions=(b"s" * 32,)),
    Keyring(((Kid(b"j" * 32), b"c" * 32),)),
    Witness(((Log(b"l" * 16), 0, ENTRY), (Log(b"m" * 16), 9, ENTRY))),
    Addresses(Device(b"d" * 32), ("203.0.113.7:4711", "wss://node.example/path")),
)
PACKED = [encode_body(body) for body in BODIES]
ENTRIES = [sign_entry(header, KEY).packed for header in (FIRST, LATER)]
ARRAYS = [*PACKED, *ENTRIES, pack([[[[[[0, -1, b"", "", None, True]]]]]])]
PLAIN = [encode_plaintext(body, b"s" * 16) for body in (*PACKED, b"", b"x" * 3_000)]


def read_entry(data: bytes) -> None:
    """Decodes and verifies an entry."""
    verify_entry(decode_entry(data), Device(KEY.public))


def read_array(data: bytes) -> None:
    """Unpacks an array; what it accepts packs to the same bytes."""
    assert pack(unpack(data, bytes_max=BODY_BYTES_MAX)) == data


def read_body(data: bytes) -> None:
    """Decodes a body; what it accepts and knows encodes to the same bytes."""
    body = decode_body(data)
    if not isinstance(body, Unknown):
        assert encode_body(body) == data


def read_plaintext(data: bytes) -> None:
    """Decodes a plaintext into a body of bounded size."""
    assert len(decode_plaintext(data)) <= BODY_BYTES_MAX


def open_sealed_plaintext(data: bytes) -> None:
    """Opens a payload that somebody with the key sealed with any plaintext: a value, whatever is inside."""
    ciphertext = seal(payload_key(EPOCH, RECORD), context=LATER.context(0, RECORD), plaintext=data)
    assert open_body(Payload(RECORD, ciphertext), LATER, 0, KEYS) is not CLOSED


def open_ciphertext(data: bytes) -> None:
    """Opens any bytes as a payload: closed, for nobody guesses a tag."""
    assert open_body(Payload(RECORD, data), LATER, 0, KEYS) in (CLOSED, VOID)


def show_record(data: bytes) -> None:
    """Shows a record of a change and others beside it: any change that decodes can be projected and listed."""
    change = decode_body(data)
    if not isinstance(change, RecordChange):
        return
    story = Story()
    story.schema = Judge(LEDGER)  # type: ignore[assignment]
    first = story.changed("alice", PERSON.ops)
    story.changed("bob", NEED.ops)
    id = (story.entry("mallory"), 0)
    story.changes[id] = change
    story.changed("carol", change.ops, [first])
    projection = story.projection()
    row = row_of(SPACE, projection, LEDGER)
    assert row.hash == projection.hash
    assert len(row.hash) == 32


def odd_change(random: Random) -> bytes:
    """Gives a change that decodes: odd scalars and texts at declared paths, at items with odd ids, and beside them."""
    kind = random.choice(list(LEDGER))
    fields: dict[str, object] = {"kind": kind.name}
    for _ in range(random.randint(0, 8)):
        path = random.choice((random.choice(kind.fields).path, "kind", "names/*", random.choice(ODD_TEXTS)))
        path = path.replace("*", random.choice(("x7", "medic", "Ў", "a" * 32, "a" * 33, "..", " ", "\u202e")))
        fields[path] = random.choice((*ODD_SCALARS, *ODD_TEXTS))
    time = random.choice((0, -1, 2**63 - 1))
    return pack([1, [], time, None, [[path, fields[path]] for path in sorted(fields)]])


ODD_SCALARS = (None, True, False, 0, -1, 2**63 - 1, -(2**63), b"", b"r" * 16, b"r" * 32, b"\xff" * 40)
ODD_TEXTS = (
    "TEST-Тэстовіч", "", " ", "\0", "\n", "\u202e", "\u0300" * 50, "female", "BYN:1250", "BYN:" + "9" * 400, "P3Y",
    "life",
    "1982-04-24", "1982-02-30", "2022-03/..", "9999-12-31/0000", "--02-29", "1982~?", "unknown", "=1+1", "<b>",
    "İ" * 200, "ß", "ﷺ" * 60, "1" * 5_000, "http://[", "https://example.org/\u202e", "person", "x" * 70_000,
)  # fmt: skip
TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "array": (read_array, ARRAYS),
    "entry": (read_entry, ENTRIES),
    "body": (read_body, PACKED),
    "plaintext": (read_plaintext, PLAIN),
    "sealed plaintext": (open_sealed_plaintext, PLAIN),
    "ciphertext": (open_ciphertext, PLAIN),
    "record": (show_record, PACKED[:3]),
}


def run(target: str, seed: int) -> bool:
    """Feeds a target with bytes made from a seed; tells whether it accepted them. Raises: whatever is no CrdtError."""
    read, corpus = TARGETS[target]
    try:
        read(mutated(Random(seed), corpus))
    except CrdtError:
        return False
    return True
