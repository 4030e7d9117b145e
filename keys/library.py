"""Whether the libsodium at hand judges signatures as every other node does.

Libraries, and versions of one library, differ on signatures no honest signer makes. A node whose library differs would
come to another state, so it must not start. Refuses nothing by itself beyond that.
"""

from keys.errors import BadSignature, WrongLibrary
from keys.labels import Label
from keys.signing import verify

_PACKED = b"\x91\xc4\x01x"
_PUBLIC = bytes.fromhex("f69c5be015ae2a11e7f22dff3f13a58de05942c81057661d00ec6f35cf7af266")
_GOOD = bytes.fromhex(
    "5956329dc5eb24f7f125d7e57e7ab4512609c71bd644295f2c99a584b003046f"
    "216da20ffeec0a3aa7862736549f8f48241d8cd6bad498353d28274d5d552b0b"
)
_REFUSED = (
    # S + L in place of S
    "5956329dc5eb24f7f125d7e57e7ab4512609c71bd644295f2c99a584b003046f"
    "0e41986c18501d927d231fd932996e5d241d8cd6bad498353d28274d5d552b1b",
    # R the identity
    "0100000000000000000000000000000000000000000000000000000000000000"
    "037b095b03f6e1ca7228773cddddb83d557efe4fb7629782ab21d9c8696d3804",
    # R of mixed order: holds only when both sides are multiplied by the cofactor
    "61478824bd4b7e75e5a6999e90e50055b312c0514f0cc2875139dbd54ebfb062"
    "e0b3caa77f965e60e0660afa6a420caf4f8ceb2c9733bbf2af833359d2cebd07",
)


def check_library() -> None:
    """Verifies one good signature and three that only some libraries accept; takes under a millisecond.

    Raises: WrongLibrary.
    """
    verdicts = [_verifies(_GOOD), *(not _verifies(bytes.fromhex(forged)) for forged in _REFUSED)]
    if not all(verdicts):
        raise WrongLibrary


def _verifies(signature: bytes) -> bool:
    try:
        verify(_PUBLIC, Label.ENTRY, _PACKED, signature)
    except BadSignature:
        return False
    return True
