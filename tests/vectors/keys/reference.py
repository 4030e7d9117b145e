"""A second, slow implementation of what keys/ takes from libsodium, in plain integers: for making vectors and as a
second opinion. Nothing here is constant in time; it must never meet a real key.

Written from RFC 8032 (Ed25519), RFC 7748 (X25519), RFC 8439 (ChaCha20, Poly1305) and
draft-irtf-cfrg-xchacha (HChaCha20).
"""

import hashlib
import struct

Point = tuple[int, int]

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
POLY = 2**130 - 5


# --- Ed25519 -----------------------------------------------------------------------------------------------------


def add(one: Point, two: Point) -> Point:
    (x1, y1), (x2, y2) = one, two
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def multiply(scalar: int, point: Point) -> Point:
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def encode(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(encoded: bytes) -> Point:
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        raise ValueError("not on the curve")
    return (P - x if x & 1 != sign else x), y


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
ORDER_8 = multiply(
    L, decode((3).to_bytes(32, "little"))
)  # y = 3 happens to give a point whose torsion part has order 8


def expand(seed: bytes) -> tuple[int, bytes]:
    hashed = hashlib.sha512(seed).digest()
    number = int.from_bytes(hashed[:32], "little")
    return number & ((1 << 254) - 8) | 1 << 254, hashed[32:]


def challenge(r: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L


def sign(seed: bytes, message: bytes) -> bytes:
    scalar, prefix = expand(seed)
    public = encode(multiply(scalar, BASE))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    commitment = encode(multiply(r, BASE))
    return commitment + ((r + challenge(commitment, public, message) * scalar) % L).to_bytes(32, "little")


def equation_holds(public: bytes, message: bytes, signature: bytes, *, cofactor: int = 1) -> bool:
    """Checks SB = R + hA, times the cofactor, and nothing else: no canonical forms, no small orders."""
    r, s = decode(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % (8 * L)
    left = multiply(cofactor * s, BASE)
    return left == multiply(cofactor, add(r, multiply(h, decode(public))))


# --- X25519 ------------------------------------------------------------------------------------------------------


def x25519(private: bytes, public: bytes) -> bytes:
    scalar = int.from_bytes(private, "little") & ((1 << 254) - 8) | 1 << 254
    u = int.from_bytes(public, "little") % 2**255 % P
    x2, z2, x3, z3, swapped = 1, 0, u, 1, 0
    for place in reversed(range(255)):
        bit = scalar >> place & 1
        if swapped != bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swapped = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        e = a * a - b * b
        x3, z3 = (d * a + c * b) ** 2 % P, u * (d * a - c * b) ** 2 % P
        x2, z2 = (a * b) ** 2 % P, e * (a * a + 121665 * e) % P
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


X25519_BASE = (9).to_bytes(32, "little")


# --- XChaCha20-Poly1305 ------------------------------------------------------------------------------------------


def _rounds(state: list[int]) -> list[int]:
    work = list(state)
    for _ in range(10):
        for a, b, c, d in (
            (0, 4, 8, 12),
            (1, 5, 9, 13),
            (2, 6, 10, 14),
            (3, 7, 11, 15),
            (0, 5, 10, 15),
            (1, 6, 11, 12),
            (2, 7, 8, 13),
            (3, 4, 9, 14),
        ):
            for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                work[x] = (work[x] + work[y]) % 2**32
                mixed = work[z] ^ work[x]
                work[z] = (mixed << turn | mixed >> (32 - turn)) % 2**32
    return work


_CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")


def chacha_block(key: bytes, counter: int, nonce: bytes) -> bytes:
    state = [*_CONSTANTS, *struct.unpack("<8I", key), counter, *struct.unpack("<3I", nonce)]
    return struct.pack("<16I", *((a + b) % 2**32 for a, b in zip(state, _rounds(state), strict=True)))


def hchacha(key: bytes, nonce: bytes) -> bytes:
    work = _rounds([*_CONSTANTS, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)])
    return struct.pack("<8I", *work[:4], *work[12:])


def _padded(text: bytes) -> bytes:
    return text + bytes(-len(text) % 16)


def tagged(context: bytes, ciphertext: bytes) -> bytes:
    """What Poly1305 runs over: context, ciphertext, and both lengths."""
    return _padded(context) + _padded(ciphertext) + struct.pack("<QQ", len(context), len(ciphertext))


def poly1305(one_time_key: bytes, text: bytes) -> bytes:
    r = int.from_bytes(one_time_key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for start in range(0, len(text), 16):
        block = text[start : start + 16]
        total = (total + int.from_bytes(block + b"\x01", "little")) * r % POLY
    return ((total + int.from_bytes(one_time_key[16:], "little")) % 2**128).to_bytes(16, "little")


def chacha_encrypt(key: bytes, nonce: bytes, context: bytes, plaintext: bytes) -> bytes:
    blocks = -(-len(plaintext) // 64)
    stream = b"".join(chacha_block(key, counter, nonce) for counter in range(1, blocks + 1))
    ciphertext = bytes(a ^ b for a, b in zip(plaintext, stream, strict=False))
    return ciphertext + poly1305(chacha_block(key, 0, nonce)[:32], tagged(context, ciphertext))


def xchacha_encrypt(key: bytes, nonce: bytes, context: bytes, plaintext: bytes) -> bytes:
    return chacha_encrypt(hchacha(key, nonce[:16]), bytes(4) + nonce[16:], context, plaintext)


# --- labelled hashes and what is built from them -----------------------------------------------------------------


def array(*items: bytes) -> bytes:
    packed = bytes([0x90 + len(items)]) if len(items) < 16 else b"\xdc" + struct.pack(">H", len(items))
    for item in items:
        size = len(item)
        if size < 2**8:
            packed += b"\xc4" + struct.pack(">B", size)
        elif size < 2**16:
            packed += b"\xc5" + struct.pack(">H", size)
        else:
            packed += b"\xc6" + struct.pack(">I", size)
        packed += item
    return packed


def digest(label: str, *items: bytes, key: bytes = b"") -> bytes:
    text = b"apieka/" + label.encode() + b"/v1\x00" + array(*items)
    return hashlib.blake2b(text, digest_size=32, key=key).digest()


def seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    nonce = digest("nonce", context, plaintext, key=digest("nonce-key", key=key))[:24]
    return nonce + xchacha_encrypt(key, nonce, context, plaintext)


def seal_to(ephemeral: bytes, public: bytes, context: bytes, plaintext: bytes) -> bytes:
    shown = x25519(ephemeral, X25519_BASE)
    return shown + seal(digest("box", x25519(ephemeral, public), shown, public), context, plaintext)
