"""Makes the vectors of the channel's handshakes: `python tests/vectors/noise/generate.py` writes them, tests compare.

Every byte comes from noiseprotocol, an independent implementation, not from node/. Bytes are hexadecimal. `messages`
are the handshake and then, in turn from the initiator, transport messages; before the last one of each side both take
their next key. `invalid` are first messages, each wrong in the one thing its `why` names.
"""

import json
import warnings
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from noise.connection import Keypair, NoiseConnection

FILE = Path(__file__).parent / "handshakes.json"
HANDSHAKE_MESSAGES = {"XXpsk0": 3, "IKpsk0": 2}
PAYLOADS = {
    "empty": [b""] * 9,
    "short": [b"", b"answer", b"finish", b"one", b"two", b"three", b"four", b"five", b"six"],
    "blocks": [b"", b"a" * 63, b"f" * 64, b"1" * 65, b"2" * 127, b"3" * 128, b"4" * 129, b"5" * 16, b"6"],
}


def made(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=32).digest()


def connection(
    pattern: str,
    *,
    initiator: bool,
    psk: str = "psk",
    prologue: bytes = b"apieka/noise/v1",
    responder: str = "responder static",
) -> NoiseConnection:
    """A noiseprotocol connection that has begun, with keys made from names."""
    ours = "initiator" if initiator else "responder"
    made_by = NoiseConnection.from_name(f"Noise_{pattern}_25519_ChaChaPoly_BLAKE2b".encode())
    made_by.set_as_initiator() if initiator else made_by.set_as_responder()
    made_by.set_psks(made(psk))
    made_by.set_prologue(prologue)
    made_by.set_keypair_from_private_bytes(Keypair.STATIC, made(f"{ours} static"))
    made_by.set_keypair_from_private_bytes(Keypair.EPHEMERAL, made(f"{ours} ephemeral"))
    if initiator and pattern.startswith("IK"):
        made_by.set_keypair_from_public_bytes(Keypair.REMOTE_STATIC, public(responder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it warns of fixed ephemeral keys, which are the point here
        made_by.start_handshake()
    return made_by


def public(name: str) -> bytes:
    return X25519PrivateKey.from_private_bytes(made(name)).public_key().public_bytes_raw()


def conversation(pattern: str, payloads: list[bytes]) -> dict[str, Any]:
    sides = connection(pattern, initiator=True), connection(pattern, initiator=False)
    handshakes = HANDSHAKE_MESSAGES[pattern]
    if pattern == "IKpsk0":
        payloads = [payloads[1], *payloads[1:]]
    messages = []
    for number in range(handshakes):
        sender, receiver = sides[number % 2], sides[1 - number % 2]
        message = bytes(sender.write_message(payloads[number]))
        assert bytes(receiver.read_message(message)) == payloads[number]
        messages.append({"payload": payloads[number].hex(), "message": message.hex()})
    for number in range(6):
        sender, receiver = sides[number % 2], sides[1 - number % 2]
        if number >= 4:
            sender.rekey_outbound_cipher()
            receiver.rekey_inbound_cipher()
        message = sender.encrypt(payloads[3 + number])
        assert receiver.decrypt(message) == payloads[3 + number]
        messages.append({"payload": payloads[3 + number].hex(), "message": message.hex()})
    return {
        "pattern": pattern,
        "prologue": b"apieka/noise/v1".hex(),
        "psk": made("psk").hex(),
        "initiator_static": made("initiator static").hex(),
        "initiator_ephemeral": made("initiator ephemeral").hex(),
        "responder_static": made("responder static").hex(),
        "responder_ephemeral": made("responder ephemeral").hex(),
        "handshake_hash": sides[0].get_handshake_hash().hex(),
        "handshake_messages": handshakes,
        "rekeyed_messages": 2,
        "messages": messages,
    }


def flipped(message: bytes, place: int) -> bytes:
    return message[:place] + bytes([message[place] ^ 1]) + message[place + 1 :]


def invalid(pattern: str) -> dict[str, bytes]:
    """First messages that the responder of `conversation` refuses, by what is wrong with them."""
    good = bytes(connection(pattern, initiator=True).write_message())
    wrong = {
        "another pre-shared key": connection(pattern, initiator=True, psk="other"),
        "another version": connection(pattern, initiator=True, prologue=b"apieka/noise/v2"),
        "no prologue": connection(pattern, initiator=True, prologue=b""),
    }
    if pattern == "IKpsk0":
        wrong["for another responder"] = connection(pattern, initiator=True, responder="other static")
    made_anew = {why: bytes(side.write_message()) for why, side in wrong.items()}
    return made_anew | {
        "ephemeral key altered": flipped(good, 0),
        "bit of the ephemeral key that X25519 ignores altered": good[:31] + bytes([good[31] ^ 0x80]) + good[32:],
        "ephemeral key of low order": bytes(32) + good[32:],
        "last byte of the tag altered": flipped(good, len(good) - 1),
        "one byte short": good[:-1],
        "one byte more": good + b"\0",
        "only the ephemeral key": good[:32],
        "shorter than a key": good[:31],
        "empty": b"",
    }


def written() -> str:
    vectors = [
        {"name": f"{pattern} {name}", **conversation(pattern, payloads)}
        for pattern in HANDSHAKE_MESSAGES
        for name, payloads in PAYLOADS.items()
    ]
    refused = [
        {"pattern": pattern, "why": why, "message": message.hex()}
        for pattern in HANDSHAKE_MESSAGES
        for why, message in invalid(pattern).items()
    ]
    content = {"source": "noiseprotocol 0.3.1", "valid": vectors, "invalid": refused}
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="ascii")
