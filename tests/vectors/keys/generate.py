"""Makes the vectors of keys/: `python tests/vectors/keys/generate.py` writes them, the tests compare.

Everything but Argon2id and shares comes from reference.py, not from keys/. Bytes are hexadecimal. An invalid vector
differs from a valid one in the one thing its `why` names. Format changes get a new label version and new vectors; these
stay.
"""

import hashlib
import json
import secrets
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from nacl import bindings
from shamir_mnemonic import Share, shamir

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))
import reference as ref  # noqa: E402

sys.path.remove(str(FOLDER))

Vector = dict[str, Any]
WORDS = (FOLDER.parents[2] / "keys" / "words.txt").read_text(encoding="ascii").split()


def made(name: str, size: int = 32) -> bytes:
    """Bytes made from a name: the keys, ids and texts of the vectors."""
    return b"".join(ref.digest("value", name.encode(), bytes([part])) for part in range(-(-size // 32)))[:size]


def flipped(text: bytes, place: int) -> bytes:
    return text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]


def hashing() -> Vector:
    cases: list[tuple[str, list[bytes], bytes, int]] = [
        ("entry", [], b"", 32),
        ("entry", [b""], b"", 32),
        ("log", [b"ab", b"c"], b"", 16),
        ("log", [b"a", b"bc"], b"", 16),
        ("payload", [made("x", 255)], b"", 32),
        ("payload", [made("x", 256)], b"", 32),
        ("actor", [b"x"] * 15, b"", 16),
        ("actor", [b"x"] * 16, b"", 16),
        ("nonce", [b"context", b"text"], made("key"), 24),
        ("state", [b"x"], made("key", 64), 1),
    ]
    valid = [
        {
            "label": label,
            "items": [item.hex() for item in items],
            "key": key.hex(),
            "size": size,
            "digest": ref.digest(label, *items, key=key)[:size].hex(),
        }
        for label, items, key, size in cases
    ]
    good = {"label": "entry", "items": ["00"], "key": "", "size": 32}
    changes: list[tuple[str, Vector]] = [
        ("unknown label", {"label": "entries"}),
        ("empty label", {"label": ""}),
        ("label in capitals", {"label": "Entry"}),
        ("no bytes asked for", {"size": 0}),
        ("more bytes than the hash has", {"size": 33}),
        ("key of 65 bytes", {"key": "00" * 65}),
    ]
    return {"valid": valid, "invalid": [{"why": why, **good, **change} for why, change in changes]}


def signing() -> Vector:
    valid = []
    for label, packed in [("entry", b""), ("entry", b"\x90"), ("pass", b"\x90"), ("certificate", made("long", 4096))]:
        seed = made("alice")
        valid.append(
            {
                "seed": seed.hex(),
                "public": public_of(seed).hex(),
                "label": label,
                "packed": packed.hex(),
                "signature": ref.sign(seed, message(label, packed)).hex(),
            }
        )
    invalid = [
        {"why": why, "public": public.hex(), "label": label, "packed": packed.hex(), "signature": signature.hex()}
        for why, public, label, packed, signature in bad_signatures()
    ]
    publics = [{"why": why, "public": public.hex()} for why, public in bad_publics()]
    return {"valid": valid, "invalid": invalid, "invalid_publics": publics, "mixed_order": mixed_order_key()}


def message(label: str, packed: bytes) -> bytes:
    return b"apieka/" + label.encode() + b"/v1\x00" + packed


def public_of(seed: bytes) -> bytes:
    return ref.encode(ref.multiply(ref.expand(seed)[0], ref.BASE))


def scalar_bytes(number: int) -> bytes:
    return number.to_bytes(32, "little")


def bad_signatures() -> Iterator[tuple[str, bytes, str, bytes, bytes]]:
    seed, packed = made("alice"), b"\x91\xc4\x01x"
    public, text = public_of(seed), message("entry", packed)
    good = ref.sign(seed, text)
    s = int.from_bytes(good[32:], "little")
    yield "a bit of R flipped", public, "entry", packed, flipped(good, 0)
    yield "a bit of S flipped", public, "entry", packed, flipped(good, 32)
    yield "the last bit of the signature flipped", public, "entry", packed, good[:63] + bytes([good[63] ^ 0x80])
    yield "a bit of the text flipped", public, "entry", flipped(packed, 3), good
    yield "another label", public, "pass", packed, good
    yield "another key", public_of(made("mallory")), "entry", packed, good
    yield "signature of 63 bytes", public, "entry", packed, good[:63]
    yield "signature of 65 bytes", public, "entry", packed, good + b"\0"
    yield "no signature", public, "entry", packed, b""
    yield "key of 31 bytes", public[:31], "entry", packed, good
    yield "key of 33 bytes", public + b"\0", "entry", packed, good
    yield "no key", b"", "entry", packed, good
    yield "S + L", public, "entry", packed, good[:32] + scalar_bytes(s + ref.L)
    yield "S + 14 L", public, "entry", packed, good[:32] + scalar_bytes(s + 14 * ref.L)
    yield "R of small order, equation holds", public, "entry", packed, with_chosen_r(seed, text, ref.ORDER_8, 8)
    yield "R the identity, equation holds", public, "entry", packed, with_chosen_r(seed, text, (0, 1), 1)
    yield "R of mixed order, equation holds times 8", public, "entry", packed, with_mixed_r(seed, text)
    for why, key in bad_publics():
        if why.startswith("small order"):
            forged_text, forged = forgery(key)
            yield f"forged for any text under a key of {why}", key, "entry", forged_text, forged


def with_chosen_r(seed: bytes, text: bytes, r: ref.Point, order: int) -> bytes:
    """A signature whose R is a point of small order: of mixed order under a torsion-free key only times 8."""
    scalar, public, commitment = ref.expand(seed)[0], public_of(seed), ref.encode(r)
    signature = commitment + scalar_bytes(ref.challenge(commitment, public, text) * scalar % ref.L)
    assert ref.equation_holds(public, text, signature, cofactor=order)
    return signature


def with_mixed_r(seed: bytes, text: bytes) -> bytes:
    scalar, public, r = ref.expand(seed)[0], public_of(seed), int.from_bytes(made("r"), "little") % ref.L
    commitment = ref.encode(ref.add(ref.multiply(r, ref.BASE), ref.ORDER_8))
    signature = commitment + scalar_bytes((r + ref.challenge(commitment, public, text) * scalar) % ref.L)
    assert ref.equation_holds(public, text, signature, cofactor=8)
    assert not ref.equation_holds(public, text, signature)
    return signature


def forgery(public: bytes) -> tuple[bytes, bytes]:
    """A text and a signature made without any private key, for which SB = R + hA holds."""
    for number in count():
        packed = struct.pack(">I", number)
        signature = ref.encode((0, 1)) + bytes(32)
        if ref.equation_holds(public, message("entry", packed), signature):
            return packed, signature
    raise AssertionError


def bad_publics() -> Iterator[tuple[str, bytes]]:
    for times in range(8):
        yield f"small order, {times} times the point of order 8", ref.encode(ref.multiply(times, ref.ORDER_8))
    sign_bit = 1 << 255
    yield "small order, y = 1 with the sign of -0", scalar_bytes(1 | sign_bit)
    yield "small order, y = -1 with the sign of -0", scalar_bytes(ref.P - 1 | sign_bit)
    yield "small order, y = p for 0", scalar_bytes(ref.P)
    yield "small order, y = p for 0, other sign", scalar_bytes(ref.P | sign_bit)
    yield "small order, y = p + 1 for 1", scalar_bytes(ref.P + 1)
    yield "small order, y = p + 1 for 1, other sign", scalar_bytes(ref.P + 1 | sign_bit)
    yield "y = p + 3 for 3", scalar_bytes(ref.P + 3)
    yield "no point has y = 2", scalar_bytes(2)
    yield "mixed order", ref.encode(ref.add(ref.decode(public_of(made("alice"))), ref.ORDER_8))
    yield "31 bytes", public_of(made("alice"))[:31]
    yield "33 bytes", public_of(made("alice")) + b"\0"


def mixed_order_key() -> Vector:
    """A key of mixed order and a signature that holds: libsodium verifies it, so keys are checked on their own."""
    scalar = ref.expand(made("alice"))[0]
    public = ref.encode(ref.add(ref.multiply(scalar, ref.BASE), ref.ORDER_8))
    for number in count():
        packed = struct.pack(">I", number)
        r = int.from_bytes(made(f"r{number}"), "little") % ref.L
        commitment = ref.encode(ref.multiply(r, ref.BASE))
        h = ref.challenge(commitment, public, message("entry", packed))
        if h % 8 == 0:
            signature = commitment + scalar_bytes((r + h * scalar) % ref.L)
            assert ref.equation_holds(public, message("entry", packed), signature)
            return {"public": public.hex(), "label": "entry", "packed": packed.hex(), "signature": signature.hex()}
    raise AssertionError


def sealing() -> Vector:
    key = made("record key")
    texts = [(b"", b""), (b"context", b""), (b"", b"TEST-text"), (made("context", 150), made("text", 1024))]
    valid = [
        {"key": key.hex(), "context": c.hex(), "plaintext": p.hex(), "ciphertext": ref.seal(key, c, p).hex()}
        for c, p in texts
    ]
    context, good = b"context", ref.seal(key, b"context", b"TEST-text")
    foreign_nonce = made("nonce", 24)
    cases = [
        ("a bit of the nonce flipped", key, context, flipped(good, 0)),
        ("a bit of the text flipped", key, context, flipped(good, 24)),
        ("a bit of the tag flipped", key, context, flipped(good, len(good) - 1)),
        ("another key", made("another key"), context, good),
        ("another context", key, b"contexT", good),
        ("last byte cut", key, context, good[:-1]),
        ("a byte too many", key, context, good + b"\0"),
        ("39 bytes", key, context, good[:39]),
        ("nothing", key, context, b""),
        (
            "sound under this key, but with a nonce that was not derived",
            key,
            context,
            foreign_nonce + ref.xchacha_encrypt(key, foreign_nonce, context, b"TEST-text"),
        ),
    ]
    invalid = [{"why": w, "key": k.hex(), "context": c.hex(), "ciphertext": t.hex()} for w, k, c, t in cases]
    return {"valid": valid, "invalid": invalid}


def epoch() -> Vector:
    key, record, space = made("epoch"), made("record", 16), made("space", 16)
    control = ref.digest("control-key", key=key)
    index = ref.digest("index-key", space, key=control)
    valid = {
        "epoch_key": key.hex(),
        "record": record.hex(),
        "space": space.hex(),
        "source": b"TEST-source".hex(),
        "source_id": b"TEST-17".hex(),
        "kid": ref.digest("epoch", key).hex(),
        "control_key": control.hex(),
        "record_key": ref.digest("record-key", record, key=key).hex(),
        "index_key": index.hex(),
        "imported_record_id": ref.digest("record", b"TEST-source", b"TEST-17", key=index)[:16].hex(),
        "erased_source_id": ref.digest("source-id", b"TEST-source", b"TEST-17", key=index)[:16].hex(),
        "master_key": made("master").hex(),
        "database_key": ref.digest("database", key=made("master")).hex(),
        "local_key_purpose": "TEST-purpose",
        "local_key": ref.digest("local", b"TEST-purpose", key=made("master")).hex(),
    }
    invalid = [
        {"why": "record id of 15 bytes", "record": record[:15].hex()},
        {"why": "record id of 17 bytes", "record": (record + b"\0").hex()},
        {"why": "no record id", "record": ""},
    ]
    return {"valid": [valid], "invalid": invalid}


def box() -> Vector:
    private, ephemeral = made("bob"), made("ephemeral")
    public = ref.x25519(private, ref.X25519_BASE)
    good = ref.seal_to(ephemeral, public, b"context", b"TEST-text")
    valid = [
        {
            "private": private.hex(),
            "public": public.hex(),
            "ephemeral": ephemeral.hex(),
            "context": c.hex(),
            "plaintext": p.hex(),
            "sealed": ref.seal_to(ephemeral, public, c, p).hex(),
        }
        for c, p in [(b"", b""), (b"context", b"TEST-text"), (b"context", made("text", 64))]
    ]
    cases = [
        ("a bit of the ephemeral key flipped", private, b"context", flipped(good, 0)),
        ("the unused top bit of the ephemeral key flipped", private, b"context", flip_top(good)),
        ("a bit of the nonce flipped", private, b"context", flipped(good, 32)),
        ("a bit of the text flipped", private, b"context", flipped(good, 56)),
        ("a bit of the tag flipped", private, b"context", flipped(good, len(good) - 1)),
        ("another key", made("carol"), b"context", good),
        ("another context", private, b"contexT", good),
        ("71 bytes", private, b"context", good[:71]),
        ("nothing", private, b"context", b""),
        ("ephemeral key of small order", private, b"context", sealed_to_zero(public)),
    ]
    invalid = [{"why": w, "private": k.hex(), "context": c.hex(), "sealed": s.hex()} for w, k, c, s in cases]
    publics = [{"why": why, "public": point.hex()} for why, point in bad_x25519()]
    return {"valid": valid, "invalid": invalid, "invalid_publics": publics}


def flip_top(sealed: bytes) -> bytes:
    return sealed[:31] + bytes([sealed[31] ^ 0x80]) + sealed[32:]


def sealed_to_zero(public: bytes) -> bytes:
    key = ref.digest("box", bytes(32), bytes(32), public)
    return bytes(32) + ref.seal(key, b"context", b"TEST-text")


def bad_x25519() -> Iterator[tuple[str, bytes]]:
    order_8 = [(1 + y) * pow(1 - y, -1, ref.P) % ref.P for _, y in (ref.multiply(n, ref.ORDER_8) for n in (1, 3))]
    for name, u in [("0", 0), ("1", 1), ("-1", ref.P - 1), ("p", ref.P), ("p + 1", ref.P + 1)]:
        yield f"small order, u = {name}", scalar_bytes(u)
    for which, u in zip(("lesser", "greater"), sorted(order_8), strict=True):
        yield f"small order, the {which} u of order 8", scalar_bytes(u)
    yield "small order, u = 0 with the unused top bit", scalar_bytes(1 << 255)
    yield "31 bytes", made("short", 31)
    yield "33 bytes", made("long", 33)


ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def base32(raw: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in raw)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[start : start + 5], 2)] for start in range(0, len(bits), 5))


def text_of(prefix: str, raw: bytes) -> str:
    return prefix + "-" + base32(raw + ref.digest("checksum", prefix.encode(), raw)[:5])


def text() -> Vector:
    raws = [b"", b"\0", b"\xff" * 5, made("alice"), made("long", 200)]
    valid = [{"prefix": "device", "raw": raw.hex(), "text": text_of("device", raw)} for raw in raws]
    raw = made("alice")
    good = text_of("device", raw)
    loose = [good.upper(), good.replace("-", ""), " ".join(good), good[:30] + "\r\n  " + good[30:]]
    loose += [good.replace("-", "\u2013"), good.replace("1", "l").replace("0", "O"), "\u200b" + good + "\u00a0\n"]
    spare = ALPHABET[ALPHABET.index(good[-1]) | 1]
    assert spare != good[-1]
    cases = [
        ("another prefix", "prefix", good.replace("device", "space")),
        ("no prefix", "prefix", good[7:]),
        ("nothing", "prefix", ""),
        ("a letter that is not in the alphabet", "character", good[:20] + "u" + good[21:]),
        ("a sign that is not in the alphabet", "character", good[:20] + "!" + good[21:]),
        ("a letter of another script", "character", good[:20] + "\u0430" + good[21:]),
        ("prefix alone", "length", "device-"),
        ("checksum cut short", "length", text_of("device", b"")[:-1]),
        ("a character missing", "length", good[:20] + good[21:]),
        ("a character twice", "checksum", good[:20] + good[19:]),
        ("spare bits that are not zero", "checksum", good[:-1] + spare),
        ("checksum of another prefix", "checksum", "device" + text_of("space", raw)[5:]),
        ("a byte of zero added", "checksum", "device-" + base32(raw + b"\0" + bytes(5))),
    ]
    invalid = [{"why": why, "prefix": "device", "text": bad, "problem": problem} for why, problem, bad in cases]
    return {
        "valid": valid,
        "tolerated": [{"prefix": "device", "raw": raw.hex(), "text": one} for one in loose],
        "invalid": invalid,
    }


def words() -> Vector:
    valid = []
    for name in ("alice", "bob", "carol"):
        public = public_of(made(name))
        salt, secret = ref.digest("words")[:16], ref.digest("words", public)
        hashed = argon2id(secret, salt, 3, 64 * 1024)
        bits = "".join(f"{byte:08b}" for byte in hashed)
        chosen = [WORDS[int(bits[start : start + 11], 2)] for start in range(0, 66, 11)]
        valid.append({"public": public.hex(), "words": chosen})
    return {"valid": valid}


def argon2id(secret: bytes, salt: bytes, operations: int, memory_kib: int) -> bytes:
    algorithm = bindings.crypto_pwhash_ALG_ARGON2ID13
    return bindings.crypto_pwhash_alg(32, secret, salt, operations, memory_kib * 1024, algorithm)


def wrapped(
    secret: bytes,
    phrase: bytes,
    *,
    magic: bytes = b"apiekakf",
    version: int = 1,
    algorithm: int = 1,
    operations: int = 1,
    memory_kib: int = 8,
    length_error: int = 0,
    alter: Callable[[bytes], bytes] = lambda whole: whole,
) -> bytes:
    salt = made("salt", 16)
    stretchable = 1 <= operations <= 16 and 8 <= memory_kib <= 1024 * 1024
    stretched = argon2id(phrase, salt, *((operations, memory_kib) if stretchable else (1, 8)))
    head = magic + bytes([version, algorithm]) + struct.pack(">II", operations, memory_kib) + salt
    head += struct.pack(">H", len(secret) + 40 + length_error)
    whole = alter(head + ref.seal(ref.digest("wrap", key=stretched), head, secret))
    return whole + hashed_plain("checksum", whole)


def hashed_plain(label: str, whole: bytes) -> bytes:
    return hashlib.blake2b(message(label, whole), digest_size=32).digest()


def wrapping() -> Vector:
    master, phrase = made("master"), "TEST phrase"
    plain = phrase.encode()
    good = wrapped(master, plain)
    passphrases = [
        (phrase, plain),
        ("  TEST \t\n phrase ", plain),
        ("\uff34\uff25\uff33\uff34\u3000phrase", plain),  # full-width letters and space
        ("Пры\u0301вітанне й", "Пры\u0301вітанне й".encode()),
        ("ўсё и\u0306", "ўсё й".encode()),
    ]
    valid = [
        {"passphrase": typed, "secret": master.hex(), "wrapped": wrapped(master, form).hex()}
        for typed, form in passphrases
    ]
    dearer = wrapped(master, plain, operations=2, memory_kib=1024)
    valid.append({"passphrase": phrase, "secret": master.hex(), "wrapped": dearer.hex()})
    valid.append({"passphrase": phrase, "secret": "01", "wrapped": wrapped(b"\x01", plain).hex()})
    cases = [
        ("nothing", "TOO_SHORT", b""),
        ("107 bytes", "TOO_SHORT", good[:107]),
        ("4,097 bytes", "TOO_LONG", good + bytes(4097 - len(good))),
        ("another magic", "NOT_A_KEY_FILE", wrapped(master, plain, magic=b"apiekabk")),
        ("a bit of the salt flipped", "CHECKSUM", flipped(good, 18)),
        ("a bit of the checksum flipped", "CHECKSUM", flipped(good, len(good) - 1)),
        ("last byte cut", "CHECKSUM", good[:-1]),
        ("a byte too many", "CHECKSUM", good + b"\0"),
        ("version 0", "VERSION", wrapped(master, plain, version=0)),
        ("version 2", "VERSION", wrapped(master, plain, version=2)),
        ("algorithm 2", "ALGORITHM", wrapped(master, plain, algorithm=2)),
        ("no operations", "COST", wrapped(master, plain, operations=0)),
        ("17 operations", "COST", wrapped(master, plain, operations=17)),
        ("2^32 - 1 operations", "COST", wrapped(master, plain, operations=2**32 - 1)),
        ("7 KiB", "COST", wrapped(master, plain, memory_kib=7)),
        ("1 GiB and 1 KiB", "COST", wrapped(master, plain, memory_kib=1024 * 1024 + 1)),
        ("4 TiB", "COST", wrapped(master, plain, memory_kib=2**32 - 1)),
        ("length one too large", "LENGTH", wrapped(master, plain, length_error=1)),
        ("length one too small", "LENGTH", wrapped(master, plain, length_error=-1)),
    ]
    invalid = [{"why": w, "passphrase": phrase, "wrapped": b.hex(), "problem": p} for w, p, b in cases]
    wrong = [
        ("another passphrase", "TEST phrasE", good),
        ("the sealed secret altered, checksum made anew", phrase, wrapped(master, plain, alter=flip_sealed)),
        ("the salt altered, checksum made anew", phrase, wrapped(master, plain, alter=flip_salt)),
    ]
    refused = [{"why": why, "passphrase": typed, "wrapped": whole.hex()} for why, typed, whole in wrong]
    return {"valid": valid, "invalid": invalid, "wrong_passphrase": refused}


def flip_sealed(whole: bytes) -> bytes:
    return flipped(whole, len(whole) - 1)


def flip_salt(whole: bytes) -> bytes:
    return flipped(whole, 18)


def share() -> Vector:
    """Made by the library of SLIP-39's authors, drawing what is drawn here from names."""
    drawn = (made(f"share {number}", 256) for number in count())
    shamir.RANDOM_BYTES = lambda size: next(drawn)[:size]
    sets = [
        ("three of five", made("secret"), 3, 5),
        ("two of two", made("secret", 64), 2, 2),
        ("the longest", made("x", 256), 16, 16),
    ]
    try:
        valid, five = [], list[str]()
        for name, secret, needed, shares in sets:
            listed = slip39(secret, needed, shares)
            five = five or listed
            ways = (listed[:needed], listed[-needed:][::-1])
            valid += [{"name": name, "shares": which, "secret": secret.hex()} for which in ways]
        valid.append({"name": "one more than needed", "shares": five[:4], "secret": made("secret").hex()})
        valid.append({"name": "one twice", "shares": [*five[:3], five[0]], "secret": made("secret").hex()})
        valid.append(
            {
                "name": "in capitals, with line breaks",
                "shares": [one.upper().replace(" ", "\n ") for one in five[:3]],
                "secret": made("secret").hex(),
            }
        )
        others, groups = (
            slip39(made("other"), 3, 5),
            shamir.generate_mnemonics(2, [(2, 3)] * 2, made("secret"), iteration_exponent=0),
        )
        stretched = shamir.generate_mnemonics(1, [(2, 3)], made("secret"), iteration_exponent=1)[0]
    finally:
        shamir.RANDOM_BYTES = secrets.token_bytes
    words = five[0].split()
    forged = Share.from_mnemonic(five[1])
    value = bytes([forged.value[0] ^ 1]) + forged.value[1:]
    cases = [
        ("no share", []),
        ("one too few", five[:2]),
        ("one twice and one too few", [five[0], five[1], five[1]]),
        ("a word exchanged", [" ".join([*words[:8], "academic", *words[9:]]), *five[1:3]]),
        ("two words swapped", [" ".join([*words[:8], words[9], words[8], *words[10:]]), *five[1:3]]),
        ("a word that is not in the list", [" ".join([*words[:8], "apieka", *words[9:]]), *five[1:3]]),
        ("a word missing", [" ".join(words[:-1]), *five[1:3]]),
        ("a word too many", [" ".join([*words, words[-1]]), *five[1:3]]),
        ("a share of another secret", [*five[:2], others[2]]),
        ("a share with another value, checksum made anew", [five[0], replace(forged, value=value).mnemonic(), five[2]]),
        ("shares that are stretched", stretched[:2]),
        ("shares of two groups", [*groups[0][:2], *groups[1][:2]]),
    ]
    return {"valid": valid, "invalid": [{"why": why, "shares": shares} for why, shares in cases]}


def slip39(secret: bytes, needed: int, shares: int) -> list[str]:
    return list(shamir.generate_mnemonics(1, [(needed, shares)], secret, iteration_exponent=0)[0])


FILES: dict[str, Callable[[], Vector]] = {
    "hashing": hashing,
    "signing": signing,
    "sealing": sealing,
    "share": share,
    "epoch": epoch,
    "box": box,
    "text": text,
    "words": words,
    "wrapping": wrapping,
}


def written(name: str) -> str:
    """The whole text of one vector file."""
    return json.dumps(FILES[name](), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    for each in FILES:
        (FOLDER / f"{each}.json").write_text(written(each), encoding="ascii")
