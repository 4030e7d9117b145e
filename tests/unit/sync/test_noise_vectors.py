"""The vector file of the handshakes: made again by noiseprotocol, and played by node.sync.noise in both roles."""

import json
from typing import Any

import pytest

from keys.box import BoxKey
from keys.noise import ChannelKey
from keys.secret import Secret
from node.sync.ciphers import Cipher
from node.sync.errors import ProtocolError
from node.sync.noise import IK_PSK0, PATTERNS, Handshake, Identity
from tests.vectors import wire_reader
from tests.vectors.noise import generate
from tests.vectors.verifier import Refused

raw = bytes.fromhex
FILE: dict[str, Any] = json.loads(generate.FILE.read_text(encoding="ascii"))
VALID, INVALID = FILE["valid"], FILE["invalid"]


def side(vector: dict[str, Any], *, initiator: bool) -> Handshake:
    ours, theirs = ("initiator", "responder") if initiator else ("responder", "initiator")
    pattern = PATTERNS[vector["pattern"]]
    identity = Identity(
        static=BoxKey(raw(vector[f"{ours}_static"])),
        psk=Secret(raw(vector["psk"])),
        random=lambda size: raw(vector[f"{ours}_ephemeral"]),
    )
    remote = BoxKey(raw(vector[f"{theirs}_static"])).public if initiator and pattern is IK_PSK0 else None
    return Handshake(pattern, identity, initiator=initiator, remote_static=remote, prologue=raw(vector["prologue"]))


def test_vectors_made_again_are_the_same() -> None:
    assert generate.FILE.read_text(encoding="ascii") == generate.written()


def test_vectors_cover_every_pattern_and_fault_once() -> None:
    assert {vector["pattern"] for vector in VALID} == {vector["pattern"] for vector in INVALID} == set(PATTERNS)
    names = [(vector["pattern"], vector["why"]) for vector in INVALID]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("vector", VALID, ids=lambda vector: vector["name"])
def test_noise_plays_a_vector_in_both_roles_byte_for_byte(vector: dict[str, Any]) -> None:
    sides = side(vector, initiator=True), side(vector, initiator=False)
    handshake = vector["messages"][: vector["handshake_messages"]]
    for number, message in enumerate(handshake):
        assert sides[number % 2].write(raw(message["payload"])).hex() == message["message"]
        assert sides[1 - number % 2].read(raw(message["message"])).hex() == message["payload"]
    assert [one.hash.hex() for one in sides] == [vector["handshake_hash"]] * 2
    assert sides[1].remote_static == BoxKey(raw(vector["initiator_static"])).public
    assert sides[0].remote_static == BoxKey(raw(vector["responder_static"])).public
    ciphers = sides[0].split(), sides[1].split()
    plain = vector["messages"][vector["handshake_messages"] : -vector["rekeyed_messages"]]
    for number, message in enumerate(plain):
        assert ciphers[number % 2][0].seal(raw(message["payload"])).hex() == message["message"]
        assert ciphers[1 - number % 2][1].open(raw(message["message"])).hex() == message["payload"]


@pytest.mark.parametrize("vector", VALID, ids=lambda vector: vector["name"])
def test_second_reader_plays_a_vector_byte_for_byte(vector: dict[str, Any]) -> None:
    assert wire_reader.judge("handshake", {"given": vector}) == {"hash": vector["handshake_hash"]}
    first = {**vector, "message": vector["messages"][0]["message"]}
    assert wire_reader.judge("first message", {"given": first}) == {"payload": vector["messages"][0]["payload"]}


@pytest.mark.parametrize("vector", INVALID, ids=lambda vector: f"{vector['pattern']} {vector['why']}")
def test_noise_refuses_a_first_message_with_one_fault(vector: dict[str, Any]) -> None:
    valid = next(one for one in VALID if one["pattern"] == vector["pattern"])
    with pytest.raises(ProtocolError):
        side(valid, initiator=False).read(raw(vector["message"]))
    with pytest.raises(Refused):
        wire_reader.judge("first message", {"given": {**valid, "message": vector["message"]}})


def test_cipher_takes_the_next_key_as_the_vectors_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.sync.ciphers.REKEY_EVERY", 2)  # each side sent two messages when the vectors rekey
    for vector in VALID:
        sides = side(vector, initiator=True), side(vector, initiator=False)
        for number, message in enumerate(vector["messages"][: vector["handshake_messages"]]):
            sides[number % 2].write(raw(message["payload"]))
            sides[1 - number % 2].read(raw(message["message"]))
        ciphers = sides[0].split(), sides[1].split()
        for number, message in enumerate(vector["messages"][vector["handshake_messages"] :]):
            assert ciphers[number % 2][0].seal(raw(message["payload"])).hex() == message["message"]
            assert ciphers[1 - number % 2][1].open(raw(message["message"])).hex() == message["payload"]


def test_cipher_refuses_a_message_under_another_number() -> None:
    key = ChannelKey(generate.made("cipher"))
    with pytest.raises(ProtocolError):
        Cipher(key, number=4).open(Cipher(key, number=3).seal(b"letter"))
