"""A second reader of what nodes say to one another, written from docs/PROTOCOL and docs/FORMATS alone: messages, runs,
invitations, requests, beacons and the handshake of the channel. It imports nothing of keys or node.

`judge` says of a vector what the text says of it. Raises: Refused.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

import nacl.exceptions
from nacl import bindings

from tests.vectors.file_reader import sealed_open, text_form
from tests.vectors.verifier import (
    KIB,
    Refused,
    _hex,
    array,
    digest,
    entry,
    number,
    octets,
    ordered,
    pack,
    payload_hashes,
    plain,
    prekey,
    require,
    signed,
    text,
    unpack,
)

COUNT = 2**48
Given = Mapping[str, Any]


# --- messages ---------------------------------------------------------------------------------------------------------
def kids(value: Any) -> None:
    for kid in ordered(value, 64):
        octets(kid, 32)


def hello(items: list[Any]) -> None:
    greetings = [array(item, 3) for item in ordered(array(items, 2)[1], 64)]
    for tag, held, wants in greetings:
        octets(tag, 16), octets(held, 32), kids(wants)
    require(len({greeting[0] for greeting in greetings}) == len(greetings))


def frontier(items: list[Any]) -> None:
    _, n, logs, objects = array(items, 4)
    number(n, 0, 63)
    for log, seq, id in (array(item, 3) for item in ordered(logs, 4_096)):
        octets(log, 16), number(seq, 0, 2**40), octets(id, 16)
    for kind, key in (array(item, 2) for item in ordered(objects, 4_096)):
        number(kind, 0, 255), octets(key, 16)


def listed_objects(value: Any) -> None:
    for kind, packed in (array(item, 2) for item in array(value, most=512)):
        number(kind, 0, 255), octets(packed)


def objects(items: list[Any]) -> None:
    number(array(items, 3)[1], 0, 63), listed_objects(items[2])


def run(items: list[Any]) -> None:
    _, n, log, first, prev, device, listed = array(items, 7)
    number(n, 0, 63), octets(log, 16), number(first, 0, 2**40), octets(device, 32)
    require(1 <= len(array(listed)) <= 1_024 and first + len(listed) <= 2**40)
    if first:
        octets(prev, 32)
    else:
        key, nonce, previous, tip = array(prev, 4)
        octets(key, 32), octets(nonce, 16)
        require((previous is None) == (tip is None))
        require(previous is None or bool(octets(previous, 16) and octets(tip, 32)))
    for roster, kid, payloads, signature in (array(item, 4) for item in listed):
        require((roster is None or bool(octets(roster, 32))) and (kid is None or bool(octets(kid, 32))))
        require(1 <= len(array(payloads)) <= 64)
        for payload in payloads:
            slot(payload)
        octets(signature, 64)


def slot(payload: Any) -> list[Any]:
    """The hash and length that a payload of a run has in a header."""
    record = octets(array(payload)[0] if array(payload) else None)
    require(len(record) in (0, 16))
    if len(payload) == 2:
        require(len(octets(payload[1])) >= 1)
        return [payload_hashes(record, payload[1])[0], len(payload[1])]
    inner, length = octets(array(payload, 3)[1], 32), number(payload[2], 1, 256 * KIB)
    return [digest("payload", [record, inner]), length]


def state(items: list[Any]) -> None:
    _, n, held, wants, sent, taken = array(items, 6)
    number(n, 0, 63), octets(held, 32), kids(wants), number(sent, 0, COUNT), number(taken, 0, COUNT)


def ack(items: list[Any]) -> None:
    number(array(items, 2)[1], 0, COUNT)


def lack(items: list[Any]) -> None:
    number(array(items, 3)[1], 0, 63), kids(items[2])


def welcome(items: list[Any]) -> None:
    octets(array(items, 4)[1], 16), require(isinstance(items[2], bool)), listed_objects(items[3])


MESSAGES: dict[int, Callable[[list[Any]], None]] = {
    1: hello, 2: frontier, 3: objects, 4: run, 5: state, 6: ack, 7: lack, 8: welcome,
}  # fmt: skip


def message(packed: bytes) -> list[Any]:
    """Reads one message and gives its items."""
    items = unpack(packed, 1024 * KIB, 4_096)
    require(bool(items) and not isinstance(items[0], bool) and items[0] in MESSAGES)
    MESSAGES[items[0]](items)
    return items


def run_of(packed: bytes, space: bytes) -> list[bytes]:
    """Makes the entries of a run and gives their ids."""
    items = message(packed)
    require(items[0] == 4)
    _, _, log, first, prev, device, listed = items
    roster = kid = None
    ids = []
    for seq, item in enumerate(listed, first):
        roster, kid = item[0] or roster, item[1] or kid
        slots = [slot(payload) for payload in item[2]]
        made = pack([1, space, log, seq, prev, roster, kid, slots, item[3]])
        prev = entry(made, device)["id"]
        ids.append(prev)
    return ids


def behind(packed: bytes, space: bytes) -> list[int]:
    """Gives the entries of a run whose payload stayed behind; refuses bare ones that may not, erasures aside."""
    run_of(packed, space)
    bare = []
    for place, item in enumerate(message(packed)[6]):
        lacking = [payload for payload in item[2] if len(payload) == 3]
        require(not lacking or (len(item[2]) == 1 and len(lacking[0][0]) == 16 and lacking[0][2] >= 65_536))
        bare += [place] if lacking else []
    return bare


# --- pairing ----------------------------------------------------------------------------------------------------------
def invitation(typed: str) -> dict[str, Any]:
    items = array(unpack(text_form("invite", typed)), 9)
    version, space, head, inviter, secret, role, group, expires, addresses = items
    number(version, 1, 1), octets(space, 16), octets(head, 32), octets(inviter, 32), octets(secret, 16)
    require(role is None or bool(number(role, 1, 3)))
    require(group is None or bool(octets(group, 16)))
    number(expires, 0, 2**63 - 1)
    for address in array(addresses, most=4):
        text(address, 255)
    named = {"id": _of_secret("id", secret)[:16], "channel": _of_secret("channel", secret)}
    return {"space": space.hex(), "role": role, **{name: value.hex() for name, value in named.items()}}


def _of_secret(purpose: str, secret: bytes) -> bytes:
    return digest("invitation", [purpose.encode(), secret])


def request(payload: bytes, space: bytes, secret: bytes, channel: bytes) -> dict[str, Any]:
    """What a guest asks with, in pair finish or in a file."""
    name, device, bundle, packed, signature = array(unpack(payload, 64 * KIB), 5)
    text(name, 200), octets(device, 32), octets(bundle, 32)
    given = unpack(octets(packed), 64 * KIB)
    id = prekey(given)
    require(given[0] == space and given[1] == device)
    bound = [space, _of_secret("id", secret)[:16], channel, name, device, bundle, id]
    signed(device, "invitation", pack(bound), octets(signature, 64))
    return {"name": name, "device": device.hex()}


def request_file(data: bytes, space: bytes, secret: bytes) -> dict[str, Any]:
    require(len(data) == 1_064)
    plain = sealed_open(_of_secret("request", secret), b"request", data)
    length = int.from_bytes(plain[:2], "big")
    require(length <= len(plain) - 2 and not any(plain[2 + length :]))
    channel, payload = array(unpack(plain[2 : 2 + length]), 2)
    return request(octets(payload), space, secret, octets(channel, 32))


# --- names that keys make ---------------------------------------------------------------------------------------------
def is_tagged(beacon: bytes, routing: bytes, space: bytes) -> bool:
    """Whether a beacon of the local network names a space."""
    nonce, rest = beacon[:16], beacon[16:]
    require(len(rest) in (64, 128, 192))
    tags = [rest[at : at + 8] for at in range(0, len(rest), 8)]
    return digest("routing-tag", [b"lan", nonce, space], key=routing, size=8) in tags


# --- channel ----------------------------------------------------------------------------------------------------------
TOKENS = {
    "XXpsk0": (("psk", "e"), ("e", "ee", "s", "es"), ("s", "se")),
    "IKpsk0": (("psk", "e", "es", "s", "ss"), ("e", "ee", "se")),
}


class Handshake:
    """One side of a Noise handshake, revision 34, as the tables of its section 5 have it."""

    def __init__(self, given: Given, is_caller: bool) -> None:
        ours, theirs = ("initiator", "responder") if is_caller else ("responder", "initiator")
        self.pattern, self.is_caller = given["pattern"], is_caller
        self.s, self.e = _hex(given, f"{ours}_static"), _hex(given, f"{ours}_ephemeral")
        self.rs, self.re = b"", b""
        self.psk = _hex(given, "psk")
        self.h = self.ck = f"Noise_{self.pattern}_25519_ChaChaPoly_BLAKE2b".encode().ljust(64, b"\0")
        self.key: bytes | None = None
        self.nonce = 0
        self.mix_hash(_hex(given, "prologue"))
        if self.pattern == "IKpsk0":
            called = _hex(given, f"{theirs}_static") if is_caller else self.s
            self.rs = public(called) if is_caller else b""
            self.mix_hash(public(called))
        self.messages = list(TOKENS[self.pattern])

    def mix_hash(self, data: bytes) -> None:
        self.h = blake2b(self.h + data).digest()

    def mix_key(self, shared: bytes, parts: int = 2) -> None:
        self.ck, *rest = expanded(self.ck, shared, parts)
        if parts == 3:
            self.mix_hash(rest[0])
        self.key, self.nonce = rest[-1][:32], 0

    def agree(self, token: str) -> None:
        """The letters name the caller's key, then the called one's."""
        mine, other = token if self.is_caller else token[::-1]
        self.mix_key(shared(getattr(self, mine), getattr(self, "r" + other)))

    def sealed(self, plain: bytes) -> bytes:
        out = plain if self.key is None else _cipher(True, self.key, self.nonce, self.h, plain)
        self.nonce += 1
        self.mix_hash(out)
        return out

    def opened(self, data: bytes) -> bytes:
        plain = data if self.key is None else _cipher(False, self.key, self.nonce, self.h, data)
        self.nonce += 1
        self.mix_hash(data)
        return plain

    def write(self, payload: bytes) -> bytes:
        out = b""
        for token in self.messages.pop(0):
            if token == "psk":
                self.mix_key(self.psk, 3)
            elif token == "e":
                out += public(self.e)
                self.mix_hash(public(self.e)), self.mix_key(public(self.e))
            elif token == "s":
                out += self.sealed(public(self.s))
            else:
                self.agree(token)
        return out + self.sealed(payload)

    def read(self, data: bytes) -> bytes:
        for token in self.messages.pop(0):
            if token == "psk":
                self.mix_key(self.psk, 3)
            elif token == "e":
                self.re, data = octets(data[:32], 32), data[32:]
                self.mix_hash(self.re), self.mix_key(self.re)
            elif token == "s":
                self.rs, data = self.opened(octets(data[:48], 48)), data[48:]
            else:
                self.agree(token)
        return self.opened(data)

    def keys(self) -> tuple[bytes, bytes]:
        """The key of what the caller sends, and of what the called side sends."""
        one, two = expanded(self.ck, b"", 2)
        return one[:32], two[:32]


def public(private: bytes) -> bytes:
    return bindings.crypto_scalarmult_base(private)


def shared(private: bytes, point: bytes) -> bytes:
    try:
        return bindings.crypto_scalarmult(private, point)
    except nacl.exceptions.RuntimeError as error:  # all zero: a point of low order
        raise Refused from error


def expanded(chaining: bytes, data: bytes, parts: int) -> list[bytes]:
    secret, out = hmac.digest(chaining, data, "blake2b"), [b""]
    for part in range(1, parts + 1):
        out.append(hmac.digest(secret, out[-1] + bytes([part]), "blake2b"))
    return out[1:]


def _cipher(is_sealing: bool, key: bytes, count: int, associated: bytes, data: bytes) -> bytes:
    nonce = bytes(4) + count.to_bytes(8, "little")
    if is_sealing:
        return bindings.crypto_aead_chacha20poly1305_ietf_encrypt(data, associated, nonce, key)
    require(len(data) >= 16)
    try:
        return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(data, associated, nonce, key)
    except nacl.exceptions.CryptoError as error:
        raise Refused from error


def handshake(given: Given) -> str:
    """Plays a whole conversation of a vector byte for byte and gives the handshake hash."""
    sides = Handshake(given, True), Handshake(given, False)
    count = given["handshake_messages"]
    for place, item in enumerate(given["messages"][:count]):
        require(sides[place % 2].write(_hex(item, "payload")) == _hex(item, "message"))
        require(sides[1 - place % 2].read(_hex(item, "message")) == _hex(item, "payload"))
    require(sides[0].h == sides[1].h and sides[0].keys() == sides[1].keys())
    keys, sent = list(sides[0].keys()), [0, 0]
    transport = given["messages"][count:]
    for place, item in enumerate(transport):
        side = place % 2
        if place >= len(transport) - given["rekeyed_messages"]:
            keys[side] = _cipher(True, keys[side], 2**64 - 1, b"", bytes(32))[:32]
        require(_cipher(False, keys[side], sent[side], b"", _hex(item, "message")) == _hex(item, "payload"))
        sent[side] += 1
    return sides[0].h.hex()


JUDGES: dict[str, Callable[[Given], dict[str, Any]]] = {
    "message": lambda given: {"type": message(_hex(given, "packed"))[0]},
    "run": lambda given: {"ids": [id.hex() for id in run_of(_hex(given, "packed"), _hex(given, "space"))]},
    "behind": lambda given: {"behind": behind(_hex(given, "packed"), _hex(given, "space"))},
    "invitation": lambda given: invitation(given["text"]),
    "request": lambda given: request(*(_hex(given, name) for name in ("payload", "space", "secret", "channel_key"))),
    "request file": lambda given: request_file(*(_hex(given, name) for name in ("file", "space", "secret"))),
    "beacon": lambda given: {"is_tagged": is_tagged(*(_hex(given, name) for name in ("beacon", "routing", "space")))},
    "tag": lambda given: {
        "tag": digest(given["label"], plain(given["array"]), key=_hex(given, "key"), size=given["size"]).hex()
    },
    "first message": lambda given: {"payload": Handshake(given, False).read(_hex(given, "message")).hex()},
    "handshake": lambda given: {"hash": handshake(given)},
}


def judge(format_: str, vector: Mapping[str, Any]) -> dict[str, Any]:
    """Says what follows from a vector's `given`. Raises: Refused."""
    return JUDGES[format_](vector["given"])
