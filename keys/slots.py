"""One short secret sealed to several X25519 keys at once, so that nothing shows to how many or to whom.

    ephemeral key (32) | slot | slot | …        each slot: nonce 24, sealed text, tag 16

Slots that belong to nobody are random bytes of the same length. The highest bit of the ephemeral key, which X25519
does not use, is random. Refuses public keys of wrong length or small order.
"""

from collections.abc import Sequence

from keys.box import BoxKey, box_key, exchange
from keys.errors import BadPoint, CannotOpen
from keys.limits import KEY_BYTES, SEAL_OVERHEAD_BYTES
from keys.randomness import Random
from keys.sealing import open_sealed, seal

_HIGHEST_BIT = 0x80


def seal_slots(publics: Sequence[bytes], plaintext: bytes, *, count: int, context: bytes, random: Random) -> bytes:
    """Seals a text to every public key: an ephemeral key and `count` slots, in an order that says nothing.

    context: bound, not sent.
    Raises: BadPoint; ValueError for more keys than slots.
    """
    if len(publics) > count:
        raise ValueError("more readers than slots")
    ephemeral = BoxKey.new(random)
    slots = [
        seal(box_key(exchange(ephemeral, public), ephemeral.public, public), context=context, plaintext=plaintext)
        for public in publics
    ]
    slots += [random(len(plaintext) + SEAL_OVERHEAD_BYTES) for _ in range(count - len(slots))]
    shown = bytearray(ephemeral.public)
    shown[-1] |= random(1)[0] & _HIGHEST_BIT
    return bytes(shown) + b"".join(sorted(slots))


def open_slot(key: BoxKey, shown: bytes, slots: Sequence[bytes], *, context: bytes) -> bytes:
    """Opens the slot that was sealed to this key. shown: the first 32 bytes.

    Raises: CannotOpen where none was, or the ephemeral key is no usable one.
    """
    if len(shown) != KEY_BYTES:
        raise CannotOpen
    ephemeral = shown[:-1] + bytes([shown[-1] & ~_HIGHEST_BIT])
    try:
        sealing = box_key(exchange(key, ephemeral), ephemeral, key.public)
    except BadPoint:
        raise CannotOpen from None
    for slot in slots:
        try:
            return open_sealed(sealing, context=context, ciphertext=slot)
        except CannotOpen:
            continue
    raise CannotOpen
