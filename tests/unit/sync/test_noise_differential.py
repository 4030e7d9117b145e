"""Both patterns in both roles against noiseprotocol, an independent implementation: payloads, transport, rekey."""

import warnings
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise.connection import Keypair, NoiseConnection
from noise.exceptions import NoiseInvalidMessage

from keys.secret import Secret
from node.sync.ciphers import Cipher
from node.sync.errors import ProtocolError
from node.sync.limits import REKEY_EVERY
from node.sync.noise import IK_PSK0, PATTERNS, PROLOGUE, SUITE, Handshake, Identity, Pattern
from tests.unit.sync.conversation import box_key, counted_random, made

PSK = made("psk")
PAYLOADS = st.lists(st.binary(max_size=300), min_size=3, max_size=3)
BOTH = pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)


@dataclass
class Ours:
    """node.sync.noise with noiseprotocol's method names; `encrypt` and `decrypt` after the handshake."""

    handshake: Handshake
    ciphers: tuple[Cipher, Cipher] | None = None

    def write_message(self, payload: bytes) -> bytes:
        return self.handshake.write(payload)

    def read_message(self, message: bytes) -> bytes:
        return self.handshake.read(message)

    def get_handshake_hash(self) -> bytes:
        return self.handshake.hash

    def _split(self) -> tuple[Cipher, Cipher]:
        self.ciphers = self.ciphers or self.handshake.split()
        return self.ciphers

    def encrypt(self, plaintext: bytes) -> bytes:
        return self._split()[0].seal(plaintext)

    def decrypt(self, sealed: bytes) -> bytes:
        return self._split()[1].open(sealed)


def ours(pattern: Pattern, name: str, *, initiator: bool, psk: bytes = PSK) -> Ours:
    identity = Identity(static=box_key(name), psk=Secret(psk), random=counted_random(name))
    remote = box_key("bob").public if initiator and pattern is IK_PSK0 else None
    return Ours(Handshake(pattern, identity, initiator=initiator, remote_static=remote))


def theirs(pattern: Pattern, name: str, *, initiator: bool) -> NoiseConnection:
    side = NoiseConnection.from_name(f"Noise_{pattern.name}_{SUITE}".encode())
    side.set_as_initiator() if initiator else side.set_as_responder()
    side.set_psks(PSK)
    side.set_prologue(PROLOGUE)
    side.set_keypair_from_private_bytes(Keypair.STATIC, box_key(name).reveal())
    side.set_keypair_from_private_bytes(Keypair.EPHEMERAL, made(f"{name} ephemeral for noiseprotocol"))
    if initiator and pattern is IK_PSK0:
        side.set_keypair_from_public_bytes(Keypair.REMOTE_STATIC, box_key("bob").public)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # fixed ephemeral keys are the point here
        side.start_handshake()
    return side


Side = Ours | NoiseConnection


def sides(pattern: Pattern, *, we_initiate: bool) -> tuple[Side, Side]:
    if we_initiate:
        return ours(pattern, "alice", initiator=True), theirs(pattern, "bob", initiator=False)
    return theirs(pattern, "alice", initiator=True), ours(pattern, "bob", initiator=False)


def shake(pattern: Pattern, both: tuple[Side, Side], payloads: list[bytes]) -> None:
    for number, payload in enumerate(payloads[: len(pattern.messages)]):
        message = bytes(both[number % 2].write_message(payload))
        assert bytes(both[1 - number % 2].read_message(message)) == payload


@pytest.mark.parametrize("we_initiate", [True, False])
@BOTH
@given(payloads=PAYLOADS, letters=st.lists(st.tuples(st.integers(0, 1), st.binary(max_size=300)), max_size=12))
@settings(max_examples=40)
def test_noise_agrees_with_noiseprotocol(
    pattern: Pattern, we_initiate: bool, payloads: list[bytes], letters: list[tuple[int, bytes]]
) -> None:
    both = sides(pattern, we_initiate=we_initiate)
    shake(pattern, both, payloads)
    assert both[0].get_handshake_hash() == both[1].get_handshake_hash()
    for sender, letter in letters:
        assert both[1 - sender].decrypt(both[sender].encrypt(letter)) == letter


@pytest.mark.parametrize("we_initiate", [True, False])
@BOTH
def test_noise_agrees_on_the_largest_messages(pattern: Pattern, we_initiate: bool) -> None:
    both = sides(pattern, we_initiate=we_initiate)
    shake(pattern, both, [made("payload") * 1024] * 3)
    for sender in (0, 1):
        assert both[1 - sender].decrypt(both[sender].encrypt(bytes(65_519))) == bytes(65_519)


@pytest.mark.parametrize("place", [0, 31, 40, -1])
@BOTH
def test_both_implementations_refuse_an_altered_first_message(pattern: Pattern, place: int) -> None:
    message = bytearray(ours(pattern, "alice", initiator=True).write_message(b""))
    message[place] ^= 4
    with pytest.raises(ProtocolError):
        ours(pattern, "bob", initiator=False).read_message(bytes(message))
    with pytest.raises(Exception):  # noqa: B017, PT011 (noiseprotocol lets its backend's errors through)
        theirs(pattern, "bob", initiator=False).read_message(bytes(message))


def test_rekey_agrees_with_noiseprotocol_after_every_65536_messages() -> None:
    alice, bob = sides(IK_PSK0, we_initiate=True)
    assert isinstance(bob, NoiseConnection)
    shake(IK_PSK0, (alice, bob), [b""] * 3)
    for _ in range(REKEY_EVERY):
        assert bob.decrypt(alice.encrypt(b"")) == b""
    first_under_the_next = alice.encrypt(b"")
    with pytest.raises(NoiseInvalidMessage):
        bob.decrypt(first_under_the_next)
    bob.rekey_inbound_cipher()
    assert bob.decrypt(first_under_the_next) == b""
    assert alice.decrypt(bob.encrypt(b"the other direction counts alone")) == b"the other direction counts alone"


@pytest.mark.parametrize("rekeys", [1, 2, 3])
def test_rekey_agrees_with_noiseprotocol_at_every_boundary(rekeys: int) -> None:
    alice, bob = sides(IK_PSK0, we_initiate=False)
    assert isinstance(alice, NoiseConnection)
    shake(IK_PSK0, (alice, bob), [b""] * 3)
    assert isinstance(bob, Ours)
    sending, receiving = bob.handshake.split()
    for boundary in range(1, rekeys + 1):
        for cipher in (sending, receiving):
            cipher._number = boundary * REKEY_EVERY - 1
        alice.noise_protocol.cipher_state_encrypt.n = boundary * REKEY_EVERY - 1
        alice.noise_protocol.cipher_state_decrypt.n = boundary * REKEY_EVERY - 1
        assert receiving.open(alice.encrypt(b"last of this key")) == b"last of this key"
        assert alice.decrypt(sending.seal(b"last of this key")) == b"last of this key"
        alice.rekey_outbound_cipher()
        alice.rekey_inbound_cipher()
        assert receiving.open(alice.encrypt(b"first of the next")) == b"first of the next"
        assert alice.decrypt(sending.seal(b"first of the next")) == b"first of the next"
