"""Handshake and Cipher: turns, keys that do not fit, own keys coming back, the last number."""

from dataclasses import replace

import pytest

from keys.limits import COUNTED_NUMBER_MAX
from keys.noise import ChannelKey
from keys.secret import Secret
from node.sync.ciphers import Cipher
from node.sync.errors import Misuse, ProtocolError
from node.sync.limits import TRANSPORT_BYTES_MAX
from node.sync.noise import IK_PSK0, PATTERNS, XX_PSK0, Handshake, Identity, Pattern
from tests.unit.sync.conversation import box_key, counted_random, made

BOTH = pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


def identity(name: str, *, psk: bytes = made("psk")) -> Identity:
    return Identity(static=box_key(name), psk=Secret(psk), random=counted_random(name))


def alice(pattern: Pattern, *, calls: str = "bob") -> Handshake:
    remote = box_key(calls).public if pattern is IK_PSK0 else None
    return Handshake(pattern, identity("alice"), initiator=True, remote_static=remote)


def bob(pattern: Pattern) -> Handshake:
    return Handshake(pattern, identity("bob"), initiator=False)


@BOTH
def test_handshake_gives_payloads_keys_and_one_hash(pattern: Pattern) -> None:
    sides = alice(pattern), bob(pattern)
    for number in range(len(pattern.messages)):
        payload = f"payload {number}".encode()
        assert sides[1 - number % 2].read(sides[number % 2].write(payload)) == payload
    assert sides[0].is_done
    assert sides[1].is_done
    assert sides[0].hash == sides[1].hash
    assert sides[0].remote_static == box_key("bob").public
    assert sides[1].remote_static == box_key("alice").public


@BOTH
def test_handshake_out_of_turn_is_misuse(pattern: Pattern) -> None:
    with pytest.raises(Misuse):
        alice(pattern).read(bytes(200))
    with pytest.raises(Misuse):
        bob(pattern).write(b"")
    with pytest.raises(Misuse):
        alice(pattern).split()
    calling = alice(pattern)
    calling.write(b"")
    with pytest.raises(Misuse):
        calling.write(b"")


@BOTH
def test_handshake_after_its_end_is_misuse(pattern: Pattern) -> None:
    sides = alice(pattern), bob(pattern)
    for number in range(len(pattern.messages)):
        sides[1 - number % 2].read(sides[number % 2].write(b""))
    for side in sides:
        with pytest.raises(Misuse):
            side.write(b"")
        with pytest.raises(Misuse):
            side.read(b"")


def test_handshake_names_the_responder_exactly_where_the_pattern_knows_it() -> None:
    remote = box_key("bob").public
    for pattern, initiator, named in [
        (IK_PSK0, True, None),
        (IK_PSK0, False, remote),
        (XX_PSK0, True, remote),
        (IK_PSK0, True, remote[:31]),
        (IK_PSK0, True, box_key("alice").public),
    ]:
        with pytest.raises(Misuse):
            Handshake(pattern, identity("alice"), initiator=initiator, remote_static=named)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_identity_with_a_shared_secret_of_another_length_cannot_be_built(size: int) -> None:
    with pytest.raises(Misuse):
        identity("alice", psk=bytes(size))


@pytest.mark.parametrize("point", LOW_ORDER, ids=lambda point: point.hex()[:8])
def test_call_to_a_point_of_low_order_is_refused(point: bytes) -> None:
    with pytest.raises(ProtocolError):
        Handshake(IK_PSK0, identity("alice"), initiator=True, remote_static=point).write(b"")


@pytest.mark.parametrize("point", LOW_ORDER, ids=lambda point: point.hex()[:8])
def test_answer_with_an_ephemeral_key_of_low_order_is_refused(point: bytes) -> None:
    calling, answering = alice(XX_PSK0), bob(XX_PSK0)
    answering.read(calling.write(b""))
    with pytest.raises(ProtocolError):
        calling.read(point + answering.write(b"")[32:])


@BOTH
def test_handshake_refuses_its_own_ephemeral_key(pattern: Pattern) -> None:
    same = counted_random("the same source on both sides")
    drawn = same(32)
    calling = Handshake(
        pattern,
        replace(identity("alice"), random=lambda size: drawn),
        initiator=True,
        remote_static=box_key("bob").public if pattern is IK_PSK0 else None,
    )
    answering = Handshake(pattern, replace(identity("bob"), random=lambda size: drawn), initiator=False)
    answering.read(calling.write(b""))
    with pytest.raises(ProtocolError):
        calling.read(answering.write(b""))


def test_handshake_refuses_its_own_static_key() -> None:
    calling = Handshake(XX_PSK0, identity("alice"), initiator=True)
    answering = Handshake(XX_PSK0, replace(identity("alice"), random=counted_random("other")), initiator=False)
    answering.read(calling.write(b""))
    with pytest.raises(ProtocolError):
        calling.read(answering.write(b""))


@BOTH
def test_handshake_of_another_version_is_refused(pattern: Pattern) -> None:
    newer = Handshake(pattern, identity("bob"), initiator=False, prologue=b"apieka/noise/v2")
    with pytest.raises(ProtocolError):
        newer.read(alice(pattern).write(b""))


def test_handshake_message_has_at_most_65535_bytes() -> None:
    overhead = len(alice(IK_PSK0).write(b""))
    largest = alice(IK_PSK0).write(bytes(TRANSPORT_BYTES_MAX - overhead))
    assert len(largest) == TRANSPORT_BYTES_MAX
    assert bob(IK_PSK0).read(largest) == bytes(TRANSPORT_BYTES_MAX - overhead)
    with pytest.raises(Misuse):
        alice(IK_PSK0).write(bytes(TRANSPORT_BYTES_MAX - overhead + 1))


def test_larger_handshake_message_of_a_generous_peer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as generous:
        generous.setattr("node.sync.noise.TRANSPORT_BYTES_MAX", 2 * TRANSPORT_BYTES_MAX)
        message = alice(IK_PSK0).write(bytes(TRANSPORT_BYTES_MAX))
        assert bob(IK_PSK0).read(message) == bytes(TRANSPORT_BYTES_MAX)
    with pytest.raises(ProtocolError):
        bob(IK_PSK0).read(message)


def test_cipher_refuses_beyond_the_last_number_in_both_directions() -> None:
    key = ChannelKey(made("key"))
    sending, receiving = Cipher(key, number=COUNTED_NUMBER_MAX), Cipher(key, number=COUNTED_NUMBER_MAX)
    assert receiving.open(sending.seal(b"the last")) == b"the last"
    with pytest.raises(ProtocolError):
        sending.seal(b"one more")
    with pytest.raises(ProtocolError):
        receiving.open(bytes(16))


def test_cipher_refused_message_does_not_count() -> None:
    key = ChannelKey(made("key"))
    sealed = Cipher(key).seal(b"letter")
    receiving = Cipher(key)
    for wrong in (b"", sealed[:15], sealed[:-1], sealed + b"\0"):
        with pytest.raises(ProtocolError):
            receiving.open(wrong)
    assert receiving.open(sealed) == b"letter"


def test_identity_prints_no_secret() -> None:
    shown = repr(identity("alice"))
    assert made("psk").hex() not in shown
    assert shown.count("<secret>") == 2
