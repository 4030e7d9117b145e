"""A second reader of the formats, written from docs/FORMATS and docs/KEYS alone: it imports nothing of keys or node.

Small and slow on purpose, and other than the program wherever there is a choice: its own MessagePack, its own walk
through the changes of a record. `judge` says of a vector what the text says of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import nacl.exceptions
from nacl import bindings

DICTIONARY_1 = (Path(__file__).parents[2] / "node" / "crdt" / "dictionary1.bin").read_bytes()
KIB = 1024


class Refused(Exception):
    """What the formats refuse."""


def require(is_so: bool) -> None:
    if not is_so:
        raise Refused


# --- codec ------------------------------------------------------------------------------------------------------------
class Reader:
    """Reads canonical MessagePack from its first byte to its last."""

    def __init__(self, data: bytes, items_max: int) -> None:
        self.data, self.at, self.items_max = data, 0, items_max

    def take(self, count: int) -> bytes:
        require(self.at + count <= len(self.data))
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def value(self, depth: int) -> Any:
        head = self.take(1)[0]
        if head < 0x80:
            return head
        if head >= 0xE0:
            return head - 256
        if head & 0xF0 == 0x90:
            return self.array(head & 0x0F, depth)
        if head & 0xE0 == 0xA0:
            return self.text(head & 0x1F)
        require(head in LONG)
        return LONG[head](self, depth)

    def array(self, count: int, depth: int) -> list[Any]:
        require(depth <= 6 and count <= self.items_max)
        return [self.value(depth + 1) for _ in range(count)]

    def text(self, count: int) -> str:
        try:
            return self.take(count).decode("utf-8", "strict")
        except UnicodeDecodeError as error:
            raise Refused from error

    def sized(self, bytes_: int, above: int) -> int:
        """Reads a length or unsigned number of 1, 2, 4 or 8 bytes, which no shorter form could hold."""
        number = self.number(bytes_)
        require(number > above)
        return number

    def signed(self, bytes_: int, below: int) -> int:
        number = int.from_bytes(self.take(bytes_), "big", signed=True)
        require(number < below)
        return number


LONG: dict[int, Callable[[Reader, int], Any]] = {
    0xC0: lambda _r, _d: None,
    0xC2: lambda _r, _d: False,
    0xC3: lambda _r, _d: True,
    0xC4: lambda r, _d: r.take(r.sized(1, -1)),
    0xC5: lambda r, _d: r.take(r.sized(2, 0xFF)),
    0xC6: lambda r, _d: r.take(r.sized(4, 0xFFFF)),
    0xCC: lambda r, _d: r.sized(1, 0x7F),
    0xCD: lambda r, _d: r.sized(2, 0xFF),
    0xCE: lambda r, _d: r.sized(4, 0xFFFF),
    0xCF: lambda r, _d: _at_most(r.sized(8, 0xFFFFFFFF), 2**63 - 1),
    0xD0: lambda r, _d: r.signed(1, -32),
    0xD1: lambda r, _d: r.signed(2, -(2**7)),
    0xD2: lambda r, _d: r.signed(4, -(2**15)),
    0xD3: lambda r, _d: r.signed(8, -(2**31)),
    0xD9: lambda r, _d: r.text(r.sized(1, 31)),
    0xDA: lambda r, _d: r.text(r.sized(2, 0xFF)),
    0xDB: lambda r, _d: r.text(r.sized(4, 0xFFFF)),
    0xDC: lambda r, d: r.array(r.sized(2, 15), d),
    0xDD: lambda r, d: r.array(r.sized(4, 0xFFFF), d),
}


def _at_most(number: int, most: int) -> int:
    require(number <= most)
    return number


def unpack(data: bytes, bytes_max: int = 256 * KIB, items_max: int = 4_096) -> list[Any]:
    """Reads one array that is all of the data."""
    require(len(data) <= bytes_max)
    reader = Reader(data, items_max)
    value = reader.value(1)
    require(isinstance(value, list) and reader.at == len(data))
    return list(value)


def pack(value: Any) -> bytes:
    """Writes a value in its shortest form."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int() if value >= 0:
            return _counted(
                value, ((0x7F, None), (0xFF, 0xCC), (0xFFFF, 0xCD), (2**32 - 1, 0xCE), (2**63 - 1, 0xCF)), 0
            )
        case int():
            if value >= -32:
                return bytes([256 + value])
            for size, head in ((1, 0xD0), (2, 0xD1), (4, 0xD2), (8, 0xD3)):
                if value >= -(2 ** (8 * size - 1)):
                    return bytes([head]) + value.to_bytes(size, "big", signed=True)
            raise Refused
        case bytes():
            return _counted(len(value), ((0xFF, 0xC4), (0xFFFF, 0xC5), (2**32 - 1, 0xC6)), 0) + value
        case str():
            text = value.encode()
            return _counted(len(text), ((31, None), (0xFF, 0xD9), (0xFFFF, 0xDA), (2**32 - 1, 0xDB)), 0xA0) + text
        case list() | tuple():
            head = _counted(len(value), ((15, None), (0xFFFF, 0xDC), (2**32 - 1, 0xDD)), 0x90)
            return head + b"".join(pack(item) for item in value)
        case _:
            raise Refused


def _counted(number: int, forms: Sequence[tuple[int, int | None]], short: int) -> bytes:
    for most, head in forms:
        if number <= most:
            size = {0xFF: 1, 0xFFFF: 2, 2**32 - 1: 4, 2**63 - 1: 8}.get(most, 1)
            return bytes([short | number]) if head is None else bytes([head]) + number.to_bytes(size, "big")
    raise Refused


def digest(label: str, array: Sequence[Any], key: bytes = b"", size: int = 32) -> bytes:
    """The hash H of the formats."""
    return blake2b(b"apieka/" + label.encode() + b"/v1\0" + pack(array), digest_size=32, key=key).digest()[:size]


# --- shapes -----------------------------------------------------------------------------------------------------------
def octets(value: Any, size: int | None = None) -> bytes:
    require(isinstance(value, bytes) and (size is None or len(value) == size))
    return bytes(value)


def number(value: Any, low: int, high: int) -> int:
    require(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high)
    return int(value)


def text(value: Any, most: int, least: int = 0) -> str:
    require(isinstance(value, str) and least <= len(value.encode()) <= most)
    return str(value)


def array(value: Any, count: int | None = None, most: int | None = None) -> list[Any]:
    require(isinstance(value, list) and (count is None or len(value) == count))
    require(most is None or len(value) <= most)
    return list(value)


def ordered(value: Any, most: int) -> list[Any]:
    """A set: sorted by packed bytes, nothing twice."""
    items = array(value, most=most)
    packed = [pack(item) for item in items]
    require(packed == sorted(set(packed)))
    return items


# --- entries ----------------------------------------------------------------------------------------------------------
def entry(packed: bytes, device: bytes) -> dict[str, Any]:
    """Reads an entry of a device's log and says what follows from it."""
    items = array(unpack(packed, 8 * KIB + 66, 128), 9)
    format_, space, log, seq, prev, roster, kid, slots, signature = items
    number(format_, 1, 1)
    (
        octets(space, 16),
        octets(log, 16),
        number(seq, 0, 2**40),
        octets(roster, 32),
        octets(kid, 32),
        octets(signature, 64),
    )
    if seq:
        octets(prev, 32)
    else:
        key, nonce, previous, tip = array(prev, 4)
        octets(key, 32), octets(nonce, 16)
        require((previous is None) == (tip is None))
        if previous is not None:
            octets(previous, 16), octets(tip, 32)
        require(log == digest("log", [key, space, nonce], size=16) and key == device)
    require(1 <= len(array(slots)) <= 64)
    for slot in slots:
        octets(array(slot, 2)[0], 32), number(slot[1], 1, 256 * KIB)
    require(sum(length for _, length in slots) <= 256 * KIB)
    unsigned = pack(items[:8])
    require(len(unsigned) <= 8 * KIB)
    signed(device, "entry", unsigned, signature)
    return {"id": digest("entry", items), "seq": seq, "context": pack([*items[:7], 0, b""])}


def signed(key: bytes, label: str, unsigned: bytes, signature: bytes) -> None:
    try:
        bindings.crypto_sign_open(signature + b"apieka/" + label.encode() + b"/v1\0" + unsigned, key)
    except nacl.exceptions.BadSignatureError as error:
        raise Refused from error


# --- payloads ---------------------------------------------------------------------------------------------------------
def payload_hashes(record: bytes, ciphertext: bytes) -> tuple[bytes, bytes]:
    """The hash in the header and what an erased payload leaves of the ciphertext."""
    inner = digest("ciphertext", [ciphertext])
    return digest("payload", [record, inner]), inner


def padded(length: int) -> int:
    if length <= 1024:
        step = 64
    else:
        e = length.bit_length() - 1
        step = 2 ** (e - e.bit_length())
    return (length + step - 1) // step * step


def plaintext(plain: bytes) -> bytes:
    """Gives the body inside a plaintext."""
    require(len(plain) >= 21)
    codec, length = plain[16], int.from_bytes(plain[17:21], "big")
    require(codec in (0, 1) and len(plain) == padded(21 + length))
    content, rest = plain[21 : 21 + length], plain[21 + length :]
    require(not any(rest))
    return content if codec == 0 else inflated(content)


def inflated(content: bytes) -> bytes:
    stream = zlib.decompressobj(-15, zdict=DICTIONARY_1)
    try:
        body = stream.decompress(content, 256 * KIB + 1)
    except zlib.error as error:
        raise Refused from error
    require(len(body) <= 256 * KIB and stream.eof and not stream.unused_data)
    return body


def opened(key: bytes, header: bytes, index: int, record: bytes, ciphertext: bytes) -> bytes:
    """Opens the payload at an index of an entry under its sealing key and gives the body."""
    context = pack([*unpack(header, 8 * KIB + 66, 128)[:7], index, record])
    require(len(ciphertext) >= 40)
    nonce = ciphertext[:24]
    try:
        plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext[24:], context, nonce, key)
    except nacl.exceptions.CryptoError as error:
        raise Refused from error
    nonce_key = digest("nonce-key", [], key=key)
    require(nonce == digest("nonce", [context, plain], key=nonce_key, size=24))
    return plaintext(plain)


# --- bodies -----------------------------------------------------------------------------------------------------------
TIME = 2**63 - 1


def body(packed: bytes) -> str:
    """Says the name of a body's type, or `unknown`."""
    items = unpack(packed)
    require(bool(items))
    kind = number(items[0], 0, 2**16)
    if kind not in TYPES:
        return "unknown"
    name, read = TYPES[kind]
    read(items)
    return name


def change_id(value: Any) -> None:
    entry_id, index = array(value, 2)
    octets(entry_id, 32), number(index, 0, 63)


def path(value: Any) -> str:
    require(text(value, 200, 1).count("/") < 5)
    return str(value)


def change(items: list[Any]) -> None:
    _, deps, time, source, ops = array(items, 5)
    for dep in ordered(deps, 32):
        change_id(dep)
    number(time, -TIME, TIME)
    require(source is None or bool(octets(source, 16)))
    require(1 <= len(array(ops)) <= 512)
    paths = [path(op[0]) for op in map(array, ops) if require(1 <= len(op) <= 2) is None]
    encoded = [one.encode() for one in paths]
    require(encoded == sorted(set(encoded)))
    for value in (op[1] for op in ops if len(op) == 2):
        require(not isinstance(value, list))
        require(
            len(value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else b"") <= 64 * KIB
        )


def verdict(items: list[Any]) -> None:
    _, targets, step, source, evidence, time = array(items, 6)
    for target in ordered(targets, 512):
        entry_id, index, where, value_hash = array(target, 4)
        change_id([entry_id, index]), path(where), octets(value_hash, 16)
    text(step, 40)
    require(source is None or bool(octets(source, 16)))
    for one in ordered(evidence, 16):
        octets(one, 32)
    number(time, -TIME, TIME)


def chunk(items: list[Any]) -> None:
    _, blob, index, data = array(items, 4)
    octets(blob, 16), number(index, 0, 2**20), octets(data)


def grant(items: list[Any]) -> None:
    _, device, role, group, pseudonym, invitation, scope = array(items, 7)
    octets(device, 32), number(role, 1, 255), text(pseudonym, 200)
    for short in (group, invitation):
        require(short is None or bool(octets(short, 16)))
    for kind in ordered(scope, 64):
        text(kind, 40)


def group_name(items: list[Any]) -> None:
    _, group, name = array(items, 3)
    octets(group, 16), text(name, 200)


def hiding(items: list[Any]) -> None:
    _, record, mode, reason = array(items, 4)
    octets(record, 16), number(mode, 1, 2), text(reason, 40)


def lifting(items: list[Any]) -> None:
    _, record, hidings = array(items, 3)
    octets(record, 16)
    for one in ordered(hidings, 64):
        change_id(one)


def announcement(items: list[Any]) -> None:
    _, kid, replaced, head, suspensions = array(items, 5)
    octets(kid, 32), octets(head, 32)
    for one in (*ordered(replaced, 256), *ordered(suspensions, 256)):
        octets(one, 32)


def keyring(items: list[Any]) -> None:
    for pair in ordered(array(items, 2)[1], 256):
        octets(array(pair, 2)[0], 32), octets(pair[1], 32)


def witness(items: list[Any]) -> None:
    for place in ordered(array(items, 2)[1], 2_000):
        log, seq, entry_id = array(place, 3)
        octets(log, 16), number(seq, 0, 2**40), octets(entry_id, 32)


def addresses(items: list[Any]) -> None:
    _, device, listed = array(items, 3)
    octets(device, 32)
    for one in ordered(listed, 4):
        text(one, 255)


TYPES: dict[int, tuple[str, Callable[[list[Any]], None]]] = {
    1: ("change", change),
    2: ("attestation", verdict),
    3: ("dispute", verdict),
    4: ("blob chunk", chunk),
    16: ("grant", grant),
    17: ("group name", group_name),
    18: ("hiding", hiding),
    19: ("lifting", lifting),
    20: ("announcement", announcement),
    21: ("keyring", keyring),
    22: ("witness", witness),
    23: ("addresses", addresses),
}


# --- records ----------------------------------------------------------------------------------------------------------
Id = tuple[bytes, int]
Op = list[Any]  # [path, value] or [path]


def standing(
    changes: Mapping[Id, tuple[list[Id], list[Op]]], void: Iterable[Id] = ()
) -> tuple[dict[str, list[tuple[int, bytes, Any]]], list[tuple[Id, str]], list[Id]]:
    """What stands in a record of which every operation counts, by path, the winner first; re-statements; what waits.

    `void` are dependencies that are known and no changes. It asks anew for every change what its ancestors hold.
    """
    waiting = set(changes)
    deps = {id: [dep for dep in named if dep not in set(void)] for id, (named, _) in changes.items()}
    placed: list[Id] = []
    while ready := [id for id in sorted(waiting) if all(dep in placed for dep in deps[id])]:
        placed += ready
        waiting -= set(ready)
    effects: dict[Id, dict[str, tuple[int, list[Any], set[tuple[Id, str]]]]] = {}
    restated: list[tuple[Id, str]] = []

    def ancestors(id: Id) -> set[Id]:
        found, ask = set[Id](), list(deps[id])
        while ask:
            one = ask.pop()
            if one not in found:
                found.add(one)
                ask += deps[one]
        return found

    def held(among: set[Id], where: str) -> list[tuple[int, bytes, Id, list[Any]]]:
        """The operations of a path that no other among these replaces, by rank, the highest first."""
        replaced = {name for id in among for _, _, names in effects[id].values() for name in names}
        left = [id for id in among if where in effects[id] and (id, where) not in replaced]
        return sorted(((effects[id][where][0], actor(id), id, effects[id][where][1]) for id in left), reverse=True)

    for id in placed:
        before = ancestors(id)
        counter = max((count for one in before for count, _, _ in effects[one].values()), default=0)
        effects[id] = {}
        for op in changes[id][1]:
            holds = held(before, op[0])
            values = [one for one in holds if len(one[3]) == 2]
            is_winning = len(op) == 2 and bool(values) and equal(values[0][3][1], op[1])
            if is_winning and len(values) == 1:
                restated.append((id, op[0]))
            elif len(op) == 2 or values:
                counter += 2 if is_winning else 1
                effects[id][op[0]] = (counter, op, {(one[2], op[0]) for one in holds})
    now: dict[str, list[tuple[int, bytes, Any]]] = {}
    for where in {where for id in placed for where in effects[id]}:
        values = [one for one in held(set(placed), where) if len(one[3]) == 2]
        if values:
            now[where] = [(count, who, op[1]) for count, who, _, op in values]
    return now, sorted(restated), sorted(waiting)


def actor(id: Id) -> bytes:
    return digest("actor", [*id], size=16)


def equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


# --- membership objects -----------------------------------------------------------------------------------------------
def cuts(value: Any) -> None:
    items = ordered(value, 64)
    for log, seq, id in (array(item, 3) for item in items):
        octets(log, 16), number(seq, 0, 2**40), octets(id, 32)
    require(len({item[0] for item in items}) == len(items))


def device_cuts(value: Any) -> list[bytes]:
    items = [array(item, 2) for item in ordered(value, 256)]
    for device, listed in items:
        octets(device, 32), cuts(listed)
    require(len({device for device, _ in items}) == len(items))
    return [device for device, _ in items]


def certificate_body(packed: bytes) -> list[Any]:
    """Reads a body as its table states it."""
    items = array(unpack(packed, 48 * KIB), 13)
    format_, version, parent, abandons, profile, groups, stewards, recovery, policy, expelled, cut, settled, erased = (
        items
    )
    number(format_, 1, 1), number(version, 0, 2**31), number(profile, 1, 255)
    octets(parent, 32 if version else 16)
    for head in ordered(abandons, 4):
        octets(head, 32)
    for group in ordered(groups, 128):
        octets(group, 16)
    seats = [array(item, 2) for item in ordered(stewards, 32)]
    for device, group in seats:
        require(octets(device, 32) == device and octets(group, 16) in groups)
    devices = [device for device, _ in seats]
    require(1 <= len(set(devices)) == len(devices))
    keys = [octets(key, 32) for key in ordered(recovery, 16)]
    require(len(keys) >= 1 and not set(keys) & set(devices))
    for value, low, high in zip(array(policy, 4), (1, 0, 1, 0), (16, 1, 365, 65_536), strict=True):
        number(value, low, high)
    require(not set(device_cuts(expelled)) & set(devices))
    device_cuts(cut)
    for id in ordered(settled, 256):
        octets(id, 32)
    records = [array(item, 2) for item in ordered(erased, 256)]
    for record, sources in records:
        octets(record, 16)
        for source in ordered(sources, 64):
            octets(source, 16)
    require(len({record for record, _ in records}) == len(records))
    require(version > 0 or not (abandons or expelled or cut or settled or erased))
    return items


def by_steward_or_recovery(signer: bytes, body: bytes, signature: bytes) -> None:
    try:
        signed(signer, "certificate", body, signature)
    except Refused:
        signed(signer, "recovery", body, signature)


def certificate(items: list[Any]) -> bytes:
    packed, signatures = array(items, 2)
    body = certificate_body(octets(packed))
    for signer, signature in (array(item, 2) for item in ordered(signatures, 80)):
        by_steward_or_recovery(octets(signer, 32), packed, octets(signature, 64))
    return digest("certificate", body)


def vote(items: list[Any]) -> bytes:
    space, head, round_, signer, packed, signature = array(items, 6)
    octets(space, 16), octets(head, 32), number(round_, 0, 0)
    require(certificate_body(octets(packed))[2] == head)
    by_steward_or_recovery(octets(signer, 32), packed, octets(signature, 64))
    return digest("vote", items[:-1])


def suspension(items: list[Any]) -> bytes:
    space, head, steward, slot, device, frontier, reason, signature = array(items, 8)
    octets(space, 16), octets(head, 32), number(slot, 0, 7), octets(device, 32), cuts(frontier), number(reason, 0, 255)
    return _by(octets(steward, 32), "suspension", items, signature)


def pass_(items: list[Any]) -> bytes:
    space, head, device, channel, bundle, count, steward, signature = array(items, 8)
    octets(space, 16), octets(head, 32), octets(device, 32), octets(channel, 32), octets(bundle, 32)
    number(count, 0, 2**48)
    return _by(octets(steward, 32), "pass", items, signature)


def prekey(items: list[Any]) -> bytes:
    space, device, count, key, held, signature = array(items, 6)
    octets(space, 16), number(count, 0, 2**48), octets(key, 32)
    for kid in ordered(held, 256):
        octets(kid, 32)
    return _by(octets(device, 32), "prekey", items, signature)


def packet(items: list[Any]) -> bytes:
    kind, space, device, named, kid, box = array(items, 6)
    number(kind, 1, 2), octets(space, 16), octets(device, 32), octets(named, 32), octets(kid, 32), octets(box)
    return digest("packet", items)


def routing(items: list[Any]) -> bytes:
    space, device, named, count, box, steward, signature = array(items, 7)
    octets(space, 16), octets(device, 32), octets(named, 32), number(count, 0, 2**31), octets(box)
    return _by(octets(steward, 32), "packet", items, signature)


def fork_proof(items: list[Any]) -> bytes:
    device, nonce, *entries = array(items, 4)
    log = octets(nonce, 16) and b""
    places, ids = [], []
    for packed in entries:
        header = array(unpack(octets(packed), 8 * KIB + 66, 128), 9)
        log = digest("log", [octets(device, 32), octets(header[1], 16), nonce], size=16)
        require(header[2] == log)
        found = entry(packed, device)
        places.append((header[1], header[2], header[3]))
        ids.append(found["id"])
    require(places[0] == places[1] and ids[0] < ids[1])
    return digest("proof", items)


def _by(key: bytes, label: str, items: list[Any], signature: Any) -> bytes:
    signed(key, label, pack(items[:-1]), octets(signature, 64))
    return digest(label, items[:-1])


OBJECTS: dict[int, Callable[[list[Any]], bytes]] = {
    1: certificate,
    2: vote,
    3: suspension,
    4: pass_,
    5: prekey,
    6: fork_proof,
    7: packet,
    8: routing,
}


def membership_object(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": OBJECTS[given["type"]](unpack(_hex(given, "packed"), 64 * KIB, 2**16)).hex()}


# --- vectors ----------------------------------------------------------------------------------------------------------
def plain(value: Any) -> Any:
    """A value from its form in a vector file: bytes are {"bytes": hex}."""
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"])
    return [plain(item) for item in value] if isinstance(value, list) else value


def told(value: Any) -> Any:
    """The form of a value in a vector file."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return [told(item) for item in value] if isinstance(value, list | tuple) else value


def judge(format_: str, vector: Mapping[str, Any]) -> dict[str, Any]:
    """Says what follows from a vector's `given`. Raises: Refused."""
    result: dict[str, Any] = JUDGES[format_](vector["given"])
    return result


def _hex(given: Mapping[str, Any], name: str) -> bytes:
    """Bytes from their form in a vector file: hexadecimal, of many bytes deflated."""
    found: str = given[name]
    if found.startswith("deflate:"):
        return zlib.decompress(bytes.fromhex(found.removeprefix("deflate:")))
    return bytes.fromhex(found)


def _entry(given: Mapping[str, Any]) -> dict[str, Any]:
    found = entry(_hex(given, "packed"), _hex(given, "device"))
    return {"id": found["id"].hex(), "seq": found["seq"], "context": found["context"].hex()}


def _payload(given: Mapping[str, Any]) -> dict[str, Any]:
    record, ciphertext = _hex(given, "record"), _hex(given, "ciphertext")
    found = opened(_hex(given, "key"), _hex(given, "entry"), given["index"], record, ciphertext)
    outer, inner = payload_hashes(record, ciphertext)
    return {"body": found.hex(), "hash": outer.hex(), "erased": inner.hex()}


def _graph(given: Mapping[str, Any]) -> dict[str, Any]:
    def id_of(value: list[Any]) -> Id:
        return bytes.fromhex(value[0]), value[1]

    changes = {
        id_of(one["id"]): ([id_of(dep) for dep in one["deps"]], [plain(op) for op in one["ops"]])
        for one in given["changes"]
    }
    stand, restated, waiting = standing(changes, [id_of(one) for one in given["void"]])
    return {
        "standing": {
            where: [[count, who.hex(), told(value)] for count, who, value in stand[where]] for where in sorted(stand)
        },
        "restated": [[id[0].hex(), id[1], where] for id, where in restated],
        "waiting": [[id[0].hex(), id[1]] for id in waiting],
    }


JUDGES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "object": membership_object,
    "codec": lambda given: {"value": told(unpack(_hex(given, "packed")))},
    "entry": _entry,
    "plaintext": lambda given: {"body": plaintext(_hex(given, "plaintext")).hex()},
    "payload": _payload,
    "body": lambda given: {"type": body(_hex(given, "packed"))},
    "hash": lambda given: {"hash": digest(given["label"], plain(given["array"]), size=given["size"]).hex()},
    "graph": _graph,
}
