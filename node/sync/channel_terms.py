"""What goes into a channel and what comes out of it: our terms, the other side's hello, the events.

Values only. Terms with too large a payload cannot be built.
"""

from collections.abc import Callable
from dataclasses import dataclass

from keys.box import BoxKey
from keys.randomness import Random
from node.sync.errors import Misuse
from node.sync.limits import HANDSHAKE_PAYLOAD_BYTES_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What the other side showed of itself in the handshake.

    `is_pairing`: made under an invitation's secret (XXpsk0), else under a routing key (IKpsk0). `candidate`: which of
    our keys that was, counted from 0. `static`, `ephemeral`: its public keys, 32 bytes; no honest side repeats an
    ephemeral one. `payload`: 0 to 4,096 bytes.
    """

    is_pairing: bool
    candidate: int
    static: bytes
    ephemeral: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The other side proved in this very run that it holds its static key and the shared secret. Comes once, first."""

    hello: Hello


@dataclass(frozen=True, slots=True)
class Message:
    """One whole protocol message, 1 byte to 1 MiB."""

    body: bytes


Event = Opened | Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What our side brings to a channel.

    `static`: our channel key. `random`: gives our ephemeral key, called once. `is_known`: asked once, as soon as the
    other side's key is read; false closes the channel in silence. On the accepting side the hello may be a replayed one
    until `Opened`, so it decides but changes nothing. `payload`: 0 to 4,096 bytes, sent in our first message that only
    the other side can read.
    """

    static: BoxKey
    random: Random
    is_known: Callable[[Hello], bool]
    payload: bytes = b""

    def __post_init__(self) -> None:
        if len(self.payload) > HANDSHAKE_PAYLOAD_BYTES_MAX:
            raise Misuse(f"a handshake payload has at most {HANDSHAKE_PAYLOAD_BYTES_MAX} bytes")
