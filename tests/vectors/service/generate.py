"""Makes the vectors of invitations, requests, beacons and backups: `python tests/vectors/service/generate.py`.

An invalid one has one thing that does not belong, which its `why` names; seals, signatures and checksums are made anew
around it where somebody could. A format that changes gets new vectors; these stay.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[2]))

from keys.box import BoxKey, seal_to  # noqa: E402
from keys.framing import array as key_array  # noqa: E402
from keys.hashing import digest, digest_array  # noqa: E402
from keys.labels import Label  # noqa: E402
from keys.sealing import seal  # noqa: E402
from keys.secret import RoutingKey, Secret  # noqa: E402
from keys.signing import SigningKey  # noqa: E402
from keys.stretch import CHEAP  # noqa: E402
from keys.text import encode_text  # noqa: E402
from keys.wrapping import wrap  # noqa: E402
from node.crdt.codec import pack, unpack  # noqa: E402
from node.crdt.entry import Payload, Pruned  # noqa: E402
from node.crdt.grants import Role  # noqa: E402
from node.crdt.ids import NO_RECORD, Device, Group, Head, Log, Record, Space  # noqa: E402
from node.crdt.passes import Prekey, encode_prekey, sign_prekey  # noqa: E402
from node.service.archive import ArchiveKey, EntryFrame, Named, encode_frame  # noqa: E402
from node.service.effects import ObjectType, StoredObject  # noqa: E402
from node.service.invitations import Invitation, Request, invitation_text, sign_request  # noqa: E402
from tests.vectors.sync.messages import AUTHOR, log_of, made, packed_hex, wrong_places  # noqa: E402
from tests.vectors.verifier import told  # noqa: E402

Items = list[Any]
Vector = dict[str, Any]
KEY, OTHER = SigningKey(made("guest")), SigningKey(made("mallory"))
SPACE, SECRET, CHANNEL = Space(made("space", 16)), made("secret", 16), made("channel key")
INVITATION = Invitation(
    space=SPACE,
    head=Head(made("head")),
    inviter=Device(made("inviter")),
    secret=Secret(SECRET),
    role=Role.VERIFIER,
    group=Group(made("group", 16)),
    expires=1_800_000_000,
    addresses=("203.0.113.7:4711", "node.example:443"),
)


def valid(name: str, given: Vector, expected: Vector) -> Vector:
    return {"name": name, "given": given, "expected": expected}


def invalid(why: str, given: Vector) -> Vector:
    return {"why": why, "given": given}


# --- invitations ------------------------------------------------------------------------------------------------------
INVITATIONS = {
    "a member's": INVITATION,
    "a carrier's, without addresses": replace(INVITATION, role=None, group=None, addresses=()),
    "at its limits": replace(INVITATION, expires=2**63 - 1, addresses=("a" * 255,) * 4, role=Role.READER),
    "expired since 1970": replace(INVITATION, expires=0),
}


def invitations() -> Vector:
    good = [
        valid(
            name,
            {"text": invitation_text(item)},
            {
                "space": SPACE.hex(),
                "role": None if item.role is None else int(item.role),
                "id": item.id.hex(),
                "channel": item.channel_secret.reveal().hex(),
            },
        )
        for name, item in INVITATIONS.items()
    ]
    return {"valid": good, "invalid": [invalid(why, {"text": text}) for why, text in wrong_invitations()]}


def wrong_invitations() -> Iterator[tuple[str, str]]:
    items = list(unpack(array_of(INVITATION), bytes_max=1_000))
    text = invitation_text(INVITATION)
    yield "a letter exchanged", text[:30] + ("0" if text[30] != "0" else "1") + text[31:]
    yield "another prefix", encode_text("device", array_of(INVITATION))
    yield "no array", encode_text("invite", b"\xc0")
    yield "bytes after the end", encode_text("invite", array_of(INVITATION) + b"\0")
    for why, changed in wrong_places(items, where="an invitation"):
        yield why, encode_text("invite", pack(changed))
    for why, place, value in (
        ("version 2", 0, 2), ("role 0", 5, 0), ("a steward's role", 5, 4), ("five addresses", 8, ["a:1"] * 5),
        ("an address of 256 bytes", 8, ["a" * 256]), ("an address of bytes", 8, [b"a:1"]),
    ):  # fmt: skip
        yield why, encode_text("invite", pack([*items[:place], value, *items[place + 1 :]]))


def array_of(item: Invitation) -> bytes:
    """The packed array inside the text of an invitation."""
    role = None if item.role is None else int(item.role)
    fixed = [1, item.space, item.head, item.inviter, item.secret.reveal(), role, item.group, item.expires]
    return pack([*fixed, list(item.addresses)])


# --- requests ---------------------------------------------------------------------------------------------------------
PREKEY = sign_prekey(Prekey(space=SPACE, device=Device(KEY.public), number=0, key=BoxKey(made("prekey")).public), KEY)
REQUEST = Request(device=Device(KEY.public), name="TEST-guest", bundle_key=made("bundle"), prekey=PREKEY)
PAYLOAD = sign_request(REQUEST, INVITATION, CHANNEL, KEY)


def request_given(payload: bytes, **changed: bytes) -> Vector:
    given = {"payload": payload, "space": SPACE, "secret": SECRET, "channel_key": CHANNEL} | changed
    return {name: value.hex() for name, value in given.items()}


def signed_anew(items: Items, key: SigningKey = KEY) -> bytes:
    """The payload with its signature made for what stands in it."""
    prekey_id = digest_array_of(items[3])
    bound = [SPACE, INVITATION.id, CHANNEL, *items[:3], prekey_id]
    return pack([*items[:4], key.sign(Label.INVITATION, pack(bound))])


def digest_array_of(prekey: Any) -> bytes:
    return digest(Label.PREKEY, pack(list(unpack(prekey, bytes_max=9_000))[:-1]))


def wrong_requests() -> Iterator[tuple[str, Vector]]:
    items = list(unpack(PAYLOAD, bytes_max=9_000))
    foreign = sign_prekey(replace(PREKEY, device=Device(OTHER.public)), OTHER)
    elsewhere = sign_prekey(replace(PREKEY, space=Space(made("other", 16))), KEY)
    bad = replace(PREKEY, signature=made("nothing", 64))
    for why, changed in wrong_places(items, where="a request"):
        yield why, request_given(pack(changed))
    yield "a flipped bit of the signature", request_given(PAYLOAD[:-1] + bytes([PAYLOAD[-1] ^ 1]))
    yield "signed by another", request_given(signed_anew(items, OTHER))
    yield "another channel key", request_given(PAYLOAD, channel_key=made("other"))
    yield "another invitation", request_given(PAYLOAD, secret=made("other", 16))
    yield "another space", request_given(PAYLOAD, space=made("other", 16))
    yield "a name of 201 bytes", request_given(signed_anew(["x" * 201, *items[1:]]))
    yield "somebody else's prekey", request_given(signed_anew([*items[:3], encode_prekey(foreign), items[4]]))
    yield "a prekey of another space", request_given(signed_anew([*items[:3], encode_prekey(elsewhere), items[4]]))
    yield "a prekey that is not signed", request_given(signed_anew([*items[:3], encode_prekey(bad), items[4]]))


def requests() -> Vector:
    longest = replace(REQUEST, name="Ў" * 100)
    expected = {"device": KEY.public.hex()}
    return {
        "valid": [
            valid("a guest's", request_given(PAYLOAD), {"name": REQUEST.name, **expected}),
            valid(
                "of the longest name",
                request_given(sign_request(longest, INVITATION, CHANNEL, KEY)),
                {"name": longest.name, **expected},
            ),
        ],
        "invalid": [invalid(why, given) for why, given in wrong_requests()],
    }


def file_of(plain_: bytes, *, purpose: bytes = b"request", context: bytes = b"request") -> Vector:
    key = Secret(digest_array(Label.INVITATION, purpose, SECRET))
    return file_given(seal(key, context=context, plaintext=plain_))


def file_given(file: bytes) -> Vector:
    return {"file": file.hex(), "space": SPACE.hex(), "secret": SECRET.hex()}


def padded(content: bytes, length: int | None = None, size: int = 1_024) -> bytes:
    return ((len(content) if length is None else length).to_bytes(2, "big") + content).ljust(size, b"\0")


def request_files() -> Vector:
    content = pack([CHANNEL, PAYLOAD])
    good = bytes.fromhex(file_of(padded(content))["file"])
    wrong = [
        ("a flipped bit", file_given(good[:500] + bytes([good[500] ^ 1]) + good[501:])),
        ("a byte short", file_given(good[:-1])),
        ("a byte more", file_given(good + b"\0")),
        ("nothing", file_given(b"")),
        ("sealed under the secret of the channel", file_of(padded(content), purpose=b"channel")),
        ("sealed for another purpose", file_of(padded(content), context=b"answer")),
        ("of 64 bytes more", file_of(padded(content, size=1_088))),
        ("a length beyond the end", file_of(padded(content, 1_023))),
        ("a length one short", file_of(padded(content, len(content) - 1))),
        ("a length one more", file_of(padded(content, len(content) + 1))),
        ("a channel key of 31 bytes", file_of(padded(pack([CHANNEL[:31], PAYLOAD])))),
        ("another channel key", file_of(padded(pack([made("other"), PAYLOAD])))),
        ("no payload", file_of(padded(pack([CHANNEL])))),
        ("padding of one", file_of(padded(content)[:-1] + b"\1")),
    ]
    return {
        "valid": [valid("a guest's", file_given(good), {"name": REQUEST.name, "device": KEY.public.hex()})],
        "invalid": [invalid(why, given) for why, given in wrong],
    }


# --- beacons ----------------------------------------------------------------------------------------------------------
def beacons() -> Vector:
    nonce, routing = made("nonce", 16), RoutingKey(made("routing"))
    own = digest_array(Label.ROUTING_TAG, b"lan", nonce, SPACE, key=routing.reveal(), size=8)

    def given(tags: list[bytes]) -> Vector:
        return {"beacon": (nonce + b"".join(tags)).hex(), "routing": routing.reveal().hex(), "space": SPACE.hex()}

    def drawn(count: int) -> list[bytes]:
        return [made(f"tag {n}", 8) for n in range(count)]

    return {
        "valid": [
            valid("of our space", given(sorted([own, *drawn(7)])), {"is_tagged": True}),
            valid("of 24 tags", given(sorted([own, *drawn(23)])), {"is_tagged": True}),
            valid("of others", given(sorted(drawn(8))), {"is_tagged": False}),
        ],
        "invalid": [
            invalid("no tags", given([])),
            invalid("seven tags", given(sorted([own, *drawn(6)]))),
            invalid("nine tags", given(sorted([own, *drawn(8)]))),
            invalid("32 tags", given(sorted([own, *drawn(31)]))),
            invalid("a byte more", {**given([own, *drawn(7)]), "beacon": given([own, *drawn(7)])["beacon"] + "00"}),
            invalid("a nonce alone, cut short", {**given([]), "beacon": nonce.hex()[:-2]}),
        ],
    }


# --- backups ----------------------------------------------------------------------------------------------------------
PASSPHRASE, RECOVERY = "TEST phrase", BoxKey(made("recovery"))
ARCHIVE = ArchiveKey(made("archive key"))
ENTRIES = log_of(2)
FRAMES: list[bytes] = [
    encode_frame(Named(True, "device", made("device key"))),
    encode_frame(Named(False, "name", b"TEST-alice")),
    encode_frame(StoredObject(space=SPACE, type=ObjectType.PREKEY, id=PREKEY.id, packed=encode_prekey(PREKEY))),
    *(encode_frame(EntryFrame(device=AUTHOR, packed=entry.packed, payloads=payloads)) for entry, payloads in ENTRIES),
    encode_frame(
        EntryFrame(
            device=AUTHOR,
            packed=ENTRIES[1][0].packed,
            payloads=(Pruned(record=Record(made("r", 16)), inner_hash=made("i"), length=60), Payload(NO_RECORD, b"c")),
            line=Log(made("line", 16)),
        )
    ),
]  # fmt: skip


def head() -> bytes:
    wrapped = wrap(ARCHIVE.reveal(), PASSPHRASE, random=lambda size: made("salt", size), cost=CHEAP)
    sealed = seal_to(RECOVERY.public, ARCHIVE.reveal(), context=b"backup", random=lambda size: made("ephemeral", size))
    return b"\1" + wrapped + sealed


def chunk(index: int, is_last: bool, frames: list[bytes] | bytes) -> bytes:
    context = key_array(b"backup", index.to_bytes(8, "big"), bytes([is_last]))
    sealed = seal(ARCHIVE, context=context, plaintext=frames if isinstance(frames, bytes) else pack(frames))
    return len(sealed).to_bytes(4, "big") + sealed


def with_frame(frame: Items) -> bytes:
    return head() + chunk(0, True, [pack(frame)])


def wrong_backups() -> Iterator[tuple[str, bytes]]:
    good = head() + chunk(0, True, FRAMES)
    two = [chunk(0, False, FRAMES[:3]), chunk(1, True, FRAMES[3:])]
    yield "nothing", b""
    yield "a head cut short", head()[:-1]
    yield "a head alone", head()
    yield "version 0", b"\0" + good[1:]
    yield "version 2", b"\2" + good[1:]
    yield "another key in the head", good[:60] + bytes([good[60] ^ 1]) + good[61:]
    yield "a flipped bit of a chunk", good[:300] + bytes([good[300] ^ 1]) + good[301:]
    yield "the last byte missing", good[:-1]
    yield "a byte after the end", good + b"\0"
    yield "the last chunk missing", head() + two[0]
    yield "the first chunk missing", head() + two[1]
    yield "chunks swapped", head() + two[1] + two[0]
    yield "a chunk twice", head() + two[0] + two[0] + two[1]
    yield "a length beyond the end", head() + (2**31).to_bytes(4, "big") + good[249:]
    yield "a chunk that holds no array", head() + chunk(0, True, b"\xc0")
    yield "a frame that is no byte string", head() + chunk(0, True, pack([[1, True, "a", b""]]))
    yield "an empty frame", with_frame([])
    yield "a frame of type 0", with_frame([0, True, "a", b""])
    yield "a frame of type 4", with_frame([4, True, "a", b""])
    for place, name in ((0, "named"), (2, "object"), (3, "entry")):
        items = list(unpack(FRAMES[place], bytes_max=9_000))
        for why, changed in wrong_places(items, where=f"a frame of type {name}"):
            if why not in LOOSE:
                yield why, with_frame(changed)
    yield "a name of 401 bytes", with_frame([1, True, "a" * 401, b""])
    yield "an object of type 9", with_frame([2, SPACE, 9, made("id"), b""])


LOOSE = (
    "a frame of type named with true in place 0",
    "a frame of type named a byte short in place 3",
    "a frame of type object a byte short in place 3",
    "a frame of type object a byte short in place 4",
    "a frame of type entry a byte short in place 2",
    "a frame of type entry, in an item of place 3, a byte short in place 0",
    "a frame of type entry, in an item of place 3, a byte short in place 1",
)  # true is no integer and is told apart elsewhere; the others have any length


def backups() -> Vector:
    file = head() + chunk(0, True, FRAMES)
    in_two = head() + chunk(0, False, FRAMES[:3]) + chunk(1, True, FRAMES[3:])
    expected = {"frames": told([list(unpack(frame, bytes_max=9_000)) for frame in FRAMES])}
    recovery = encode_text("backup", RECOVERY.reveal())
    good = [
        valid("under its passphrase", {"file": packed_hex(file), "passphrase": PASSPHRASE}, expected),
        valid("under the recovery secret", {"file": packed_hex(file), "recovery": recovery}, expected),
        valid("of two chunks", {"file": packed_hex(in_two), "passphrase": PASSPHRASE}, expected),
        valid(
            "of nothing", {"file": packed_hex(head() + chunk(0, True, [])), "passphrase": PASSPHRASE}, {"frames": []}
        ),
    ]
    bad = [invalid(why, {"file": packed_hex(data), "passphrase": PASSPHRASE}) for why, data in wrong_backups()]
    bad.append(invalid("another passphrase", {"file": packed_hex(file), "passphrase": "TEST phrasE"}))
    other = encode_text("backup", made("another"))
    bad.append(invalid("another recovery secret", {"file": packed_hex(file), "recovery": other}))
    return {"valid": good, "invalid": bad}


FILES: dict[str, Callable[[], Vector]] = {
    "invitation": invitations,
    "request": requests,
    "request file": request_files,
    "beacon": beacons,
    "backup": backups,
}


def written(name: str) -> str:
    """The whole text of one vector file."""
    return json.dumps(FILES[name](), indent=1) + "\n"


def path_of(name: str) -> Path:
    """Where the vectors of a format stand."""
    return FOLDER / f"{name.replace(' ', '_')}.json"


if __name__ == "__main__":
    for each in FILES:
        path_of(each).write_text(written(each), encoding="ascii")
