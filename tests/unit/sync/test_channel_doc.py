"""docs/PROTOCOL says of the channel what the code does: diagram, limits, example."""

import re
from pathlib import Path

import pytest
from noise.connection import Keypair, NoiseConnection

from node.sync import limits
from node.sync.channel_steps import diagram
from node.sync.errors import ProtocolError
from node.sync.noise import IK_PSK0, PATTERNS, PROLOGUE, SUITE
from tests.unit.sync.channel_example import (
    ALICE,
    ALICE_EPHEMERAL,
    ANSWER,
    BOB,
    BOB_EPHEMERAL,
    LETTER,
    PASS,
    ROUTING_KEY,
    example,
    play,
)

PROTOCOL = (Path(__file__).parents[3] / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
LIMITS = [
    "FRAME_BYTES_MAX",
    "FRAME_TRANSPORTS_MAX",
    "TRANSPORT_BYTES_MAX",
    "MESSAGE_BYTES_MAX",
    "CANDIDATES_MAX",
    "HANDSHAKE_PAYLOAD_BYTES_MAX",
    "REKEY_EVERY",
]


def test_document_shows_the_diagram_of_the_table() -> None:
    assert f"```mermaid\n{diagram()}```\n" in PROTOCOL


def test_document_shows_the_example_byte_by_byte() -> None:
    assert example() in PROTOCOL


@pytest.mark.parametrize("name", LIMITS)
def test_document_names_the_limit(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| {getattr(limits, name):,} \|", PROTOCOL, re.MULTILINE)


def test_document_writes_out_the_patterns() -> None:
    for pattern in PATTERNS.values():
        assert f"`Noise_{pattern.name}_{SUITE}`" in PROTOCOL
        for number, tokens in enumerate(pattern.messages):
            arrow = "->" if number % 2 == 0 else "<-"
            assert f"{arrow} {', '.join(token.value for token in tokens)}\n" in PROTOCOL
    assert f"`{PROLOGUE.decode()}`" in PROTOCOL


def test_document_says_what_the_error_says() -> None:
    assert f"> {ProtocolError()}\n" in PROTOCOL


def test_example_is_what_noiseprotocol_makes_of_the_same_keys() -> None:
    alice, bob = (NoiseConnection.from_name(f"Noise_{IK_PSK0.name}_{SUITE}".encode()) for _ in range(2))
    alice.set_as_initiator()
    bob.set_as_responder()
    alice.set_keypair_from_public_bytes(Keypair.REMOTE_STATIC, BOB.public)
    for side, static, ephemeral in ((alice, ALICE, ALICE_EPHEMERAL), (bob, BOB, BOB_EPHEMERAL)):
        side.set_psks(ROUTING_KEY.reveal())
        side.set_prologue(PROLOGUE)
        side.set_keypair_from_private_bytes(Keypair.STATIC, static.reveal())
        side.set_keypair_from_private_bytes(Keypair.EPHEMERAL, ephemeral.reveal())
        with pytest.warns(UserWarning, match="ephemeral"):
            side.start_handshake()
    call = bytes(alice.write_message(PASS))
    bob.read_message(call)
    reply = bytes(bob.write_message(ANSWER))
    alice.read_message(reply)
    confirm, said = (alice.encrypt(plain) for plain in (b"", b"\0\0\0\5" + LETTER))
    played = play()
    assert (played["call"], played["reply"]) == (call, reply)
    assert (played["confirm"], played["said"]) == (b"\0\x10" + confirm, b"\0\x19" + said)
    assert played["hash"] == alice.get_handshake_hash() == bob.get_handshake_hash()
