"""A second reader of what a node writes into files and on paper, written from docs/KEYS and docs/FORMATS alone: text
forms, key files, bundles, sealed files, backups, shares. It imports nothing of keys or node.

Shares are SLIP-39 (SLIPs of SatoshiLabs, number 39); the list of words is taken from the library of its authors.
Raises: Refused.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b, pbkdf2_hmac
from pathlib import Path
from typing import Any

import nacl.exceptions
import shamir_mnemonic.wordlist
from nacl import bindings

from tests.vectors.verifier import (
    KIB,
    Refused,
    _hex,
    array,
    digest,
    number,
    octets,
    require,
    text,
    told,
    unpack,
)
from tests.vectors.verifier import pack as packed_of

Given = Mapping[str, Any]
CHUNK = 64 * KIB
DEVICE_WORDS = (Path(__file__).parents[2] / "keys" / "words.txt").read_text("ascii").split()  # listed in keys/WORDS.md
NO_START = 2**32 - 1


# --- what seals -------------------------------------------------------------------------------------------------------
def sealed_open(key: bytes, context: bytes, data: bytes) -> bytes:
    require(len(data) >= 40)
    nonce, rest = data[:24], data[24:]
    try:
        plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, context, nonce, key)
    except nacl.exceptions.CryptoError as error:
        raise Refused from error
    nonce_key = digest("nonce-key", [], key=key)
    require(nonce == digest("nonce", [context, plain], key=nonce_key, size=24))
    return plain


def agreed(private: bytes, shown: bytes) -> bytes:
    """The key a sealed box is sealed under."""
    try:
        secret = bindings.crypto_scalarmult(private, octets(shown, 32))
    except nacl.exceptions.RuntimeError as error:
        raise Refused from error
    return digest("box", [secret, shown, bindings.crypto_scalarmult_base(private)])


def box_open(private: bytes, context: bytes, data: bytes) -> bytes:
    return sealed_open(agreed(private, data[:32]), context, data[32:])


def check_signature(given: Given) -> dict[str, Any]:
    label, packed = given["label"], _hex(given, "packed")
    key, signature = octets(_hex(given, "public"), 32), octets(_hex(given, "signature"), 64)
    try:
        bindings.crypto_sign_open(signature + b"apieka/" + label.encode() + b"/v1\0" + packed, key)
    except nacl.exceptions.BadSignatureError as error:
        raise Refused from error
    return {}


def check_public(given: Given) -> dict[str, Any]:
    public = octets(_hex(given, "public"), 32)
    require(bindings.crypto_core_ed25519_is_valid_point(public))
    return {}


# --- text -------------------------------------------------------------------------------------------------------------
ALPHABET = {sign: value for value, sign in enumerate("0123456789abcdefghjkmnpqrstvwxyz")} | {"o": 0, "i": 1, "l": 1}


def text_form(prefix: str, typed: str) -> bytes:
    require(len(typed) <= 16_384)
    kept = [sign for sign in typed if not (sign.isspace() or unicodedata.category(sign)[0] == "Z" or is_mark(sign))]
    lower = "".join(sign.lower() for sign in kept)
    require(lower.startswith(prefix))
    signs = lower.removeprefix(prefix)
    require(all(sign in ALPHABET for sign in signs))
    bits = "".join(f"{ALPHABET[sign]:05b}" for sign in signs)
    size = len(bits) // 8
    require(size >= 5 and len(bits) - 8 * size < 5 and "1" not in bits[8 * size :])
    whole = bytes(int(bits[8 * at : 8 * at + 8], 2) for at in range(size))
    require(whole[-5:] == digest("checksum", [prefix.encode(), whole[:-5]], size=5))
    return whole[:-5]


def is_mark(sign: str) -> bool:
    """A dash or an invisible mark."""
    return unicodedata.category(sign) in ("Pd", "Cf")


# --- key file ---------------------------------------------------------------------------------------------------------
def key_file(data: bytes, passphrase: str) -> bytes:
    """Opens a wrapped secret, a key file or the head of a backup."""
    require(108 <= len(data) <= 4_096)
    whole, checksum = data[:-32], data[-32:]
    require(checksum == blake2b(b"apieka/checksum/v1\0" + whole, digest_size=32).digest())
    require(data[:8] == b"apiekakf" and data[8] == 1 and data[9] == 1)
    passes, memory = int.from_bytes(data[10:14], "big"), int.from_bytes(data[14:18], "big")
    require(1 <= passes <= 16 and 8 <= memory <= 2**20)
    require(int.from_bytes(data[34:36], "big") == len(whole) - 36)
    form = " ".join(unicodedata.normalize("NFKC", passphrase).split()).encode()
    argon = bindings.crypto_pwhash_ALG_ARGON2ID13
    stretched = bindings.crypto_pwhash_alg(32, form, data[18:34], passes, memory * KIB, argon)
    return sealed_open(digest("wrap", [], key=stretched), data[:36], whole[36:])


# --- bundles ----------------------------------------------------------------------------------------------------------
def bundle_head(data: bytes, private: bytes) -> tuple[bytes, int]:
    """The file key and where the chunks begin."""
    shown = data[:31] + bytes([data[31] & 0x7F])
    key = agreed(private, shown)
    for at in range(32, min(len(data), 32 + 512 * 74) - 73, 74):
        try:
            plain = sealed_open(key, b"bundle", data[at : at + 74])
        except Refused:
            continue
        return octets(plain, 34)[:32], 32 + 74 * int.from_bytes(plain[32:], "big")
    raise Refused


def bundle(data: bytes, private: bytes) -> tuple[list[str], list[bytes]]:
    """What became of each chunk, and the messages that are whole."""
    key, at = bundle_head(data, private)
    parts: list[str] = []
    runs: list[bytes] = []  # pieces of the stream that begin with a message
    is_whole = False
    for index, start in enumerate(range(at, len(data), CHUNK)):
        part, plain = chunk(key, index, data[start : start + CHUNK])
        parts.append(part)
        if plain is None:
            is_whole = False
            continue
        place = int.from_bytes(plain[:4], "big")
        if is_whole:
            runs[-1] += plain[4:]
        elif place != NO_START and place <= len(plain) - 4:
            runs.append(plain[4 + place :])
            is_whole = True
    return parts, [body for run in runs for body in framed(run)]


def chunk(key: bytes, index: int, data: bytes) -> tuple[str, bytes | None]:
    for part, mark in (("good", b"\0"), ("last", b"\1")):
        try:
            plain = sealed_open(key, packed_of([b"bundle", index.to_bytes(8, "big"), mark]), data)
        except Refused:
            continue
        return part, plain
    return "damaged", None


def framed(stream: bytes) -> list[bytes]:
    found = []
    while (length := int.from_bytes(stream[:4], "big")) and len(stream) >= 4 + length:
        found.append(stream[4 : 4 + length])
        stream = stream[4 + length :]
    return found


def sealed_file(data: bytes, private: bytes) -> dict[str, Any]:
    parts, found = bundle(data, private)
    require(parts[-1:] == ["last"] and set(parts[:-1]) <= {"good"})
    begin = b"\xffapieka/sealed/1\n"
    require(bool(found) and found[0].startswith(begin))
    return {"kind": found[0].removeprefix(begin).decode("ascii"), "content": b"".join(found[1:]).hex()}


# --- backup -----------------------------------------------------------------------------------------------------------
def backup(data: bytes, passphrase: str | None, recovery: str | None) -> list[Any]:
    """The frames of a backup, opened by its passphrase or by the text of its recovery secret."""
    require(len(data) >= 245 and data[0] == 1)
    if recovery is not None:
        key = box_open(text_form("backup", recovery), b"backup", data[141:245])
    else:
        key = key_file(data[1:141], passphrase or "")
    frames: list[Any] = []
    rest, index, is_last = data[245:], 0, False
    while not is_last:
        require(len(rest) >= 4)
        length = int.from_bytes(rest[:4], "big")
        sealed, rest = rest[4 : 4 + length], rest[4 + length :]
        require(len(sealed) == length)
        plain, is_last = backup_chunk(key, index, sealed)
        frames += [frame(octets(item)) for item in unpack(plain, 1024 * KIB, 2**20)]
        index += 1
    require(not rest)
    return frames


def backup_chunk(key: bytes, index: int, sealed: bytes) -> tuple[bytes, bool]:
    for is_last in (False, True):
        try:
            context = packed_of([b"backup", index.to_bytes(8, "big"), bytes([is_last])])
            return sealed_open(key, context, sealed), is_last
        except Refused:
            continue
    raise Refused


def frame(data: bytes) -> list[Any]:
    items = unpack(data, 1024 * KIB)
    kind = number(items[0] if items else None, 1, 3)
    if kind == 1:
        _, is_secret, name, value = array(items, 4)
        require(isinstance(is_secret, bool)), text(name, 400), octets(value)
    elif kind == 2:
        _, space, type_, id, packed = array(items, 5)
        octets(space, 16), number(type_, 1, 8), octets(id), octets(packed)
    else:
        require(len(items) in (4, 5))
        _, device, packed, payloads, *line = items
        require(not line or len(octets(line[0], 16)) == 16)
        octets(packed), octets(device, 32)
        for payload in map(array, array(payloads)):
            require(len(payload) in (2, 3))
            octets(payload[0]), octets(payload[1], None if len(payload) == 2 else 32)
            require(len(payload) == 2 or number(payload[2], 1, 256 * KIB) > 0)
    return items


# --- shares -----------------------------------------------------------------------------------------------------------
WORDS = {word: place for place, word in enumerate(shamir_mnemonic.wordlist.WORDLIST)}
GENERATOR = (
    0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120,
)  # fmt: skip


def share(typed: str) -> tuple[int, int, int, bytes, int]:
    """Identifier, how many are needed, the place of this one, its value, and the flag that it is extendable."""
    named = typed.lower().split()
    require(20 <= len(named) <= 512 and all(word in WORDS for word in named))
    indices = [WORDS[word] for word in named]
    bits = "".join(f"{index:010b}" for index in indices)
    extendable = int(bits[15])
    custom = b"shamir_extendable" if extendable else b"shamir"
    require(checked([*custom, *indices]) == 1)
    exponent, group, group_needed, groups, place, needed = (
        int(bits[at:to], 2) for at, to in ((16, 20), (20, 24), (24, 28), (28, 32), (32, 36), (36, 40))
    )
    require(exponent == 0 and (group, group_needed, groups) == (0, 0, 0))
    value = bits[40:-30]
    padding = len(value) % 16
    require(padding <= 8 and "1" not in value[:padding])
    size = (len(value) - padding) // 8
    return int(bits[:15], 2), needed + 1, place, int(value[padding:], 2).to_bytes(size, "big"), extendable


def checked(values: Sequence[int]) -> int:
    total = 1
    for value in values:
        top = total >> 20
        total = (total & 0xFFFFF) << 10 ^ value
        for bit, generator in enumerate(GENERATOR):
            total ^= generator if top >> bit & 1 else 0
    return total


def joined(typed: Sequence[str]) -> bytes:
    """The secret of enough shares."""
    read = [share(one) for one in typed]
    require(len({(one[0], one[1], one[4], len(one[3])) for one in read}) == 1)
    identifier, needed, _, _, extendable = read[0]
    points = dict(sorted({one[2]: one[3] for one in read}.items())[:needed])
    require(len(points) == needed)
    secret, check = at_place(points, 255), at_place(points, 254)
    require(needed == 1 or hmac_sha256(check[4:], secret)[:4] == check[:4])
    salt = b"" if extendable else b"shamir" + identifier.to_bytes(2, "big")
    left, right = secret[: len(secret) // 2], secret[len(secret) // 2 :]
    for round_ in (3, 2, 1, 0):
        made = pbkdf2_hmac("sha256", bytes([round_]), salt + right, 2_500, dklen=len(right))
        left, right = right, bytes(a ^ b for a, b in zip(left, made, strict=True))
    return right + left


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def times(one: int, two: int) -> int:
    """The product in the field of Rijndael."""
    product = 0
    while two:
        product ^= one if two & 1 else 0
        one, two = one << 1 ^ (0x11B if one & 0x80 else 0), two >> 1
    return product


def inverse(value: int) -> int:
    result = 1
    for _ in range(254):
        result = times(result, value)
    return result


def at_place(points: Mapping[int, bytes], place: int) -> bytes:
    """The value at a place of the polynomials through some points (Lagrange)."""
    if place in points:
        return points[place]
    total = bytes(len(next(iter(points.values()))))
    for own, value in points.items():
        factor = 1
        for other in points.keys() - {own}:
            factor = times(factor, times(other ^ place, inverse(other ^ own)))
        total = bytes(a ^ times(b, factor) for a, b in zip(total, value, strict=True))
    return total


# --- vectors ----------------------------------------------------------------------------------------------------------
def _bundle(given: Given) -> dict[str, Any]:
    parts, messages = bundle(_hex(given, "file"), _hex(given, "reader"))
    return {"parts": parts, "messages": [body.hex() for body in messages]}


def _device_words(given: Given) -> dict[str, Any]:
    """The six words of a device key."""
    argon = bindings.crypto_pwhash_ALG_ARGON2ID13
    secret, salt = digest("words", [_hex(given, "public")]), digest("words", [], size=16)
    hashed = bindings.crypto_pwhash_alg(32, secret, salt, 3, 64 * KIB * KIB, argon)
    bits = "".join(f"{byte:08b}" for byte in hashed)
    return {"words": [DEVICE_WORDS[int(bits[at : at + 11], 2)] for at in range(0, 66, 11)]}


JUDGES: dict[str, Callable[[Given], dict[str, Any]]] = {
    "words": _device_words,
    "signing": check_signature,
    "public": check_public,
    "sealing": lambda given: {
        "plaintext": sealed_open(*(_hex(given, name) for name in ("key", "context", "ciphertext"))).hex()
    },
    "box": lambda given: {
        "plaintext": box_open(*(_hex(given, name) for name in ("private", "context", "sealed"))).hex()
    },
    "text": lambda given: {"raw": text_form(given["prefix"], given["text"]).hex()},
    "wrapping": lambda given: {"secret": key_file(_hex(given, "wrapped"), given["passphrase"]).hex()},
    "bundle": _bundle,
    "sealed file": lambda given: sealed_file(_hex(given, "file"), _hex(given, "reader")),
    "backup": lambda given: {
        "frames": told(backup(_hex(given, "file"), given.get("passphrase"), given.get("recovery")))
    },
    "share": lambda given: {"secret": joined(given["shares"]).hex()},
}


def judge(format_: str, vector: Mapping[str, Any]) -> dict[str, Any]:
    """Says what follows from a vector's `given`. Raises: Refused."""
    return JUDGES[format_](vector["given"])
