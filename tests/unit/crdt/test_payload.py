"""Payloads: what is sealed, how long it looks, and what a wrong one is refused for."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.epoch import control_key, record_key
from keys.sealing import seal
from keys.secret import EpochKey
from node.crdt.entry import Header, Opening
from node.crdt.errors import CrdtError, Malformed, OverLimit, Sealed
from node.crdt.ids import NO_RECORD, Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.limits import BODY_BYTES_MAX, PAYLOAD_BYTES_MAX, SALT_BYTES, SAMPLED_FROM, SAMPLED_TO, SHORT_BODY_BYTES
from node.crdt.payload import (
    DICTIONARY_1,
    SEALED_OVERHEAD,
    decode_plaintext,
    encode_plaintext,
    open_payload,
    padded_length,
    payload_key,
    seal_payload,
)

Random = Callable[[int], bytes]
SALT = b"s" * SALT_BYTES
EPOCH = EpochKey(b"e" * 32)
RECORD = Record(b"r" * 16)
HEADER = Header(
    space=Space(b"s" * 16),
    log=Log(b"l" * 16),
    seq=3,
    prev=EntryId(b"p" * 32),
    roster=Head(b"h" * 32),
    kid=Kid(b"k" * 32),
    slots=(),
)
NOISE = b"".join(zlib.crc32(bytes([n % 256, n // 256])).to_bytes(4, "big") for n in range(BODY_BYTES_MAX // 4))


def plaintext(codec: int, content: bytes, *, length: int | None = None, padding: int | None = None) -> bytes:
    """Gives a plaintext with its parts as told."""
    plain = SALT + bytes([codec]) + (len(content) if length is None else length).to_bytes(4, "big") + content
    return plain + bytes(padded_length(len(plain)) - len(plain) if padding is None else padding)


def deflated(body: bytes) -> bytes:
    squeeze = zlib.compressobj(level=9, wbits=-15, zdict=DICTIONARY_1)
    return squeeze.compress(body) + squeeze.flush()


# --- padding ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (1, 64), (21, 64), (63, 64), (64, 64), (65, 128), (128, 128), (1_023, 1_024), (1_024, 1_024),
        (1_025, 1_088), (1_088, 1_088), (1_089, 1_152), (2_047, 2_048), (2_048, 2_048), (2_049, 2_176),
        (65_535, 65_536), (65_536, 65_536), (65_537, 67_584), (200_000, 200_704), (262_144, 262_144),
    ],
)  # fmt: skip
def test_padded_length_is_in_steps_of_64_then_padme(length: int, padded: int) -> None:
    assert padded_length(length) == padded


def test_padded_length_never_shrinks_and_adds_little() -> None:
    before = 0
    for length in range(1, 70_000):
        padded = padded_length(length)
        assert padded >= max(length, before)
        assert padded_length(padded) == padded
        assert length <= 1024 or padded <= length * 1.07
        before = padded


def test_padded_lengths_are_few() -> None:
    seen = {padded_length(length) for length in range(1, PAYLOAD_BYTES_MAX, 61)}
    assert len(seen) < 200


# --- plaintext --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("body", [b"", b"\x91\x01", b"x" * 5_000, NOISE[:1], NOISE[:900], NOISE[:100_000]])
def test_plaintext_gives_its_body_back(body: bytes) -> None:
    plain = encode_plaintext(body, SALT)
    assert plain[:SALT_BYTES] == SALT
    assert len(plain) == padded_length(len(plain))
    assert decode_plaintext(plain) == body


def test_plaintext_is_deflated_only_where_that_is_shorter() -> None:
    assert encode_plaintext(NOISE[:100], SALT)[SALT_BYTES] == 0
    assert encode_plaintext(b"x" * 100, SALT)[SALT_BYTES] == 1


@pytest.mark.parametrize("size", [SAMPLED_FROM, SAMPLED_FROM + 1, 128 * 1024, SAMPLED_TO, SAMPLED_TO + 1])
def test_long_body_is_stored_where_it_does_not_shrink_and_deflated_where_it_does(size: int, random: Random) -> None:
    loud, quiet = random(size), b"TEST-" * (size // 5)
    assert encode_plaintext(loud, SALT)[16] == 0
    assert encode_plaintext(quiet, SALT)[16] == 1
    for body in (loud, quiet):
        assert decode_plaintext(encode_plaintext(body, SALT)) == body


def test_long_body_that_shrinks_at_its_ends_alone_is_stored_whole(random: Random) -> None:
    body = bytes(50_000) + random(10_000) + bytes(50_000)
    plain = encode_plaintext(body, SALT)
    assert plain[16] == 0
    assert decode_plaintext(plain) == body


def test_body_above_its_ceiling_is_not_wrapped() -> None:
    with pytest.raises(OverLimit):
        encode_plaintext(b"x" * (BODY_BYTES_MAX + 1), SALT)
    assert decode_plaintext(encode_plaintext(b"x" * BODY_BYTES_MAX, SALT)) == b"x" * BODY_BYTES_MAX


def test_body_that_does_not_deflate_into_a_payload_is_not_wrapped() -> None:
    with pytest.raises(OverLimit):
        encode_plaintext(NOISE[:BODY_BYTES_MAX], SALT)
    largest = encode_plaintext(NOISE[: PAYLOAD_BYTES_MAX - 8_192], SALT)
    assert len(largest) + SEALED_OVERHEAD <= PAYLOAD_BYTES_MAX


BODY = b"\x92\x05\xa5thing"
BOMB = deflated(bytes(BODY_BYTES_MAX + 1))
BAD: dict[str, tuple[bytes, type[CrdtError]]] = {
    "nothing": (b"", Malformed),
    "shorter than its head": (plaintext(0, b"")[:20], Malformed),
    "codec 2": (plaintext(2, BODY), Malformed),
    "codec 255": (plaintext(255, BODY), Malformed),
    "a length beyond the end": (plaintext(0, BODY, length=1_000, padding=35), Malformed),
    "a length of four billion": (plaintext(0, BODY, length=2**32 - 1, padding=35), Malformed),
    "no padding": (plaintext(0, BODY, padding=0), Malformed),
    "a step of padding too much": (plaintext(0, BODY, padding=35 + 64), Malformed),
    "a byte of padding too little": (plaintext(0, BODY)[:-1], Malformed),
    "padding that is not zero": (plaintext(0, BODY)[:-1] + b"\1", Malformed),
    "padding that begins with one": (plaintext(0, BODY + b"\1", length=len(BODY)), Malformed),
    "a stream that is none": (plaintext(1, b"\xff\xff\xff"), Malformed),
    "an empty stream": (plaintext(1, b""), Malformed),
    "a stream cut short": (plaintext(1, deflated(BODY)[:-1]), Malformed),
    "bytes after the stream": (plaintext(1, deflated(BODY) + b"\0"), Malformed),
    "a second stream": (plaintext(1, deflated(BODY) * 2), Malformed),
    "a stream with a zlib head": (plaintext(1, zlib.compress(BODY)), Malformed),
    "a bomb": (plaintext(1, BOMB), OverLimit),
    "a distance beyond the dictionary": (
        plaintext(1, bytes.fromhex("63f8ff1f00") + deflated(b"")), Malformed),
}  # fmt: skip


@pytest.mark.parametrize(("plain", "error"), BAD.values(), ids=BAD)
def test_plaintext_with_one_thing_wrong_is_refused(plain: bytes, error: type[CrdtError]) -> None:
    with pytest.raises(error):
        decode_plaintext(plain)


def test_plaintext_that_inflates_to_the_ceiling_is_accepted() -> None:
    body = bytes(BODY_BYTES_MAX)
    assert decode_plaintext(plaintext(1, deflated(body))) == body


@pytest.mark.parametrize("length", [1, 63, 1_000, SHORT_BODY_BYTES - 1, SHORT_BODY_BYTES])
@pytest.mark.parametrize("text", [DICTIONARY_1, NOISE, "TEST-Узор ".encode() * 800], ids=["known", "noise", "names"])
def test_plaintext_of_a_short_body_is_deflated_as_in_the_widest_window(text: bytes, length: int) -> None:
    body = text[:length]
    squeeze = zlib.compressobj(level=6, wbits=-15, memLevel=6, zdict=DICTIONARY_1)
    widest = squeeze.compress(body) + squeeze.flush()
    plain = encode_plaintext(body, SALT)
    assert plain == plaintext(1, widest) if len(widest) < len(body) else plain == plaintext(0, body)


def test_plaintext_deflated_without_the_dictionary_opens_all_the_same() -> None:
    """The dictionary is only looked back into; a writer need not use it."""
    squeeze = zlib.compressobj(level=9, wbits=-15)
    assert decode_plaintext(plaintext(1, squeeze.compress(BODY) + squeeze.flush())) == BODY


# --- seal and open ----------------------------------------------------------------------------------------------------
def test_payload_keys_are_the_records_and_the_control_key() -> None:
    assert payload_key(EPOCH, RECORD).reveal() == record_key(EPOCH, RECORD).reveal()
    assert payload_key(EPOCH, NO_RECORD).reveal() == control_key(EPOCH).reveal()


@pytest.mark.parametrize("record", [RECORD, NO_RECORD])
def test_payload_sealed_opens_at_its_place(record: Record, random: Random) -> None:
    key = payload_key(EPOCH, record)
    sealed = seal_payload(key, BODY, context=HEADER.context(2, record), random=random)
    assert len(sealed) == 64 + SEALED_OVERHEAD
    assert open_payload(key, sealed, header=HEADER, index=2, record=record) == BODY


OPENING = Opening(device=Device(b"d" * 32), nonce=b"n" * 16, previous=None, tip=None)
ELSEWHERE: dict[str, Header] = {
    "space": replace(HEADER, space=Space(b"t" * 16)),
    "log": replace(HEADER, log=Log(b"m" * 16)),
    "number": replace(HEADER, seq=4),
    "entry before": replace(HEADER, prev=EntryId(b"q" * 32)),
    "opening": replace(HEADER, prev=OPENING),
    "roster": replace(HEADER, roster=Head(b"i" * 32)),
    "kid": replace(HEADER, kid=Kid(b"j" * 32)),
}


@pytest.mark.parametrize("header", ELSEWHERE.values(), ids=ELSEWHERE)
def test_payload_moved_elsewhere_does_not_open(header: Header, random: Random) -> None:
    key = payload_key(EPOCH, RECORD)
    sealed = seal_payload(key, BODY, context=HEADER.context(0, RECORD), random=random)
    with pytest.raises(Sealed):
        open_payload(key, sealed, header=header, index=0, record=RECORD)


@pytest.mark.parametrize(("index", "record"), [(1, RECORD), (0, Record(b"q" * 16)), (0, NO_RECORD)])
def test_payload_under_another_index_or_record_does_not_open(index: int, record: Record, random: Random) -> None:
    key = payload_key(EPOCH, RECORD)
    sealed = seal_payload(key, BODY, context=HEADER.context(0, RECORD), random=random)
    with pytest.raises(Sealed):
        open_payload(key, sealed, header=HEADER, index=index, record=record)


def test_payload_with_any_bit_flipped_does_not_open(random: Random) -> None:
    key = payload_key(EPOCH, RECORD)
    sealed = seal_payload(key, BODY, context=HEADER.context(0, RECORD), random=random)
    for place in range(len(sealed)):
        for bit in range(8):
            broken = bytearray(sealed)
            broken[place] ^= 1 << bit
            with pytest.raises(Sealed):
                open_payload(key, bytes(broken), header=HEADER, index=0, record=RECORD)


def test_payload_well_sealed_with_bad_content_is_malformed_not_sealed() -> None:
    key = payload_key(EPOCH, RECORD)
    sealed = seal(key, context=HEADER.context(0, RECORD), plaintext=plaintext(7, BODY))
    with pytest.raises(Malformed):
        open_payload(key, sealed, header=HEADER, index=0, record=RECORD)


def test_equal_bodies_sealed_twice_look_unequal(random: Random) -> None:
    key = payload_key(EPOCH, RECORD)
    pair = [seal_payload(key, BODY, context=HEADER.context(0, RECORD), random=random) for _ in range(2)]
    assert pair[0] != pair[1]
