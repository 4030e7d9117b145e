"""A secret cut into shares for paper, SLIP-39: any `needed` of them give it back, fewer say nothing of it.

The one file that imports shamir_mnemonic. The library draws from the system's own source. Refuses a share that was
mistyped or that another program made (groups, stretching), shares of different secrets, and too few. No message shows
a word of a share.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from keys.errors import BadShare
from keys.limits import SHARED_SECRET_BYTES_MAX, SHARES_MAX, SHARES_NEEDED_MIN, TEXT_CHARS_MAX

_STRETCH = 0  # no passphrase is used, so there is nothing to stretch


def split_secret(secret: bytes, *, shares: int, needed: int) -> tuple[str, ...]:
    """Returns a secret (16-256 bytes, an even number) as shares of about 0.8 words a byte plus seven.

    Raises: ValueError unless 2 <= needed <= shares <= 16 and the secret is within bounds.
    """
    if not SHARES_NEEDED_MIN <= needed <= shares <= SHARES_MAX:
        raise ValueError(f"at least {SHARES_NEEDED_MIN} shares are needed of at most {SHARES_MAX}")
    if not 16 <= len(secret) <= SHARED_SECRET_BYTES_MAX or len(secret) % 2:
        raise ValueError("a shared secret has 16 to 256 bytes, an even number")
    (made,) = generate_mnemonics(1, [(needed, shares)], secret, iteration_exponent=_STRETCH)
    return tuple(made)


def join_shares(texts: Sequence[str]) -> bytes:
    """Returns the secret of enough shares; more than are needed is no error, nor is one given twice.

    Raises: BadShare with the place, counted from 1, of one that is mistyped, where one can be blamed.
    """
    read = [_read(text, place) for place, text in enumerate(texts, start=1)]
    if not read:
        raise BadShare("no share was given")
    if len({(share.identifier, share.member_threshold) for share in read}) > 1:
        raise BadShare("these shares do not belong together: they were made at different times")
    different = {share.index: share for share in read}
    needed = read[0].member_threshold
    if len(different) < needed:
        raise BadShare(f"{needed} different shares are needed; {len(different)} were given")
    try:
        return bytes(combine_mnemonics([share.mnemonic() for share in list(different.values())[:needed]]))
    except MnemonicError:
        raise BadShare("these shares do not give a secret together: one of them is not genuine") from None


def _read(text: str, place: int) -> Share:
    try:
        share = Share.from_mnemonic(" ".join(text[:TEXT_CHARS_MAX].lower().split()))
    except (MnemonicError, ValueError):
        raise BadShare(f"share {place} is mistyped: compare each word with the paper") from None
    if (share.iteration_exponent, share.group_count) != (_STRETCH, 1):  # one that asks for hours of stretching
        raise BadShare(f"share {place} was made by another program")
    return share
